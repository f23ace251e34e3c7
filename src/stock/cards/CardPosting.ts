/**
 * Posting to cards what the journal tells: by following one of its streams.
 *
 * Each card knows the position of its last row, so that an entry which is posted twice, by whomever
 * and whenever, changes nothing the second time. The bookmark only says where to go on.
 *
 * @module
 */
import { Array, Effect, Option } from "effect"

import type { JournalEntry, JournalError, JournalFacts, JournalShape } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import type { JournalStream } from "../../store/JournalStream.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import type { CardRow } from "./Card.ts"
import * as CardKeeping from "./CardKeeping.ts"
import { type Bookmark, Bookmarks } from "./CardRecords.ts"

/** What posting to cards needs. */
export interface Services {
  readonly transactor: TransactorShape
  readonly records: RecordsShape
  readonly journal: JournalShape
}

/** A stream of the journal, and what its entries do to cards. */
export interface Source<A extends { readonly _tag: string }> {
  readonly stream: JournalStream<A>
  /** What an entry does to each card that it concerns. */
  readonly rowsOf: (entry: JournalEntry<A>) => ReadonlyArray<CardRow>
}

/** Why cards cannot be brought up to date. */
export type PostingError = JournalError | RecordsError | TransactionError

/** Entries that are read at once. */
const entriesAtOnce = 1_000
/** Rows of one commit: it touches some 2,000 records at most, even if each is of another card. */
const rowsAtOnce = 250

/**
 * Brings the cards of a stream up to date, and returns how many entries were new. `progress` is told
 * that number after each page of the journal. May run in several processes at once.
 */
export const post = Effect.fnUntraced(function* <A extends { readonly _tag: string }>(
  { transactor, records, journal }: Services,
  { stream, rowsOf }: Source<A>,
  progress: (entries: number) => void = () => undefined,
): Effect.fn.Return<number, PostingError> {
  const bookmark = Option.getOrUndefined(yield* records.get(Bookmarks, stream.name))
  let count = 0
  const take = Effect.fnUntraced(function* ({ entries, cursor }: JournalFacts<A>) {
    for (const rows of Array.chunksOf(entries.flatMap(rowsOf), rowsAtOnce))
      yield* transactor.run(CardKeeping.append(rows))
    const position = entries.at(-1)?.position
    if (position === undefined) return
    const known = yield* transactor.run(turn({ stream: stream.name, cursor, position }))
    count += entries.filter((entry) => entry.position > known).length
    progress(count)
  })
  yield* JournalFold.follow(journal, {
    stream,
    after: bookmark?.cursor,
    limit: entriesAtOnce,
    take,
  })
  return count
})

/** Moves the bookmark on, unless it is further already, and returns the position where it was. */
const turn = Effect.fnUntraced(function* (
  bookmark: Bookmark,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  const known = Option.getOrUndefined(yield* tx.get(Bookmarks, bookmark.stream))
  if (known === undefined || known.position <= bookmark.position) yield* tx.put(Bookmarks, bookmark)
  return known?.position ?? 0
})
