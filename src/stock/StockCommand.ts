/**
 * What can be asked of the stock ledger.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"
import { Money } from "../kernel/Money.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { StockAccount } from "./StockAccount.ts"

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

/** What all units of a line cost together, where the cost of the item is kept. */
const cost = Schema.optional(Money)

/** Units of an item that come to a place, and what they cost together. */
export const ArrivingLine = Schema.Struct({ ...Line.fields, cost })
/** Units of an item that come to a place. */
export type ArrivingLine = typeof ArrivingLine.Type

/** Units that were found (positive) or lost (negative) at a place. */
export const Difference = Schema.Struct({
  sku: Id.Sku,
  delta: Quantity.QuantityDelta.check(
    Schema.makeFilter((delta) => (delta === 0 ? "a difference of zero" : undefined)),
  ),
  place: Schema.optional(Id.PlaceId),
  cost,
}).check(
  Schema.makeFilter(({ delta, cost }) =>
    delta < 0 && cost !== undefined ? "what is lost costs what it cost before" : undefined,
  ),
)
/** Units that were found or lost at a place. */
export type Difference = typeof Difference.Type

/** Units that a hold keeps of a pool, and the place of that pool at which it is to keep them. */
export const Assignment = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  pool: Id.PlaceId,
  place: Id.PlaceId,
})
/** Units that a hold keeps of a pool, and the place at which it is to keep them. */
export type Assignment = typeof Assignment.Type

/** Accounts that only other commands change, since more than units belongs to them. */
const kept: ReadonlyArray<StockAccount["_tag"]> = ["Held", "Expected", "Transit", "Assembly"]

/** Units of an item that go from one account to another. */
export const Movement = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  from: StockAccount,
  to: StockAccount,
  cost,
}).check(
  Schema.makeFilter(({ from, to }) =>
    kept.includes(from._tag) || kept.includes(to._tag)
      ? `no units are moved by hand into or out of ${kept.join(", ")}`
      : undefined,
  ),
)
/** Units of an item that go from one account to another. */
export type Movement = typeof Movement.Type

const header = CommandHeader.fields

/** The paper that says why units move, such as a delivery note. */
const document = Schema.optional(Id.Id)
const lines = Schema.Array(Line).check(Schema.isMinLength(1))
const arriving = Schema.Array(ArrivingLine).check(Schema.isMinLength(1))
const expiresAt = Schema.optional(Calendar.Instant)
/** The hold by which units were sold that come back: each takes back what it cost then. */
const sale = Schema.optional(Id.Id)

/**
 * A command of the ledger. All take a `commandId`; `occurredAt` (epoch milliseconds) is when it
 * happened outside, now unless given.
 *
 * - `Receive`: units come from a supplier onto the shelf.
 * - `Hold`: units on the shelf are kept for an order, all lines or none; until `expiresAt` where it
 *   is given, rounded up to a whole second. From then on they are free, with nobody doing anything.
 *   `soldOn` is the channel on which they were sold, where there is one: it counted down by itself, and
 *   is told what to show even where that is the same as before.
 * - `Extend`: what is still held is kept until another `expiresAt`, or for good without one.
 * - `Release`: held units are free again; all that are open unless lines are given.
 * - `Ship`: held units go to the customer; all that are open unless lines are given.
 * - `Return`: units come back from a customer onto the shelf.
 * - `Adjust`: units were found or lost; what is held cannot be lost.
 * - `Move`: units go from one account to another, such as into quarantine, onto the repair bench,
 *   back to the supplier or to scrap.
 * - `Assign`: units that are held of a pool get a place.
 *
 * Where the cost of an item is kept, units that come in need one: each line says what all of its units
 * cost together, zero if need be, or which `sale` they come back of. What was found needs none: it costs
 * as much as the rest does.
 */
export const StockCommand = Schema.TaggedUnion({
  Receive: { ...header, lines: arriving, document },
  Hold: { ...header, holdId: Id.Id, lines, expiresAt, soldOn: Schema.optional(Id.Id) },
  Extend: { ...header, holdId: Id.Id, expiresAt },
  Release: { ...header, holdId: Id.Id, lines: Schema.optional(lines) },
  Ship: { ...header, holdId: Id.Id, lines: Schema.optional(lines) },
  Return: { ...header, lines: arriving, document, sale },
  Adjust: { ...header, lines: Schema.Array(Difference).check(Schema.isMinLength(1)), document },
  Move: { ...header, lines: Schema.Array(Movement).check(Schema.isMinLength(1)), document, sale },
  Assign: {
    ...header,
    holdId: Id.Id,
    lines: Schema.Array(Assignment).check(Schema.isMinLength(1)),
  },
})
/** A command of the ledger. */
export type StockCommand = typeof StockCommand.Type
