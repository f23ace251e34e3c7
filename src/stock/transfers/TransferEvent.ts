/**
 * What happened to a transfer, each movement with legs that balance.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { TransferLine } from "./TransferCommand.ts"

const transferId = Id.Id
const lines = Schema.Array(TransferLine)
const document = Id.Id
const from = Id.PlaceId
const to = Id.PlaceId

/** An event of a transfer: at most one line for each item. */
export const TransferEvent = Schema.TaggedUnion({
  Planned: { transferId, from, to, lines },
  Dispatched: { transferId, from, lines },
  Received: { transferId, to, document, lines },
  WrittenOff: { transferId, document, lines },
  Found: { transferId, to, document, lines },
  Cancelled: { transferId },
  Closed: { transferId },
})
/** An event of a transfer. */
export type TransferEvent = typeof TransferEvent.Type

/**
 * Where units of a transfer can be. Transit is kept as the record of the transfer; loss exists as
 * legs only.
 */
export type TransferAccount =
  | { readonly _tag: "Shelf"; readonly place: string }
  | { readonly _tag: "Transit"; readonly transferId: string }
  | { readonly _tag: "Loss" }

/** Units of an item that leave one account for another. */
export interface TransferLeg {
  readonly sku: string
  readonly quantity: number
  readonly from: TransferAccount
  readonly to: TransferAccount
}

/**
 * The double entry of an event: from a shelf into transit, and from there to a shelf or to loss.
 * Plans, cancellations and closings move nothing.
 *
 * @example
 * ```ts
 * import { TransferEvent } from "entrepot/stock"
 *
 * const [leg] = TransferEvent.legs({
 *   _tag: "Dispatched",
 *   transferId: "t1",
 *   from: "main",
 *   lines: [{ sku: "MUG", quantity: 3 }],
 * })
 * console.log(leg?.from._tag, "->", leg?.to._tag, leg?.quantity)
 * ```
 * ```text
 * Shelf -> Transit 3
 * ```
 */
export const legs = (event: TransferEvent): ReadonlyArray<TransferLeg> => {
  const transit: TransferAccount = { _tag: "Transit", transferId: event.transferId }
  switch (event._tag) {
    case "Dispatched":
      return along(event.lines, { _tag: "Shelf", place: event.from }, transit)
    case "Received":
      return along(event.lines, transit, { _tag: "Shelf", place: event.to })
    case "WrittenOff":
      return along(event.lines, transit, loss)
    case "Found":
      return along(event.lines, loss, { _tag: "Shelf", place: event.to })
    case "Planned":
    case "Cancelled":
    case "Closed":
      return []
  }
}

const loss: TransferAccount = { _tag: "Loss" }

const along = (
  lines: ReadonlyArray<TransferLine>,
  from: TransferAccount,
  to: TransferAccount,
): ReadonlyArray<TransferLeg> => lines.map(({ sku, quantity }) => ({ sku, quantity, from, to }))
