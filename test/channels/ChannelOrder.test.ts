import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { ChannelOrder } from "entrepot/channels"
import { Decimal, Money, Quantity } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const line = { lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" } as const
const order: ChannelOrder.ChannelOrder = {
  externalId: "7",
  kind: "order",
  placedAt: 0,
  currency: "EUR",
  lines: [line],
}

const takes = (given: unknown) =>
  Result.isSuccess(Schema.decodeUnknownResult(ChannelOrder.ChannelOrder)(given))

/** Sums and products without limit, in thousandths. */
const exactly = ({ kind, lines }: ChannelOrder.ChannelOrder) => {
  const sign = kind === "cancellation" || kind === "writeOff" ? -1n : 1n
  return lines.reduce(
    ({ units, amount }, { quantity, unitPrice }) => ({
      units: units + sign * BigInt(quantity),
      amount: amount + sign * BigInt(quantity) * BigInt(unitPrice.replace(".", "")),
    }),
    { units: 0n, amount: 0n },
  )
}

const someLine = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: 1, max: 3 }),
      fc.maxSafeInteger().filter((units) => units > 0),
    ),
    fc.integer({ min: -999, max: 999 }),
    fc.integer({ min: 100, max: 999 }),
  )
  .map(([quantity, whole, part]) => ({ ...line, quantity, unitPrice: `${whole}.${part}` }))
const someOrder: fc.Arbitrary<ChannelOrder.ChannelOrder> = fc
  .tuple(fc.constantFrom(...ChannelOrder.Kind.literals), someLine, fc.array(someLine))
  .map(([kind, first, rest]) => ({ ...order, kind, lines: [first, ...rest] }))

const unitsAre = (netUnits: typeof ChannelOrder.netUnits) =>
  fc.property(someOrder, (document) => {
    const { units } = exactly(document)
    const most = BigInt(Number.MAX_SAFE_INTEGER)
    assert.deepStrictEqual(
      netUnits(document),
      units > most || units < -most
        ? Result.fail(new Quantity.QuantityOverflow({ exact: units.toString() }))
        : Result.succeed(Number(units)),
    )
  })

const amountIs = (netAmount: typeof ChannelOrder.netAmount) =>
  fc.property(someOrder, (document) => {
    const thousandths = Decimal.of(exactly(document).amount)
    const exact = Money.of(Decimal.shift(thousandths, -3), "EUR")
    assert.strictEqual(Money.format(netAmount(document)), Money.format(exact))
  })

const unsigned = (document: ChannelOrder.ChannelOrder): ChannelOrder.ChannelOrder => ({
  ...document,
  kind: "order",
})

describe("ChannelOrder", () => {
  it("has at least one line, positive quantities, decimal prices and well-formed ids", () => {
    assert.isTrue(takes(order))
    assert.isTrue(takes({ ...order, customerRef: "ann", market: "NO" }))
    for (const wrong of [
      { lines: [] },
      { kind: "return" },
      { externalId: "" },
      { placedAt: 0.5 },
      { placedAt: "2026-01-05" },
      { currency: "EURO" },
      { customerRef: "" },
      { market: "" },
      ...[
        { quantity: 0 },
        { quantity: -1 },
        { quantity: 2 ** 53 },
        { unitPrice: 9.5 },
        { unitPrice: "9,50" },
        { unitPrice: "" },
        { sku: "" },
        { lineId: "" },
      ].map((change) => ({ lines: [{ ...line, ...change }] })),
    ])
      assert.isFalse(takes({ ...order, ...wrong }), JSON.stringify(wrong))
  })

  it("has itself as its JSON form", () => {
    const json = JSON.parse(JSON.stringify(order))
    assert.deepStrictEqual(Schema.decodeUnknownSync(ChannelOrder.ChannelOrder)(json), order)
    assert.deepStrictEqual(Schema.encodeSync(ChannelOrder.ChannelOrder)(order), json)
  })

  it("counts units exactly, against sales where they are taken back or written off", () => {
    holds(unitsAre(ChannelOrder.netUnits))
    kills(unitsAre((document) => ChannelOrder.netUnits(unsigned(document))))
    kills(
      unitsAre(({ kind, lines }) =>
        Result.succeed(
          lines.reduce((sum, { quantity }) => sum + quantity * ChannelOrder.signOf(kind), 0),
        ),
      ),
    )
  })

  it("sums quantity times price exactly, against sales where money goes back", () => {
    holds(amountIs(ChannelOrder.netAmount))
    kills(amountIs((document) => ChannelOrder.netAmount(unsigned(document))))
    kills(
      amountIs(({ kind, lines }) => {
        const sum = lines.reduce((all, one) => all + one.quantity * Number(one.unitPrice), 0)
        return Money.of((sum * ChannelOrder.signOf(kind)).toFixed(3), "EUR")
      }),
    )
  })
})
