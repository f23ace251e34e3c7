/** A warehouse with the desk and the ledger over one store, and orders to send from it. */
import { Effect, Layer, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { ChannelOrder } from "entrepot/channels"
import { Couriers, type CourierShape, LabelDesk, Rejected } from "entrepot/couriers"
import { ConsignmentPosting, Fulfilment, FulfilmentRecords } from "entrepot/fulfilment"
import { OrderDesk, OrderPosting } from "entrepot/orders"
import { LotPosting, StockLedger, StockPosting } from "entrepot/stock"
import { Journal, Records, Store, type StoreShape, storeServices, Transactor } from "entrepot/store"

/** A courier that sells T1, T2 and so on, once for a reference, and remembers what it was asked. */
export class Post {
  readonly sold = new Map<string, string>()
  readonly voided: Array<string> = []
  readonly asked: Array<Parameters<CourierShape["label"]>[0]> = []
  rejects = false
  readonly shape: CourierShape = {
    id: "post",
    traits: { contract: { name: "test", version: "1" }, labelsOnce: true, settlesMillis: 0 },
    label: (request) =>
      Effect.suspend(() => {
        this.asked.push(request)
        const { reference, service } = request
        if (this.rejects) {
          const why = { code: "no", detail: "not today" }
          return Effect.fail(new Rejected({ courier: "post", operation: "label", ...why }))
        }
        const trackingNumber = this.sold.get(reference) ?? `T${this.sold.size + 1}`
        this.sold.set(reference, trackingNumber)
        const waybill = { mediaType: "text/plain", base64: btoa(trackingNumber) }
        return Effect.succeed({ reference, service, trackingNumber, waybill })
      }),
    void: (trackingNumber) => Effect.sync(() => void this.voided.push(trackingNumber)),
  }
}

/**
 * All rooms over a store. They are fresh ones: they know of others over the same store what the store
 * knows, as another process would.
 */
export const warehouseOver = (
  store: StoreShape = Memory.make(),
  post: Pick<Post, "shape"> = new Post(),
) =>
  Layer.mergeAll(Fulfilment.layerOver, OrderDesk.layerOver, StockLedger.layerOver).pipe(
    Layer.provideMerge(LabelDesk.layerOver),
    Layer.provide(Layer.succeed(Couriers, { couriers: [post.shape] })),
    Layer.provideMerge(storeServices),
    Layer.provideMerge(Layer.succeed(Store, store)),
    Layer.fresh,
  )

export const ada = { name: "Ada", lines: ["Elm St 5"], city: "Bonn", country: "DE" }
export const account = { channel: "csv", account: "shop" }
export const keyOf = (externalId: string) => ({ ...account, externalId })
export const nameOf = (externalId: string) => ConsignmentPosting.orderNameOf(keyOf(externalId))

type ChannelLine = ChannelOrder.ChannelOrderLine

export const lineOf = (lineId: string, sku: string, quantity: number): ChannelLine => ({
  lineId,
  sku,
  quantity,
  unitPrice: "9.50",
})

/** An order of Ada's, two mugs unless said, with changes. */
export const orderOf = (
  externalId: string,
  change: Partial<ChannelOrder.ChannelOrder> = {},
): ChannelOrder.ChannelOrder => ({
  externalId,
  kind: "order",
  placedAt: 0,
  currency: "EUR",
  personal: { recipient: ada },
  lines: [lineOf("1", "MUG", 2)],
  ...change,
})

const source = { id: "csv", account: "shop", traits: { contract: { name: "test", version: "1" } } }
let revisions = 0

/** A channel shows orders, in a newer revision each time. */
export const shown = Effect.fnUntraced(function* (
  ...orders: ReadonlyArray<ChannelOrder.ChannelOrder>
) {
  const desk = yield* OrderDesk
  revisions += 1
  const seen = { revision: `r${revisions}`, observedAt: revisions, raw: {} }
  const items = orders.map((value) => ({ externalId: value.externalId, ...seen, value }))
  yield* desk.ingest(source, { items, rejected: [], checkpoint: `p${revisions}` })
})

/** Orders come in, and the rules let them go: there are none. */
export const taken = Effect.fnUntraced(function* (
  ...orders: ReadonlyArray<ChannelOrder.ChannelOrder>
) {
  const desk = yield* OrderDesk
  yield* desk.listings.nameAlike({ commandId: "alike", ...account, same: true })
  yield* shown(...orders)
  yield* desk.review.reviewWaiting({ limit: 1_000 })
})

export const skus = { MUG: 350, CUP: 200, PHONE: 180, MILK: 1_000 } as const
export type Sku = keyof typeof skus

export interface Part {
  readonly order: string
  readonly lineId: string
  readonly sku: Sku
  readonly quantity: number
}

export const part = (order: string, lineId: string, sku: Sku, quantity: number): Part => ({
  order,
  lineId,
  sku,
  quantity,
})

export interface Wanted {
  readonly id?: string
  readonly parts?: ReadonlyArray<Part>
  /** Units of lines that are planned: one for each part unless said. */
  readonly planned?: ReadonlyArray<readonly [order: string, lineId: string, units: number]>
  readonly place?: string
  readonly readyAt?: number
  readonly cutoffAt?: number
  readonly shipBy?: number
  readonly destination?: string
  readonly courier?: string
}

const twoMugs = [part("7", "1", "MUG", 2)]

/** Routes orders by hand: units are held, lines planned, and a consignment made, all at once. */
export const consigned = Effect.fnUntraced(function* ({
  id = "c1",
  parts = twoMugs,
  planned = parts.map(({ order, lineId, quantity }) => [order, lineId, quantity] as const),
  place = "main",
  readyAt = 0,
  cutoffAt = 3_600_000,
  shipBy = 7_200_000,
  destination = "door",
  courier = "post",
}: Wanted) {
  const transactor = yield* Transactor
  const commandId = `consign ${id}`
  const [first, ...others] = parts.map(({ order, lineId, sku, quantity }) => ({
    orderName: nameOf(order),
    lineId,
    sku,
    quantity,
    serialised: sku === "PHONE",
    unitWeightGrams: skus[sku],
  }))
  if (first === undefined) return yield* Effect.die(new Error("a consignment of nothing"))
  const consignment = {
    consignmentId: id,
    place,
    lines: [first, ...others] as const,
    destination,
    courier,
    service: "parcel",
    cutoffAt,
    shipBy,
    priority: 0,
    readyAt,
  }
  const lots = parts.filter(({ sku }) => sku === "MILK")
  const units = parts.filter(({ sku }) => sku !== "MILK")
  const lotHoldId = `${id} lots`
  const wanted = ({ sku, quantity }: Part) => ({ sku, place, quantity })
  const program = Effect.gen(function* () {
    const hold = { _tag: "Hold" as const, commandId }
    if (units.length > 0)
      yield* StockPosting.post({ ...hold, holdId: id, lines: units.map(wanted) })
    if (lots.length > 0)
      yield* LotPosting.post({ ...hold, holdId: lotHoldId, lines: lots.map(wanted) })
    for (const [order, ofOrder] of Map.groupBy(planned, ([order]) => order)) {
      const lines = ofOrder.map(([, lineId, quantity]) => ({ lineId, quantity }))
      yield* OrderPosting.post({ _tag: "PlanLines", commandId, order: keyOf(order), lines })
    }
    yield* ConsignmentPosting.create({
      consignment,
      holds: [
        ...(units.length > 0 ? [{ holdId: id }] : []),
        ...(lots.length > 0 ? [{ holdId: lotHoldId, keeper: "lots" as const }] : []),
      ],
      orders: [...new Set(parts.map(({ order }) => order))].map(keyOf),
    })
  })
  yield* transactor.run(program)
})

/** Mugs and cups on the shelf. */
export const stocked = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const lines = [
    { sku: "MUG", quantity: 20 },
    { sku: "CUP", quantity: 20 },
  ]
  yield* ledger.receive({ commandId: "stock", lines })
  const { setSite } = yield* Fulfilment
  const layout = { aisles: 3, bays: 9, bayLengthMm: 1_000, aislePitchMm: 3_000, depotAisle: 1 }
  const sender = { company: "Entrepot", lines: ["Dock 1"], city: "Ulm", country: "DE" }
  yield* setSite({ commandId: "site", place: "main", sender, zone: "Europe/Berlin", layout })
})

let commands = 0
/** A fresh command id. */
export const next = (): string => `c${(commands += 1)}`

/** Packs units into a parcel by hand, and closes and weighs it; what is left unpacked goes later. */
export const packed = Effect.fnUntraced(function* (
  consignmentId: string,
  parcelId: string,
  units: ReadonlyArray<{
    readonly sku: Sku
    readonly count: number
    readonly serial?: string
    readonly lot?: string
  }>,
  rest?: { readonly _tag: "PartialShipment"; readonly reason: string } | { _tag: "NextParcel" },
) {
  const { open, pack, close, weigh } = yield* Fulfilment
  const parcel = { consignmentId, parcelId }
  yield* open({ commandId: next(), ...parcel, packagingGrams: 120 })
  for (const scanned of units)
    yield* pack({ commandId: next(), ...parcel, scanId: next(), scanned })
  const { answer } = yield* close({ commandId: next(), ...parcel, ...(rest && { rest }) })
  const weightGrams = units.reduce((grams, { sku, count }) => grams + skus[sku] * count, 120)
  yield* weigh({ commandId: next(), ...parcel, weightGrams })
  return answer
})

export const box = {
  lengthMm: 300,
  widthMm: 200,
  heightMm: 100,
  battery: "none",
  contents: "Crockery",
} as const

export const labelled = (consignmentId: string, parcelId: string) =>
  Fulfilment.use(({ label }) => label({ consignmentId, parcelId, ...box }))

export const closed = (
  manifestId: string,
  ...parcels: ReadonlyArray<readonly [consignmentId: string, parcelId: string]>
) =>
  Fulfilment.use(({ closeManifest }) => {
    const [first, ...others] = parcels.map(([consignmentId, parcelId]) => ({
      consignmentId,
      parcelId,
    }))
    const all = [first ?? { consignmentId: "", parcelId: "" }, ...others] as const
    const of = { manifestId, place: "main", courier: "post", cutoffAt: 3_600_000 }
    return closeManifest({ commandId: next(), ...of, parcels: all })
  })

/** All consignments. */
export const dockets = Records.use((records) =>
  Stream.runCollect(records.all(FulfilmentRecords.Dockets)),
)

export const docketOf = (id: string) =>
  Fulfilment.use(({ find }) => Effect.map(find(id), Option.getOrThrow))

/** What was told outside. */
export const toldOutside = Journal.use((journal) =>
  Effect.map(Stream.runCollect(journal.all(FulfilmentRecords.OrderOutbox)), (entries) =>
    entries.map(({ fact }) => fact),
  ),
)

/** What became of the lines of an order: planned, shipped, delivered, returned, cancelled. */
export const linesOf = (externalId: string) =>
  OrderDesk.use((desk) =>
    Effect.map(desk.find(keyOf(externalId)), (found) =>
      Option.getOrThrow(found).lines.map(
        ({ planned = 0, shipped = 0, delivered = 0, returned, cancelled }) => ({
          planned,
          shipped,
          delivered,
          returned,
          cancelled,
        }),
      ),
    ),
  )

export const levelOf = (sku: Sku) =>
  StockLedger.use(({ level }) => Effect.map(level(sku), ({ onHand, held }) => ({ onHand, held })))

/** The tag of what an effect is refused with. */
export const refusalOf = <A, E extends { readonly _tag: string; readonly message: string }, R>(
  effect: Effect.Effect<A, E, R>,
) => Effect.map(Effect.flip(effect), ({ _tag, message }) => `${_tag}: ${message}`)
