/**
 * Posting: a stock command as a program of a transaction, to run alone or inside a larger one.
 *
 * @module
 */
import { Effect, HashMap, Option, Result, Schema } from "effect"

import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import * as StockBook from "./StockBook.ts"
import { type Line, mainPlace, type StockCommand } from "./StockCommand.ts"
import * as StockDecision from "./StockDecision.ts"
import * as StockEvent from "./StockEvent.ts"
import { Holds, Movements, shelfId, Shelves } from "./StockRecords.ts"
import { HoldExists, type StockRefusal } from "./StockRefusal.ts"

/** The answer of a posted command: what happened, and the units of all its lines. */
export const Posted = Schema.Struct({
  event: Schema.Literals([
    "Received",
    "Held",
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
  const hold = yield* holdOf(tx, command)
  const before = yield* bookOf(tx, command, hold)
  const decision = StockDecision.decide(before, command)
  if (Result.isFailure(decision)) return yield* refusalOf(tx, command, decision.failure)
  const events = decision.success
  const after = events.reduce(StockBook.evolve, before)

  if ("holdId" in command) yield* writeHold(tx, before, after, command.holdId)
  for (const [name, shelf] of after.shelves)
    if (Option.getOrUndefined(HashMap.get(before.shelves, name)) !== shelf)
      yield* tx.put(Shelves, shelf)
  for (const event of events) yield* tx.append(Movements, event, { occurredAt: command.occurredAt })

  const [event] = events
  return event === undefined
    ? { event: "None", units: 0 }
    : { event: event._tag, units: StockEvent.units(event) }
})

const holdOf = (tx: TransactionShape, command: StockCommand) =>
  command._tag === "Release" || command._tag === "Ship"
    ? tx.get(Holds, command.holdId)
    : Effect.succeedNone

/** The hold, and the shelves that the command or its hold names. */
const bookOf = (
  tx: TransactionShape,
  command: StockCommand,
  hold: Option.Option<StockBook.Hold>,
): Effect.Effect<StockBook.Book> => {
  const where: ReadonlyArray<Pick<Line, "sku" | "place">> = Option.isSome(hold)
    ? hold.value.lines
    : (command.lines ?? [])
  const ids = new Set(where.map(({ sku, place = mainPlace }) => shelfId({ sku, place })))
  return Effect.map(tx.getAll(Shelves, [...ids]), (found) =>
    StockBook.of(found.flatMap(Option.toArray), Option.toArray(hold)),
  )
}

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
