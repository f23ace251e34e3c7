import { createReadStream, existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { createGunzip } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import * as Csv from "entrepot/adapters/channels/csv"
import { ChannelOrder } from "entrepot/channels"
import { Decimal } from "entrepot/kernel"

const path = "../shared/data/retail/online_retail.csv.gz"
const isThere = existsSync(path)
const isRequired = process.env["ENTREPOT_REQUIRE_SHARED"] !== undefined
if (!isThere && !isRequired) console.warn(`skipped: ${path} is not there`)

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

/** Ten-thousandths of a pound, from text with at most four decimals. */
const tenThousandths = (price: string): bigint => {
  const [whole = "", part = ""] = price.replace("-", "").split(".")
  const amount = BigInt(whole + part.padEnd(4, "0"))
  return price.startsWith("-") ? -amount : amount
}

/** Counts by plain code; no field of this file has a line break. */
const recount = async (): Promise<Count> => {
  const lines = { order: 0, cancellation: 0, writeOff: 0, adjustment: 0 }
  const seen = new Set<string>()
  const instants = new Map<string, Set<number>>()
  const customers = new Set<string>()
  let [free, repeats, anonymous, units, revenue] = [0, 0, 0, 0, 0n]
  let isHeader = true
  for await (const line of createInterface(createReadStream(path).pipe(createGunzip()))) {
    if (isHeader) {
      isHeader = false
      continue
    }
    const fields = line.includes('"')
      ? Array.from(line.matchAll(/"((?:[^"]|"")*)"|[^,]+/g), (m) => m[1] ?? m[0])
      : line.split(",")
    const [order = "", , , quantity = "", at = "", price = "", customer = ""] = fields
    assert.strictEqual(fields.length, 8, line)
    if (order.startsWith("C")) lines.cancellation += 1
    else if (order.startsWith("A")) lines.adjustment += 1
    else if (quantity.startsWith("-")) lines.writeOff += 1
    else lines.order += 1
    if (Number(price) === 0) free += 1
    if (seen.has(line)) repeats += 1
    seen.add(line)
    note(instants, order, Date.parse(`${at.replace(" ", "T")}Z`))
    if (customer === "NA") anonymous += 1
    else customers.add(customer)
    units += Number(quantity)
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

describe.skipIf(!isThere && !isRequired)("the file of Online Retail", () => {
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
