import { describe, it } from "@effect/vitest"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { inject } from "vitest"

import { items } from "./support/items.ts"
import { twoProcesses } from "./support/processes.ts"
import { oneLedger, twoLedgers } from "./support/race.ts"

const url = inject("pgUrl")

const name = "of 1,000 orders for 100 units exactly 100 are accepted in PostgreSQL"
describe(name, { timeout: 60_000 }, () => {
  it.live("by one ledger", () => oneLedger(items, Postgres.layer({ url, schema: "race_one" })))

  it.live("by two ledgers over one pool", () =>
    twoLedgers(items, Postgres.layer({ url, schema: "race_two" })),
  )

  it.live("by two ledgers, where the store cannot revise", () =>
    twoLedgers(
      items,
      Postgres.layer({ url, schema: "race_conflicts", capabilities: { revise: false } }),
    ),
  )

  it.live("by two processes at once", () => {
    const schema = "race_processes"
    return twoProcesses("items", Postgres.layer({ url, schema }), "postgres", url, schema)
  })
})

describe("of 1,000 orders by two processes exactly 100 are accepted", { timeout: 60_000 }, () => {
  it.live("where most of them name no place", () => {
    const schema = "race_unplaced"
    return twoProcesses("unplaced", Postgres.layer({ url, schema }), "postgres", url, schema)
  })
})
