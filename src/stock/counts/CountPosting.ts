/**
 * Posting cycle counts, and with a count that is over its adjustments.
 *
 * @module
 */
import { Array, Effect, Option, Schema } from "effect"

import type { QuantityOverflow } from "../../kernel/Quantity.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as CardKeeping from "../cards/CardKeeping.ts"
import * as StockCard from "../cards/StockCard.ts"
import * as Pool from "../Pool.ts"
import * as ShelfKeeping from "../ShelfKeeping.ts"
import { type Shelf, shelfName } from "../StockBook.ts"
import { mainPlace } from "../StockCommand.ts"
import * as StockPosting from "../StockPosting.ts"
import { shelfId, Shelves } from "../StockRecords.ts"
import { PlaceIsPool, type StockRefusal, UnitsTracked } from "../StockRefusal.ts"
import type { CountCommand } from "./CountCommand.ts"
import * as CountDecision from "./CountDecision.ts"
import {
  CountedShelves,
  CountHistory,
  CountItems,
  type CountRecord,
  Counts,
  itemId,
} from "./CountRecords.ts"
import type { CountRefusal } from "./CountRefusal.ts"
import * as CycleCount from "./CycleCount.ts"

/** The answer of a posted command on a count: what happened, and to how many items. */
export const CountAnswered = Schema.Struct({
  event: Schema.Literals([
    "CountOpened",
    "CountEntered",
    "VarianceApproved",
    "CountPosted",
    "CountAbandoned",
    "None",
  ]),
  items: Schema.Int,
})
/**
 * The answer of a posted command on a count; `None` where nothing had to change. Whoever counts does
 * not learn from it what the book says.
 */
export type CountAnswered = typeof CountAnswered.Type

/**
 * Decides a command on the count that it names, and writes what follows.
 *
 * What is counted as of an earlier instant is compared with the cards, which have to be kept up to
 * date first. Items that are told apart by serial number or lot are refused (`UnitsTracked`): they are
 * counted as such. It fails before it writes anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { CountPosting } from "entrepot/stock"
 *
 * const postOrWait = CountPosting.post({ _tag: "Post", commandId: "c1", countId: "week-7" }).pipe(
 *   Effect.catchTag("CountLinesRefused", () => Effect.void),
 * )
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: CountCommand,
): Effect.fn.Return<CountAnswered, CountRefusal | StockRefusal, Transaction> {
  const tx = yield* Transaction
  const { commandId, countId, occurredAt } = command
  const record = Option.getOrUndefined(yield* tx.get(Counts, countId))
  const before = record && (yield* countOf(tx, record, skusOf(command, record)))
  const book = yield* bookOf(tx, command, record)
  const [event] = yield* Effect.fromResult(CountDecision.decide(before, command, book))
  const after = event && CycleCount.evolve(before, event)
  if (event === undefined || after === undefined) return { event: "None", items: 0 }
  if (event._tag === "CountPosted" && event.lines.length > 0) {
    const { place } = event
    const lines = event.lines.map(({ sku, variance }) => ({ sku, place, delta: variance }))
    yield* StockPosting.post({
      _tag: "Adjust",
      commandId,
      occurredAt,
      lines,
      document: event.countId,
    })
  }
  yield* write(tx, record, before, after)
  yield* tx.append(CountHistory, event, { occurredAt })
  if (event._tag === "CountOpened") return { event: event._tag, items: event.items.length }
  return { event: event._tag, items: "lines" in event ? event.lines.length : 0 }
})

/** A count with all its items, as of one moment. */
export const find = Effect.fnUntraced(function* (
  countId: string,
): Effect.fn.Return<Option.Option<CycleCount.CycleCount>, never, Transaction> {
  const tx = yield* Transaction
  const record = yield* tx.get(Counts, countId)
  return Option.isNone(record)
    ? Option.none()
    : Option.some(yield* countOf(tx, record.value, record.value.skus))
})

/** The items of a count that a command is about. */
const skusOf = (command: CountCommand, { skus }: CountRecord): ReadonlyArray<string> => {
  switch (command._tag) {
    case "Enter":
    case "Approve":
      return command.lines.map(({ sku }) => sku)
    case "Post":
      return skus
    case "Open":
    case "Abandon":
      return []
  }
}

/** A count that knows these of its items. */
const countOf = (
  tx: TransactionShape,
  { skus: _, ...head }: CountRecord,
  skus: ReadonlyArray<string>,
): Effect.Effect<CycleCount.CycleCount> => {
  const ids = new Set(skus.map((sku) => itemId({ countId: head.countId, sku })))
  return Effect.map(tx.getAll(CountItems, [...ids]), (found) => ({
    ...head,
    lines: Array.getSomes(found).map(({ countId: _, ...line }) => line),
  }))
}

const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CountCommand,
  record: CountRecord | undefined,
): Effect.fn.Return<
  CountDecision.CountBook,
  PlaceIsPool | UnitsTracked | QuantityOverflow,
  Transaction
> {
  if (command._tag === "Open") return yield* bookToCount(tx, command)
  if (command._tag !== "Enter" || record === undefined) return CountDecision.noBook
  const { place } = record
  const wheres = command.lines.map(({ sku }) => ({ sku, place }))
  const now = yield* tx.now
  const at = Math.min(command.occurredAt ?? now, now)
  const onHand = at < now ? yield* onHandAsOf(wheres, at) : onHandOf(yield* shelvesOf(tx, wheres))
  return { ...CountDecision.noBook, at, onHand }
})

/** The book at the opening of a count, unless an item cannot be counted so. */
const bookToCount = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { place = mainPlace, skus }: Extract<CountCommand, { readonly _tag: "Open" }>,
): Effect.fn.Return<CountDecision.CountBook, PlaceIsPool | UnitsTracked> {
  const wheres = skus.map((sku) => ({ sku, place }))
  const known = yield* shelvesOf(tx, wheres)
  const there = new Set(known.map(shelfName))
  const missing = wheres.filter((where) => !there.has(shelfName(where)))
  const shelves = [...known, ...(yield* ShelfKeeping.unopened(tx, missing, undefined))]
  const pools = shelves.filter(Pool.isPool)
  if (pools.length > 0)
    return yield* new PlaceIsPool({ lines: pools.map(({ sku }) => ({ sku, place })) })
  const tracked = shelves.flatMap(({ sku, ties }) =>
    ties?.tracked === undefined ? [] : [{ sku, place, tracked: ties.tracked }],
  )
  if (tracked.length > 0) return yield* new UnitsTracked({ lines: tracked })
  const counted = Array.getSomes(yield* tx.getAll(CountedShelves, wheres.map(shelfId)))
  return {
    at: yield* tx.now,
    onHand: onHandOf(shelves),
    openCounts: new Map(counted.map(({ sku, countId }) => [sku, countId])),
  }
})

const shelvesOf = (
  tx: TransactionShape,
  wheres: ReadonlyArray<ShelfKeeping.Where>,
): Effect.Effect<ReadonlyArray<Shelf>> =>
  Effect.map(tx.getAll(Shelves, wheres.map(shelfId)), Array.getSomes)

const onHandOf = (shelves: ReadonlyArray<Shelf>): ReadonlyMap<string, number> =>
  new Map(shelves.map(({ sku, onHand }) => [sku, onHand]))

/** Units on hand by what had been recorded until an instant. */
const onHandAsOf = Effect.fnUntraced(function* (
  wheres: ReadonlyArray<ShelfKeeping.Where>,
  at: number,
): Effect.fn.Return<ReadonlyMap<string, number>, QuantityOverflow, Transaction> {
  const found = new Map<string, number>()
  for (const where of wheres) {
    const { amounts } = yield* CardKeeping.until(StockCard.nameOf(where), "recordedAt", at)
    const { onHand } = yield* Effect.fromResult(StockCard.countsOf(amounts))
    found.set(where.sku, onHand)
  }
  return found
})

/** Writes what changed: the count when it is opened and when it is over, and the items it concerns. */
const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  record: CountRecord | undefined,
  before: CycleCount.CycleCount | undefined,
  { lines, ...head }: CycleCount.CycleCount,
): Effect.fn.Return<void> {
  const { countId, place, status } = head
  const skus = record?.skus ?? lines.map(({ sku }) => sku)
  if (before?.status !== status) {
    yield* tx.put(Counts, { ...head, skus })
    for (const sku of skus)
      yield* status === "open"
        ? tx.put(CountedShelves, { sku, place, countId })
        : tx.remove(CountedShelves, shelfId({ sku, place }))
  }
  const known = new Set(before?.lines)
  for (const line of lines) if (!known.has(line)) yield* tx.put(CountItems, { countId, ...line })
})
