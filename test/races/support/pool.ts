/** Orders that name no place, and others that do, for the units of two places. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { StockLedger } from "entrepot/stock"

import { allOrders, type Race, tallied, together } from "./race.ts"

const sku = "MUG"
const pool = "EU"
const places = ["Berlin", "Rome"] as const
const stock = 100

/** Every third order names a place. */
const placeOf = (order: number): string =>
  [pool, pool, "Berlin", pool, pool, "Rome"][order % 6] ?? pool

export const unplaced: Race = {
  prepare: StockLedger.use((ledger) =>
    Effect.andThen(
      ledger.declarePool({ commandId: "pool", pool, places }),
      ledger.receive({
        commandId: "po-1",
        lines: places.map((place) => ({ sku, place, quantity: stock / places.length })),
      }),
    ),
  ),
  look: (ledger, customer) =>
    Effect.forEach([pool, ...places], (place) => {
      const holdId = `${customer}-${place}`
      const lines = [{ sku, place, quantity: stock + 1 }] as const
      return Effect.flip(ledger.hold({ commandId: holdId, holdId, lines }))
    }),
  order: (ledger, customer, orders) =>
    Effect.map(
      tallied(
        Array.from({ length: orders }, (_, i) => {
          const holdId = `${customer}-${i}`
          const lines = [{ sku, place: placeOf(i), quantity: 1 }] as const
          return ledger.hold({ commandId: holdId, holdId, lines })
        }),
        1_000,
      ),
      (tally) => [tally],
    ),
  isSoldOut: Effect.fnUntraced(function* (answers) {
    const ledger = yield* StockLedger
    assert.deepStrictEqual(together(answers.flat()), {
      accepted: stock,
      refused: { InsufficientStock: allOrders - stock },
    })
    const { onHand, held, available } = yield* ledger.level(sku, pool)
    assert.deepStrictEqual([onHand, held, available], [stock, stock, 0])
    for (const place of places) assert.isAtLeast((yield* ledger.level(sku, place)).available, 0)
    const audit = yield* ledger.audit()
    assert.deepStrictEqual([audit.ok, audit.holds], [true, stock])
  }),
}
