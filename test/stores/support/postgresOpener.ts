/** A process that opens a store at a given moment and prints its epoch: `URL SCHEMA AT`. */
import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"

const [url = "", schema = "", at] = process.argv.slice(2)

const program = Effect.gen(function* () {
  while (Date.now() < Number(at)) yield* Effect.yieldNow
  const store = yield* Postgres.make({ url, schema })
  console.log(store.epoch)
})
await Effect.runPromise(Effect.scoped(program))
