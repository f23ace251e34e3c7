import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Route, type RoutePlan } from "entrepot/routing"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { eur, line, place, type Request, request } from "./support/given.ts"
import { everyRoute, isLess, totalOf, vectorOf, wideRequests } from "./support/worlds.ts"

type Plan = (request: Request) => Result.Result<RoutePlan.RoutePlan, unknown>

const budgets = fc.integer({ min: 1, max: 6 })
const within = (request: Request, budget: number): Request => ({
  ...request,
  limits: { ...request.limits, budget },
})

/** The gap's numbers in the units of a vector: money has a point and a currency. */
const numberOf = (text: string): number | string =>
  text.endsWith(" EUR")
    ? Math.round(Number(text.slice(0, -4)) * 10_000)
    : text.includes("-")
      ? text
      : Number(text)

const saysHowGoodItIs = (plan: Plan) =>
  fc.property(wideRequests, budgets, (given, budget) => {
    const found = plan(within(given, budget))
    const routes = everyRoute(given).map((each) => vectorOf(given, each))
    if (Result.isFailure(found)) return
    const { certificate, score } = found.success
    const own = vectorOf(given, totalOf(score))
    const [best = own] = routes.toSorted((a, b) => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0))
    // Never better than the best there is, and no worse where it says that it is the best.
    assert.isFalse(isLess(own, best))
    assert.strictEqual(certificate.isOptimal, certificate.gap === undefined)
    if (certificate.isOptimal) assert.deepStrictEqual(own, best)
    const { gap } = certificate
    if (gap === undefined) return
    const at = given.goals.indexOf(gap.goal)
    assert.deepStrictEqual(numberOf(gap.found), own[at])
    // Goals before the gap's are as good as they can be, and the bound is not above the best.
    assert.deepStrictEqual(own.slice(0, at), best.slice(0, at))
    assert.isTrue(numberOf(gap.atLeast) <= (best[at] ?? 0))
    assert.isTrue(numberOf(gap.atLeast) < numberOf(gap.found))
  })

describe("a search whose steps are limited", () => {
  it("is never better than the best, and its bound never above it", () => {
    holds(saysHowGoodItIs(Route.plan), 200)
    const claiming: Plan = (given) =>
      Result.map(Route.plan(given), ({ certificate: { gap: _, ...rest }, ...plan }) => ({
        ...plan,
        certificate: { ...rest, isOptimal: true },
      }))
    kills(saysHowGoodItIs(claiming))
    const boasting: Plan = (given) =>
      Result.map(Route.plan(given), ({ certificate, ...plan }) => ({
        ...plan,
        certificate:
          certificate.gap === undefined
            ? certificate
            : { ...certificate, gap: { ...certificate.gap, atLeast: certificate.gap.found } },
      }))
    kills(saysHowGoodItIs(boasting))
  })

  it("is proven to fail, or says that it was not", () => {
    const fails = (plan: typeof Route.plan) =>
      fc.property(wideRequests, budgets, (given, budget) => {
        const found = plan(within(given, budget))
        if (Result.isSuccess(found) || found.failure._tag !== "NoRoute") return
        if (found.failure.isProven) assert.lengthOf(everyRoute(given), 0)
        else assert.isNotEmpty(found.failure.advice)
      })
    holds(fails(Route.plan), 200)
    const neverSplitting: typeof Route.plan = (given) =>
      Route.plan({ ...given, limits: { ...given.limits, maxParcels: 1 } })
    kills(fails(neverSplitting))
  })

  const named = (n: number) => `P${String(n).padStart(2, "0")}`

  it("knows that few places do not suffice which lack different lines", () => {
    // Every place has two of eight items, so that no three of them have all.
    const skus = Array.from({ length: 8 }, (_, n) => `SKU-${n}`)
    const places = Array.from({ length: 40 }, (_, n) =>
      place(named(n), { [`SKU-${n % 8}`]: 2, [`SKU-${(3 * n + 1) % 8}`]: 2 }, { perUnit: eur(n) }),
    )
    const lines = skus.map((sku) => line(sku, 2))
    const limits = { maxParcels: 6, budget: 2_000 }
    const { certificate, parcels } = Result.getOrThrow(
      Route.plan(request(lines, places, { goals: ["parcels", "cost"], limits })),
    )
    assert.lengthOf(parcels, 4)
    assert.notStrictEqual(certificate.gap?.goal, "parcels")
  })

  it("swaps places as long as that helps, where it cannot look at every set", () => {
    const places = Array.from({ length: 60 }, (_, n) =>
      place(named(n), { MUG: 2, CUP: 2 }, { perUnit: eur(60 - n) }),
    )
    const lines = [line("MUG", 3), line("CUP", 3)]
    const { parcels } = Result.getOrThrow(
      Route.plan(request(lines, places, { goals: ["cost"], limits: { budget: 1_000 } })),
    )
    assert.deepStrictEqual(
      parcels.map((parcel) => parcel.place),
      ["P58", "P59"],
    )
  })

  it("prints the gap, and finds the best with more steps", () => {
    // Every two of the places do; the last two are the cheapest by far.
    const places = Array.from({ length: 30 }, (_, n) =>
      place(named(n), { MUG: 2, CUP: 2 }, { perUnit: eur(60 - n) }),
    )
    const lines = [line("MUG", 3), line("CUP", 3)]
    const few = Result.getOrThrow(
      Route.plan(request(lines, places, { goals: ["cost"], limits: { budget: 1 } })),
    )
    assert.isFalse(few.certificate.isOptimal)
    assert.strictEqual(few.certificate.gap?.goal, "cost")
    assert.isAbove(few.certificate.unseen, 0)
    const many = Result.getOrThrow(Route.plan(request(lines, places, { goals: ["cost"] })))
    assert.isTrue(many.certificate.isOptimal)
    assert.deepStrictEqual(
      many.parcels.map((parcel) => parcel.place),
      ["P28", "P29"],
    )
  })
})
