/**
 * Failures that other systems are known for, and that are no matter of one room. The others are tests
 * of their rooms: the same serial held twice (serials), late landed cost that never reaches sold goods
 * and 20,000 movements revalued (cost), an older quantity published last (exposure), an unpaid order
 * that holds stock for ever (holds that expire).
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { StockLedger } from "entrepot/stock"

import { line } from "./support/given.ts"
import { ledgerOver } from "./support/ledger.ts"

const counts = Effect.fnUntraced(function* (sku: string, place?: string) {
  const ledger = yield* StockLedger
  const { onHand, held, available } = yield* ledger.level(sku, place)
  return [onHand, held, available]
})

describe("known failures of other systems", () => {
  it.effect("two lines of one item on stock 1 are one too many", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po-1", lines: [line("MUG", 1)] })
      const lines = [line("MUG", 1), line("MUG", 1)] as const
      const order = { commandId: "c-1", holdId: "order-1", lines }
      const refusal = yield* Effect.flip(ledger.hold(order))
      assert.strictEqual(refusal.message, "MUG at main: 2 wanted, 1 available")
      assert.deepStrictEqual(yield* counts("MUG"), [1, 0, 1])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a retry does not compensate twice: released, returned and shipped are so once", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po-1", lines: [line("MUG", 5)] })
      for (const holdId of ["order-1", "order-2"])
        yield* ledger.hold({ commandId: holdId, holdId, lines: [line("MUG", 2)] })
      const part = [line("MUG", 1)] as const
      const retried = [
        ledger.release({ commandId: "r-1", holdId: "order-1", lines: part }),
        ledger.ship({ commandId: "s-1", holdId: "order-2", lines: part }),
        ledger.return({ commandId: "b-1", lines: part }),
      ]
      const first = yield* Effect.all(retried)
      const after = yield* counts("MUG")
      assert.deepStrictEqual(after, [5, 2, 3])
      const again = yield* Effect.all([...retried, ...retried], { concurrency: "unbounded" })
      assert.isTrue(again.every(({ repeated }) => repeated))
      assert.isFalse(first.some(({ repeated }) => repeated))
      assert.deepStrictEqual(yield* counts("MUG"), after)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("where only the sum over places is enough, no single place is held beyond it", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.declarePool({ commandId: "pool", pool: "EU", places: ["Berlin", "Rome"] })
      const stock = [line("MUG", 3, "Berlin"), line("MUG", 2, "Rome")] as const
      yield* ledger.receive({ commandId: "po-1", lines: stock })
      const four = (place: string) =>
        ledger.hold({
          commandId: `c-${place}`,
          holdId: `order-${place}`,
          lines: [line("MUG", 4, place)],
        })
      const refusal = yield* Effect.flip(four("Berlin"))
      assert.strictEqual(refusal.message, "MUG at Berlin: 4 wanted, 3 available")
      // All of it is confirmed, and all of it is kept: neither place is emptied by somebody else.
      yield* four("EU")
      assert.deepStrictEqual(yield* counts("MUG", "EU"), [5, 4, 1])
      const two = { commandId: "c-2", holdId: "order-2", lines: [line("MUG", 2, "Rome")] }
      assert.strictEqual((yield* Effect.flip(ledger.hold(two)))._tag, "InsufficientStock")
    }).pipe(Effect.provide(ledgerOver())),
  )
})
