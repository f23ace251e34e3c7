import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import { OrderTotals } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

type Totals = Pick<typeof OrderTotals, "of" | "portion">

const cents = fc.integer({ min: 0, max: 1_999 }).map((minor) => (minor / 100).toFixed(2))
const fine = fc.integer({ min: 0, max: 9_999 }).map((mills) => (mills / 1_000).toFixed(3))

const orders = fc
  .record(
    {
      shipping: cents,
      shippingTax: cents,
      discount: cents,
      lines: fc.array(
        fc.record(
          {
            quantity: fc.integer({ min: 1, max: 4 }),
            unitPrice: fine,
            discount: cents,
            tax: cents,
          },
          { requiredKeys: ["quantity", "unitPrice"] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ["lines"] },
  )
  .map(({ lines, ...terms }) => ({
    ...terms,
    currency: "EUR" as const,
    lines: lines.map((line, i) => ({ lineId: `${i}`, ...line })),
  }))

const sides = ["goods", "discount", "shipping", "tax", "total"] as const
const sumOf = (amounts: ReadonlyArray<OrderTotals.Amounts>, side: (typeof sides)[number]) =>
  Money.format(
    Result.getOrThrow(
      Money.sum(
        "EUR",
        amounts.map((some) => some[side]),
      ),
    ),
  )

/** Whole orders: what stands on the order is what its lines carry, to the cent. */
const linesSum = ({ of }: Totals) =>
  fc.property(orders, (order) => {
    const totals = of(order)
    for (const side of sides)
      assert.strictEqual(sumOf(totals.lines, side), Money.format(totals[side]))
    assert.strictEqual(
      Money.format(totals.shipping),
      Money.format(Money.of(order.shipping ?? 0, "EUR")),
    )
    for (const line of totals.lines)
      for (const side of sides) assert.isTrue(Result.isSuccess(Money.toMinor(line[side])))
  })

/** However a line is cut into stretches of units, they sum to it. */
const stretchesSum = ({ of, portion }: Totals) =>
  fc.property(orders, fc.array(fc.integer({ min: 1, max: 4 })), (order, cuts) => {
    for (const line of of(order).lines) {
      const stretches: Array<OrderTotals.Amounts> = []
      let before = 0
      for (const cut of [...cuts, line.quantity]) {
        const units = Math.min(cut, line.quantity - before)
        stretches.push(portion(line, units, before))
        before += units
      }
      for (const side of sides) assert.strictEqual(sumOf(stretches, side), Money.format(line[side]))
    }
  })

/** Rounds each share on its own. */
const sharesRounded: Totals = {
  ...OrderTotals,
  of: (order) => {
    const totals = OrderTotals.of(order)
    const even = (money: Money.Money) => Money.divide(money, totals.lines.length, "halfEven").posted
    return {
      ...totals,
      lines: totals.lines.map((line) => ({ ...line, shipping: even(totals.shipping) })),
    }
  },
}

/** Reckons each stretch as if it were the first. */
const eachFirst: Totals = {
  ...OrderTotals,
  portion: (line, units) => OrderTotals.portion(line, units),
}

describe("what an order comes to", () => {
  it("is what its lines come to", () => {
    holds(linesSum(OrderTotals))
    kills(linesSum(sharesRounded))
  })

  it("stays the same however its lines are split", () => {
    holds(stretchesSum(OrderTotals))
    kills(stretchesSum(eachFirst))
  })

  it("divides shipping by what lines cost, and by units where they cost nothing", () => {
    const lines = [
      { lineId: "1", quantity: 1, unitPrice: "0" },
      { lineId: "2", quantity: 3, unitPrice: "0" },
    ]
    const { lines: free } = OrderTotals.of({ currency: "EUR", shipping: "4.00", lines })
    assert.deepStrictEqual(
      free.map(({ shipping }) => Money.format(shipping)),
      ["1.00 EUR", "3.00 EUR"],
    )
  })
})
