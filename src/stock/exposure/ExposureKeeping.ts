/**
 * What there is of an item for its channels: units available over the places that they sell from.
 *
 * @module
 */
import { Array, Effect, Option, Result } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Lot from "../lots/Lot.ts"
import * as LotBook from "../lots/LotBook.ts"
import * as LotKeeping from "../lots/LotKeeping.ts"
import * as LotPick from "../lots/LotPick.ts"
import * as ShelfKeeping from "../ShelfKeeping.ts"
import * as StockBook from "../StockBook.ts"
import { Items, Places, shelfId, Shelves } from "../StockRecords.ts"

/** What can be sold of an item now. */
interface Sellable {
  readonly available: Quantity.Quantity
  /** When there may be more or less with nobody doing anything, in epoch milliseconds. */
  readonly changesAt?: number
}

/**
 * What can be sold of an item now: what is available at these places, or wherever it is. Of places
 * that are part of a pool it is no more than what holds of the pool leave.
 */
export const sellable = Effect.fnUntraced(function* (
  sku: string,
  served: ReadonlyArray<string> | undefined,
): Effect.fn.Return<Sellable, never, Transaction> {
  const tx = yield* Transaction
  const places = served ?? (yield* everywhere(sku))
  const ids = places.map((place) => shelfId({ sku, place }))
  const found = Array.getSomes(yield* tx.getAll(Shelves, ids))
  const shelves = yield* Effect.forEach(found, ShelfKeeping.shelfNow)
  const stocks = yield* Effect.forEach(shelves, stockOf)
  const units: Array<number> = []
  const changes = stocks.flatMap((stock) => stock.changes)
  for (const [pool, parts] of Map.groupBy(stocks, (stock) => stock.pool)) {
    const there = total(parts.map(({ available }) => available))
    const gate = pool === undefined ? undefined : yield* ShelfKeeping.shelfNow({ sku, place: pool })
    // Without a gate nothing was ever held of the pool.
    const isBound = gate?.ties?.places !== undefined
    units.push(isBound ? Math.max(0, Math.min(there, StockBook.available(gate))) : there)
    if (isBound) changes.push(...freeing(gate))
  }
  const available = total(units)
  return changes.length === 0 ? { available } : { available, changesAt: Math.min(...changes) }
})

const everywhere = (sku: string): Effect.Effect<ReadonlyArray<string>, never, Transaction> =>
  Transaction.use((tx) =>
    Effect.map(
      tx.get(Items, sku),
      Option.match({ onNone: () => [], onSome: ({ places }) => places }),
    ),
  )

/** What can be sold of a shelf, and when it may be more, or less, by itself. */
interface Stock {
  readonly pool: string | undefined
  readonly available: number
  readonly changes: ReadonlyArray<number>
}

/** Of lots, those that are blocked, expired or short-dated are not sold. */
const stockOf = Effect.fnUntraced(function* (
  shelf: StockBook.Shelf,
): Effect.fn.Return<Stock, never, Transaction> {
  const pool = shelf.ties?.pool
  const frees = freeing(shelf)
  if (shelf.ties?.tracked !== "lots")
    return { pool, available: StockBook.available(shelf), changes: frees }
  const book = yield* LotKeeping.bookOf([shelf])
  const policy = LotBook.policy(book, shelf.sku)
  const keepsUntil = LotPick.keepsUntil(policy, book.now)
  const lots = LotBook.lotsAt(book, shelf)
  const ends = lots
    .filter((lot) => Lot.flaw(lot, book.now, keepsUntil) === undefined)
    .flatMap(({ expiresAt }) =>
      expiresAt === undefined
        ? []
        : [Calendar.sameTime(expiresAt, -policy.minimumDays, policy.zone)],
    )
  const { available } = Lot.level(lots, book.now, keepsUntil)
  return { pool, available, changes: [...frees, ...ends] }
})

/** When the first of what is held may become free; a longer slot is told by its beginning. */
const freeing = ({ expiring = [] }: StockBook.Shelf): ReadonlyArray<number> =>
  expiring.slice(0, 1).map(({ at }) => at * 1_000)

/** Beyond counting it is the most that can be counted: no sale fails for what it leaves. */
const total = (units: ReadonlyArray<number>): Quantity.Quantity =>
  Result.getOrElse(Quantity.sum(units), () => Number.MAX_SAFE_INTEGER)

/** Places with those of each pool in its stead, which are the same for good. */
export const unpooled = Effect.fnUntraced(function* (
  named: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<string>, never, Transaction> {
  const tx = yield* Transaction
  const known = yield* tx.getAll(Places, named)
  const places = named.flatMap((place, at) =>
    Option.match(known[at] ?? Option.none(), {
      onNone: () => [place],
      onSome: ({ places }) => places ?? [place],
    }),
  )
  return [...new Set(places)]
})

/** From now on stock postings on any shelf of the item are followed. */
export const tie = Effect.fnUntraced(function* (
  sku: string,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const item = Option.getOrUndefined(yield* tx.get(Items, sku))
  if (item?.watched !== true) yield* ShelfKeeping.tie(sku, { watched: true })
})
