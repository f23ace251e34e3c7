/**
 * Sums of a customer's trade: made once, from document to document, so that those of a stretch are the
 * difference of two. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as Rates from "../../kernel/Rates.ts"
import * as TradeCounts from "../trade/TradeCounts.ts"
import * as TradeFact from "../trade/TradeFact.ts"

/** In which currency amounts of several are given, and by which rates they are converted. */
export interface Conversion {
  readonly currency: Currency.Currency
  readonly rates?: Rates.Rates
}

/** What a document adds. */
export interface Counted {
  readonly fact: TradeFact.TradeFact
  readonly hasCoupon: boolean
  readonly hasNew: boolean
}

/** What some documents come to. */
export interface Sum {
  readonly orders: number
  readonly units: number
  readonly returnedUnits: number
  readonly withCoupon: number
  readonly withNew: number
  readonly money: ReadonlyMap<Currency.Currency, Amounts>
}

interface Amounts {
  readonly goods: Decimal.Decimal
  readonly discount: Decimal.Decimal
  /** Goods less discounts and refunds. */
  readonly revenue: Decimal.Decimal
}

const none: Amounts = { goods: Decimal.zero, discount: Decimal.zero, revenue: Decimal.zero }

/** What no document comes to. */
export const nothing: Sum = {
  orders: 0,
  units: 0,
  returnedUnits: 0,
  withCoupon: 0,
  withNew: 0,
  money: new Map(),
}

/** The sums of no document, of the first, of the first two and so on. */
export const running = (documents: ReadonlyArray<Counted>): ReadonlyArray<Sum> => {
  const sums = [nothing]
  let last = nothing
  for (const { fact, hasCoupon, hasNew } of documents) {
    const money = new Map(last.money)
    for (const one of fact.money) {
      const { goods, discount, revenue } = money.get(one.currency) ?? none
      money.set(one.currency, {
        goods: Decimal.plus(goods, one.goods),
        discount: Decimal.plus(discount, one.discount),
        revenue: Decimal.plus(revenue, TradeFact.revenueOf(one)),
      })
    }
    last = {
      orders: last.orders + Number(fact.isOrder),
      units: last.units + fact.units,
      returnedUnits: last.returnedUnits + fact.returned,
      withCoupon: last.withCoupon + Number(hasCoupon),
      withNew: last.withNew + Number(hasNew),
      money,
    }
    sums.push(last)
  }
  return sums
}

/** In the currency of the setting; missing where a rate is. */
export const revenueOf = ({ money }: Sum, by: Conversion): Money.Money | undefined => {
  const amount = totalOf(money, ({ revenue }) => revenue, by)
  return amount && Money.of(amount, by.currency)
}

/**
 * Of the price of the goods of a stretch, from one sum to another. What is all of one currency needs no
 * rate, whichever it is; missing where a rate is, and where nothing had a price.
 */
export const discountShareOf = (
  last: Sum,
  before: Sum,
  { currency, ...rates }: Conversion,
): Decimal.Decimal | undefined => {
  const stretch = new Map<Currency.Currency, Amounts>()
  for (const [of, { goods, discount, revenue }] of last.money) {
    const was = before.money.get(of) ?? none
    const amounts = {
      goods: Decimal.minus(goods, was.goods),
      discount: Decimal.minus(discount, was.discount),
      revenue: Decimal.minus(revenue, was.revenue),
    }
    if (!amounts.goods.isZero() || !amounts.discount.isZero()) stretch.set(of, amounts)
  }
  const [only = currency, ...others] = stretch.keys()
  const by = { ...rates, currency: others.length === 0 ? only : currency }
  const goods = totalOf(stretch, (amounts) => amounts.goods, by)
  const discount = totalOf(stretch, (amounts) => amounts.discount, by)
  return goods && discount && discountShare(goods, discount)
}

/** Of the price of goods, to four digits; missing where there is no price. */
export const discountShare = (
  goods: Decimal.Decimal,
  discount: Decimal.Decimal,
): Decimal.Decimal | undefined =>
  goods.greaterThan(0) ? Decimal.divide(discount, goods, 4, "halfEven").quotient : undefined

/** A part of a count, to four digits; missing where there is nothing to be part of. */
export const shareOf = (part: number, all: number): Decimal.Decimal | undefined =>
  all === 0 ? undefined : TradeCounts.quotient(part, all, 4)

/** Nothing is worth nothing in any currency, whatever its rate. */
const totalOf = (
  money: Sum["money"],
  part: (amounts: Amounts) => Decimal.Decimal,
  { currency, rates }: Conversion,
): Decimal.Decimal | undefined => {
  let sum = Decimal.zero
  for (const [of, amounts] of money) {
    const amount = part(amounts)
    if (amount.isZero()) continue
    const own = Money.of(amount, of)
    const converted = of === currency ? own : rates && inCurrency(rates, own, currency)
    if (converted === undefined) return undefined
    sum = Decimal.plus(sum, converted.amount)
  }
  return sum
}

const inCurrency = (rates: Rates.Rates, money: Money.Money, currency: Currency.Currency) =>
  Result.getOrUndefined(Rates.convert(rates, money, currency, "halfEven"))
