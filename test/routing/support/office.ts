/** A router with the desk and the ledger over one store, and orders, places and a courier to try. */
import { Effect, Layer, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { ChannelOrder } from "entrepot/channels"
import { Couriers, type CourierShape, LabelDesk, type Quote } from "entrepot/couriers"
import { Fulfilment, FulfilmentRecords } from "entrepot/fulfilment"
import { Money, Reason } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"
import { type Profile, Router, RoutingRecords, Workdays } from "entrepot/routing"
import { StockLedger } from "entrepot/stock"
import { Journal, Records, Store, type StoreShape, storeServices } from "entrepot/store"

export const eur = (amount: string): Money.Money => Money.of(amount, "EUR")

/** A courier that takes everything in two days at one price, unless told otherwise. */
export const courierOf = (
  id: string,
  price = "5.00",
  quote: CourierShape["quote"] = () => Effect.succeed([quoteOf(id, price)]),
): CourierShape => ({
  id,
  traits: { contract: { name: "test", version: "1" }, labelsOnce: true, settlesMillis: 0 },
  label: () => Effect.die("no labels here"),
  ...(quote === undefined ? {} : { quote }),
})

export const quoteOf = (courier: string, price: string): Quote.Quote => ({
  courier,
  service: "parcel",
  price: eur(price),
  charges: [{ name: "carriage", amount: eur(price) }],
  transitDays: 2,
  reason: Reason.of("test", "flat"),
})

/**
 * All rooms over a store. They are fresh ones: they know of others over the same store what the store
 * knows, as another process would.
 */
export const officeOver = (
  store: StoreShape = Memory.make(),
  couriers: ReadonlyArray<CourierShape> = [courierOf("van")],
) =>
  Layer.mergeAll(
    Router.layerOver,
    OrderDesk.layerOver,
    StockLedger.layerOver,
    Fulfilment.layerOver.pipe(Layer.provide(LabelDesk.layerOver)),
  ).pipe(
    Layer.provide(Layer.succeed(Couriers, { couriers })),
    Layer.provideMerge(storeServices),
    Layer.provideMerge(Layer.succeed(Store, store)),
    Layer.fresh,
  )

export const placeOf = (
  place: string,
  change: Partial<Profile.PlaceProfile> = {},
): (typeof Profile.PlaceProfile)["Encoded"] => {
  const { perParcel: _, perUnit: __, ...rest } = change
  return {
    place,
    kind: "ours",
    priority: 0,
    zone: "Europe/Berlin",
    cutOff: "15:00",
    handlingDays: 0,
    workdays: Workdays.mondayToFriday,
    perParcel: { currency: "EUR", amount: "1.00" },
    perUnit: { currency: "EUR", amount: "0.10" },
    sender: { company: "Entrepot", lines: ["Dock 1"], city: place, country: "DE" },
    ...rest,
  }
}

export const policy: (typeof Profile.RoutingPolicy)["Encoded"] = {
  currency: "EUR",
  goals: ["parcels", "cost"],
  maxParcels: 3,
  splitLines: true,
  bands: [
    {
      name: "all",
      transitDays: 1,
      perParcel: { currency: "EUR", amount: "2.00" },
      perKilogram: { currency: "EUR", amount: "0.50" },
    },
  ],
  distances: ["Berlin", "Ulm"].map((place) => ({ place, country: "DE", kilometres: 300 })),
  deliveryDays: Workdays.mondayToFriday,
  zone: "Europe/Berlin",
  packagingGrams: 150,
  box: { lengthMm: 300, widthMm: 200, heightMm: 100 },
  percent: 95,
  minimumParcels: 30,
}

export const ada = {
  name: "Ada Byron",
  phone: "+49 170 555",
  lines: ["Elm St 5"],
  city: "Bonn",
  region: "Rhineland",
  postcode: "53111",
  country: "DE",
}

/** What Ada ordered: lines of one SKU each, and changes. */
export const orderOf = (
  externalId: string,
  lines: Readonly<Record<string, number>>,
  change: Partial<ChannelOrder.ChannelOrder> = {},
): ChannelOrder.ChannelOrder => {
  const [first, ...rest] = Object.entries(lines).map(([sku, quantity], at) => ({
    lineId: `${at + 1}`,
    sku,
    quantity,
    unitPrice: "9.50",
  }))
  return {
    externalId,
    kind: "order",
    placedAt: 0,
    currency: "EUR",
    personal: { recipient: ada },
    lines: [first ?? { lineId: "1", sku: "MUG", quantity: 1, unitPrice: "9.50" }, ...rest],
    ...change,
  }
}

export const account = { channel: "csv", account: "shop" }
export const keyOf = (externalId: string) => ({ ...account, externalId })
const source = { id: "csv", account: "shop", traits: { contract: { name: "test", version: "1" } } }

/** Takes orders in, and lets the rules look at them: without any they are released. */
export const taking = Effect.fnUntraced(function* (
  ...orders: ReadonlyArray<ChannelOrder.ChannelOrder>
) {
  const desk = yield* OrderDesk
  yield* desk.listings.nameAlike({ commandId: "alike", ...account, same: true })
  const items = orders.map((value) => {
    const { externalId } = value
    return {
      externalId,
      revision: JSON.stringify(value).length.toString(),
      observedAt: 0,
      raw: {},
      value,
    }
  })
  const checkpoint = orders.map(({ externalId }) => externalId).join()
  yield* desk.ingest(source, { items, rejected: [], checkpoint })
  yield* desk.review.reviewWaiting({ limit: 1_000 })
})

/** Sets everything up: the policy, Berlin, Ulm and two items; then puts units on shelves. */
export const opened = Effect.fnUntraced(function* (
  stock: ReadonlyArray<readonly [place: string, sku: string, quantity: number]>,
  places = [placeOf("Berlin"), placeOf("Ulm", { priority: 1 })],
) {
  const router = yield* Router
  const ledger = yield* StockLedger
  yield* router.setPolicy({ commandId: "policy", policy })
  for (const profile of places)
    yield* router.setPlace({ commandId: `place ${profile.place}`, profile })
  for (const sku of ["MUG", "CUP"])
    yield* router.setItem({ commandId: `item ${sku}`, item: { sku, weightGrams: 350 } })
  const lines = stock
    .filter(([, , quantity]) => quantity > 0)
    .map(([place, sku, quantity]) => ({ place, sku, quantity }))
  if (lines.length > 0) yield* ledger.receive({ commandId: "stock", lines })
  return router
})

export const route = (externalId: string) =>
  Router.use((router) =>
    router.route({ commandId: `route ${externalId}`, order: keyOf(externalId) }),
  )

/** All consignments. */
export const dockets = Records.use((records) =>
  Stream.runCollect(records.all(FulfilmentRecords.Dockets)),
)

/** What routing told the journal. */
export const told = Journal.use((journal) =>
  Effect.map(Stream.runCollect(journal.all(RoutingRecords.RoutingHistory)), (entries) =>
    entries.map(({ fact }) => fact),
  ),
)
