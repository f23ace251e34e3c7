/** The floor: waves are picked, packed by scan, weighed and labelled; at the end couriers take all. */
import { Effect, Result } from "effect"
import { type Consignment, Fulfilment } from "entrepot/fulfilment"

import type { DrawnOrder } from "./day.ts"
import { places, unitsOf } from "./day.ts"
import { faces, layout } from "./floor.ts"
import { type Item, items } from "./goods.ts"
import { gtinOf, profiles, serialOf } from "./setUp.ts"
import type { Slips, Tally } from "./touches.ts"

/** What was seen on the floor. */
export interface Seen {
  waves: number
  parcels: number
  merged: number
  /** Units that were picked wrong, and that the scan refused. */
  caught: number
  /** Parcels that weighed something else, and were opened again. */
  weightHeld: number
  manifests: number
  /** What was picked: which order, and which of its items. */
  readonly picks: Array<readonly [order: number, part: number]>
}

const packagingGrams = 120
const box = { lengthMm: 300, widthMm: 220, heightMm: 120 }
const waveLimits = { orders: 40, lines: 120, weightGrams: 120_000 }
const mergeWindowMinutes = 240

const itemOf = new Map(items.map((item) => [item.sku, item]))

/** The floors of all places. */
export interface Warehouse {
  readonly prepare: Effect.Effect<void, unknown, Fulfilment>
  /** Packs all that waits. */
  readonly work: Effect.Effect<void, unknown, Fulfilment>
  /** Hands all that is ready to the couriers. */
  readonly handOver: Effect.Effect<void, unknown, Fulfilment>
  readonly seen: Seen
}

/** Opens the floors, for orders by the names that consignments have for them. */
export const make = (
  orders: ReadonlyMap<string, DrawnOrder>,
  tally: Tally,
  slips: Slips,
): Warehouse => {
  const none = { waves: 0, parcels: 0, merged: 0, caught: 0, weightHeld: 0, manifests: 0 }
  const seen: Seen = { ...none, picks: [] }
  /** Serial numbers that were taken from the shelf, by item. */
  const taken = new Map<string, number>()
  let commands = 0
  const commandId = () => `floor ${(commands += 1)}`

  const barcodeOf = ({ sku, isSerialised }: Item): string => {
    if (!isSerialised) return gtinOf(sku)
    const at = taken.get(sku) ?? 0
    taken.set(sku, at + 1)
    return `(01)${gtinOf(sku)}(21)${serialOf(sku, at)}`
  }

  /** Whether the picker takes something else for a line. */
  const isPickedWrong = ({ orderName, sku }: Consignment.ConsignmentLine): boolean => {
    const drawn = orders.get(orderName)
    if (drawn === undefined) return false
    const part = unitsOf(drawn.lines).findIndex((units) => units.sku === sku)
    seen.picks.push([drawn.number, part])
    return slips(drawn.number, "pick", part)
  }

  const pack = Effect.fnUntraced(function* ({
    consignmentId,
    lines,
    place,
    courier,
  }: Consignment.Consignment) {
    const floor = yield* Fulfilment
    const parcelId = `parcel-${(seen.parcels += 1)}`
    const of = { consignmentId, parcelId }
    const scan = (text: string) => {
      tally.did("scan")
      const id = commandId()
      return floor.scan({ commandId: id, scanId: id, ...of, text })
    }
    tally.did("pack")
    yield* floor.open({ commandId: commandId(), ...of, packagingGrams })
    const wanted = new Set(lines.map(({ sku }) => sku))
    let grams = packagingGrams
    let hasLithium = false
    for (const line of lines) {
      const { sku, quantity } = line
      const item = itemOf.get(sku)
      if (item === undefined) continue
      if (isPickedWrong(line)) {
        // The picker took what lies beside it: the scan says so, and somebody walks again.
        const beside = items.find((other) => !wanted.has(other.sku) && !other.isSerialised)
        const refused = yield* Effect.result(scan(gtinOf(beside?.sku ?? sku)))
        if (Result.isSuccess(refused) || refused.failure._tag !== "WrongItem")
          throw new Error(`${sku}: the scan of wrong goods for ${parcelId} was not refused as such`)
        seen.caught += 1
        tally.did("pick")
      }
      for (let unit = 0; unit < quantity; unit += 1) yield* scan(barcodeOf(item))
      grams += quantity * item.weightGrams
      hasLithium ||= item.hasLithium
    }
    yield* floor.close({ commandId: commandId(), ...of })
    tally.did("weigh")
    // Now and then something lies on the scale that does not belong there.
    const isOff = seen.parcels % 200 === 0
    const weigh = (weightGrams: number) =>
      floor.weigh({ commandId: commandId(), ...of, weightGrams })
    const weighed = yield* weigh(isOff ? grams + 600 : grams + (seen.parcels % 9))
    if (weighed.answer.status === "held") {
      seen.weightHeld += 1
      tally.did("weigh")
      yield* weigh(grams)
    }
    const battery = hasLithium ? "UN3481" : "none"
    const contents = "Smart home goods"
    const label = yield* floor.label({ ...of, ...box, battery, contents })
    if (label.trackingNumber === undefined)
      throw new Error(`${place}: no label of ${courier} for ${parcelId}: ${label.error?.message}`)
  })

  const wave = Effect.fnUntraced(function* (
    place: string,
    consignments: ReadonlyArray<Consignment.Consignment>,
  ) {
    const floor = yield* Fulfilment
    const waveId = `wave-${(seen.waves += 1)}`
    const [first, ...rest] = consignments.map(({ consignmentId }) => consignmentId)
    if (first === undefined) return
    const wave = { waveId, place }
    yield* floor.releaseWave({ commandId: commandId(), ...wave, consignmentIds: [first, ...rest] })
    const { stops, walk } = yield* floor.pickList(waveId)
    tally.did("pick", stops.length)
    for (const { totes } of stops) tally.did("put", totes.length)
    tally.walked(walk.distanceMm)
    for (const consignment of consignments) yield* pack(consignment)
    yield* floor.finishWave({ commandId: commandId(), waveId })
  })

  return {
    seen,
    prepare: Effect.gen(function* () {
      const floor = yield* Fulfilment
      for (const { place, sender, zone } of profiles) {
        yield* floor.setSite({ commandId: `site ${place}`, place, sender, zone, layout })
        const [first, ...rest] = faces
        if (first === undefined) continue
        yield* floor.setPickFaces({ commandId: `faces ${place}`, place, faces: [first, ...rest] })
      }
    }),
    work: Effect.gen(function* () {
      const floor = yield* Fulfilment
      for (const place of Object.values(places)) {
        const merges = yield* floor.planMerges({ place, windowMinutes: mergeWindowMinutes })
        for (const merge of merges) {
          seen.merged += merge.from.length
          yield* floor.merge({ commandId: commandId(), ...merge })
        }
        const { waves } = yield* floor.planWaves({ place, limits: waveLimits })
        for (const { consignments } of waves) yield* wave(place, consignments)
      }
    }),
    handOver: Effect.gen(function* () {
      const floor = yield* Fulfilment
      for (const place of Object.values(places)) {
        const { collections } = yield* floor.dispatchList(place)
        for (const { courier, cutoffAt, parcels } of collections) {
          const [first, ...rest] = parcels.map(({ consignmentId, parcelId }) => ({
            consignmentId,
            parcelId,
          }))
          if (first === undefined) continue
          const manifestId = `manifest-${(seen.manifests += 1)}`
          const manifest = { manifestId, place, courier, cutoffAt }
          yield* floor.closeManifest({
            commandId: commandId(),
            ...manifest,
            parcels: [first, ...rest],
          })
        }
      }
    }),
  }
}
