import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { type OrderTrade, SegmentFacts, TradeCounts, TradeFact } from "entrepot/customers"
import { type Currency, Decimal, Money, Rates } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import {
  day,
  histories,
  historyOf,
  type Placed,
  quarter,
  setting,
  settingWithRates,
} from "./support/histories.ts"

type Reader = typeof SegmentFacts.reader

/** From when on a trade counts; ever, where nobody knows. */
const since = ({ shown, credits }: OrderTrade.OrderTrade): number | undefined =>
  shown === undefined
    ? credits.map(({ placedAt }) => placedAt).toSorted((a, b) => a - b)[0]
    : shown.placedAt

const countOf = (trades: ReadonlyArray<OrderTrade.OrderTrade>) =>
  TradeCounts.of(trades.map(TradeFact.of))

/** The sum in the currency of a setting; nothing where it needs a rate that is not there. */
const worth = (
  { currency, rates }: SegmentFacts.Setting,
  amounts: ReadonlyArray<Money.Money>,
): Money.Money | undefined => {
  const inOne = somethingOf(amounts).flatMap((money) => {
    if (money.currency === currency) return money
    return rates === undefined
      ? []
      : Result.getOrThrow(Rates.convert(rates, money, currency, "halfEven"))
  })
  return inOne.length < somethingOf(amounts).length
    ? undefined
    : Result.getOrThrow(Money.sum(currency, inOne))
}

const somethingOf = (amounts: ReadonlyArray<Money.Money>) =>
  amounts.filter(({ amount }) => !amount.isZero())

const instants = fc
  .oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1_456, max: 1_474 }))
  .map((quarters) => quarters * quarter)
const settings = fc.constantFrom(setting, settingWithRates)

/** What is carried from document to document comes to what counting them anew does. */
const countsAnew = (readerOf: Reader) =>
  fc.property(histories, instants, settings, (history, at, by) => {
    const read = readerOf(history, by)(at)
    const there = history.trades.filter((trade) => (since(trade) ?? at) <= at)
    const all = countOf(there)
    const revenue = worth(
      by,
      all.money.map((one) => one.revenue),
    )
    assert.deepStrictEqual(read.revenue, revenue)
    assert.deepStrictEqual(
      read.averageOrderValue,
      revenue && all.orders > 0 ? Money.divide(revenue, all.orders, "halfEven").posted : undefined,
    )
    assert.deepStrictEqual(read.returnRate, all.returnRate)
    assert.strictEqual(read.daysSinceLastOrder, daysSince(at, all.lastOrderAt))
    assert.strictEqual(read.daysSinceFirstOrder, daysSince(at, all.firstOrderAt))
    assert.strictEqual(read.orders?.length, all.orders)

    const year = countOf(there.filter((trade) => (since(trade) ?? -Infinity) > at - 365 * day))
    assert.strictEqual(read.ordersInYear, year.orders)
    const sold = year.money.filter(({ goods }) => !goods.amount.isZero())
    const [one, ...others] = sold
    const inOne = others.length > 0 || one === undefined ? by : { currency: one.currency }
    const goods = worth(
      inOne,
      sold.map((one) => one.goods),
    )
    const discount = worth(
      inOne,
      sold.map((one) => one.discount),
    )
    assert.deepStrictEqual(
      read.discountShare,
      one && goods && discount
        ? Decimal.divide(discount.amount, goods.amount, 4, "halfEven").quotient
        : undefined,
    )
  })

/** What was taken in some days is the revenue of what counts since then; of today, if nobody knows. */
const takingsAreRevenue = (readerOf: Reader) =>
  fc.property(histories, instants, fc.integer({ min: 1, max: 13 }), (history, at, days) => {
    const told = (readerOf(history, setting)(at).takings ?? [])
      .filter(({ daysAgo = Infinity }) => daysAgo < days)
      .flatMap(({ revenue }) => revenue ?? [])
    const counted = countOf(
      history.trades.filter((trade) => {
        const from = since(trade) ?? at
        return at - days * day < from && from <= at
      }),
    ).money.map(({ revenue }) => revenue)
    for (const wanted of ["EUR", "USD"] as const) {
      const sumOf = (amounts: ReadonlyArray<Money.Money>) =>
        Money.sum(
          wanted,
          amounts.filter(({ currency }) => currency === wanted),
        )
      assert.deepStrictEqual(sumOf(told), sumOf(counted))
    }
  })

const daysSince = (at: number, instant: number | undefined) =>
  instant === undefined ? undefined : Math.floor((at - instant) / day)

const ofTrades =
  (change: (trades: SegmentFacts.CustomerHistory["trades"]) => typeof trades): Reader =>
  (history, by) =>
    SegmentFacts.reader({ ...history, trades: change(history.trades) }, by)
const withoutTheLast = ofTrades((trades) => trades.slice(0, -1))
const withoutNotes = ofTrades((trades) => trades.filter(({ shown }) => shown !== undefined))
const notesFromEver = ofTrades((trades) =>
  trades.map((trade) => ({
    ...trade,
    credits: trade.credits.map((credit) => ({ ...credit, placedAt: -365 * day })),
  })),
)
/** Each order stays in its year for a day more. */
const yearOfADayMore: Reader = (history, by) => {
  const read = SegmentFacts.reader(history, by)
  return (at) => ({ ...read(at), ordersInYear: read(at - day).ordersInYear })
}
/** Whatever has no rate brings nothing. */
const nothingWithoutRate: Reader = (history, by) => {
  const read = SegmentFacts.reader(history, by)
  return (at) => ({ ...read(at), revenue: read(at).revenue ?? Money.zero("EUR") })
}
/** What went back nobody knows when is forgotten. */
const withoutUndated = ofTrades((trades) => trades.filter((trade) => since(trade) !== undefined))
/** Of the orders in the currency of the setting, whatever the others are. */
const shareOfOwnCurrency: Reader = (history, by) => {
  const read = SegmentFacts.reader(history, by)
  const own = history.trades.filter(({ shown }) => shown?.currency === by.currency)
  const readOwn = SegmentFacts.reader({ ...history, trades: own }, by)
  return (at) => ({ ...read(at), discountShare: readOwn(at).discountShare })
}

const sameOrders: fc.Arbitrary<ReadonlyArray<Placed>> = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 12 }),
    goods: fc.integer({ min: 1, max: 30 }),
    discount: fc.constantFrom(0, 1),
  }),
  { maxLength: 3 },
)

/** The same orders have the same share, whichever one currency they are in and with no rate for it. */
const isAShare = (readerOf: Reader) =>
  fc.property(sameOrders, (orders) => {
    const shareIn = (currency: Currency.Currency) =>
      readerOf(historyOf(orders.map((order) => ({ ...order, currency }))), setting)(13 * quarter)
        .discountShare
    for (const currency of ["USD", "JPY"] as const)
      assert.deepStrictEqual(shareIn(currency), shareIn("EUR"))
  })

describe("the laws of facts", () => {
  it("are what the trade record counts of all that was there, and missing where a rate is", () => {
    holds(countsAnew(SegmentFacts.reader), 200)
    for (const mutant of [
      withoutTheLast,
      withoutNotes,
      notesFromEver,
      yearOfADayMore,
      nothingWithoutRate,
      shareOfOwnCurrency,
    ])
      kills(countsAnew(mutant))
  })

  it("tell what each order brought and each note took back, and when", () => {
    holds(takingsAreRevenue(SegmentFacts.reader), 200)
    for (const mutant of [withoutTheLast, withoutNotes, notesFromEver, withoutUndated])
      kills(takingsAreRevenue(mutant))
  })

  it("take a share of the price in whichever currency it was paid", () => {
    holds(isAShare(SegmentFacts.reader), 100)
    kills(isAShare(shareOfOwnCurrency))
  })
})
