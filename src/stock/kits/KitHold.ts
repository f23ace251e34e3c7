/**
 * What orders hold in whole kits, so that they are shipped and released in whole kits. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { shelfName } from "../StockBook.ts"
import { Line, mainPlace } from "../StockCommand.ts"
import type { Moved } from "../StockEvent.ts"
import { HoldExists, UnknownHold } from "../StockRefusal.ts"
import * as Kit from "./Kit.ts"
import { explode } from "./KitOrder.ts"
import { KitHoldExceeded } from "./KitRefusal.ts"

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

/** A command; `Ship` and `Release` take all that is open unless they name units of lines. */
export const KitCommand = Schema.TaggedUnion({
  Hold: { ...header, holdId: Id.Id, lines: Schema.Array(Line).check(Schema.isMinLength(1)) },
  Ship: { ...header, holdId: Id.Id, lines: some },
  Release: { ...header, holdId: Id.Id, lines: some },
})
/** A command. */
export type KitCommand = typeof KitCommand.Type

/** An event; see the command of the same verb. Lines are those of the order, in its order. */
export const KitEvent = Schema.TaggedUnion({
  KitsHeld: { holdId: Id.Id, lines: Schema.Array(HeldLine) },
  KitsShipped: { holdId: Id.Id, lines: Schema.Array(Units) },
  KitsReleased: { holdId: Id.Id, lines: Schema.Array(Units) },
})
/** An event. */
export type KitEvent = typeof KitEvent.Type

/** Units of a line that are still kept. */
export const open = ({ quantity, shipped, released }: KitHoldLine): number =>
  quantity - shipped - released

/**
 * Decides on a hold, if there is one of the id. It looks at no shelf: whether the components are
 * there, the ledger decides on what {@link moved} says, in the same transaction.
 */
export const decide = (
  kits: Kit.Kits,
  hold: KitHold | undefined,
  command: KitCommand,
): Result.Result<
  KitEvent,
  HoldExists | UnknownHold | KitHoldExceeded | Quantity.QuantityOverflow
> => {
  const { holdId } = command
  if (command._tag === "Hold")
    return hold === undefined
      ? Result.map(held(kits, command.lines), (lines) => ({ _tag: "KitsHeld", holdId, lines }))
      : Result.fail(new HoldExists({ holdId }))
  if (hold === undefined) return Result.fail(new UnknownHold({ holdId }))
  return Result.map(wanted(hold, command.lines), (lines) => ({
    _tag: command._tag === "Ship" ? "KitsShipped" : "KitsReleased",
    holdId,
    lines,
  }))
}

/** What each unit takes; refused where all of it together could not be counted. */
const held = (kits: Kit.Kits, lines: ReadonlyArray<Line>) =>
  Result.flatMap(explode(kits, lines), () => eachOf(kits, lines))

const eachOf = (kits: Kit.Kits, lines: ReadonlyArray<Line>) =>
  Result.all(
    lines.map(({ sku: ordered, place = mainPlace, quantity }) =>
      Result.map(Kit.contents(kits, [{ sku: ordered, quantity: 1 }], Kit.bundles), (each) => ({
        ordered,
        place,
        quantity,
        each,
      })),
    ),
  )

const wanted = (
  hold: KitHold,
  units: ReadonlyArray<Units> | undefined,
): Result.Result<ReadonlyArray<Units>, KitHoldExceeded | Quantity.QuantityOverflow> => {
  const { holdId } = hold
  if (units === undefined) {
    const lines = hold.lines
      .map((line, index) => ({ line: index, quantity: open(line) }))
      .filter(({ quantity }) => quantity > 0)
    return lines.length > 0
      ? Result.succeed(lines)
      : Result.fail(new KitHoldExceeded({ holdId, lines: [] }))
  }
  const sums = Quantity.sumBy(
    units,
    ({ line }) => line,
    ({ quantity }) => quantity,
  )
  if (Result.isFailure(sums)) return Result.fail(sums.failure)
  const lines = sums.success.map(([{ line }, quantity]) => ({ line, quantity }))
  const excess = lines
    .map(({ line, quantity }) => {
      const known = hold.lines[line]
      const there = known === undefined ? 0 : open(known)
      return { line, ordered: known?.ordered ?? "", wanted: quantity, open: there }
    })
    .filter((line) => line.wanted > line.open)
  return excess.length === 0
    ? Result.succeed(lines)
    : Result.fail(new KitHoldExceeded({ holdId, lines: excess }))
}

/** The hold after an event. Total: whatever was decided can be told. */
export const evolve = (hold: KitHold | undefined, event: KitEvent): KitHold => {
  const { holdId } = event
  if (event._tag === "KitsHeld")
    return { holdId, lines: event.lines.map((line) => ({ ...line, shipped: 0, released: 0 })) }
  const what = event._tag === "KitsShipped" ? "shipped" : "released"
  const units = new Map(event.lines.map(({ line, quantity }) => [line, quantity]))
  return {
    holdId,
    lines: (hold?.lines ?? []).map((line, index) => ({
      ...line,
      [what]: line[what] + (units.get(index) ?? 0),
    })),
  }
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
