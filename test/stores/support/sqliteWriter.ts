/**
 * A process that writes pairs of records until it is killed, and prints each commit it was
 * answered for: `sqliteWriter.ts PATH whole|torn [DIE_AT]`.
 *
 * With DIE_AT it kills itself behind that many writes of records, between two statements. `torn` is
 * the mutant: it writes the halves of the pairs in two commits.
 */
import { writeSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"

import { Effect } from "effect"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import type { StoreShape } from "entrepot/store"

import { committer, lefts, rights } from "./pairs.ts"

const [path = "", mode, dieAt] = process.argv.slice(2)

// A trigger sees each write as SQLite does it, in the midst of a commit.
const deadly = (after: number): DatabaseSync => {
  const database = new DatabaseSync(path)
  let writes = 0
  database.function("tick", () => {
    writes += 1
    if (writes === after) process.kill(process.pid, "SIGKILL")
    return null
  })
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;`)
  return database
}

const armed = (database: DatabaseSync): void =>
  database.exec(`
    CREATE TEMP TRIGGER inserted AFTER INSERT ON main.entrepot_record BEGIN SELECT tick(); END;
    CREATE TEMP TRIGGER updated AFTER UPDATE ON main.entrepot_record BEGIN SELECT tick(); END;`)

const writeForEver = Effect.fnUntraced(function* (store: StoreShape) {
  const commit = committer(store)
  for (let count = 1; ; count++) {
    if (mode === "torn") {
      yield* commit(lefts, count)
      yield* commit(rights, count)
    } else yield* commit([...lefts, ...rights], count)
    writeSync(1, `${count}\n`)
  }
})

const database = dieAt === undefined ? undefined : deadly(Number(dieAt))
const program = Effect.gen(function* () {
  const store = yield* Sqlite.make(database === undefined ? { path } : { database })
  if (database !== undefined) armed(database)
  yield* writeForEver(store)
})
await Effect.runPromise(Effect.scoped(program))
