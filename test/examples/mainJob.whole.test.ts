import { writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { render } from "../../examples/main-job/summary.ts"
import { tenThousandths } from "../support/onlineRetail.ts"
import { folder, mainJob, rfmTotal, summaryOf } from "./support/mainJob.ts"
import { writeOrders } from "./support/orderFile.ts"

const minutes = 60_000

describe("the main job", () => {
  it.live(
    "draws a year on four channels where no file is given, and the same one again",
    () =>
      Effect.gen(function* () {
        const one = yield* summaryOf([])
        const { code, stdout } = yield* mainJob(["--store", "memory"])
        assert.strictEqual(code, 0)
        assert.strictEqual(stdout, `${render(one)}\n`)
        assert.isTrue(one.audit.ok)
        assert.strictEqual(one.stock.held, 0)
        assert.isAbove(one.orders.ingested, 1_000)
        assert.isAbove(one.fillRate, 0.5)
        const { orders, revenue } = rfmTotal(one.rfm)
        assert.strictEqual(orders, one.orders.ofCustomers)
        assert.strictEqual(revenue, tenThousandths(one.revenue.net))
      }),
    3 * minutes,
  )

  it.live(
    "counts what is in the file, and conserves every unit",
    () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "orders.csv")
        const written = writeOrders(path, 4_000)
        const summary = yield* summaryOf(["--orders", path])
        const { lines, orders, customers, units, revenue, stock, audit } = summary
        assert.strictEqual(lines.read, written.lines)
        assert.deepStrictEqual(lines.refused, written.refused)
        assert.strictEqual(orders.ingested, written.orders.size)
        assert.strictEqual(orders.cancellations, written.cancellations.size)
        assert.strictEqual(customers, written.customers.size)
        assert.strictEqual(units.net, written.units)
        assert.strictEqual(BigInt(revenue.net.replace(".", "")), written.revenue)
        const all = rfmTotal(summary.rfm)
        assert.strictEqual(all.orders, orders.ofCustomers)
        assert.strictEqual(all.revenue, 100n * written.revenue)
        const { opened, bought, returned, filled, writtenOff, onHand } = stock
        assert.strictEqual(opened + bought + returned - filled - writtenOff, onHand)
        assert.isTrue(audit.ok)
      }),
    3 * minutes,
  )

  it.live(
    "ends with the same summary where two processes do it at the same time",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const file = join(path, "orders.csv")
        writeOrders(file, 3_000)
        const whole = yield* summaryOf(["--orders", file])
        const args = ["--orders", file, "--store", `sqlite:${path}/both.db`]
        const both = yield* Effect.all([summaryOf(args), summaryOf(args)], { concurrency: 2 })
        assert.deepStrictEqual(both, [whole, whole])
      }),
    3 * minutes,
  )

  it.live(
    "ends with the same summary, however often it is killed on its way",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const file = join(path, "orders.csv")
        writeOrders(file, 20_000)
        const whole = yield* summaryOf(["--orders", file, "--store", `sqlite:${path}/whole.db`])
        const args = ["--orders", file, "--store", `sqlite:${path}/killed.db`, "--json"]
        const signals: Array<string | null> = []
        for (const most of [0, 20, 40, 80, 160])
          signals.push((yield* mainJob(args, Math.random() * most)).signal)
        assert.isAtLeast(signals.filter((signal) => signal === "SIGKILL").length, 3)
        const ended = yield* mainJob(args)
        assert.strictEqual(ended.code, 0, ended.stderr)
        assert.deepStrictEqual(JSON.parse(ended.stdout), whole)
        // And once more behind the end.
        assert.deepStrictEqual(yield* summaryOf(args.slice(0, 4)), whole)
      }),
    5 * minutes,
  )

  it.live(
    "ends with 1 and one paragraph where the file or the store is of no use",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const write = (name: string, text: string): string => {
          writeFileSync(join(path, name), text)
          return join(path, name)
        }
        const odd = write("odd.csv", "Bill,Thing,Number\n1,MUG,2\n")
        const one = write("one.csv", "order,sku,qty,date,price\n1,MUG,2,2026-01-05,9.50\n")
        const other = write("other.csv", "order,sku,qty,date,price\n2,MUG,2,2026-01-05,9.50\n")
        const store = ["--store", `sqlite:${path}/run.db`]
        yield* summaryOf(["--orders", one, ...store])
        const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
          [["--orders", join(path, "none.csv")], /there is no such file/],
          [["--orders", odd], /columns missing: order .*columns found: "Bill", "Thing", "Number"/],
          [["--orders", one, "--store", `sqlite:${odd}`], /odd\.csv: .*not a database/],
          [["--orders", other, ...store], /it has changed .* name another one/],
          [store, /The store holds a file of orders, and not the drawn year/],
        ]
        const check = Effect.fnUntraced(function* ([args, text]: (typeof wrong)[number]) {
          const { code, stdout, stderr } = yield* mainJob(args)
          assert.strictEqual(code, 1, `${args.join(" ")}: ${stderr}`)
          assert.strictEqual(stdout, "")
          assert.match(stderr, text)
          assert.lengthOf(stderr.trim().split("\n"), 1)
        })
        yield* Effect.forEach(wrong, check, { concurrency: 2, discard: true })
      }),
    3 * minutes,
  )
})
