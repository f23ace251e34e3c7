/**
 * Amounts by account: units of stock, or minor units of cost.
 *
 * @module
 */
import { Schema } from "effect"

/**
 * Amounts by account, in the order of their names; an account that is not named has none. An amount
 * is a whole number as text: a record of it is JSON as it is, and no sum is too large.
 */
export const CardAmounts = Schema.Array(
  Schema.Tuple([Schema.String, Schema.String.check(Schema.isPattern(/^-?[1-9][0-9]*$/))]),
)
/** Amounts by account. */
export type CardAmounts = typeof CardAmounts.Type

/** No amounts. */
export const none: CardAmounts = []

/**
 * Sums amounts by account.
 *
 * @example
 * ```ts
 * import { CardAmounts } from "entrepot/stock"
 *
 * const amounts = CardAmounts.of([
 *   ["Shelf", 5n],
 *   ["Held", 2n],
 *   ["Shelf", -2n],
 * ])
 * console.log(amounts.join(" "))
 * ```
 * ```text
 * Held,2 Shelf,3
 * ```
 */
export const of = (amounts: Iterable<readonly [account: string, amount: bigint]>): CardAmounts =>
  sum(Array.from(amounts, ([account, amount]) => (amount === 0n ? none : [[account, `${amount}`]])))

/** The sum of any number of amounts. */
export const sum = (all: ReadonlyArray<CardAmounts>): CardAmounts => all.reduce(plus, none)

/** The sum of two, which are in order both. */
const plus = (left: CardAmounts, right: CardAmounts): CardAmounts => {
  const sums: Array<CardAmounts[number]> = []
  let taken = 0
  for (const one of left) {
    let other = right[taken]
    for (; other !== undefined && other[0] < one[0]; other = right[taken]) {
      sums.push(other)
      taken += 1
    }
    if (other?.[0] !== one[0]) {
      sums.push(one)
      continue
    }
    const amount = BigInt(one[1]) + BigInt(other[1])
    if (amount !== 0n) sums.push([one[0], `${amount}`])
    taken += 1
  }
  return [...sums, ...right.slice(taken)]
}

/** The amount of an account. */
export const amountOf = (amounts: CardAmounts, account: string): bigint =>
  BigInt(amounts.find(([name]) => name === account)?.[1] ?? 0)
