import { assert, describe, it } from "@effect/vitest"
import { Equal, Result, Schema } from "effect"
import { Currency, Decimal, Money } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

const currency = fc.constantFrom<Currency.Currency>("JPY", "EUR", "KWD", "CLF")
const rounding = fc.constantFrom(...Decimal.Rounding.literals)
// Up to five decimals, so that amounts are finer than every minor unit.
const amount = fc.integer({ min: -2_000_000, max: 2_000_000 })
const money = fc
  .tuple(amount, currency)
  .map(([units, code]) => Money.of(Decimal.shift(Decimal.of(units), -5), code))

const euro = (text: string): Money.Money => Money.of(text, "EUR")
const same = (left: Money.Money, right: Money.Money): void =>
  assert.strictEqual(Money.format(left), Money.format(right))

const json = Schema.toCodecJson(Money.Money)
const throughJson = (given: Money.Money): Money.Money =>
  Schema.decodeUnknownSync(json)(JSON.parse(JSON.stringify(Schema.encodeSync(json)(given))))

const survives = (journey: typeof throughJson) =>
  fc.property(money, (given) => {
    assert.isTrue(Equal.equals(journey(given), given))
  })

const sums = (sum: typeof Money.sum) =>
  fc.property(fc.array(amount, { maxLength: 5 }), (units) => {
    const moneys = units.map((n) => Money.of(Decimal.shift(Decimal.of(n), -5), "EUR"))
    const total = Result.getOrThrow(sum("EUR", moneys))
    same(total, Result.getOrThrow(sum("EUR", moneys.toReversed())))
    const rest = moneys.reduce((left, next) => Result.getOrThrow(Money.minus(left, next)), total)
    same(rest, Money.zero("EUR"))
  })

describe("Money", () => {
  it("goes through JSON unchanged", () => {
    holds(survives(throughJson))
    kills(survives((given) => Money.post(given, "down").posted))
    const price = { currency: "EUR", amount: "12.3" }
    assert.deepStrictEqual(Schema.encodeSync(json)(euro("12.30")), price)
  })

  it("refuses at the boundary floating point, exponents and unknown currencies", () => {
    const decode = Schema.decodeUnknownResult(Money.Money)
    for (const given of [
      { currency: "EUR", amount: 12.3 },
      { currency: "EUR", amount: 12 },
      { currency: "EUR", amount: "1e3" },
      { currency: "EUR", amount: "" },
      { currency: "XAU", amount: "1" },
      { amount: "1" },
      null,
    ])
      assert.isTrue(Result.isFailure(decode(given)), JSON.stringify(given))
    assert.throws(() => Money.of(12.3, "EUR"), Decimal.NotADecimal)
  })

  it("reads an amount and a currency from outside, and says which of them is wrong", () => {
    same(Result.getOrThrow(Money.parse("12.30", "EUR")), euro("12.3"))
    const cases = [
      ["12,30", "EUR", Decimal.NotADecimal],
      ["12.30", "Euro", Currency.UnknownCurrency],
      ["12.30", "XAU", Currency.NoMinorUnit],
    ] as const
    for (const [text, code, refusal] of cases) {
      const parsed = Money.parse(text, code)
      assert.isTrue(
        Result.isFailure(parsed) && parsed.failure instanceof refusal,
        `${text} ${code}`,
      )
    }
  })

  it("does not mix currencies", () => {
    const [one, other] = [euro("1"), Money.of(1, "USD")]
    const mismatch = Result.fail(new Money.CurrencyMismatch({ wanted: "EUR", given: "USD" }))
    assert.deepStrictEqual(Money.plus(one, other), mismatch)
    assert.deepStrictEqual(Money.minus(one, other), mismatch)
    assert.deepStrictEqual(Money.compare(one, other), mismatch)
    assert.deepStrictEqual(Money.sum("EUR", [one, other]), mismatch)
  })

  it("adds exactly, where floating point does not", () => {
    same(Result.getOrThrow(Money.plus(euro("0.1"), euro("0.2"))), euro("0.3"))
    same(Money.times(euro("19.99"), 3), euro("59.97"))
    same(Money.times(euro("100"), "0.175"), euro("17.5"))
    same(Money.negate(Money.zero("EUR")), euro("0"))
    assert.isTrue(Equal.equals(Money.negate(Money.zero("EUR")), Money.zero("EUR")))
  })

  it("sums to the same in every order, and minus undoes plus", () => {
    holds(sums(Money.sum))
    kills(sums((code, moneys) => Money.sum(code, Array.from(moneys).slice(0, 2))))
  })

  it("compares by amount", () => {
    const signs = (["1.99", "2.0", "10"] as const).map((text) =>
      Result.getOrThrow(Money.compare(euro(text), euro("2"))),
    )
    assert.deepStrictEqual(signs, [-1, 0, 1])
  })

  it("shows at least the digits of the minor unit, and never an exponent", () => {
    assert.strictEqual(Money.format(euro("5")), "5.00 EUR")
    assert.strictEqual(Money.format(euro("-0.0000001")), "-0.0000001 EUR")
    assert.strictEqual(Money.format(Money.of("9".repeat(30), "JPY")), `${"9".repeat(30)} JPY`)
    assert.strictEqual(Money.format(Money.of("1.5", "KWD")), "1.500 KWD")
  })
})

const gathers = (post: typeof Money.post) =>
  fc.property(money, rounding, (given, mode) => {
    const { posted, remainder } = post(given, mode)
    assert.isTrue(Result.isSuccess(Money.toMinor(posted)))
    same(Result.getOrThrow(Money.plus(posted, remainder)), given)
  })

const divides = (divide: typeof Money.divide) =>
  fc.property(money, fc.integer({ min: 1, max: 9 }), fc.boolean(), rounding, (...world) => {
    const [given, size, negative, mode] = world
    const divisor = negative ? -size : size
    const { posted, remainder } = divide(given, divisor, mode)
    same(Result.getOrThrow(Money.plus(Money.times(posted, divisor), remainder)), given)
  })

const counts = (toMinor: typeof Money.toMinor) =>
  fc.property(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), currency, (units, code) => {
    assert.deepStrictEqual(toMinor(Money.fromMinor(units, code)), Result.succeed(units))
  })

describe("posting", () => {
  it("loses nothing: posted + remainder is the money", () => {
    holds(gathers(Money.post))
    kills(
      gathers((given, mode) => ({
        ...Money.post(given, mode),
        remainder: Money.zero(given.currency),
      })),
    )
    // Every currency as if it had cents.
    kills(
      gathers((given, mode) => {
        const cents = Decimal.divide(given.amount, Decimal.one, 2, mode)
        return {
          posted: Money.of(cents.quotient, given.currency),
          remainder: Money.of(cents.remainder, given.currency),
        }
      }),
    )
  })

  it("divides without loss: posted × divisor + remainder is the money", () => {
    holds(divides(Money.divide))
    // The remainder of one part instead of all.
    kills(
      divides((given, divisor, mode) => {
        const { posted } = Money.divide(given, divisor, mode)
        return { posted, remainder: Money.post(given, mode).remainder }
      }),
    )
  })

  it("knows the minor unit of each currency", () => {
    const posted = (["JPY", "EUR", "KWD", "CLF"] as const).map((code) =>
      Money.format(Money.post(Money.of("1.23456", code), "halfEven").posted),
    )
    assert.deepStrictEqual(posted, ["1 JPY", "1.23 EUR", "1.235 KWD", "1.2346 CLF"])
  })

  it("counts minor units, and refuses an amount that is finer", () => {
    assert.deepStrictEqual(Money.toMinor(euro("-12.30")), Result.succeed(-1230n))
    assert.deepStrictEqual(
      Money.toMinor(euro("0.005")),
      Result.fail(new Money.NotPosted({ currency: "EUR", amount: "0.005" })),
    )
    holds(counts(Money.toMinor))
    kills(counts((given) => Result.map(Money.toMinor(given), (units) => BigInt(Number(units)))))
    assert.throws(() => Money.fromMinor(0.5, "EUR"), Decimal.NotADecimal)
  })
})
