/**
 * The decisions about holds of kits: to make one, and to use it up in whole kits. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import { type Line, mainPlace } from "../StockCommand.ts"
import { HoldExists, UnknownHold } from "../StockRefusal.ts"
import * as Kit from "./Kit.ts"
import { type KitCommand, type KitEvent, type KitHold, open, type Units } from "./KitHold.ts"
import { explode } from "./KitOrder.ts"
import { KitHoldExceeded } from "./KitRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<
  KitEvent,
  HoldExists | UnknownHold | KitHoldExceeded | Quantity.QuantityOverflow
>

/**
 * Decides on a hold, if there is one of the id. It looks at no shelf: whether the components are
 * there, the ledger decides on what {@link KitHold.moved} says, in the same transaction.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Kit, KitHoldDecision } from "entrepot/stock"
 *
 * const lines = [{ sku: "MUG", quantity: 2 }]
 * const command = { _tag: "Hold", commandId: "c1", holdId: "order-1", lines } as const
 * const decision = KitHoldDecision.decide(Kit.none, undefined, command)
 * console.log(Result.getOrThrow(decision)._tag)
 * ```
 * ```text
 * KitsHeld
 * ```
 */
export const decide = (
  kits: Kit.Kits,
  hold: KitHold | undefined,
  command: KitCommand,
): Decision => {
  const { holdId } = command
  if (command._tag === "Hold")
    return hold === undefined
      ? Result.map(held(kits, command.lines), (lines) => ({ _tag: "KitsHeld", holdId, lines }))
      : Result.fail(new HoldExists({ holdId }))
  return hold === undefined ? Result.fail(new UnknownHold({ holdId })) : using(hold, command)
}

/** A command for a hold that there is. */
export type Use = Exclude<KitCommand, { readonly _tag: "Hold" }>
/** What such a command comes to. */
export type Used = Exclude<KitEvent, { readonly _tag: "KitsHeld" }>

/** Decides on a hold that there is: in whole kits, and no more of a line than is open. */
export const using = (
  hold: KitHold,
  command: Use,
): Result.Result<Used, KitHoldExceeded | Quantity.QuantityOverflow> =>
  Result.map(wanted(hold, command.lines), (lines) => told(command, lines))

const told = (command: Use, lines: ReadonlyArray<Units>): Used => {
  const { holdId } = command
  switch (command._tag) {
    case "Ship":
      return { _tag: "KitsShipped", holdId, lines }
    case "Release":
      return { _tag: "KitsReleased", holdId, lines }
    case "Assign":
      return { _tag: "KitsAssigned", holdId, place: command.place, lines }
  }
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
