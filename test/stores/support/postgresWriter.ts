/**
 * A process that writes pairs of records until it is killed, and prints each commit it was answered
 * for: `URL SCHEMA whole|torn`. `torn` is the mutant: it writes the halves in two commits, and kills
 * itself between them.
 */
import { writeSync } from "node:fs"

import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import type { StoreShape } from "entrepot/store"

import { committer, lefts, rights } from "./pairs.ts"

const [url = "", schema = "", mode] = process.argv.slice(2)

const writeForEver = Effect.fnUntraced(function* (store: StoreShape) {
  const commit = committer(store)
  for (let count = 1; ; count++) {
    if (mode === "torn") {
      yield* commit(lefts, count)
      if (count === 3) process.kill(process.pid, "SIGKILL")
      yield* commit(rights, count)
    } else yield* commit([...lefts, ...rights], count)
    writeSync(1, `${count}\n`)
  }
})

await Effect.runPromise(Effect.scoped(Effect.flatMap(Postgres.make({ url, schema }), writeForEver)))
