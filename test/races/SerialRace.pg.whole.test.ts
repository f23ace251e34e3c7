import { describe, it } from "@effect/vitest"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { inject } from "vitest"

import { twoProcesses } from "./support/processes.ts"

const url = inject("pgUrl")

describe("of 1,000 orders for one serial number", { timeout: 60_000 }, () => {
  it.live("two processes accept exactly one", () => {
    const schema = "race_serials"
    return twoProcesses("serials", Postgres.layer({ url, schema }), "postgres", url, schema)
  })
})
