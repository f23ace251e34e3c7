/**
 * What segments may ask of a customer at an instant. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as Rates from "../../kernel/Rates.ts"
import * as Fact from "../../rules/Fact.ts"
import * as Facts from "../../rules/Facts.ts"
import * as Consent from "../profile/Consent.ts"
import type { OrderTrade } from "../trade/OrderTrade.ts"
import * as Purchase from "../trade/Purchase.ts"
import * as TradeCounts from "../trade/TradeCounts.ts"

/** A day of segments: 24 hours, whatever a clock on a wall does. */
export const dayMillis = 86_400_000

/** The days behind which an order no longer counts in the facts of a year. */
export const yearDays = 365

/** The days from the start of its sale in which an item is new. */
export const newDays = 30

/**
 * The declared facts of a customer. `daysAgo` and `daysSince…` count whole days of 24 hours; shares are
 * between 0 and 1, of the orders of the last 365 days, and missing where there are none.
 */
export const declared = Facts.make({
  /** Orders of which something was bought and not cancelled. */
  orders: Fact.rows({
    channel: Fact.text(),
    daysAgo: Fact.integer({ least: 0 }),
    units: Fact.integer({ least: 0 }),
    returnedUnits: Fact.integer({ least: 0 }),
    /** Goods less discounts and refunds, in the order's currency. */
    revenue: Fact.money(),
    /** Of the price of its goods. */
    discountShare: Fact.decimal(),
    hasCoupon: Fact.boolean(),
    /** Units of items that were new when they were ordered. */
    newUnits: Fact.integer({ least: 0 }),
  }),
  ordersInYear: Fact.integer({ least: 0 }),
  daysSinceFirstOrder: Fact.integer({ least: 0 }),
  daysSinceLastOrder: Fact.integer({ least: 0 }),
  /** Of what was last viewed, clicked, joined or talked about. */
  daysSinceLastMoment: Fact.integer({ least: 0 }),
  /** Of all orders, in the currency of the decision. */
  revenue: Fact.money(),
  averageOrderValue: Fact.money(),
  /** Returned by bought units of all orders. */
  returnRate: Fact.decimal(),
  /** Of orders with a coupon. */
  couponShare: Fact.decimal(),
  /** Discounts by the price of the goods, of the orders in the currency of the decision. */
  discountShare: Fact.decimal(),
  /** Of orders with an item that was new. */
  newShare: Fact.decimal(),
  channels: Fact.texts(),
  /** What consent stands for, such as `newsletter by email`. */
  consents: Fact.texts(),
})

/** What segments are asked about. */
export type SegmentSubject = Facts.Subject<(typeof declared)["fields"]>

/** What is known of a customer when a segment is asked. */
export interface CustomerHistory {
  readonly trades: ReadonlyArray<OrderTrade>
  /** When they looked, clicked, joined or talked, in epoch milliseconds. */
  readonly moments: ReadonlyArray<Calendar.Instant>
  /** What was said about each of their records; the strictest counts. */
  readonly consents: ReadonlyArray<ReadonlyArray<Consent.Statement>>
}

/** What facts are read by beside the history. */
export interface Setting {
  /** In which amounts over all orders are given. */
  readonly currency: Currency.Currency
  /** By which amounts of other currencies are converted. */
  readonly rates?: Rates.Rates
  /** When the sale of an item began; an item without is never new. */
  readonly onSaleSince?: ReadonlyMap<string, Calendar.Instant>
}

/** Reads the facts of a customer at an instant, in epoch milliseconds. */
export type Reader = (at: Calendar.Instant) => Result.Result<SegmentSubject, Rates.RateMissing>

/**
 * Reads the facts off a history at any instant: orders, moments and consents that come later are not
 * there yet. It refuses where an amount has no rate into the currency asked for.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { SegmentFacts } from "entrepot/customers"
 *
 * const history = { trades: [], moments: [0], consents: [] }
 * const read = SegmentFacts.reader(history, { currency: "EUR" })
 * const { daysSinceLastMoment } = Result.getOrThrow(read(3 * SegmentFacts.dayMillis - 1))
 * console.log(daysSinceLastMoment)
 * ```
 * ```text
 * 2
 * ```
 */
export const reader = (history: CustomerHistory, setting: Setting): Reader => {
  const all = ordersOf(history, setting)
  return (at) => {
    const orders = all.filter(({ placedAt }) => placedAt <= at)
    const counts = TradeCounts.of(orders.map(({ fact }) => fact))
    return Result.map(revenueOf(counts, setting), (revenue) => ({
      ...overall(orders, counts, revenue, at),
      ...ofYear(orders, at, setting),
      daysSinceLastMoment: daysSince(
        at,
        history.moments.reduce<number | undefined>(
          (last, moment) => (moment > at || moment < (last ?? moment) ? last : moment),
          undefined,
        ),
      ),
      consents: Consent.strictest(history.consents.map((said) => Consent.standings(said, at)))
        .filter(({ standing }) => standing === "given")
        .map(({ purpose, means }) => `${purpose} by ${means}`),
    }))
  }
}

const daysSince = (at: Calendar.Instant, since: Calendar.Instant | undefined) =>
  since === undefined ? undefined : Math.floor((at - since) / dayMillis)

const overall = (
  orders: ReadonlyArray<PlacedOrder>,
  { returnRate, firstOrderAt, lastOrderAt }: TradeCounts.TradeCounts,
  revenue: Money.Money,
  at: Calendar.Instant,
): SegmentSubject => ({
  orders: orders.map(({ placedAt, row }) => ({ ...row, daysAgo: daysSince(at, placedAt) })),
  daysSinceFirstOrder: daysSince(at, firstOrderAt),
  daysSinceLastOrder: daysSince(at, lastOrderAt),
  revenue,
  averageOrderValue:
    orders.length === 0 ? undefined : Money.divide(revenue, orders.length, "halfEven").posted,
  returnRate,
  channels: Array.from(new Set(orders.map(({ row }) => row.channel))).toSorted(),
})

const ofYear = (
  all: ReadonlyArray<PlacedOrder>,
  at: Calendar.Instant,
  { currency }: Setting,
): SegmentSubject => {
  const orders = all.filter(({ placedAt }) => placedAt > at - yearDays * dayMillis)
  const share = (some: ReadonlyArray<PlacedOrder>): Decimal.Decimal | undefined =>
    orders.length === 0 ? undefined : TradeCounts.quotient(some.length, orders.length, 4)
  const { money } = TradeCounts.of(orders.map(({ fact }) => fact))
  return {
    ordersInYear: orders.length,
    couponShare: share(orders.filter(({ row }) => row.hasCoupon)),
    newShare: share(orders.filter(({ row }) => row.newUnits > 0)),
    discountShare: discountShareOf(money, currency),
  }
}

interface PlacedOrder {
  readonly placedAt: Calendar.Instant
  readonly fact: TradeCounts.Fact
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
const ordersOf = (
  { trades }: CustomerHistory,
  { onSaleSince }: Setting,
): ReadonlyArray<PlacedOrder> =>
  trades
    .flatMap((trade): ReadonlyArray<PlacedOrder> => {
      const fact = TradeCounts.factOf(trade)
      const { shown } = trade
      if (!fact.isOrder || shown === undefined) return []
      const { placedAt, currency } = shown
      const { money } = TradeCounts.of([fact])
      const isNew = (sku: string): boolean => {
        const since = onSaleSince?.get(sku)
        return since !== undefined && since <= placedAt && placedAt < since + newDays * dayMillis
      }
      const bought = Purchase.lines(trade).filter(({ sku }) => isNew(sku))
      const row = {
        channel: fact.channel,
        units: fact.units,
        returnedUnits: fact.returned,
        revenue: money.find((one) => one.currency === currency)?.revenue,
        discountShare: discountShareOf(money, currency),
        hasCoupon: shown.coupons.length > 0,
        newUnits: bought.reduce((sum, { units }) => sum + units, 0),
      }
      return [{ placedAt, fact, row }]
    })
    .toSorted((a, b) => a.placedAt - b.placedAt)

const revenueOf = (
  { money }: TradeCounts.TradeCounts,
  { currency, rates }: Setting,
): Result.Result<Money.Money, Rates.RateMissing> => {
  let sum = Money.of(0, currency)
  for (const { revenue } of money) {
    const converted = inCurrency(revenue, currency, rates)
    if (Result.isFailure(converted)) return Result.fail(converted.failure)
    sum = Result.getOrThrow(Money.plus(sum, converted.success))
  }
  return Result.succeed(sum)
}

const inCurrency = (
  money: Money.Money,
  currency: Currency.Currency,
  rates: Rates.Rates | undefined,
): Result.Result<Money.Money, Rates.RateMissing> => {
  if (money.currency === currency) return Result.succeed(money)
  return rates === undefined
    ? Result.fail(
        new Rates.RateMissing({ currency: money.currency, base: currency, day: "any day" }),
      )
    : Rates.convert(rates, money, currency, "halfEven")
}

const discountShareOf = (
  money: ReadonlyArray<TradeCounts.TradeMoney>,
  currency: Currency.Currency,
): Decimal.Decimal | undefined => {
  const one = money.find((some) => some.currency === currency)
  return one === undefined || !one.goods.amount.greaterThan(0)
    ? undefined
    : Decimal.divide(one.discount.amount, one.goods.amount, 4, "halfEven").quotient
}
