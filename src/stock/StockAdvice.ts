/**
 * What a refused order is told beside its short lines: what comes next, and a sourcing that would work.
 *
 * @module
 */
import { Array, Effect, Option, Result } from "effect"

import type { TransactionShape } from "../store/Transaction.ts"
import * as PromiseKeeping from "./promises/PromiseKeeping.ts"
import * as ShelfKeeping from "./ShelfKeeping.ts"
import * as Sourcing from "./Sourcing.ts"
import * as StockBook from "./StockBook.ts"
import type { Line } from "./StockCommand.ts"
import { summed } from "./StockLines.ts"
import { Items, shelfId, Shelves } from "./StockRecords.ts"
import { InsufficientStock, type ShortLine, type Source, UnknownSku } from "./StockRefusal.ts"

/** An order of more items is told no sourcing: a refusal must stay cheap. */
const mostItems = 20

/** The refusal of an order, with what comes next, and a way to serve it where there is one. */
export const advised = Effect.fnUntraced(function* (
  tx: TransactionShape,
  lines: ReadonlyArray<Line>,
  refusal: InsufficientStock | UnknownSku,
): Effect.fn.Return<InsufficientStock | UnknownSku> {
  const sourcing = Option.match(yield* sourcingOf(tx, lines), {
    onNone: () => ({}),
    onSome: (sources) => ({ sourcing: sources }),
  })
  if (refusal._tag === "UnknownSku") return new UnknownSku({ lines: refusal.lines, ...sourcing })
  const short = yield* Effect.forEach(refusal.lines, (line) => expecting(tx, line))
  return new InsufficientStock({ lines: short, ...sourcing })
})

/** A short line, with what is coming to its place and promised to nobody yet. */
const expecting = Effect.fnUntraced(function* (
  tx: TransactionShape,
  line: ShortLine,
): Effect.fn.Return<ShortLine> {
  const shelf = Option.getOrUndefined(yield* tx.get(Shelves, shelfId(line)))
  if (shelf === undefined || StockBook.beside(shelf, "Expected") === 0) return line
  const inbound = yield* PromiseKeeping.nextInbound(tx, line)
  return inbound === undefined ? line : { ...line, inbound }
})

const sourcingOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  lines: ReadonlyArray<Line>,
): Effect.fn.Return<Option.Option<ReadonlyArray<Source>>> {
  const wanted = Result.getOrElse(summed(lines), () => [])
  const skus = [...new Set(wanted.map(({ sku }) => sku))]
  if (skus.length > mostItems) return Option.none()
  const items = Array.getSomes(yield* tx.getAll(Items, skus))
  const ids = items.flatMap(({ sku, places }) => places.map((place) => shelfId({ sku, place })))
  // Mostly all items are at one place, the one that was asked for.
  const asked = new Set(wanted.map(shelfId))
  if (ids.every((id) => asked.has(id))) return Option.none()
  const shelves = Array.getSomes(yield* tx.getAll(Shelves, ids))
  const gates = yield* ShelfKeeping.poolsOf(tx, shelves)
  const current = yield* Effect.forEach([...shelves, ...gates], (shelf) =>
    ShelfKeeping.currently(tx, shelf),
  )
  return Sourcing.find(StockBook.of(current, []), wanted)
})
