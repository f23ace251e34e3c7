/**
 * Quantities: whole numbers in the item's smallest unit, as plain numbers.
 *
 * Every answer is a safe integer or a refusal, so that no unit is lost to rounding.
 *
 * @module
 */
import { Result, Schema } from "effect"

/**
 * Zero or more units.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { Quantity } from "entrepot/kernel"
 *
 * const isQuantity = Schema.is(Quantity.Quantity)
 * console.log(isQuantity(0), isQuantity(-1), isQuantity(0.5))
 * ```
 * ```text
 * true false false
 * ```
 */
export const Quantity = Schema.Natural.annotate({ title: "Quantity" })
/** Zero or more units, as a plain number. */
export type Quantity = typeof Quantity.Type

/** At least one unit. */
export const PositiveQuantity = Schema.Int.check(Schema.isGreaterThan(0)).annotate({
  title: "PositiveQuantity",
})
/** At least one unit, as a plain number. */
export type PositiveQuantity = typeof PositiveQuantity.Type

/** Units that come (positive) or go (negative). */
export const QuantityDelta = Schema.Int.annotate({ title: "QuantityDelta" })
/** Units that come or go, as a plain number. */
export type QuantityDelta = typeof QuantityDelta.Type

/** The answer would be beyond what a safe integer holds; `exact` is what it would be. */
export class QuantityOverflow extends Schema.TaggedError<QuantityOverflow>()("QuantityOverflow", {
  exact: Schema.String,
}) {
  override get message(): string {
    return `${this.exact} units are more than ${Number.MAX_SAFE_INTEGER}, the most that can be counted`
  }
}

// Floating point rounds no sum, difference or product of safe integers to a safe one: what is beyond
// stays beyond. Adding 0 turns -0 into 0.
const checked = (
  value: number,
  exact: () => bigint,
): Result.Result<QuantityDelta, QuantityOverflow> =>
  Number.isSafeInteger(value)
    ? Result.succeed(value + 0)
    : Result.fail(new QuantityOverflow({ exact: exact().toString() }))

/**
 * The sum of two.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Quantity } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Quantity.plus(40, 2)))
 * console.log(Result.isFailure(Quantity.plus(Number.MAX_SAFE_INTEGER, 1)))
 * ```
 * ```text
 * 42
 * true
 * ```
 */
export const plus = (
  left: QuantityDelta,
  right: QuantityDelta,
): Result.Result<QuantityDelta, QuantityOverflow> =>
  checked(left + right, () => BigInt(left) + BigInt(right))

/**
 * The difference of two; negative where more goes than there was.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Quantity } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Quantity.minus(2, 5)))
 * ```
 * ```text
 * -3
 * ```
 */
export const minus = (
  left: QuantityDelta,
  right: QuantityDelta,
): Result.Result<QuantityDelta, QuantityOverflow> =>
  checked(left - right, () => BigInt(left) - BigInt(right))

/**
 * The product, such as packs times units in a pack.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Quantity } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Quantity.times(3, 12)))
 * ```
 * ```text
 * 36
 * ```
 */
export const times = (
  quantity: QuantityDelta,
  factor: QuantityDelta,
): Result.Result<QuantityDelta, QuantityOverflow> =>
  checked(quantity * factor, () => BigInt(quantity) * BigInt(factor))

/**
 * The sum of any number of quantities, whatever their order; of none it is zero.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Quantity } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Quantity.sum([3, -1, 5])))
 * ```
 * ```text
 * 7
 * ```
 */
export const sum = (
  quantities: ReadonlyArray<QuantityDelta>,
): Result.Result<QuantityDelta, QuantityOverflow> => {
  let total = 0
  for (const quantity of quantities) {
    total += quantity
    if (!Number.isSafeInteger(total)) return sumExactly(quantities)
  }
  return Result.succeed(total)
}

// A sum may leave the safe integers on its way and come back.
const sumExactly = (
  quantities: ReadonlyArray<QuantityDelta>,
): Result.Result<QuantityDelta, QuantityOverflow> => {
  const exact = quantities.reduce((total, quantity) => total + BigInt(quantity), 0n)
  return checked(Number(exact), () => exact)
}

/**
 * One sum for each name, beside the first item of it, in the order in which names first come.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Quantity } from "entrepot/kernel"
 *
 * const lines = [
 *   { sku: "MUG", quantity: 2 },
 *   { sku: "CUP", quantity: 1 },
 *   { sku: "MUG", quantity: 3 },
 * ]
 * const sums = Quantity.sumBy(
 *   lines,
 *   ({ sku }) => sku,
 *   ({ quantity }) => quantity,
 * )
 * console.log(Result.getOrThrow(sums).map(([{ sku }, sum]) => `${sum} ${sku}`).join(", "))
 * ```
 * ```text
 * 5 MUG, 1 CUP
 * ```
 */
export const sumBy = <A, K>(
  items: Iterable<A>,
  name: (item: A) => K,
  quantity: (item: A) => QuantityDelta,
): Result.Result<ReadonlyArray<readonly [first: A, sum: QuantityDelta]>, QuantityOverflow> => {
  const groups = new Map<K, { readonly first: A; readonly quantities: Array<QuantityDelta> }>()
  for (const item of items) {
    const key = name(item)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { first: item, quantities: [quantity(item)] })
    else known.quantities.push(quantity(item))
  }
  const sums: Array<readonly [A, QuantityDelta]> = []
  for (const { first, quantities } of groups.values()) {
    const total = sum(quantities)
    if (Result.isFailure(total)) return Result.fail(total.failure)
    sums.push([first, total.success])
  }
  return Result.succeed(sums)
}
