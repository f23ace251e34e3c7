/**
 * The docket of a consignment: its parcels, the holds that keep its units, and the orders whose lines
 * it carries. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Outbound from "../parcels/Outbound.ts"
import type { ParcelEvent } from "../parcels/ParcelEvent.ts"
import { ConsignmentCancelled } from "../parcels/ParcelRefusal.ts"
import type { WaveEvent } from "../waves/Wave.ts"
import { type Consignment, lineName } from "./Consignment.ts"
import { CarriedOrder, type CarriedUnits, type DocketEvent, HoldTie } from "./DocketEvent.ts"
import { UnitsNotFree } from "./DocketRefusal.ts"

/** A consignment with all that is tied to it: one record. */
export const Docket = Schema.Struct({
  ...Outbound.Outbound.fields,
  holds: Schema.Array(HoldTie),
  orders: Schema.Array(CarriedOrder),
  /** The wave that it is in, or was picked with. */
  waveId: Schema.optionalKey(Id.Id),
  /** The consignment that took all of it. */
  mergedInto: Schema.optionalKey(Id.Id),
})
/** A consignment with all that is tied to it. */
export type Docket = typeof Docket.Type

/** Everything that changes a docket. */
export type Event = DocketEvent | ParcelEvent | WaveEvent

/**
 * What a consignment waits for: a wave (`waiting`), our hands (`working`), the courier's (`gone`),
 * nothing (`ended`); or nothing of it goes (`cancelled`, also where another one took it).
 */
export type State = "waiting" | "working" | "gone" | "ended" | "cancelled"

/**
 * What a consignment waits for.
 *
 * @example
 * ```ts
 * import { Docket } from "entrepot/fulfilment"
 *
 * const line = { orderName: "7", lineId: "1", sku: "MUG", serialised: false, unitWeightGrams: 350 }
 * const consignment = {
 *   consignmentId: "c1",
 *   place: "main",
 *   lines: [{ ...line, quantity: 2 }] as const,
 *   destination: "a",
 *   courier: "post",
 *   service: "parcel",
 *   cutoffAt: 0,
 *   shipBy: 0,
 *   priority: 0,
 *   readyAt: 0,
 * }
 * const docket = { consignment, parcels: [], cancelled: false, holds: [], orders: [] }
 * console.log(Docket.state(docket), Docket.state({ ...docket, waveId: "w1" }))
 * ```
 * ```text
 * waiting working
 * ```
 */
export const state = (docket: Docket): State => {
  if (docket.cancelled) return "cancelled"
  const found = Outbound.progress(docket)
  if (found.some(({ unpacked, packed }) => unpacked + packed > 0))
    return docket.waveId === undefined && docket.parcels.length === 0 ? "waiting" : "working"
  return found.some(({ shipped }) => shipped > 0) ? "gone" : "ended"
}

/** Whether nobody has begun with it: it is in no wave, and has no parcel. */
export const isUntouched = (docket: Docket): boolean => state(docket) === "waiting"

/** The lines of a consignment without some units of them. */
export const linesWithout = (
  { lines }: Pick<Consignment, "lines">,
  units: ReadonlyArray<CarriedUnits>,
): ReadonlyArray<Consignment["lines"][number]> => {
  const less = new Map<string, number>()
  for (const part of units)
    less.set(lineName(part), (less.get(lineName(part)) ?? 0) + part.quantity)
  return lines.flatMap((line) => {
    const quantity = line.quantity - (less.get(lineName(line)) ?? 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}

/** Units that are in no parcel, of each item of each line. */
export const unpacked = (docket: Docket): ReadonlyArray<CarriedUnits> =>
  Outbound.progress(docket)
    .filter((found) => found.unpacked > 0)
    .map(({ line: { orderName, lineId, sku }, unpacked: quantity }) => ({
      orderName,
      lineId,
      sku,
      quantity,
    }))

/** Refuses to take out units that are in parcels, or are none of the consignment's. */
export const free = (
  docket: Docket,
  wanted: ReadonlyArray<CarriedUnits>,
): Result.Result<void, UnitsNotFree | ConsignmentCancelled> => {
  const { consignmentId } = docket.consignment
  if (docket.cancelled) return Result.fail(new ConsignmentCancelled({ consignmentId }))
  const there = new Map(unpacked(docket).map((line) => [lineName(line), line.quantity]))
  const asked = Map.groupBy(wanted, lineName)
  const short = Array.from(asked, ([name, lines]) => ({
    sku: lines[0]?.sku ?? "",
    wanted: lines.reduce((total, { quantity }) => total + quantity, 0),
    there: there.get(name) ?? 0,
  })).filter((line) => line.wanted > line.there)
  return short.length > 0
    ? Result.fail(new UnitsNotFree({ consignmentId, lines: short }))
    : Result.void
}

/** The docket after an event; nothing as long as there is no consignment. Total. */
export const evolve = (docket: Docket | undefined, event: Event): Docket | undefined => {
  if (event._tag === "Consigned") {
    const { consignment, holds, orders } = event
    return { consignment, parcels: [], cancelled: false, holds, orders }
  }
  if (docket === undefined) return undefined
  const { consignmentId } = docket.consignment
  switch (event._tag) {
    case "UnitsTrimmed":
    case "UnitsSplit":
      return without(docket, event.lines)
    case "ConsignmentMerged":
      return event.from === consignmentId
        ? { ...docket, cancelled: true, mergedInto: event.into.consignmentId }
        : { ...docket, consignment: event.into, holds: event.holds, orders: event.orders }
    case "CollectionAssigned": {
      const { orderName, parcelId, amount } = event
      return {
        ...docket,
        orders: docket.orders.map((order) =>
          order.orderName === orderName
            ? { ...order, collects: [...(order.collects ?? []), { parcelId, amount }] }
            : order,
        ),
      }
    }
    case "WaveReleased":
      return { ...docket, waveId: event.waveId }
    case "ConsignmentWithdrawn": {
      const { waveId: _, ...rest } = docket
      return rest
    }
    case "WaveFinished":
      return docket
    default: {
      const outbound = Outbound.evolve(docket, event)
      return outbound === undefined ? undefined : { ...docket, ...outbound }
    }
  }
}

const without = (docket: Docket, units: ReadonlyArray<CarriedUnits>): Docket => {
  const [first, ...others] = linesWithout(docket.consignment, units)
  if (first === undefined) return { ...docket, cancelled: true }
  const lines = [first, ...others] as const
  const names = new Set(lines.map(({ orderName }) => orderName))
  return {
    ...docket,
    consignment: { ...docket.consignment, lines },
    orders: docket.orders.filter(({ orderName }) => names.has(orderName)),
  }
}
