/**
 * The self-audit of lots: the book that their journal tells, beside the records that were kept.
 *
 * @module
 */
import { Effect, Stream } from "effect"

import type { JournalEntry, JournalError, JournalShape } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import * as ShelfKeeping from "../ShelfKeeping.ts"
import { shelfName } from "../StockBook.ts"
import { Shelves } from "../StockRecords.ts"
import * as LotAudit from "./LotAudit.ts"
import * as LotBook from "./LotBook.ts"
import type { LotEvent } from "./LotEvent.ts"
import { evolve } from "./LotEvolution.ts"
import * as LotKeeping from "./LotKeeping.ts"
import { LotHolds, LotMovements, Lots, LotShelves, Policies } from "./LotRecords.ts"

/** What an audit of lots found. */
export interface Audit {
  /** Whether everything agrees. */
  readonly ok: boolean
  /** Journal entries that were folded. */
  readonly entries: number
  readonly lots: number
  readonly holds: number
  /** The first ten that disagree. */
  readonly differences: ReadonlyArray<LotAudit.Difference>
  /** Whether nothing was posted while the records were read; if not, a difference may be news. */
  readonly quiet: boolean
}

/**
 * Folds the journal of lots, reads all their records, and compares them; then compares the lots of each
 * item at each place with their shelf of the ledger.
 */
export const audit = Effect.fnUntraced(function* (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): Effect.fn.Return<Audit, JournalError | RecordsError | TransactionError> {
  const folding = {
    stream: LotMovements,
    initial: LotBook.empty,
    step: (book: LotBook.LotBook, { fact }: JournalEntry<LotEvent>) => evolve(book, fact),
  }
  const { state, kept, entries, quiet } = yield* JournalFold.beside(
    journal,
    folding,
    recorded(records),
  )
  const differences = [
    ...LotAudit.differences(state, kept),
    ...(yield* sumsOf(transactor, records, kept)),
  ]
  return {
    ok: differences.length === 0,
    entries,
    lots: [...kept.lots].length,
    holds: [...kept.holds].length,
    differences: differences.slice(0, 10),
    quiet,
  }
})

const recorded = Effect.fnUntraced(function* (
  records: RecordsShape,
): Effect.fn.Return<LotBook.LotBook, RecordsError> {
  return LotBook.of({
    policies: yield* Stream.runCollect(records.all(Policies)),
    lots: yield* Stream.runCollect(records.all(Lots)),
    shelves: yield* Stream.runCollect(records.all(LotShelves)),
    holds: yield* Stream.runCollect(records.all(LotHolds)),
  })
})

/** What lots sum up to, where that is not what their shelf says; each place in one moment. */
const sumsOf = Effect.fnUntraced(function* (
  transactor: TransactorShape,
  records: RecordsShape,
  kept: LotBook.LotBook,
): Effect.fn.Return<ReadonlyArray<LotAudit.Difference>, RecordsError | TransactionError> {
  const tracked = yield* records.all(Shelves).pipe(
    Stream.filter(({ ties }) => ties?.tracked === "lots"),
    Stream.runCollect,
  )
  const wheres = new Map(
    [...tracked, ...LotBook.shelves(kept)].map(({ sku, place }) => [
      shelfName({ sku, place }),
      { sku, place },
    ]),
  )
  const found = yield* Effect.forEach(wheres.values(), (where) => transactor.run(sumsAt(where)))
  return found.flat()
})

const sumsAt = Effect.fnUntraced(function* (
  where: LotBook.Where,
): Effect.fn.Return<ReadonlyArray<LotAudit.Difference>, never, Transaction> {
  const shelf = yield* ShelfKeeping.shelfNow(where)
  const book = yield* LotKeeping.bookOf([where])
  return LotAudit.unlike(shelf, LotBook.shelves(book))
})
