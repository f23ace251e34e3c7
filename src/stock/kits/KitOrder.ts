/**
 * Orders of kits, taken apart into what they take from shelves.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import { shelfName } from "../StockBook.ts"
import { type Line, mainPlace } from "../StockCommand.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import * as Kit from "./Kit.ts"
import { InsufficientComponents, type Want } from "./KitRefusal.ts"

/** Units of an item at a place that an order takes, and which of its lines want how many of them. */
export interface Taken {
  readonly sku: string
  readonly place: string
  readonly quantity: number
  readonly wants: ReadonlyArray<Want>
}

/**
 * What an order takes from shelves: one line for each item at each place, summed over all kits and
 * single items that want it. Bundles are opened, nested ones too; assembled kits are taken as such.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Kit, KitOrder } from "entrepot/stock"
 *
 * const components = [
 *   { sku: "MUG", quantity: 2 },
 *   { sku: "TEA", quantity: 1 },
 * ]
 * const kits = Kit.define(Kit.none, { sku: "SET", components, stocked: false })
 * const taken = KitOrder.explode(Result.getOrThrow(kits), [
 *   { sku: "SET", quantity: 3 },
 *   { sku: "MUG", quantity: 1 },
 * ])
 * for (const { sku, quantity, wants } of Result.getOrThrow(taken))
 *   console.log(sku, quantity, wants.map((want) => `${want.quantity} for ${want.ordered}`).join(", "))
 * ```
 * ```text
 * MUG 7 6 for SET, 1 for MUG
 * TEA 3 3 for SET
 * ```
 */
export const explode = (
  kits: Kit.Kits,
  lines: ReadonlyArray<Line>,
): Result.Result<ReadonlyArray<Taken>, Quantity.QuantityOverflow> => {
  const found = new Map<string, Taken & { readonly wants: Array<Want> }>()
  for (const [line, { sku: ordered, place = mainPlace, quantity: units }] of lines.entries()) {
    const inside = Kit.contents(kits, [{ sku: ordered, quantity: units }], Kit.bundles)
    if (Result.isFailure(inside)) return Result.fail(inside.failure)
    for (const { sku, quantity } of inside.success) {
      const name = shelfName({ sku, place })
      const before = found.get(name) ?? { sku, place, quantity: 0, wants: [] }
      const sum = Quantity.plus(before.quantity, quantity)
      if (Result.isFailure(sum)) return Result.fail(sum.failure)
      before.wants.push({ line, ordered, quantity })
      found.set(name, { ...before, quantity: sum.success })
    }
  }
  return Result.succeed([...found.values()])
}

/**
 * A refusal of what an order takes, told in the words of the order: which lines want what is short.
 * Other refusals stay as they are.
 */
export const explained = (
  taken: ReadonlyArray<Taken>,
  refusal: StockRefusal,
): StockRefusal | InsufficientComponents => {
  if (refusal._tag !== "InsufficientStock") return refusal
  const wants = new Map(taken.map((line) => [shelfName(line), line.wants] as const))
  return new InsufficientComponents({
    lines: refusal.lines.map((line) => ({ ...line, wants: wants.get(shelfName(line)) ?? [] })),
    ...(refusal.sourcing === undefined ? {} : { sourcing: refusal.sourcing }),
  })
}

/** What one component allows: so many kits of what is available of it, `perKit` units in each. */
export interface Allowed {
  readonly sku: string
  readonly perKit: number
  readonly available: number
  readonly kits: number
}

/** How many kits there can be, and what each component allows. */
export interface Availability {
  readonly available: number
  readonly components: ReadonlyArray<Allowed>
}

/**
 * How many units of a kit are available at a place: the least that one of its components allows,
 * rounded down to whole kits. It is derived, so that it is right whatever else takes components.
 *
 * `available` says how many units of an item are available there. A kit of which one unit holds more
 * than can be counted is never available.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Kit, KitOrder } from "entrepot/stock"
 *
 * const components = [
 *   { sku: "MUG", quantity: 2 },
 *   { sku: "TEA", quantity: 1 },
 * ]
 * const kits = Kit.define(Kit.none, { sku: "SET", components, stocked: false })
 * const stock = new Map([
 *   ["MUG", 7],
 *   ["TEA", 9],
 * ])
 * const sets = KitOrder.available(Result.getOrThrow(kits), "SET", (sku) => stock.get(sku) ?? 0)
 * console.log(sets.available, sets.components.map(({ sku, kits }) => `${sku}: ${kits}`).join(", "))
 * ```
 * ```text
 * 3 MUG: 3, TEA: 9
 * ```
 */
export const available = (
  kits: Kit.Kits,
  sku: string,
  available: (sku: string) => number,
): Availability => {
  const inside = Kit.contents(kits, [{ sku, quantity: 1 }], Kit.bundles)
  if (Result.isFailure(inside)) return { available: 0, components: [] }
  const components = inside.success.map((component): Allowed => {
    const units = Math.max(0, available(component.sku))
    return {
      sku: component.sku,
      perKit: component.quantity,
      available: units,
      kits: (units - (units % component.quantity)) / component.quantity,
    }
  })
  return { available: Math.min(...components.map((allowed) => allowed.kits)), components }
}
