/** What a shop keeper wants to know of the customers of a year, and where RFM puts them. Pure. */
import { Rfm, RfmCell } from "entrepot/customers"
import { Calendar, Decimal, type Money } from "entrepot/kernel"

import { type Buyer, idOf } from "./buyers.ts"

const sum = <A>(all: ReadonlyArray<A>, count: (one: A) => number): number =>
  all.reduce((total, one) => total + count(one), 0)

const ordersOf = (buyers: ReadonlyArray<Buyer>): number => sum(buyers, ({ orders }) => orders)

/** An exact amount for programs, as text. */
const exact = ({ amount, currency }: Money.Money) => ({ net: Decimal.format(amount), currency })

/** All that they brought; a run has one currency, or nothing in any. */
const revenueOf = (buyers: ReadonlyArray<Buyer>) => {
  const amounts = buyers.flatMap(({ revenue }) => revenue ?? [])
  const net = amounts.reduce((total, { amount }) => Decimal.plus(total, amount), Decimal.zero)
  return { net: Decimal.format(net), currency: amounts[0]?.currency ?? null }
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
 * The cells of all customers who have ordered, as of the day after the last order (UTC). What names no
 * customer, and those of whom there is only a cancellation, stand beside them: all together are all
 * orders and the whole revenue.
 */
export const rfmOf = (buyers: ReadonlyArray<Buyer>) => {
  const { withoutCustomer, withoutOrder } = viewOf(buyers)
  const last = buyers.reduce((latest, { lastOrderAt = 0 }) => Math.max(latest, lastOrderAt), 0)
  const referenceDay = Calendar.addDays(Calendar.dayOf(last, "UTC"), 1)
  const known = buyers.flatMap((buyer): ReadonlyArray<Rfm.RfmBuyer> => {
    const { customerRef, lastOrderAt, orders, revenue } = buyer
    if (customerRef === undefined || lastOrderAt === undefined || revenue === undefined) return []
    const recencyDays = Calendar.daysBetween(Calendar.dayOf(lastOrderAt, "UTC"), referenceDay)
    return [{ customerId: idOf(buyer), recencyDays, orders, amount: revenue }]
  })
  const cells = RfmCell.of(Rfm.score(known))
  return {
    referenceDay,
    cells: cells.map(({ amount, ...cell }) => ({ ...cell, revenue: exact(amount) })),
    withoutCustomer,
    withoutOrder: { customers: withoutOrder.customers, revenue: withoutOrder.revenue },
  }
}
