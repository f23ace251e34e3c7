import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import { OrderTotals } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { documents, observe, playOut, room, shows } from "./support/worlds.ts"

type Totals = Pick<typeof OrderTotals, "of" | "portion">

const cents = fc.integer({ min: 0, max: 1_999 }).map((minor) => (minor / 100).toFixed(2))
const fine = fc.integer({ min: 0, max: 9_999 }).map((mills) => (mills / 1_000).toFixed(3))

const orders = fc
  .record(
    {
      shipping: cents,
      shippingTax: cents,
      discount: cents,
      collect: cents,
      taxesIncluded: fc.boolean(),
      lines: fc.array(
        fc.record(
          {
            quantity: fc.integer({ min: 1, max: 4 }),
            withdrawn: fc.integer({ min: 0, max: 4 }),
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
    lines: lines.map(({ withdrawn = 0, ...line }, i) => ({
      lineId: `${i}`,
      ...line,
      withdrawn: Math.min(withdrawn, line.quantity),
    })),
  }))

const sides = ["goods", "discount", "shipping", "tax", "includedTax", "collect", "total"] as const
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
    const isGone = order.lines.every(({ quantity, withdrawn }) => quantity === withdrawn)
    for (const side of ["shipping", "collect"] as const)
      assert.strictEqual(
        Money.format(totals[side]),
        Money.format(Money.of(isGone ? 0 : (order[side] ?? 0), "EUR")),
      )
    for (const line of totals.lines)
      for (const side of sides) assert.isTrue(Result.isSuccess(Money.toMinor(line[side])))
  })

/**
 * Whatever a channel showed before, an order comes to what its last document says: price, discount and
 * tax are of the units in that.
 */
const lastDocumentCounts = (of: Totals["of"]) =>
  fc.property(documents, shows, (seen, how) => {
    const said = seen.map((document, at) => ({
      ...document,
      observedAt: at,
      value: { ...document.value, discount: "0.50", shipping: "2.00" },
    }))
    const book = playOut(
      room,
      said.map((document) => observe(document, how)),
    )
    for (const [, order] of book.orders) {
      const mine = said.filter(({ externalId }) => externalId === order.externalId)
      const last = mine.at(-1)?.value
      if (last === undefined) continue
      const shown = new Map(last.lines.map((line) => [line.lineId, line]))
      // A part says nothing of the lines that it does not name: the last one that does still counts.
      if (how === "part")
        for (const { value } of mine.toReversed())
          for (const line of value.lines) if (!shown.has(line.lineId)) shown.set(line.lineId, line)
      const lines = order.lines.flatMap(({ lineId }) => shown.get(lineId) ?? [])
      for (const side of sides)
        assert.strictEqual(
          Money.format(of(order)[side]),
          Money.format(OrderTotals.of({ ...last, lines })[side]),
        )
    }
  })

/** Of all units that a channel has ever shown. */
const ofAllEver: Totals["of"] = (order) =>
  OrderTotals.of({ ...order, lines: order.lines.map((line) => ({ ...line, withdrawn: 0 })) })

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

  it("is what the last document says, whatever was shown before", () => {
    holds(lastDocumentCounts(OrderTotals.of), 300)
    kills(lastDocumentCounts(ofAllEver))
  })

  it("is of the units that the channel still shows, at the discount of these", () => {
    const line = { lineId: "1", unitPrice: "10.00", quantity: 50, withdrawn: 49, discount: "1.00" }
    assert.strictEqual(
      Money.format(OrderTotals.of({ currency: "EUR", lines: [line] }).total),
      "9.00 EUR",
    )
  })

  it("has taxes on top of prices, or in them", () => {
    const lines = [{ lineId: "1", quantity: 1, unitPrice: "119.00", tax: "19.00" }]
    const order = { currency: "EUR", lines, shipping: "4.76", shippingTax: "0.76" } as const
    const sidesOf = ({ tax, includedTax, total }: OrderTotals.Amounts) =>
      [tax, includedTax, total].map(Money.format)
    const nothing = "0.00 EUR"
    assert.deepStrictEqual(sidesOf(OrderTotals.of({ ...order, taxesIncluded: true })), [
      nothing,
      "19.76 EUR",
      "123.76 EUR",
    ])
    assert.deepStrictEqual(sidesOf(OrderTotals.of(order)), ["19.76 EUR", nothing, "143.52 EUR"])
  })

  it("is more than can be kept from thirty digits on", () => {
    const lines = (quantity: number, unitPrice: string) => [{ lineId: "1", quantity, unitPrice }]
    const large = { currency: "EUR", lines: lines(1e12, "99999999999999999999.99") } as const
    assert.deepStrictEqual(OrderTotals.overflow(large), {
      side: "money",
      amount: "99999999999999999999990000000000",
    })
    const most = { currency: "EUR", lines: lines(Number.MAX_SAFE_INTEGER, "9999999.99") } as const
    assert.isUndefined(OrderTotals.overflow(most))
    assert.strictEqual(
      OrderTotals.overflow({ ...most, lines: [...most.lines, ...most.lines] })?.side,
      "units",
    )
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
