/**
 * What segments may ask of a customer's orders at an instant: sums are made once, from order to order,
 * and those of a stretch of orders are the difference of two. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as Rates from "../../kernel/Rates.ts"
import type { OrderTrade } from "../trade/OrderTrade.ts"
import * as Purchase from "../trade/Purchase.ts"
import * as TradeCounts from "../trade/TradeCounts.ts"

/** The days behind which an order no longer counts in the facts of a year. */
export const yearDays = 365

/** The days from the start of its sale in which an item is new. */
export const newDays = 30

/** What facts are read by beside the history. */
export interface Setting {
  /** In which amounts over all orders are given. */
  readonly currency: Currency.Currency
  /** By which amounts of other currencies are converted. */
  readonly rates?: Rates.Rates
  /** When the sale of an item began; an item without is never new. */
  readonly onSaleSince?: ReadonlyMap<string, Calendar.Instant>
}

/** Reads the facts of orders; those that were placed later are not there yet. */
export const reader = (trades: ReadonlyArray<OrderTrade>, setting: Setting) => {
  const orders = placedOrders(trades, setting)
  const sums = runningSums(orders, setting)
  const countAt = (at: Calendar.Instant): number =>
    orders.findLastIndex(({ placedAt }) => placedAt <= at) + 1
  const sumOf = (count: number): Sum => sums[count] ?? nothing
  const overallOf = remembered((count) => overall(orders.slice(0, count), sumOf(count), setting))
  const yearOf = remembered((count) => {
    const last = sumOf(count)
    return remembered((before) => ofYear(last, sumOf(before)))
  })
  return (at: Calendar.Instant) => {
    const count = countAt(at)
    const placed = orders.slice(0, count)
    return {
      orders: placed.map(({ placedAt, row }) => ({ ...row, daysAgo: daysSince(at, placedAt) })),
      daysSinceFirstOrder: daysSince(at, placed[0]?.placedAt),
      daysSinceLastOrder: daysSince(at, placed.at(-1)?.placedAt),
      ...overallOf(count),
      ...yearOf(count)(countAt(at - yearDays * Calendar.dayMillis)),
    }
  }
}

/** Whole days of 24 hours. */
export const daysSince = (at: Calendar.Instant, since: Calendar.Instant | undefined) =>
  since === undefined ? undefined : Math.floor((at - since) / Calendar.dayMillis)

const remembered = <A>(of: (count: number) => A): ((count: number) => A) => {
  const known: Array<A | undefined> = []
  return (count) => (known[count] ??= of(count))
}

const overall = (orders: ReadonlyArray<PlacedOrder>, sum: Sum, setting: Setting) => {
  const revenue = revenueOf(sum, setting)
  return {
    revenue,
    averageOrderValue:
      revenue === undefined || sum.orders === 0
        ? undefined
        : Money.divide(revenue, sum.orders, "halfEven").posted,
    returnRate: shareOf(sum.returnedUnits, sum.units),
    channels: Array.from(new Set(orders.map(({ row }) => row.channel))).toSorted(),
  }
}

const ofYear = (last: Sum, before: Sum) => {
  const ordersInYear = last.orders - before.orders
  const goods = Decimal.minus(last.goods, before.goods)
  return {
    ordersInYear,
    couponShare: shareOf(last.withCoupon - before.withCoupon, ordersInYear),
    newShare: shareOf(last.withNew - before.withNew, ordersInYear),
    discountShare: discountShareOf(goods, Decimal.minus(last.discount, before.discount)),
  }
}

const shareOf = (part: number, all: number): Decimal.Decimal | undefined =>
  all === 0 ? undefined : TradeCounts.quotient(part, all, 4)

const discountShareOf = (goods: Decimal.Decimal, discount: Decimal.Decimal) =>
  goods.greaterThan(0) ? Decimal.divide(discount, goods, 4, "halfEven").quotient : undefined

interface PlacedOrder {
  readonly placedAt: Calendar.Instant
  readonly money: ReadonlyArray<TradeCounts.MoneyFact>
  readonly row: {
    readonly channel: string
    readonly units: number
    readonly returnedUnits: number
    readonly revenue: Money.Money | undefined
    readonly discountShare: Decimal.Decimal | undefined
    readonly hasCoupon: boolean
    readonly newUnits: number
  }
}

/** The first placed first. */
const placedOrders = (
  trades: ReadonlyArray<OrderTrade>,
  { onSaleSince }: Setting,
): ReadonlyArray<PlacedOrder> =>
  trades
    .flatMap((trade): ReadonlyArray<PlacedOrder> => {
      const { channel, units, returned, isOrder, money } = TradeCounts.factOf(trade)
      const { shown } = trade
      if (!isOrder || shown === undefined) return []
      const { placedAt, currency } = shown
      const isNew = (sku: string): boolean => {
        const since = onSaleSince?.get(sku)
        return (
          since !== undefined &&
          since <= placedAt &&
          placedAt < since + newDays * Calendar.dayMillis
        )
      }
      const bought = Purchase.lines(trade).filter(({ sku }) => isNew(sku))
      const own = money.find((one) => one.currency === currency)
      const row = {
        channel,
        units,
        returnedUnits: returned,
        revenue: own && Money.of(TradeCounts.revenueOf(own), currency),
        discountShare: own && discountShareOf(own.goods, own.discount),
        hasCoupon: shown.coupons.length > 0,
        newUnits: bought.reduce((sum, { units }) => sum + units, 0),
      }
      return [{ placedAt, money, row }]
    })
    .toSorted((a, b) => a.placedAt - b.placedAt)

/** What the first so many orders come to. */
interface Sum {
  readonly orders: number
  readonly units: number
  readonly returnedUnits: number
  readonly withCoupon: number
  readonly withNew: number
  /** Of the orders in the currency of the decision. */
  readonly goods: Decimal.Decimal
  readonly discount: Decimal.Decimal
  /** Goods less discounts and refunds. */
  readonly revenue: ReadonlyMap<Currency.Currency, Decimal.Decimal>
}

const nothing: Sum = {
  orders: 0,
  units: 0,
  returnedUnits: 0,
  withCoupon: 0,
  withNew: 0,
  goods: Decimal.zero,
  discount: Decimal.zero,
  revenue: new Map(),
}

/** The sums of no order, of the first, of the first two and so on. */
const runningSums = (
  orders: ReadonlyArray<PlacedOrder>,
  { currency }: Setting,
): ReadonlyArray<Sum> => {
  const sums = [nothing]
  let last = nothing
  for (const { money, row } of orders) {
    const own = money.find((one) => one.currency === currency)
    const revenue = new Map(last.revenue)
    for (const one of money) {
      const before = revenue.get(one.currency) ?? Decimal.zero
      revenue.set(one.currency, Decimal.plus(before, TradeCounts.revenueOf(one)))
    }
    last = {
      orders: last.orders + 1,
      units: last.units + row.units,
      returnedUnits: last.returnedUnits + row.returnedUnits,
      withCoupon: last.withCoupon + Number(row.hasCoupon),
      withNew: last.withNew + Number(row.newUnits > 0),
      goods: own === undefined ? last.goods : Decimal.plus(last.goods, own.goods),
      discount: own === undefined ? last.discount : Decimal.plus(last.discount, own.discount),
      revenue,
    }
    sums.push(last)
  }
  return sums
}

/** In the currency of the decision; missing where a rate is. */
const revenueOf = ({ revenue }: Sum, { currency, rates }: Setting): Money.Money | undefined => {
  let sum = Decimal.zero
  for (const [of, amount] of revenue) {
    const money = Money.of(amount, of)
    const converted = of === currency ? money : rates && inCurrency(rates, money, currency)
    if (converted === undefined) return undefined
    sum = Decimal.plus(sum, converted.amount)
  }
  return Money.of(sum, currency)
}

const inCurrency = (rates: Rates.Rates, money: Money.Money, currency: Currency.Currency) =>
  Result.getOrUndefined(Rates.convert(rates, money, currency, "halfEven"))
