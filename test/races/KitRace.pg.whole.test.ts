import { describe, it } from "@effect/vitest"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { inject } from "vitest"

import { twoProcesses } from "./support/processes.ts"

const url = inject("pgUrl")

describe("of 1,000 orders of kits and of one of their components", { timeout: 60_000 }, () => {
  it.live("two processes accept exactly as many as there are units of it", () => {
    const schema = "race_kits"
    return twoProcesses("kits", Postgres.layer({ url, schema }), "postgres", url, schema)
  })
})
