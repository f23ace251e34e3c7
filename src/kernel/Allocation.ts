/**
 * The one way in which anything is divided: parts always sum to the total.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Decimal from "./Decimal.ts"
import * as Money from "./Money.ts"

/** There is something to divide, but no weight, or none above zero. */
export class NothingToAllocateTo extends Schema.TaggedError<NothingToAllocateTo>()(
  "NothingToAllocateTo",
  { total: Schema.String, weights: Schema.Int },
) {
  override get message(): string {
    return `cannot divide ${this.total}: none of ${this.weights} weights is above zero`
  }
}

/** A weight is below zero. */
export class NegativeWeight extends Schema.TaggedError<NegativeWeight>()("NegativeWeight", {
  position: Schema.Int,
  weight: Schema.String,
}) {
  override get message(): string {
    return `the weight at position ${this.position} is negative: ${this.weight}`
  }
}

/** Why an allocation is refused. */
export type Refusal = NothingToAllocateTo | NegativeWeight

/**
 * Divides a whole number of units in proportion to weights, by the largest remainder.
 *
 * Each part is first its exact quota, total × weight / sum of weights, rounded down; the units left
 * over go one each to the largest remainders, and between equals to the earlier position. So parts
 * sum to the total, each is within one unit of its quota, a weight of zero gets nothing, and a
 * greater weight never gets a lesser part. A negative total is divided as its opposite, so that what
 * is taken back is what was given. A larger total may still give one part a unit less (the Alabama
 * paradox).
 *
 * Weights are non-negative and exact: whole numbers, plain decimal text, or decimals. A total of
 * zero gives zeros. Any other total needs a weight above zero; to divide evenly, give weights of 1.
 *
 * Source: the method of Hamilton (1792), in M. L. Balinski and H. P. Young, Fair Representation,
 * 1982.
 *
 * @throws RangeError where a total is no safe integer, NotADecimal where a weight is no exact
 * decimal (programmer's errors)
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Allocation } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Allocation.allocate(100, [1, 1, 1])).join(" "))
 * console.log(Result.getOrThrow(Allocation.allocate(-5, ["0.5", "0", "1.5"])).join(" "))
 * ```
 * ```text
 * 34 33 33
 * -1 0 -4
 * ```
 */
export function allocate(
  total: number,
  weights: ReadonlyArray<Decimal.Input>,
): Result.Result<ReadonlyArray<number>, Refusal>
export function allocate(
  total: bigint,
  weights: ReadonlyArray<Decimal.Input>,
): Result.Result<ReadonlyArray<bigint>, Refusal>
export function allocate(
  total: number | bigint,
  weights: ReadonlyArray<Decimal.Input>,
): Result.Result<ReadonlyArray<number> | ReadonlyArray<bigint>, Refusal> {
  if (typeof total === "bigint") return largestRemainder(total, weights)
  if (!Number.isSafeInteger(total)) throw new RangeError(`not a safe integer: ${total}`)
  return Result.map(largestRemainder(BigInt(total), weights), (parts) => parts.map(Number))
}

const largestRemainder = (
  total: bigint,
  weights: ReadonlyArray<Decimal.Input>,
): Result.Result<ReadonlyArray<bigint>, Refusal> => {
  const exact = weights.map(Decimal.of)
  const position = exact.findIndex((weight) => weight.isNegative())
  const negative = exact[position]
  if (negative !== undefined)
    return Result.fail(new NegativeWeight({ position, weight: Decimal.format(negative) }))
  if (total === 0n) return Result.succeed(exact.map(() => 0n))
  const whole = wholeNumbers(exact)
  const sum = whole.reduce((before, weight) => before + weight, 0n)
  if (sum === 0n)
    return Result.fail(
      new NothingToAllocateTo({ total: total.toString(), weights: weights.length }),
    )
  const sign = total < 0n ? -1n : 1n
  const shares = whole.map((weight, at) => {
    const scaled = total * sign * weight
    return { at, part: scaled / sum, remainder: scaled % sum }
  })
  const left = shares.reduce((rest, share) => rest - share.part, total * sign)
  const favoured = new Set(
    shares
      .toSorted((a, b) => (a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : 0))
      .slice(0, Number(left))
      .map((share) => share.at),
  )
  return Result.succeed(
    shares.map((share) => sign * (share.part + (favoured.has(share.at) ? 1n : 0n))),
  )
}

// Proportions stay when every weight is multiplied by one power of ten.
const wholeNumbers = (weights: ReadonlyArray<Decimal.Decimal>): ReadonlyArray<bigint> => {
  const digits = weights.reduce((most, weight) => Math.max(most, weight.decimalPlaces()), 0)
  return weights.map((weight) => BigInt(Decimal.format(Decimal.shift(weight, digits))))
}

/**
 * Divides posted money in proportion to weights, in its minor unit, as {@link allocate} does.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Allocation, Money } from "entrepot/kernel"
 *
 * const freight = Money.of("10.00", "EUR")
 * const parts = Result.getOrThrow(Allocation.allocateMoney(freight, [1, 1, 1]))
 * console.log(parts.map(Money.format).join(", "))
 * ```
 * ```text
 * 3.34 EUR, 3.33 EUR, 3.33 EUR
 * ```
 */
export const allocateMoney = (
  money: Money.Money,
  weights: ReadonlyArray<Decimal.Input>,
): Result.Result<ReadonlyArray<Money.Money>, Refusal | Money.NotPosted> =>
  Money.toMinor(money).pipe(
    Result.flatMap((minor) => allocate(minor, weights)),
    Result.map((parts) => parts.map((part) => Money.fromMinor(part, money.currency))),
  )
