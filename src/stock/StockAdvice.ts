/**
 * What a refused order is told beside its short lines: a sourcing that would work.
 *
 * @module
 */
import { Array, Effect, Option, Result } from "effect"

import type { TransactionShape } from "../store/Transaction.ts"
import * as ShelfKeeping from "./ShelfKeeping.ts"
import * as Sourcing from "./Sourcing.ts"
import * as StockBook from "./StockBook.ts"
import type { Line } from "./StockCommand.ts"
import { summed } from "./StockLines.ts"
import { Items, shelfId, Shelves } from "./StockRecords.ts"
import { InsufficientStock, UnknownSku } from "./StockRefusal.ts"

/** An order of more items is told no sourcing: a refusal must stay cheap. */
const mostItems = 20

/** The refusal of an order, with a way to serve it where there is one. */
export const advised = Effect.fnUntraced(function* (
  tx: TransactionShape,
  lines: ReadonlyArray<Line>,
  refusal: InsufficientStock | UnknownSku,
): Effect.fn.Return<InsufficientStock | UnknownSku> {
  const wanted = Result.getOrElse(summed(lines), () => [])
  const skus = [...new Set(wanted.map(({ sku }) => sku))]
  if (skus.length > mostItems) return refusal
  const items = Array.getSomes(yield* tx.getAll(Items, skus))
  const ids = items.flatMap(({ sku, places }) => places.map((place) => shelfId({ sku, place })))
  // An item that is nowhere else has no other sourcing, as with most shops.
  if (ids.length <= skus.length && refusal._tag === "InsufficientStock") return refusal
  const shelves = Array.getSomes(yield* tx.getAll(Shelves, ids))
  const gates = yield* ShelfKeeping.poolsOf(tx, shelves)
  const current = yield* Effect.forEach([...shelves, ...gates], (shelf) =>
    ShelfKeeping.currently(tx, shelf),
  )
  return Option.match(Sourcing.find(StockBook.of(current, []), wanted), {
    onNone: () => refusal,
    onSome: (sourcing) =>
      refusal._tag === "InsufficientStock"
        ? new InsufficientStock({ lines: refusal.lines, sourcing })
        : new UnknownSku({ lines: refusal.lines, sourcing }),
  })
})
