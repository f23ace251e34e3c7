/**
 * What happened to consignments as a whole: which orders and holds are whose.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { OrderKey } from "../orders/OrderCommand.ts"
import { Components } from "../orders/OrderEvent.ts"
import { Keeper } from "../stock/StockEvent.ts"
import { Consignment, lineRefFields, OrderName } from "./Consignment.ts"

/** A hold that keeps units of a consignment; `keeper` is who tells them apart, where somebody does. */
export const HoldTie = Schema.Struct({ holdId: Id.Id, keeper: Schema.optionalKey(Keeper) })
/** A hold that keeps units of a consignment. */
export type HoldTie = typeof HoldTie.Type

/** An order that a consignment carries lines of, as it was when they were planned. */
export const CarriedOrder = Schema.Struct({
  orderName: OrderName,
  ...OrderKey.fields,
  /** Where it was to go, as a keyed hash; absent where nobody could tell. */
  door: Schema.optionalKey(Schema.String),
  /** What a unit of each carried line was of our items. */
  lines: Schema.Array(Schema.Struct({ lineId: Id.Id, items: Components })),
  /** The parcel at which the courier collects what the order is to pay. */
  collectedBy: Schema.optionalKey(Id.Id),
})
/** An order that a consignment carries lines of. */
export type CarriedOrder = typeof CarriedOrder.Type

/** Units of an item of a line. */
export const CarriedUnits = Schema.Struct({
  ...lineRefFields,
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
})
/** Units of an item of a line. */
export type CarriedUnits = typeof CarriedUnits.Type

const consignmentId = Id.Id
const ties = { holds: Schema.Array(HoldTie), orders: Schema.Array(CarriedOrder) }

/**
 * An event of consignments.
 *
 * - `Consigned`: there is a consignment.
 * - `UnitsTrimmed`: units are not to go with it any more, and are free again.
 * - `UnitsSplit`: units go with a further consignment of the same holds.
 * - `ConsignmentMerged`: `from` goes with `into`, which is now as it says.
 * - `CollectionAssigned`: the courier collects at this parcel what the order is to pay.
 */
export const DocketEvent = Schema.TaggedUnion({
  Consigned: { consignment: Consignment, ...ties },
  UnitsTrimmed: { consignmentId, lines: Schema.Array(CarriedUnits) },
  UnitsSplit: { consignmentId, into: Id.Id, lines: Schema.Array(CarriedUnits) },
  ConsignmentMerged: { from: Id.Id, into: Consignment, ...ties },
  CollectionAssigned: { consignmentId, parcelId: Id.Id, orderName: OrderName },
})
/** An event of consignments. */
export type DocketEvent = typeof DocketEvent.Type
