/**
 * What happened to orders.
 *
 * @module
 */
import { Schema } from "effect"

import * as ChannelOrder from "../channels/ChannelOrder.ts"
import * as OrderTerms from "../channels/OrderTerms.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { Destination, LineUnits, PersonsHash } from "./OrderCommand.ts"
import { refFields, Revision } from "./OrderRef.ts"
import { outcomeFields, Review } from "./review/Review.ts"

const seen = { ...refFields, revision: Revision, observedAt: Calendar.Instant }

const shown = {
  ...seen,
  ...OrderTerms.fields,
  destination: Schema.optionalKey(Destination),
  persons: Schema.optionalKey(PersonsHash),
  lines: Schema.NonEmptyArray(ChannelOrder.ChannelOrderLine),
}

const moved = { ...refFields, lines: Schema.Array(LineUnits) }

/** Units of our items that one unit of a line stands for. */
export const Components = Schema.Array(
  Schema.Struct({ sku: Id.Sku, quantity: Quantity.PositiveQuantity }),
)

/**
 * An event of the desk. None holds what the channel sent beside the order itself: that may be
 * personal, and the journal is for ever.
 *
 * - `Placed`: a document was the first one of an order.
 * - `Revised`: a document showed a known order in another revision, newer or older; `changed` names
 *   what of it has to be looked at again.
 * - `Parked`: a document makes no sense; it is kept, and nothing else was done.
 * - `Reviewed`: the rules looked at it, with what its lines are of our items.
 * - `Released`: a person let it go; `overrides` where a rule said no.
 * - `Assigned`: somebody looks after it.
 * - `CancellationRefused`: the buyer was told that it is too late.
 * - `LinesPlanned`, `LinesUnplanned`: units are to leave with a consignment, or not any more.
 * - `LinesShipped`, `LinesDelivered`: units left, and arrived.
 * - `Erased`: what it said about persons is gone.
 */
export const OrderEvent = Schema.TaggedUnion({
  Placed: shown,
  Revised: {
    ...shown,
    shows: Schema.Literals(["whole", "part"]),
    changed: Review.fields.changed,
  },
  Parked: { ...seen, because: Schema.String },
  Reviewed: {
    ...refFields,
    ...outcomeFields,
    lines: Schema.Array(Schema.Struct({ lineId: Id.Id, items: Components })),
  },
  Released: { ...refFields, since: Calendar.Instant, overrides: Schema.Boolean },
  Assigned: { ...refFields, assignee: Id.Id },
  CancellationRefused: refFields,
  LinesCancelled: moved,
  LinesReturned: moved,
  LinesPlanned: moved,
  LinesUnplanned: moved,
  LinesShipped: moved,
  LinesDelivered: moved,
  Erased: refFields,
})
/** An event of the desk. */
export type OrderEvent = typeof OrderEvent.Type

/** An event by which units of lines are moved. */
export type LinesMoved = Extract<
  OrderEvent,
  {
    readonly _tag:
      | "LinesCancelled"
      | "LinesReturned"
      | "LinesPlanned"
      | "LinesUnplanned"
      | "LinesShipped"
      | "LinesDelivered"
  }
>
