/** Stock cards over a ledger, and what the journal says of the same instants, added up anew. */
import { Effect, Stream } from "effect"
import { type Card, CardRecords, Cards, StockBook, StockEvent, StockRecords } from "entrepot/stock"
import {
  Journal,
  type JournalEntry,
  type JournalShape,
  Records,
  type StoreShape,
  Transactor,
} from "entrepot/store"

/** The cards, which may read another journal than the true one. */
export const cardsBy = (change: (journal: JournalShape) => JournalShape = (journal) => journal) =>
  Effect.gen(function* () {
    return Cards.make(yield* Transactor, yield* Records, change(yield* Journal))
  })

type Entry = JournalEntry<StockEvent.StockEvent>
type Where = Pick<StockBook.Shelf, "sku" | "place">

/** All that the ledger ever told, and the holds that it keeps. */
export const told = Effect.gen(function* () {
  const { all } = yield* Journal
  const records = yield* Records
  return {
    entries: yield* Stream.runCollect(all(StockRecords.Movements)),
    shelves: yield* Stream.runCollect(records.all(StockRecords.Shelves)),
    holds: yield* Stream.runCollect(records.all(StockRecords.Holds)),
  }
})
export type Told = Effect.Success<typeof told>

const isAt = (where: Where) => (line: Where) => line.sku === where.sku && line.place === where.place

/** What an entry does to the accounts of a shelf. */
const changesOf = ({ fact }: Entry, { sku, place }: Where) =>
  StockEvent.legs(fact)
    .filter((leg) => leg.sku === sku)
    .flatMap(({ quantity, from, to }) => [
      { account: from, units: -quantity },
      { account: to, units: quantity },
    ])
    .filter(({ account }) => "place" in account && account.place === place)

/** Held units that have expired by an instant, and of which nothing was told. */
const expiredOf = ({ entries, holds }: Told, where: Where, at: number): number => {
  const instants = entries.flatMap(({ fact }) =>
    fact._tag === "Expired" && fact.lines.some(isAt(where)) ? [fact.at] : [],
  )
  const last = Math.max(...instants, Number.NEGATIVE_INFINITY)
  return holds
    .filter(({ expiresAt = Number.POSITIVE_INFINITY }) => last < expiresAt && expiresAt <= at)
    .flatMap(({ lines }) => lines.filter(isAt(where)))
    .reduce((units, line) => units + StockBook.open(line), 0)
}

/** How much there was of an item at a place as of an instant. */
export const balanceOf = (told: Told, where: Where, axis: Card.Axis, at: number) => {
  const entries = told.entries.filter((entry) => changesOf(entry, where).length > 0)
  const past = entries.filter((entry) => entry[axis] <= at)
  const changes = past.flatMap((entry) => changesOf(entry, where))
  const units = (name: string) =>
    changes.reduce((sum, { account, units }) => sum + (account._tag === name ? units : 0), 0)
  const expired = past.length === entries.length ? expiredOf(told, where, at) : 0
  const { sku, place } = where
  return {
    sku,
    place,
    onHand: units("Shelf") + units("Held"),
    held: units("Held") - expired,
    available: units("Shelf") + expired,
    expected: units("Expected"),
    transit: units("Transit"),
    quarantine: units("Quarantine"),
    repair: units("Repair"),
    customerRepair: units("CustomerRepair"),
  }
}

const { Heads, Pages, Nodes, Bookmarks } = CardRecords

/** Drops all cards behind their back, and the bookmark unless that is to stay. */
export const dropCards = Effect.fnUntraced(function* (store: StoreShape, withBookmark = true) {
  const collections = [Heads, Pages, Nodes, ...(withBookmark ? [Bookmarks] : [])]
  for (const { name } of collections) {
    const { items } = yield* store.query("default", { collection: name, limit: 1_000 })
    const touches = items.map(({ record }) => ({
      key: record.key,
      expected: record.version,
      write: { _tag: "Remove" as const },
    }))
    yield* store.commit("default", { touches, entries: [], instant: 0 }, () => undefined)
  }
})
