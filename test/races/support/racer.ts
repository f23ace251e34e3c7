/**
 * A process that orders: `racer.ts RACE NAME ORDERS sqlite PATH` or `racer.ts RACE NAME ORDERS
 * postgres URL SCHEMA`. It says that it is ready, waits for a line of standard input, and prints its tallies.
 */
import { once } from "node:events"

import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { StockLedger } from "entrepot/stock"

import { ledgerOn } from "../../stock/support/ledger.ts"
import { raceOf } from "./races.ts"

const [race = "", name = "", orders, kind, address = "", schema = ""] = process.argv.slice(2)
const store =
  kind === "sqlite" ? Sqlite.layer({ path: address }) : Postgres.layer({ url: address, schema })

// Nobody waits for it any more.
process.stdin.on("end", () => process.exit(1))

const program = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const { look, order } = raceOf(race)
  yield* look(ledger, name)
  console.log("ready")
  yield* Effect.promise(() => once(process.stdin, "data"))
  console.log(JSON.stringify(yield* order(ledger, name, Number(orders))))
  process.stdin.destroy()
})
await Effect.runPromise(Effect.provide(program, ledgerOn(store)))
