/** Many orders for few units: two items, one ordered by all at once, one by a few again and again. */
import { assert } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { StockLedger, StockRecords } from "entrepot/stock"
import { Journal } from "entrepot/store"

import { allOrders, type Race, tallied, together } from "./race.ts"

const series = [
  { sku: "MUG", callers: 1_000 },
  { sku: "CUP", callers: 16 },
] as const
const stock = 100

const lineOf = (sku: string, quantity: number) => [{ sku, quantity }] as const

export const items: Race = {
  prepare: StockLedger.use((ledger) =>
    ledger.receive({
      commandId: "po-1",
      lines: [
        { sku: "MUG", quantity: stock },
        { sku: "CUP", quantity: stock },
      ],
    }),
  ),
  look: (ledger, customer) =>
    Effect.forEach(series, ({ sku }) => {
      const holdId = `${customer}-${sku}`
      const lines = lineOf(sku, stock + 1)
      return Effect.flip(ledger.hold({ commandId: holdId, holdId, lines }))
    }).pipe(
      Effect.map((refusals) =>
        assert.deepStrictEqual(
          refusals.map(({ _tag }) => _tag),
          ["InsufficientStock", "InsufficientStock"],
        ),
      ),
    ),
  order: (ledger, customer, orders) =>
    Effect.forEach(series, ({ sku, callers }) =>
      tallied(
        Array.from({ length: orders }, (_, i) => {
          const holdId = `${customer}-${sku}-${i}`
          return ledger.hold({ commandId: holdId, holdId, lines: lineOf(sku, 1) })
        }),
        callers,
      ),
    ),
  isSoldOut: Effect.fnUntraced(function* (answers) {
    const ledger = yield* StockLedger
    const journal = yield* Journal
    const facts = yield* Stream.runCollect(journal.all(StockRecords.Movements))
    const holds = facts.flatMap(({ fact }) => (fact._tag === "Held" ? [fact] : []))
    for (const [i, { sku }] of series.entries()) {
      assert.deepStrictEqual(together(answers.flatMap((tallies) => tallies[i] ?? [])), {
        accepted: stock,
        refused: { InsufficientStock: allOrders - stock },
      })
      const { onHand, held, available } = yield* ledger.level(sku)
      assert.deepStrictEqual([onHand, held, available], [stock, stock, 0])
      const own = holds.filter(({ lines }) => lines.every((line) => line.sku === sku))
      assert.strictEqual(new Set(own.map(({ holdId }) => holdId)).size, stock)
    }
    assert.lengthOf(facts, 1 + series.length * stock)
    const audit = yield* ledger.audit()
    assert.deepStrictEqual([audit.ok, audit.holds], [true, series.length * stock])
  }),
}
