/**
 * What would make a route possible where none is: changes that were tried, each of which works. Pure.
 *
 * @module
 */
import { Order } from "effect"

import * as Problem from "../search/Problem.ts"
import * as RouteSearch from "../search/RouteSearch.ts"
import { assess, type Assessed, type PromiseCalendar, promiseCalendar } from "./Assessment.ts"
import type { Fault } from "./Candidate.ts"
import { addingStock, leastThat, missingAt, wantedOf } from "./MissingStock.ts"
import { type Advice, apply, type Change } from "./RouteChange.ts"
import type { RoutePlace, RouteRequest } from "./RouteRequest.ts"

/** Of more places than these, only the first by priority are asked what each of them could do. */
const mostPlaces = 20
/** How much longer a search may take that ran out of steps. */
const budgetFactor = 100

/** How many parcels a request needs at least, of those that it may have; none where it cannot. */
type LeastParcels = (request: RouteRequest) => number | undefined

const leastParcelsBy =
  (calendar: PromiseCalendar): LeastParcels =>
  (request) => {
    const only: RouteRequest = { ...request, goals: ["parcels"] }
    const problem = Problem.of(only, assess(only, calendar))
    return RouteSearch.search(problem, request.limits.budget).solutions[0]?.set.length
  }

/**
 * Finds changes by each of which alone a request that has no route gets one: of every kind the least
 * that will do. Where no single change does, changes that do together. Nothing is left unsaid unless
 * no distance is known to any place.
 */
export const advise = (request: RouteRequest, isProven: boolean): ReadonlyArray<Advice> => {
  const calendar = promiseCalendar(request)
  const leastParcels = leastParcelsBy(calendar)
  const isPossible = (other: RouteRequest): boolean => leastParcels(other) !== undefined
  const assessed = assess(request, calendar)
  const nearest = assessed.slice(0, mostPlaces)
  const { budget = RouteSearch.defaultBudget } = request.limits
  const single: ReadonlyArray<Change> = [
    ...(isProven ? [] : [{ _tag: "RaiseBudget" as const, to: budget * budgetFactor }]),
    ...limits(request, assessed, leastParcels),
    ...nearest.flatMap(({ place, faults }) => [
      ...faults.flatMap((fault) => lifting(place.place, fault)),
      ...unitsAt(request, place, isPossible),
    ]),
  ].filter((change) => isPossible(apply(request, change)))
  const advice = [
    ...single.map((change) => [change]),
    ...addingStock(request, nearest, isPossible),
    ...thirdParty(request, assessed, isPossible),
  ]
  if (advice.length > 0) return advice
  const split = apply(request, { _tag: "SplitLines" })
  const both = parcels(split, leastParcels).map((change): Advice => [
    { _tag: "SplitLines" },
    change,
  ])
  const works = (changes: Advice) => isPossible(changes.reduce(apply, request))
  const [whole] = nearest
    .flatMap((each) => wholeAt(request, each))
    .filter(works)
    .toSorted(byLength)
  return [...both.filter(works), ...(whole === undefined ? [] : [whole])]
}

const byLength = Order.mapInput(Order.Number, (advice: Advice) => advice.length)

/**
 * A place of a third party, where none may serve the order that a third party is to send: it has what
 * that is to send, or all of the order where that alone does not do.
 */
const thirdParty = (
  request: RouteRequest,
  assessed: ReadonlyArray<Assessed>,
  isPossible: (request: RouteRequest) => boolean,
): ReadonlyArray<Advice> => {
  const theirs = request.lines.filter((line) => line.thirdParty === true)
  const isEligible = ({ place, faults }: Assessed): boolean =>
    place.kind === "thirdParty" && faults.every(({ _tag }) => _tag === "TooFewUnits")
  if (theirs.length === 0 || assessed.some(isEligible)) return []
  return [theirs, request.lines]
    .map((lines): Change => ({ _tag: "AddThirdParty", items: wantedOf(lines) }))
    .filter((change) => isPossible(apply(request, change)))
    .slice(0, 1)
    .map((change) => [change])
}

/** Changes of what the request itself limits. */
const limits = (
  request: RouteRequest,
  assessed: ReadonlyArray<Assessed>,
  leastParcels: LeastParcels,
): ReadonlyArray<Change> => {
  const faults = assessed.flatMap((each) => each.faults)
  const days = faults.flatMap((fault) => ("shipsOn" in fault ? [fault.shipsOn] : []))
  const reaches = faults.flatMap((fault) => ("kilometres" in fault ? [fault.kilometres] : []))
  const least = <A>(
    values: ReadonlyArray<A>,
    order: Order.Order<A>,
    change: (value: A) => Change,
  ) =>
    [...new Set(values)]
      .toSorted(order)
      .map(change)
      .filter((each) => leastParcels(apply(request, each)) !== undefined)
      .slice(0, 1)
  return [
    ...(request.limits.splitLines ? [] : [{ _tag: "SplitLines" as const }]),
    ...parcels(request, leastParcels),
    ...least(days, Order.String, (day) => ({ _tag: "ShipBy", day })),
    ...least(reaches, Order.Number, (upToKilometres) => ({ _tag: "ExtendBands", upToKilometres })),
  ]
}

const parcels = (request: RouteRequest, leastParcels: LeastParcels): ReadonlyArray<Change> => {
  const all: Change = { _tag: "RaiseMaxParcels", to: Math.max(1, request.places.length) }
  const to = leastParcels(apply(request, all))
  return to === undefined || to <= request.limits.maxParcels
    ? []
    : [{ _tag: "RaiseMaxParcels", to }]
}

/** What would lift a fault of a place by itself. */
const lifting = (place: string, fault: Fault): ReadonlyArray<Change> => {
  if (fault._tag === "DoesNotShipTo") return [{ _tag: "ShipTo", place, country: fault.country }]
  if (fault._tag === "NoCourier") return [{ _tag: "AddCourier", place }]
  return fault._tag === "CapacityUsedUp" && fault.what === "orders"
    ? [{ _tag: "RaiseCapacity", place, what: "orders", by: 1 }]
    : []
}

/** The fewest units that a place would have to do more, if any number of them helped. */
const unitsAt = (
  request: RouteRequest,
  { place, unitsLeft }: RoutePlace,
  isPossible: (request: RouteRequest) => boolean,
): ReadonlyArray<Change> => {
  const wanted = request.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  if (unitsLeft === undefined || unitsLeft.left >= wanted) return []
  const raised = (by: number): Change => ({ _tag: "RaiseCapacity", place, what: "units", by })
  const by = leastThat(1, wanted - unitsLeft.left, (units) =>
    isPossible(apply(request, raised(units))),
  )
  return by === undefined ? [] : [raised(by)]
}

/** Everything that keeps a place from serving the order by itself. */
const wholeAt = (request: RouteRequest, { place, faults }: Assessed): ReadonlyArray<Advice> => {
  if (faults.some(({ _tag }) => _tag === "DistanceUnknown")) return []
  const name = place.place
  const wanted = request.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const unitsLeft = place.unitsLeft?.left ?? wanted
  const changes = faults.flatMap((fault): ReadonlyArray<Change> => {
    if ("shipsOn" in fault) return [{ _tag: "ShipBy", day: fault.shipsOn }]
    if ("kilometres" in fault) return [{ _tag: "ExtendBands", upToKilometres: fault.kilometres }]
    return lifting(name, fault)
  })
  if (unitsLeft < wanted)
    changes.push({ _tag: "RaiseCapacity", place: name, what: "units", by: wanted - unitsLeft })
  const all = [...changes, ...missingAt(request, place)]
  return all.length === 0 ? [] : [all]
}
