/** Very many holds of one item that end at once. */
import { assert } from "@effect/vitest"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockLedger, type StockLedgerShape, StockRecords } from "entrepot/stock"
import type { StoreShape } from "entrepot/store"

import { ledgerOver } from "./ledger.ts"

export const minutes = (n: number) => n * 60_000

export const receive = (ledger: StockLedgerShape, quantity: number) =>
  ledger.receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity }] })

/** An order of one unit. */
export const hold = (ledger: StockLedgerShape, order: string, expiresAt?: number) =>
  ledger.hold({
    commandId: `hold-${order}`,
    holdId: order,
    lines: [{ sku: "MUG", quantity: 1 }],
    ...(expiresAt === undefined ? {} : { expiresAt }),
  })

export const tagOf = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>) =>
  Effect.map(Effect.result(effect), (result) =>
    Result.match(result, { onFailure: ({ _tag }) => _tag, onSuccess: () => "done" }),
  )

/** A store that counts the records that are read from it. */
const counting = (store: StoreShape) => {
  const seen = { records: 0 }
  const read: StoreShape["read"] = (namespace, keys) => {
    seen.records += keys.length
    return store.read(namespace, keys)
  }
  return { seen, store: { ...store, read } }
}

/** So many orders, each until an instant of its own. */
export const holdMany = (
  ledger: StockLedgerShape,
  many: number,
  expiresAt: (n: number) => number,
) =>
  Effect.forEach(
    Array.from({ length: many }, (_, n) => n),
    (n) => hold(ledger, `order-${n}`, expiresAt(n)),
    { concurrency: 2_000, discard: true },
  )

/** Exact a millisecond before and at their end, small on the shelf, and read in a few records. */
export const endsAtOnce = Effect.fnUntraced(function* (many: number) {
  const memory = Memory.make()
  const ledger = yield* Effect.provide(StockLedger, ledgerOver(memory))
  yield* receive(ledger, many)
  yield* holdMany(ledger, many, () => minutes(30))
  const [{ record } = {}] = yield* memory.read("default", [
    { collection: "shelf", id: StockRecords.shelfId({ sku: "MUG", place: "main" }) },
  ])
  assert.isAtMost(record?.body.length ?? Infinity, 4_096)

  const { seen, store } = counting(memory)
  const other = yield* Effect.provide(StockLedger, ledgerOver(store))
  yield* TestClock.setTime(minutes(30) - 1)
  assert.strictEqual(yield* tagOf(hold(other, "early")), "InsufficientStock")
  yield* TestClock.setTime(minutes(30))
  seen.records = 0
  assert.strictEqual(yield* tagOf(hold(other, "late")), "done")
  assert.isAtMost(seen.records, 5)
  const { held, available } = yield* other.level("MUG")
  assert.deepStrictEqual([held, available], [1, many - 1])
})
