import { writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { parse } from "../../examples/main-job/arguments.ts"
import { render } from "../../examples/main-job/summary.ts"
import { folder, mainJob, summaryOf } from "./support/mainJob.ts"
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
      }),
    3 * minutes,
  )

  it.live(
    "counts what is in the file, and conserves every unit",
    () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "orders.csv")
        const written = writeOrders(path, 4_000)
        const { lines, orders, customers, units, revenue, stock, audit } = yield* summaryOf([
          "--orders",
          path,
        ])
        assert.strictEqual(lines.read, written.lines)
        assert.deepStrictEqual(lines.refused, written.refused)
        assert.strictEqual(orders.ingested, written.orders.size)
        assert.strictEqual(orders.cancellations, written.cancellations.size)
        assert.strictEqual(customers, written.customers.size)
        assert.strictEqual(units.net, written.units)
        assert.strictEqual(BigInt(revenue.net.replace(".", "")), written.revenue)
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
})

describe("the command line", () => {
  const refused = (...args: ReadonlyArray<string>): string => {
    const options = parse(args)
    return Result.isFailure(options) ? options.failure.message : "it was taken"
  }

  it("says what makes no sense", () => {
    assert.match(refused("--order", "x.csv"), /--order/)
    assert.match(refused("x.csv"), /x\.csv/)
    assert.match(refused("--orders"), /--orders/)
    assert.match(refused("--orders", ""), /wants the path of a file/)
    for (const store of ["mysql:x", "sqlite:", "sqlite", "postgres:", ""])
      assert.match(refused("--store", store), /wants memory, sqlite:PATH or postgres:URL/)
    for (const columns of ["number=No", "order", "order=", "order=No,,sku=Article"])
      assert.match(refused("--orders", "x", "--columns", columns), /wants pairs such as order=Bill/)
    assert.match(refused("--orders", "x", "--columns", "sku=a,sku=b"), /has sku twice/)
    assert.match(refused("--columns", "order=No"), /there is no --orders/)
    assert.match(refused("--orders", "x", "--currency", "pounds"), /--currency: /)
  })

  it("says what to do with which file, and where to keep it", () => {
    const file = ["--orders", "x.csv", "--columns", "order=Bill No,price=a=b", "--currency", "EUR"]
    assert.deepStrictEqual(
      parse([...file, "--store", "sqlite:a:b.db", "--json"]),
      Result.succeed({
        orders: { path: "x.csv", columns: { order: "Bill No", price: "a=b" }, currency: "EUR" },
        store: { _tag: "Sqlite", path: "a:b.db" },
        json: true,
      }),
    )
    const storeOf = (...args: ReadonlyArray<string>) =>
      Result.map(parse(args), (options) => options?.store)
    assert.deepStrictEqual(storeOf(), Result.succeed({ _tag: "Memory" }))
    assert.deepStrictEqual(storeOf("--orders", "x"), Result.succeed({ _tag: "Temporary" }))
    for (const store of ["postgres://me@here/db", "postgres:postgres://me@here/db"])
      assert.deepStrictEqual(
        storeOf("--store", store),
        Result.succeed({ _tag: "Postgres", url: "postgres://me@here/db" }),
      )
  })

  it.live(
    "ends with 2 and the usage where it makes no sense",
    () =>
      Effect.gen(function* () {
        const { code, stdout, stderr } = yield* mainJob(["--store", "mysql:x"])
        assert.strictEqual(code, 2)
        assert.strictEqual(stdout, "")
        assert.match(stderr, /^--store wants .*\n\nUsage: npm start/)
      }),
    3 * minutes,
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
