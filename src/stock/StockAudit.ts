/**
 * The self-audit: the book that the journal tells, beside the records that were kept.
 *
 * @module
 */
import { Effect, HashMap, Option, Stream } from "effect"

import type { JournalEntry, JournalError, JournalShape } from "../store/Journal.ts"
import * as JournalFold from "../store/JournalFold.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import * as Expiry from "./Expiry.ts"
import { type Beside, besides, isBeside, type StockAccount } from "./StockAccount.ts"
import * as StockBook from "./StockBook.ts"
import * as StockEvent from "./StockEvent.ts"
import * as StockEvolution from "./StockEvolution.ts"
import { Holds, Movements, Shelves } from "./StockRecords.ts"

/** A number that the journal and the records tell differently. */
export interface Difference {
  /** Which shelf or line of a hold, such as `shelf main/MUG` or `hold 7: main/MUG`. */
  readonly where: string
  /**
   * `expiring` is how many of the held units become free by themselves, `balance` what the legs alone
   * say of the shelf, beside the record's `onHand`; the rest are counters of the records.
   */
  readonly what:
    | "onHand"
    | "held"
    | "expiring"
    | "expiresAt"
    | "balance"
    | Beside
    | "quantity"
    | "shipped"
    | "released"
  readonly journal: number
  readonly record: number
}

/** What an audit found. */
export interface Audit {
  /** Whether everything agrees. */
  readonly ok: boolean
  /** Journal entries that were folded, and the position of the last. */
  readonly entries: number
  readonly position: number
  readonly shelves: number
  readonly holds: number
  /** Units on hand over all shelves, as the journal tells. */
  readonly onHand: number
  /** The first ten that disagree. */
  readonly differences: ReadonlyArray<Difference>
  /** Whether nothing was posted while the records were read; if not, a difference may be news. */
  readonly quiet: boolean
}

/** What has been folded so far. */
interface Fold {
  readonly book: StockBook.Book
  /** Units on each shelf and in each account beside it, reckoned from the legs alone. */
  readonly balances: HashMap.HashMap<string, number>
}

const nothing: Fold = { book: StockBook.empty, balances: HashMap.empty() }

/** Folds the whole journal, reads all records, and compares them. */
export const audit = Effect.fnUntraced(function* (
  journal: JournalShape,
  records: RecordsShape,
): Effect.fn.Return<Audit, JournalError | RecordsError> {
  const read = Effect.gen(function* () {
    const shelves = yield* Stream.runCollect(records.all(Shelves))
    return StockBook.of(shelves, yield* Stream.runCollect(records.all(Holds)))
  })
  return report(
    yield* JournalFold.beside(journal, { stream: Movements, initial: nothing, step }, read),
  )
})

const step = ({ book, balances }: Fold, { fact }: JournalEntry<StockEvent.StockEvent>): Fold => ({
  book: StockEvolution.evolve(book, fact),
  balances: StockEvent.legs(fact).reduce(move, balances),
})

const move = (balances: Fold["balances"], { sku, quantity, from, to }: StockEvent.Leg) =>
  add(add(balances, sku, from, -quantity), sku, to, quantity)

// A held unit is still on the shelf.
const add = (balances: Fold["balances"], sku: string, account: StockAccount, by: number) => {
  if (!("place" in account)) return balances
  const name = balanceName({ sku, place: account.place }, isBeside(account) ? account._tag : "")
  return HashMap.set(balances, name, Option.getOrElse(HashMap.get(balances, name), () => 0) + by)
}

const balanceName = (where: Pick<StockBook.Shelf, "sku" | "place">, account: Beside | ""): string =>
  `${account}\u0000${StockBook.shelfName(where)}`

const report = ({
  state: { book, balances },
  kept,
  entries,
  position,
  quiet,
}: JournalFold.FoldedBeside<Fold, StockBook.Book>): Audit => {
  const differences: Array<Difference> = []
  const compare = (where: string, what: Difference["what"], journal: number, record: number) => {
    if (journal !== record && differences.length < 10)
      differences.push({ where, what, journal, record })
  }
  let onHand = 0
  const balanceOf = (shelf: StockBook.Shelf, account: Beside | "") =>
    Option.getOrElse(HashMap.get(balances, balanceName(shelf, account)), () => 0)
  for (const shelf of HashMap.values(HashMap.union(kept.shelves, book.shelves))) {
    const where = `shelf ${shelf.place}/${shelf.sku}`
    const told = shelfOf(book, shelf)
    const record = shelfOf(kept, shelf)
    onHand += told.onHand
    compare(where, "onHand", told.onHand, record.onHand)
    compare(where, "held", told.held, record.held)
    compare(where, "expiring", Expiry.total(told.expiring), Expiry.total(record.expiring))
    compare(where, "balance", balanceOf(shelf, ""), record.onHand)
    for (const account of besides)
      compare(where, account, balanceOf(shelf, account), StockBook.beside(record, account))
  }
  for (const [holdId] of HashMap.union(kept.holds, book.holds)) {
    const told = linesOf(book, holdId)
    const record = linesOf(kept, holdId)
    const where = `hold ${holdId}`
    compare(where, "expiresAt", expiryOf(book, holdId), expiryOf(kept, holdId))
    for (const [name, { sku, place }] of new Map([...told, ...record]))
      for (const what of ["quantity", "shipped", "released"] as const)
        compare(
          `${where}: ${place}/${sku}`,
          what,
          told.get(name)?.[what] ?? 0,
          record.get(name)?.[what] ?? 0,
        )
  }
  return {
    ok: differences.length === 0,
    entries,
    position,
    shelves: HashMap.size(kept.shelves),
    holds: HashMap.size(kept.holds),
    onHand,
    differences,
    quiet,
  }
}

const shelfOf = (
  book: StockBook.Book,
  { sku, place }: Pick<StockBook.Shelf, "sku" | "place">,
): StockBook.Shelf =>
  Option.getOrElse(StockBook.shelf(book, { sku, place }), () => ({
    sku,
    place,
    onHand: 0,
    held: 0,
  }))

const expiryOf = (book: StockBook.Book, holdId: string): number =>
  Option.getOrUndefined(StockBook.hold(book, holdId))?.expiresAt ?? 0

const linesOf = (book: StockBook.Book, holdId: string): ReadonlyMap<string, StockBook.HoldLine> =>
  new Map(
    Option.match(StockBook.hold(book, holdId), {
      onNone: () => [],
      onSome: ({ lines }) => lines.map((line, i) => [`${i} ${StockBook.shelfName(line)}`, line]),
    }),
  )
