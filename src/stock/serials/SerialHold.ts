/**
 * Holds of units: which unit is kept for which hold of the ledger, and when it is free again. Pure.
 *
 * @module
 */
import { HashMap, Option, Schema } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as StockBook from "../StockBook.ts"
import type { SerialAccount } from "./SerialAccount.ts"
import * as SerialBook from "./SerialBook.ts"
import { holdIdOf, refsOf, type SerialCommand } from "./SerialCommand.ts"
import type { Moved, SerialEvent } from "./SerialEvent.ts"

const bound = Schema.Struct({ sku: Id.Sku, place: Id.PlaceId, units: Quantity.PositiveQuantity })

/**
 * How many units an order that holds a quantity has been given: one record, by hold. A hold that was
 * made of units needs none, since it keeps all of them until it ends.
 */
export const Binding = Schema.Struct({ holdId: Id.Id, lines: Schema.Array(bound) })
/** How many units an order that holds a quantity has been given. */
export type Binding = typeof Binding.Type

/** The units that a decision needs, the holds that keep or are to keep them, and their bindings. */
export interface Known {
  readonly units: SerialBook.Book
  readonly holds: HashMap.HashMap<string, StockBook.Hold>
  readonly bindings: HashMap.HashMap<string, Binding>
}

/** An item at a place. */
export type Where = Pick<StockBook.Shelf, "sku" | "place">

const isAt =
  ({ sku, place }: Where) =>
  (line: Where): boolean =>
    line.sku === sku && line.place === place

/** Units of an item at a place that a hold keeps at an instant in epoch milliseconds. */
export const openAt = (hold: StockBook.Hold, where: Where, now: Calendar.Instant): number => {
  const line = StockBook.hasExpired(hold, now) ? undefined : hold.lines.find(isAt(where))
  return line === undefined ? 0 : StockBook.open(line)
}

/** Units of an item at a place that were given to a hold by quantity. */
export const boundAt = ({ bindings }: Known, holdId: string, where: Where): number =>
  Option.getOrUndefined(HashMap.get(bindings, holdId))?.lines.find(isAt(where))?.units ?? 0

/** Whether a hold was made by quantity, so that units are given to it one by one. */
export const isByQuantity = ({ holds }: Known, holdId: string): boolean =>
  Option.exists(HashMap.get(holds, holdId), ({ keeper }) => keeper === undefined)

/** What is known after an event. Total. */
export const evolve = (known: Known, event: SerialEvent): Known => ({
  holds: known.holds,
  units: SerialBook.evolve(known.units, event),
  bindings:
    event._tag === "Counted"
      ? known.bindings
      : event.lines.reduce(
          (bindings, { sku, from, to }) =>
            given(known, given(known, bindings, sku, from, -1), sku, to, 1),
          known.bindings,
        ),
})

const given = (
  known: Known,
  bindings: Known["bindings"],
  sku: string,
  account: SerialAccount,
  by: 1 | -1,
): Known["bindings"] => {
  if (account._tag !== "Held" || !isByQuantity(known, account.holdId)) return bindings
  const { holdId, place } = account
  const before = Option.getOrUndefined(HashMap.get(bindings, holdId))?.lines ?? []
  const units = (before.find(isAt({ sku, place }))?.units ?? 0) + by
  const others = before.filter((line) => !isAt({ sku, place })(line))
  const lines = units > 0 ? [...others, { sku, place, units }] : others
  return HashMap.set(bindings, holdId, { holdId, lines })
}

/**
 * The ends of holds that nobody has written down yet, of the units that a command wants of others: a
 * hold that has expired binds nobody, and one by quantity no more units than it still keeps.
 */
export const ended = (
  known: Known,
  command: SerialCommand,
  now: Calendar.Instant,
): ReadonlyArray<SerialEvent> => {
  if (command._tag === "Count") return []
  const excess = new Map<string, number>()
  const freed = new Map<string, Array<Moved>>()
  const seen = new Set<string>()
  for (const ref of refsOf(command)) {
    const name = SerialBook.serialName(ref)
    const from = SerialBook.where(known.units, ref)
    if (from._tag !== "Held" || from.holdId === holdIdOf(command) || seen.has(name)) continue
    seen.add(name)
    const { sku, serial } = ref
    const { holdId, place } = from
    const shelf = `${holdId}\u0000${StockBook.shelfName({ sku, place })}`
    const left = excess.get(shelf) ?? excessAt(known, holdId, { sku, place }, now)
    if (left <= 0) continue
    excess.set(shelf, left - 1)
    const line: Moved = { sku, serial, from, to: { _tag: "Shelf", place } }
    freed.set(holdId, [...(freed.get(holdId) ?? []), line])
  }
  return Array.from(freed, ([holdId, lines]) => {
    const hold = Option.getOrUndefined(HashMap.get(known.holds, holdId))
    return { _tag: "Released", at: Math.min(hold?.expiresAt ?? now, now), lines }
  })
}

/** Units that are marked as held, and that the hold does not keep any more. */
const excessAt = (known: Known, holdId: string, where: Where, now: Calendar.Instant): number => {
  const hold = Option.getOrUndefined(HashMap.get(known.holds, holdId))
  if (hold === undefined || StockBook.hasExpired(hold, now)) return Number.POSITIVE_INFINITY
  return hold.keeper === undefined ? boundAt(known, holdId, where) - openAt(hold, where, now) : 0
}

/**
 * A unit as it is at an instant, where `hold` is the one that it is marked with, if any.
 *
 * @example
 * ```ts
 * import { SerialHold } from "entrepot/stock"
 *
 * const where = { _tag: "Held", place: "main", holdId: "order-7" } as const
 * const sums = { movements: 2, sales: 0, returns: 0, repairs: 0 }
 * const unit = { sku: "PHONE", serial: "A1", where, since: 0, last: "Held", ...sums }
 * const line = { sku: "PHONE", place: "main", quantity: 1, shipped: 0, released: 0 }
 * const hold = { holdId: "order-7", lines: [line], expiresAt: 60_000 }
 * for (const now of [59_999, 60_000])
 *   console.log(SerialHold.current(unit, hold, now).where._tag)
 * ```
 * ```text
 * Held
 * Shelf
 * ```
 */
export const current = (
  unit: SerialBook.SerialUnit,
  hold: StockBook.Hold | undefined,
  now: Calendar.Instant,
): SerialBook.SerialUnit => {
  const { sku, where } = unit
  if (where._tag !== "Held") return unit
  const { place } = where
  if (hold !== undefined && openAt(hold, { sku, place }, now) > 0) return unit
  const expiredAt =
    hold !== undefined && StockBook.hasExpired(hold, now) ? hold.expiresAt : undefined
  return { ...unit, where: { _tag: "Shelf", place }, since: expiredAt ?? unit.since }
}
