/** The main job beside plain code that counts the same file. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { rfmOf } from "../../examples/main-job/customerView.ts"
import { freshPath } from "../stores/support/folder.ts"
import * as OnlineRetail from "../support/onlineRetail.ts"
import { summaryOf } from "./support/mainJob.ts"

const { path: real, tenThousandths } = OnlineRetail
/** Lines of the file behind its head. */
const all = 541_909

/** Counts by plain code that shares nothing with the library. */
const recount = async () => {
  let [lines, units, revenue] = [0, 0, 0n]
  const invoices = new Map<string, Set<number>>()
  const customers = new Set<string>()
  const kinds = { cancellation: 0, writeOff: 0, adjustment: 0 }
  const words = { zeroPrice: 0, negativePrice: 0, withoutCustomer: 0, repeated: 0 }
  const seen = new Set<string>()
  const buyers = new Map<string, PlainBuyer>()
  for await (const line of OnlineRetail.lines()) {
    const { text, invoice, quantity, instant, price, customer, country } = line
    lines += 1
    units += quantity
    revenue += BigInt(quantity) * tenThousandths(price)
    invoices.set(invoice, (invoices.get(invoice) ?? new Set()).add(instant))
    if (customer !== "NA") customers.add(customer)
    if (invoice.startsWith("C")) kinds.cancellation += 1
    else if (invoice.startsWith("A")) kinds.adjustment += 1
    else if (quantity < 0) kinds.writeOff += 1
    if (Number(price) === 0) words.zeroPrice += 1
    if (Number(price) < 0) words.negativePrice += 1
    if (customer === "NA") words.withoutCustomer += 1
    if (seen.has(text)) words.repeated += 1
    seen.add(text)
    const buyer = buyers.get(customer) ?? { country, orders: new Map(), revenue: 0n }
    buyers.set(customer, buyer)
    buyer.revenue += BigInt(quantity) * tenThousandths(price)
    // An invoice with two timestamps is placed at its first.
    if (/^\d/.test(invoice) && quantity > 0 && !buyer.orders.has(invoice))
      buyer.orders.set(invoice, instant)
  }
  const numbers = [...invoices.keys()]
  const cancellations = numbers.filter((invoice) => invoice.startsWith("C")).length
  const adjustments = numbers.filter((invoice) => invoice.startsWith("A")).length
  return {
    lines: { read: lines, refused: {}, ...kinds, ...words },
    orders: {
      ingested: numbers.length - cancellations - adjustments,
      ofCustomers: numbers.length - cancellations - adjustments - kinds.writeOff,
      cancellations,
      writeOffs: kinds.writeOff,
      adjustments,
      parked: 0,
      twoTimes: [...invoices.values()].filter((times) => times.size > 1).length,
    },
    customers: customers.size,
    units: { net: units },
    revenue,
    buyers,
  }
}

interface PlainBuyer {
  /** Of the first line. */
  readonly country: string
  /** When each was placed, in epoch milliseconds. */
  readonly orders: Map<string, number>
  /** In ten-thousandths of a pound. */
  revenue: bigint
}

/** The cells as anybody would count them: 1 and the fifths of all that are worse. */
const cellsOf = (buyers: ReadonlyMap<string, PlainBuyer>) => {
  const dayOf = (instant: number): number => Math.floor(instant / 86_400_000)
  const known = [...buyers].flatMap(([customer, { orders, revenue }]) => {
    const last = Math.max(...[...orders.values()].map(dayOf))
    return customer === "NA" || orders.size === 0 ? [] : [{ last, orders: orders.size, revenue }]
  })
  const fifthOf = <A extends bigint | number>(all: ReadonlyArray<A>) => {
    const sorted = all.toSorted((a, b) => (a < b ? -1 : Number(a > b)))
    const worse = new Map<A, number>()
    for (const [at, value] of sorted.entries()) if (!worse.has(value)) worse.set(value, at)
    return (value: A): number => 1 + Math.floor((5 * (worse.get(value) ?? 0)) / all.length)
  }
  const [r, f, m] = [
    fifthOf(known.map(({ last }) => last)),
    fifthOf(known.map(({ orders }) => orders)),
    fifthOf(known.map(({ revenue }) => revenue)),
  ]
  const ofCell = Map.groupBy(known, ({ last, orders, revenue }) =>
    [r(last), f(orders), m(revenue)].join(""),
  )
  const cells = Array.from(ofCell, ([name, some]) => [
    name,
    {
      customers: some.length,
      orders: some.reduce((sum, { orders }) => sum + orders, 0),
      revenue: some.reduce((sum, { revenue }) => sum + revenue, 0n),
    },
  ])
  return Object.fromEntries(cells)
}

describe.skipIf(OnlineRetail.isMissing)("the main job on the real file", () => {
  it.live(
    "counts what plain code counts, and its books are right",
    () =>
      Effect.gen(function* () {
        const { revenue: exact, buyers, ...counted } = yield* Effect.promise(() => recount())
        assert.strictEqual(counted.lines.read, all)
        const store = `sqlite:${yield* freshPath}`
        const summary = yield* summaryOf(["--orders", real, "--store", store])
        const { lines, orders, customers, units, revenue, stock, audit } = summary
        assert.deepStrictEqual({ lines, orders, customers, units }, counted)
        assert.strictEqual(tenThousandths(revenue.net), exact)
        assert.isTrue(audit.ok)
        const { opened, bought, returned, filled, writtenOff, onHand } = stock
        assert.strictEqual(opened + bought + returned - filled - writtenOff, onHand)

        const { rfm, customerView } = summary
        assert.strictEqual(rfm.referenceDay, "2011-12-10")
        const fifths = rfm.fifths.map(
          (cell: ReturnType<typeof rfmOf>["fifths"][number]) =>
            [
              [cell.recency, cell.frequency, cell.monetary].join(""),
              {
                customers: cell.customers,
                orders: cell.orders,
                revenue: tenThousandths(cell.revenue.net),
              },
            ] as const,
        )
        assert.deepStrictEqual(Object.fromEntries(fifths), cellsOf(buyers))
        assert.strictEqual(
          rfm.cells.length,
          new Set(rfm.fifths.map((one: { cell: string }) => one.cell)).size,
        )
        for (const { cell, customers: count } of rfm.cells)
          assert.strictEqual(
            count,
            rfm.fifths
              .filter((one: { cell: string }) => one.cell === cell)
              .reduce((sum: number, one: { customers: number }) => sum + one.customers, 0),
            cell,
          )
        const nobody = buyers.get("NA")
        assert.strictEqual(rfm.withoutCustomer.orders, nobody?.orders.size)
        assert.strictEqual(tenThousandths(rfm.withoutCustomer.revenue.net), nobody?.revenue)
        for (const { market, customers } of customerView.markets)
          assert.strictEqual(
            customers,
            [...buyers].filter(([id, { country }]) => id !== "NA" && country === market).length,
            market,
          )
      }),
    10 * 60_000,
  )
})
