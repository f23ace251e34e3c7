/**
 * RFM: customers in quintiles by how lately, how often and for how much they bought, and the cells that
 * are made of them. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as RfmAmount from "./RfmAmount.ts"
import { type Cell, type Quintile, nameOf } from "./RfmCell.ts"

/** An order, or one of its lines; of one order all lines have its id. */
export interface RfmLine {
  /** Absent where nobody knows who bought. */
  readonly customerId?: string
  readonly orderId: string
  /** When the order was placed, in epoch milliseconds. */
  readonly placedAt: Calendar.Instant
  readonly amount: Money.Money
}

/** What a customer bought, added up. */
export interface RfmBuyer {
  readonly customerId: string
  /** Days of the calendar from their last order to the reference day. */
  readonly recencyDays: number
  readonly orders: number
  readonly amount: Money.Money
}

/** What a customer is by recency, frequency and money. */
export interface RfmScore extends RfmBuyer {
  readonly recency: Quintile
  readonly frequency: Quintile
  readonly monetary: Quintile
  readonly cell: Cell
}

/** What RFM finds. */
export interface Rfm {
  /** The day after that of the last order, of known and unknown buyers; of none the second of 1970. */
  readonly referenceDay: Calendar.Day
  /** By customer id. */
  readonly customers: ReadonlyArray<RfmScore>
  /** What nobody knows the buyer of. */
  readonly unknown: { readonly orders: number; readonly amount: Money.Money }
}

/**
 * RFM of orders or their lines; see {@link score}.
 *
 * @throws RangeError where an amount is not in the currency, or an order was placed at no instant (a
 * programmer's error)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Rfm } from "entrepot/customers"
 *
 * const day = 86_400_000
 * const lines = [
 *   { customerId: "ann", orderId: "1", placedAt: 0, amount: Money.of(20, "EUR") },
 *   { customerId: "bob", orderId: "2", placedAt: 30 * day, amount: Money.of(70, "EUR") },
 *   { orderId: "3", placedAt: 40 * day, amount: Money.of(5, "EUR") },
 * ]
 * const { referenceDay, customers, unknown } = Rfm.of(lines, { currency: "EUR", zone: "UTC" })
 * console.log(referenceDay, unknown.orders)
 * for (const { customerId, recencyDays, recency } of customers)
 *   console.log(customerId, recencyDays, recency)
 * ```
 * ```text
 * 1970-02-11 1
 * ann 41 1
 * bob 11 3
 * ```
 */
export const of = (
  lines: Iterable<RfmLine>,
  { currency, zone }: { readonly currency: Currency.Currency; readonly zone: Calendar.Zone },
): Rfm => {
  const unknown = emptyPurse(currency)
  const known = new Map<string, Purse>()
  let last: Calendar.Instant | undefined
  for (const line of lines) {
    const { customerId, placedAt } = line
    last = Math.max(last ?? placedAt, placedAt)
    const purse =
      customerId === undefined ? unknown : (known.get(customerId) ?? emptyPurse(currency))
    if (customerId !== undefined) known.set(customerId, purse)
    spend(purse, line)
  }
  const referenceDay = Calendar.addDays(Calendar.dayOf(last ?? 0, zone), 1)
  const counted = Array.from(known, ([customerId, { last, orders, amount }]) => ({
    customerId,
    recencyDays: Calendar.daysBetween(Calendar.dayOf(last, zone), referenceDay),
    orders: orders.size,
    amount,
  }))
  return {
    referenceDay,
    customers: score(counted),
    unknown: { orders: unknown.orders.size, amount: unknown.amount },
  }
}

/**
 * The quintiles of all customers, for whoever has added up already what each bought; by customer id.
 * Whoever is better than so large a part of the others stands in that fifth: `1 + floor(5 * worse /
 * all)`, so that equal values share a quintile (Hughes 1994, with ties).
 *
 * @throws RangeError where amounts are not all in one currency (a programmer's error)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Rfm } from "entrepot/customers"
 *
 * const [ann] = Rfm.score([
 *   { customerId: "ann", recencyDays: 3, orders: 2, amount: Money.of(20, "EUR") },
 *   { customerId: "bob", recencyDays: 9, orders: 2, amount: Money.of(70, "EUR") },
 * ])
 * console.log(ann?.recency, ann?.frequency, ann?.monetary, ann?.cell)
 * ```
 * ```text
 * 3 1 1 About to sleep
 * ```
 */
export const score = (buyers: ReadonlyArray<RfmBuyer>): ReadonlyArray<RfmScore> => {
  RfmAmount.check(buyers)
  const recency = quintiles(buyers, ({ recencyDays }, other) => other.recencyDays - recencyDays)
  const frequency = quintiles(buyers, ({ orders }, other) => orders - other.orders)
  const monetary = quintiles(buyers, (one, other) =>
    Decimal.compare(one.amount.amount, other.amount.amount),
  )
  return buyers
    .map((buyer): RfmScore => {
      const [r, f, m] = [recency(buyer), frequency(buyer), monetary(buyer)]
      return { ...buyer, recency: r, frequency: f, monetary: m, cell: nameOf(r, f, m) }
    })
    .toSorted(Order.mapInput(Order.String, ({ customerId }) => customerId))
}

interface Purse {
  last: Calendar.Instant
  readonly orders: Set<string>
  amount: Money.Money
}

const emptyPurse = (currency: Currency.Currency): Purse => ({
  last: -Infinity,
  orders: new Set(),
  amount: Money.of(0, currency),
})

const isInstant = Schema.is(Calendar.Instant)

const spend = (purse: Purse, { customerId, orderId, placedAt, amount }: RfmLine): void => {
  const whose = customerId === undefined ? `order ${orderId}` : `order ${orderId} of ${customerId}`
  if (!isInstant(placedAt)) throw new RangeError(`${whose}: placedAt ${placedAt} is no instant`)
  purse.last = Math.max(purse.last, placedAt)
  purse.orders.add(orderId)
  purse.amount = RfmAmount.plus(purse.amount, amount, whose)
}

/** The fifth of each, where the greater is the better. */
const quintiles = <A>(
  all: ReadonlyArray<A>,
  compare: (one: A, other: A) => number,
): ((one: A) => Quintile) => {
  const fifths = new Map<A, Quintile>()
  let before: A | undefined
  let last: Quintile | undefined
  for (const [worse, one] of all.toSorted(compare).entries()) {
    if (before === undefined || compare(before, one) !== 0)
      last = byIndex[Math.floor((5 * worse) / all.length)]
    fifths.set(one, last ?? 5)
    before = one
  }
  return (one) => fifths.get(one) ?? 5
}

const byIndex: ReadonlyArray<Quintile> = [1, 2, 3, 4, 5]
