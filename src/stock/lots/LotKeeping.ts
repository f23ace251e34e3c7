/**
 * Lots as records: reading those that a question or a decision needs as they are now, and writing what
 * changed.
 *
 * @module
 */
import { Array, Effect, HashMap, Option } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as Expiry from "../Expiry.ts"
import * as SlotKeeping from "../SlotKeeping.ts"
import * as StockBook from "../StockBook.ts"
import * as Lot from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import { keepsUntil } from "./LotPick.ts"
import {
  LotExpiries,
  type LotExpiring,
  LotHolds,
  lotId,
  Lots,
  LotShelves,
  Policies,
} from "./LotRecords.ts"

/**
 * The book of the lots of items at places: those that are there, and what is known of them. Holds are
 * over that have expired by an instant from now on, now unless given.
 */
export const bookOf = Effect.fnUntraced(function* (
  wheres: ReadonlyArray<LotBook.Where>,
  at?: number,
): Effect.fn.Return<LotBook.LotBook, never, Transaction> {
  const tx = yield* Transaction
  const now = Math.max(yield* tx.now, at ?? 0)
  const shelves = yield* stocked(tx, wheres)
  const current = yield* Effect.forEach(shelves, (shelf) => currently(tx, shelf, now))
  const lots = Array.getSomes(yield* tx.getAll(Lots, shelves.map(lotId)))
  const skus = new Set(wheres.map(({ sku }) => sku))
  const policies = Array.getSomes(yield* tx.getAll(Policies, [...skus]))
  return LotBook.of({ policies, lots, shelves: current }, now)
})

/**
 * Units of the lots of an item at a place by what can be done with them: now, or at a later instant as
 * things stand. Zeros where the item has no lots.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LotKeeping } from "entrepot/stock"
 *
 * const sellable = Effect.map(
 *   LotKeeping.levelNow({ sku: "MILK", place: "main" }),
 *   ({ available }) => available,
 * )
 * ```
 */
export const levelNow = (
  where: LotBook.Where,
  at?: number,
): Effect.Effect<Lot.LotLevel, never, Transaction> =>
  Effect.map(bookOf([where], at), (book) => {
    const policy = LotBook.policy(book, where.sku)
    return Lot.level(LotBook.lotsAt(book, where), book.now, keepsUntil(policy, book.now))
  })

/** The lots of items at places of which anything is there. */
export const stocked = (
  tx: TransactionShape,
  wheres: ReadonlyArray<LotBook.Where>,
): Effect.Effect<ReadonlyArray<Lot.LotShelf>> =>
  Effect.map(
    Effect.forEach(wheres, ({ sku, place }) => tx.query(LotShelves, "stocked", [place, sku])),
    Array.flatten,
  )

/** A lot at a place as it is at an instant: what has expired is free. */
export const currently = Effect.fnUntraced(function* (
  tx: TransactionShape,
  shelf: Lot.LotShelf,
  now: number,
): Effect.fn.Return<Lot.LotShelf> {
  if (shelf.expiring === undefined) return shelf
  const { lot, receivedAt, ...looked } = yield* lookInside(tx, shelf, now, [])
  return { ...StockBook.current(looked, now), lot, receivedAt }
})

/** A lot at a place that knows what expires in the stretches of time that these instants lie in. */
export const lookInside = Effect.fnUntraced(function* (
  tx: TransactionShape,
  shelf: Lot.LotShelf,
  now: number,
  instants: ReadonlyArray<number>,
): Effect.fn.Return<Lot.LotShelf> {
  const { expiring } = shelf
  return expiring === undefined
    ? shelf
    : {
        ...shelf,
        expiring: yield* SlotKeeping.lookInside(tx, insideOf(shelf), expiring, now, instants),
      }
})

const insideOf = ({ sku, place, lot }: LotBook.Of): SlotKeeping.Inside<LotExpiring> => ({
  collection: LotExpiries,
  record: (detail) => ({ sku, place, lot, ...detail }),
})

/** Writes what is other in a book than it was before. */
export const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  before: LotBook.LotBook,
  after: LotBook.LotBook,
): Effect.fn.Return<void> {
  for (const policy of changed(before.policies, after.policies)) yield* tx.put(Policies, policy)
  for (const lot of changed(before.lots, after.lots)) yield* tx.put(Lots, lot)
  for (const hold of changed(before.holds, after.holds)) yield* tx.put(LotHolds, hold)
  for (const [where, lots] of after.shelves) {
    const old = Option.getOrElse(HashMap.get(before.shelves, where), () => none)
    for (const shelf of changed(old, lots))
      yield* writeShelf(tx, Option.getOrUndefined(HashMap.get(old, shelf.lot)), shelf)
  }
})

const none: HashMap.HashMap<string, Lot.LotShelf> = HashMap.empty()

const changed = <A>(
  before: HashMap.HashMap<string, A>,
  after: HashMap.HashMap<string, A>,
): ReadonlyArray<A> =>
  globalThis.Array.from(after)
    .filter(([name, value]) => Option.getOrUndefined(HashMap.get(before, name)) !== value)
    .map(([, value]) => value)

const writeShelf = (
  tx: TransactionShape,
  before: Lot.LotShelf | undefined,
  { expiring, ...shelf }: Lot.LotShelf,
): Effect.Effect<void> => {
  const put = tx.put(LotShelves, {
    ...shelf,
    ...(expiring === undefined ? {} : { expiring: Expiry.kept(expiring) }),
  })
  return expiring === undefined && before?.expiring === undefined
    ? put
    : Effect.andThen(put, SlotKeeping.write(tx, insideOf(shelf), before?.expiring, expiring))
}
