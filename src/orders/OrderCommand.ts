/**
 * What can be asked of the order desk.
 *
 * @module
 */
import { Schema } from "effect"

import * as ChannelOrder from "../channels/ChannelOrder.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { Revision, ShortId } from "./OrderRef.ts"

/** An order document as a channel was seen to show it, with all that the channel sent. */
export const Document = Schema.Struct({
  externalId: Id.Id,
  revision: Revision,
  observedAt: Calendar.Instant,
  raw: Schema.Json,
  value: ChannelOrder.ChannelOrder,
}).check(
  Schema.makeFilter(({ externalId, value }) =>
    externalId === value.externalId ? undefined : "the external ids of document and value differ",
  ),
)
/** An observed order document. */
export type Document = typeof Document.Type

/** Where documents come from. */
const source = {
  channel: ShortId,
  account: ShortId,
  /** Whether a document shows its order as a whole, or may show some of its lines. */
  shows: Schema.Literals(["whole", "part"]),
}

/** Some documents of a channel, and the checkpoint behind them where they are a page of its feed. */
export const OrderPage = Schema.Struct({
  ...source,
  items: Schema.Array(Document),
  checkpoint: Schema.optionalKey(Schema.String),
})
/** A page of documents. */
export type OrderPage = typeof OrderPage.Type

/** Units of a line of an order. */
export const LineUnits = Schema.Struct({
  lineId: Id.Id,
  quantity: Quantity.PositiveQuantity,
})
/** Units of a line of an order. */
export type LineUnits = typeof LineUnits.Type

const header = {
  ...CommandHeader.fields,
  order: Schema.Struct({ channel: ShortId, account: ShortId, externalId: Id.Id }),
  lines: Schema.Array(LineUnits).check(Schema.isMinLength(1)),
}

/**
 * A command of the desk.
 *
 * - `Observe`: a channel shows a document, for the first time or again.
 * - `CancelLines`: units of an order are not wanted any more.
 * - `ReturnLines`: units of an order came back.
 */
export const OrderCommand = Schema.TaggedUnion({
  Observe: { ...source, document: Document },
  CancelLines: header,
  ReturnLines: header,
})
/** A command of the desk. */
export type OrderCommand = typeof OrderCommand.Type
