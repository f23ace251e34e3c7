/**
 * How many more units of which items, and where, would make a route possible. Pure.
 *
 * @module
 */
import { Equal } from "effect"

import type { Assessed } from "./Assessment.ts"
import { type Advice, apply, type Change } from "./RouteChange.ts"
import type { RouteLine, RoutePlace, RouteRequest } from "./RouteRequest.ts"

type Added = Extract<Change, { readonly _tag: "AddStock" }>
/** Units of an item, of one lot where it is named. */
type Item = Pick<Added, "sku" | "lot" | "units">

/**
 * The least number from one to another for which something holds that holds for all greater ones too;
 * none where it does not hold for the last.
 */
export const leastThat = (
  from: number,
  to: number,
  holds: (value: number) => boolean,
): number | undefined => {
  if (from > to || !holds(to)) return undefined
  let [low, high] = [from, to]
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Free units of an item, or of one of its lots. */
type Free = (sku: string, lot?: string) => number

/** What is missing where so much is free; what is added to a lot is on its shelf as well. */
const missing = (lines: ReadonlyArray<RouteLine>, free: Free): ReadonlyArray<Item> =>
  [...new Set(lines.map(({ sku }) => sku))].flatMap((sku) => {
    const wanted = new Map<string | undefined, number>()
    for (const line of lines)
      if (line.sku === sku) wanted.set(line.lot, (wanted.get(line.lot) ?? 0) + line.quantity)
    const all = [...wanted.values()].reduce((sum, units) => sum + units, 0)
    const lots = [...wanted].flatMap(([lot, units]) =>
      lot === undefined ? [] : [{ sku, lot, units: Math.max(0, units - free(sku, lot)) }],
    )
    const added = lots.reduce((sum, { units }) => sum + units, 0)
    const rest = { sku, units: Math.max(0, all - free(sku) - added) }
    return [...lots, rest].filter(({ units }) => units > 0)
  })

const freeAt =
  (places: ReadonlyArray<RoutePlace>): Free =>
  (sku, lot) =>
    places.reduce((sum, { stock }) => {
      const shelf = stock.find((each) => each.sku === sku)
      const found = lot === undefined ? shelf : shelf?.lots?.find((each) => each.lot === lot)
      return Math.min(Number.MAX_SAFE_INTEGER, sum + (found?.free ?? 0))
    }, 0)

const added = (items: ReadonlyArray<Item>, places: ReadonlyArray<string>): Advice =>
  items.map((item) => ({ _tag: "AddStock", ...item, places }))

/** All units that lines want. */
export const wantedOf = (lines: ReadonlyArray<RouteLine>): ReadonlyArray<Item> =>
  missing(lines, () => 0)

/** The units that one place would have to have more to serve the order by itself. */
export const missingAt = (request: RouteRequest, place: RoutePlace): ReadonlyArray<Change> =>
  added(missing(request.lines, freeAt([place])), [place.place])

/**
 * The fewest units of some items that one place would have to have more. Where that is one item, all
 * places are named at which they would do; else the first of them.
 */
export const addingStock = (
  request: RouteRequest,
  assessed: ReadonlyArray<Assessed>,
  isPossible: (request: RouteRequest) => boolean,
): ReadonlyArray<Advice> => {
  const places = assessed.flatMap(({ place, faults }) =>
    faults.every(({ _tag }) => _tag === "TooFewUnits") ? [place] : [],
  )
  const works = (place: RoutePlace, items: ReadonlyArray<Item>): boolean =>
    isPossible(added(items, [place.place]).reduce(apply, request))
  // No fewer units can do than all places together lack.
  const lacking = missing(request.lines, freeAt(places))
  const enough = lacking.length === 0 ? [] : places.filter((place) => works(place, lacking))
  const ways =
    enough.length > 0
      ? enough.map((place) => ({ place, items: lacking }))
      : places.flatMap((place) => fewest(request, place, works))
  const totals = ways.map(({ items }) => items.reduce((sum, { units }) => sum + units, 0))
  const least = ways.filter((_, at) => totals[at] === Math.min(...totals))
  const [first] = least
  if (first === undefined) return []
  const [only] = first.items
  const same = least.filter(({ items }) => Equal.equals(items, first.items))
  const named = only !== undefined && first.items.length === 1 ? same : [first]
  return [
    added(
      first.items,
      named.map(({ place }) => place.place),
    ),
  ]
}

/** As few units of each item as will do at one place, one item after the other. */
const fewest = (
  { lines }: RouteRequest,
  place: RoutePlace,
  works: (place: RoutePlace, items: ReadonlyArray<Item>) => boolean,
): ReadonlyArray<{ readonly place: RoutePlace; readonly items: ReadonlyArray<Item> }> => {
  let items = missing(lines, () => 0)
  if (!works(place, items)) return []
  for (const item of items) {
    const others = items.filter((each) => each !== item)
    const withUnits = (units: number) => (units === 0 ? others : [...others, { ...item, units }])
    const units = leastThat(0, item.units, (value) => works(place, withUnits(value)))
    items = withUnits(units ?? item.units)
  }
  return items.length === 0 ? [] : [{ place, items }]
}
