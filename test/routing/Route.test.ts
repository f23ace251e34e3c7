import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import {
  Availability,
  Candidate,
  Distance,
  Route,
  type RoutePlan,
  RouteReason,
  RouteRequest,
  Workdays,
} from "entrepot/routing"

import { band, eur, hour, line, monday, place, type Request, request } from "./support/given.ts"

const planOf = (given: Request): RoutePlan.RoutePlan => Result.getOrThrow(Route.plan(given))

/** What each place sends: `Berlin: 2 MUG, 1 CUP`. */
const sent = ({ parcels }: RoutePlan.RoutePlan): ReadonlyArray<string> =>
  parcels.map(
    ({ place: name, lines }) =>
      `${name}: ${lines.map(({ quantity, sku }) => `${quantity} ${sku}`).join(", ")}`,
  )

const refusalOf = (given: Request): string => {
  const found = Route.plan(given)
  return Result.isFailure(found) ? `${found.failure._tag}: ${found.failure.message}` : "routed"
}

const places = [
  place("Berlin", { MUG: 1, CUP: 9 }, { perParcel: eur(3) }),
  place("Rome", { MUG: 2 }, { perUnit: eur("0.05") }),
  place("Ulm", { MUG: 3, CUP: 1 }, { perParcel: eur(9) }),
]
const lines = [line("MUG", 3), line("CUP", 1)]

describe("a route of a whole order", () => {
  it("is one parcel where that comes first, and the cheaper two where cost does", () => {
    assert.deepStrictEqual(sent(planOf(request(lines, places))), ["Ulm: 1 CUP, 3 MUG"])
    const cheap = planOf(request(lines, places, { goals: ["cost", "parcels"] }))
    assert.deepStrictEqual(sent(cheap), ["Berlin: 1 CUP, 1 MUG", "Rome: 2 MUG"])
    assert.deepStrictEqual(
      cheap.parcels.map(({ cost, weightGrams }) => [Money.format(cost), weightGrams]),
      [
        ["3.20 EUR", 1_000],
        ["4.10 EUR", 1_000],
      ],
    )
    assert.strictEqual(Money.format(cheap.score.cost), "7.30 EUR")
  })

  it("keeps the score of every candidate, why others are out, and what came next", () => {
    const shut = place("Basel", { MUG: 9, CUP: 9 }, { ordersLeft: { left: 0, of: 50 } })
    const abroad = place("Bern", { MUG: 1 }, { shipsTo: [{ country: "CH" }] })
    const { candidates, alternatives } = planOf(request(lines, [...places, shut, abroad]))
    assert.deepStrictEqual(
      candidates.map(({ place: name, score, faults }) => [
        name,
        score === undefined
          ? faults.map(Candidate.describe)
          : `${score.units} of ${score.ofUnits} for ${Money.format(score.cost)}`,
      ]),
      [
        ["Basel", ["has capacity for 0 of 50 orders"]],
        ["Berlin", "2 of 4 for 3.20 EUR"],
        ["Bern", ["does not ship to DE"]],
        ["Rome", "2 of 4 for 4.10 EUR"],
        ["Ulm", "4 of 4 for 9.40 EUR"],
      ],
    )
    assert.deepStrictEqual(
      alternatives.map((each) => [each.places.join(" "), Money.format(each.score.cost)]),
      [
        ["Berlin Rome", "7.30 EUR"],
        ["Berlin Ulm", "12.40 EUR"],
        ["Rome Ulm", "13.30 EUR"],
      ],
    )
  })

  it("goes to the place of the first priority, then of the first name, between equals", () => {
    const same = ["Ulm", "Bonn", "Graz"].map((name) => place(name, { MUG: 1 }))
    assert.deepStrictEqual(sent(planOf(request([line("MUG", 1)], same))), ["Bonn: 1 MUG"])
    const later = same.map((each) => ({ ...each, priority: each.place === "Graz" ? 0 : 1 }))
    assert.deepStrictEqual(sent(planOf(request([line("MUG", 1)], later))), ["Graz: 1 MUG"])
  })

  it("keeps lines together where that is a goal, and lets a lot go where the line names it", () => {
    const goals = ["together", "parcels", "cost"] as const
    const two = [place("Berlin", { MUG: 2, CUP: 1 }), place("Rome", { MUG: 3 })]
    assert.deepStrictEqual(sent(planOf(request(lines, two, { goals }))), [
      "Berlin: 1 CUP",
      "Rome: 3 MUG",
    ])
    const lots = (free: number) => [{ sku: "MUG", free: 3, lots: [{ lot: "L1", free }] }]
    const given = request(
      [line("MUG", 2, { lineId: "1", lot: "L1" }), line("MUG", 1, { lineId: "2" })],
      [place("Berlin", {}, { stock: lots(1) }), place("Rome", {}, { stock: lots(2), priority: 9 })],
    )
    assert.deepStrictEqual(sent(planOf(given)), ["Rome: 2 MUG, 1 MUG"])
  })

  it("is told from a stale one by what was there", () => {
    const given = request(lines, places)
    const now = request(lines, [...places.slice(0, 2), place("Ulm", { MUG: 2, CUP: 1 })])
    const { availability } = planOf(given)
    assert.deepStrictEqual(Availability.differences(availability, Availability.of(given)), [])
    assert.deepStrictEqual(Availability.differences(availability, Availability.of(now)), [
      { place: "Ulm", of: { sku: "MUG" }, was: 3, is: 2 },
    ])
  })

  it("explains itself in one paragraph", () => {
    const { text, refused } = RouteReason.explain(request(lines, places))
    assert.strictEqual(text, "Ulm sends 1 CUP and 3 MUG: parcels 1, cost 9.40 EUR")
    assert.deepStrictEqual(refused[0], {
      alternative: "Berlin and Rome",
      because: "parcels 2, not parcels 1",
    })
  })
})

describe("a promised day", () => {
  const promised = (given: Partial<RouteRequest.RoutePlace>, more: Partial<Request> = {}) => {
    const { parcels } = planOf(
      request([line("MUG", 1)], [place("Berlin", { MUG: 1 }, given)], more),
    )
    return `${parcels[0]?.shipsOn} ${parcels[0]?.promisedOn}`
  }

  it("counts from the order's own day up to the cut-off, and from the next one after it", () => {
    assert.strictEqual(promised({ cutOffAt: monday }), "2026-11-23 2026-11-24")
    assert.strictEqual(promised({ cutOffAt: monday - 1 }), "2026-11-24 2026-11-25")
    assert.strictEqual(promised({ cutOffAt: monday - 48 * hour }), "2026-11-23 2026-11-24")
  })

  it("skips closed days on both ends", () => {
    const workdays = { weekdays: [1, 2, 3, 4, 5], closed: ["2026-11-24"] }
    assert.strictEqual(promised({ handlingDays: 1, workdays }), "2026-11-25 2026-11-26")
    const deliveryDays = { weekdays: [5], closed: ["2026-11-27"] }
    assert.strictEqual(promised({}, { deliveryDays }), "2026-11-23 2026-12-04")
  })

  it("is on the day of the place, through the hour that a night has more", () => {
    // 25 October 2026 has 25 hours in Berlin; 22:30 in UTC is before midnight only in winter.
    const workdays = { weekdays: [1, 2, 3, 4, 5, 6, 7], closed: [] }
    const night = { workdays, cutOffAt: Date.UTC(2026, 9, 26) }
    assert.strictEqual(
      promised(night, { at: Date.UTC(2026, 9, 24, 22, 30) }),
      "2026-10-25 2026-10-26",
    )
    assert.strictEqual(
      promised(night, { at: Date.UTC(2026, 9, 25, 22, 30) }),
      "2026-10-25 2026-10-26",
    )
    assert.strictEqual(
      promised(night, { at: Date.UTC(2026, 9, 25, 23, 30) }),
      "2026-10-26 2026-10-27",
    )
  })

  it("moves to a working day, and from there counts working days", () => {
    assert.strictEqual(Workdays.after(Workdays.mondayToFriday, "2026-11-21", 0), "2026-11-23")
    assert.strictEqual(Workdays.after(Workdays.mondayToFriday, "2026-11-20", 1), "2026-11-23")
    assert.strictEqual(Workdays.after({ weekdays: [4], closed: [] }, "1970-01-01", 0), "1970-01-01")
  })
})

describe("a distance", () => {
  it("is half the globe between antipodes, and nothing to itself", () => {
    const north = { latitude: 90, longitude: 0 }
    assert.strictEqual(Distance.greatCircleMetres(north, north), 0)
    assert.strictEqual(
      Distance.greatCircleMetres(north, { latitude: -90, longitude: 77 }),
      Math.round(Math.PI * 6_371_008.8),
    )
  })

  it("puts a parcel into the first band that reaches so far", () => {
    const bands = [
      { ...band, upToKilometres: 50 },
      { ...band, name: "far", perParcel: eur(2) },
    ]
    const { parcels } = planOf(request([line("MUG", 1)], places, { bands }))
    assert.strictEqual(parcels[0]?.band, "far")
    assert.strictEqual(Money.format(parcels[0]?.cost ?? eur(0)), "5.10 EUR")
  })
})

describe("a request that makes no sense", () => {
  it("is refused by name", () => {
    const [berlin = place("Berlin", {})] = places
    const cases: ReadonlyArray<readonly [Request, string]> = [
      [request([], places), "RequestEmpty: a route needs lines: there are none"],
      [request(lines, places, { goals: [] }), "RequestEmpty: a route needs goals: there are none"],
      [request(lines, places, { bands: [] }), "RequestEmpty: a route needs bands: there are none"],
      [request(lines, [berlin, berlin]), 'NamedTwice: place "Berlin" is named twice'],
      [request([...lines, ...lines], places), 'NamedTwice: line "line MUG" is named twice'],
      [
        request(lines, places, { goals: ["cost", "parcels", "cost"] }),
        'NamedTwice: goal "cost" is named twice',
      ],
      [
        request(lines, [{ ...berlin, stock: [...berlin.stock, ...berlin.stock] }]),
        'NamedTwice: item "MUG" is named twice at Berlin',
      ],
      [
        request(lines, [{ ...berlin, perUnit: Money.of(1, "USD") }]),
        'CostRefused: place "Berlin", perUnit: wanted zero or more EUR, but got 1.00 USD',
      ],
      [
        request(lines, places, { bands: [{ ...band, perKilogram: eur(-1) }] }),
        'CostRefused: band "near", perKilogram: wanted zero or more EUR, but got -1.00 EUR',
      ],
      [
        request(lines, places, { bands: [band, { ...band, name: "again" }] }),
        'BandsUnordered: band "again" reaches no farther than the one before it',
      ],
      [
        request([line("MUG", 1, { weightGrams: 0.35 })], places),
        'WeightRefused: line "line MUG": wanted a weight in whole grams from 0 to 1000000, but it is 0.35: is it in kilograms?',
      ],
      [
        request([line("MUG", 1, { weightGrams: 350_000_000 })], places),
        'WeightRefused: line "line MUG": wanted a weight in whole grams from 0 to 1000000, but it is 350000000: is it in milligrams?',
      ],
      [
        request([line("MUG", 1), line("MUG", 1, { lineId: "2", weightGrams: 1 })], places),
        'WeightRefused: line "2": wanted the weight of MUG on its other line, 500 grams, but it is 1',
      ],
      [
        request([line("MUG", Number.MAX_SAFE_INTEGER), line("CUP", 1)], places),
        "QuantityOverflow: 9007199254740992 units are more than 9007199254740991, the most that can be counted",
      ],
    ]
    for (const [given, message] of cases) assert.strictEqual(refusalOf(given), message)
    assert.match(
      refusalOf(
        request(lines, [{ ...berlin, perParcel: eur("99999999999999999999") }, ...places.slice(1)]),
      ),
      /^CostRefused: all costs together/,
    )
  })

  it("is refused at the door with the place of the fault and its unit", () => {
    const parsed = RouteRequest.parse({
      ...JSON.parse(JSON.stringify(request([line("MUG", 1, { weightGrams: -1 })], []))),
    })
    assert.isTrue(Result.isFailure(parsed))
    if (Result.isFailure(parsed)) {
      assert.include(parsed.failure.message, "in whole grams")
      assert.include(parsed.failure.message, "weightGrams")
    }
  })

  it("has no route from nowhere, and says so", () => {
    assert.strictEqual(
      refusalOf(request(lines, [])),
      "NoRoute: no route: usable places have 0 of 1 of CUP, 0 of 3 of MUG",
    )
  })
})
