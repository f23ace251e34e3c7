/** A process that opens a store at a given moment and prints its epoch: `sqliteOpener.ts PATH AT`. */
import { Effect } from "effect"
import * as Sqlite from "entrepot/adapters/stores/sqlite"

const [path = "", at] = process.argv.slice(2)

const program = Effect.gen(function* () {
  while (Date.now() < Number(at)) yield* Effect.yieldNow
  const store = yield* Sqlite.make({ path })
  console.log(store.epoch)
})
await Effect.runPromise(Effect.scoped(program))
