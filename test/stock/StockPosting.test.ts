import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { StockLedger, StockPosting } from "entrepot/stock"
import { Store, type Transaction, Transactor } from "entrepot/store"

import { hold, line, receive, release, ship } from "./support/given.ts"
import { contents, ledgerOver } from "./support/ledger.ts"

const { post } = StockPosting
const transact = <A extends Schema.Json, E>(program: Effect.Effect<A, E, Transaction>) =>
  Transactor.use((transactor) =>
    transactor.transact({ commandId: "larger", body: {}, answer: Schema.Json }, program),
  )

const mugs = (quantity: number) => line("MUG", quantity)

describe("stock postings inside a larger transaction", () => {
  it.effect("commit together, each seeing the one before", () =>
    Effect.gen(function* () {
      yield* transact(
        Effect.gen(function* () {
          yield* post(receive(mugs(5)))
          yield* post(hold("order-1", mugs(3)))
          yield* post(ship("order-1", mugs(2)))
          const { units } = yield* post(release("order-1"))
          return units
        }),
      )
      const ledger = yield* StockLedger
      const { onHand, held } = yield* ledger.level("MUG")
      assert.deepStrictEqual([onHand, held], [3, 0])
      const { ok, entries } = yield* ledger.audit()
      assert.deepStrictEqual([ok, entries], [true, 4])
      const journal = (yield* contents(yield* Store)).entries
      assert.isTrue(journal.every(({ commandId }) => commandId === "larger"))
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("leave nothing where the last one is refused", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const before = yield* contents(store)
      const program = Effect.andThen(post(receive(mugs(5))), post(hold("order-1", mugs(6))))
      const refusal = yield* Effect.flip(transact(program))
      assert.strictEqual(refusal._tag, "InsufficientStock")
      assert.deepStrictEqual(yield* contents(store), before)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("leave nothing of a posting whose refusal is caught", () =>
    Effect.gen(function* () {
      const { answer } = yield* transact(
        Effect.gen(function* () {
          yield* post(receive(mugs(5), line("CUP", 1)))
          yield* post(hold("order-1", mugs(1)))
          const refused = [
            hold("order-2", mugs(1), line("CUP", 2)),
            hold("order-1", mugs(1)),
            hold("order-1", mugs(9)),
            release("order-1", mugs(2)),
            ship("order-3"),
          ]
          return yield* Effect.forEach(refused, (command) =>
            Effect.match(post(command), {
              onFailure: ({ _tag }): string => _tag,
              onSuccess: ({ event }) => event,
            }),
          )
        }),
      )
      assert.deepStrictEqual(answer, [
        "InsufficientStock",
        "HoldExists",
        "HoldExists",
        "HoldExceeded",
        "UnknownHold",
      ])
      const ledger = yield* StockLedger
      const { ok, entries, holds } = yield* ledger.audit()
      assert.deepStrictEqual([ok, entries, holds], [true, 2, 1])
    }).pipe(Effect.provide(ledgerOver())),
  )
})
