/** Races: many orders for few units, by one ledger, by two over one store, and by two processes. */
import { Effect, type Layer } from "effect"
import { StockLedger, type StockLedgerShape } from "entrepot/stock"
import { type Journal, Store } from "entrepot/store"

import { ledgerOn, ledgerOver } from "../../stock/support/ledger.ts"

/** Of one series of orders: how many were accepted, and how many refused for each reason. */
export interface Tally {
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
}

/** What is raced for. */
export interface Race {
  /** What there is before the start. */
  readonly prepare: Effect.Effect<unknown, unknown, StockLedger>
  /** Reads it, so that a ledger knows it from before the start, and is soon wrong. */
  readonly look: (ledger: StockLedgerShape, customer: string) => Effect.Effect<unknown, unknown>
  /** Sends so many orders of each series. */
  readonly order: (
    ledger: StockLedgerShape,
    customer: string,
    orders: number,
  ) => Effect.Effect<ReadonlyArray<Tally>>
  /** Exactly what was there was sold: so say all answers, and what is kept. */
  readonly isSoldOut: (
    answers: ReadonlyArray<ReadonlyArray<Tally>>,
  ) => Effect.Effect<void, unknown, StockLedger | Journal>
}

/** Orders of each series in all. */
export const allOrders = 1_000

/** Sends orders by so many callers at once, and counts what became of them. */
export const tallied = (
  orders: ReadonlyArray<Effect.Effect<unknown, { readonly _tag: string }>>,
  callers: number,
): Effect.Effect<Tally> =>
  Effect.forEach(
    orders,
    Effect.match({ onFailure: ({ _tag }) => _tag, onSuccess: () => "accepted" }),
    { concurrency: callers },
  ).pipe(Effect.map(tallyOf))

const tallyOf = (outcomes: ReadonlyArray<string>): Tally => {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const { accepted = 0, ...refused } = Object.fromEntries(counts)
  return { accepted, refused }
}

/** The tallies of one series by all who sent it. */
export const together = (tallies: ReadonlyArray<Tally>): Tally => {
  const refused: Record<string, number> = {}
  for (const tally of tallies)
    for (const [reason, count] of Object.entries(tally.refused))
      refused[reason] = (refused[reason] ?? 0) + count
  return { accepted: tallies.reduce((sum, { accepted }) => sum + accepted, 0), refused }
}

/** One ledger. */
export const oneLedger = <E>(race: Race, store: Layer.Layer<Store, E>) =>
  Effect.gen(function* () {
    yield* race.prepare
    const ledger = yield* StockLedger
    yield* race.isSoldOut([yield* race.order(ledger, "customer", allOrders)])
  }).pipe(Effect.provide(ledgerOn(store)))

/** Two ledgers over one store, each with facts of its own, as two processes have. */
export const twoLedgers = <E>(race: Race, store: Layer.Layer<Store, E>) =>
  Effect.gen(function* () {
    yield* race.prepare
    const here = yield* StockLedger
    const there = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
    yield* race.look(here, "here")
    yield* race.look(there, "there")
    const half = allOrders / 2
    const answers = yield* Effect.all(
      [race.order(here, "here", half), race.order(there, "there", half)],
      { concurrency: "unbounded" },
    )
    yield* race.isSoldOut(answers)
  }).pipe(Effect.provide(ledgerOn(store)))
