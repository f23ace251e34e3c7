import { describe, it } from "@effect/vitest"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { inject } from "vitest"

import { twoProcesses } from "./support/processes.ts"

const url = inject("pgUrl")

describe("of 1,000 preorders of 100 units that are coming", { timeout: 60_000 }, () => {
  it.live("two processes promise exactly 100, in one order, and hold them when they arrive", () => {
    const schema = "race_promises"
    return twoProcesses("promises", Postgres.layer({ url, schema }), "postgres", url, schema)
  })
})
