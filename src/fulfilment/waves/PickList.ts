/**
 * The pick list of a wave: what to take from which shelf, in the order of the walk, and into which
 * tote. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { ConsignmentLine } from "../consignments/Consignment.ts"
import { type PickRefusal, PickShort } from "./PickRefusal.ts"
import * as PickWalk from "./PickWalk.ts"

/** A consignment of the wave, as far as it is picked. */
export interface ToPick {
  readonly consignmentId: string
  readonly lines: ReadonlyArray<Pick<ConsignmentLine, "sku" | "quantity">>
}

/** Units of an item on a shelf. Of several shelves with one item the first given is emptied first. */
export interface Shelved {
  readonly location: PickWalk.ShelfLocation
  readonly sku: string
  readonly units: number
}

/** Units that go into a tote of the cart; there is one for each consignment. */
export interface ToteUnits {
  /** From 1, in the order in which the wave names its consignments. */
  readonly tote: number
  readonly consignmentId: string
  readonly quantity: number
}

/** Units of an item to be taken from a shelf. */
export interface PickStop {
  readonly location: PickWalk.ShelfLocation
  readonly sku: string
  readonly quantity: number
  readonly totes: ReadonlyArray<ToteUnits>
}

/** What to pick, in the order of the walk. */
export interface PickList {
  readonly stops: ReadonlyArray<PickStop>
  readonly walk: PickWalk.Walk
}

/**
 * The pick list of a wave. All lines of an item are summed for each shelf, so that the picker takes
 * them once; the totes tell which units are whose.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PickList } from "entrepot/fulfilment"
 *
 * const line = { orderName: "7", lineId: "1", sku: "MUG", serialised: false, unitWeightGrams: 350 }
 * const list = PickList.of(
 *   [
 *     { consignmentId: "c1", lines: [{ ...line, quantity: 2 }] },
 *     { consignmentId: "c2", lines: [{ ...line, quantity: 3 }] },
 *   ],
 *   [
 *     { location: { aisle: 2, bay: 1, level: 1 }, sku: "MUG", units: 4 },
 *     { location: { aisle: 1, bay: 5, level: 1 }, sku: "MUG", units: 9 },
 *   ],
 *   { aisles: 2, bays: 9, bayLengthMm: 1_000, aislePitchMm: 3_000, depotAisle: 1 },
 * )
 * for (const { location, quantity, totes } of Result.getOrThrow(list).stops)
 *   console.log(location.aisle, quantity, totes.map(({ tote, quantity }) => [tote, quantity]))
 * ```
 * ```text
 * 1 1 [ [ 1, 1 ] ]
 * 2 4 [ [ 1, 1 ], [ 2, 3 ] ]
 * ```
 */
export const of = (
  consignments: ReadonlyArray<ToPick>,
  shelved: ReadonlyArray<Shelved>,
  layout: PickWalk.Layout,
): Result.Result<PickList, PickRefusal> => {
  const claims = claimsOf(consignments)
  const shelves = Map.groupBy(shelved, ({ sku }) => sku)
  const taken: Array<Shelved> = []
  const short: Array<PickShort["lines"][number]> = []
  for (const [sku, claimed] of claims) {
    const wanted = claimed.reduce((units, { quantity }) => units + quantity, 0)
    let open = wanted
    for (const { location, units } of shelves.get(sku) ?? []) {
      const given = Math.max(Math.min(open, units), 0)
      open -= given
      if (given > 0) taken.push({ location, sku, units: given })
    }
    if (open > 0) short.push({ sku, wanted, shelved: wanted - open })
  }
  if (short.length > 0) return Result.fail(new PickShort({ lines: short }))
  const locations = taken.map(({ location }) => location)
  return Result.map(PickWalk.sShape(layout, locations), (walk) => ({
    stops: stopsOf(walk, taken, claims),
    walk,
  }))
}

/** Whose units of an item are still to be picked, by item and then in the order of the totes. */
type Claims = ReadonlyMap<string, Array<ToteUnits>>

const claimsOf = (consignments: ReadonlyArray<ToPick>): Claims => {
  const claims = new Map<string, Array<ToteUnits>>()
  for (const [at, { consignmentId, lines }] of consignments.entries())
    for (const [sku, ofItem] of Map.groupBy(lines, ({ sku }) => sku)) {
      const quantity = ofItem.reduce((units, { quantity }) => units + quantity, 0)
      const claimed = claims.get(sku) ?? []
      claimed.push({ tote: at + 1, consignmentId, quantity })
      claims.set(sku, claimed)
    }
  return claims
}

const stopsOf = (
  { locations }: PickWalk.Walk,
  taken: ReadonlyArray<Shelved>,
  claims: Claims,
): ReadonlyArray<PickStop> => {
  const byShelf = Map.groupBy(taken, ({ location }) => PickWalk.nameOf(location))
  return locations.flatMap((location) => {
    const items = Map.groupBy(byShelf.get(PickWalk.nameOf(location)) ?? [], ({ sku }) => sku)
    return Array.from(items, ([sku, parts]) => {
      const quantity = parts.reduce((total, { units }) => total + units, 0)
      return { location, sku, quantity, totes: fill(claims.get(sku) ?? [], quantity) }
    })
  })
}

/** Takes units off the first claims. */
const fill = (claims: Array<ToteUnits>, quantity: number): ReadonlyArray<ToteUnits> => {
  const totes: Array<ToteUnits> = []
  let open = quantity
  for (let claim = claims[0]; claim !== undefined && open > 0; claim = claims[0]) {
    const given = Math.min(open, claim.quantity)
    open -= given
    totes.push({ ...claim, quantity: given })
    if (given === claim.quantity) claims.shift()
    else claims[0] = { ...claim, quantity: claim.quantity - given }
  }
  return totes
}
