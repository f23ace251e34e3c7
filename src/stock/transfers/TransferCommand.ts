/**
 * What can be asked of a transfer between two places.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/** Units of an item on its way. */
export const TransferLine = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
})
/** Units of an item on its way. */
export type TransferLine = typeof TransferLine.Type

const header = { ...CommandHeader.fields, transferId: Id.Id }
const lines = Schema.Array(TransferLine).check(Schema.isMinLength(1))

/**
 * A command on a transfer. Lines of one item are summed.
 *
 * - `Plan`: these units are to go from one place to another.
 * - `Dispatch`: units leave the shelf; all that were planned unless lines are given. What is not
 *   dispatched stays where it is.
 * - `Receive`: units of a delivery arrive on the shelf of the destination.
 * - `WriteOff`: units are lost in transit.
 * - `Find`: units that were written off turn up at the destination, even after the transfer closed.
 * - `Cancel`: the transfer is not to be, before anything left.
 * - `Close`: nothing is in transit any more, and no delivery is expected.
 *
 * `document` names the paper that tells it, such as a delivery note: each counts once.
 */
export const TransferCommand = Schema.TaggedUnion({
  Plan: { ...header, from: Id.PlaceId, to: Id.PlaceId, lines },
  Dispatch: { ...header, lines: Schema.optional(lines) },
  Receive: { ...header, document: Id.Id, lines },
  WriteOff: { ...header, document: Id.Id, lines },
  Find: { ...header, document: Id.Id, lines },
  Cancel: header,
  Close: header,
})
/** A command on a transfer. */
export type TransferCommand = typeof TransferCommand.Type
