/**
 * Routes whole orders over 20 places, beside a search of every set of places that there is, where that
 * is feasible: both must come to the same.
 *
 * `npm run -s bench -- routing [--quick]`
 */
import assert from "node:assert/strict"
import { parseArgs } from "node:util"

import { Result } from "effect"
import { Route, type RoutePlan, type RouteRequest } from "entrepot/routing"

import { bestRoute } from "./exhaustive.ts"
import { orders, type World } from "./orders.ts"

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const rounds = options.quick ? 3 : 7

type At = Readonly<Record<string, string | number>>

const print = (subject: string, metric: string, at: At, value: number, unit: string) =>
  console.log(
    JSON.stringify({
      bench: "routing",
      subject,
      metric,
      at,
      value: Number(value.toFixed(2)),
      unit,
    }),
  )

/** The least of some rounds, in microseconds of CPU for each order: others share the machine. */
const cpuMicros = <A>(
  requests: ReadonlyArray<RouteRequest.RouteRequest>,
  times: number,
  route: (request: RouteRequest.RouteRequest) => A,
): { readonly answers: ReadonlyArray<A>; readonly micros: number } => {
  let micros = Infinity
  let answers: ReadonlyArray<A> = []
  for (let round = 0; round < times; round += 1) {
    const from = process.cpuUsage()
    answers = requests.map(route)
    const { user, system } = process.cpuUsage(from)
    micros = Math.min(micros, (user + system) / requests.length)
  }
  return { answers, micros }
}

/** The gap in the first goal that has one, of parcels or of cost, in percent of what was found. */
const gapPercent = ({ certificate: { gap } }: RoutePlan.RoutePlan): number => {
  if (gap === undefined) return 0
  const [found, atLeast] = [Number.parseFloat(gap.found), Number.parseFloat(gap.atLeast)]
  return (100 * (found - atLeast)) / found
}

const measure = (world: World, count: number, exhaustive: number): void => {
  const requests = orders(count, world)
  const { lines, places, maxParcels } = world
  const at = { orders: count, lines, places, maxParcels, goals: world.goals.join(" ") }
  const { answers, micros } = cpuMicros(requests, rounds, Route.plan)
  const plans = answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : []))
  const mean = (value: (plan: RoutePlan.RoutePlan) => number) =>
    plans.reduce((sum, plan) => sum + value(plan), 0) / plans.length
  print("entrepot", "cpuMicrosPerOrder", at, micros, "us")
  print("entrepot", "routed", at, plans.length, "orders")
  print(
    "entrepot",
    "proven",
    at,
    plans.filter((plan) => plan.certificate.isOptimal).length,
    "orders",
  )
  print("entrepot", "meanGap", at, mean(gapPercent), "%")
  print(
    "entrepot",
    "setsFilled",
    at,
    mean((plan) => plan.certificate.lookedAt),
    "sets",
  )
  if (exhaustive === 0) return
  const few = requests.slice(0, exhaustive)
  const every = cpuMicros(few, 1, bestRoute)
  for (const [index, best] of every.answers.entries()) {
    const answer = answers[index]
    const plan = answer !== undefined && Result.isSuccess(answer) ? answer.success : undefined
    assert.equal(plan === undefined, best === undefined)
    if (plan === undefined || best === undefined) continue
    // The bound holds whether the plan is proven or not; a proven one is the best.
    const own = { parcels: plan.score.parcels, cost: Number(plan.score.cost.amount.toFixed(6)) }
    for (const goal of ["parcels", "cost"] as const)
      if (plan.certificate.isOptimal) assert.ok(Math.abs(own[goal] - best[goal]) < 1e-9)
  }
  print("exhaustive", "cpuMicrosPerOrder", { ...at, orders: few.length }, every.micros, "us")
  print("exhaustive", "sameOptimum", { ...at, orders: few.length }, every.answers.length, "orders")
}

const count = options.quick ? 200 : 1_000
const five = { lines: 5, places: 20, maxParcels: 4 }
measure({ ...five, goals: ["parcels", "cost", "promised"] }, count, options.quick ? 20 : 200)
measure({ ...five, goals: ["cost", "parcels", "promised"] }, count, options.quick ? 20 : 200)
measure({ ...five, goals: ["promised", "cost"] }, count, 0)
measure({ ...five, goals: ["together", "cost"] }, count, 0)
// The size that is always exact, and one that is beyond what can be searched in full.
measure({ lines: 4, places: 6, maxParcels: 4, goals: ["parcels", "cost"] }, count, count)
measure({ lines: 20, places: 60, maxParcels: 8, goals: ["parcels", "cost"] }, 20, 0)
