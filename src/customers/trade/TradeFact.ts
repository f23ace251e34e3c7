/**
 * What an order adds to the trade of a customer. Pure.
 *
 * @module
 */
import { Order } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import type { OrderTrade } from "./OrderTrade.ts"
import * as Purchase from "./Purchase.ts"
import * as TradeCost from "./TradeCost.ts"

/** What an order adds to a record. */
export interface TradeFact {
  readonly channel: string
  readonly isOrder: boolean
  readonly placedAt: Calendar.Instant
  readonly units: number
  readonly returned: number
  readonly money: ReadonlyArray<MoneyFact>
}

/** What an order adds in one currency. */
export interface MoneyFact {
  readonly currency: Currency.Currency
  readonly orders: number
  readonly goods: Decimal.Decimal
  readonly discount: Decimal.Decimal
  readonly charges: Decimal.Decimal
  readonly refunded: Decimal.Decimal
  readonly chargesRefunded: Decimal.Decimal
  /** What left cost, none where nothing left; absent where that is not known. */
  readonly cost?: Decimal.Decimal
}

/**
 * What an order adds to a record.
 *
 * @internal
 */
export const of = (trade: OrderTrade): TradeFact => {
  const { order, shown, refunds } = trade
  const lines = Purchase.lines(trade)
  const isOrder = lines.length > 0
  const costs = TradeCost.of(trade, lines)
  const ordered: ReadonlyArray<MoneyFact> =
    shown === undefined || (!isOrder && !costs?.some(({ amount }) => !amount.isZero()))
      ? []
      : [
          {
            ...nothing(shown.currency),
            orders: Number(isOrder),
            goods: total(lines, ({ goods }) => goods.amount),
            discount: total(lines, ({ discount }) => discount.amount),
            charges: total(lines, ({ charges }) => charges.amount),
          },
        ]
  const back = refunds.map(({ currency, goods, charges }) => ({
    ...nothing(currency),
    refunded: goods,
    chargesRefunded: charges,
  }))
  const credited = Purchase.returned(trade).map(({ currency, amount }) => ({
    ...nothing(currency),
    refunded: amount,
  }))
  const costIn = (currency: Currency.Currency): Pick<MoneyFact, "cost"> =>
    costs === undefined
      ? {}
      : { cost: costs.find((one) => one.currency === currency)?.amount ?? Decimal.zero }
  return {
    channel: order.channel,
    isOrder,
    placedAt: shown?.placedAt ?? 0,
    units: lines.reduce((sum, { units }) => sum + units, 0),
    returned: Purchase.returnedUnits(trade),
    money: summedUp([...ordered, ...back, ...credited]).map((fact) => ({
      ...fact,
      ...costIn(fact.currency),
    })),
  }
}

const nothing = (currency: Currency.Currency): MoneyFact => ({
  currency,
  orders: 0,
  goods: Decimal.zero,
  discount: Decimal.zero,
  charges: Decimal.zero,
  refunded: Decimal.zero,
  chargesRefunded: Decimal.zero,
})

/** @internal */
export const total = <A>(
  all: ReadonlyArray<A>,
  amount: (one: A) => Decimal.Decimal,
): Decimal.Decimal => all.reduce((sum, one) => Decimal.plus(sum, amount(one)), Decimal.zero)

/**
 * One entry for each currency, in the order of their names; costs are left out.
 *
 * @internal
 */
export const summedUp = (facts: ReadonlyArray<MoneyFact>): ReadonlyArray<MoneyFact> =>
  [...Map.groupBy(facts, ({ currency }) => currency)]
    .toSorted(Order.mapInput(Order.String, ([name]) => name))
    .map(([currency, some]) => ({
      currency,
      orders: ordersOf(some),
      goods: total(some, ({ goods }) => goods),
      discount: total(some, ({ discount }) => discount),
      charges: total(some, ({ charges }) => charges),
      refunded: total(some, ({ refunded }) => refunded),
      chargesRefunded: total(some, ({ chargesRefunded }) => chargesRefunded),
    }))

/** @internal */
export const ordersOf = (facts: ReadonlyArray<MoneyFact>): number =>
  facts.reduce((sum, { orders }) => sum + orders, 0)

/**
 * Goods less discounts and less what was refunded of them.
 *
 * @internal
 */
export const revenueOf = ({ goods, discount, refunded }: MoneyFact): Decimal.Decimal =>
  Decimal.minus(Decimal.minus(goods, discount), refunded)
