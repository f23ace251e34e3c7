import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Store } from "entrepot/store"

import { comparingNothing } from "../stock/support/brokenStores.ts"
import { oneLedger, twoLedgers } from "./support/race.ts"
import { serials } from "./support/serials.ts"

describe("of 1,000 orders for one serial number exactly one gets it", { timeout: 60_000 }, () => {
  it.live("by one ledger", () => oneLedger(serials, Memory.layer()))

  it.live("by two ledgers over one store", () => twoLedgers(serials, Memory.layer()))

  it.live("but not by two ledgers over a store that compares no versions", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(twoLedgers(serials, Layer.sync(Store, comparingNothing)))
      const failure = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      assert.strictEqual(failure instanceof Error && failure.name, "AssertionError")
    }),
  )
})
