/** Orders for one unit with a serial number, while others are free; and picks of it by its number. */
import { assert } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { SerialRecords, StockLedger } from "entrepot/stock"
import { Journal } from "entrepot/store"

import { allOrders, type Race, tallied, together } from "./race.ts"

const unit = { sku: "PHONE", serial: "A" }
const others = Array.from({ length: 9 }, (_, i) => ({ sku: "PHONE", serial: `B${i}` }))

export const serials: Race = {
  prepare: StockLedger.use((ledger) =>
    ledger.serials.receive({ commandId: "po-1", lines: [unit, ...others] }),
  ),
  look: (ledger) => ledger.serials.unit(unit.sku, unit.serial),
  order: (ledger, customer, orders) =>
    Effect.map(
      tallied(
        Array.from({ length: orders }, (_, i) => {
          const commandId = `${customer}-${i}`
          return i % 2 === 0
            ? ledger.serials.hold({ commandId, holdId: commandId, lines: [unit] })
            : ledger.serials.ship({ commandId, lines: [unit] })
        }),
        1_000,
      ),
      (tally) => [tally],
    ),
  isSoldOut: Effect.fnUntraced(function* (answers) {
    const ledger = yield* StockLedger
    const journal = yield* Journal
    assert.deepStrictEqual(together(answers.flat()), {
      accepted: 1,
      refused: { SerialMoveImpossible: allOrders - 1 },
    })
    const facts = yield* Stream.runCollect(journal.all(SerialRecords.SerialFacts))
    assert.deepStrictEqual(
      facts.map(({ fact }) => fact.lines.length),
      [10, 1],
    )
    const history = yield* ledger.serials.history(unit.sku, unit.serial)
    assert.lengthOf(history, 2)
    assert.strictEqual((yield* ledger.level(unit.sku)).available, 9)
    assert.deepStrictEqual((yield* ledger.serials.audit()).differences, [])
    assert.isTrue((yield* ledger.audit()).ok)
  }),
}
