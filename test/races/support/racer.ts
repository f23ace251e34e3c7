/**
 * A process that orders: `racer.ts NAME ORDERS sqlite PATH` or `racer.ts NAME ORDERS postgres URL
 * SCHEMA`. It says that it is ready, waits for a line of standard input, and prints its tallies.
 */
import { once } from "node:events"

import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { StockLedger } from "entrepot/stock"

import { ledgerOn } from "../../stock/support/ledger.ts"
import { look, order } from "./race.ts"

const [name = "", orders, kind, address = "", schema = ""] = process.argv.slice(2)
const store =
  kind === "sqlite" ? Sqlite.layer({ path: address }) : Postgres.layer({ url: address, schema })

// Nobody waits for it any more.
process.stdin.on("end", () => process.exit(1))

const program = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* look(ledger, name)
  console.log("ready")
  yield* Effect.promise(() => once(process.stdin, "data"))
  console.log(JSON.stringify(yield* order(ledger, name, Number(orders))))
  process.stdin.destroy()
})
await Effect.runPromise(Effect.provide(program, ledgerOn(store)))
