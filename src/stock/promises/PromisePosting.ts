/**
 * Posting commands of promises: what is expected, arrives and is held is posted by the ledger, in the
 * same transaction.
 *
 * @module
 */
import { Array, Effect, HashMap, Option, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { StockAccount } from "../StockAccount.ts"
import { mainPlace, type StockCommand } from "../StockCommand.ts"
import * as StockPosting from "../StockPosting.ts"
import { Holds } from "../StockRecords.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import * as PromiseBook from "./PromiseBook.ts"
import type { PromiseCommand } from "./PromiseCommand.ts"
import * as PromiseDecision from "./PromiseDecision.ts"
import type { PromiseEvent } from "./PromiseEvent.ts"
import * as PromiseKeeping from "./PromiseKeeping.ts"
import * as PromisePool from "./PromisePool.ts"
import { type KeptPool, PromiseHistory, Promises } from "./PromiseRecords.ts"
import { PromiseExists, type PromiseRefusal } from "./PromiseRefusal.ts"

/**
 * The answer of a posted command.
 *
 * `units` are those of the event, all that are still to come where it was postponed, and those that
 * wait where promises were told. `promises` is how many were kept, broken, made, cancelled or told
 * another date. `due` is when what was promised should be there, in epoch milliseconds; `free` how many
 * units arrived that nobody waits for; `isStale` whether dates are still to be told.
 */
export const PromisePosted = Schema.Struct({
  event: Schema.Literals([
    "Expected",
    "Postponed",
    "InboundCut",
    "Promised",
    "PromiseCancelled",
    "Arrived",
    "Told",
    "None",
  ]),
  units: Schema.Int,
  promises: Schema.Int,
  due: Schema.optionalKey(Calendar.Instant),
  free: Schema.optionalKey(Schema.Int),
  isStale: Schema.Boolean,
})
/** The answer of a posted command; `None` where nothing had to change. */
export type PromisePosted = typeof PromisePosted.Type

/**
 * Decides a command on the pool of its item and place, and on those promises of its queue that the
 * decision needs; then writes what follows. It fails before it writes anything.
 *
 * What is expected stands in the ledger as `Expected` at its place. What arrives comes onto the shelf,
 * and in the same transaction each promise that it keeps becomes a hold, in promise order: nobody else
 * can have these units in between. A hold of the first part has the id of the promise, later ones
 * `<id>/2` and so on; an id under which others hold something is passed over (the promise
 * tells which they are). Units are counted, not told apart: an item that is kept by lot or by serial
 * number is refused (`UnitsTracked`).
 *
 * @example
 * ```ts
 * import { PromisePosting } from "entrepot/stock"
 *
 * const program = PromisePosting.post({
 *   _tag: "Expect",
 *   commandId: "po-1",
 *   inboundId: "po-1",
 *   sku: "MUG",
 *   quantity: 6,
 *   due: Date.UTC(2026, 6, 1),
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: PromiseCommand,
): Effect.fn.Return<PromisePosted, PromiseRefusal | StockRefusal, Transaction> {
  const tx = yield* Transaction
  const kept = yield* PromiseKeeping.poolOf(tx, whereOf(command))
  const before = yield* bookOf(tx, kept, command)
  const [event] = yield* decided(tx, before, command)
  if (event === undefined)
    return { event: "None", units: 0, promises: 0, isStale: isStale(kept.pool) }
  for (const posting of postings(command, event)) yield* StockPosting.post(posting)
  const after = PromiseBook.evolve(before, event)
  yield* PromiseKeeping.write(tx, kept, before, after)
  yield* tx.append(PromiseHistory, event, { occurredAt: command.occurredAt })
  return { ...answerOf(event, after), isStale: isStale(after.pool) }
})

const whereOf = ({ sku, place = mainPlace }: PromiseCommand) => ({ sku, place })

const isStale = ({ stale, telling }: PromisePool.Pool): boolean => stale || telling !== undefined

/** What a decision needs: the pool, the promise that is to be cancelled, and some of the queue. */
const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  kept: KeptPool,
  command: PromiseCommand,
): Effect.fn.Return<PromiseBook.Book> {
  const { pool } = kept
  const waiting = yield* PromiseKeeping.waitingOf(tx, kept, PromiseDecision.needs(pool, command))
  const named =
    command._tag === "Cancel" ? yield* tx.get(Promises, command.promiseId) : Option.none()
  // A promise of another item is not cancelled as one of this.
  const known = named.pipe(
    Option.map(({ promised }) => promised),
    Option.filter(({ sku, place }) => sku === pool.sku && place === pool.place),
  )
  const promises = [...waiting, ...Option.toArray(known)]
  return {
    pool,
    promises: HashMap.fromIterable(promises.map((promise) => [promise.promiseId, promise])),
  }
})

/** Decides, and again where others hold units under ids that promises were to be kept by. */
const decided = Effect.fnUntraced(function* (
  tx: TransactionShape,
  book: PromiseBook.Book,
  command: PromiseCommand,
): Effect.fn.Return<ReadonlyArray<PromiseEvent>, PromiseRefusal> {
  const now = command._tag === "Promise" ? yield* tx.now : 0
  let taken: ReadonlySet<string> = new Set()
  for (;;) {
    const decision = PromiseDecision.decide({ ...book, taken }, command, now)
    if (Result.isFailure(decision)) return yield* refusalOf(tx, command, decision.failure)
    const events = decision.success
    const ids = events.flatMap((event) =>
      event._tag === "Arrived" ? event.holds.map(({ holdId }) => holdId) : [],
    )
    const found = Array.getSomes(yield* tx.getAll(Holds, ids))
    if (found.length === 0) return events
    taken = new Set([...taken, ...found.map(({ holdId }) => holdId)])
  }
})

/** What cannot be promised may be promised already: that is the true answer, and worth reading for. */
const refusalOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: PromiseCommand,
  refusal: PromiseRefusal,
): Effect.fn.Return<never, PromiseRefusal> {
  if (command._tag !== "Promise") return yield* refusal
  const { promiseId } = command
  const known = yield* tx.get(Promises, promiseId)
  return yield* Option.isSome(known) ? new PromiseExists({ promiseId }) : refusal
})

/** What an event moves in the ledger. */
const postings = (
  { commandId, occurredAt }: PromiseCommand,
  event: PromiseEvent,
): ReadonlyArray<StockCommand> => {
  const { sku, place } = event
  const header = { commandId, occurredAt }
  const expected: StockAccount = { _tag: "Expected", place }
  switch (event._tag) {
    case "Expected": {
      const { quantity, inboundId: document } = event
      const lines = [{ sku, quantity, from: supplier, to: expected }]
      return [{ _tag: "Move", ...header, lines, document }]
    }
    case "InboundCut": {
      const { quantity, inboundId: document } = event
      const lines = [{ sku, quantity, from: expected, to: supplier }]
      return [{ _tag: "Move", ...header, lines, document }]
    }
    case "Arrived": {
      const { quantity, inboundId: document } = event
      const shelf: StockAccount = { _tag: "Shelf", place }
      // One movement: if it cannot be posted whole, nothing is.
      const lines = [
        { sku, quantity: event.expected, from: expected, to: shelf },
        { sku, quantity: quantity - event.expected, from: supplier, to: shelf },
      ].filter((line) => line.quantity > 0)
      return [
        { _tag: "Move", ...header, lines, document },
        ...event.holds.map(({ holdId, quantity: units }): StockCommand => ({
          _tag: "Hold",
          ...header,
          holdId,
          lines: [{ sku, place, quantity: units }],
        })),
      ]
    }
    default:
      return []
  }
}

const supplier: StockAccount = { _tag: "Supplier" }

const answerOf = (
  event: PromiseEvent,
  { pool }: PromiseBook.Book,
): Omit<PromisePosted, "isStale"> => {
  const said = (units: number, promises: number) => ({ event: event._tag, units, promises })
  switch (event._tag) {
    case "Expected":
      return said(event.quantity, 0)
    case "Postponed":
      return said(PromisePool.inbound(pool, event.inboundId)?.open ?? 0, 0)
    case "InboundCut":
      return said(event.quantity, event.broken.length)
    case "Promised":
      return { ...said(event.quantity, 1), due: event.due }
    case "PromiseCancelled":
      return said(event.quantity, 1)
    case "Arrived":
      return { ...said(event.quantity, event.holds.length), free: event.free }
    case "Told":
      return said(pool.waiting, event.promises.length)
  }
}
