/**
 * What was bought with an order, as its trade tells. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as Credit from "./Credit.ts"
import type { OrderTrade } from "./OrderTrade.ts"

/** What a line brought: units bought and what they come to, of its order's currency. */
export interface PurchaseLine {
  readonly lineId: string
  readonly sku: string
  /** Units that were ordered and neither withdrawn nor cancelled, whether they came back or not. */
  readonly units: number
  readonly goods: Money.Money
  readonly discount: Money.Money
  readonly charges: Money.Money
}

/**
 * What was bought with an order, line by line; nothing of a line that is not shown any more.
 *
 * What is cancelled by us is soon withdrawn by the channel too, so the two are the same units. Of a
 * line of which some units are left, the amounts are divided by the largest remainder.
 *
 * @example
 * ```ts
 * import { Decimal, Money } from "entrepot/kernel"
 * import { OrderTrade, Purchase } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const when = { order, occurredAt: 0, recordedAt: 0 }
 * const amounts = { goods: Decimal.of("10.00"), discount: Decimal.zero, charges: Decimal.zero }
 * const trade = [
 *   {
 *     _tag: "Ordered" as const,
 *     eventId: "o1",
 *     revision: "r1",
 *     ...when,
 *     placedAt: 0,
 *     currency: "EUR" as const,
 *     isWhole: true,
 *     lines: [{ lineId: "1", sku: "MUG", quantity: 3, ...amounts }],
 *   },
 *   { _tag: "Cancelled" as const, eventId: "c1", ...when, lines: [{ lineId: "1", quantity: 1 }] },
 * ].reduce(OrderTrade.evolve, OrderTrade.empty(order))
 * const [line] = Purchase.lines(trade)
 * console.log(line?.units, line === undefined ? "" : Money.format(line.goods))
 * ```
 * ```text
 * 2 6.67 EUR
 * ```
 */
export const lines = (trade: OrderTrade): ReadonlyArray<PurchaseLine> =>
  trade.lines.flatMap((known) => {
    const line = shownOf(trade, known)
    const units = known.most - calledOff(trade, known)
    if (line === undefined || trade.shown === undefined || units <= 0) return []
    const { currency } = trade.shown
    const part = (amount: Decimal.Decimal): Money.Money =>
      share(Money.of(amount, currency), units, line.quantity)
    const { lineId, sku, goods, discount, charges } = line
    return [
      { lineId, sku, units, goods: part(goods), discount: part(discount), charges: part(charges) },
    ]
  })

type Line = OrderTrade["lines"][number]

/** A line as it is shown now. */
const shownOf = ({ shown, isWhole }: OrderTrade, { shown: line }: Line): Line["shown"] =>
  isWhole && line?.eventId !== shown?.eventId ? undefined : line

/** Units of a line that were ordered once, and are shown no more or were cancelled here. */
const calledOff = (trade: OrderTrade, line: Line): number =>
  Math.max(line.cancelled, line.most - (shownOf(trade, line)?.quantity ?? 0))

const share = (money: Money.Money, units: number, of: number): Money.Money => {
  const { posted } = Money.post(money, "halfEven")
  if (units >= of) return posted
  const [part = posted] = Result.getOrThrow(Allocation.allocateMoney(posted, [units, of - units]))
  return part
}

/** What a document returns, beside what was called off of its order. */
export interface Returned {
  readonly currency: Currency.Currency
  readonly amount: Decimal.Decimal
}

/**
 * What documents under an order's id return. Units of a line that were called off, here or by the
 * channel, were never sold, so a document over the same ones returns nothing more.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 * import { OrderTrade, Purchase } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const when = { order, occurredAt: 0, recordedAt: 0 }
 * const note = {
 *   _tag: "Credited" as const,
 *   eventId: "n1",
 *   revision: "r1",
 *   ...when,
 *   placedAt: 0,
 *   currency: "EUR" as const,
 *   kind: "cancellation" as const,
 *   isWhole: true,
 *   lines: [{ lineId: "1", amount: Decimal.of("20.00"), units: 2 }],
 * }
 * const off = {
 *   _tag: "Cancelled" as const,
 *   eventId: "c1",
 *   ...when,
 *   lines: [{ lineId: "1", quantity: 1 }],
 * }
 * for (const events of [[note], [off, note]]) {
 *   const trade = events.reduce(OrderTrade.evolve, OrderTrade.empty(order))
 *   const [returned] = Purchase.returned(trade)
 *   console.log(returned?.amount.toFixed(2), Purchase.returnedUnits(trade))
 * }
 * ```
 * ```text
 * 20.00 2
 * 10.00 1
 * ```
 */
export const returned = (trade: OrderTrade): ReadonlyArray<Returned> =>
  trade.credits.map((credit) => ({
    currency: credit.currency,
    amount: Credit.lines(credit).reduce((sum, { lineId, amount, units }) => {
      const part = share(Money.of(amount, credit.currency), soldOf(trade, lineId, units), units)
      return Decimal.plus(sum, part.amount)
    }, Decimal.zero),
  }))

/**
 * Units of an order that came back: those that the desk saw, or those that documents under its id took
 * back, whichever are more, line by line.
 */
export const returnedUnits = (trade: OrderTrade): number => {
  const back = new Map(trade.lines.map((line) => [line.lineId, line.returned]))
  for (const { lineId, units } of trade.credits.flatMap(Credit.lines))
    back.set(lineId, Math.max(back.get(lineId) ?? 0, soldOf(trade, lineId, units)))
  return [...back.values()].reduce((sum, units) => sum + units, 0)
}

/** Of units that a document takes back, those that had been sold. */
const soldOf = (trade: OrderTrade, lineId: string, units: number): number => {
  const line = trade.lines.find((one) => one.lineId === lineId)
  return line === undefined ? units : Math.max(0, units - calledOff(trade, line))
}
