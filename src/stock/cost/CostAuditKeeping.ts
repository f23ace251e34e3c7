/**
 * The self-audit of costs: the books that their journal tells, beside the records that were kept, and
 * beside the shelves.
 *
 * @module
 */
import { Array, Effect, HashMap, Option, Stream } from "effect"

import type { JournalEntry, JournalError, JournalShape } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { Items, shelfId, Shelves } from "../StockRecords.ts"
import * as CostAudit from "./CostAudit.ts"
import * as CostBook from "./CostBook.ts"
import type { CostEvent } from "./CostEvent.ts"
import * as CostFollowing from "./CostFollowing.ts"
import { Costs, Heads, Issues, Layers } from "./CostRecords.ts"

/** What an audit of costs found. */
export interface Audit {
  /** Whether everything agrees. */
  readonly ok: boolean
  /** Journal entries that were folded. */
  readonly entries: number
  readonly scopes: number
  readonly layers: number
  readonly issues: number
  /** The first ten that disagree; values in minor units. */
  readonly differences: ReadonlyArray<CostAudit.Difference>
  /** Whether nothing was posted while the records were read; if not, a difference may be news. */
  readonly quiet: boolean
}

/**
 * Folds the journal of costs, reads all their records, and compares them; then compares the units of
 * each scope with those on its shelves.
 */
export const audit = Effect.fnUntraced(function* (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): Effect.fn.Return<Audit, JournalError | RecordsError | TransactionError> {
  const folding = {
    stream: Costs,
    initial: CostAudit.nothing,
    step: (scopes: CostAudit.Scopes, { fact }: JournalEntry<CostEvent>) =>
      CostAudit.step(scopes, fact),
  }
  const { state, kept, entries, quiet } = yield* JournalFold.beside(
    journal,
    folding,
    recorded(records),
  )
  const books = HashMap.toValues(kept)
  const onShelves = yield* Effect.forEach(books, ({ head }) =>
    head.follows === undefined ? Effect.succeed([]) : transactor.run(besideShelves(head.scope)),
  )
  const differences = [...CostAudit.differences(state, kept), ...onShelves.flat()]
  return {
    ok: differences.length === 0,
    entries,
    scopes: books.length,
    layers: books.reduce((sum, { layers }) => sum + HashMap.size(layers), 0),
    issues: books.reduce((sum, { issues }) => sum + HashMap.size(issues), 0),
    differences: differences.slice(0, 10),
    quiet,
  }
})

const recorded = Effect.fnUntraced(function* (
  records: RecordsShape,
): Effect.fn.Return<CostAudit.Scopes["books"], RecordsError> {
  const layers = Map.groupBy(yield* Stream.runCollect(records.all(Layers)), ({ scope }) => scope)
  const issues = Map.groupBy(yield* Stream.runCollect(records.all(Issues)), ({ scope }) => scope)
  const heads = yield* Stream.runCollect(records.all(Heads))
  return HashMap.fromIterable(
    heads.map((head) => [
      head.scope,
      CostBook.of(head, layers.get(head.scope), issues.get(head.scope)),
    ]),
  )
})

/** A head and its shelves, as they are at one moment. */
const besideShelves = Effect.fnUntraced(function* (
  scope: string,
): Effect.fn.Return<ReadonlyArray<CostAudit.Difference>, never, Transaction> {
  const tx = yield* Transaction
  const head = Option.getOrUndefined(yield* tx.get(Heads, scope))
  if (head?.follows === undefined) return []
  const { sku, place } = head.follows
  const item = Option.getOrUndefined(yield* tx.get(Items, sku))
  const places = place === undefined ? (item?.places ?? []) : [place]
  const shelves = yield* tx.getAll(
    Shelves,
    places.map((place) => shelfId({ sku, place })),
  )
  const units = Array.getSomes(shelves).map(CostFollowing.unitsOf)
  return CostAudit.beside(
    head,
    units.reduce((sum, some) => sum + some, 0),
  )
})
