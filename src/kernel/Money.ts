/**
 * Money: a currency and an exact amount.
 *
 * What takes one money answers money. What takes two or more answers a `Result`, because only the
 * data can tell whether their currencies agree. Division is by {@link divide} or by
 * `Allocation.allocateMoney`: both say where the remainder goes.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Currency from "./Currency.ts"
import * as Decimal from "./Decimal.ts"

/** An amount in a currency; it may be negative, and finer than the minor unit until it is posted. */
export interface Money {
  readonly currency: Currency.Currency
  /** In the major unit: 12.3 is twelve euro and thirty cents. */
  readonly amount: Decimal.Decimal
}

/**
 * Decodes `{ "currency": "EUR", "amount": "12.30" }`; the amount is plain decimal text.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * const price = Schema.decodeUnknownSync(Money.Money)({ currency: "EUR", amount: "12.30" })
 * console.log(Money.format(Money.times(price, 3)))
 * ```
 * ```text
 * 36.90 EUR
 * ```
 */
export const Money: Schema.Codec<Money, { readonly currency: string; readonly amount: string }> =
  Schema.Struct({ currency: Currency.Currency, amount: Decimal.Decimal })

/** Two currencies met where there may be only one. */
export class CurrencyMismatch extends Schema.TaggedError<CurrencyMismatch>()("CurrencyMismatch", {
  wanted: Currency.Currency,
  given: Currency.Currency,
}) {
  override get message(): string {
    return `wanted ${this.wanted}, but got ${this.given}`
  }
}

/** The amount is finer than the minor unit of its currency. */
export class NotPosted extends Schema.TaggedError<NotPosted>()("NotPosted", {
  currency: Currency.Currency,
  amount: Schema.String,
}) {
  override get message(): string {
    return `${this.amount} ${this.currency} is finer than the minor unit: post it first`
  }
}

/**
 * Makes money from an amount in code; for text from outside see {@link parse}.
 *
 * @throws NotADecimal as `Decimal.of`: fractions are given as text, never as a number
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Money.format(Money.of("12.30", "EUR")), Money.format(Money.of(500, "JPY")))
 * ```
 * ```text
 * 12.30 EUR 500 JPY
 * ```
 */
export const of = (amount: Decimal.Input, currency: Currency.Currency): Money => ({
  currency,
  amount: Decimal.of(amount),
})

/**
 * Reads an amount and a currency code from outside.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * const parsed = Money.parse("12,30", "EUR")
 * console.log(Result.isFailure(parsed) ? parsed.failure.message : "read")
 * ```
 * ```text
 * "12,30" is not an exact decimal: wanted a plain decimal such as -12.30, with at most 30 digits on each side of the point
 * ```
 */
export const parse = (
  amount: string,
  currency: string,
): Result.Result<Money, Decimal.NotADecimal | Currency.UnknownCurrency | Currency.NoMinorUnit> =>
  Result.flatMap(Currency.parse(currency), (known) =>
    Result.map(Decimal.parse(amount), (exact) => ({ currency: known, amount: exact })),
  )

/**
 * Nothing, in a currency.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Money.format(Money.zero("JPY")))
 * ```
 * ```text
 * 0 JPY
 * ```
 */
export const zero = (currency: Currency.Currency): Money => ({ currency, amount: Decimal.zero })

/**
 * The same amount with the other sign.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Money.format(Money.negate(Money.of("7.50", "EUR"))))
 * ```
 * ```text
 * -7.50 EUR
 * ```
 */
export const negate = (money: Money): Money => of(money.amount.negated(), money.currency)

/**
 * The exact product with a quantity, a rate or a share, such as `times(price, 3)`.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Money.format(Money.times(Money.of("19.99", "EUR"), "0.175")))
 * ```
 * ```text
 * 3.49825 EUR
 * ```
 */
export const times = (money: Money, factor: Decimal.Input): Money => ({
  currency: money.currency,
  amount: Decimal.times(money.amount, Decimal.of(factor)),
})

const together = <A>(
  left: Money,
  right: Money,
  combine: (left: Decimal.Decimal, right: Decimal.Decimal) => A,
): Result.Result<A, CurrencyMismatch> =>
  left.currency === right.currency
    ? Result.succeed(combine(left.amount, right.amount))
    : Result.fail(new CurrencyMismatch({ wanted: left.currency, given: right.currency }))

/**
 * The exact sum of two.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * const total = Money.plus(Money.of("0.10", "EUR"), Money.of("0.20", "EUR"))
 * console.log(Money.format(Result.getOrThrow(total)))
 * ```
 * ```text
 * 0.30 EUR
 * ```
 */
export const plus = (left: Money, right: Money): Result.Result<Money, CurrencyMismatch> =>
  Result.map(together(left, right, Decimal.plus), (amount) => ({
    currency: left.currency,
    amount,
  }))

/**
 * The exact difference of two.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * const left = Money.minus(Money.of(5, "EUR"), Money.of(5, "USD"))
 * console.log(Result.isFailure(left) ? left.failure.message : "done")
 * ```
 * ```text
 * wanted EUR, but got USD
 * ```
 */
export const minus = (left: Money, right: Money): Result.Result<Money, CurrencyMismatch> =>
  Result.map(together(left, right, Decimal.minus), (amount) => ({
    currency: left.currency,
    amount,
  }))

/**
 * Negative, zero or positive as `left` is less than, equal to or more than `right`.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Money.compare(Money.of(10, "EUR"), Money.of(9, "EUR"))))
 * ```
 * ```text
 * 1
 * ```
 */
export const compare = (left: Money, right: Money): Result.Result<number, CurrencyMismatch> =>
  together(left, right, Decimal.compare)

/**
 * The exact sum of any number of moneys, all in `currency`; of none it is zero.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * const margin = Money.sum("EUR", [Money.of("19.99", "EUR"), Money.of("-7.50", "EUR")])
 * console.log(Result.isSuccess(margin) ? Money.format(margin.success) : margin.failure.message)
 * ```
 * ```text
 * 12.49 EUR
 * ```
 */
export const sum = (
  currency: Currency.Currency,
  moneys: Iterable<Money>,
): Result.Result<Money, CurrencyMismatch> => {
  let amount = Decimal.zero
  for (const money of moneys) {
    if (money.currency !== currency)
      return Result.fail(new CurrencyMismatch({ wanted: currency, given: money.currency }))
    amount = Decimal.plus(amount, money.amount)
  }
  return Result.succeed({ currency, amount })
}

/** What can be booked, in whole minor units, and what is left over. */
export interface Posted {
  readonly posted: Money
  readonly remainder: Money
}

/**
 * Divides into whole minor units by a named rounding: posted × divisor + remainder = money.
 *
 * @throws RangeError where the divisor is zero (a programmer's error)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * // The tax inside a price: 19 of 119 parts.
 * const gross = Money.of("99.99", "EUR")
 * console.log(Money.format(Money.divide(Money.times(gross, 19), 119, "halfUp").posted))
 * ```
 * ```text
 * 15.96 EUR
 * ```
 */
export const divide = (
  money: Money,
  divisor: Decimal.Input,
  rounding: Decimal.Rounding,
): Posted => {
  const { currency, amount } = money
  const digits = Currency.minorUnitDigits(currency)
  const { quotient, remainder } = Decimal.divide(amount, Decimal.of(divisor), digits, rounding)
  return { posted: of(quotient, currency), remainder: of(remainder, currency) }
}

/**
 * Rounds to whole minor units by a named rounding: posted + remainder = money.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * const { posted, remainder } = Money.post(Money.of("0.125", "EUR"), "halfEven")
 * console.log(Money.format(posted), Money.format(remainder))
 * ```
 * ```text
 * 0.12 EUR 0.005 EUR
 * ```
 */
export const post = (money: Money, rounding: Decimal.Rounding): Posted =>
  divide(money, Decimal.one, rounding)

/**
 * The amount in minor units, such as cents; refused where it is finer than that.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Money.toMinor(Money.of("12.30", "EUR"))))
 * ```
 * ```text
 * 1230n
 * ```
 */
export const toMinor = (money: Money): Result.Result<bigint, NotPosted> => {
  const { currency, amount } = money
  const minor = Decimal.shift(amount, Currency.minorUnitDigits(currency))
  return minor.isInteger()
    ? Result.succeed(BigInt(Decimal.format(minor)))
    : Result.fail(new NotPosted({ currency, amount: Decimal.format(amount) }))
}

/**
 * Money from minor units, such as cents; a number must be a safe integer.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Money.format(Money.fromMinor(1230, "EUR")), Money.format(Money.fromMinor(1230n, "KWD")))
 * ```
 * ```text
 * 12.30 EUR 1.230 KWD
 * ```
 */
export const fromMinor = (minor: bigint | number, currency: Currency.Currency): Money => ({
  currency,
  amount: Decimal.shift(Decimal.of(minor), -Currency.minorUnitDigits(currency)),
})

/**
 * The amount in plain text with at least the digits of the minor unit, then the code.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Money.format(Money.of(5, "EUR")), Money.format(Money.of("0.005", "EUR")))
 * ```
 * ```text
 * 5.00 EUR 0.005 EUR
 * ```
 */
export const format = ({ currency, amount }: Money): string => {
  const digits = Math.max(Currency.minorUnitDigits(currency), amount.decimalPlaces())
  return `${amount.toFixed(digits)} ${currency}`
}
