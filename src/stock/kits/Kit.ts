/**
 * Kits: items that are sold as one and consist of others, whose stock they share.
 *
 * @module
 */
import { HashMap, Option, Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { KitCycle } from "./KitRefusal.ts"

/** Units of an item in one unit of a kit. */
export const Component = Schema.Struct({ sku: Id.Sku, quantity: Quantity.PositiveQuantity })
/** Units of an item in one unit of a kit. */
export type Component = typeof Component.Type

/** The most components of one kit; a kit among them may hold as many again. */
export const mostComponents = 100

/**
 * What a kit consists of: one record for each kit. A component may be a kit in turn.
 *
 * A kit that is `stocked` is assembled before it is sold, and orders take it from its own shelf. Any
 * other is only a name for its components (a bundle): orders take those.
 */
export const Kit = Schema.Struct({
  sku: Id.Sku,
  components: Schema.Array(Component).check(
    Schema.isMinLength(1),
    Schema.isMaxLength(mostComponents),
  ),
  stocked: Schema.Boolean,
})
/** What a kit consists of. */
export type Kit = typeof Kit.Type

/** A command: this is what a kit consists of from now on, whatever it was before. */
export const DefineKit = Schema.TaggedStruct("Define", { ...CommandHeader.fields, ...Kit.fields })
/** A command: this is what a kit consists of from now on. */
export type DefineKit = typeof DefineKit.Type

/** An event; see the command of the same verb. */
export const KitDefined = Schema.TaggedStruct("KitDefined", Kit.fields)
/** An event; see the command of the same verb. */
export type KitDefined = typeof KitDefined.Type

/** The kits by their item: of all, or of those that a decision meets, nested ones too. */
export type Kits = HashMap.HashMap<string, Kit>

/** No kits: every item is itself. */
export const none: Kits = HashMap.empty()

/**
 * Adds a kit, or changes it. A kit that would contain itself is refused, with the way from it to
 * itself; and one of which a single unit holds more than can be counted. Whatever was exploded
 * before stays as it was.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Kit } from "entrepot/stock"
 *
 * const box = { sku: "BOX", components: [{ sku: "SET", quantity: 1 }], stocked: false }
 * const set = { sku: "SET", components: [{ sku: "BOX", quantity: 2 }], stocked: false }
 * const refused = Kit.define(Kit.none, box).pipe(Result.flatMap((kits) => Kit.define(kits, set)))
 * console.log(Result.isFailure(refused) && refused.failure.message)
 * ```
 * ```text
 * a kit would contain itself: SET > BOX > SET
 * ```
 */
export const define = (
  kits: Kits,
  kit: Kit,
): Result.Result<Kits, KitCycle | Quantity.QuantityOverflow> => {
  const after = HashMap.set(kits, kit.sku, kit)
  const path = wayTo(after, kit.sku)
  if (path !== undefined) return Result.fail(new KitCycle({ path }))
  return Result.map(contents(after, [{ sku: kit.sku, quantity: 1 }]), () => after)
}

/** The way from an item back to itself, depth first in the order of components, if there is one. */
const wayTo = (kits: Kits, start: string): ReadonlyArray<string> | undefined => {
  const seen = new Set<string>()
  const from = (sku: string): ReadonlyArray<string> | undefined => {
    const kit = Option.getOrUndefined(HashMap.get(kits, sku))
    for (const component of kit?.components ?? []) {
      if (component.sku === start) return [sku, start]
      if (seen.has(component.sku)) continue
      seen.add(component.sku)
      const rest = from(component.sku)
      if (rest !== undefined) return [sku, ...rest]
    }
    return undefined
  }
  return from(start)
}

/** Which kits are looked into. */
export type Opens = (kit: Kit) => boolean

/** What orders take: bundles are opened, assembled kits are not. */
export const bundles: Opens = ({ stocked }) => !stocked

/** What is inside in the end: every kit is opened. */
export const everything: Opens = () => true

/**
 * What is inside of units of items, each item once; the same always comes in the same order. A kit
 * that is not to be opened is an item like any other.
 *
 * @throws RangeError where a kit contains itself, which {@link define} refuses
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Kit } from "entrepot/stock"
 *
 * const set = { sku: "SET", components: [{ sku: "MUG", quantity: 2 }], stocked: false }
 * const kits = Result.getOrThrow(Kit.define(Kit.none, set))
 * const inside = Kit.contents(kits, [
 *   { sku: "SET", quantity: 3 },
 *   { sku: "MUG", quantity: 1 },
 * ])
 * console.log(Result.getOrThrow(inside))
 * ```
 * ```text
 * [ { sku: 'MUG', quantity: 7 } ]
 * ```
 */
export const contents = (
  kits: Kits,
  units: ReadonlyArray<Component>,
  opens: Opens = everything,
): Result.Result<ReadonlyArray<Component>, Quantity.QuantityOverflow> => {
  const within = new Map<string, number>()
  // Outer kits before inner ones: then each is opened once, however often it is met.
  for (const sku of outermostFirst(kits, units, opens)) within.set(sku, 0)
  for (const { sku, quantity } of units) {
    const sum = Quantity.plus(within.get(sku) ?? 0, quantity)
    if (Result.isFailure(sum)) return Result.fail(sum.failure)
    within.set(sku, sum.success)
  }
  const done = new Set<string>()
  for (const [sku, quantity] of within) {
    const kit = opened(kits, sku, opens)
    if (kit === undefined) continue
    within.delete(sku)
    done.add(sku)
    for (const component of kit.components) {
      if (done.has(component.sku)) throw new RangeError(`${component.sku} contains itself`)
      const sum = Quantity.times(quantity, component.quantity).pipe(
        Result.flatMap((more) => Quantity.plus(within.get(component.sku) ?? 0, more)),
      )
      if (Result.isFailure(sum)) return Result.fail(sum.failure)
      within.set(component.sku, sum.success)
    }
  }
  return Result.succeed(Array.from(within, ([sku, quantity]) => ({ sku, quantity })))
}

const opened = (kits: Kits, sku: string, opens: Opens): Kit | undefined =>
  Option.getOrUndefined(Option.filter(HashMap.get(kits, sku), opens))

/** Every item that is met, each before what is inside it: a topological order by depth first. */
const outermostFirst = (
  kits: Kits,
  units: ReadonlyArray<Component>,
  opens: Opens,
): ReadonlyArray<string> => {
  const seen = new Set<string>()
  const order: Array<string> = []
  const visit = (sku: string): void => {
    if (seen.has(sku)) return
    seen.add(sku)
    for (const component of (opened(kits, sku, opens)?.components ?? []).toReversed())
      visit(component.sku)
    order.push(sku)
  }
  for (const { sku } of units.toReversed()) visit(sku)
  return order.toReversed()
}
