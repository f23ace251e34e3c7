import { DatabaseSync } from "node:sqlite"

import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Sqlite from "entrepot/adapters/stores/sqlite"

import { freshPath } from "../stores/support/folder.ts"
import { survives } from "./support/trouble.ts"

/** A database whose disk fails at COMMIT, before or after the mark of the commit is on it. */
class Failing extends DatabaseSync {
  fails: "before" | "after" | undefined
  override exec(sql: string): void {
    const fails = sql === "COMMIT" ? this.fails : undefined
    if (fails !== "before") super.exec(sql)
    // SQLITE_IOERR_FSYNC
    if (fails !== undefined)
      throw Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode: 1034 })
  }
}

const opened = Effect.fnUntraced(function* () {
  const path = yield* freshPath
  const database = yield* Effect.acquireRelease(
    Effect.sync(() => new Failing(path)),
    (database) => Effect.sync(() => database.isOpen && database.close()),
  )
  return { path, database, store: yield* Sqlite.make({ database }) }
})

describe("a ledger in a SQLite file survives", () => {
  it.live("a full disk", () =>
    Effect.gen(function* () {
      const { database, store } = yield* opened()
      const limit = (pages: number) => database.exec(`PRAGMA max_page_count = ${pages}`)
      yield* survives(store, {
        begin: Effect.sync(() =>
          limit(Number(database.prepare("PRAGMA page_count").get()?.["page_count"])),
        ),
        end: Effect.sync(() => {
          limit(100_000)
          return store
        }),
        error: { reason: "full", outcome: "nothing" },
        tookEffect: false,
      })
    }),
  )

  it.live("a database that is closed under it, and opened by another process", () =>
    Effect.gen(function* () {
      const { path, database, store } = yield* opened()
      yield* survives(store, {
        begin: Effect.sync(() => database.close()),
        end: Sqlite.make({ path }),
        error: { reason: "gone", outcome: "nothing" },
        tookEffect: false,
      })
    }),
  )

  for (const fails of ["before", "after"] as const)
    it.live(`a disk that fails ${fails} the commit is on it`, () =>
      Effect.gen(function* () {
        const { database, store } = yield* opened()
        yield* survives(store, {
          begin: Effect.sync(() => (database.fails = fails)),
          end: Effect.sync(() => {
            database.fails = undefined
            return store
          }),
          error: { reason: "gone", outcome: "unknown" },
          tookEffect: fails === "after",
        })
      }),
    )
})
