/**
 * What happened to a transfer, each movement with legs that balance.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import type { StockAccount } from "../StockAccount.ts"
import type { Leg } from "../StockEvent.ts"
import { TransferLine } from "./TransferCommand.ts"

const transferId = Id.Id
const lines = Schema.Array(TransferLine)
const document = Id.Id
const from = Id.PlaceId
const to = Id.PlaceId

/** An event of a transfer: at most one line for each item. */
export const TransferEvent = Schema.TaggedUnion({
  Planned: { transferId, from, to, lines },
  Dispatched: { transferId, from, to, lines },
  Received: { transferId, to, document, lines },
  WrittenOff: { transferId, to, document, lines },
  Found: { transferId, to, document, lines },
  Cancelled: { transferId },
  Closed: { transferId },
})
/** An event of a transfer. */
export type TransferEvent = typeof TransferEvent.Type

/**
 * The double entry of an event: from a shelf into transit, and from there to a shelf or to loss.
 * Plans, cancellations and closings move nothing. Which transfer units in transit belong to is told
 * by its record.
 *
 * @example
 * ```ts
 * import { TransferEvent } from "entrepot/stock"
 *
 * const [leg] = TransferEvent.legs({
 *   _tag: "Dispatched",
 *   transferId: "t1",
 *   from: "main",
 *   to: "shop",
 *   lines: [{ sku: "MUG", quantity: 3 }],
 * })
 * console.log(leg?.from._tag, "->", leg?.to._tag, leg?.quantity)
 * ```
 * ```text
 * Shelf -> Transit 3
 * ```
 */
export const legs = (event: TransferEvent): ReadonlyArray<Leg> => {
  switch (event._tag) {
    case "Dispatched":
      return along(event.lines, shelf(event.from), transit(event.to))
    case "Received":
      return along(event.lines, transit(event.to), shelf(event.to))
    case "WrittenOff":
      return along(event.lines, transit(event.to), loss)
    case "Found":
      return along(event.lines, loss, shelf(event.to))
    case "Planned":
    case "Cancelled":
    case "Closed":
      return []
  }
}

const shelf = (place: string): StockAccount => ({ _tag: "Shelf", place })
const transit = (place: string): StockAccount => ({ _tag: "Transit", place })
const loss: StockAccount = { _tag: "Loss" }

const along = (
  lines: ReadonlyArray<TransferLine>,
  from: StockAccount,
  to: StockAccount,
): ReadonlyArray<Leg> => lines.map(({ sku, quantity }) => ({ sku, quantity, from, to }))
