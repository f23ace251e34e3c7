/**
 * A consignment on its way out: its parcels, and where the units of its lines are. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import {
  Consignment,
  type ConsignmentLine,
  lineName,
  type LineUnits,
} from "../consignments/Consignment.ts"
import * as CourierMarks from "../dispatch/CourierMarks.ts"
import * as Parcel from "./Parcel.ts"
import type { ParcelEvent } from "./ParcelEvent.ts"

/** A consignment with its parcels: one record; there are a few parcels. */
export const Outbound = Schema.Struct({
  consignment: Consignment,
  parcels: Schema.Array(Parcel.Parcel),
  cancelled: Schema.Boolean,
})
/** A consignment with its parcels. */
export type Outbound = typeof Outbound.Type

/** A parcel by its id. */
export const parcel = ({ parcels }: Outbound, parcelId: string): Parcel.Parcel | undefined =>
  parcels.find((found) => found.parcelId === parcelId)

/** Where units of a line are; together they are the quantity of the line, at any time. */
export interface LineProgress {
  readonly line: ConsignmentLine
  readonly unpacked: number
  /** In a parcel that has not left. */
  readonly packed: number
  /** With the courier. */
  readonly shipped: number
  readonly delivered: number
  /** Back at their sender. */
  readonly returned: number
  readonly lost: number
}

type Counted = Exclude<keyof LineProgress, "line" | "unpacked">

/** What units of a parcel count as; those of a stopped one are to be packed again. */
const countedAs = (status: Parcel.Status): Counted | undefined => {
  switch (status) {
    case "open":
    case "packed":
    case "held":
    case "weighed":
    case "labelled":
      return "packed"
    case "dispatched":
    case "inTransit":
      return "shipped"
    case "delivered":
    case "returned":
    case "lost":
      return status
    case "stopped":
      return undefined
  }
}

/**
 * Where the units of each line are.
 *
 * @example
 * ```ts
 * import { Parcel, Outbound } from "entrepot/fulfilment"
 *
 * const ref = { orderName: "7", lineId: "1" }
 * const outbound: Outbound.Outbound = {
 *   consignment: {
 *     consignmentId: "c1",
 *     place: "main",
 *     lines: [{ ...ref, sku: "MUG", quantity: 3, serialised: false, unitWeightGrams: 350 }],
 *     destination: "a",
 *     courier: "post",
 *     service: "parcel",
 *     cutoffAt: 0,
 *     shipBy: 0,
 *     priority: 0,
 *     readyAt: 0,
 *   },
 *   parcels: [
 *     {
 *       ...Parcel.opened("p1", 120),
 *       stage: "dispatched",
 *       scans: [{ scanId: "s1", sku: "MUG", quantity: 2, lines: [{ ...ref, quantity: 2 }] }],
 *     },
 *   ],
 *   cancelled: false,
 * }
 * const [mugs] = Outbound.progress(outbound)
 * console.log(mugs?.unpacked, mugs?.shipped)
 * ```
 * ```text
 * 1 2
 * ```
 */
export const progress = ({ consignment, parcels }: Outbound): ReadonlyArray<LineProgress> => {
  const counts = new Map(
    consignment.lines.map((line) => [
      lineName(line),
      { line, count: { packed: 0, shipped: 0, delivered: 0, returned: 0, lost: 0 } },
    ]),
  )
  for (const parcel of parcels) {
    const counted = countedAs(Parcel.status(parcel))
    if (counted === undefined) continue
    for (const units of Parcel.contents(parcel)) {
      const found = counts.get(lineName(units))
      if (found !== undefined) found.count[counted] += units.quantity
    }
  }
  return Array.from(counts.values(), ({ line, count }) => {
    const gone = Object.values(count).reduce((total, units) => total + units, 0)
    return { line, unpacked: line.quantity - gone, ...count }
  })
}

/** Units of a line that came to be somewhere (positive), or are there no more (negative). */
export interface LineMove {
  readonly line: ConsignmentLine
  readonly to: Exclude<keyof LineProgress, "line">
  readonly units: number
}

/**
 * What moved between two states of one consignment: for the order, whose lines it moves. The units of
 * each line sum to zero, and the moves of a history sum to what {@link progress} says in the end.
 */
export const moves = (before: Outbound, after: Outbound): ReadonlyArray<LineMove> => {
  const known = new Map(progress(before).map((found) => [lineName(found.line), found]))
  return progress(after).flatMap((found) => {
    const was = known.get(lineName(found.line))
    return stations
      .map((to) => ({ line: found.line, to, units: found[to] - (was?.[to] ?? 0) }))
      .filter(({ units }) => units !== 0)
  })
}

const stations = ["unpacked", "packed", "shipped", "delivered", "returned", "lost"] as const

/** Units of each line that no parcel holds. */
export const unpacked = (outbound: Outbound): ReadonlyArray<LineUnits> =>
  progress(outbound)
    .filter(({ unpacked }) => unpacked > 0)
    .map(({ line: { orderName, lineId }, unpacked }) => ({ orderName, lineId, quantity: unpacked }))

/**
 * What a parcel should weigh: its units and its packaging, in grams.
 */
export const expectedGrams = ({ consignment }: Outbound, parcel: Parcel.Parcel): number => {
  const weights = new Map(consignment.lines.map((line) => [line.sku, line.unitWeightGrams]))
  return parcel.scans.reduce(
    (grams, { sku, quantity }) => grams + quantity * (weights.get(sku) ?? 0),
    parcel.packagingGrams,
  )
}

/** The consignment after an event; nothing as long as it was not begun. Total. */
export const evolve = (
  outbound: Outbound | undefined,
  event: ParcelEvent,
): Outbound | undefined => {
  if (event._tag === "Begun")
    return { consignment: event.consignment, parcels: [], cancelled: false }
  if (outbound === undefined) return undefined
  switch (event._tag) {
    case "Cancelled":
      return { ...outbound, cancelled: true }
    case "ParcelOpened":
      return {
        ...outbound,
        parcels: [...outbound.parcels, Parcel.opened(event.parcelId, event.packagingGrams)],
      }
    default:
      return {
        ...outbound,
        parcels: outbound.parcels.map((parcel) =>
          parcel.parcelId === event.parcelId ? after(parcel, event) : parcel,
        ),
      }
  }
}

const after = (
  parcel: Parcel.Parcel,
  event: Exclude<ParcelEvent, { readonly _tag: "Begun" | "Cancelled" | "ParcelOpened" }>,
): Parcel.Parcel => {
  switch (event._tag) {
    case "UnitsPacked":
      return { ...parcel, scans: [...parcel.scans, event.scan] }
    case "ParcelClosed":
      return {
        ...parcel,
        stage: "packed",
        ...(event.rest === undefined ? {} : { rest: event.rest }),
      }
    case "ParcelWeighed":
    case "WeightOverridden":
      return { ...parcel, stage: "weighed", weighing: event.weighing }
    case "ParcelHeld":
      return { ...parcel, stage: "held", weighing: event.weighing }
    case "ParcelLabelled":
      return { ...parcel, stage: "labelled", label: event.label }
    case "LabelledTooLate":
      return { ...parcel, voids: [...parcel.voids, event.label.trackingNumber] }
    case "StoppedBeforeLabel":
      return { ...parcel, stage: "stopped" }
    case "StoppedAfterLabel":
      return { ...parcel, stage: "stopped", voids: [...parcel.voids, event.trackingNumber] }
    case "ParcelDispatched":
      return { ...parcel, stage: "dispatched", manifestId: event.manifestId }
    case "InterceptAsked":
      return { ...parcel, interceptAsked: true }
    case "StrayFound":
      return { ...parcel, stray: "found" }
    case "StrayCleared":
      return { ...parcel, stray: "cleared" }
    case "ParcelTracked":
      return { ...parcel, marks: CourierMarks.marked(parcel.marks, event) }
  }
}
