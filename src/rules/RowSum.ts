/**
 * Exact sums over rows, compared with a wanted one.
 *
 * @module
 */
import type { Currency } from "../kernel/Currency.ts"
import * as Decimal from "../kernel/Decimal.ts"
import type { Money } from "../kernel/Money.ts"
import type { Rates } from "../kernel/Rates.ts"
import type { AnyValue } from "./Facts.ts"
import * as Wanted from "./Wanted.ts"

/**
 * Negative, zero or positive as the values' sum is less than, equal to or more than a wanted one of
 * their kind; of none it is zero. Nothing where a rate is missing.
 */
export const compare = (
  values: ReadonlyArray<AnyValue>,
  wanted: Wanted.Wanted,
  rates: Rates | undefined,
): number | undefined => {
  if (typeof wanted === "number") {
    const sum = integers(values.filter((value) => typeof value === "number"))
    // JavaScript compares a bigint with a number exactly.
    return sum < wanted ? -1 : sum > wanted ? 1 : 0
  }
  return Wanted.isMoney(wanted)
    ? moneys(values.filter(Wanted.isMoney), wanted, rates)
    : Wanted.isDecimal(wanted)
      ? Decimal.compare(decimals(values.filter(Wanted.isDecimal)), wanted)
      : undefined
}

const integers = (values: ReadonlyArray<number>): number | bigint => {
  const sum = values.reduce((before, value) => before + value, 0)
  return Number.isSafeInteger(sum)
    ? sum
    : values.reduce((before, value) => before + BigInt(value), 0n)
}

const decimals = (values: ReadonlyArray<Decimal.Decimal>): Decimal.Decimal =>
  values.reduce(Decimal.plus, Decimal.zero)

const moneys = (
  values: ReadonlyArray<Money>,
  wanted: Money,
  rates: Rates | undefined,
): number | undefined => {
  const sums = new Map<Currency, Decimal.Decimal>()
  for (const { currency, amount } of values)
    sums.set(currency, Decimal.plus(sums.get(currency) ?? Decimal.zero, amount))
  const perBase = new Map<Currency, Decimal.Decimal>([[wanted.currency, Decimal.one]])
  if (sums.size > 1 || (sums.size === 1 && !sums.has(wanted.currency)))
    for (const currency of [wanted.currency, ...sums.keys()]) {
      const rate = rates && rateOf(rates, currency)
      if (rate === undefined) return undefined
      perBase.set(currency, rate)
    }
  // A sum of a_i / p_i against w / p: all of it times the product of the rates has no quotient.
  const timesOthers = (amount: Decimal.Decimal, currency: Currency): Decimal.Decimal =>
    Array.from(perBase).reduce(
      (product, [other, rate]) => (other === currency ? product : Decimal.times(product, rate)),
      amount,
    )
  const total = decimals(Array.from(sums, ([currency, sum]) => timesOthers(sum, currency)))
  return Decimal.compare(total, timesOthers(wanted.amount, wanted.currency))
}

const rateOf = ({ base, rates }: Rates, currency: Currency): Decimal.Decimal | undefined =>
  currency === base ? Decimal.one : rates.find((rate) => rate.currency === currency)?.perBase
