/**
 * Routes a whole order: the sources of all its lines are chosen together. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Problem from "../search/Problem.ts"
import { search } from "../search/RouteSearch.ts"
import { assess } from "./Assessment.ts"
import * as PlanMaking from "./PlanMaking.ts"
import * as RouteAdvice from "./RouteAdvice.ts"
import * as RouteCheck from "./RouteCheck.ts"
import type { RoutePlan } from "./RoutePlan.ts"
import { CostRefused, NoRoute, type RouteRefusal } from "./RouteRefusal.ts"
import type { RouteRequest } from "./RouteRequest.ts"

/**
 * Chooses the places that serve all lines of an order in full, by the goals of the request: the first
 * goal decides, each further one between equals, and at last the priorities and names of the places.
 *
 * It is exact up to four lines over six usable places, and beyond as long as its steps suffice; the
 * certificate says which, and how far from the best the route may be. The same request gives the same
 * plan, in whatever order it names lines and places. Every unit of a place goes into one parcel.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 * import { Route, type RouteRequest, Workdays } from "entrepot/routing"
 *
 * const place = {
 *   kind: "ours",
 *   priority: 0,
 *   zone: "Europe/Berlin",
 *   cutOffAt: Date.UTC(2026, 10, 23, 15),
 *   handlingDays: 0,
 *   workdays: Workdays.mondayToFriday,
 *   perParcel: Money.of("4.00", "EUR"),
 *   perUnit: Money.of("0.20", "EUR"),
 * } as const
 * const request: RouteRequest.RouteRequest = {
 *   at: Date.UTC(2026, 10, 23, 9),
 *   currency: "EUR",
 *   lines: [
 *     { lineId: "1", sku: "MUG", quantity: 3, weightGrams: 350 },
 *     { lineId: "2", sku: "CUP", quantity: 1, weightGrams: 200 },
 *   ],
 *   places: [
 *     { ...place, place: "Berlin", stock: [{ sku: "MUG", free: 1 }, { sku: "CUP", free: 9 }] },
 *     { ...place, place: "Ulm", stock: [{ sku: "MUG", free: 5 }, { sku: "CUP", free: 1 }] },
 *   ],
 *   destination: { country: "DE" },
 *   deliveryDays: Workdays.mondayToFriday,
 *   bands: [
 *     {
 *       name: "national",
 *       transitDays: 1,
 *       perParcel: Money.of("1.00", "EUR"),
 *       perKilogram: Money.of("0.10", "EUR"),
 *     },
 *   ],
 *   distances: [
 *     { place: "Berlin", country: "DE", kilometres: 300 },
 *     { place: "Ulm", country: "DE", kilometres: 300 },
 *   ],
 *   limits: { maxParcels: 2, splitLines: true },
 *   goals: ["parcels", "cost"],
 * }
 * const { parcels, certificate } = Result.getOrThrow(Route.plan(request))
 * for (const { place, promisedOn, cost } of parcels)
 *   console.log(place, promisedOn, Money.format(cost))
 * console.log(certificate.isOptimal)
 * ```
 * ```text
 * Ulm 2026-11-24 5.925 EUR
 * true
 * ```
 */
export const plan = (request: RouteRequest): Result.Result<RoutePlan, RouteRefusal> => {
  const fault = RouteCheck.faultOf(request)
  if (fault !== undefined) return Result.fail(fault)
  const assessed = assess(request)
  const problem = Problem.of(request, assessed)
  const mostCost = Problem.mostCost(problem)
  if (!Number.isSafeInteger(mostCost))
    return Result.fail(
      new CostRefused({
        where: "all costs together",
        given: `${mostCost} of them`,
        wanted: `at most ${Number.MAX_SAFE_INTEGER} parts of 10 to the power of -${problem.digits} ${request.currency}`,
      }),
    )
  const outcome = search(problem, request.limits.budget)
  const [best] = outcome.solutions
  if (best !== undefined)
    return Result.succeed(PlanMaking.plan(request, assessed, problem, outcome, best))
  const isProven = outcome.bound === undefined
  return Result.fail(
    new NoRoute({
      isProven,
      lines: problem.lines.map(({ lineId, sku, quantity }, line) => ({
        lineId,
        sku,
        wanted: quantity,
        there: problem.sites.reduce(
          (sum, { offers }) => Math.min(Number.MAX_SAFE_INTEGER, sum + (offers[line]?.there ?? 0)),
          0,
        ),
      })),
      candidates: PlanMaking.candidatesOf(request, assessed, problem),
      advice: RouteAdvice.advise(request, isProven),
    }),
  )
}
