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
export const lines = ({ shown, isWhole, lines }: OrderTrade): ReadonlyArray<PurchaseLine> => {
  if (shown === undefined) return []
  const { currency, eventId } = shown
  return lines.flatMap(({ lineId, shown: line, most, cancelled }) => {
    if (line === undefined || (isWhole && line.eventId !== eventId)) return []
    const units = Math.max(0, Math.min(line.quantity, most - cancelled))
    const part = (amount: Decimal.Decimal): Money.Money =>
      share(Money.of(amount, currency), units, line.quantity)
    const amounts = { goods: part(line.goods), discount: part(line.discount) }
    return units === 0
      ? []
      : [{ lineId, sku: line.sku, units, ...amounts, charges: part(line.charges) }]
  })
}

const share = (money: Money.Money, units: number, of: number): Money.Money => {
  const { posted } = Money.post(money, "halfEven")
  if (units >= of) return posted
  const [part = posted] = Result.getOrThrow(Allocation.allocateMoney(posted, [units, of - units]))
  return part
}

/** What a document returns, beside what was taken off its order here. */
export interface Returned {
  readonly currency: Currency.Currency
  readonly amount: Decimal.Decimal
}

/**
 * What documents under an order's id return. Units of a line that were cancelled here were never sold,
 * so a document over the same ones returns nothing more.
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
export const returned = ({ lines, credits }: OrderTrade): ReadonlyArray<Returned> =>
  credits.map((credit) => ({
    currency: credit.currency,
    amount: Credit.lines(credit).reduce((sum, { lineId, amount, units }) => {
      const part = share(Money.of(amount, credit.currency), leftOf(lines, lineId, units), units)
      return Decimal.plus(sum, part.amount)
    }, Decimal.zero),
  }))

/**
 * Units of an order that came back: those that the desk saw, or those that documents under its id took
 * back, whichever are more, line by line.
 */
export const returnedUnits = ({ lines, credits }: OrderTrade): number => {
  const back = new Map(lines.map((line) => [line.lineId, line.returned]))
  for (const { lineId, units } of credits.flatMap(Credit.lines))
    back.set(lineId, Math.max(back.get(lineId) ?? 0, leftOf(lines, lineId, units)))
  return [...back.values()].reduce((sum, units) => sum + units, 0)
}

/** Of units that a document takes back, those that were not cancelled here. */
const leftOf = (lines: OrderTrade["lines"], lineId: string, units: number): number =>
  Math.max(0, units - (lines.find((line) => line.lineId === lineId)?.cancelled ?? 0))
