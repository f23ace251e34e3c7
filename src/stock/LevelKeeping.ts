/**
 * The level of an item as it is now, in one moment: its shelf, and the lots that lie on it.
 *
 * @module
 */
import { Effect } from "effect"

import type { Transaction } from "../store/Transaction.ts"
import * as LotKeeping from "./lots/LotKeeping.ts"
import * as ShelfKeeping from "./ShelfKeeping.ts"
import { type Level, toLevel } from "./StockLevel.ts"

/**
 * How much there is of an item at a place now: what has expired is free; of a pool, what its places
 * have together. Units of lots that are blocked, expired or short-dated are not available.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LevelKeeping } from "entrepot/stock"
 *
 * const available = Effect.map(
 *   LevelKeeping.levelNow({ sku: "MILK", place: "main" }),
 *   (level) => level.available,
 * )
 * ```
 */
export const levelNow = Effect.fnUntraced(function* (
  where: ShelfKeeping.Where,
): Effect.fn.Return<Level, never, Transaction> {
  const shelf = yield* ShelfKeeping.shelfNow(where)
  return shelf.ties?.tracked === "lots"
    ? toLevel(shelf, yield* LotKeeping.levelNow(where))
    : toLevel(shelf)
})
