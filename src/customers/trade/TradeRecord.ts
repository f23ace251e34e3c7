/**
 * The trade record of a customer: orders, units, revenue, returns, margin and rhythm, counted from the
 * trade of their orders. Pure.
 *
 * @module
 */
import { Order } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type * as Decimal from "../../kernel/Decimal.ts"
import { orderName } from "../../orders/OrderRef.ts"
import * as OrderTrade from "./OrderTrade.ts"
import * as TradeCounts from "./TradeCounts.ts"
import { asOf, type AsOf, type TradeEvent } from "./TradeEvent.ts"
import * as TradeFact from "./TradeFact.ts"

/** The trade record of a customer at an instant. */
export interface TradeRecord extends TradeCounts.TradeCounts {
  /** Orders placed in the 30 and in the 365 times 24 hours that end with the instant. */
  readonly ordersIn30Days: number
  readonly ordersIn365Days: number
  /** From one order to the next, in days of 24 hours to two digits; absent below two orders. */
  readonly meanDaysBetweenOrders?: Decimal.Decimal
  /** The same counts by channel. */
  readonly byChannel: ReadonlyArray<TradeCounts.TradeCounts & { readonly channel: string }>
}

/**
 * The trade record of some orders at an instant (epoch milliseconds).
 *
 * Each currency stands for itself. The margin counts the orders that are paid in the currency of
 * their cost, of which all that was bought has left, and of which every movement was costed; one that
 * was called off on its way costs what it cost. Credits that belong to no order lower it as well.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 * import { OrderTrade, type TradeEvent, TradeRecord } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const when = { occurredAt: 0, recordedAt: 0 }
 * const goods = Decimal.of("19.00")
 * const none = Decimal.zero
 * const events: ReadonlyArray<TradeEvent.TradeEvent> = [
 *   {
 *     _tag: "Ordered",
 *     eventId: "o1",
 *     revision: "r1",
 *     order,
 *     ...when,
 *     placedAt: 0,
 *     currency: "EUR",
 *     isWhole: true,
 *     lines: [{ lineId: "1", sku: "MUG", quantity: 2, goods, discount: none, charges: none }],
 *   },
 *   { _tag: "Returned", eventId: "b1", order, ...when, lines: [{ lineId: "1", quantity: 1 }] },
 *   {
 *     _tag: "Refunded",
 *     eventId: "r1",
 *     order,
 *     ...when,
 *     currency: "EUR",
 *     goods: Decimal.of("9.50"),
 *     charges: none,
 *   },
 * ]
 * const record = TradeRecord.of([events.reduce(OrderTrade.evolve, OrderTrade.empty(order))], 0)
 * const [euro] = record.money
 * console.log(euro?.revenue.amount.toFixed(2), record.returnRate?.toFixed(2))
 * ```
 * ```text
 * 9.50 0.50
 * ```
 */
export const of = (
  trades: ReadonlyArray<OrderTrade.OrderTrade>,
  at: Calendar.Instant,
): TradeRecord => {
  const facts = trades.map(TradeFact.of)
  const placed = facts.flatMap((fact) => (fact.isOrder ? [fact.placedAt] : []))
  const within = (days: number): number =>
    placed.filter((instant) => instant <= at && instant > at - days * Calendar.dayMillis).length
  const all = TradeCounts.of(facts)
  const { firstOrderAt: first, lastOrderAt: last } = all
  const span = first === undefined || last === undefined ? 0 : last - first
  const mean = {
    meanDaysBetweenOrders: TradeCounts.quotient(span, (placed.length - 1) * Calendar.dayMillis, 2),
  }
  return {
    ...all,
    ordersIn30Days: within(30),
    ordersIn365Days: within(365),
    ...(placed.length < 2 ? {} : mean),
    byChannel: [...Map.groupBy(facts, ({ channel }) => channel)]
      .toSorted(Order.mapInput(Order.String, ([name]) => name))
      .map(([channel, some]) => ({ channel, ...TradeCounts.of(some) })),
  }
}

/**
 * The trade record counted anew from events, in whatever order they stand: at an instant, as it was
 * or as it was known.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 * import { type TradeEvent, TradeRecord } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const refunded = (eventId: string, occurredAt: number): TradeEvent.TradeEvent => ({
 *   _tag: "Refunded",
 *   eventId,
 *   order,
 *   occurredAt,
 *   recordedAt: 9,
 *   currency: "EUR",
 *   goods: Decimal.of("9.50"),
 *   charges: Decimal.zero,
 * })
 * const events = [refunded("r1", 1), refunded("r2", 5)]
 * for (const view of [{}, { occurred: 4 }]) {
 *   const [euro] = TradeRecord.recount(events, 9, view).money
 *   console.log(euro?.revenue.amount.toFixed(2))
 * }
 * ```
 * ```text
 * -19.00
 * -9.50
 * ```
 */
export const recount = (
  events: ReadonlyArray<TradeEvent>,
  at: Calendar.Instant,
  view: AsOf = {},
): TradeRecord => of(tradesOf(asOf(events, view)), at)

/**
 * The trade of each order that events are about, the one first that is named first.
 *
 * @example
 * ```ts
 * import { type TradeEvent, TradeRecord } from "entrepot/customers"
 *
 * const returned = (externalId: string, eventId: string): TradeEvent.TradeEvent => ({
 *   _tag: "Returned",
 *   eventId,
 *   order: { channel: "web", account: "de", externalId },
 *   occurredAt: 0,
 *   recordedAt: 0,
 *   lines: [{ lineId: "1", quantity: 1 }],
 * })
 * const events = [returned("7", "b1"), returned("8", "b2"), returned("7", "b3")]
 * for (const { order, lines } of TradeRecord.tradesOf(events))
 *   console.log(order.externalId, lines[0]?.returned)
 * ```
 * ```text
 * 7 2
 * 8 1
 * ```
 */
export const tradesOf = (
  events: ReadonlyArray<TradeEvent>,
): ReadonlyArray<OrderTrade.OrderTrade> => {
  const trades = new Map<string, OrderTrade.OrderTrade>()
  for (const event of events) {
    const name = orderName({ ...event.order, kind: "order" })
    trades.set(name, OrderTrade.evolve(trades.get(name) ?? OrderTrade.empty(event.order), event))
  }
  return [...trades.values()]
}
