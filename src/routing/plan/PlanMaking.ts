/**
 * A plan from what a search found: whole numbers become parcels, days and money again. Pure.
 *
 * @module
 */
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import type * as Problem from "../search/Problem.ts"
import type { Outcome, Solution } from "../search/RouteSearch.ts"
import type { Assessed, Usable } from "./Assessment.ts"
import * as Availability from "./Availability.ts"
import type { Candidate } from "./Candidate.ts"
import * as DayNumber from "./DayNumber.ts"
import type { Certificate, Parcel, RoutePlan, Score } from "./RoutePlan.ts"
import type { Goal, RouteRequest } from "./RouteRequest.ts"

type Cost = (cost: number) => Money.Money

const moneyOf = ({ currency }: RouteRequest, { digits }: Problem.Problem): Cost => {
  const unit = Decimal.shift(Decimal.one, -digits)
  return (cost) => ({ currency, amount: Decimal.times(Decimal.of(cost), unit) })
}

/** The plan of the first solution of a search. */
export const plan = (
  request: RouteRequest,
  assessed: ReadonlyArray<Assessed>,
  problem: Problem.Problem,
  outcome: Outcome,
  best: Solution,
): RoutePlan => {
  const money = moneyOf(request, problem)
  const score = scoreOf(problem, best, money)
  return {
    parcels: best.set.flatMap((site, at) => {
      const usable = problem.sites[site]
      return usable === undefined ? [] : [parcelOf(problem, best, usable, site, at, money)]
    }),
    goals: request.goals,
    score,
    certificate: certificateOf(problem, outcome, best, money),
    alternatives: outcome.solutions.slice(1).map((solution) => ({
      places: solution.set.flatMap((site) => problem.sites[site]?.place.place ?? []),
      score: scoreOf(problem, solution, money),
    })),
    candidates: candidatesOf(request, assessed, problem),
    availability: Availability.of(request),
  }
}

const parcelOf = (
  { lines, parcelCost, unitCost }: Problem.Problem,
  { filling }: Solution,
  { place, band, distanceMetres, shipsOn, promisedOn }: Usable,
  site: number,
  at: number,
  money: Cost,
): Parcel => {
  let cost = parcelCost[site] ?? 0
  let weightGrams = 0
  const sent = lines.flatMap((line, index) => {
    const quantity = filling.units[index]?.[at] ?? 0
    if (quantity === 0) return []
    cost += quantity * (unitCost[index]?.[site] ?? 0)
    weightGrams += quantity * line.weightGrams
    const { lineId, sku, lot } = line
    return [{ lineId, sku, quantity, ...(lot === undefined ? {} : { lot }) }]
  })
  return {
    place: place.place,
    kind: place.kind,
    lines: sent,
    weightGrams,
    cost: money(cost),
    band: band.name,
    distanceMetres,
    shipsOn,
    promisedOn,
  }
}

const scoreOf = (problem: Problem.Problem, { set, filling }: Solution, money: Cost): Score => {
  let cost = filling.cost
  let distanceMetres = 0
  let priority = 0
  let promisedOn = ""
  for (const index of set) {
    const site = problem.sites[index]
    if (site === undefined) continue
    cost += problem.parcelCost[index] ?? 0
    distanceMetres += site.distanceMetres
    priority += site.place.priority
    // Days sort as text.
    if (site.promisedOn > promisedOn) promisedOn = site.promisedOn
  }
  return {
    parcels: set.length,
    cost: money(cost),
    promisedOn,
    distanceMetres,
    priority,
    splitLines: filling.splits,
  }
}

const certificateOf = (
  { goals }: Problem.Problem,
  { bound = [], lookedAt, boundedAway, unseen }: Outcome,
  { vector }: Solution,
  money: Cost,
): Certificate => {
  const counts = { lookedAt, boundedAway, unseen }
  const at = vector.findIndex((value, index) => value !== bound[index])
  const goal = goals[at]
  if (goal === undefined) return { isOptimal: true, ...counts }
  const text = (value: number) => goalText(goal, value, money)
  const gap = { goal, found: text(vector[at] ?? 0), atLeast: text(bound[at] ?? 0) }
  return { isOptimal: false, ...counts, gap }
}

const goalText = (goal: Goal, value: number, money: Cost): string => {
  if (goal === "cost") return Money.format(money(value))
  if (goal === "promised") return DayNumber.toDay(value)
  return String(value)
}

/** All places as candidates, the usable ones with what they come to alone. */
export const candidatesOf = (
  request: RouteRequest,
  assessed: ReadonlyArray<Assessed>,
  problem: Problem.Problem,
): ReadonlyArray<Candidate> => {
  const money = moneyOf(request, problem)
  const ofUnits = problem.wanted.reduce((sum, units) => sum + units, 0)
  let site = -1
  return assessed.map(({ place, offers, faults, usable }) => {
    const candidate = { place: place.place, offers, faults }
    if (usable === undefined) return candidate
    site += 1
    const { units, cost } = aloneOf(problem, site)
    const { promisedOn, distanceMetres } = usable
    const { priority } = place
    return {
      ...candidate,
      score: { units, ofUnits, cost: money(cost), promisedOn, distanceMetres, priority },
    }
  })
}

/** What a site can give of all lines, in their order, and what that costs in one parcel. */
const aloneOf = (
  { has, unitCost, parcelCost, bins, splitLines, wanted }: Problem.Problem,
  site: number,
): { readonly units: number; readonly cost: number } => {
  const room = [...(bins?.room ?? [])]
  let units = 0
  let cost = parcelCost[site] ?? 0
  for (const [line, row] of has.entries()) {
    const chain = bins?.chains[line]?.[site] ?? []
    const free = chain.reduce((least, bin) => Math.min(least, room[bin] ?? 0), row[site] ?? 0)
    const taken = splitLines || free === wanted[line] ? free : 0
    for (const bin of chain) room[bin] = (room[bin] ?? 0) - taken
    units += taken
    cost += taken * (unitCost[line]?.[site] ?? 0)
  }
  return { units, cost }
}
