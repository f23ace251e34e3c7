/**
 * A sourcing that would work: places from which a whole order can be served, where the places that it
 * asked for cannot. Pure.
 *
 * @module
 */
import { Array, Option, Order } from "effect"

import * as Pool from "./Pool.ts"
import * as StockBook from "./StockBook.ts"
import type { Moved } from "./StockEvent.ts"
import type { Source } from "./StockRefusal.ts"

type Shelf = StockBook.Shelf

/**
 * Serves the lines of an order from the shelves that the book knows, all units or none: of each item
 * from the place that was asked for, else from one place that has all of it, else from those that have
 * most. What is held of a pool is left to it. Names no place where nothing is taken.
 *
 * It is a hint for a person or a router, not a plan: it looks neither at cost nor at distance.
 *
 * @example
 * ```ts
 * import { Option } from "effect"
 * import { Sourcing, StockBook } from "entrepot/stock"
 *
 * const shelf = { sku: "MUG", held: 0 }
 * const book = StockBook.of(
 *   [
 *     { ...shelf, place: "Berlin", onHand: 1 },
 *     { ...shelf, place: "Rome", onHand: 3 },
 *   ],
 *   [],
 * )
 * const sources = Sourcing.find(book, [{ sku: "MUG", place: "Berlin", quantity: 4 }])
 * for (const { place, quantity } of Option.getOrThrow(sources)) console.log(place, quantity)
 * ```
 * ```text
 * Berlin 1
 * Rome 3
 * ```
 */
export const find = (
  book: StockBook.Book,
  wanted: ReadonlyArray<Moved>,
): Option.Option<ReadonlyArray<Source>> => {
  const shelves = Array.fromIterable(book.shelves).map(([, shelf]) => shelf)
  const sources = new Map<string, Source>()
  for (const sku of new Set(wanted.map((line) => line.sku))) {
    const lines = wanted.filter((line) => line.sku === sku)
    let left = lines.reduce((sum, { quantity }) => sum + quantity, 0)
    const asked = new Map(lines.map(({ place, quantity }) => [place, quantity]))
    const free = new Free(
      book,
      shelves.filter((shelf) => shelf.sku === sku),
    )
    const take = (place: string, most: number): void => {
      const quantity = Math.min(most, left, free.at(place))
      if (quantity <= 0) return
      free.take(place, quantity)
      left -= quantity
      const name = StockBook.shelfName({ sku, place })
      const before = sources.get(name)?.quantity ?? 0
      sources.set(name, { sku, place, quantity: before + quantity })
    }
    for (const [place, quantity] of asked) take(place, quantity)
    for (const place of free.places()) if (free.at(place) >= left) take(place, left)
    for (const place of free.places()) take(place, left)
    if (left > 0) return Option.none()
  }
  return Option.some([...sources.values()])
}

/** Units of one item that are free at each place, while some of them are taken. */
class Free {
  readonly #units = new Map<string, number>()
  readonly #pools = new Map<string, number>()
  readonly #poolOf = new Map<string, string>()

  constructor(book: StockBook.Book, shelves: ReadonlyArray<Shelf>) {
    for (const shelf of shelves) {
      const pool = shelf.ties?.pool
      if (Pool.isPool(shelf))
        this.#pools.set(shelf.place, StockBook.available(Pool.together(book, shelf)))
      else if (shelf.ties?.tracked !== "lots") {
        this.#units.set(shelf.place, StockBook.available(shelf))
        if (pool !== undefined) this.#poolOf.set(shelf.place, pool)
      }
    }
  }

  /** Places with something free: those with most first, of equal ones by name. */
  places(): ReadonlyArray<string> {
    return Array.fromIterable(this.#units.keys())
      .filter((place) => this.at(place) > 0)
      .toSorted(
        Order.combine(
          Order.mapInput(Order.flip(Order.Number), (place: string) => this.at(place)),
          Order.String,
        ),
      )
  }

  at(place: string): number {
    const pool = this.#pools.get(this.#poolOf.get(place) ?? "")
    return Math.min(this.#units.get(place) ?? 0, pool ?? Infinity)
  }

  take(place: string, units: number): void {
    this.#units.set(place, (this.#units.get(place) ?? 0) - units)
    const pool = this.#poolOf.get(place)
    const left = pool === undefined ? undefined : this.#pools.get(pool)
    if (pool !== undefined && left !== undefined) this.#pools.set(pool, left - units)
  }
}
