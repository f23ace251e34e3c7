/** Preorders of units that are coming. */
import { assert } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { StockLedger } from "entrepot/stock"

import { allOrders, type Race, tallied, together } from "./race.ts"

const sku = "MUG"
const coming = 100
/** Long after any test. */
const due = 5_000_000_000_000

export const promises: Race = {
  prepare: StockLedger.use((ledger) =>
    ledger.promises.expect({
      commandId: "po-1",
      inboundId: "po-1",
      sku,
      quantity: coming,
      due,
    }),
  ),
  look: (ledger, customer) =>
    Effect.flip(
      ledger.promises.promise({
        commandId: customer,
        promiseId: customer,
        sku,
        quantity: coming + 1,
      }),
    ),
  order: (ledger, customer, orders) =>
    Effect.map(
      tallied(
        Array.from({ length: orders }, (_, i) => {
          const promiseId = `${customer}-${i}`
          return ledger.promises.promise({ commandId: promiseId, promiseId, sku, quantity: 1 })
        }),
        1_000,
      ),
      (tally) => [tally],
    ),
  isSoldOut: Effect.fnUntraced(function* (answers) {
    const { promises: ledger, level, audit } = yield* StockLedger
    assert.deepStrictEqual(together(answers.flat()), {
      accepted: coming,
      refused: { PromiseShort: allOrders - coming },
    })
    const queue = yield* Stream.runCollect(ledger.queue(sku))
    assert.deepStrictEqual(
      queue.map(({ sequence }) => sequence),
      Array.from({ length: coming }, (_, at) => at),
    )
    const quantity = coming
    yield* ledger.arrive({ commandId: "arrive", inboundId: "po-1", sku, quantity })
    const { held, available, expected } = yield* level(sku)
    assert.deepStrictEqual([held, available, expected], [coming, 0, 0])
    const { ok, holds } = yield* audit()
    assert.deepStrictEqual([ok, holds], [true, coming])
  }),
}
