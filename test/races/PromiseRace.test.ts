import { describe, it } from "@effect/vitest"
import * as Memory from "entrepot/adapters/stores/memory"

import { promises } from "./support/promises.ts"
import { oneLedger, twoLedgers } from "./support/race.ts"

describe("of 1,000 preorders of 100 units that are coming exactly 100 are promised", () => {
  it.live("by one ledger", () => oneLedger(promises, Memory.layer()))

  it.live("by two ledgers over one store", () => twoLedgers(promises, Memory.layer()))
})
