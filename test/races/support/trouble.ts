/** Commands that fail by the fault of the store. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { StockLedger, type StockLedgerShape } from "entrepot/stock"
import type { StoreShape, StoreUnavailable } from "entrepot/store"

import { contents, ledgerOver } from "../../stock/support/ledger.ts"

export interface Fault<E, R> {
  readonly begin: Effect.Effect<unknown, E, R>
  /** Ends the fault, and answers the store to go on with. */
  readonly end: Effect.Effect<StoreShape, E, R>
  readonly error: Pick<StoreUnavailable, "reason" | "outcome">
  /** Whether the commands took effect all the same, and only their answers were lost. */
  readonly tookEffect: boolean
}

const mugs = (quantity: number) => [{ sku: "MUG", quantity }] as const

const commands = (ledger: StockLedgerShape) => [
  ledger.hold({ commandId: "c-1", holdId: "order-1", lines: mugs(2) }),
  ledger.ship({ commandId: "c-2", holdId: "order-0" }),
  // Longer than what is free in a file of SQLite.
  ledger.receive({ commandId: "po-2", lines: mugs(5), reason: "x".repeat(100_000) }),
]

/**
 * Each command hears of the fault by a typed error, nothing is half-written, and the same commands
 * sent again tell what became of them.
 */
export const survives = Effect.fnUntraced(function* <E, R>(store: StoreShape, fault: Fault<E, R>) {
  const ledger = yield* Effect.provide(StockLedger, ledgerOver(store))
  yield* ledger.receive({ commandId: "po-1", lines: mugs(10) })
  yield* ledger.hold({ commandId: "c-0", holdId: "order-0", lines: mugs(3) })
  const before = yield* contents(store)

  yield* fault.begin
  const errors = yield* Effect.all(commands(ledger).map(Effect.flip), { concurrency: "unbounded" })
  for (const error of errors)
    assert.include<object>(error, {
      _tag: "StoreUnavailable",
      operation: "commit",
      ...fault.error,
    })

  const after = yield* fault.end
  assert.strictEqual((yield* contents(after)).entries.length, fault.tookEffect ? 5 : 2)
  if (!fault.tookEffect) assert.deepStrictEqual(yield* contents(after), before)
  const again = after === store ? ledger : yield* Effect.provide(StockLedger, ledgerOver(after))
  assert.isTrue((yield* again.audit()).ok)

  for (const repeated of [fault.tookEffect, true]) {
    const outcomes = yield* Effect.all(commands(again), { concurrency: "unbounded" })
    assert.deepStrictEqual(
      outcomes.map((outcome) => [outcome.answer.event, outcome.repeated]),
      [
        ["Held", repeated],
        ["Shipped", repeated],
        ["Received", repeated],
      ],
    )
  }
  const { onHand, held } = yield* again.level("MUG")
  assert.deepStrictEqual([onHand, held], [12, 2])
  const { ok, entries } = yield* again.audit()
  assert.deepStrictEqual([ok, entries], [true, 5])
})
