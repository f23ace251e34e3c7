/**
 * Shelves as records: reading them as they are now, opening new ones, and writing what changed.
 *
 * @module
 */
import { Array, Effect, Option, Struct } from "effect"

import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import * as Expiry from "./Expiry.ts"
import * as Pool from "./Pool.ts"
import * as SlotKeeping from "./SlotKeeping.ts"
import * as StockBook from "./StockBook.ts"
import type { Keeper } from "./StockEvent.ts"
import {
  type Expiring,
  Expiries,
  type Item,
  Items,
  Places,
  shelfId,
  Shelves,
} from "./StockRecords.ts"

/** An item at a place. */
export type Where = Pick<StockBook.Shelf, "sku" | "place">

const bare = ({ sku, place }: Where): StockBook.Shelf => ({ sku, place, onHand: 0, held: 0 })

/**
 * A shelf as it is now: what has expired is free; of a pool, what its places have together. Writes
 * nothing, and knows nothing of a shelf that never was.
 *
 * It is a program because a shelf and what lies inside of its long slots are several records, which
 * change together.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { ShelfKeeping, StockBook } from "entrepot/stock"
 *
 * const available = Effect.map(
 *   ShelfKeeping.shelfNow({ sku: "MUG", place: "main" }),
 *   StockBook.available,
 * )
 * ```
 */
export const shelfNow = Effect.fnUntraced(function* (
  where: Where,
): Effect.fn.Return<StockBook.Shelf, never, Transaction> {
  const tx = yield* Transaction
  const found = Option.getOrUndefined(yield* tx.get(Shelves, shelfId(where)))
  const [unknown = bare(where)] = found === undefined ? yield* unopened(tx, [where], undefined) : []
  const gate = found === undefined ? unknown : yield* currently(tx, found)
  const places = gate.ties?.places
  if (places === undefined) return gate
  const shelves = yield* ofPool(tx, gate)
  const current = yield* Effect.forEach(shelves, (shelf) => currently(tx, shelf))
  return Pool.together(StockBook.of(current, []), gate)
})

/** A shelf as it is now: what has expired is free. */
export const currently = Effect.fnUntraced(function* (
  tx: TransactionShape,
  shelf: StockBook.Shelf,
) {
  if (shelf.expiring === undefined) return shelf
  const now = yield* tx.now
  return StockBook.current(yield* lookInside(tx, shelf, now, []), now)
})

/** The shelves of a pool's item, of which it knows the gate. */
const ofPool = (
  tx: TransactionShape,
  { sku, ties }: StockBook.Shelf,
): Effect.Effect<ReadonlyArray<StockBook.Shelf>> =>
  Effect.map(
    tx.getAll(
      Shelves,
      (ties?.places ?? []).map((place) => shelfId({ sku, place })),
    ),
    Array.getSomes,
  )

/**
 * The gates of the pools that shelves are part of, and the other shelves of these pools: whoever takes
 * from one of them must leave what is held of the pool.
 */
export const poolsOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  shelves: ReadonlyArray<StockBook.Shelf>,
): Effect.fn.Return<ReadonlyArray<StockBook.Shelf>> {
  const gates = shelves.filter(Pool.isPool)
  const others = new Set<string>()
  for (const { sku, ties } of shelves)
    if (ties?.pool !== undefined) others.add(shelfId({ sku, place: ties.pool }))
  const found = Array.getSomes(yield* tx.getAll(Shelves, [...others]))
  const parts = yield* Effect.forEach([...gates, ...found], (gate) => ofPool(tx, gate))
  return [...found, ...parts.flat()]
})

/** A shelf that knows what expires in the stretches of time that these instants lie in. */
export const lookInside = Effect.fnUntraced(function* (
  tx: TransactionShape,
  shelf: StockBook.Shelf,
  now: number,
  instants: ReadonlyArray<number>,
): Effect.fn.Return<StockBook.Shelf> {
  const { expiring } = shelf
  return expiring === undefined
    ? shelf
    : {
        ...shelf,
        expiring: yield* SlotKeeping.lookInside(tx, insideOf(shelf), expiring, now, instants),
      }
})

const insideOf = ({ sku, place }: Where): SlotKeeping.Inside<Expiring> => ({
  collection: Expiries,
  record: (detail) => ({ sku, place, ...detail }),
})

/**
 * Shelves of items where they never were: what is so of the item and of the place. Nothing is written
 * until something comes to lie there. `keeper` is who tells the units apart, where somebody does.
 */
export const unopened = Effect.fnUntraced(function* (
  tx: TransactionShape,
  wheres: ReadonlyArray<Where>,
  keeper: Keeper | undefined,
): Effect.fn.Return<ReadonlyArray<StockBook.Shelf>> {
  const items = yield* tx.getAll(
    Items,
    wheres.map(({ sku }) => sku),
  )
  const places = yield* tx.getAll(
    Places,
    wheres.map(({ place }) => place),
  )
  return wheres.map((where, i) => {
    const item = Option.getOrUndefined(items[i] ?? Option.none())
    const place = Option.getOrUndefined(places[i] ?? Option.none())
    return StockBook.tiedAs(bare(where), {
      ...(isNew(item) && (keeper === "lots" || keeper === "serials") ? { tracked: keeper } : {}),
      ...tiesOf(item),
      ...(place?.pool === undefined ? {} : { pool: place.pool }),
      ...(place?.places === undefined ? {} : { places: place.places }),
    })
  })
})

const isNew = (item: Item | undefined): boolean => item === undefined || item.places.length === 0

const tiesOf = (item: Item | undefined): StockBook.Ties =>
  item === undefined ? {} : Struct.omit(item, ["sku", "places"])

/** Notes that an item came to a place where it never was. */
export const open = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { sku, place, ties }: StockBook.Shelf,
): Effect.fn.Return<void> {
  if (ties?.places !== undefined) return
  const item = Option.getOrElse(yield* tx.get(Items, sku), (): Item => ({ sku, places: [] }))
  yield* tx.put(Items, {
    ...item,
    ...(ties?.tracked === undefined ? {} : { tracked: ties.tracked }),
    places: [...item.places, place],
  })
  if (Option.isNone(yield* tx.get(Places, place))) yield* tx.put(Places, { place })
})

/**
 * Ties something to an item, everywhere that it is or ever will be.
 *
 * @example
 * ```ts
 * import { ShelfKeeping } from "entrepot/stock"
 *
 * const program = ShelfKeeping.tie("MUG", { watched: true })
 * ```
 */
export const tie = Effect.fnUntraced(function* (
  sku: string,
  ties: Pick<StockBook.Ties, "costed" | "watched">,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const item = Option.getOrElse(yield* tx.get(Items, sku), (): Item => ({ sku, places: [] }))
  const { places } = item
  yield* tx.put(Items, { ...item, ...ties })
  const shelves = yield* tx.getAll(
    Shelves,
    places.map((place) => shelfId({ sku, place })),
  )
  for (const shelf of Array.getSomes(shelves))
    yield* tx.put(Shelves, StockBook.tiedAs(shelf, { ...shelf.ties, ...ties }))
})

/** Writes a shelf, and as records of their own what lies inside of its long slots. */
export const write = (
  tx: TransactionShape,
  before: StockBook.Shelf | undefined,
  after: StockBook.Shelf,
): Effect.Effect<void> => {
  const { expiring, ...shelf } = after
  if (expiring === undefined && before?.expiring === undefined) return tx.put(Shelves, shelf)
  return Effect.andThen(
    tx.put(Shelves, StockBook.expiringAs(shelf, Expiry.kept(expiring ?? []))),
    SlotKeeping.write(tx, insideOf(shelf), before?.expiring, expiring),
  )
}
