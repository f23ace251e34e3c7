/**
 * The walk of a picker through the aisles of a place, S-shaped. Pure.
 *
 * @module
 */
import { Order, Result, Schema } from "effect"

import { OffTheMap } from "./PickRefusal.ts"

const count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 }))
const millimetres = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))

/** A shelf: its aisle, its bay from the front of the aisle, and its level from the floor; from 1. */
export const ShelfLocation = Schema.Struct({ aisle: count, bay: count, level: count })
/** Where a shelf is. */
export type ShelfLocation = typeof ShelfLocation.Type

/**
 * Aisles side by side, with a cross aisle along their front ends and one along their back ends. The
 * first bay is one bay length behind the front cross aisle, and the last as far before the other.
 * Walks begin and end at the front of the depot's aisle.
 */
export const Layout = Schema.Struct({
  aisles: count,
  bays: count,
  bayLengthMm: millimetres,
  /** From the middle of an aisle to the middle of the next. */
  aislePitchMm: millimetres,
  depotAisle: count,
})
/** Aisles side by side. */
export type Layout = typeof Layout.Type

/** A place on the floor: an aisle, and how far from its front. */
export interface Spot {
  readonly aisle: number
  readonly depthMm: number
}

/** A walk: the shelves in their order, every turn on the way, and how far it is. */
export interface Walk {
  readonly locations: ReadonlyArray<ShelfLocation>
  /** From the depot to the depot; between two of them the way is straight. */
  readonly spots: ReadonlyArray<Spot>
  readonly distanceMm: number
}

/**
 * The text of a location, such as `3-12-1`: aisle, bay and level.
 *
 * @example
 * ```ts
 * import { PickWalk } from "entrepot/fulfilment"
 *
 * console.log(PickWalk.nameOf({ aisle: 3, bay: 12, level: 1 }))
 * ```
 * ```text
 * 3-12-1
 * ```
 */
export const nameOf = ({ aisle, bay, level }: ShelfLocation): string => `${aisle}-${bay}-${level}`

/** How far a location is from the front of its aisle. */
export const depthMm = ({ bayLengthMm }: Layout, { bay }: ShelfLocation): number =>
  bay * bayLengthMm

/** How long an aisle is, from one cross aisle to the other. */
export const aisleLengthMm = ({ bays, bayLengthMm }: Layout): number => (bays + 1) * bayLengthMm

const byBay = Order.mapInput(Order.Number, ({ bay }: ShelfLocation) => bay)
const byLevel = Order.mapInput(Order.Number, ({ level }: ShelfLocation) => level)
const upTheAisle = Order.combine(byBay, byLevel)
const downTheAisle = Order.combine(Order.flip(byBay), byLevel)

/**
 * Walks to all locations in an S: every aisle with picks is walked through as a whole, one up and the
 * next down, from the lowest number to the highest; where their number is odd, the picker turns in
 * the last one at its deepest pick. Levels of a bay are picked from the floor up and cost no way.
 *
 * This is simple to follow, not the shortest: with few picks in an aisle other walks are shorter.
 *
 * Source: R. W. Hall, Distance approximations for routing manual pickers in a warehouse, IIE
 * Transactions 25(4), 1993; K. J. Roodbergen and R. de Koster, Routing methods for warehouses with
 * multiple cross aisles, International Journal of Production Research 39(9), 2001.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PickWalk } from "entrepot/fulfilment"
 *
 * const layout = { aisles: 3, bays: 9, bayLengthMm: 1_000, aislePitchMm: 3_000, depotAisle: 1 }
 * const walk = PickWalk.sShape(layout, [
 *   { aisle: 1, bay: 2, level: 1 },
 *   { aisle: 2, bay: 3, level: 1 },
 *   { aisle: 2, bay: 8, level: 2 },
 * ])
 * const { locations, distanceMm } = Result.getOrThrow(walk)
 * console.log(locations.map(PickWalk.nameOf).join(" "), distanceMm)
 * ```
 * ```text
 * 1-2-1 2-8-2 2-3-1 26000
 * ```
 */
export const sShape = (
  layout: Layout,
  locations: ReadonlyArray<ShelfLocation>,
): Result.Result<Walk, OffTheMap> => {
  const { aisles, bays, depotAisle } = layout
  const beyond = locations.filter(({ aisle, bay }) => aisle > aisles || bay > bays)
  if (beyond.length > 0 || depotAisle > aisles)
    return Result.fail(new OffTheMap({ locations: beyond.map(nameOf), depotAisle, aisles, bays }))
  const distinct = new Map(locations.map((location) => [nameOf(location), location]))
  const visited = Map.groupBy(distinct.values(), ({ aisle }) => aisle)
  const inTurn = [...visited].toSorted(Order.mapInput(Order.Number, ([aisle]) => aisle))
  const back = aisleLengthMm(layout)
  const depot = { aisle: depotAisle, depthMm: 0 }
  const spots: Array<Spot> = [depot]
  const walked: Array<ShelfLocation> = []
  for (const [turn, [aisle, picks]] of inTurn.entries()) {
    const isUp = turn % 2 === 0
    const turnsBack = isUp && turn === inTurn.length - 1
    const ordered = picks.toSorted(isUp ? upTheAisle : downTheAisle)
    const depths = ordered.map((location) => depthMm(layout, location))
    const ends = isUp ? [0, turnsBack ? 0 : back] : [back, 0]
    const [entry = 0, exit = 0] = ends
    spots.push(...[entry, ...depths, exit].map((depthMm) => ({ aisle, depthMm })))
    walked.push(...ordered)
  }
  spots.push(depot)
  return Result.succeed({
    locations: walked,
    spots,
    distanceMm: spots.reduce((total, spot, at) => total + straight(layout, spots[at - 1], spot), 0),
  })
}

const straight = ({ aislePitchMm }: Layout, from: Spot | undefined, to: Spot): number =>
  from === undefined
    ? 0
    : Math.abs(from.aisle - to.aisle) * aislePitchMm + Math.abs(from.depthMm - to.depthMm)
