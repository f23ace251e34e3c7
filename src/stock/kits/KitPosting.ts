/**
 * Posting commands of kits: what they take is posted by the ledger, in the same transaction.
 *
 * @module
 */
import { Array, Effect, Equal, HashMap, Option, Schema } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as StockPosting from "../StockPosting.ts"
import { Items, shelfId, Shelves } from "../StockRecords.ts"
import { HoldExists, UnknownHold } from "../StockRefusal.ts"
import * as Kit from "./Kit.ts"
import * as KitAssembly from "./KitAssembly.ts"
import * as KitHold from "./KitHold.ts"
import * as KitHoldDecision from "./KitHoldDecision.ts"
import * as KitKeeping from "./KitKeeping.ts"
import * as KitOrder from "./KitOrder.ts"
import { Definitions, KitHistory, KitHolds } from "./KitRecords.ts"
import { KitInStock, type KitRefusal } from "./KitRefusal.ts"

/** The commands of kits by their tags. */
export const cases = {
  Define: Kit.DefineKit,
  ...KitHold.KitCommand.cases,
  ...KitAssembly.AssemblyCommand.cases,
}
/** A command of kits. */
export type Command = (typeof cases)[keyof typeof cases]["Type"]
type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>

/** The answer of a posted command: what happened, and the units that it moved on shelves. */
export const KitPosted = Schema.Struct({
  event: Schema.Literals([
    "KitDefined",
    "KitsHeld",
    "KitsShipped",
    "KitsReleased",
    "KitsAssigned",
    "Assembled",
    "Disassembled",
    "None",
  ]),
  units: Schema.Int,
})
/** The answer of a posted command; `None` where nothing had to change. */
export type KitPosted = typeof KitPosted.Type

/**
 * Decides a command on the kits and the hold that it concerns, and writes what follows. It fails
 * before it writes anything.
 *
 * Kits know neither lots nor serial numbers: an item that is tracked by lot cannot be held as part of
 * a kit (`UnitsTracked`), and one that is tracked by serial number can be held so, but not be shipped
 * or assembled.
 *
 * @example
 * ```ts
 * import { KitPosting } from "entrepot/stock"
 *
 * const program = KitPosting.post({
 *   _tag: "Hold",
 *   commandId: "c1",
 *   holdId: "order-1",
 *   lines: [{ sku: "SET", quantity: 1 }],
 * })
 * ```
 */
export const post = (command: Command): Effect.Effect<KitPosted, KitRefusal, Transaction> => {
  switch (command._tag) {
    case "Define":
      return define(command)
    case "Hold":
      return hold(command)
    case "Ship":
    case "Release":
    case "Assign":
      return use(command)
    case "Assemble":
    case "Disassemble":
      return assemble(command)
  }
}

const define = Effect.fnUntraced(function* ({
  sku,
  components,
  stocked,
  occurredAt,
}: CommandOf<"Define">): Effect.fn.Return<KitPosted, KitRefusal, Transaction> {
  const tx = yield* Transaction
  const kit: Kit.Kit = { sku, components, stocked }
  const kits = yield* KitKeeping.kitsOf(tx, [sku, ...components.map((component) => component.sku)])
  yield* Effect.fromResult(Kit.define(kits, kit))
  const known = Option.getOrUndefined(HashMap.get(kits, sku))
  if (known !== undefined && Equal.equals(known, kit)) return { event: "None", units: 0 }
  const places = known?.stocked === true ? yield* placesOf(tx, sku) : []
  if (places.length > 0) return yield* new KitInStock({ sku, places })
  yield* tx.put(Definitions, kit)
  yield* tx.append(KitHistory, { _tag: "KitDefined", ...kit }, { occurredAt })
  return { event: "KitDefined", units: 0 }
})

/** The places where there are units of an item, on the shelf or beside it. */
const placesOf = Effect.fnUntraced(function* (tx: TransactionShape, sku: string) {
  const item = Option.getOrUndefined(yield* tx.get(Items, sku))
  const ids = (item?.places ?? []).map((place) => shelfId({ sku, place }))
  const shelves = Array.getSomes(yield* tx.getAll(Shelves, ids))
  return shelves
    .filter(({ onHand, beside }) => onHand > 0 || beside !== undefined)
    .map(({ place }) => place)
})

const hold = Effect.fnUntraced(function* (
  command: CommandOf<"Hold">,
): Effect.fn.Return<KitPosted, KitRefusal, Transaction> {
  const tx = yield* Transaction
  const { holdId, occurredAt } = command
  const kits = yield* KitKeeping.kitsOf(
    tx,
    command.lines.map(({ sku }) => sku),
  )
  const event = yield* Effect.fromResult(KitHoldDecision.decide(kits, undefined, command))
  const taken = yield* Effect.fromResult(KitOrder.explode(kits, command.lines))
  const lines = taken.map(({ sku, place, quantity }) => ({ sku, place, quantity }))
  const posted = yield* Effect.mapError(
    StockPosting.post({ ...command, lines }, "kits"),
    (refusal) => KitOrder.explained(taken, refusal),
  )
  // The ledger has no hold of this id, so there is none here; the commit finds out if there is.
  const isNew = yield* tx.insert(KitHolds, KitHold.evolve(undefined, event))
  if (!isNew) return yield* new HoldExists({ holdId })
  yield* tx.append(KitHistory, event, { occurredAt })
  return { event: event._tag, units: posted.units }
})

const use = Effect.fnUntraced(function* (
  command: CommandOf<"Ship" | "Release" | "Assign">,
): Effect.fn.Return<KitPosted, KitRefusal, Transaction> {
  const tx = yield* Transaction
  const { holdId, occurredAt } = command
  const known = Option.getOrUndefined(yield* tx.get(KitHolds, holdId))
  if (known === undefined) return yield* new UnknownHold({ holdId })
  const event = yield* Effect.fromResult(KitHoldDecision.using(known, command))
  const lines = KitHold.moved(known, event.lines)
  const posted = yield* StockPosting.post(
    command._tag === "Assign"
      ? {
          ...command,
          lines: lines.map((line) => ({ ...line, pool: line.place, place: command.place })),
        }
      : { ...command, lines },
    "kits",
  )
  yield* tx.put(KitHolds, KitHold.evolve(known, event))
  yield* tx.append(KitHistory, event, { occurredAt })
  return { event: event._tag, units: posted.units }
})

const assemble = Effect.fnUntraced(function* (
  command: CommandOf<"Assemble" | "Disassemble">,
): Effect.fn.Return<KitPosted, KitRefusal, Transaction> {
  const tx = yield* Transaction
  const { commandId, occurredAt, document } = command
  const kits = yield* KitKeeping.kitsOf(tx, [command.sku])
  const event = yield* Effect.fromResult(KitAssembly.decide(kits, command))
  const lines = KitAssembly.legs(event)
  const posted = yield* StockPosting.post({ _tag: "Move", commandId, occurredAt, document, lines })
  yield* tx.append(KitHistory, event, { occurredAt })
  return { event: event._tag, units: posted.units }
})
