/**
 * Posting: a stock command as a program of a transaction, to run alone or inside a larger one.
 *
 * @module
 */
import { Effect, HashMap, Option, Result, Schema } from "effect"

import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import * as BookKeeping from "./BookKeeping.ts"
import type { SerialsOf } from "./cost/CostFollowing.ts"
import * as ShelfCostPosting from "./cost/ShelfCostPosting.ts"
import * as ExposurePosting from "./exposure/ExposurePosting.ts"
import * as ShelfKeeping from "./ShelfKeeping.ts"
import * as StockAdvice from "./StockAdvice.ts"
import * as StockBook from "./StockBook.ts"
import type { StockCommand } from "./StockCommand.ts"
import * as StockDecision from "./StockDecision.ts"
import * as StockEvent from "./StockEvent.ts"
import * as StockEvolution from "./StockEvolution.ts"
import { Holds, Movements } from "./StockRecords.ts"
import { HoldExists, type StockRefusal } from "./StockRefusal.ts"

/** The answer of a posted command: what happened, and the units of all its lines. */
export const Posted = Schema.Struct({
  event: Schema.Literals([
    "Received",
    "Held",
    "Extended",
    "Assigned",
    "Released",
    "Shipped",
    "Returned",
    "Adjusted",
    "Moved",
    "None",
  ]),
  units: Schema.Int,
})
/** The answer of a posted command; `None` where nothing had to change. */
export type Posted = typeof Posted.Type

/**
 * Decides a command on the records it concerns, and writes what follows.
 *
 * It fails before it writes anything, so a program that catches the refusal may go on. `keeper` is who
 * tells the units apart, where somebody does; `serials` names those of a leg where each has a cost of
 * its own.
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
  keeper?: StockEvent.Keeper,
  { serials }: { readonly serials?: SerialsOf } = {},
): Effect.fn.Return<Posted, StockRefusal, Transaction> {
  const tx = yield* Transaction
  const known = yield* BookKeeping.knownOf(tx, command, keeper)
  const before = known.book
  const decision = StockDecision.decide(before, command, keeper)
  if (Result.isFailure(decision)) return yield* refusalOf(tx, command, decision.failure)
  const events = decision.success
  const after = events.reduce(StockEvolution.evolve, before)
  const writeCosts =
    known.costed && events.length > 0
      ? yield* ShelfCostPosting.follow(tx, command, events, serials)
      : undefined

  if ("holdId" in command) yield* writeHold(tx, before, after, command.holdId)
  for (const [name, shelf] of after.shelves) {
    const stored = Option.getOrUndefined(HashMap.get(known.stored, name))
    if (stored === shelf || !BookKeeping.hasChanged(known, name, shelf)) continue
    if (stored === undefined) yield* ShelfKeeping.open(tx, shelf)
    yield* ShelfKeeping.write(tx, stored, shelf)
  }
  for (const event of events) yield* tx.append(Movements, event, { occurredAt: command.occurredAt })
  if (writeCosts !== undefined) yield* writeCosts
  const soldOn = command._tag === "Hold" ? command.soldOn : undefined
  if (events.length > 0)
    for (const sku of watchedOf(after)) yield* ExposurePosting.follow(sku, soldOn)

  // What had expired comes first, and is not what was asked for.
  const event = events.at(-1)
  return event === undefined || event._tag === "Expired"
    ? { event: "None", units: 0 }
    : { event: event._tag, units: StockEvent.units(event) }
})

/**
 * The items whose channels and watches are told of a posting. What is available of a lot depends on
 * more than shelves, so whoever keeps lots tells of it.
 */
const watchedOf = ({ tied, shelves }: StockBook.Book): Iterable<string> => {
  if (!tied) return nobody
  const skus = new Set<string>()
  for (const [, { sku, ties }] of shelves)
    if (ties?.watched === true && ties.tracked !== "lots") skus.add(sku)
  return skus
}

const nobody: ReadonlyArray<string> = []

/**
 * What is not available may be held already: that is the true answer, and worth reading for. Else the
 * refusal tells where the order could be served from.
 */
const refusalOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: StockCommand,
  refusal: StockRefusal,
): Effect.fn.Return<never, StockRefusal> {
  if (command._tag !== "Hold") return yield* refusal
  if (Option.isSome(yield* tx.get(Holds, command.holdId)))
    return yield* new HoldExists({ holdId: command.holdId })
  if (refusal._tag !== "InsufficientStock" && refusal._tag !== "UnknownSku") return yield* refusal
  return yield* yield* StockAdvice.advised(tx, command.lines, refusal)
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
