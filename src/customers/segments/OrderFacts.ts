/**
 * What segments may ask of a customer's orders, and of the notes beside them that take money back, at an
 * instant. Pure.
 *
 * @module
 */
import { Order } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import type { OrderTrade } from "../trade/OrderTrade.ts"
import * as Purchase from "../trade/Purchase.ts"
import * as TradeFact from "../trade/TradeFact.ts"
import * as TradeSums from "./TradeSums.ts"

/** The days behind which an order no longer counts in the facts of a year. */
export const yearDays = 365

/** The days from the start of its sale in which an item is new. */
export const newDays = 30

/** What facts are read by beside the history: in which currency amounts are given, and what was new when. */
export interface Setting extends TradeSums.Conversion {
  /** When the sale of an item began; an item without is never new. */
  readonly onSaleSince?: ReadonlyMap<string, Calendar.Instant>
}

/**
 * From when on the trade under an id counts: from when its order was placed, and without an order from
 * the first note under it. Of what went back without either nobody knows when; it counts from ever.
 */
export const countsFrom = ({ shown, credits }: OrderTrade): Calendar.Instant => {
  if (shown !== undefined) return shown.placedAt
  const noted = credits.map(({ placedAt }) => placedAt)
  return noted.length === 0 ? -Infinity : Math.min(...noted)
}

/** Reads the facts of trade; what counts from later on is not there yet. */
export const reader = (trades: ReadonlyArray<OrderTrade>, setting: Setting) => {
  const documents = trades
    .map((trade) => documentOf(trade, setting))
    .toSorted(Order.mapInput(Order.Number, ({ from }) => from))
  const sums = TradeSums.running(documents)
  const sumOf = (count: number): TradeSums.Sum => sums[count] ?? TradeSums.nothing
  const countAt = (at: Calendar.Instant): number =>
    documents.findLastIndex(({ from }) => from <= at) + 1
  const overallOf = remembered((count) => overall(documents.slice(0, count), sumOf(count), setting))
  const yearOf = remembered((count) =>
    remembered((before) => ofYear(sumOf(count), sumOf(before), setting)),
  )
  return (at: Calendar.Instant) => {
    const count = countAt(at)
    const there = documents.slice(0, count)
    const orders = there.flatMap(({ from, order }) =>
      order === undefined ? [] : [{ from, order }],
    )
    return {
      orders: orders.map(({ from, order }) => ({ ...order, daysAgo: daysSince(at, from) })),
      takings: there.flatMap(({ from, takings }) => {
        const daysAgo = from === -Infinity ? 0 : daysSince(at, from)
        return takings.map((row) => ({ ...row, daysAgo }))
      }),
      daysSinceFirstOrder: daysSince(at, orders[0]?.from),
      daysSinceLastOrder: daysSince(at, orders.at(-1)?.from),
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

const overall = (documents: ReadonlyArray<Document>, sum: TradeSums.Sum, setting: Setting) => {
  const revenue = TradeSums.revenueOf(sum, setting)
  return {
    revenue,
    averageOrderValue:
      revenue === undefined || sum.orders === 0
        ? undefined
        : Money.divide(revenue, sum.orders, "halfEven").posted,
    returnRate: TradeSums.shareOf(sum.returnedUnits, sum.units),
    channels: Array.from(
      new Set(documents.flatMap(({ order }) => order?.channel ?? [])),
    ).toSorted(),
  }
}

const ofYear = (last: TradeSums.Sum, before: TradeSums.Sum, setting: Setting) => {
  const ordersInYear = last.orders - before.orders
  return {
    ordersInYear,
    couponShare: TradeSums.shareOf(last.withCoupon - before.withCoupon, ordersInYear),
    newShare: TradeSums.shareOf(last.withNew - before.withNew, ordersInYear),
    discountShare: TradeSums.discountShareOf(last, before, setting),
  }
}

/** The trade under an id. */
interface Document extends TradeSums.Counted {
  readonly from: Calendar.Instant
  /** Absent where nothing was bought. */
  readonly order?: OrderRow
  /** One for each currency in which it moved money. */
  readonly takings: ReadonlyArray<{ readonly channel: string; readonly revenue: Money.Money }>
}

interface OrderRow {
  readonly channel: string
  readonly units: number
  readonly returnedUnits: number
  readonly revenue: Money.Money | undefined
  readonly discountShare: Decimal.Decimal | undefined
  readonly hasCoupon: boolean
  readonly newUnits: number
}

const documentOf = (trade: OrderTrade, setting: Setting): Document => {
  const fact = TradeFact.of(trade)
  const { channel, isOrder, money } = fact
  const order = orderOf(trade, fact, setting)
  return {
    from: countsFrom(trade),
    fact,
    hasCoupon: order?.hasCoupon === true,
    hasNew: (order?.newUnits ?? 0) > 0,
    takings: money
      .map((one) => ({ channel, revenue: revenueOf(one) }))
      .filter(({ revenue }) => isOrder || !revenue.amount.isZero()),
    ...(order === undefined ? {} : { order }),
  }
}

const revenueOf = (one: TradeFact.MoneyFact): Money.Money =>
  Money.of(TradeFact.revenueOf(one), one.currency)

const orderOf = (
  trade: OrderTrade,
  { channel, units, returned, isOrder, money }: TradeFact.TradeFact,
  { onSaleSince }: Setting,
): OrderRow | undefined => {
  const { shown } = trade
  if (!isOrder || shown === undefined) return undefined
  const { placedAt, currency, coupons } = shown
  const isNew = (sku: string): boolean => {
    const since = onSaleSince?.get(sku)
    return (
      since !== undefined && since <= placedAt && placedAt < since + newDays * Calendar.dayMillis
    )
  }
  const bought = Purchase.lines(trade).filter(({ sku }) => isNew(sku))
  const own = money.find((one) => one.currency === currency)
  return {
    channel,
    units,
    returnedUnits: returned,
    revenue: own && revenueOf(own),
    discountShare: own && TradeSums.discountShare(own.goods, own.discount),
    hasCoupon: coupons.length > 0,
    newUnits: bought.reduce((sum, { units }) => sum + units, 0),
  }
}
