/**
 * What a channel is told of a parcel that left, and what it answers. Nothing personal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"

/** A parcel of an order that left. */
export const ShipmentNotice = Schema.Struct({
  /** The same each time that this is told, and of nothing else. */
  key: Schema.NonEmptyString,
  /** The order, as the channel names it. */
  externalId: Id.Id,
  courier: Id.Id,
  service: Id.Id,
  trackingNumber: Id.Id,
  /** Units of the order's lines that left as a whole with it; none where the rest is to follow. */
  lines: Schema.Array(Schema.Struct({ lineId: Id.Id, quantity: Quantity.PositiveQuantity })),
})
/** A parcel of an order that left. */
export type ShipmentNotice = typeof ShipmentNotice.Type

const key = Schema.String

/**
 * What became of a notice.
 *
 * - `Accepted`: the channel shows it.
 * - `Rejected`: it does not, and telling it again does not help.
 * - `Pending`: it was taken, and what becomes of it is not known yet.
 * - `Unknown`: nobody knows whether it was taken.
 */
export const ShipmentAnswer = Schema.TaggedUnion({
  Accepted: { key },
  Rejected: { key, code: Schema.NonEmptyString },
  Pending: { key },
  Unknown: { key },
})
/** What became of a notice. */
export type ShipmentAnswer = typeof ShipmentAnswer.Type
