/**
 * Pools of places: what holds keep of all of them together, which no other hold may undercut. Pure.
 *
 * What is held of a pool is kept as a shelf that has nothing on it: one gate for each item. An order
 * of a placed hold passes it too, since it takes from the same units.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as StockBook from "./StockBook.ts"
import type { Moved } from "./StockEvent.ts"

type Shelf = StockBook.Shelf

/** Whether it is the gate of a pool, and no shelf. */
export const isPool = ({ ties }: Shelf): boolean => ties?.places !== undefined

/** The pool that a shelf is part of, or that it is the gate of. */
export const nameOf = (shelf: Shelf): string | undefined =>
  isPool(shelf) ? shelf.place : shelf.ties?.pool

/**
 * An item in all places of a pool, as one shelf: on hand in any of them; held at any of them, or of
 * the pool. The book knows the shelves. What is beyond counting counts as the most that can be counted:
 * then less can be held of the pool than is there, and never more.
 *
 * @example
 * ```ts
 * import { Pool, StockBook } from "entrepot/stock"
 *
 * const gate = { sku: "MUG", place: "EU", onHand: 0, held: 2, ties: { places: ["Berlin", "Rome"] } }
 * const book = StockBook.of(
 *   [
 *     { sku: "MUG", place: "Berlin", onHand: 3, held: 1, ties: { pool: "EU" } },
 *     { sku: "MUG", place: "Rome", onHand: 4, held: 0, ties: { pool: "EU" } },
 *   ],
 *   [],
 * )
 * console.log(StockBook.available(Pool.together(book, gate)))
 * ```
 * ```text
 * 4
 * ```
 */
export const together = (book: StockBook.Book, gate: Shelf): Shelf => {
  let { onHand, held } = gate
  for (const place of gate.ties?.places ?? []) {
    const shelf = Option.getOrUndefined(StockBook.shelf(book, { sku: gate.sku, place }))
    onHand += shelf?.onHand ?? 0
    held += shelf?.held ?? 0
  }
  const most = Number.MAX_SAFE_INTEGER
  return { ...gate, onHand: Math.min(onHand, most), held: Math.min(held, most) }
}

/** The book with less held of a pool. */
export const without = (
  book: StockBook.Book,
  where: Pick<StockBook.Shelf, "sku" | "place">,
  units: number,
): StockBook.Book => ({
  ...book,
  shelves: HashMap.modify(book.shelves, StockBook.shelfName(where), (gate) => ({
    ...gate,
    held: gate.held - units,
  })),
})

/** The lines by which a pool would be undercut, each with the pool as one shelf. */
export const undercut = (
  book: StockBook.Book,
  wanted: ReadonlyArray<Moved>,
): ReadonlyArray<readonly [line: Moved, pool: Shelf]> => {
  const lines = wanted.flatMap((line) => {
    const shelf = Option.getOrUndefined(StockBook.shelf(book, line))
    const pool = shelf === undefined ? undefined : nameOf(shelf)
    if (pool === undefined) return []
    // No gate: nobody ever held anything of the pool.
    const gate = Option.getOrUndefined(StockBook.shelf(book, { sku: line.sku, place: pool }))
    return gate === undefined ? [] : [{ line, gate }]
  })
  const found: Array<readonly [Moved, Shelf]> = []
  for (const gate of new Set(lines.map((each) => each.gate))) {
    const ofPool = lines.filter((each) => each.gate === gate).map(({ line }) => line)
    const pool = together(book, gate)
    const units = Quantity.sum(ofPool.map(({ quantity }) => quantity))
    if (Result.isFailure(units) || units.success > StockBook.available(pool))
      for (const line of ofPool) found.push([line, pool])
  }
  return found
}
