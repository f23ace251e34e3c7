import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Decimal, Money, Rates } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

const table: Rates.Rates = {
  day: "2026-11-20",
  base: "EUR",
  rates: [
    { currency: "USD", perBase: Decimal.of("1.16") },
    { currency: "JPY", perBase: Decimal.of("181.3") },
  ],
}

const messageOf = (json: unknown): string => {
  const decoded = Schema.decodeUnknownResult(Rates.Rates)(json)
  return Result.isFailure(decoded) ? decoded.failure.message : "decoded"
}

describe("rates", () => {
  it("are above zero, and one for each currency", () => {
    const json = (rates: unknown) => ({ day: "2026-11-20", base: "EUR", rates })
    const usd = { currency: "USD", perBase: "1.16" }
    assert.strictEqual(messageOf(json([usd])), "decoded")
    assert.include(messageOf(json([usd, usd])), "USD has two rates")
    assert.include(messageOf(json([{ currency: "EUR", perBase: "1" }])), "EUR has two rates")
    assert.include(messageOf(json([{ ...usd, perBase: "0" }])), "a rate above zero")
    assert.include(messageOf(json([{ ...usd, perBase: 1.16 }])), "perBase")
  })

  it("are of the day or of the latest before, as old as may be", () => {
    const earlier = { ...table, day: "2026-11-13" }
    const later = { ...table, day: "2026-11-25" }
    const of = (day: string) => Rates.asOf([earlier, later, table], day, 3)
    assert.strictEqual(Result.getOrThrow(of("2026-11-20")), table)
    assert.strictEqual(Result.getOrThrow(of("2026-11-23")), table)
    assert.deepStrictEqual(
      of("2026-11-24"),
      Result.fail(
        new Rates.RatesStale({ day: "2026-11-24", maximumAgeDays: 3, latest: "2026-11-20" }),
      ),
    )
    const none = Rates.asOf([], "2026-11-24", 3)
    assert.include(Result.isFailure(none) && none.failure.message, "there are none")
  })

  it("convert through the base, and are rounded once", () => {
    const worth = (amount: string, from: "EUR" | "USD" | "JPY", to: "EUR" | "USD" | "JPY") =>
      Money.format(Result.getOrThrow(Rates.convert(table, Money.of(amount, from), to, "halfEven")))
    assert.strictEqual(worth("10", "EUR", "USD"), "11.60 USD")
    assert.strictEqual(worth("10", "USD", "EUR"), "8.62 EUR")
    assert.strictEqual(worth("10", "USD", "JPY"), "1563 JPY")
    assert.strictEqual(worth("0.125", "EUR", "EUR"), "0.12 EUR")
  })

  it("refuse a currency that the day has no rate for, unless it is compared with itself", () => {
    const missing = new Rates.RateMissing({ currency: "CHF", base: "EUR", day: "2026-11-20" })
    const francs = Money.of(1, "CHF")
    assert.deepStrictEqual(Rates.compare(table, francs, Money.of(1, "USD")), Result.fail(missing))
    assert.deepStrictEqual(
      Rates.convert(table, Money.of(1, "USD"), "CHF", "up"),
      Result.fail(missing),
    )
    assert.deepStrictEqual(Rates.compare(table, francs, francs), Result.succeed(0))
  })
})

const amountOf = fc
  .tuple(fc.integer({ min: -400, max: 400 }), fc.constantFrom("EUR", "USD", "JPY"))
  .map(([cents, currency]) => Money.of(Decimal.shift(Decimal.of(cents), -2), currency))

/** Of three amounts, comparing is an order, and agrees with what each is worth in the base. */
const isAnOrder = (compare: typeof Rates.compare) =>
  fc.property(amountOf, amountOf, amountOf, (a, b, c) => {
    const [ab, ba, bc, ac] = [
      compare(table, a, b),
      compare(table, b, a),
      compare(table, b, c),
      compare(table, a, c),
    ].map((found) => Math.sign(Result.getOrThrow(found)))
    assert.strictEqual((ab ?? 0) + (ba ?? 0), 0)
    if (ab === bc && ab !== 0) assert.strictEqual(ac, ab)
    const inBase = ({ currency, amount }: Money.Money) =>
      Number(amount) / (currency === "EUR" ? 1 : currency === "USD" ? 1.16 : 181.3)
    if (Math.abs(inBase(a) - inBase(b)) > 1e-6)
      assert.strictEqual(ab, Math.sign(inBase(a) - inBase(b)))
  })

it("comparing by rates is an order", () => {
  holds(isAnOrder(Rates.compare))
  kills(isAnOrder((_, left, right) => Result.succeed(Decimal.compare(left.amount, right.amount))))
})
