import * as Postgres from "entrepot/adapters/stores/postgres"
import { describe, inject } from "vitest"

import { openedTwice } from "./keepsLaws.ts"
import { keepsTransactorLaws } from "./keepsTransactorLaws.ts"

describe("the transactor over PostgreSQL", () => {
  const options = { url: inject("pgUrl"), schema: "transactor_laws" }
  keepsTransactorLaws(openedTwice(Postgres.layer(options), Postgres.layer(options)))
})
