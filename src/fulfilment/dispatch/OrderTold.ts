/**
 * What is told of a parcel that left: to the channel, and to the customer. Nothing personal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { LineUnits, OrderKey } from "../../orders/OrderCommand.ts"

const parcel = {
  order: OrderKey,
  consignmentId: Id.Id,
  parcelId: Id.Id,
  courier: Id.Id,
  trackingNumber: Id.Id,
}

/**
 * A fact for those outside. A parcel that left tells each order that it carries once.
 *
 * - `ShipmentTold`: for the channel. `lines` are the units of the order's lines that have left as a
 *   whole with this parcel: none where the rest of a set is still to follow.
 * - `CustomerTold`: for the customer, whose address stands with the order.
 */
export const OrderTold = Schema.TaggedUnion({
  ShipmentTold: { ...parcel, service: Id.Id, lines: Schema.Array(LineUnits) },
  CustomerTold: parcel,
})
/** A fact for those outside. */
export type OrderTold = typeof OrderTold.Type
