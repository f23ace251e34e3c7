import { Result } from "effect"
/** Small worlds of orders, and every route that there is of one, by brute force. */
import { Money } from "entrepot/kernel"
import { type RoutePlan, type RouteRequest, Workdays } from "entrepot/routing"
import fc from "fast-check"

import { band, eur, hour, monday, place, type Request, request } from "./given.ts"

const skus = ["MUG", "toString", "皿"] as const
const names = ["Berlin", "__proto__", "Ulm", "Rom", "Bonn", "Wien", "Graz"] as const
const goals = ["parcels", "cost", "promised", "distance", "priority", "together"] as const

const units = fc.integer({ min: 0, max: 5 })
const lines = (mostLines: number, mostUnits: number) =>
  fc
    .array(
      fc.record({
        sku: fc.constantFrom(...skus),
        quantity: fc.integer({ min: 1, max: mostUnits }),
        isOfLot: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
      }),
      { minLength: 1, maxLength: mostLines },
    )
    .map((found) =>
      found.map(({ sku, quantity, isOfLot }, at) => ({
        lineId: `line ${at}`,
        sku,
        quantity,
        weightGrams: 500 + skus.indexOf(sku),
        ...(isOfLot && at === 0 ? { lot: "L1" } : {}),
      })),
    )

const site = (name: string) =>
  fc
    .record({
      free: fc.tuple(units, units, units),
      ofLot: units,
      perParcel: fc.constantFrom("0", "1", "2.50"),
      perUnit: fc.constantFrom("0", "0.333", "1"),
      priority: fc.integer({ min: 0, max: 2 }),
      isLate: fc.boolean(),
      left: fc.constantFrom(undefined, undefined, undefined, undefined, 0, 2, 3, 4),
      orders: fc.constantFrom(undefined, undefined, undefined, undefined, 1, 1, 0),
      shipsTo: fc.constantFrom(undefined, undefined, undefined, undefined, "DE", "DE", "CH"),
      noCourier: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, []),
      kilometres: fc.constantFrom(10, 10, 10, 300, 300, 300, 300, 2_000),
    })
    .map(({ free, ofLot, left, orders, shipsTo, isLate, kilometres, noCourier, ...more }) => ({
      kilometres,
      place: place(
        name,
        {},
        {
          priority: more.priority,
          perParcel: eur(more.perParcel),
          perUnit: eur(more.perUnit),
          cutOffAt: monday + (isLate ? -1 : 1) * hour,
          stock: skus.map((sku, at) => ({
            sku,
            free: free[at] ?? 0,
            lots: [{ lot: "L1", free: Math.min(ofLot, free[at] ?? 0) }],
          })),
          ...(left === undefined ? {} : { unitsLeft: { left, of: 9 } }),
          ...(orders === undefined ? {} : { ordersLeft: { left: orders, of: 9 } }),
          ...(shipsTo === undefined ? {} : { shipsTo: [{ country: shipsTo }] }),
          ...(noCourier === undefined ? {} : { noCourier }),
        },
      ),
    }))

const bands: ReadonlyArray<RouteRequest.Band> = [
  { ...band, upToKilometres: 100, perKilogram: eur("0.1") },
  { ...band, name: "far", upToKilometres: 500, transitDays: 2, perParcel: eur(1) },
]

const orderOf = <A>(items: ReadonlyArray<A>): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })

const given = (
  wanted: fc.Arbitrary<Request["lines"]>,
  placesFor: (lines: number) => number,
): fc.Arbitrary<Request> =>
  fc
    .record({
      lines: wanted,
      sites: fc.tuple(...names.map(site)),
      more: fc.integer({ min: 0, max: 1 }),
      goals: fc.shuffledSubarray([...goals], { minLength: 1 }),
      maxParcels: fc.constantFrom(1, 2, 3, 3, 4),
      splitLines: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
      shipBy: fc.constantFrom(...Array.from({ length: 9 }, () => undefined), "2026-11-23"),
      deliveryDays: fc.constantFrom(Workdays.mondayToFriday, { weekdays: [3], closed: [] }),
    })
    .map(({ lines, sites, more: extra, shipBy, maxParcels, splitLines, ...more }) => {
      const known = sites.slice(0, placesFor(lines.length) + extra)
      return request(
        lines,
        known.map((each) => each.place),
        {
          ...more,
          bands,
          distances: known.map((each) => ({
            place: each.place.place,
            country: "DE",
            kilometres: each.kilometres,
          })),
          limits: { maxParcels, splitLines, ...(shipBy === undefined ? {} : { shipBy }) },
        },
      )
    })

/** Requests of at most three lines over at most four places, by any goals in any order. */
export const requests = given(lines(3, 3), (count) => (count === 3 ? 2 : 3))

/** Requests of at most two small lines over seven open places: beyond what is always exact. */
export const wideRequests = given(lines(2, 2), () => 7).map((wide) => ({
  ...wide,
  lines: wide.lines.map(({ lot: _, ...line }) => line),
  limits: { ...wide.limits, splitLines: true, maxParcels: 4 },
  places: wide.places.map(
    ({ shipsTo: _, ordersLeft: __, unitsLeft: ___, noCourier: ____, ...open }) => ({
      ...open,
      // So few that an order needs several places, and the first ones found are seldom the best.
      stock: open.stock.map(({ sku, free }) => ({ sku, free: free > 4 ? 2 : 1 })),
    }),
  ),
  distances: (wide.distances ?? []).map((each) => ({
    ...each,
    kilometres: Math.min(300, each.kilometres),
  })),
}))

/** The same request with its lines and places in another order. */
export const shuffled = (given: Request): fc.Arbitrary<Request> =>
  fc
    .record({ lines: orderOf(given.lines), places: orderOf(given.places) })
    .map((orders) => ({ ...given, ...orders }))

type Split = ReadonlyArray<ReadonlyArray<number>>

/** All ways to write a number as a sum of so many, in order. */
const compositions = (total: number, parts: number): Split =>
  parts === 0
    ? total === 0
      ? [[]]
      : []
    : Array.from({ length: total + 1 }, (_, first) =>
        compositions(total - first, parts - 1).map((rest) => [first, ...rest]),
      ).flat()

/** What a route comes to; the cost in parts of 1/10,000 euro, which is exact in these worlds. */
export interface Total extends Omit<RoutePlan.Score, "cost"> {
  readonly cost: number
}

const parts = (money: Money.Money): number =>
  Number(Result.getOrThrow(Money.toMinor(Money.times(money, 100))))

export const totalOf = (score: RoutePlan.Score): Total => ({ ...score, cost: parts(score.cost) })

/** What a route comes to by the goals of a request, in their order. */
export const vectorOf = (
  { goals }: Request,
  { parcels, cost, promisedOn, distanceMetres, priority, splitLines }: Total,
): ReadonlyArray<string | number> => {
  const values = {
    parcels,
    cost,
    promised: promisedOn,
    distance: distanceMetres,
    priority,
    together: splitLines,
  }
  return goals.map((goal) => values[goal])
}

export const isLess = (
  left: ReadonlyArray<string | number>,
  right: ReadonlyArray<string | number>,
): boolean => {
  const at = left.findIndex((value, index) => value !== right[index])
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0)
}

/** When a parcel of a place arrives in these worlds; all place days are Mondays to Fridays. */
const promiseOf = (given: Request, from: RouteRequest.RoutePlace, transitDays: number) => {
  const ships = given.at > from.cutOffAt ? 24 : 23
  if (given.deliveryDays.weekdays.length === 5) return `2026-11-${ships + transitDays}`
  // On Wednesdays only, the 25th first.
  return ["2026-11-25", "2026-12-02", "2026-12-09"][transitDays - 1] ?? ""
}

/** The score of every route, without bounds, flows or cleverness: all amounts of all lines. */
export const everyRoute = (given: Request): ReadonlyArray<Total> => {
  const found: Array<Total> = []
  const { limits } = given
  const usable = given.places.flatMap((from) => {
    const kilometres = given.distances?.find((each) => each.place === from.place)?.kilometres ?? 0
    const reach = given.bands.find(({ upToKilometres = 0 }) => kilometres <= upToKilometres)
    const isShut = from.ordersLeft?.left === 0 || from.unitsLeft?.left === 0
    const isAbroad = from.shipsTo?.every(({ country }) => country !== "DE") ?? false
    const isLate = limits.shipBy !== undefined && given.at > from.cutOffAt
    const isOut = from.noCourier !== undefined
    if (reach === undefined || isShut || isAbroad || isLate || isOut) return []
    const parcel = parts(from.perParcel) + parts(reach.perParcel)
    const unit = parts(from.perUnit)
    const gram = parts(Money.times(reach.perKilogram, "0.001"))
    return [{ from, reach, kilometres, parcel, unit, gram }]
  })
  const has = (from: RouteRequest.RoutePlace, split: Split, at: number): boolean => {
    const of = (sku: string, lot?: string) =>
      given.lines.reduce(
        (sum, line, index) =>
          line.sku === sku && (lot === undefined || line.lot === lot)
            ? sum + (split[index]?.[at] ?? 0)
            : sum,
        0,
      )
    const total = split.reduce((sum, row) => sum + (row[at] ?? 0), 0)
    return (
      total <= (from.unitsLeft?.left ?? total) &&
      from.stock.every(
        ({ sku, free, lots = [] }) =>
          of(sku) <= free && lots.every((each) => of(sku, each.lot) <= each.free),
      )
    )
  }
  const visit = (split: Split): void => {
    const next = given.lines[split.length]
    if (next !== undefined) {
      for (const row of compositions(next.quantity, usable.length))
        if (limits.splitLines || row.filter((amount) => amount > 0).length === 1)
          visit([...split, row])
      return
    }
    const used = usable.flatMap((each, at) =>
      split.some((row) => (row[at] ?? 0) > 0) ? [{ ...each, at }] : [],
    )
    if (used.length > limits.maxParcels) return
    if (!used.every(({ from, at }) => has(from, split, at))) return
    const costs = used.map(({ parcel, unit, gram, at }) =>
      split.reduce(
        (sum, row, index) =>
          sum + (row[at] ?? 0) * (unit + gram * (given.lines[index]?.weightGrams ?? 0)),
        parcel,
      ),
    )
    found.push({
      parcels: used.length,
      cost: costs.reduce((sum, cost) => sum + cost, 0),
      promisedOn: used
        .map(({ from, reach }) => promiseOf(given, from, reach.transitDays))
        .reduce((last, day) => (day > last ? day : last), ""),
      distanceMetres: used.reduce((sum, { kilometres }) => sum + kilometres * 1_000, 0),
      priority: used.reduce((sum, { from }) => sum + from.priority, 0),
      splitLines: split.filter((row) => row.filter((amount) => amount > 0).length > 1).length,
    })
  }
  visit([])
  return found
}
