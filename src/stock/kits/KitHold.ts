/**
 * What orders hold in whole kits, so that they are shipped and released in whole kits. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { shelfName } from "../StockBook.ts"
import { Line, mainPlace } from "../StockCommand.ts"
import type { Moved } from "../StockEvent.ts"
import * as Kit from "./Kit.ts"

/** A line of an order: so many kits or single items, and what each took from shelves when held. */
export const HeldLine = Schema.Struct({
  ordered: Id.Sku,
  place: Id.PlaceId,
  quantity: Quantity.PositiveQuantity,
  each: Schema.Array(Kit.Component),
})
/** A line of an order, and what each unit of it took from shelves. */
export type HeldLine = typeof HeldLine.Type

/** A line of a hold, and what became of it: all in units of what was ordered. */
export const KitHoldLine = Schema.Struct({
  ...HeldLine.fields,
  shipped: Quantity.Quantity,
  released: Quantity.Quantity,
})
/** A line of a hold, and what became of it. */
export type KitHoldLine = typeof KitHoldLine.Type

/**
 * What an order holds, by its own lines: one record for each hold, beside the hold of the ledger. It
 * stays, and it keeps what a kit consisted of when it was held, whatever becomes of the definition.
 * When it expires only the ledger's hold says.
 */
export const KitHold = Schema.Struct({ holdId: Id.Id, lines: Schema.Array(KitHoldLine) })
/** What an order holds, by its own lines. */
export type KitHold = typeof KitHold.Type

/** Units of a line of the order, which is named by its position. */
export const Units = Schema.Struct({
  line: Quantity.Quantity,
  quantity: Quantity.PositiveQuantity,
})
/** Units of a line of the order. */
export type Units = typeof Units.Type

const header = CommandHeader.fields
const some = Schema.optional(Schema.Array(Units).check(Schema.isMinLength(1)))

/**
 * A command; all but `Hold` take everything that is open unless they name units of lines.
 *
 * - `Hold`: units of the components are kept, all lines or none; until `expiresAt` (epoch
 *   milliseconds) where it is given.
 * - `Ship`, `Release`: whole kits go to the customer, or are free again.
 * - `Assign`: kits that are held of a pool get a place.
 */
export const KitCommand = Schema.TaggedUnion({
  Hold: {
    ...header,
    holdId: Id.Id,
    lines: Schema.Array(Line).check(Schema.isMinLength(1)),
    expiresAt: Schema.optional(Calendar.Instant),
  },
  Ship: { ...header, holdId: Id.Id, lines: some },
  Release: { ...header, holdId: Id.Id, lines: some },
  Assign: { ...header, holdId: Id.Id, place: Id.PlaceId, lines: some },
})
/** A command. */
export type KitCommand = typeof KitCommand.Type

const units = Schema.Array(Units)

/** An event; see the command of the same verb. Lines are those of the order, in its order. */
export const KitEvent = Schema.TaggedUnion({
  KitsHeld: { holdId: Id.Id, lines: Schema.Array(HeldLine) },
  KitsShipped: { holdId: Id.Id, lines: units },
  KitsReleased: { holdId: Id.Id, lines: units },
  KitsAssigned: { holdId: Id.Id, place: Id.PlaceId, lines: units },
})
/** An event. */
export type KitEvent = typeof KitEvent.Type

/** Units of a line that are still kept. */
export const open = ({ quantity, shipped, released }: KitHoldLine): number =>
  quantity - shipped - released

/**
 * The hold after an event. Total: whatever was decided can be told. Lines keep their positions; a line
 * of which only some units are assigned leaves these to a new line, behind all others.
 */
export const evolve = (hold: KitHold | undefined, event: KitEvent): KitHold => {
  const { holdId } = event
  if (event._tag === "KitsHeld")
    return { holdId, lines: event.lines.map((line) => ({ ...line, shipped: 0, released: 0 })) }
  const units = new Map(event.lines.map(({ line, quantity }) => [line, quantity]))
  const lines = hold?.lines ?? []
  if (event._tag === "KitsAssigned") return { holdId, lines: assigned(lines, units, event.place) }
  const what = event._tag === "KitsShipped" ? "shipped" : "released"
  return {
    holdId,
    lines: lines.map((line, at) => ({ ...line, [what]: line[what] + (units.get(at) ?? 0) })),
  }
}

const assigned = (
  lines: ReadonlyArray<KitHoldLine>,
  units: ReadonlyMap<number, number>,
  place: string,
): ReadonlyArray<KitHoldLine> => {
  const split: Array<KitHoldLine> = []
  const kept = lines.map((line, at) => {
    const quantity = units.get(at) ?? 0
    if (quantity === 0) return line
    if (quantity === line.quantity) return { ...line, place }
    split.push({ ...line, place, quantity, shipped: 0, released: 0 })
    return { ...line, quantity: line.quantity - quantity }
  })
  return [...kept, ...split]
}

/**
 * What units of a hold's lines are on shelves: one line for each item at each place, as the ledger
 * holds, ships or releases them.
 *
 * @example
 * ```ts
 * import { KitHold } from "entrepot/stock"
 *
 * const each = [{ sku: "MUG", quantity: 2 }]
 * const line = { ordered: "SET", place: "main", quantity: 3, each }
 * const hold = KitHold.evolve(undefined, { _tag: "KitsHeld", holdId: "order-1", lines: [line] })
 * const [moved] = KitHold.moved(hold, [{ line: 0, quantity: 2 }])
 * console.log(moved?.sku, moved?.quantity)
 * ```
 * ```text
 * MUG 4
 * ```
 */
export const moved = (
  { lines }: { readonly lines: ReadonlyArray<HeldLine> },
  units: ReadonlyArray<Units>,
): ReadonlyArray<Moved> => {
  const found = new Map<string, Moved>()
  for (const { line, quantity: kits } of units) {
    const { place, each } = lines[line] ?? { place: mainPlace, each: [] }
    for (const { sku, quantity } of each) {
      const name = shelfName({ sku, place })
      const before = found.get(name)?.quantity ?? 0
      found.set(name, { sku, place, quantity: before + kits * quantity })
    }
  }
  return [...found.values()]
}
