import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockRecords } from "entrepot/stock"
import { Receipt, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { killsAsync } from "../../kernel/law.ts"
import { comparingNothing, forgetting, miswriting } from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { histories } from "./support/histories.ts"
import { clock, play } from "./support/simulation.ts"

const isSound = (makeStore: () => StoreShape) =>
  fc.asyncProperty(histories(), (history) =>
    Effect.runPromise(Effect.provide(play(history), Layer.merge(ledgerOver(makeStore()), clock))),
  )

const kills = (makeStore: () => StoreShape) => killsAsync(isSound(makeStore))

const forgettingExpiries = miswriting(StockRecords.Shelves, ({ expiring: _, ...shelf }) => shelf)

const name = "a shop in which all rooms of the ledger meet, and two ledgers work at once"
describe(name, { timeout: 60_000 }, () => {
  it("is sound whatever happens", () => fc.assert(isSound(Memory.make), { numRuns: 30 }))

  it("is not where the store compares nothing", () => kills(comparingNothing))

  it("is not where receipts are lost", () => kills(forgetting(Receipt.Receipts)))

  it("is not where shelves forget when holds end", () => kills(forgettingExpiries))
})
