import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Store } from "entrepot/store"
import fc from "fast-check"

import { opened } from "../../stores/support/postgres.ts"
import { ledgerOn } from "../support/ledger.ts"
import { histories } from "./support/histories.ts"
import { clock, play } from "./support/simulation.ts"

describe("a shop in which all rooms of the ledger meet", { timeout: 60_000 }, () => {
  it.live("is sound over PostgreSQL, where two ledgers work at once", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(histories({ maxLength: 10 }), (history) =>
          Effect.gen(function* () {
            const { store } = yield* opened()
            const live = Layer.merge(ledgerOn(Layer.succeed(Store, store)), clock)
            yield* Effect.provide(play(history), live)
          }).pipe(Effect.scoped, Effect.runPromise),
        ),
        { numRuns: 4, endOnFailure: true },
      ),
    ),
  )
})
