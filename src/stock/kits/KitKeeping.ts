/**
 * Reading kits: what they consist of, and how many of them are available now.
 *
 * @module
 */
import { Array, Effect, HashMap } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as ShelfKeeping from "../ShelfKeeping.ts"
import * as StockBook from "../StockBook.ts"
import * as Kit from "./Kit.ts"
import * as KitOrder from "./KitOrder.ts"
import { Definitions } from "./KitRecords.ts"

/**
 * The kits among items and whatever kits are inside of them, read level by level.
 *
 * That an item is no kit is read too: who defines one meanwhile makes the program run again.
 */
export const kitsOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  skus: Iterable<string>,
): Effect.fn.Return<Kit.Kits> {
  let kits = Kit.none
  const seen = new Set<string>()
  let level: ReadonlyArray<string> = [...new Set(skus)]
  while (level.length > 0) {
    for (const sku of level) seen.add(sku)
    const found = Array.getSomes(yield* tx.getAll(Definitions, level))
    for (const kit of found) kits = HashMap.set(kits, kit.sku, kit)
    const inside = new Set(found.flatMap(({ components }) => components.map(({ sku }) => sku)))
    level = [...inside].filter((sku) => !seen.has(sku))
  }
  return kits
})

/**
 * How many units of a kit can be held at a place, or of a pool, now: derived from its components, so
 * that it is right whatever else takes them. A single item is a kit of itself.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { KitKeeping } from "entrepot/stock"
 *
 * const sets = Effect.map(
 *   KitKeeping.availableNow({ sku: "SET", place: "main" }),
 *   ({ available }) => available,
 * )
 * ```
 */
export const availableNow = Effect.fnUntraced(function* ({
  sku,
  place,
}: ShelfKeeping.Where): Effect.fn.Return<KitOrder.Availability, never, Transaction> {
  const tx = yield* Transaction
  const kits = yield* kitsOf(tx, [sku])
  const { components } = KitOrder.available(kits, sku, () => 0)
  const units = yield* Effect.forEach(components, (component) =>
    Effect.map(unitsOf({ sku: component.sku, place }), (found) => [component.sku, found] as const),
  )
  const levels = new Map(units)
  return KitOrder.available(kits, sku, (component) => levels.get(component) ?? 0)
})

/** Units of an item that a hold of kits can take at a place, or of a pool. */
const unitsOf = Effect.fnUntraced(function* (
  where: ShelfKeeping.Where,
): Effect.fn.Return<number, never, Transaction> {
  const shelf = yield* ShelfKeeping.shelfNow(where)
  const { ties } = shelf
  // Kits know no lots.
  if (ties?.tracked === "lots") return 0
  const units = StockBook.available(shelf)
  if (ties?.pool === undefined) return units
  const pool = yield* ShelfKeeping.shelfNow({ ...where, place: ties.pool })
  // What is held of a pool must stay in it.
  return Math.min(units, StockBook.available(pool))
})
