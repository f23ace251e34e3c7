import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import * as Csv from "entrepot/adapters/channels/csv"
import { ChannelOrder } from "entrepot/channels"
import { Decimal } from "entrepot/kernel"

import * as OnlineRetail from "../../support/onlineRetail.ts"

const { path, tenThousandths } = OnlineRetail

interface Count {
  readonly lines: Record<ChannelOrder.Kind, number>
  readonly free: number
  readonly repeats: number
  readonly anonymous: number
  /** The distinct instants of each order. */
  readonly instants: Map<string, Set<number>>
  readonly customers: Set<string>
  readonly units: number
  readonly revenue: string
}

const note = (instants: Map<string, Set<number>>, order: string, instant: number): void => {
  const known = instants.get(order)
  if (known === undefined) instants.set(order, new Set([instant]))
  else known.add(instant)
}

/** Counts by plain code. */
const recount = async (): Promise<Count> => {
  const lines = { order: 0, cancellation: 0, writeOff: 0, adjustment: 0 }
  const seen = new Set<string>()
  const instants = new Map<string, Set<number>>()
  const customers = new Set<string>()
  let [free, repeats, anonymous, units, revenue] = [0, 0, 0, 0, 0n]
  for await (const line of OnlineRetail.lines()) {
    const { text, invoice: order, quantity, instant, price, customer } = line
    if (order.startsWith("C")) lines.cancellation += 1
    else if (order.startsWith("A")) lines.adjustment += 1
    else if (quantity < 0) lines.writeOff += 1
    else lines.order += 1
    if (Number(price) === 0) free += 1
    if (seen.has(text)) repeats += 1
    seen.add(text)
    note(instants, order, instant)
    if (customer === "NA") anonymous += 1
    else customers.add(customer)
    units += quantity
    revenue += BigInt(quantity) * tenThousandths(price)
  }
  const exact = Decimal.format(Decimal.shift(Decimal.of(revenue), -4))
  return { lines, free, repeats, anonymous, instants, customers, units, revenue: exact }
}

const ingest = Effect.gen(function* () {
  const lines = { order: 0, cancellation: 0, writeOff: 0, adjustment: 0 }
  const instants = new Map<string, Set<number>>()
  const customers = new Set<string>()
  let [free, repeats, anonymous, units, revenue] = [0, 0, 0, 0, Decimal.zero]
  let end = ""
  const { orders: feed } = yield* Csv.make({ path })
  yield* Stream.runForEach(feed.pull(), ({ items, rejected, checkpoint }) =>
    Effect.sync(() => {
      end = checkpoint
      assert.deepStrictEqual(rejected, [])
      for (const { value } of items) {
        lines[value.kind] += value.lines.length
        if (value.customerRef === undefined) anonymous += value.lines.length
        else customers.add(value.customerRef)
        units += Result.getOrThrow(ChannelOrder.netUnits(value))
        revenue = Decimal.plus(revenue, ChannelOrder.netAmount(value).amount)
        for (const { unitPrice, repeatOf, placedAt } of value.lines) {
          note(instants, value.externalId, placedAt ?? value.placedAt)
          if (Number(unitPrice) === 0) free += 1
          if (repeatOf !== undefined) repeats += 1
        }
      }
    }),
  )
  const exact = Decimal.format(revenue)
  const count = { lines, free, repeats, anonymous, instants, customers, units, revenue: exact }
  return { ...count, checkpoint: end }
})

describe.skipIf(OnlineRetail.isMissing)("the file of Online Retail", () => {
  it("comes through to the last line, unit and penny", { timeout: 180_000 }, async () => {
    const counted = await recount()
    const { checkpoint, ...told } = await Effect.runPromise(ingest)
    assert.deepStrictEqual(told, counted)
    // What is known of the file, lest both counts be wrong in one way.
    assert.deepStrictEqual(counted.lines, {
      order: 531_282,
      cancellation: 9_288,
      writeOff: 1_336,
      adjustment: 3,
    })
    assert.strictEqual(counted.free, 2_515)
    assert.strictEqual(counted.repeats, 5_268)
    assert.strictEqual(counted.anonymous, 135_080)
    assert.strictEqual(counted.instants.size, 25_900)
    const twice = Array.from(counted.instants.values()).filter((instants) => instants.size === 2)
    assert.strictEqual(twice.length, 43)
    assert.strictEqual(counted.customers.size, 4_372)

    // Nothing is told again to a reader that goes on behind the last page.
    const rest = Effect.flatMap(Csv.make({ path }), ({ orders }) =>
      Stream.runCollect(orders.pull(checkpoint)),
    )
    assert.deepStrictEqual((await Effect.runPromise(rest))[0]?.items, [])
  })
})
