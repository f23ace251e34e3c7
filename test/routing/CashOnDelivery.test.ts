import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import { type Order, OrderTotals } from "entrepot/orders"
import { CashOnDelivery } from "entrepot/routing"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const skus = ["MUG", "CUP"] as const
const prices = ["0", "0.01", "3.33", "19.99"]

/** An order of some lines, a set among them, and the parcels that its units go with. */
const orders = fc
  .record({
    collect: fc.constantFrom("0.01", "1.00", "49.99"),
    lines: fc.array(
      fc.record({
        unitPrice: fc.constantFrom(...prices),
        quantity: fc.integer({ min: 1, max: 3 }),
        cancelled: fc.nat(1),
        planned: fc.nat(1),
        isSet: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    into: fc.array(fc.nat(2), { minLength: 27, maxLength: 27 }),
  })
  .map(({ collect, lines, into }) => {
    const order: Order.Order = {
      channel: "csv",
      account: "shop",
      externalId: "7",
      kind: "order",
      placedAt: 0,
      currency: "EUR",
      collect,
      shipping: "4.99",
      shownBy: { revision: "a", observedAt: 0 },
      lines: lines.map(({ isSet, planned, cancelled, ...line }, at) => ({
        ...line,
        lineId: `${at}`,
        sku: "ANY",
        withdrawn: 0,
        cancelled: Math.min(cancelled, line.quantity - 1),
        returned: 0,
        planned: Math.min(planned, line.quantity - Math.min(cancelled, line.quantity - 1)),
        items: skus.slice(0, isSet ? 2 : 1).map((sku, n) => ({ sku, quantity: 2 - n })),
      })),
    }
    let count = 0
    const sent: Array<Array<CashOnDelivery.SentUnits>> = [[], [], []]
    for (const { lineId, quantity, cancelled, planned = 0, items = [] } of order.lines)
      for (const item of items)
        for (let unit = item.quantity * (quantity - cancelled - planned); unit > 0; unit -= 1)
          sent[into[count++] ?? 0]?.push({ lineId, sku: item.sku, quantity: 1 })
    return { order, sent }
  })

const sumOf = (amounts: ReadonlyArray<Money.Money | undefined>): Money.Money =>
  Result.getOrThrow(
    Money.sum(
      "EUR",
      amounts.flatMap((amount) => (amount === undefined ? [] : [amount])),
    ),
  )

const isCollectedOnce = (sharesOf: typeof CashOnDelivery.sharesOf) =>
  fc.property(orders, ({ order, sent }) => {
    const shares = sharesOf(order, sent)
    for (const share of shares) assert.isNotTrue(share?.amount.isNegative())
    const before = order.lines.flatMap(({ lineId, planned = 0, items = [] }) =>
      items.map(({ sku, quantity }) => ({ lineId, sku, quantity: quantity * planned })),
    )
    const already = CashOnDelivery.of(order)?.(before)
    const cancelled = OrderTotals.of(order).lines.map((line, at) =>
      OrderTotals.portion(line, order.lines[at]?.cancelled ?? 0),
    )
    assert.strictEqual(
      Money.format(sumOf([already, ...shares, ...cancelled.map(({ collect }) => collect)])),
      `${order.collect} EUR`,
    )
    // What holds nothing collects nothing.
    for (const [at, units] of sent.entries()) if (units.length === 0) assert.isUndefined(shares[at])
  })

describe("cash on delivery", () => {
  it("is not collected for units that were cancelled", () => {
    const line = { withdrawn: 0, returned: 0, unitPrice: "10.00", quantity: 3 }
    const items = [{ sku: "MUG", quantity: 1 }]
    const order: Order.Order = {
      channel: "csv",
      account: "shop",
      externalId: "7",
      kind: "order",
      placedAt: 0,
      currency: "EUR",
      collect: "30.00",
      shownBy: { revision: "a", observedAt: 0 },
      lines: [{ ...line, lineId: "1", sku: "MUG", items, cancelled: 1 }],
    }
    const mugs = (quantity: number) => [{ lineId: "1", sku: "MUG", quantity }]
    assert.deepStrictEqual(
      CashOnDelivery.sharesOf(order, [mugs(1), mugs(1)]).map(
        (share) => share && Money.format(share),
      ),
      ["10.00 EUR", "10.00 EUR"],
    )
  })

  it("is collected once in all, however an order is split", () => {
    holds(isCollectedOnce(CashOnDelivery.sharesOf), 100)
    const whole: typeof CashOnDelivery.sharesOf = (order, parcels) =>
      parcels.map(() => Money.of(order.collect ?? 0, "EUR"))
    kills(isCollectedOnce(whole))
    const rounded: typeof CashOnDelivery.sharesOf = (order, parcels) => {
      const units = parcels.map((parcel) => parcel.length)
      const all = units.reduce((sum, n) => sum + n, 0)
      return units.map((n) =>
        n === 0
          ? undefined
          : Money.post(Money.of((Number(order.collect) * n) / all, "EUR"), "halfUp").posted,
      )
    }
    kills(isCollectedOnce(rounded))
    const cancelledToo: typeof CashOnDelivery.sharesOf = (order, parcels) =>
      CashOnDelivery.sharesOf(
        { ...order, lines: order.lines.map((line) => ({ ...line, cancelled: 0 })) },
        parcels,
      )
    kills(isCollectedOnce(cancelledToo))
  })

  it("is none where the order pays nothing at the door, or nothing of it is ours to send", () => {
    holds(
      fc.property(orders, ({ order, sent }) => {
        const { collect: _, ...paid } = order
        const theirs = { ...order, fulfilledBy: "channel" as const }
        for (const each of [paid, { ...order, collect: "0.00" }, theirs])
          assert.deepStrictEqual(CashOnDelivery.sharesOf(each, sent), [
            undefined,
            undefined,
            undefined,
          ])
      }),
      20,
    )
  })
})
