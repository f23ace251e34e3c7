/**
 * A transfer between two places, and what is in transit. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { TransferLine } from "./TransferCommand.ts"
import type { TransferEvent } from "./TransferEvent.ts"

/** An item of a transfer, in units: what was dispatched is received, lost, or still in transit. */
export const TransferItem = Schema.Struct({
  sku: Id.Sku,
  planned: Quantity.PositiveQuantity,
  dispatched: Quantity.Quantity,
  received: Quantity.Quantity,
  lost: Quantity.Quantity,
})
/** An item of a transfer. */
export type TransferItem = typeof TransferItem.Type

const Posted = Schema.Struct({
  document: Id.Id,
  kind: Schema.Literals(["Received", "WrittenOff", "Found"]),
  lines: Schema.Array(TransferLine),
})

/**
 * A transfer: one record, its transit account included. It lists the documents that were posted, of
 * which a transfer has a few.
 */
export const Transfer = Schema.Struct({
  transferId: Id.Id,
  from: Id.PlaceId,
  to: Id.PlaceId,
  status: Schema.Literals(["planned", "dispatched", "closed", "cancelled"]),
  items: Schema.Array(TransferItem),
  documents: Schema.Array(Posted),
})
/** A transfer. */
export type Transfer = typeof Transfer.Type

/**
 * Units of an item that have left one place and not arrived at the other.
 *
 * @example
 * ```ts
 * import { Transfer } from "entrepot/stock"
 *
 * const item = { sku: "MUG", planned: 5, dispatched: 5, received: 3, lost: 1 }
 * console.log(Transfer.inTransit(item))
 * ```
 * ```text
 * 1
 * ```
 */
export const inTransit = ({ dispatched, received, lost }: TransferItem): number =>
  dispatched - received - lost

/** The transfer after an event; nothing as long as none was planned. Total. */
export const evolve = (
  transfer: Transfer | undefined,
  event: TransferEvent,
): Transfer | undefined => {
  if (event._tag === "Planned") {
    const { transferId, from, to, lines } = event
    const items = lines.map(({ sku, quantity }) => ({
      sku,
      planned: quantity,
      dispatched: 0,
      received: 0,
      lost: 0,
    }))
    return { transferId, from, to, status: "planned", items, documents: [] }
  }
  if (transfer === undefined) return undefined
  switch (event._tag) {
    case "Dispatched":
      return {
        ...moved(transfer, event.lines, { dispatched: 1 }),
        status: "dispatched",
      }
    case "Received":
      return told(moved(transfer, event.lines, { received: 1 }), event)
    case "WrittenOff":
      return told(moved(transfer, event.lines, { lost: 1 }), event)
    case "Found":
      return told(moved(transfer, event.lines, { received: 1, lost: -1 }), event)
    case "Cancelled":
      return { ...transfer, status: "cancelled" }
    case "Closed":
      return { ...transfer, status: "closed" }
  }
}

type Told = Extract<TransferEvent, { readonly _tag: "Received" | "WrittenOff" | "Found" }>

const told = (transfer: Transfer, { _tag: kind, document, lines }: Told): Transfer => ({
  ...transfer,
  documents: [...transfer.documents, { document, kind, lines }],
})

const moved = (
  transfer: Transfer,
  lines: ReadonlyArray<TransferLine>,
  { dispatched = 0, received = 0, lost = 0 }: Partial<Omit<TransferItem, "sku" | "planned">>,
): Transfer => {
  const units = new Map(lines.map(({ sku, quantity }) => [sku, quantity]))
  return {
    ...transfer,
    items: transfer.items.map((item) => {
      const quantity = units.get(item.sku) ?? 0
      return {
        ...item,
        dispatched: item.dispatched + dispatched * quantity,
        received: item.received + received * quantity,
        lost: item.lost + lost * quantity,
      }
    }),
  }
}
