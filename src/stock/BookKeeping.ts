/**
 * What a stock command must know: the shelves, the hold and the pools that it concerns, as a book.
 *
 * @module
 */
import { Array, Effect, HashMap, Option, Result } from "effect"

import type { TransactionShape } from "../store/Transaction.ts"
import * as Pool from "./Pool.ts"
import * as ShelfKeeping from "./ShelfKeeping.ts"
import * as StockBook from "./StockBook.ts"
import { mainPlace, type StockCommand } from "./StockCommand.ts"
import type { Keeper } from "./StockEvent.ts"
import { sums } from "./StockLines.ts"
import { Holds, shelfId, Shelves } from "./StockRecords.ts"

/** What a decision knows, and what of it is stored so. */
export interface Known {
  readonly book: StockBook.Book
  readonly stored: StockBook.Book["shelves"]
  /** Shelves that were found to be part of a pool. */
  readonly joined: ReadonlySet<string>
  /** Whether units of any of them have a cost. */
  readonly costed: boolean
}

/** A shelf that was only looked at is not written, though it may not be stored yet. */
export const hasChanged = (
  { book, joined }: Known,
  name: string,
  shelf: StockBook.Shelf,
): boolean => joined.has(name) || Option.getOrUndefined(HashMap.get(book.shelves, name)) !== shelf

/** The hold that the command names, the shelves of either, and what must be known of their expiry. */
export const knownOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: StockCommand,
  keeper: Keeper | undefined,
): Effect.fn.Return<Known> {
  const hold = Option.getOrUndefined(yield* holdOf(tx, command))
  const wheres = wheresOf(command, hold)
  const ids = globalThis.Array.from(wheres.values(), shelfId)
  const found = Array.getSomes(yield* tx.getAll(Shelves, ids))
  const opened =
    found.length === wheres.size ? none : yield* openedBy(tx, command, wheres, found, keeper)
  const pooled = found.some(isPooled) || opened.some(isPooled)
  const others = pooled ? yield* ShelfKeeping.poolsOf(tx, [...found, ...opened]) : none
  const stored = others.length === 0 ? found : [...found, ...others]

  const holds = hold === undefined ? [] : [hold]
  const expiries = [hold?.expiresAt, "expiresAt" in command ? command.expiresAt : undefined]
  const instants = expiries.filter((instant) => instant !== undefined)
  // Mostly nothing ever expires, and then the time does not matter.
  const isTimeless = instants.length === 0 && stored.every(({ expiring }) => expiring === undefined)
  const now = isTimeless ? 0 : yield* tx.now
  const shelves = isTimeless
    ? stored
    : yield* Effect.forEach(stored, (shelf) => ShelfKeeping.lookInside(tx, shelf, now, instants))
  const kept = StockBook.of(shelves, holds, now)
  const costed = found.some(isCosted) || opened.some(isCosted)
  if (opened.length === 0) return { book: kept, stored: kept.shelves, joined: nobody, costed }
  const joined = shelves.flatMap((shelf) => joining(opened, shelf))
  return {
    book: StockBook.of([...shelves, ...opened, ...joined], holds, now),
    stored: kept.shelves,
    joined: new Set(joined.map(StockBook.shelfName)),
    costed,
  }
})

const none: ReadonlyArray<StockBook.Shelf> = []
const nobody: ReadonlySet<string> = new Set()
const isCosted = ({ ties }: StockBook.Shelf): boolean => ties?.costed === true
const isPooled = (shelf: StockBook.Shelf): boolean => Pool.nameOf(shelf) !== undefined

/** A shelf that was there before its pool, told of it by the pool's gate when that is opened. */
const joining = (
  opened: ReadonlyArray<StockBook.Shelf>,
  shelf: StockBook.Shelf,
): ReadonlyArray<StockBook.Shelf> => {
  const gate = opened.find(
    ({ sku, ties }) => sku === shelf.sku && ties?.places?.includes(shelf.place) === true,
  )
  return gate === undefined || shelf.ties?.pool !== undefined
    ? []
    : [StockBook.tiedAs(shelf, { ...shelf.ties, pool: gate.place })]
}

const holdOf = (tx: TransactionShape, command: StockCommand) =>
  "holdId" in command && command._tag !== "Hold"
    ? tx.get(Holds, command.holdId)
    : Effect.succeedNone

type Wheres = ReadonlyMap<string, ShelfKeeping.Where>

/** The items and places that a command, or the hold that it names, is about. */
const wheresOf = (command: StockCommand, hold: StockBook.Hold | undefined): Wheres => {
  const found = new Map<string, ShelfKeeping.Where>()
  const add = (sku: string, place: string = mainPlace): void => {
    const where = { sku, place }
    found.set(StockBook.shelfName(where), where)
  }
  for (const { sku, place } of hold?.lines ?? []) add(sku, place)
  if (command._tag === "Move")
    for (const { sku, from, to } of command.lines)
      for (const account of [from, to]) if ("place" in account) add(sku, account.place)
  if (command._tag === "Assign")
    for (const { sku, place, pool } of command.lines) {
      add(sku, place)
      add(sku, pool)
    }
  else if (hold === undefined && command._tag !== "Move" && "lines" in command)
    for (const { sku, place } of command.lines ?? []) add(sku, place)
  return found
}

/** Shelves that the command may open: where units come to, and what is held of a pool. */
const openedBy = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: StockCommand,
  wheres: Wheres,
  found: ReadonlyArray<StockBook.Shelf>,
  keeper: Keeper | undefined,
): Effect.fn.Return<ReadonlyArray<StockBook.Shelf>> {
  const there = new Set(found.map(StockBook.shelfName))
  const arriving = arrivingBy(command)
  const missing = globalThis.Array.from(wheres)
    .filter(([name]) => !there.has(name) && (command._tag === "Hold" || arriving.has(name)))
    .map(([, where]) => where)
  if (missing.length === 0) return none
  const shelves = yield* ShelfKeeping.unopened(tx, missing, keeper)
  return command._tag === "Hold" ? shelves.filter(Pool.isPool) : shelves
})

/** The names of the shelves that units come to. */
const arrivingBy = (command: StockCommand): ReadonlySet<string> => {
  const names = new Set<string>()
  const add = (sku: string, place: string = mainPlace) =>
    names.add(StockBook.shelfName({ sku, place }))
  switch (command._tag) {
    case "Receive":
    case "Return":
      for (const { sku, place } of command.lines) add(sku, place)
      break
    case "Adjust": {
      // What was lost must have been there before, whatever was found beside it.
      const found = sums(command.lines, ({ delta }) => delta)
      for (const { sku, place, delta } of Result.getOrElse(found, () => []))
        if (delta > 0) add(sku, place)
      break
    }
    case "Move":
      for (const { sku, to } of command.lines) if ("place" in to) add(sku, to.place)
      // What leaves a shelf must have been there before, whatever comes with it.
      for (const { sku, from, to } of command.lines)
        if (from._tag === "Shelf" && !(to._tag === "Shelf" && to.place === from.place))
          names.delete(StockBook.shelfName({ sku, place: from.place }))
      break
    default:
  }
  return names
}
