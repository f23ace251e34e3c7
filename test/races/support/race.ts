/** Many orders for few units: two items, one ordered by all at once, one by a few again and again. */
import { assert } from "@effect/vitest"
import { Effect, type Layer, Stream } from "effect"
import { StockLedger, type StockLedgerShape, StockRecords } from "entrepot/stock"
import { Journal, Store } from "entrepot/store"

import { ledgerOn, ledgerOver } from "../../stock/support/ledger.ts"

/** Of one race: how many orders were accepted, and how many refused for each reason. */
export interface Tally {
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
}

const races = [
  { sku: "MUG", callers: 1_000 },
  { sku: "CUP", callers: 16 },
] as const
const stock = 100
const allOrders = 1_000

const lineOf = (sku: string, quantity: number) => [{ sku, quantity }] as const

export const receive = StockLedger.use((ledger) =>
  ledger.receive({
    commandId: "po-1",
    lines: [
      { sku: "MUG", quantity: stock },
      { sku: "CUP", quantity: stock },
    ],
  }),
)

/** Reads the shelves, so that a ledger knows them from before the start, and is soon wrong. */
export const look = Effect.fnUntraced(function* (ledger: StockLedgerShape, customer: string) {
  for (const { sku } of races) {
    const holdId = `${customer}-${sku}`
    const lines = lineOf(sku, stock + 1)
    const refusal = yield* Effect.flip(ledger.hold({ commandId: holdId, holdId, lines }))
    assert.strictEqual(refusal._tag, "InsufficientStock")
  }
})

/** Sends so many orders of one unit of each item. */
export const order = (ledger: StockLedgerShape, customer: string, orders: number) =>
  Effect.forEach(races, ({ sku, callers }) =>
    Effect.forEach(
      Array.from({ length: orders }, (_, i) => `${customer}-${sku}-${i}`),
      (holdId) =>
        Effect.match(ledger.hold({ commandId: holdId, holdId, lines: lineOf(sku, 1) }), {
          onFailure: ({ _tag }) => _tag,
          onSuccess: () => "accepted",
        }),
      { concurrency: callers },
    ).pipe(Effect.map(tallyOf)),
  )

const tallyOf = (outcomes: ReadonlyArray<string>): Tally => {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const { accepted = 0, ...refused } = Object.fromEntries(counts)
  return { accepted, refused }
}

const together = (tallies: ReadonlyArray<Tally>): Tally => {
  const refused: Record<string, number> = {}
  for (const tally of tallies)
    for (const [reason, count] of Object.entries(tally.refused))
      refused[reason] = (refused[reason] ?? 0) + count
  return { accepted: tallies.reduce((sum, { accepted }) => sum + accepted, 0), refused }
}

/** Exactly what was there was sold: so say all answers, the shelves, the journal and the audit. */
export const isSoldOut = Effect.fnUntraced(function* (
  answers: ReadonlyArray<ReadonlyArray<Tally>>,
) {
  const ledger = yield* StockLedger
  const journal = yield* Journal
  const facts = yield* Stream.runCollect(journal.all(StockRecords.Movements))
  const holds = facts.flatMap(({ fact }) => (fact._tag === "Held" ? [fact] : []))
  for (const [i, { sku }] of races.entries()) {
    assert.deepStrictEqual(together(answers.flatMap((tallies) => tallies[i] ?? [])), {
      accepted: stock,
      refused: { InsufficientStock: allOrders - stock },
    })
    const { onHand, held, available } = yield* ledger.level(sku)
    assert.deepStrictEqual([onHand, held, available], [stock, stock, 0])
    const own = holds.filter(({ lines }) => lines.every((line) => line.sku === sku))
    assert.strictEqual(new Set(own.map(({ holdId }) => holdId)).size, stock)
  }
  assert.lengthOf(facts, 1 + races.length * stock)
  const audit = yield* ledger.audit()
  assert.deepStrictEqual([audit.ok, audit.holds], [true, races.length * stock])
})

/** One ledger. */
export const oneLedger = <E>(store: Layer.Layer<Store, E>) =>
  Effect.gen(function* () {
    yield* receive
    const ledger = yield* StockLedger
    yield* isSoldOut([yield* order(ledger, "customer", allOrders)])
  }).pipe(Effect.provide(ledgerOn(store)))

/** Two ledgers over one store, each with facts of its own, as two processes have. */
export const twoLedgers = <E>(store: Layer.Layer<Store, E>) =>
  Effect.gen(function* () {
    yield* receive
    const here = yield* StockLedger
    const there = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
    yield* look(here, "here")
    yield* look(there, "there")
    const half = allOrders / 2
    const answers = yield* Effect.all([order(here, "here", half), order(there, "there", half)], {
      concurrency: "unbounded",
    })
    yield* isSoldOut(answers)
  }).pipe(Effect.provide(ledgerOn(store)))
