/**
 * Posting transfers and observations, together with the movements of their units.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import * as CardKeeping from "../cards/CardKeeping.ts"
import * as StockCard from "../cards/StockCard.ts"
import * as StockPosting from "../StockPosting.ts"
import { shelfId } from "../StockRecords.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import * as ObservedShelf from "./ObservedShelf.ts"
import * as Transfer from "./Transfer.ts"
import type { TransferCommand } from "./TransferCommand.ts"
import * as TransferDecision from "./TransferDecision.ts"
import * as TransferEvent from "./TransferEvent.ts"
import { Observations, ObservedShelves, TransferHistory, Transfers } from "./TransferRecords.ts"
import {
  ObservationOvertaken,
  type ObservationRefusal,
  type TransferRefusal,
} from "./TransferRefusal.ts"

/** The answer of a posted command on a transfer: what happened, and the units of all its lines. */
export const TransferPosted = Schema.Struct({
  event: Schema.Literals([
    "Planned",
    "Dispatched",
    "Received",
    "WrittenOff",
    "Found",
    "Cancelled",
    "Closed",
    "None",
  ]),
  units: Schema.Int,
})
/** The answer of a posted command on a transfer; `None` where nothing had to change. */
export type TransferPosted = typeof TransferPosted.Type

/**
 * Decides a command on the transfer that it names, moves its units, and writes what follows.
 *
 * A transfer takes from the shelf what nobody holds. Units that are told apart by serial number or
 * lot are refused (`UnitsTracked`): they are moved as serials and lots. It fails before it writes
 * anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { TransferPosting } from "entrepot/stock"
 *
 * const dispatchOrWait = TransferPosting.post({
 *   _tag: "Dispatch",
 *   commandId: "c1",
 *   transferId: "t1",
 * }).pipe(Effect.catchTag("InsufficientStock", () => Effect.void))
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: TransferCommand,
): Effect.fn.Return<TransferPosted, TransferRefusal | StockRefusal, Transaction> {
  const tx = yield* Transaction
  const { commandId, transferId, occurredAt } = command
  const before = Option.getOrUndefined(yield* tx.get(Transfers, transferId))
  const [event] = yield* Effect.fromResult(TransferDecision.decide(before, command))
  const after = event && Transfer.evolve(before, event)
  if (event === undefined || after === undefined) return { event: "None", units: 0 }
  const lines = TransferEvent.legs(event)
  if (lines.length > 0)
    yield* StockPosting.post({ _tag: "Move", commandId, occurredAt, lines, document: transferId })
  yield* tx.put(Transfers, after)
  yield* tx.append(TransferHistory, event, { occurredAt })
  const told = "lines" in event ? event.lines : []
  return { event: event._tag, units: told.reduce((total, { quantity }) => total + quantity, 0) }
})

/** The answer of a posted observation: units that were found (positive) or lost (negative). */
export const ObservationPosted = Schema.Struct({
  event: Schema.Literals(["ShelfObserved", "None"]),
  delta: Schema.Int,
})
/** The answer of a posted observation; `None` where it was posted before. */
export type ObservationPosted = typeof ObservationPosted.Type

/**
 * Decides an observation against the card of its shelf, and posts the difference.
 *
 * The cards have to be kept up to date first; `known` is the instant of the last observation that
 * had been posted before, if any. Where that has changed, the card may lack a difference that was
 * posted since: `ObservationOvertaken`. What is seen in the future is as of now. It fails before it
 * writes anything.
 *
 * @example
 * ```ts
 * import { TransferPosting } from "entrepot/stock"
 *
 * const seen = { sku: "MUG", place: "FBA", quantity: 7, asOf: 0, revision: "r1" }
 * const program = TransferPosting.observe({ _tag: "Observe", commandId: "c1", ...seen }, undefined)
 * ```
 */
export const observe = Effect.fnUntraced(function* (
  { commandId, sku, place, quantity, revision, ...command }: ObservedShelf.ObserveCommand,
  known: number | undefined,
): Effect.fn.Return<
  ObservationPosted,
  ObservationRefusal | ObservationOvertaken | StockRefusal,
  Transaction
> {
  const tx = yield* Transaction
  const where = { sku, place }
  const asOf = Math.min(command.asOf, yield* tx.now)
  const last = Option.getOrUndefined(yield* tx.get(ObservedShelves, shelfId(where)))
  if (last?.asOf !== known) return yield* new ObservationOvertaken(where)
  const { amounts } = yield* CardKeeping.until(StockCard.nameOf(where), "occurredAt", asOf)
  const { onHand } = yield* Effect.fromResult(StockCard.countsOf(amounts))
  const observation = { ...where, quantity, asOf, revision }
  const [event] = yield* Effect.fromResult(ObservedShelf.decide(last, observation, onHand))
  if (event === undefined) return { event: "None", delta: 0 }
  const { delta } = event
  if (delta !== 0)
    yield* StockPosting.post({
      _tag: "Adjust",
      commandId,
      occurredAt: asOf,
      lines: [{ ...where, delta }],
      document: revision,
    })
  yield* tx.put(ObservedShelves, ObservedShelf.evolve(last, event))
  yield* tx.append(Observations, event, { occurredAt: asOf })
  return { event: event._tag, delta }
})
