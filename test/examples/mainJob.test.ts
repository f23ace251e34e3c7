import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { parse } from "../../examples/main-job/arguments.ts"
import { mainJob } from "./support/mainJob.ts"

const minutes = 60_000

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
})
