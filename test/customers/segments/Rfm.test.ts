import { assert, describe, it } from "@effect/vitest"
import { Rfm, RfmCell } from "entrepot/customers"
import { Money } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { day } from "./support/histories.ts"

const setting = { currency: "EUR", zone: "UTC" } as const
const line = (customerId: string, days: number, amount: number): Rfm.RfmLine => ({
  customerId,
  orderId: `${customerId} ${days}`,
  placedAt: days * day,
  amount: Money.of(amount, "EUR"),
})

const worlds = fc.array(
  fc
    .tuple(
      fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([customerId, days, amount]) => line(customerId, days, amount)),
  { minLength: 1, maxLength: 12 },
)

/** Who is better in nothing is in no better fifth, and equals are in the same. */
const ranks = (of: typeof Rfm.of) =>
  fc.property(worlds, (lines) => {
    const { customers } = of(lines, setting)
    for (const one of customers)
      for (const other of customers) {
        const more = one.amount.amount.cmp(other.amount.amount)
        if (more === 0) assert.strictEqual(one.monetary, other.monetary)
        if (more > 0) assert.isAtLeast(one.monetary, other.monetary)
        if (one.orders === other.orders) assert.strictEqual(one.frequency, other.frequency)
        if (one.orders > other.orders) assert.isAtLeast(one.frequency, other.frequency)
        if (one.recencyDays === other.recencyDays) assert.strictEqual(one.recency, other.recency)
        if (one.recencyDays < other.recencyDays) assert.isAtLeast(one.recency, other.recency)
      }
  })

/** Fifths by place alone, which tear equal values apart. */
const byPlace: typeof Rfm.of = (lines, given) => {
  const rfm = Rfm.of(lines, given)
  const fifths = [1, 2, 3, 4, 5] as const
  const sorted = rfm.customers.toSorted((a, b) => a.amount.amount.cmp(b.amount.amount))
  const customers = sorted.map((customer, i) => ({
    ...customer,
    monetary: fifths[Math.floor((5 * i) / sorted.length)] ?? 5,
  }))
  return { ...rfm, customers }
}

describe("RFM", () => {
  it("puts ten customers of ten amounts two by two into fifths", () => {
    const lines = Array.from({ length: 10 }, (_, i) => line(`c${i}`, 0, i + 1))
    const { customers } = Rfm.of(lines, setting)
    assert.deepStrictEqual(
      customers.map(({ monetary }) => monetary),
      [1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
    )
  })

  it("counts from the day after the last order, and orders of nobody apart", () => {
    const nobody = { orderId: "x", placedAt: 9 * day + 1, amount: Money.of(7, "EUR") }
    const lines = [line("ann", 0, 5), { ...line("ann", 0, 6) }, line("ann", 4, 1), nobody]
    const { referenceDay, customers, unknown } = Rfm.of(lines, setting)
    assert.strictEqual(referenceDay, "1970-01-11")
    const [ann] = customers
    assert.deepStrictEqual(
      [ann?.recencyDays, ann?.orders, ann?.amount.amount.toNumber()],
      [6, 2, 12],
    )
    assert.deepStrictEqual([unknown.orders, unknown.amount.amount.toNumber()], [1, 7])
  })

  it("ranks: the better stand in no worse fifth, and equals in the same", () => {
    holds(ranks(Rfm.of))
    kills(ranks(byPlace))
  })

  it("names every cell, the first that fits", () => {
    assert.strictEqual(RfmCell.nameOf(5, 5, 5), "Champions")
    assert.strictEqual(RfmCell.nameOf(5, 1, 1), "New customers")
    assert.strictEqual(RfmCell.nameOf(1, 1, 1), "Lost")
    assert.strictEqual(RfmCell.nameOf(1, 3, 5), "Can't lose them")
    assert.strictEqual(RfmCell.nameOf(2, 5, 1), "Others")
  })

  it("has in its cells every customer once, with all that they bought", () => {
    const sums = (of: (scores: Iterable<RfmCell.RfmPlaced>) => ReadonlyArray<RfmCell.RfmSum>) =>
      fc.property(worlds, (lines) => {
        const { customers } = Rfm.of(lines, setting)
        const cells = of(customers)
        const amountOf = (some: ReadonlyArray<{ readonly amount: Money.Money }>) =>
          some.reduce((sum, { amount }) => sum + amount.amount.toNumber(), 0)
        assert.strictEqual(amountOf(cells), amountOf(customers))
        assert.strictEqual(
          cells.reduce((sum, cell) => sum + cell.customers, 0),
          customers.length,
        )
        for (const [i, { amount }] of cells.entries())
          assert.isTrue(i === 0 || amount.amount.lte(cells[i - 1]?.amount.amount ?? 0))
      })
    for (const of of [RfmCell.of, RfmCell.fifthsOf]) holds(sums(of))
    kills(sums((scores) => RfmCell.of(Array.from(scores).slice(1))))
  })

  it("adds up and ranks one currency only, and names whose is another", () => {
    const inYen = { ...line("bob", 0, 5), amount: Money.of(1_000, "JPY") }
    const refused = "bob: wanted EUR, but got JPY"
    const orders = [line("ann", 0, 10), inYen]
    assert.throws(() => Rfm.of(orders, setting), RangeError, `order bob 0 of ${refused}`)
    const nobodys = { orderId: "x", placedAt: 0, amount: Money.of(5, "USD") }
    assert.throws(() => Rfm.of([nobodys], setting), RangeError, "order x: wanted EUR, but got USD")

    const bought = { recencyDays: 3, orders: 1 }
    const buyers = orders.map(({ customerId = "", amount }) => ({ ...bought, customerId, amount }))
    assert.throws(() => Rfm.score(buyers), RangeError, refused)
    const lost = { recency: 1, frequency: 1, monetary: 1, cell: "Lost" } as const
    const champion = { recency: 5, frequency: 5, monetary: 5, cell: "Champions" } as const
    for (const places of [[lost, lost] as const, [lost, champion] as const]) {
      const scores = buyers.map((buyer, i) => ({ ...buyer, ...(places[i] ?? lost) }))
      assert.throws(() => RfmCell.of(scores), RangeError, refused)
      assert.throws(() => RfmCell.fifthsOf(scores), RangeError, refused)
    }
  })

  it("names the order that was placed at no instant", () => {
    for (const placedAt of [Number.NaN, Infinity, 1e17])
      assert.throws(
        () => Rfm.of([{ ...line("ann", 0, 10), placedAt }], setting),
        RangeError,
        `order ann 0 of ann: placedAt ${placedAt} is no instant`,
      )
  })

  it("counts from the last order though all were placed before 1970", () => {
    const lines = [line("ann", -9, 10), line("bob", -3, 10)]
    const { referenceDay, customers } = Rfm.of(lines, setting)
    assert.strictEqual(referenceDay, "1969-12-30")
    assert.deepStrictEqual(
      customers.map(({ recencyDays }) => recencyDays),
      [7, 1],
    )
  })
})
