import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  Alternative,
  CourierChoice,
  CourierUnavailable,
  DeliveryHistory,
  NotEligible,
} from "entrepot/couriers"
import { Decimal, Money, type Rates, Reason } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

type Offer = CourierChoice.Offer

const quoted = (
  courier: string,
  price: Money.Money,
  transitDays?: number,
  history?: DeliveryHistory.DeliveryHistory,
): Offer => ({
  _tag: "Quoted",
  quote: {
    courier,
    service: "parcel",
    price,
    charges: [{ name: "carriage", amount: price }],
    reason: Reason.of("counter", "as the clerk said"),
    ...(transitDays === undefined ? {} : { transitDays }),
  },
  ...(history && { history }),
})
const eur = (amount: string) => Money.of(amount, "EUR")
const terms = { shipOn: "2026-11-23", wantedBy: "2026-11-25", percent: 95, minimumParcels: 10 }

const told = (offers: ReadonlyArray<Offer>, change: Partial<CourierChoice.Terms> = {}) => {
  const chosen = CourierChoice.choose(offers, { ...terms, ...change })
  if (Result.isFailure(chosen)) return [chosen.failure.message]
  const { quote, alternatives } = chosen.success
  return [
    quote.courier,
    ...alternatives.map(({ courier, because }) => `${courier}: ${Alternative.describe(because)}`),
  ]
}

describe("the choice of a courier", () => {
  it("is the cheapest that keeps the deadline, with a reason for every other", () => {
    const operation = "quote"
    const reasons = [{ _tag: "TooHeavy", weightGrams: 9, limitGrams: 5 }] as const
    assert.deepStrictEqual(
      told([
        quoted("van", eur("4.10"), 5),
        quoted("post", eur("4.99"), 2),
        quoted("air", eur("9.90"), 1),
        quoted("bike", eur("1.00")),
        {
          _tag: "Failed",
          courier: "mail",
          error: new NotEligible({ courier: "mail", operation, reasons }),
        },
        {
          _tag: "Failed",
          courier: "ship",
          error: new CourierUnavailable({ courier: "ship", operation, detail: "503" }),
        },
      ]),
      [
        "post",
        "bike: no promise, and 0 parcels known of 10",
        "mail: 9 g, at most 5 g",
        "ship: no quote (CourierUnavailable)",
        "van: arrives on 2026-11-28, wanted by 2026-11-25",
        "air: dearer than 4.99 EUR",
      ],
    )
  })

  it("believes parcels more than promises, as soon as there are enough of them", () => {
    const slow = {
      arrived: [
        { days: 2, parcels: 9 },
        { days: 4, parcels: 1 },
      ],
      neverArrived: 0,
    }
    const few = { arrived: [{ days: 4, parcels: 9 }], neverArrived: 0 }
    const losing = { arrived: [{ days: 1, parcels: 9 }], neverArrived: 1 }
    assert.deepStrictEqual(
      told([
        quoted("slow", eur("1.00"), 1, slow),
        quoted("losing", eur("1.50"), 1, losing),
        quoted("few", eur("2.00"), 1, few),
      ]),
      [
        "few",
        "losing: 9 of 10 parcels arrived, 95 percent wanted",
        "slow: arrives on 2026-11-27, wanted by 2026-11-25",
      ],
    )
    assert.strictEqual(told([quoted("slow", eur("1.00"), 1, slow)], { percent: 90 })[0], "slow")
  })

  it("decides ties by days, then by id", () => {
    assert.deepStrictEqual(
      told([quoted("c", eur("1"), 1), quoted("b", eur("1"), 1), quoted("a", eur("1"), 2)]),
      [
        "b",
        "c: as dear and as fast as b parcel, which stands before it",
        "a: as dear, and slower than 1 days",
      ],
    )
  })

  it("compares currencies through the rates of a day, and leaves out what has no rate", () => {
    const usd = { currency: "USD", perBase: Decimal.of("1.16") } as const
    const rates: Rates.Rates = { day: "2026-11-20", base: "EUR", rates: [usd] }
    const offers = [quoted("post", eur("5.00"), 1), quoted("air", Money.of("5.79", "USD"), 1)]
    assert.strictEqual(told(offers, { rates })[0], "air")
    const without = ["post", "air: no rate between EUR and USD"]
    assert.deepStrictEqual(told(offers), without)
    assert.deepStrictEqual(told(offers.toReversed(), { currency: "EUR" }), without)
    assert.strictEqual(told(offers, { currency: "USD" })[0], "air")
    // Where the host's own currency was not quoted, the others still compare with each other.
    assert.deepStrictEqual(told(offers, { currency: "CHF" }), without)
    const francs = [...offers, quoted("alp", Money.of("1", "CHF"), 1)]
    assert.deepStrictEqual(told(francs, { rates, currency: "EUR" }), [
      "air",
      "alp: no rate between EUR and CHF",
      "post: dearer than 5.79 USD",
    ])
  })

  it("is refused where nobody takes it in time, and says why", () => {
    assert.deepStrictEqual(told([]), ["no courier was asked"])
    assert.deepStrictEqual(told([quoted("van", eur("1"), 5)]), [
      "no courier takes it: van parcel: arrives on 2026-11-28, wanted by 2026-11-25",
    ])
  })
})

const offerOf = fc
  .record({
    courier: fc.constantFrom("toString", "a", "b", "c"),
    cents: fc.integer({ min: 1, max: 3 }),
    days: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  })
  .map(({ courier, cents, days }) => quoted(courier, eur(`0.0${cents}`), days))
const offersOf = fc.uniqueArray(offerOf, {
  minLength: 1,
  maxLength: 5,
  selector: (offer) => (offer._tag === "Quoted" ? offer.quote.courier : ""),
})

const orderDoesNotCount = (choose: typeof CourierChoice.choose) =>
  fc.property(offersOf, (offers) => {
    const [one, other] = [offers, offers.toReversed()].map((all) =>
      JSON.stringify(Result.merge(choose(all, terms))),
    )
    assert.strictEqual(one, other)
  })

/** Nothing that keeps the deadline is cheaper, and every offer is there once. */
const nothingIsBetter = (choose: typeof CourierChoice.choose) =>
  fc.property(offersOf, (offers) => {
    const chosen = choose(offers, terms)
    if (Result.isFailure(chosen)) return
    const { quote, alternatives } = chosen.success
    assert.strictEqual(alternatives.length + 1, offers.length)
    for (const offer of offers)
      if (offer._tag === "Quoted" && (offer.quote.transitDays ?? 9) <= 2)
        assert.isTrue(offer.quote.price.amount.greaterThanOrEqualTo(quote.price.amount))
    assert.isAtMost(quote.transitDays ?? 9, 2)
  })

describe("the laws of the choice", () => {
  it("the order of offers does not count", () => {
    holds(orderDoesNotCount(CourierChoice.choose))
    kills(orderDoesNotCount((offers, terms) => CourierChoice.choose(offers.slice(0, 1), terms)))
  })

  it("nothing in time is cheaper, and nothing is left out", () => {
    holds(nothingIsBetter(CourierChoice.choose))
    const { shipOn, percent, minimumParcels } = terms
    const anyTime = { shipOn, percent, minimumParcels }
    kills(nothingIsBetter((offers) => CourierChoice.choose(offers, anyTime)))
  })
})

/** By its definition: the parcels in a row, and the one at the rank. */
const isTheNearestRank = (reliableDays: typeof DeliveryHistory.reliableDays) =>
  fc.property(
    fc.array(fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }), { minLength: 1 }),
    fc.integer({ min: 1, max: 100 }),
    (parcels, percent) => {
      const history = parcels.reduce(DeliveryHistory.withParcel, DeliveryHistory.empty)
      const row = parcels.map((days) => days ?? Infinity).toSorted((a, b) => a - b)
      const days = row[Math.ceil((percent * row.length) / 100) - 1]
      assert.strictEqual(reliableDays(history, percent) ?? Infinity, days)
    },
  )

it("what can be relied on is the percentile by nearest rank", () => {
  holds(isTheNearestRank(DeliveryHistory.reliableDays))
  kills(
    isTheNearestRank((history, percent) =>
      DeliveryHistory.reliableDays({ ...history, neverArrived: 0 }, percent),
    ),
  )
})
