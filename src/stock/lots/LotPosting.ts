/**
 * Posting: a command of lots as a program of a transaction, together with what follows from it for the
 * shelves that lots are part of.
 *
 * @module
 */
import { Array, Effect, Option, Schema } from "effect"

import type { Collection } from "../../store/Collection.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as ExposurePosting from "../exposure/ExposurePosting.ts"
import { shelfName } from "../StockBook.ts"
import { mainPlace, type StockCommand } from "../StockCommand.ts"
import * as StockPosting from "../StockPosting.ts"
import { Items } from "../StockRecords.ts"
import * as LotBook from "./LotBook.ts"
import type { LotCommand } from "./LotCommand.ts"
import * as LotDecision from "./LotDecision.ts"
import type { LotEvent } from "./LotEvent.ts"
import { evolve } from "./LotEvolution.ts"
import * as LotKeeping from "./LotKeeping.ts"
import {
  LotHolds,
  lotId,
  LotMovements,
  Lots,
  lotShelfId,
  LotShelves,
  Policies,
} from "./LotRecords.ts"
import type { LotRefusal } from "./LotRefusal.ts"

/** The answer of a posted command of lots: what happened, and the units of all its lines. */
export const LotPosted = Schema.Struct({
  event: Schema.Literals([
    "PolicySet",
    "Received",
    "Held",
    "Extended",
    "Released",
    "Shipped",
    "Returned",
    "Moved",
    "Adjusted",
    "Blocked",
    "Unblocked",
    "None",
  ]),
  units: Schema.Int,
})
/** The answer of a posted command of lots; `None` where nothing had to change. */
export type LotPosted = typeof LotPosted.Type

/**
 * Decides a command on the lots it concerns, and writes what follows for them and for the ledger's
 * shelves and holds. The first receipt of an item makes it one that only this moves.
 *
 * Whether a lot is expired is asked for when the units moved: `occurredAt`, or now. A hold is always
 * made for now. It fails before it writes anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LotPosting } from "entrepot/stock"
 *
 * const holdOrNothing = LotPosting.post({
 *   _tag: "Hold",
 *   commandId: "c1",
 *   holdId: "order-1",
 *   lines: [{ sku: "MILK", quantity: 1 }],
 * }).pipe(Effect.catchTag("InsufficientLots", () => Effect.void))
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: LotCommand,
): Effect.fn.Return<LotPosted, LotRefusal, Transaction> {
  const tx = yield* Transaction
  const before = yield* bookOf(tx, command)
  const { occurredAt = before.now } = command
  const at = command._tag === "Hold" ? before.now : occurredAt
  const events = yield* Effect.fromResult(LotDecision.decide(before, command, at))
  // What had expired comes first, and is not what was asked for.
  const event = events.at(-1)
  if (event === undefined || event._tag === "Expired") return { event: "None", units: 0 }
  const follows = consequence(command, event)
  if (follows !== undefined) yield* StockPosting.post(follows, "lots")
  yield* LotKeeping.write(tx, before, events.reduce(evolve, before))
  for (const each of events)
    yield* tx.append(LotMovements, each, { occurredAt: command.occurredAt })
  const soldOn = command._tag === "Hold" ? command.soldOn : undefined
  for (const { sku, watched } of yield* found(tx, Items, skusOf(event)))
    if (watched === true) yield* ExposurePosting.follow(sku, soldOn)
  return { event: event._tag, units: unitsOf(event) }
})

const unitsOf = (event: LotEvent): number => {
  if (event._tag === "Adjusted")
    return event.lines.reduce((total, { delta }) => total + Math.abs(delta), 0)
  return "lines" in event ? event.lines.reduce((total, { quantity }) => total + quantity, 0) : 0
}

/** The items of which there may be more or less to sell. */
const skusOf = (event: LotEvent): ReadonlyArray<string> => {
  if (event._tag === "PolicySet") return [event.policy.sku]
  return "lines" in event ? event.lines.map(({ sku }) => sku) : [event.sku]
}

/**
 * What is to be posted on the shelves that lots are part of, if anything is: what was asked for, and of
 * a hold the lines that were picked or are open.
 */
const consequence = (command: LotCommand, event: LotEvent): StockCommand | undefined => {
  const lines = "lines" in event && "holdId" in event ? event.lines : []
  switch (command._tag) {
    case "Receive":
    case "Return":
    case "Extend":
    case "Move":
    case "Adjust":
      return command
    case "Hold":
    case "Release":
    case "Ship":
      return { ...command, lines }
    case "SetPolicy":
    case "Block":
    case "Unblock":
      return undefined
  }
}

/** What the decision must know: the hold, the lots that the command names or may pick from. */
const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: LotCommand,
): Effect.fn.Return<LotBook.LotBook> {
  const now = yield* tx.now
  const hold = yield* "holdId" in command ? tx.get(LotHolds, command.holdId) : Effect.succeedNone
  const held = Option.match(hold, { onNone: () => [], onSome: ({ lines }) => lines })
  const named = [...held, ...namedBy(command)]
  const stored =
    command._tag === "Hold"
      ? yield* LotKeeping.stocked(tx, wheresOf(command))
      : yield* found(tx, LotShelves, named.filter(isPlaced).map(lotShelfId))
  const expiries = [Option.getOrUndefined(hold), command].map((each) =>
    each !== undefined && "expiresAt" in each ? each.expiresAt : undefined,
  )
  const instants = expiries.filter((instant) => instant !== undefined)
  const shelves = yield* Effect.forEach(stored, (shelf) =>
    LotKeeping.lookInside(tx, shelf, now, instants),
  )
  const lots = yield* found(tx, Lots, [...named, ...stored].map(lotId))
  const policies = yield* found(tx, Policies, demandingBy(command))
  return LotBook.of({ policies, lots, shelves, holds: Option.toArray(hold) }, now)
})

const found = <A>(
  tx: TransactionShape,
  collection: Collection<A>,
  ids: ReadonlyArray<string>,
): Effect.Effect<ReadonlyArray<A>> =>
  Effect.map(tx.getAll(collection, [...new Set(ids)]), Array.getSomes)

/** A lot, at a place or wherever it is. */
type Named = Omit<LotBook.Of, "place"> & { readonly place?: string }

const isPlaced = (named: Named): named is LotBook.Of => named.place !== undefined

/** The lots that a command names, each where its units come from and go to. */
const namedBy = (command: LotCommand): ReadonlyArray<Named> => {
  switch (command._tag) {
    case "Receive":
    case "Return":
    case "Adjust":
      return command.lines.map(({ sku, place = mainPlace, lot }) => ({ sku, place, lot }))
    case "Move":
      return command.lines.flatMap(({ sku, lot, from, to }) =>
        [from, to].map((account): Named =>
          "place" in account ? { sku, place: account.place, lot } : { sku, lot },
        ),
      )
    case "Block":
    case "Unblock":
      return [{ sku: command.sku, lot: command.lot }]
    default:
      return []
  }
}

/** Where an order may pick lots, each once. */
const wheresOf = ({
  lines,
}: Extract<LotCommand, { _tag: "Hold" }>): ReadonlyArray<LotBook.Where> => {
  const wheres = lines.map(({ sku, place = mainPlace }) => ({ sku, place }))
  return [...new Map(wheres.map((where) => [shelfName(where), where])).values()]
}

/** The items whose demands matter. */
const demandingBy = (command: LotCommand): ReadonlyArray<string> => {
  switch (command._tag) {
    case "SetPolicy":
      return [command.sku]
    case "Receive":
    case "Hold":
      return command.lines.map(({ sku }) => sku)
    default:
      return []
  }
}
