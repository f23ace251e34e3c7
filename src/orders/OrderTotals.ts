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
import * as Quantity from "../kernel/Quantity.ts"
import * as Order from "./Order.ts"

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
  /** The same where it is in the prices already. */
  readonly includedTax: Money.Money
  /** Its share of what the courier is to collect. */
  readonly collect: Money.Money
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
export type Priced = Pick<
  Order.Order,
  "currency" | "discount" | "shipping" | "shippingTax" | "taxesIncluded" | "collect"
> & {
  readonly lines: ReadonlyArray<
    Pick<Order.OrderLine, "lineId" | "quantity" | "unitPrice" | "discount" | "tax"> &
      Partial<Pick<Order.OrderLine, "withdrawn">>
  >
}

/**
 * What an order costs as the channel shows it: prices, discounts and taxes are of the units that are
 * not withdrawn. What was cancelled here and the channel still shows is in it; see {@link portion}. An
 * order of which the channel shows no unit comes to nothing.
 *
 * Each line's goods are rounded half to even to the minor unit, where a price is finer than that. The
 * order's discount, shipping, tax on shipping and what is to be collected are divided by what the lines
 * cost, by the largest remainder; by their units where they cost nothing.
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
export const of = (order: Priced): OrderTotals => {
  const { currency, discount, shipping, shippingTax, collect, taxesIncluded = false } = order
  const lines = order.lines.map((line) => {
    const quantity = Order.shown({ withdrawn: 0, ...line })
    // A line that is gone still says what it was to cost.
    return quantity > 0 ? { ...line, quantity } : { lineId: line.lineId, unitPrice: "0", quantity }
  })
  const isNothing = lines.every(({ quantity }) => quantity === 0)
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
    amount === undefined || isNothing
      ? []
      : Result.getOrThrow(Allocation.allocateMoney(posted(Money.of(amount, currency)), weights))
  const discounts = shares(discount)
  const shippings = shares(shipping)
  const shippingTaxes = shares(shippingTax)
  const collects = shares(collect)
  const nothing = Money.zero(currency)
  const totals = lines.map(({ lineId, quantity }, i): LineTotals => {
    const { goods, discount, tax } = own[i] ?? { goods: nothing, discount: nothing, tax: nothing }
    const taxes = plus(tax, shippingTaxes[i] ?? nothing)
    return {
      lineId,
      quantity,
      ...summedUp({
        goods,
        discount: plus(discount, discounts[i] ?? nothing),
        shipping: shippings[i] ?? nothing,
        tax: taxesIncluded ? nothing : taxes,
        includedTax: taxesIncluded ? taxes : nothing,
        collect: collects[i] ?? nothing,
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
    if (some === 0) return Money.zero(money.currency)
    const [part = money] = Result.getOrThrow(
      Allocation.allocateMoney(money, [some, Math.max(0, line.quantity - some)]),
    )
    return part
  }
  const stretch = (money: Money.Money): Money.Money =>
    money.amount.isZero() ? money : minus(upTo(money, before + units), upTo(money, before))
  return summedUp({
    goods: stretch(line.goods),
    discount: stretch(line.discount),
    shipping: stretch(line.shipping),
    tax: stretch(line.tax),
    includedTax: stretch(line.includedTax),
    collect: stretch(line.collect),
  })
}

/** What of an order is more than can be kept: its units together, or money. */
export interface Overflow {
  readonly side: "units" | "money"
  /** As plain decimal text. */
  readonly amount: string
}

/** Whether an order comes to more than can be kept, as far as its document says. */
export const overflow = (order: Priced): Overflow | undefined => {
  const units = Quantity.sum(order.lines.map(({ quantity }) => quantity))
  if (Result.isFailure(units)) return { side: "units", amount: units.failure.exact }
  if (isShort(order)) return undefined
  const { lines: _, ...sides } = of(order)
  const large = Object.values(sides).find(({ amount }) =>
    Result.isFailure(Decimal.parse(Decimal.format(amount))),
  )
  return large === undefined ? undefined : { side: "money", amount: Decimal.format(large.amount) }
}

/**
 * Whether amounts are written in few characters, as nearly all are: a thousand of ten digits, times what
 * a safe integer holds, have less than the thirty digits that a decimal may have.
 */
const isShort = ({ lines, discount, shipping, shippingTax, collect }: Priced): boolean =>
  lines.length <= 1_000 &&
  lines
    .flatMap((line) => [line.unitPrice, line.discount, line.tax])
    .concat(discount, shipping, shippingTax, collect)
    .every((amount = "") => amount.length <= 10)

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
    includedTax: all("includedTax"),
    collect: all("collect"),
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
