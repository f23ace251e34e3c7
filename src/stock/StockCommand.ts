/**
 * What can be asked of the stock ledger.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"

/** The place of lines that name none. */
export const mainPlace: Id.PlaceId = "main"

/** Units of an item, at {@link mainPlace} unless said otherwise. */
export const Line = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  place: Schema.optional(Id.PlaceId),
})
/** Units of an item at a place. */
export type Line = typeof Line.Type

/** Units that were found (positive) or lost (negative) at a place. */
export const Difference = Schema.Struct({
  sku: Id.Sku,
  delta: Quantity.QuantityDelta.check(
    Schema.makeFilter((delta) => (delta === 0 ? "a difference of zero" : undefined)),
  ),
  place: Schema.optional(Id.PlaceId),
})
/** Units that were found or lost at a place. */
export type Difference = typeof Difference.Type

const header = CommandHeader.fields

/** The paper that says why units move, such as a delivery note. */
const document = Schema.optional(Id.Id)
const lines = Schema.Array(Line).check(Schema.isMinLength(1))
const expiresAt = Schema.optional(Calendar.Instant)

/**
 * A command of the ledger. All take a `commandId`; `occurredAt` (epoch milliseconds) is when it
 * happened outside, now unless given.
 *
 * - `Receive`: units come from a supplier onto the shelf.
 * - `Hold`: units on the shelf are kept for an order, all lines or none; until `expiresAt` where it
 *   is given, rounded up to a whole second. From then on they are free, with nobody doing anything.
 * - `Extend`: what is still held is kept until another `expiresAt`, or for good without one.
 * - `Release`: held units are free again; all that are open unless lines are given.
 * - `Ship`: held units go to the customer; all that are open unless lines are given.
 * - `Return`: units come back from a customer onto the shelf.
 * - `Adjust`: units were found or lost; what is held cannot be lost.
 */
export const StockCommand = Schema.TaggedUnion({
  Receive: { ...header, lines, document },
  Hold: { ...header, holdId: Id.Id, lines, expiresAt },
  Extend: { ...header, holdId: Id.Id, expiresAt },
  Release: { ...header, holdId: Id.Id, lines: Schema.optional(lines) },
  Ship: { ...header, holdId: Id.Id, lines: Schema.optional(lines) },
  Return: { ...header, lines, document },
  Adjust: { ...header, lines: Schema.Array(Difference).check(Schema.isMinLength(1)) },
})
/** A command of the ledger. */
export type StockCommand = typeof StockCommand.Type
