/**
 * Counting trade: what orders add up to, each currency for itself. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import {
  type MoneyFact,
  ordersOf,
  revenueOf,
  summedUp,
  total,
  type TradeFact,
} from "./TradeFact.ts"

/** What orders of one currency came to. */
export interface TradeMoney {
  readonly currency: Currency.Currency
  /** Orders of which something was bought. */
  readonly orders: number
  readonly goods: Money.Money
  readonly discount: Money.Money
  /** Shipping, and taxes that prices do not include. */
  readonly charges: Money.Money
  /** What went back for goods, by refunds and credit notes. */
  readonly refunded: Money.Money
  /** What went back of charges. */
  readonly chargesRefunded: Money.Money
  /** Goods less discounts and less what was refunded of them. */
  readonly revenue: Money.Money
  /** Revenue by order, to the minor unit, half to even; absent without orders. */
  readonly averageOrderValue?: Money.Money
  /** Of the orders whose cost is known in this currency; absent where there is no cost. */
  readonly margin?: TradeMargin
}

/**
 * What is left of the revenue of some orders after what their goods cost us. Money that went back
 * without an order, as by a credit note with an id of its own, lowers it too.
 */
export interface TradeMargin {
  /** Orders of which something was bought; one that was called off on its way may still cost. */
  readonly orders: number
  readonly revenue: Money.Money
  readonly cost: Money.Money
  readonly margin: Money.Money
}

/** Counts of some of a customer's trade. */
export interface TradeCounts {
  /** Orders of which something was bought. */
  readonly orders: number
  /** Units that were ordered and not cancelled. */
  readonly units: number
  readonly returnedUnits: number
  /** Returned by bought units, to four digits, half to even; absent where nothing was bought. */
  readonly returnRate?: Decimal.Decimal
  /** By currency. */
  readonly money: ReadonlyArray<TradeMoney>
  /** When the first and the last of the orders were placed, in epoch milliseconds. */
  readonly firstOrderAt?: Calendar.Instant
  readonly lastOrderAt?: Calendar.Instant
}

/**
 * The counts of some orders.
 *
 * @example
 * ```ts
 * import { OrderTrade, TradeCounts, type TradeEvent, TradeFact } from "entrepot/customers"
 * import { Decimal } from "entrepot/kernel"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const none = Decimal.zero
 * const goods = Decimal.of("19.00")
 * const ordered: TradeEvent.TradeEvent = {
 *   _tag: "Ordered",
 *   eventId: "o1",
 *   order,
 *   occurredAt: 0,
 *   recordedAt: 0,
 *   revision: "r1",
 *   placedAt: 0,
 *   currency: "EUR",
 *   isWhole: true,
 *   lines: [{ lineId: "1", sku: "MUG", quantity: 2, goods, discount: none, charges: none }],
 * }
 * const trade = OrderTrade.evolve(OrderTrade.empty(order), ordered)
 * const { orders, units, money } = TradeCounts.of([TradeFact.of(trade)])
 * console.log(orders, units, money[0]?.revenue.amount.toFixed(2))
 * ```
 * ```text
 * 1 2 19.00
 * ```
 */
export const of = (facts: ReadonlyArray<TradeFact>): TradeCounts => {
  const placed = facts.flatMap((fact) => (fact.isOrder ? [fact.placedAt] : []))
  const units = facts.reduce((sum, fact) => sum + fact.units, 0)
  const returnedUnits = facts.reduce((sum, fact) => sum + fact.returned, 0)
  const money = facts.flatMap((fact) => fact.money)
  const orders = placed.toSorted((a, b) => a - b)
  const [firstOrderAt, lastOrderAt] = [orders.at(0), orders.at(-1)]
  return {
    orders: orders.length,
    units,
    returnedUnits,
    ...(units === 0 ? {} : { returnRate: quotient(returnedUnits, units, 4) }),
    money: summedUp(money).map((sum) => moneyOf(sum, money)),
    ...(firstOrderAt === undefined ? {} : { firstOrderAt }),
    ...(lastOrderAt === undefined ? {} : { lastOrderAt }),
  }
}

const moneyOf = (sum: MoneyFact, all: ReadonlyArray<MoneyFact>): TradeMoney => {
  const { currency, orders, goods, discount, charges, refunded, chargesRefunded } = sum
  const money = (amount: Decimal.Decimal): Money.Money => Money.of(amount, currency)
  const revenue = money(revenueOf(sum))
  const costed = all.filter((fact) => fact.currency === currency && fact.cost !== undefined)
  const brought = total(costed, revenueOf)
  const cost = total(costed, (fact) => fact.cost ?? Decimal.zero)
  const isCost = costed.some((fact) => fact.orders > 0 || !fact.cost?.isZero())
  const margin: TradeMargin = {
    orders: ordersOf(costed),
    revenue: money(brought),
    cost: money(cost),
    margin: money(Decimal.minus(brought, cost)),
  }
  const average = { averageOrderValue: Money.divide(revenue, orders || 1, "halfEven").posted }
  return {
    currency,
    orders,
    goods: money(goods),
    discount: money(discount),
    charges: money(charges),
    refunded: money(refunded),
    chargesRefunded: money(chargesRefunded),
    revenue,
    ...(orders === 0 ? {} : average),
    ...(isCost ? { margin } : {}),
  }
}

/**
 * A quotient to some digits, half to even; zero by zero.
 *
 * @internal
 */
export const quotient = (dividend: number, divisor: number, digits: number): Decimal.Decimal =>
  divisor === 0
    ? Decimal.zero
    : Decimal.divide(Decimal.of(dividend), Decimal.of(divisor), digits, "halfEven").quotient
