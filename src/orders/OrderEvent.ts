/**
 * What happened to orders.
 *
 * @module
 */
import { Schema } from "effect"

import * as ChannelOrder from "../channels/ChannelOrder.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Currency from "../kernel/Currency.ts"
import * as Id from "../kernel/Id.ts"
import { LineUnits } from "./OrderCommand.ts"
import { refFields, Revision } from "./OrderRef.ts"

/** The fields of a line as channels show it. */
export const lineFields = ChannelOrder.ChannelOrderLine.fields

const seen = { ...refFields, revision: Revision, observedAt: Calendar.Instant }

const shown = {
  ...seen,
  placedAt: Calendar.Instant,
  customerRef: Schema.optionalKey(Id.Id),
  market: Schema.optionalKey(Schema.NonEmptyString),
  currency: Currency.Currency,
  lines: Schema.NonEmptyArray(ChannelOrder.ChannelOrderLine),
}

const moved = { ...refFields, lines: Schema.Array(LineUnits) }

/**
 * An event of the desk. None holds what the channel sent beside the order itself: that may be
 * personal, and the journal is for ever.
 *
 * - `Placed`: a document was the first one of an order.
 * - `Revised`: a document showed a known order in another revision, newer or older.
 * - `Parked`: a document makes no sense; it is kept, and nothing else was done.
 */
export const OrderEvent = Schema.TaggedUnion({
  Placed: shown,
  Revised: { ...shown, shows: Schema.Literals(["whole", "part"]) },
  Parked: { ...seen, because: Schema.String },
  LinesCancelled: moved,
  LinesReturned: moved,
})
/** An event of the desk. */
export type OrderEvent = typeof OrderEvent.Type
