/**
 * What places had to give when a route was made, so that a plan can be told from a stale one. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { RoutePlace, RouteRequest } from "./RouteRequest.ts"

/** What a place had to give, as far as the order looked at it. */
export const Availability = Schema.Struct({
  place: Id.PlaceId,
  ordersLeft: Schema.optionalKey(Quantity.Quantity),
  unitsLeft: Schema.optionalKey(Quantity.Quantity),
  stock: Schema.Array(
    Schema.Struct({
      sku: Id.Sku,
      lot: Schema.optionalKey(Id.Id),
      free: Quantity.Quantity,
    }),
  ),
})
/** What a place had to give. */
export type Availability = typeof Availability.Type

const byPlace = Order.mapInput(Order.String, ({ place }: RoutePlace) => place)

/**
 * What the places of a request have of its items, by the names of places and items.
 *
 * @example
 * ```ts
 * import { Availability, type RoutePlan, type RouteRequest } from "entrepot/routing"
 *
 * // The poster reads the shelves again in its transaction, and routes again where they differ.
 * const isStale = (plan: RoutePlan.RoutePlan, now: RouteRequest.RouteRequest) =>
 *   Availability.differences(plan.availability, Availability.of(now)).length > 0
 * ```
 */
export const of = ({ lines, places }: RouteRequest): ReadonlyArray<Availability> => {
  const lots = new Map<string, Set<string>>()
  for (const { sku, lot } of lines) {
    const named = lots.get(sku) ?? new Set()
    lots.set(sku, named)
    if (lot !== undefined) named.add(lot)
  }
  const skus = [...lots.keys()].toSorted(Order.String)
  return places.toSorted(byPlace).map(({ place, ordersLeft, unitsLeft, stock }) => ({
    place,
    ...(ordersLeft === undefined ? {} : { ordersLeft: ordersLeft.left }),
    ...(unitsLeft === undefined ? {} : { unitsLeft: unitsLeft.left }),
    stock: skus.flatMap((sku) => {
      const shelf = stock.find((each) => each.sku === sku)
      const named = [...(lots.get(sku) ?? [])].toSorted(Order.String)
      return [
        { sku, free: shelf?.free ?? 0 },
        ...named.map((lot) => ({
          sku,
          lot,
          free: shelf?.lots?.find((each) => each.lot === lot)?.free ?? 0,
        })),
      ]
    }),
  }))
}

/** Something that a place has more or less of; absent where it has no such limit, or is no place. */
export interface Difference {
  readonly place: string
  /** Orders and units left for the day, or the free units of an item, of a lot where it is named. */
  readonly of: "orders" | "units" | { readonly sku: string; readonly lot?: string }
  readonly was?: number
  readonly is?: number
}

/**
 * What differs between two readings of the same items; none means that routing answers the same, as
 * far as it depends on what there is.
 *
 * @example
 * ```ts
 * import { Availability } from "entrepot/routing"
 *
 * const at = (free: number) => [{ place: "Ulm", stock: [{ sku: "MUG", free }] }]
 * for (const { place, was, is } of Availability.differences(at(3), at(2)))
 *   console.log(place, was, is)
 * ```
 * ```text
 * Ulm 3 2
 * ```
 */
export const differences = (
  before: ReadonlyArray<Availability>,
  after: ReadonlyArray<Availability>,
): ReadonlyArray<Difference> => {
  const was = figures(before)
  const is = figures(after)
  return [...new Map([...was, ...is])].flatMap(([name, { place, of }]) => {
    const [old, now] = [was.get(name)?.value, is.get(name)?.value]
    if (old === now) return []
    return [
      {
        place,
        of,
        ...(old === undefined ? {} : { was: old }),
        ...(now === undefined ? {} : { is: now }),
      },
    ]
  })
}

type Figure = Pick<Difference, "place" | "of"> & { readonly value: number }

/** Every figure by a name of its own; no id holds NUL. */
const figures = (found: ReadonlyArray<Availability>): ReadonlyMap<string, Figure> => {
  const named = new Map<string, Figure>()
  for (const { place, ordersLeft, unitsLeft, stock } of found) {
    if (ordersLeft !== undefined)
      named.set(`orders\u0000${place}`, { place, of: "orders", value: ordersLeft })
    if (unitsLeft !== undefined)
      named.set(`units\u0000${place}`, { place, of: "units", value: unitsLeft })
    for (const { free, ...of } of stock)
      named.set(["stock", place, of.sku, of.lot ?? ""].join("\u0000"), { place, of, value: free })
  }
  return named
}
