import { assert, describe, it } from "@effect/vitest"
import { Decimal as HostDecimal } from "decimal.js"
import { Equal, Result, Schema } from "effect"
import { Decimal } from "entrepot/kernel"
import fc from "fast-check"
import { vi } from "vitest"

import { holds, kills } from "./law.ts"

// Hundredths around zero and powers of ten, so that ties and signs are common.
const small = fc.integer({ min: -400, max: 400 }).map((n) => Decimal.shift(Decimal.of(n), -2))
const divisors = small.filter((value) => !value.isZero())
const digits = fc.integer({ min: 0, max: 3 })
const rounding = fc.constantFrom(...Decimal.Rounding.literals)

const whole = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n })

const multiplies = (times: typeof Decimal.times) =>
  fc.property(whole, whole, (a, b) => {
    const [x, y] = [Decimal.shift(Decimal.of(a), -10), Decimal.shift(Decimal.of(b), -10)]
    assert.strictEqual(Decimal.format(Decimal.shift(Decimal.plus(x, y), 10)), String(a + b))
    assert.strictEqual(Decimal.format(Decimal.shift(Decimal.minus(x, y), 10)), String(a - b))
    assert.strictEqual(Decimal.format(Decimal.shift(times(x, y), 20)), String(a * b))
  })

const floating: typeof Decimal.times = (a, b) =>
  Decimal.of(new HostDecimal(a.toNumber() * b.toNumber()))

const json = Schema.toCodecJson(Decimal.Decimal)
const throughJson = (value: Decimal.Decimal): Decimal.Decimal =>
  Schema.decodeUnknownSync(json)(JSON.parse(JSON.stringify(Schema.encodeSync(json)(value))))

const survives = (journey: typeof throughJson) =>
  fc.property(whole, fc.nat(30), (units, places) => {
    const value = Decimal.shift(Decimal.of(units), -places)
    assert.isTrue(Equal.equals(journey(value), value))
  })

describe("Decimal", () => {
  it("reads plain decimals and nothing else", () => {
    for (const text of ["0", "-0", "12.30", "007", "-0.001", "9".repeat(30)])
      assert.isTrue(Result.isSuccess(Decimal.parse(text)), text)
    const malformed = [
      "",
      " 1",
      "1 ",
      "1\n",
      ..."- .5 5. +1 1,5 1e3 NaN Infinity 0x10 １".split(" "),
    ]
    for (const text of [...malformed, "9".repeat(31), `0.${"1".repeat(31)}`])
      assert.isTrue(Result.isFailure(Decimal.parse(text)), JSON.stringify(text))
  })

  it("refuses a number that is no safe integer, and says what to write", () => {
    assert.throws(
      () => Decimal.of(0.1),
      /0\.1 is not an exact decimal.*write any other value as text/,
    )
    assert.throws(() => Decimal.of(2 ** 53), /safe integer/)
    for (const given of [Number.NaN, Number.POSITIVE_INFINITY, new HostDecimal("NaN")])
      assert.throws(() => Decimal.of(given), /not finite/)
    assert.strictEqual(Decimal.format(Decimal.of(-7)), "-7")
    assert.strictEqual(Decimal.format(Decimal.of(10n ** 40n)), `1${"0".repeat(40)}`)
  })

  it("is one value for each number, zero included", () => {
    assert.isTrue(Equal.equals(Decimal.of("1.50"), Decimal.of("1.5")))
    for (const nothing of [
      Decimal.of("-0"),
      Decimal.of(-0),
      Decimal.times(Decimal.of(-1), Decimal.zero),
      Decimal.divide(Decimal.of(-1), Decimal.of(4), 0, "halfUp").quotient,
    ])
      assert.isTrue(Object.is(nothing.toNumber(), 0))
  })

  it("does not depend on what a host sets on decimal.js, before or after", async () => {
    try {
      HostDecimal.set({ precision: 2, toExpPos: 1, maxE: 3 })
      vi.resetModules()
      const later = await import("entrepot/kernel")
      for (const { plus, of } of [Decimal, later.Decimal])
        assert.strictEqual(plus(of("123456.7"), of("0.01")).toString(), "123456.71")
      // A decimal of the host's constructor would round by its settings.
      const product = Decimal.times(new HostDecimal("1.234"), Decimal.of("1.001"))
      assert.strictEqual(Decimal.format(product), "1.235234")
    } finally {
      HostDecimal.set({ defaults: true })
    }
  })

  it("goes through JSON as plain text", () => {
    holds(survives(throughJson))
    kills(survives((value) => Decimal.of(new HostDecimal(value.toNumber()))))
    assert.strictEqual(Schema.encodeSync(json)(Decimal.of("-12.30")), "-12.3")
    assert.isTrue(Result.isFailure(Schema.encodeResult(json)(Decimal.one.div(3))))
    assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(json)(1.5)))
  })

  it("adds and multiplies as whole numbers do", () => {
    holds(multiplies(Decimal.times))
    kills(multiplies(floating))
  })
})

type Divide = typeof Decimal.divide

const gathers = (divide: Divide) =>
  fc.property(small, divisors, digits, rounding, (a, b, places, mode) => {
    const { quotient, remainder } = divide(a, b, places, mode)
    assert.isTrue(quotient.decimalPlaces() <= places)
    assert.isTrue(Decimal.plus(Decimal.times(quotient, b), remainder).eq(a))
  })

// decimal.js numbers its roundings so.
const numbered = ["up", "down", "ceiling", "floor", "halfUp", "halfDown", "halfEven"] as const
const even = fc.constantFrom("1", "-1", "2", "-4", "0.5", "8").map(Decimal.of)

// For divisors that divide evenly, decimal.js has the exact quotient and rounds it itself.
const agrees = (divide: Divide) =>
  fc.property(small, even, digits, rounding, (a, b, places, mode) => {
    const index = [0, 1, 2, 3, 4, 5, 6] as const
    const wanted = a.div(b).toDecimalPlaces(places, index[numbered.indexOf(mode)] ?? 0)
    assert.strictEqual(Decimal.format(divide(a, b, places, mode).quotient), Decimal.format(wanted))
  })

const nearest = (divide: Divide) =>
  fc.property(small, divisors, digits, rounding, (a, b, places, mode) => {
    const left = divide(a, b, places, mode).remainder.abs()
    const step = Decimal.shift(b, -places).abs()
    assert.isTrue(mode.startsWith("half") ? left.times(2).lte(step) : left.lt(step))
  })

// Takes one rounding for another.
const confused =
  (from: Decimal.Rounding, to: Decimal.Rounding): Divide =>
  (a, b, places, mode) =>
    Decimal.divide(a, b, places, mode === from ? to : mode)

const round = (text: string) =>
  numbered.map((mode) =>
    Decimal.format(Decimal.divide(Decimal.of(text), Decimal.one, 0, mode).quotient),
  )

describe("Decimal.divide", () => {
  it("gives back the dividend: quotient × divisor + remainder", () => {
    holds(gathers(Decimal.divide))
    kills(
      gathers((a, b, places, mode) => ({
        ...Decimal.divide(a, b, places, mode),
        remainder: Decimal.zero,
      })),
    )
  })

  it("rounds as its name says", () => {
    holds(agrees(Decimal.divide))
    kills(agrees(confused("halfEven", "halfUp")))
    kills(agrees(confused("floor", "down")))
  })

  it("leaves less than a step, and half a step at most where it goes to the nearest", () => {
    holds(nearest(Decimal.divide))
    kills(nearest(confused("halfUp", "down")))
  })

  it("takes each rounding at a tie, on both sides of zero", () => {
    assert.deepStrictEqual(round("2.5"), ["3", "2", "3", "2", "3", "2", "2"])
    assert.deepStrictEqual(round("-2.5"), ["-3", "-2", "-2", "-3", "-3", "-2", "-2"])
    assert.deepStrictEqual(round("-0.4"), ["-1", "0", "0", "-1", "0", "0", "0"])
  })

  it("refuses to divide by zero", () => {
    assert.throws(() => Decimal.divide(Decimal.one, Decimal.zero, 2, "down"), RangeError)
  })
})
