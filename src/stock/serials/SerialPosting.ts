/**
 * Posting: a command on units with serial numbers as a program of a transaction, to run alone or
 * inside a larger one.
 *
 * @module
 */
import { Effect, Schema } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import * as StockPosting from "../StockPosting.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import { refsOf, type SerialCommand } from "./SerialCommand.ts"
import * as SerialDecision from "./SerialDecision.ts"
import { SerialEventTag } from "./SerialEvent.ts"
import * as SerialHolding from "./SerialHolding.ts"
import * as SerialKeeping from "./SerialKeeping.ts"
import type { SerialRefusal } from "./SerialRefusal.ts"

/** The answer of a posted command: what happened, and to how many units. */
export const SerialPosted = Schema.Struct({ event: SerialEventTag, units: Schema.Int })
/** The answer of a posted command. */
export type SerialPosted = typeof SerialPosted.Type

/**
 * Decides a command on the units that it names, posts on the shelves what follows for quantities, and
 * writes what became of the units; all in one transaction.
 *
 * It fails before it writes anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { SerialPosting } from "entrepot/stock"
 *
 * const shipOrNothing = SerialPosting.post({
 *   _tag: "Ship",
 *   commandId: "c1",
 *   lines: [{ sku: "PHONE", serial: "A1" }],
 * }).pipe(Effect.catchTag("SerialMoveImpossible", () => Effect.void))
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: SerialCommand,
): Effect.fn.Return<SerialPosted, SerialRefusal | StockRefusal, Transaction> {
  const tx = yield* Transaction
  const now = yield* tx.now
  const known = yield* SerialKeeping.knownOf(tx, command)
  const { events, stock, serials } = yield* Effect.fromResult(
    SerialHolding.decide(known, command, now),
  )
  for (const quantities of stock) yield* StockPosting.post(quantities, "serials", { serials })
  yield* SerialKeeping.write(tx, known, events, now)
  return { event: SerialDecision.tagOf(command), units: refsOf(command).length }
})
