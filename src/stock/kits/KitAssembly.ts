/**
 * Assembling kits from components and taking them apart again: movements between shelves. Pure.
 *
 * @module
 */
import { HashMap, Option, Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { StockAccount } from "../StockAccount.ts"
import { mainPlace } from "../StockCommand.ts"
import type { Leg } from "../StockEvent.ts"
import * as Kit from "./Kit.ts"
import { NotAssembled } from "./KitRefusal.ts"

const asked = {
  ...CommandHeader.fields,
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  place: Schema.optional(Id.PlaceId),
  document: Schema.optional(Id.Id),
}

/** A command: units of a kit are made of components at a place, or taken apart into them. */
export const AssemblyCommand = Schema.TaggedUnion({ Assemble: asked, Disassemble: asked })
/** A command. */
export type AssemblyCommand = typeof AssemblyCommand.Type

const told = {
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  place: Id.PlaceId,
  /** All units that went in or came out, not those of one kit. */
  components: Schema.Array(Kit.Component),
  document: Schema.optionalKey(Id.Id),
}

/** An event: what became of what. It keeps the components, whatever becomes of the definition. */
export const AssemblyEvent = Schema.TaggedUnion({ Assembled: told, Disassembled: told })
/** An event. */
export type AssemblyEvent = typeof AssemblyEvent.Type

/**
 * What an event moves: kits one way, components the other. The account between them is an outer one,
 * the assembly bench, whose content in components is always nothing.
 *
 * @example
 * ```ts
 * import { KitAssembly, StockAccount } from "entrepot/stock"
 *
 * const legs = KitAssembly.legs({
 *   _tag: "Assembled",
 *   sku: "SET",
 *   quantity: 2,
 *   place: "main",
 *   components: [{ sku: "MUG", quantity: 4 }],
 * })
 * for (const { quantity, sku, to } of legs) console.log(quantity, sku, StockAccount.describe(to))
 * ```
 * ```text
 * 4 MUG in assembly
 * 2 SET on the shelf at main
 * ```
 */
export const legs = (event: AssemblyEvent): ReadonlyArray<Leg> => {
  const { sku, place, quantity, components } = event
  const shelf: StockAccount = { _tag: "Shelf", place }
  const into = (units: Kit.Component): Leg => ({ ...units, from: shelf, to: bench })
  const outOf = (units: Kit.Component): Leg => ({ ...units, from: bench, to: shelf })
  return event._tag === "Assembled"
    ? [...components.map(into), outOf({ sku, quantity })]
    : [into({ sku, quantity }), ...components.map(outOf)]
}

const bench: StockAccount = { _tag: "Assembly" }

/**
 * Decides what goes into a kit or comes out of it. It looks at no shelf: whether the units are there
 * and nobody holds them, the ledger decides on what {@link legs} says, in the same transaction.
 * Components that are bundles are opened; components that are assembled kits go in as such.
 */
export const decide = (
  kits: Kit.Kits,
  { _tag, sku, quantity, place = mainPlace, document }: AssemblyCommand,
): Result.Result<AssemblyEvent, NotAssembled | Quantity.QuantityOverflow> =>
  Result.gen(function* () {
    const kit = Option.getOrUndefined(HashMap.get(kits, sku))
    if (kit === undefined || !kit.stocked) return yield* Result.fail(new NotAssembled({ sku }))
    const units = yield* Result.all(
      kit.components.map((component) =>
        Result.map(Quantity.times(component.quantity, quantity), (total) => ({
          sku: component.sku,
          quantity: total,
        })),
      ),
    )
    return {
      _tag: _tag === "Assemble" ? "Assembled" : "Disassembled",
      sku,
      quantity,
      place,
      components: yield* Kit.contents(kits, units, Kit.bundles),
      ...(document === undefined ? {} : { document }),
    }
  })
