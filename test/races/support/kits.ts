/** Orders of kits, of one of their components, and of both, for the units of that component. */
import { assert } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { StockLedger, StockRecords } from "entrepot/stock"
import { Journal } from "entrepot/store"

import { allOrders, type Race, tallied, together } from "./race.ts"

const scarce = "TEA"
const stock = 100
const components = [
  { sku: "MUG", quantity: 2 },
  { sku: scarce, quantity: 1 },
]

export const kits: Race = {
  prepare: StockLedger.use((ledger) =>
    Effect.andThen(
      ledger.receive({
        commandId: "po-1",
        lines: [
          { sku: "MUG", quantity: 3 * stock },
          { sku: scarce, quantity: stock },
        ],
      }),
      ledger.kits.define({ commandId: "kit", sku: "SET", components, stocked: false }),
    ),
  ),
  look: (ledger, customer) => {
    const lines = [{ sku: "SET", quantity: stock + 1 }]
    return Effect.flip(ledger.kits.hold({ commandId: customer, holdId: customer, lines }))
  },
  order: (ledger, customer, orders) =>
    Effect.map(
      tallied(
        Array.from({ length: orders }, (_, i) => {
          const holdId = `${customer}-${i}`
          const one = { sku: scarce, quantity: 1 }
          const set = { sku: "SET", quantity: 1 }
          if (i % 3 === 0) return ledger.hold({ commandId: holdId, holdId, lines: [one] })
          return ledger.kits.hold({
            commandId: holdId,
            holdId,
            lines: i % 3 === 1 ? [set] : [set, one],
          })
        }),
        1_000,
      ),
      (tally) => [tally],
    ),
  isSoldOut: Effect.fnUntraced(function* (answers) {
    const ledger = yield* StockLedger
    const journal = yield* Journal
    const { accepted, refused } = together(answers.flat())
    const { InsufficientStock = 0, InsufficientComponents = 0, ...others } = refused
    assert.deepStrictEqual(others, {})
    assert.strictEqual(accepted + InsufficientStock + InsufficientComponents, allOrders)

    const { onHand, held, available } = yield* ledger.level(scarce)
    assert.deepStrictEqual([onHand, held, available], [stock, stock, 0])
    assert.strictEqual((yield* ledger.kits.available("SET")).available, 0)
    const facts = yield* Stream.runCollect(journal.all(StockRecords.Movements))
    const sold = facts
      .flatMap(({ fact }) => (fact._tag === "Held" ? fact.lines : []))
      .filter(({ sku }) => sku === scarce)
      .reduce((sum, { quantity }) => sum + quantity, 0)
    assert.strictEqual(sold, stock)
    const audit = yield* ledger.audit()
    assert.deepStrictEqual([audit.ok, audit.holds], [true, accepted])
  }),
}
