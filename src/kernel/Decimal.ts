/**
 * Exact decimals, for money, cost, points, rates and weights. No floating point, no hidden rounding.
 *
 * The arithmetic is that of decimal.js, with a constructor of our own, so that a host's settings
 * cannot change a result. Sums and products are exact up to 300 significant digits; a division
 * always names its digits and its rounding.
 *
 * @module
 */
import { Decimal as DecimalJs } from "decimal.js"
import { Result, Schema, SchemaTransformation } from "effect"

/** An exact decimal: finite, and never a negative zero. */
export type Decimal = DecimalJs

// `defaults` drops whatever a host has set on the constructor that is cloned.
const Exact = DecimalJs.clone({
  defaults: true,
  precision: 300,
  toExpNeg: -9e15,
  toExpPos: 9e15,
})

/** 0. */
export const zero: Decimal = new Exact(0)

/** 1. */
export const one: Decimal = new Exact(1)

// -0 and 0 are one number, but not one value for `Equal`.
const positiveZero = (value: Decimal): Decimal => (value.isZero() ? zero : value)

/** The text or number is not an exact decimal; `because` says what is wrong with it. */
export class NotADecimal extends Schema.TaggedError<NotADecimal>()("NotADecimal", {
  given: Schema.String,
  because: Schema.String,
}) {
  override get message(): string {
    return `${this.given} is not an exact decimal: ${this.because}`
  }
}

const grammar = /^-?\d{1,30}(\.\d{1,30})?$/
const wanted = "a plain decimal such as -12.30, with at most 30 digits on each side of the point"

/**
 * Reads a plain decimal from outside: digits, at most 30 on each side of an optional point, and an
 * optional minus. Exponents, spaces, a plus and grouping are refused.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Result.isSuccess(Decimal.parse("12.30")), Result.isSuccess(Decimal.parse("1,230")))
 * ```
 * ```text
 * true false
 * ```
 */
export const parse = (text: string): Result.Result<Decimal, NotADecimal> =>
  grammar.test(text)
    ? Result.succeed(positiveZero(new Exact(text)))
    : Result.fail(new NotADecimal({ given: JSON.stringify(text), because: `wanted ${wanted}` }))

/** What {@link of} takes: plain decimal text, a whole number, or a decimal of any constructor. */
export type Input = string | number | bigint | Decimal

/**
 * Makes a decimal from a value in code; for text from outside see {@link parse}.
 *
 * @throws NotADecimal where text is malformed, or where a number is not a safe integer: a fraction
 * such as 0.1 has already lost its value, so write it as text
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Decimal.format(Decimal.of("0.10")))
 * ```
 * ```text
 * 0.1
 * ```
 */
export const of = (value: Input): Decimal => {
  if (typeof value === "string") return Result.getOrThrow(parse(value))
  if (typeof value === "bigint") return new Exact(value.toString())
  if (typeof value === "number" ? Number.isSafeInteger(value) : value.isFinite())
    return positiveZero(new Exact(value))
  const because =
    typeof value === "number" && Number.isFinite(value)
      ? "a number must be a safe integer; write any other value as text"
      : "not finite"
  throw new NotADecimal({ given: String(value), because })
}

/**
 * The plain text of a decimal, without exponent and without trailing zeros.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Decimal.format(Decimal.of("-0.500")))
 * ```
 * ```text
 * -0.5
 * ```
 */
export const format = (value: Decimal): string => value.toFixed()

/** Decodes plain decimal text (see {@link parse}); its JSON form is that text, never a number. */
export const Decimal: Schema.Codec<Decimal, string> = Schema.String.check(
  Schema.isPattern(grammar, { expected: wanted }),
).pipe(
  Schema.decodeTo(
    Schema.declare((value): value is Decimal => Exact.isDecimal(value) && value.isFinite(), {
      expected: "an exact decimal",
    }),
    SchemaTransformation.transform({ decode: (text) => of(text), encode: format }),
  ),
)

/** The same, of zero or more. */
export const NonNegative: Schema.Codec<Decimal, string> = Decimal.check(
  Schema.makeFilter((value: Decimal) => !value.isNegative(), { expected: "no negative amount" }),
)

/**
 * The exact sum.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Decimal.format(Decimal.plus(Decimal.of("0.1"), Decimal.of("0.2"))))
 * ```
 * ```text
 * 0.3
 * ```
 */
export const plus = (left: Decimal, right: Decimal): Decimal => positiveZero(Exact.add(left, right))

/**
 * The exact difference.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Decimal.format(Decimal.minus(Decimal.one, Decimal.of("0.9"))))
 * ```
 * ```text
 * 0.1
 * ```
 */
export const minus = (left: Decimal, right: Decimal): Decimal =>
  positiveZero(Exact.sub(left, right))

/**
 * The exact product.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Decimal.format(Decimal.times(Decimal.of("1.1"), Decimal.of("1.1"))))
 * ```
 * ```text
 * 1.21
 * ```
 */
export const times = (left: Decimal, right: Decimal): Decimal =>
  positiveZero(Exact.mul(left, right))

/**
 * The value with its point moved: value × 10^places, exactly.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log(Decimal.format(Decimal.shift(Decimal.of(1230), -2)))
 * ```
 * ```text
 * 12.3
 * ```
 */
export const shift = (value: Decimal, places: number): Decimal =>
  positiveZero(Exact.mul(value, `1e${places}`))

/**
 * Negative, zero or positive as `left` is below, at or above `right`, as for `Array.sort`.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * console.log([Decimal.of(10), Decimal.of(9)].toSorted(Decimal.compare).join(" "))
 * ```
 * ```text
 * 9 10
 * ```
 */
export const compare = (left: Decimal, right: Decimal): number => left.cmp(right)

/**
 * How a value between two steps goes to one of them.
 *
 * `down` goes towards zero and `up` away from it; `floor` and `ceiling` go to the lower and the
 * higher step. The `half…` ones go to the nearest step, and from the middle as their name says:
 * `halfEven` to the even one, which favours neither side over many amounts.
 */
export const Rounding = Schema.Literals([
  "up",
  "down",
  "ceiling",
  "floor",
  "halfUp",
  "halfDown",
  "halfEven",
])
/** One of the names in {@link Rounding}. */
export type Rounding = typeof Rounding.Type

const modes: Readonly<Record<Rounding, DecimalJs.Rounding>> = {
  up: Exact.ROUND_UP,
  down: Exact.ROUND_DOWN,
  ceiling: Exact.ROUND_CEIL,
  floor: Exact.ROUND_FLOOR,
  halfUp: Exact.ROUND_HALF_UP,
  halfDown: Exact.ROUND_HALF_DOWN,
  halfEven: Exact.ROUND_HALF_EVEN,
}

/**
 * Divides, rounds the quotient to `digits` decimal places, and says what is left over:
 * quotient × divisor + remainder = dividend, exactly.
 *
 * Dividing by one rounds.
 *
 * @throws RangeError where the divisor is zero (a programmer's error)
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 *
 * const third = Decimal.divide(Decimal.of(10), Decimal.of(3), 2, "halfEven")
 * console.log(Decimal.format(third.quotient), Decimal.format(third.remainder))
 * ```
 * ```text
 * 3.33 0.01
 * ```
 */
export const divide = (
  dividend: Decimal,
  divisor: Decimal,
  digits: number,
  rounding: Rounding,
): { readonly quotient: Decimal; readonly remainder: Decimal } => {
  if (divisor.isZero()) throw new RangeError("division by zero")
  const unit = shift(divisor, -digits)
  const whole = of(dividend).divToInt(unit)
  const rest = minus(dividend, times(whole, unit))
  // One decimal stands for the endless ones: all that a rounding asks of a rest is on which side of
  // the middle it is.
  const side = rest.abs().times(2).cmp(unit.abs())
  const tenths = rest.isZero() ? 0 : 5 + side
  const sign = rest.isNegative() === unit.isNegative() ? 1 : -1
  const steps = whole.plus(new Exact(sign * tenths).div(10)).toDecimalPlaces(0, modes[rounding])
  const quotient = shift(steps, -digits)
  return { quotient, remainder: minus(dividend, times(quotient, divisor)) }
}
