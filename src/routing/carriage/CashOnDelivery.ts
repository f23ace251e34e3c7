/**
 * Cash on delivery: what an order is to pay at the door is collected once in all, at each of its parcels
 * the share of what is in it. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import * as Money from "../../kernel/Money.ts"
import * as Order from "../../orders/Order.ts"
import * as OrderTotals from "../../orders/OrderTotals.ts"

/** Units of an item that are sent for a line. */
export interface SentUnits {
  readonly lineId: string
  readonly sku: string
  readonly quantity: number
}

/** What is to be collected altogether with these units, and with all that were sent before them. */
export type Collected = (sent: ReadonlyArray<SentUnits>) => Money.Money

/**
 * How what an order is to pay is shared; nothing where nobody pays at the door. A line has its share of
 * it as of everything else (see `OrderTotals`), and a unit its part of that, so nobody pays for what was
 * cancelled. All units together collect it to the cent, so what a parcel collects is the difference
 * between with and without it.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import type { Order } from "entrepot/orders"
 * import { CashOnDelivery } from "entrepot/routing"
 *
 * const line = { withdrawn: 0, cancelled: 0, returned: 0, unitPrice: "10.00" }
 * const order: Order.Order = {
 *   channel: "csv",
 *   account: "shop",
 *   externalId: "7",
 *   kind: "order",
 *   placedAt: 0,
 *   currency: "EUR",
 *   collect: "35.00",
 *   shownBy: { revision: "a", observedAt: 0 },
 *   lines: [
 *     { ...line, lineId: "1", sku: "MUG", items: [{ sku: "MUG", quantity: 1 }], quantity: 3 },
 *   ],
 * }
 * const collected = CashOnDelivery.of(order)
 * for (const quantity of [1, 2, 3]) {
 *   const sum = collected?.([{ lineId: "1", sku: "MUG", quantity }])
 *   console.log(sum && Money.format(sum))
 * }
 * ```
 * ```text
 * 11.67 EUR
 * 23.33 EUR
 * 35.00 EUR
 * ```
 */
export const of = (order: Order.Order): Collected | undefined => {
  const lines = sharesOfLines(order)
  if (lines.every(({ share }) => share.amount.isZero())) return undefined
  return (sent) => {
    const parts = lines.flatMap(({ lineId, items, going, share }) => {
      const all = items.reduce((sum, { quantity }) => sum + quantity * going, 0)
      const units = items.reduce((sum, { sku, quantity }) => {
        const ofItem = sent.filter((each) => each.lineId === lineId && each.sku === sku)
        const there = ofItem.reduce((before, each) => before + each.quantity, 0)
        return sum + Math.min(there, quantity * going)
      }, 0)
      return Result.getOrThrow(Allocation.allocateMoney(share, [units, all - units])).slice(0, 1)
    })
    return Result.getOrThrow(Money.sum(order.currency, parts))
  }
}

/** What is to be collected for units of lines that the customer is to have and we send. */
const sharesOfLines = (order: Order.Order) => {
  const totals = new Map(OrderTotals.of(order).lines.map((line) => [line.lineId, line]))
  return order.lines.flatMap((line) => {
    const { lineId, items = [] } = line
    const total = totals.get(lineId)
    // What came back was collected all the same.
    const going = Order.open({ ...line, returned: 0 })
    const isOurs = !Order.isByChannel(line, order)
    if (total === undefined || !isOurs || going === 0 || items.length === 0) return []
    const { collect: share } = OrderTotals.portion(total, going, total.quantity - going)
    return [{ lineId, items, going, share }]
  })
}

/** What each of some parcels collects, where they leave one after another and nothing after them. */
export const sharesOf = (
  order: Order.Order,
  parcels: ReadonlyArray<ReadonlyArray<SentUnits>>,
): ReadonlyArray<Money.Money | undefined> => {
  const collected = of(order)
  if (collected === undefined) return parcels.map(() => undefined)
  let sent: ReadonlyArray<SentUnits> = plannedOf(order)
  let before = collected(sent)
  return parcels.map((parcel) => {
    sent = [...sent, ...parcel]
    const after = collected(sent)
    const share = Result.getOrThrow(Money.minus(after, before))
    before = after
    return share.amount.isZero() ? undefined : share
  })
}

/** Units of lines that are planned or gone. */
const plannedOf = (order: Order.Order): ReadonlyArray<SentUnits> =>
  order.lines.flatMap((line) => {
    const { lineId, items = [], planned = 0, shipped = 0 } = line
    return items.map(({ sku, quantity }) => ({
      lineId,
      sku,
      quantity: quantity * (planned + shipped),
    }))
  })
