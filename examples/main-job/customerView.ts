/** What a shop keeper wants to know of the customers of a year, and where RFM puts them. Pure. */
import { Result } from "effect"
import { Rfm, RfmCell } from "entrepot/customers"
import { Calendar, Money } from "entrepot/kernel"

import { type Buyer, idOf } from "./buyers.ts"

const sum = <A>(all: ReadonlyArray<A>, count: (one: A) => number): number =>
  all.reduce((total, one) => total + count(one), 0)

const ordersOf = (buyers: ReadonlyArray<Buyer>): number => sum(buyers, ({ orders }) => orders)

/** An amount for programs, as exact text with the digits of its currency. */
export interface Net {
  readonly net: string
  readonly currency: string | null
}

/** What was brought, if anything was. */
export const netOf = (money: Money.Money | undefined): Net => {
  if (money === undefined) return { net: "0", currency: null }
  const [net = ""] = Money.format(money).split(" ")
  return { net, currency: money.currency }
}

/** All that they brought; a run has one currency, or nothing in any. */
const revenueOf = (buyers: ReadonlyArray<Buyer>): Net => {
  const amounts = buyers.flatMap(({ revenue }) => revenue ?? [])
  const [first] = amounts
  return netOf(first && Result.getOrThrow(Money.sum(first.currency, amounts)))
}

/** How many customers there are, what they brought, and where they live. */
export const viewOf = (buyers: ReadonlyArray<Buyer>) => {
  const named = buyers.filter(({ customerRef }) => customerRef !== undefined)
  const others = buyers.filter(({ customerRef }) => customerRef === undefined)
  const having = (isIt: (orders: number) => boolean) => {
    const some = named.filter(({ orders }) => isIt(orders))
    return { customers: some.length, orders: ordersOf(some), revenue: revenueOf(some) }
  }
  return {
    withOneOrder: having((orders) => orders === 1),
    withMoreOrders: having((orders) => orders > 1),
    withoutOrder: having((orders) => orders === 0),
    withoutCustomer: { orders: ordersOf(others), revenue: revenueOf(others) },
    markets: Array.from(
      Map.groupBy(named, ({ market }) => market ?? null),
      ([market, some]) => ({
        market,
        customers: some.length,
        orders: ordersOf(some),
        revenue: revenueOf(some),
      }),
    ).toSorted((a, b) => b.customers - a.customers || (`${a.market}` < `${b.market}` ? -1 : 1)),
  }
}

/**
 * The cells of all customers who have ordered, as of the day after the last order (UTC), if there is
 * one. What names no
 * customer, and those of whom there is only a cancellation, stand beside them: all together are all
 * orders and the whole revenue.
 */
export const rfmOf = (buyers: ReadonlyArray<Buyer>) => {
  const { withoutCustomer, withoutOrder } = viewOf(buyers)
  const orderedAt = buyers.flatMap(({ lastOrderAt }) => lastOrderAt ?? [])
  const last = orderedAt.reduce((latest, at) => Math.max(latest, at), -Infinity)
  const referenceDay =
    orderedAt.length === 0 ? undefined : Calendar.addDays(Calendar.dayOf(last, "UTC"), 1)
  const known = buyers.flatMap((buyer): ReadonlyArray<Rfm.RfmBuyer> => {
    const { customerRef, lastOrderAt, orders, revenue } = buyer
    if (customerRef === undefined || lastOrderAt === undefined) return []
    if (referenceDay === undefined || revenue === undefined) return []
    const recencyDays = Calendar.daysBetween(Calendar.dayOf(lastOrderAt, "UTC"), referenceDay)
    return [{ customerId: idOf(buyer), recencyDays, orders, amount: revenue }]
  })
  const scores = Rfm.score(known)
  const shown = <A extends RfmCell.RfmSum>({ amount, ...sum }: A) => ({
    ...sum,
    revenue: netOf(amount),
  })
  return {
    ...(referenceDay === undefined ? {} : { referenceDay }),
    cells: RfmCell.of(scores).map(shown),
    fifths: RfmCell.fifthsOf(scores).map(shown),
    withoutCustomer,
    withoutOrder: { customers: withoutOrder.customers, revenue: withoutOrder.revenue },
  }
}
