/** The main job beside plain code that counts the same file. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

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
  for await (const line of OnlineRetail.lines()) {
    const { text, invoice, quantity, instant, price, customer } = line
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
  }
}

describe.skipIf(OnlineRetail.isMissing)("the main job on the real file", () => {
  it.live(
    "counts what plain code counts, and its books are right",
    () =>
      Effect.gen(function* () {
        const { revenue: exact, ...counted } = yield* Effect.promise(() => recount())
        assert.strictEqual(counted.lines.read, all)
        const store = `sqlite:${yield* freshPath}`
        const summary = yield* summaryOf(["--orders", real, "--store", store])
        const { lines, orders, customers, units, revenue, stock, audit } = summary
        assert.deepStrictEqual({ lines, orders, customers, units }, counted)
        assert.strictEqual(tenThousandths(revenue.net), exact)
        assert.isTrue(audit.ok)
        const { opened, bought, returned, filled, writtenOff, onHand } = stock
        assert.strictEqual(opened + bought + returned - filled - writtenOff, onHand)
      }),
    10 * 60_000,
  )
})
