import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { type NoRoute, Route, RouteChange } from "entrepot/routing"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { hour, line, monday, place, type Request, request } from "./support/given.ts"
import { requests } from "./support/worlds.ts"

const refusalOf = (given: Request): NoRoute => {
  const found = Route.plan(given)
  if (Result.isFailure(found) && found.failure._tag === "NoRoute") return found.failure
  return assert.fail("there is a route, or the request is refused")
}

const adviceOf = (given: Request): ReadonlyArray<string> =>
  refusalOf(given).advice.map(RouteChange.describe)

/** Each place of an advice that names several is tried. */
const variants = (advice: RouteChange.Advice): ReadonlyArray<RouteChange.Advice> => {
  const [first] = advice
  return first?._tag === "AddStock" && advice.length === 1
    ? first.places.map((name) => [{ ...first, places: [name] }])
    : [advice]
}

const works = (apply: typeof RouteChange.apply) =>
  fc.property(requests, (given) => {
    const found = Route.plan(given)
    if (Result.isSuccess(found) || found.failure._tag !== "NoRoute") return
    const { advice } = found.failure
    assert.isNotEmpty(advice)
    for (const changes of advice.flatMap(variants))
      assert.isTrue(Result.isSuccess(Route.plan(changes.reduce(apply, given))))
  })

const isLeast = (less: (change: RouteChange.Change) => RouteChange.Change) =>
  fc.property(requests, (given) => {
    const found = Route.plan(given)
    if (Result.isSuccess(found) || found.failure._tag !== "NoRoute") return
    for (const changes of found.failure.advice) {
      const [change] = changes
      if (change === undefined || changes.length > 1 || less(change) === change) continue
      assert.isTrue(Result.isFailure(Route.plan(RouteChange.apply(given, less(change)))))
    }
  })

const oneLess = (change: RouteChange.Change): RouteChange.Change => {
  if (change._tag === "AddStock" || change._tag === "RaiseCapacity") {
    const key = change._tag === "AddStock" ? "units" : "by"
    return { ...change, [key]: (change._tag === "AddStock" ? change.units : change.by) - 1 }
  }
  return change._tag === "RaiseMaxParcels" ? { ...change, to: change.to - 1 } : change
}

describe("what would make a route", () => {
  it("makes one, whichever advice is taken", () => {
    holds(works(RouteChange.apply), 200)
    kills(works((given) => given))
  })

  it("asks for no more than it takes", () => {
    holds(isLeast(oneLess), 200)
    kills(
      isLeast((change) =>
        change._tag === "RaiseMaxParcels" ? { ...change, to: change.to + 1 } : change,
      ),
    )
  })

  it("is more units, at any place that ships there", () => {
    const given = request(
      [line("MUG", 5)],
      [
        place("Berlin", { MUG: 1 }),
        place("Rome", { MUG: 2 }),
        place("Basel", { MUG: 9 }, { shipsTo: [{ country: "CH" }] }),
      ],
    )
    assert.deepStrictEqual(adviceOf(given), [
      "Basel shipping to DE",
      "2 more MUG at Berlin or Rome",
    ])
    assert.strictEqual(
      refusalOf(given).message,
      "no route: usable places have 3 of 5 of MUG; Basel does not ship to DE; any of these would do: Basel shipping to DE / 2 more MUG at Berlin or Rome",
    )
  })

  it("is another parcel, or a line that is split", () => {
    const places = [place("Berlin", { MUG: 2 }), place("Rome", { MUG: 1 })]
    assert.deepStrictEqual(
      adviceOf(request([line("MUG", 3)], places, { limits: { maxParcels: 1 } })),
      ["2 parcels", "1 more MUG at Berlin"],
    )
    assert.deepStrictEqual(
      adviceOf(request([line("MUG", 3)], places, { limits: { splitLines: false } })),
      ["splitting lines over places", "1 more MUG at Berlin"],
    )
  })

  it("is capacity, a later day, or a farther band", () => {
    const full = place("Berlin", { MUG: 9 }, { ordersLeft: { left: 0, of: 50 } })
    assert.deepStrictEqual(adviceOf(request([line("MUG", 3)], [full])), [
      "capacity of Berlin raised by 1 orders",
    ])
    const busy = place("Berlin", { MUG: 9 }, { unitsLeft: { left: 1, of: 50 } })
    assert.deepStrictEqual(adviceOf(request([line("MUG", 3)], [busy])), [
      "capacity of Berlin raised by 2 units",
    ])
    const late = place("Berlin", { MUG: 9 }, { cutOffAt: monday - hour })
    assert.deepStrictEqual(
      adviceOf(request([line("MUG", 3)], [late], { limits: { shipBy: "2026-11-23" } })),
      ["shipping by 2026-11-24"],
    )
    const far = [{ place: "Berlin", country: "DE", kilometres: 1_234 }]
    assert.deepStrictEqual(
      adviceOf(request([line("MUG", 3)], [place("Berlin", { MUG: 9 })], { distances: far })),
      ["bands up to 1234 km"],
    )
  })

  it("is a place of a third party that is to send a line, where there is none", () => {
    const theirs = [line("MUG", 2, { thirdParty: true })]
    const berlin = place("Berlin", { MUG: 9, CUP: 9 })
    const none = "a place of a third party that has 2 MUG"
    assert.deepStrictEqual(adviceOf(request(theirs, [berlin])), [none])
    assert.deepStrictEqual(adviceOf(request(theirs, [])), [none])
    const mixed = [...theirs, line("CUP", 1)]
    assert.deepStrictEqual(adviceOf(request(mixed, [berlin])), [none])
    assert.deepStrictEqual(adviceOf(request(mixed, [berlin], { limits: { maxParcels: 1 } })), [
      "a place of a third party that has 2 MUG, 1 CUP",
    ])
    const [change] = refusalOf(request(theirs, [])).advice.flat()
    if (change === undefined) assert.fail("nothing is advised")
    assert.isTrue(Result.isSuccess(Route.plan(RouteChange.apply(request(theirs, []), change))))
    const ulm = place("Ulm", { MUG: 1 }, { kind: "thirdParty" })
    assert.deepStrictEqual(adviceOf(request(theirs, [berlin, ulm])), ["1 more MUG at Ulm"])
    const abroad = { ...ulm, shipsTo: [{ country: "CH" }] }
    assert.deepStrictEqual(adviceOf(request(theirs, [berlin, abroad])), [none])
    // None ships so early: what a place of ours would have to do helps nobody.
    const limits = { shipBy: "2026-11-20" }
    assert.deepStrictEqual(adviceOf(request(theirs, [berlin, abroad], { limits })), [
      "Ulm shipping to DE, and shipping by 2026-11-23, and 1 more MUG at Ulm",
    ])
  })

  it("is said beside the lines of which there is too little, and no others", () => {
    const lines = [line("MUG", 5), line("CUP", 1)]
    const { message } = refusalOf(request(lines, [place("Berlin", { MUG: 3, CUP: 9 })]))
    assert.match(message, /^no route: usable places have 3 of 5 of MUG; any of these/)
    const places = [place("Berlin", { MUG: 2 }), place("Rome", { MUG: 1 })]
    const limits = { maxParcels: 1 }
    assert.strictEqual(
      refusalOf(request([line("MUG", 3)], places, { limits })).message,
      "no route; any of these would do: 2 parcels / 1 more MUG at Berlin",
    )
  })

  it("is several changes together where none alone would do", () => {
    const lines = [line("MUG", 3), line("CUP", 1)]
    const shut = place(
      "Berlin",
      { MUG: 1 },
      { ordersLeft: { left: 0, of: 50 }, shipsTo: [{ country: "CH" }] },
    )
    assert.deepStrictEqual(adviceOf(request(lines, [shut])), [
      "Berlin shipping to DE, and capacity of Berlin raised by 1 orders, and 2 more MUG at Berlin, and 1 more CUP at Berlin",
    ])
  })
})
