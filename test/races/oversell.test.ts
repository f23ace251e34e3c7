import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { Store } from "entrepot/store"

import { comparingNothing } from "../stock/support/brokenStores.ts"
import { freshPath } from "../stores/support/folder.ts"
import { items } from "./support/items.ts"
import { unplaced } from "./support/pool.ts"
import { twoProcesses } from "./support/processes.ts"
import { oneLedger, twoLedgers } from "./support/race.ts"

describe("of 1,000 orders for 100 units exactly 100 are accepted", { timeout: 60_000 }, () => {
  it.live("in memory", () => oneLedger(items, Memory.layer()))

  it.live("in memory, by two ledgers over one store", () => twoLedgers(items, Memory.layer()))

  it.live("in memory, where the store cannot revise", () =>
    twoLedgers(items, Memory.layer({ capabilities: { revise: false } })),
  )

  it.live("in a SQLite file", () =>
    Effect.flatMap(freshPath, (path) => oneLedger(items, Sqlite.layer({ path }))),
  )

  it.live("in a SQLite file, by two ledgers over one connection", () =>
    Effect.flatMap(freshPath, (path) => twoLedgers(items, Sqlite.layer({ path }))),
  )

  it.live("in a SQLite file, where the store cannot revise", () =>
    Effect.flatMap(freshPath, (path) =>
      twoLedgers(items, Sqlite.layer({ path, capabilities: { revise: false } })),
    ),
  )

  it.live("in a SQLite file, by two processes at once", () =>
    Effect.flatMap(freshPath, (path) =>
      twoProcesses("items", Sqlite.layer({ path }), "sqlite", path),
    ),
  )

  it.live("but not by two ledgers over a store that compares no versions", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(twoLedgers(items, Layer.sync(Store, comparingNothing)))
      const failure = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      assert.strictEqual(failure instanceof Error && failure.name, "AssertionError")
    }),
  )
})

describe("of 1,000 orders with and without a place for 100 units exactly 100 are accepted", () => {
  it.live("by one ledger", () => oneLedger(unplaced, Memory.layer()))

  it.live("by two ledgers over one store", () => twoLedgers(unplaced, Memory.layer()))

  it.live("but not over a store that compares no versions", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(twoLedgers(unplaced, Layer.sync(Store, comparingNothing)))
      const failure = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      assert.strictEqual(failure instanceof Error && failure.name, "AssertionError")
    }),
  )
})
