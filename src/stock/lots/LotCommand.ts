/**
 * What can be asked of lots.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Expiry } from "./Lot.ts"
import { Strategy } from "./LotPick.ts"

const where = { sku: Id.Sku, place: Schema.optional(Id.PlaceId) }
const named = { ...where, lot: Id.Id, quantity: Quantity.PositiveQuantity }

/** Units of a lot, at the main place unless said otherwise. */
export const LotLine = Schema.Struct(named)
/** Units of a lot. */
export type LotLine = typeof LotLine.Type

/** Units of a lot that come from a supplier; the expiry of a lot that is known may be left out. */
export const ReceivedLine = Schema.Struct({ ...named, expires: Schema.optional(Expiry) })
/** Units of a lot that come from a supplier. */
export type ReceivedLine = typeof ReceivedLine.Type

/** Units of an item, from lots by the item's strategy unless the line names one. */
export const WantedLine = Schema.Struct({
  ...where,
  quantity: Quantity.PositiveQuantity,
  strategy: Schema.optional(Strategy),
})
/** Units of an item, from lots by a strategy. */
export type WantedLine = typeof WantedLine.Type

/** Units of a lot that were found (positive) or lost (negative) at a place. */
export const LotDifference = Schema.Struct({
  ...where,
  lot: Id.Id,
  delta: Quantity.QuantityDelta.check(
    Schema.makeFilter((delta) => (delta === 0 ? "a difference of zero" : undefined)),
  ),
})
/** Units of a lot that were found or lost at a place. */
export type LotDifference = typeof LotDifference.Type

const header = CommandHeader.fields
const document = Schema.optional(Id.Id)
const lines = Schema.Array(LotLine).check(Schema.isMinLength(1))
const some = Schema.optional(lines)

/**
 * A command of lots.
 *
 * - `Receive`: units of lots come from a supplier.
 * - `Hold`: units are picked from lots and kept for an order, all lines or none.
 * - `Release`: held units are free in their lots again; all that are open unless lines are given.
 * - `Ship`: held units go to the customer; all that are open unless lines are given.
 * - `Return`: units come back from a customer into the lot that they were of.
 * - `Move`: units go to another place; blocked and expired ones may.
 * - `Adjust`: units of lots were found, lost or destroyed; what is held cannot be lost.
 * - `Block`: the lot may not be sold any more, wherever it is; `Unblock` lifts that.
 */
export const LotCommand = Schema.TaggedUnion({
  Receive: {
    ...header,
    lines: Schema.Array(ReceivedLine).check(Schema.isMinLength(1)),
    document,
  },
  Hold: {
    ...header,
    holdId: Id.Id,
    lines: Schema.Array(WantedLine).check(Schema.isMinLength(1)),
  },
  Release: { ...header, holdId: Id.Id, lines: some },
  Ship: { ...header, holdId: Id.Id, lines: some },
  Return: { ...header, lines, document },
  Move: { ...header, lines, to: Id.PlaceId, document },
  Adjust: {
    ...header,
    lines: Schema.Array(LotDifference).check(Schema.isMinLength(1)),
    document,
  },
  Block: { ...header, sku: Id.Sku, lot: Id.Id, document },
  Unblock: { ...header, sku: Id.Sku, lot: Id.Id, document },
})
/** A command of lots. */
export type LotCommand = typeof LotCommand.Type
