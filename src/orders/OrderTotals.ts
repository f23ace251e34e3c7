/**
 * What an order comes to, line by line, so that parts of it always sum: discounts, shipping and taxes
 * of the whole are divided among the lines to the cent. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Allocation from "../kernel/Allocation.ts"
import type * as Currency from "../kernel/Currency.ts"
import * as Decimal from "../kernel/Decimal.ts"
import * as Money from "../kernel/Money.ts"
import type { Order, OrderLine } from "./Order.ts"

/** What some units of a line come to, in whole minor units of the order's currency. */
export interface Amounts {
  /** Quantity × price. */
  readonly goods: Money.Money
  /** Taken off: the line's own discount and its share of the order's. */
  readonly discount: Money.Money
  /** Its share of the shipping. */
  readonly shipping: Money.Money
  /** What comes on top of prices: the line's tax and its share of the tax on shipping. */
  readonly tax: Money.Money
  /** Goods less discount, and shipping and tax. */
  readonly total: Money.Money
}

/** What a line comes to. */
export interface LineTotals extends Amounts {
  readonly lineId: string
  /** Units that these are the amounts of. */
  readonly quantity: number
}

/** What an order comes to: the sum of its lines. */
export interface OrderTotals extends Amounts {
  readonly lines: ReadonlyArray<LineTotals>
}

/** As much of an order as its totals are made of. */
export type Priced = Pick<Order, "currency" | "discount" | "shipping" | "shippingTax"> & {
  readonly lines: ReadonlyArray<
    Pick<OrderLine, "lineId" | "quantity" | "unitPrice" | "discount" | "tax">
  >
}

/**
 * What an order was to cost when it was placed: of all units that were ordered.
 *
 * Each line's goods are rounded half to even to the minor unit, where a price is finer than that. The
 * order's discount, shipping and tax on shipping are divided by what the lines cost, by the largest
 * remainder; by their units where they cost nothing.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { OrderTotals } from "entrepot/orders"
 *
 * const { lines, total } = OrderTotals.of({
 *   currency: "EUR",
 *   shipping: "4.99",
 *   discount: "1.00",
 *   lines: [
 *     { lineId: "1", quantity: 2, unitPrice: "9.50" },
 *     { lineId: "2", quantity: 1, unitPrice: "4.20" },
 *   ],
 * })
 * console.log(lines.map((line) => Money.format(line.total)).join(" + "))
 * console.log(Money.format(total))
 * ```
 * ```text
 * 22.27 EUR + 4.92 EUR
 * 27.19 EUR
 * ```
 */
export const of = ({ currency, lines, discount, shipping, shippingTax }: Priced): OrderTotals => {
  const own = lines.map((line) => ({
    goods: posted(Money.times(Money.of(line.unitPrice, currency), line.quantity)),
    discount: posted(Money.of(line.discount ?? 0, currency)),
    tax: posted(Money.of(line.tax ?? 0, currency)),
  }))
  const costs = own.map(({ goods, discount }) => {
    const cost = Decimal.minus(goods.amount, discount.amount)
    return cost.isNegative() ? Decimal.zero : cost
  })
  const weights = costs.some((cost) => !cost.isZero())
    ? costs
    : lines.map(({ quantity }) => Decimal.of(quantity))
  const shares = (amount: string | undefined): ReadonlyArray<Money.Money> =>
    Result.getOrThrow(Allocation.allocateMoney(posted(Money.of(amount ?? 0, currency)), weights))
  const discounts = shares(discount)
  const shippings = shares(shipping)
  const shippingTaxes = shares(shippingTax)
  const nothing = Money.zero(currency)
  const totals = lines.map(({ lineId, quantity }, i): LineTotals => {
    const { goods, discount, tax } = own[i] ?? { goods: nothing, discount: nothing, tax: nothing }
    return {
      lineId,
      quantity,
      ...summedUp({
        goods,
        discount: plus(discount, discounts[i] ?? nothing),
        shipping: shippings[i] ?? nothing,
        tax: plus(tax, shippingTaxes[i] ?? nothing),
      }),
    }
  })
  return { ...sum(currency, totals), lines: totals }
}

/**
 * What some units of a line come to, where `before` units of it are accounted for: of a split, a
 * cancellation or a return. Stretches that follow one another sum to the line, whatever they are.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { OrderTotals } from "entrepot/orders"
 *
 * const [line] = OrderTotals.of({
 *   currency: "EUR",
 *   lines: [{ lineId: "1", quantity: 3, unitPrice: "1.00", discount: "0.01" }],
 * }).lines
 * const parts = [0, 1, 2].flatMap((before) =>
 *   line === undefined ? [] : [OrderTotals.portion(line, 1, before)],
 * )
 * console.log(parts.map(({ total }) => Money.format(total)).join(", "))
 * ```
 * ```text
 * 1.00 EUR, 0.99 EUR, 1.00 EUR
 * ```
 */
export const portion = (line: LineTotals, units: number, before = 0): Amounts => {
  const upTo = (money: Money.Money, some: number): Money.Money => {
    const [part = money] = Result.getOrThrow(
      Allocation.allocateMoney(money, [some, Math.max(0, line.quantity - some)]),
    )
    return part
  }
  const stretch = (money: Money.Money): Money.Money =>
    before + units === 0
      ? Money.zero(money.currency)
      : minus(upTo(money, before + units), upTo(money, before))
  return summedUp({
    goods: stretch(line.goods),
    discount: stretch(line.discount),
    shipping: stretch(line.shipping),
    tax: stretch(line.tax),
  })
}

/** The sum of amounts in one currency. */
export const sum = (currency: Currency.Currency, amounts: ReadonlyArray<Amounts>): Amounts => {
  const all = (side: keyof Amounts): Money.Money =>
    Result.getOrThrow(
      Money.sum(
        currency,
        amounts.map((amount) => amount[side]),
      ),
    )
  return {
    goods: all("goods"),
    discount: all("discount"),
    shipping: all("shipping"),
    tax: all("tax"),
    total: all("total"),
  }
}

const summedUp = (parts: Omit<Amounts, "total">): Amounts => ({
  ...parts,
  total: plus(plus(minus(parts.goods, parts.discount), parts.shipping), parts.tax),
})

const posted = (money: Money.Money): Money.Money => Money.post(money, "halfEven").posted

// All amounts of an order are in its one currency.
const plus = (left: Money.Money, right: Money.Money): Money.Money =>
  Result.getOrThrow(Money.plus(left, right))
const minus = (left: Money.Money, right: Money.Money): Money.Money =>
  Result.getOrThrow(Money.minus(left, right))
