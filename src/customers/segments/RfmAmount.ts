/**
 * Amounts of RFM: all are of one currency, or it is said whose is not. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Money from "../../kernel/Money.ts"

/**
 * The sum of both.
 *
 * @throws RangeError that names whose the amount is, where it is of another currency than the sum
 */
export const plus = (sum: Money.Money, amount: Money.Money, whose: string): Money.Money =>
  Result.getOrThrowWith(
    Money.plus(sum, amount),
    ({ message }) => new RangeError(`${whose}: ${message}`),
  )

/**
 * Amounts of several currencies have no order.
 *
 * @throws RangeError that names who brought another currency than the first
 */
export const check = (
  all: Iterable<{ readonly customerId: string; readonly amount: Money.Money }>,
): void => {
  let sum: Money.Money | undefined
  for (const { customerId, amount } of all)
    sum = plus(sum ?? Money.zero(amount.currency), amount, customerId)
}
