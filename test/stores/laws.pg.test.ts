import * as Postgres from "entrepot/adapters/stores/postgres"
import { describe, inject } from "vitest"

import { keepsLaws, openedTwice } from "./keepsLaws.ts"

describe("the store in PostgreSQL", () => {
  const options = { url: inject("pgUrl"), schema: "laws" }
  keepsLaws(openedTwice(Postgres.layer(options), Postgres.layer(options)))
})
