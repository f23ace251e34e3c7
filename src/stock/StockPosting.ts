/**
 * Posting: a stock command as a program of a transaction, to run alone or inside a larger one.
 *
 * @module
 */
import { Effect, HashMap, Option, Result, Schema } from "effect"

import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import * as Expiry from "./Expiry.ts"
import * as StockBook from "./StockBook.ts"
import { type Line, mainPlace, type StockCommand } from "./StockCommand.ts"
import * as StockDecision from "./StockDecision.ts"
import * as StockEvent from "./StockEvent.ts"
import { Expiries, expiryId, Holds, Movements, shelfId, Shelves } from "./StockRecords.ts"
import { HoldExists, type StockRefusal } from "./StockRefusal.ts"

/** The answer of a posted command: what happened, and the units of all its lines. */
export const Posted = Schema.Struct({
  event: Schema.Literals([
    "Received",
    "Held",
    "Extended",
    "Released",
    "Shipped",
    "Returned",
    "Adjusted",
    "None",
  ]),
  units: Schema.Int,
})
/** The answer of a posted command; `None` where nothing had to change. */
export type Posted = typeof Posted.Type

/**
 * Decides a command on the records it concerns, and writes what follows.
 *
 * It fails before it writes anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { StockPosting } from "entrepot/stock"
 *
 * const holdOrNothing = StockPosting.post({
 *   _tag: "Hold",
 *   commandId: "c1",
 *   holdId: "order-1",
 *   lines: [{ sku: "MUG", quantity: 1 }],
 * }).pipe(Effect.catchTag("InsufficientStock", () => Effect.void))
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: StockCommand,
): Effect.fn.Return<Posted, StockRefusal, Transaction> {
  const tx = yield* Transaction
  const before = yield* bookOf(tx, command)
  const decision = StockDecision.decide(before, command)
  if (Result.isFailure(decision)) return yield* refusalOf(tx, command, decision.failure)
  const events = decision.success
  const after = events.reduce(StockBook.evolve, before)

  if ("holdId" in command) yield* writeHold(tx, before, after, command.holdId)
  for (const [name, shelf] of after.shelves) {
    const known = Option.getOrUndefined(HashMap.get(before.shelves, name))
    if (known !== shelf) yield* writeShelf(tx, known, shelf)
  }
  for (const event of events) yield* tx.append(Movements, event, { occurredAt: command.occurredAt })

  // What had expired comes first, and is not what was asked for.
  const event = events.at(-1)
  return event === undefined || event._tag === "Expired"
    ? { event: "None", units: 0 }
    : { event: event._tag, units: StockEvent.units(event) }
})

/**
 * A shelf as it is now: what has expired is free. Writes nothing.
 *
 * It is a program because a shelf and what lies inside of its long slots are several records, which
 * change together.
 */
export const shelfNow = Effect.fnUntraced(function* (
  where: Pick<StockBook.Shelf, "sku" | "place">,
): Effect.fn.Return<StockBook.Shelf, never, Transaction> {
  const tx = yield* Transaction
  const { sku, place } = where
  const found = yield* tx.get(Shelves, shelfId(where))
  const shelf = Option.getOrElse(found, () => ({ sku, place, onHand: 0, held: 0 }))
  const now = yield* tx.now
  return StockBook.current(yield* lookInside(tx, shelf, now, []), now)
})

/** The hold that the command names, the shelves of either, and what must be known of their expiry. */
const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: StockCommand,
): Effect.fn.Return<StockBook.Book> {
  const hold = Option.getOrUndefined(yield* holdOf(tx, command))
  const where: ReadonlyArray<Pick<Line, "sku" | "place">> =
    hold?.lines ?? ("lines" in command ? command.lines : undefined) ?? []
  const ids = new Set(where.map(({ sku, place = mainPlace }) => shelfId({ sku, place })))
  const found = (yield* tx.getAll(Shelves, [...ids])).flatMap(Option.toArray)
  const holds = hold === undefined ? [] : [hold]
  const expiries = [hold?.expiresAt, "expiresAt" in command ? command.expiresAt : undefined]
  const instants = expiries.filter((instant) => instant !== undefined)
  // Mostly nothing ever expires, and then the time does not matter.
  if (instants.length === 0 && found.every(({ expiring }) => expiring === undefined))
    return StockBook.of(found, holds)
  const now = yield* tx.now
  const shelves = yield* Effect.forEach(found, (shelf) => lookInside(tx, shelf, now, instants))
  return StockBook.of(shelves, holds, now)
})

const holdOf = (tx: TransactionShape, command: StockCommand) =>
  "holdId" in command && command._tag !== "Hold"
    ? tx.get(Holds, command.holdId)
    : Effect.succeedNone

/** A shelf that knows what expires in the stretches of time that these instants lie in. */
const lookInside = Effect.fnUntraced(function* (
  tx: TransactionShape,
  shelf: StockBook.Shelf,
  now: number,
  instants: ReadonlyArray<number>,
): Effect.fn.Return<StockBook.Shelf> {
  let expiring = shelf.expiring
  if (expiring === undefined) return shelf
  const seconds = instants.map(Expiry.secondOf)
  for (;;) {
    const unknown = Expiry.unknown(expiring, Expiry.begun(now), seconds)
    if (unknown.length === 0) return { ...shelf, expiring }
    const ids = unknown.map((slot) => expiryId(shelf, slot))
    const details = yield* tx.getAll(Expiries, ids)
    expiring = unknown.reduce((known, slot, i) => {
      const detail = Option.flatten(Option.fromNullishOr(details[i]))
      return Expiry.within(known, slot, Option.getOrThrow(detail).slots)
    }, expiring)
  }
})

/** Writes a shelf, and as records of their own what lies inside of its long slots. */
const writeShelf = (
  tx: TransactionShape,
  before: StockBook.Shelf | undefined,
  after: StockBook.Shelf,
): Effect.Effect<void> => {
  const { expiring, ...shelf } = after
  if (expiring === undefined && before?.expiring === undefined) return tx.put(Shelves, shelf)
  const slots = expiring ?? []
  const old = detailsOf(shelf, before?.expiring)
  const fresh = detailsOf(shelf, slots)
  const { sku, place } = shelf
  const writes = Array.from(fresh, ([id, { at, span, slots: inside }]) => {
    const expiring = { sku, place, at, span, slots: Expiry.kept(inside) }
    const known = old.get(id)
    if (known !== undefined)
      return known.slots === inside ? Effect.void : tx.put(Expiries, expiring)
    // A new one is inserted without looking: a read would hold up whoever comes next.
    return Effect.flatMap(tx.insert(Expiries, expiring), (isNew) =>
      isNew ? Effect.void : tx.put(Expiries, expiring),
    )
  })
  const removals = Array.from(old.keys()).filter((id) => !fresh.has(id))
  return Effect.all(
    [
      tx.put(Shelves, StockBook.expiringAs(shelf, Expiry.kept(slots))),
      ...writes,
      ...removals.map((id) => tx.remove(Expiries, id)),
    ],
    { discard: true },
  )
}

const detailsOf = (
  shelf: Pick<StockBook.Shelf, "sku" | "place">,
  slots: Expiry.Slots = [],
): ReadonlyMap<string, Expiry.Detail> =>
  new Map(Expiry.details(slots).map((detail) => [expiryId(shelf, detail), detail]))

/** What is not available may be held already: that is the true answer, and worth reading for. */
const refusalOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: StockCommand,
  refusal: StockRefusal,
): Effect.fn.Return<never, StockRefusal> {
  if (command._tag === "Hold" && Option.isSome(yield* tx.get(Holds, command.holdId)))
    return yield* new HoldExists({ holdId: command.holdId })
  return yield* refusal
})

/** A new hold is inserted without looking for one of its id: the commit finds out. */
const writeHold = (
  tx: TransactionShape,
  before: StockBook.Book,
  after: StockBook.Book,
  holdId: string,
): Effect.Effect<void, HoldExists> =>
  Option.match(StockBook.hold(after, holdId), {
    onNone: () => Effect.void,
    onSome: (hold) =>
      Option.isSome(StockBook.hold(before, holdId))
        ? tx.put(Holds, hold)
        : Effect.flatMap(tx.insert(Holds, hold), (isNew) =>
            isNew ? Effect.void : Effect.fail(new HoldExists({ holdId })),
          ),
  })
