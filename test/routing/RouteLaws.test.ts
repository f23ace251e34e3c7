import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import { Route, RouteReason, type RoutePlan } from "entrepot/routing"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { eur, type Request } from "./support/given.ts"
import { everyRoute, isLess, requests, shuffled, totalOf, vectorOf } from "./support/worlds.ts"

type Plan = (request: Request) => Result.Result<RoutePlan.RoutePlan, unknown>

/** A mutant that routes another request than the one it was given. */
const routing =
  (other: (request: Request) => Request): Plan =>
  (request) =>
    Route.plan(other(request))

const withPlaces = (
  request: Request,
  change: (place: Request["places"][number]) => Partial<Request["places"][number]>,
): Request => ({
  ...request,
  places: request.places.map((place) => ({ ...place, ...change(place) })),
})

const sumOf = <A>(items: ReadonlyArray<A>, value: (item: A) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0)

const plansNoMoreThanThereIs = (plan: Plan) =>
  fc.property(requests, (request) => {
    const found = plan(request)
    if (Result.isFailure(found)) return
    const { parcels } = found.success
    assert.isAtMost(parcels.length, request.limits.maxParcels)
    for (const { place: name, lines } of parcels) {
      const place = request.places.find((each) => each.place === name)
      const taken = (sku: string, lot?: string) =>
        sumOf(
          lines.filter((each) => each.sku === sku && (lot === undefined || each.lot === lot)),
          ({ quantity }) => quantity,
        )
      for (const { sku, free, lots = [] } of place?.stock ?? []) {
        assert.isAtMost(taken(sku), free)
        for (const { lot, free: ofLot } of lots) assert.isAtMost(taken(sku, lot), ofLot)
      }
      assert.isAtMost(
        sumOf(lines, ({ quantity }) => quantity),
        place?.unitsLeft?.left ?? Infinity,
      )
      assert.isAbove(place?.ordersLeft?.left ?? 1, 0)
    }
  })

const servesEveryLineInFull = (plan: Plan) =>
  fc.property(requests, (request) => {
    const found = plan(request)
    if (Result.isFailure(found)) return
    const { parcels, score } = found.success
    const sent = parcels.flatMap(({ lines }) => lines)
    for (const { lineId, sku, quantity } of request.lines) {
      const own = sent.filter((each) => each.lineId === lineId)
      assert.isTrue(own.every((each) => each.sku === sku))
      assert.strictEqual(
        sumOf(own, (each) => each.quantity),
        quantity,
      )
      if (!request.limits.splitLines) assert.strictEqual(own.length, 1)
    }
    // No line from nowhere, and the costs of parcels sum to that of the route.
    assert.strictEqual(
      sumOf(sent, ({ quantity }) => quantity),
      sumOf(request.lines, ({ quantity }) => quantity),
    )
    const costs = Money.sum(
      "EUR",
      parcels.map(({ cost }) => cost),
    )
    assert.deepStrictEqual(Result.getOrThrow(costs), score.cost)
  })

const isBest = (plan: Plan) =>
  fc.property(requests, (request) => {
    const found = plan(request)
    const routes = everyRoute(request).map((each) => vectorOf(request, each))
    assert.strictEqual(Result.isSuccess(found), routes.length > 0)
    if (Result.isFailure(found)) return
    const { certificate, score } = found.success
    assert.isTrue(certificate.isOptimal)
    const own = vectorOf(request, totalOf(score))
    const [best = []] = routes.toSorted((a, b) => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0))
    assert.deepStrictEqual(own, best)
  })

const agreesInAnyOrder = (plan: Plan) =>
  fc.property(
    requests.chain((request) => fc.tuple(fc.constant(request), shuffled(request))),
    ([request, other]) => {
      const [one, two] = [plan(request), plan(other)]
      assert.deepStrictEqual(
        Result.getOrUndefined(Result.map(two, withoutCandidates)),
        Result.getOrUndefined(Result.map(one, withoutCandidates)),
      )
    },
  )

const withoutCandidates = ({ goals: _, ...plan }: RoutePlan.RoutePlan) => plan

const choose = (sites: number, most: number): number => {
  let [sum, ofSize] = [0, 1]
  for (let size = 1; size <= Math.min(most, sites); size += 1) {
    ofSize = (ofSize * (sites - size + 1)) / size
    sum += ofSize
  }
  return sum
}

const accountsForEverySet = (plan: Plan) =>
  fc.property(requests, (request) => {
    const found = plan(request)
    if (Result.isFailure(found)) return
    const { candidates, certificate } = found.success
    const usable = candidates.filter(({ faults }) => faults.length === 0).length
    const { lookedAt, boundedAway, unseen } = certificate
    assert.strictEqual(lookedAt + boundedAway + unseen, choose(usable, request.limits.maxParcels))
  })

describe("a route", () => {
  it("takes no more than there is, and sends no more parcels than it may", () => {
    holds(plansNoMoreThanThereIs(Route.plan), 200)
    const oneMore = (request: Request) =>
      withPlaces(request, ({ stock }) => ({
        stock: stock.map((each) => ({ ...each, free: each.free + 1 })),
      }))
    kills(plansNoMoreThanThereIs(routing(oneMore)))
    kills(
      plansNoMoreThanThereIs(
        routing((request) => withPlaces(request, () => ({ unitsLeft: { left: 9, of: 9 } }))),
      ),
    )
    kills(
      plansNoMoreThanThereIs(
        routing((request) => withPlaces(request, () => ({ ordersLeft: { left: 9, of: 9 } }))),
      ),
    )
    kills(
      plansNoMoreThanThereIs(
        routing((request) => ({ ...request, limits: { ...request.limits, maxParcels: 4 } })),
      ),
    )
    const anyLot = ({ lines, ...request }: Request) => ({
      ...request,
      lines: lines.map(({ lot: _, ...line }) => line),
    })
    const forgettingLots: Plan = (request) =>
      Result.map(Route.plan(anyLot(request)), (plan) => ({
        ...plan,
        parcels: plan.parcels.map((parcel) => ({
          ...parcel,
          lines: parcel.lines.map((sent) => ({
            ...sent,
            ...request.lines.find(({ lineId }) => lineId === sent.lineId),
            quantity: sent.quantity,
          })),
        })),
      }))
    kills(plansNoMoreThanThereIs(forgettingLots))
  })

  it("serves every line in full, each from one place where lines must not be split", () => {
    holds(servesEveryLineInFull(Route.plan), 200)
    const splitting = (request: Request) => ({
      ...request,
      limits: { ...request.limits, splitLines: true },
    })
    kills(servesEveryLineInFull(routing(splitting)))
    const oneShort: Plan = (request) =>
      Result.map(Route.plan(request), (plan) => ({ ...plan, parcels: plan.parcels.slice(1) }))
    kills(servesEveryLineInFull(oneShort))
  })

  it("is the best of all routes, whatever the goals and their order, and none exists where it fails", () => {
    holds(isBest(Route.plan), 200)
    kills(isBest(routing((request) => ({ ...request, goals: request.goals.slice(0, 1) }))))
    kills(isBest(routing((request) => ({ ...request, goals: request.goals.toReversed() }))))
    kills(isBest(routing((request) => withPlaces(request, () => ({ perUnit: eur(0) })))))
    kills(
      isBest(
        routing((request) => ({
          ...request,
          deliveryDays: { weekdays: [1, 2, 3, 4, 5], closed: [] },
        })),
      ),
    )
  })

  it("is the same for lines and places in any order", () => {
    holds(agreesInAnyOrder(Route.plan), 200)
    const firstComeFirst: Plan = (request) =>
      Route.plan({
        ...request,
        places: request.places.map((place, priority) => ({ ...place, priority })),
      })
    kills(agreesInAnyOrder(firstComeFirst))
  })

  it("says of every set of places whether it was looked at or ruled out", () => {
    holds(accountsForEverySet(Route.plan), 200)
    const forgetful: Plan = (request) =>
      Result.map(Route.plan(request), (plan) => ({
        ...plan,
        certificate: { ...plan.certificate, boundedAway: 0 },
      }))
    kills(accountsForEverySet(forgetful))
  })

  it("explains itself by data from which the same reason follows", () => {
    const replays = (replay: typeof RouteReason.replay) =>
      fc.property(requests, (request) => {
        const reason = RouteReason.explain(request)
        assert.deepStrictEqual(Result.getOrUndefined(replay(reason)), reason)
      })
    holds(replays(RouteReason.replay), 200)
    kills(
      replays((reason) =>
        Result.map(RouteReason.replay(reason), (same) => ({ ...same, refused: [] })),
      ),
    )
  })
})
