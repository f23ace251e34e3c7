/**
 * Assembling kits from components and taking them apart again: movements between shelves. Pure.
 *
 * @module
 */
import { HashMap, Option, Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as StockBook from "../StockBook.ts"
import { mainPlace } from "../StockCommand.ts"
import type { Differed } from "../StockEvent.ts"
import { InsufficientStock } from "../StockRefusal.ts"
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
 * What an event changes on shelves: kits one way, components the other. The account between them is
 * an outer one, the assembly bench, whose content in components is always nothing.
 *
 * @example
 * ```ts
 * import { KitAssembly } from "entrepot/stock"
 *
 * const changes = KitAssembly.differences({
 *   _tag: "Assembled",
 *   sku: "SET",
 *   quantity: 2,
 *   place: "main",
 *   components: [{ sku: "MUG", quantity: 4 }],
 * })
 * console.log(changes.map(({ sku, delta }) => `${sku} ${delta}`).join(", "))
 * ```
 * ```text
 * SET 2, MUG -4
 * ```
 */
export const differences = (event: AssemblyEvent): ReadonlyArray<Differed> => {
  const { sku, place, quantity, components } = event
  const sign = event._tag === "Assembled" ? 1 : -1
  return [
    { sku, place, delta: sign * quantity },
    ...components.map((component) => ({
      sku: component.sku,
      place,
      delta: -sign * component.quantity,
    })),
  ]
}

/** The book after an event: for the shelves it is as if units had been lost and others found. */
export const evolve = (book: StockBook.Book, event: AssemblyEvent): StockBook.Book =>
  StockBook.evolve(book, { _tag: "Adjusted", lines: differences(event) })

/**
 * Decides on a book that knows the shelves of the kit and of its components, at the instant of the
 * book. Only what nobody holds can go into a kit, and only such kits can be taken apart. Components
 * that are bundles are opened; components that are assembled kits go in as such.
 */
export const decide = (
  kits: Kit.Kits,
  book: StockBook.Book,
  { _tag, sku, quantity, place = mainPlace, document }: AssemblyCommand,
): Result.Result<AssemblyEvent, NotAssembled | InsufficientStock | Quantity.QuantityOverflow> =>
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
    const components = yield* Kit.contents(kits, units, Kit.bundles)
    const event: AssemblyEvent = {
      _tag: _tag === "Assemble" ? "Assembled" : "Disassembled",
      sku,
      quantity,
      place,
      components,
      ...(document === undefined ? {} : { document }),
    }
    const changes = differences(event)
    yield* Result.all(
      changes.map((line) => Quantity.plus(StockBook.onHand(book, line), line.delta)),
    )
    const short = changes.flatMap((line) => {
      const shelf = Option.match(StockBook.shelf(book, line), {
        onNone: () => ({ sku: line.sku, place, onHand: 0, held: 0 }),
        onSome: (found) => StockBook.current(found, book.now),
      })
      const { onHand, held } = shelf
      const available = StockBook.available(shelf)
      return line.delta + available < 0
        ? [{ sku: line.sku, place, wanted: -line.delta, available, onHand, held, frees: [] }]
        : []
    })
    return short.length === 0 ? event : yield* Result.fail(new InsufficientStock({ lines: short }))
  })
