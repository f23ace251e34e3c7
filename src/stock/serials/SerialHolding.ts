/**
 * The decisions on units together with the holds of the ledger: what happens to the units, and what
 * the shelves post of it. Pure.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import * as StockBook from "../StockBook.ts"
import type { StockCommand } from "../StockCommand.ts"
import type { Leg as StockLeg } from "../StockEvent.ts"
import {
  type ExcessLine,
  HoldExceeded,
  HoldExists,
  HoldExpired,
  HoldKept,
  UnknownHold,
} from "../StockRefusal.ts"
import type { SerialAccount } from "./SerialAccount.ts"
import * as SerialBook from "./SerialBook.ts"
import type { SerialCommand, SerialLine } from "./SerialCommand.ts"
import * as SerialDecision from "./SerialDecision.ts"
import type { Moved, SerialEvent } from "./SerialEvent.ts"
import * as SerialHold from "./SerialHold.ts"
import type { SerialRefusal } from "./SerialRefusal.ts"
import * as SerialStock from "./SerialStock.ts"

/** Why a hold does not let units in or out. */
export type SerialHoldRefusal = HoldExceeded | HoldExists | HoldExpired | HoldKept | UnknownHold

/** What a command comes to. */
export interface Posting {
  /** What happens to units, in order. */
  readonly events: ReadonlyArray<SerialEvent>
  /** What the shelves are to post, in order. */
  readonly stock: ReadonlyArray<StockCommand>
  /** The serial numbers of what the shelves post, by leg. */
  readonly serials: (leg: StockLeg) => ReadonlyArray<string>
}

/**
 * Decides a command on units, where the holds that are named by it or by units are known. The last
 * event is what was asked for. Before it stand the ends of holds that nobody has written down yet, and
 * the units that an order by quantity is given as they are shipped.
 *
 * Everything but the shelves is decided here, and of the shelves only the first command can be refused
 * for what is on them; so a refusal leaves nothing half-written.
 *
 * @example
 * ```ts
 * import { HashMap, Result } from "effect"
 * import { SerialBook, SerialHolding } from "entrepot/stock"
 *
 * const known = { units: SerialBook.empty, holds: HashMap.empty(), bindings: HashMap.empty() }
 * const lines = [{ sku: "PHONE", serial: "A1" }]
 * const decision = SerialHolding.decide(known, { _tag: "Receive", commandId: "c1", lines }, 0)
 * const { events, stock } = Result.getOrThrow(decision)
 * console.log(events.map(({ _tag }) => _tag), stock.map(({ _tag }) => _tag))
 * ```
 * ```text
 * [ 'Received' ] [ 'Receive' ]
 * ```
 */
export const decide = (
  known: SerialHold.Known,
  command: SerialCommand,
  now: Calendar.Instant,
): Result.Result<Posting, SerialRefusal | SerialHoldRefusal> =>
  Result.gen(function* () {
    const hold = yield* namedBy(known, command, now)
    const ended = SerialHold.ended(known, command, now)
    const before = ended.reduce(SerialHold.evolve, known)
    const picked = picking(before, command, hold, now)
    const { units } = picked.reduce(SerialHold.evolve, before)
    const told = yield* SerialDecision.decide(units, command, now)
    if (hold !== undefined) yield* within(before, hold, [...picked, ...told], now)
    return {
      events: [...ended, ...picked, ...told],
      stock: told.flatMap((event) => SerialStock.commandsOf(event, command, hold)),
      serials: (leg) => told.flatMap((event) => SerialStock.serialsOf(event)(leg)),
    }
  })

/** The hold that a command names and that is there, if units may come into it and out of it. */
const namedBy = (
  { holds }: SerialHold.Known,
  command: SerialCommand,
  now: Calendar.Instant,
): Result.Result<StockBook.Hold | undefined, SerialHoldRefusal> => {
  if (!("holdId" in command) || command.holdId === undefined) return Result.succeed(undefined)
  const { holdId } = command
  const isNew = command._tag === "Hold"
  const hold = Option.getOrUndefined(HashMap.get(holds, holdId))
  if (hold === undefined)
    return isNew ? Result.succeed(undefined) : Result.fail(new UnknownHold({ holdId }))
  const { keeper, expiresAt } = hold
  if (keeper !== undefined && keeper !== "serials")
    return Result.fail(new HoldKept({ holdId, keeper }))
  // It has its units, and its end.
  if (isNew && (keeper === "serials" || command.expiresAt !== undefined))
    return Result.fail(new HoldExists({ holdId }))
  return expiresAt !== undefined && StockBook.hasExpired(hold, now)
    ? Result.fail(new HoldExpired({ holdId, expiredAt: expiresAt }))
    : Result.succeed(hold)
}

/** Gives an order by quantity the units that are shipped from it, of those that are on the shelf. */
const picking = (
  known: SerialHold.Known,
  command: SerialCommand,
  hold: StockBook.Hold | undefined,
  now: Calendar.Instant,
): ReadonlyArray<SerialEvent> => {
  if (hold === undefined || hold.keeper !== undefined) return []
  const { holdId } = hold
  const lines = new Map<string, Moved>()
  for (const { sku, serial, place } of shippedBy(command)) {
    const from = SerialBook.where(known.units, { sku, serial })
    if (from._tag !== "Shelf" || from.place !== (place ?? from.place)) continue
    const to: SerialAccount = { _tag: "Held", place: from.place, holdId }
    lines.set(SerialBook.serialName({ sku, serial }), { sku, serial, from, to })
  }
  const head = SerialDecision.headOf(command, now)
  return lines.size === 0 ? [] : [{ _tag: "Held", ...head, lines: [...lines.values()] }]
}

const shippedBy = (command: SerialCommand): ReadonlyArray<SerialLine> => {
  if (command._tag === "Ship") return command.lines
  return command._tag === "Replace" ? command.lines.map(({ by }) => by) : []
}

/** Refuses to give a hold by quantity more units than it keeps, or to ship more from it. */
const within = (
  known: SerialHold.Known,
  hold: StockBook.Hold,
  events: ReadonlyArray<SerialEvent>,
  now: Calendar.Instant,
): Result.Result<void, HoldExceeded> => {
  const { holdId } = hold
  const lines = events.flatMap((event) => event.lines)
  const given = lines.flatMap(({ sku, to }) => (to._tag === "Held" ? [{ sku, ...to }] : []))
  const shipped = lines.flatMap(({ sku, from, to }) =>
    from._tag === "Held" && to._tag === "Customer" ? [{ sku, ...from }] : [],
  )
  const excess = [
    ...(SerialHold.isByQuantity(known, holdId)
      ? excessOf(
          given,
          (where) => SerialHold.openAt(hold, where, now) - SerialHold.boundAt(known, holdId, where),
        )
      : []),
    ...excessOf(shipped, (where) => SerialHold.openAt(hold, where, now)),
  ]
  return excess.length > 0 ? Result.fail(new HoldExceeded({ holdId, lines: excess })) : Result.void
}

const excessOf = (
  units: ReadonlyArray<SerialHold.Where>,
  openAt: (where: SerialHold.Where) => number,
): ReadonlyArray<ExcessLine> =>
  Array.from(Map.groupBy(units, StockBook.shelfName).values(), (some) => some)
    .flatMap(([where, ...others]) => {
      if (where === undefined) return []
      const { sku, place } = where
      return [{ sku, place, wanted: others.length + 1, open: Math.max(0, openAt(where)) }]
    })
    .filter(({ wanted, open }) => wanted > open)
