/**
 * What happened to consignments as a whole: which orders and holds are whose.
 *
 * @module
 */
import { Schema } from "effect"

import * as OrderTerms from "../../channels/OrderTerms.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import { Components } from "../../orders/OrderEvent.ts"
import { Keeper } from "../../stock/StockEvent.ts"
import { Consignment, lineRefFields, OrderName } from "./Consignment.ts"

/** A hold that keeps units of a consignment; `keeper` is who tells them apart, where somebody does. */
export const HoldTie = Schema.Struct({ holdId: Id.Id, keeper: Schema.optionalKey(Keeper) })
/** A hold that keeps units of a consignment. */
export type HoldTie = typeof HoldTie.Type

/** What the courier collects at a parcel for one of its orders. */
const ParcelShare = Schema.Struct({ parcelId: Id.Id, amount: Money.Money })

/** An order that a consignment carries lines of, as it was when they were planned. */
export const CarriedOrder = Schema.Struct({
  orderName: OrderName,
  ...OrderKey.fields,
  /** Where it was to go, as a keyed hash; absent where nobody could tell. */
  door: Schema.optionalKey(Schema.String),
  /** The same as it was shown, mask and all: it is compared where nobody can tell the door. */
  address: Schema.optionalKey(Schema.String),
  /** The counter or locker that it was to go to. */
  pickupPoint: Schema.optionalKey(OrderTerms.PickupPoint),
  /** Whose label it was to bear; `ours` unless said. */
  label: OrderTerms.fields.label,
  /** What a unit of each carried line was of our items. */
  lines: Schema.Array(Schema.Struct({ lineId: Id.Id, items: Components })),
  /** What the courier collects at parcels, of what the order is to pay. */
  collects: Schema.optionalKey(Schema.Array(ParcelShare)),
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
 * - `CollectionAssigned`: the courier collects so much at this parcel of what the order is to pay.
 */
export const DocketEvent = Schema.TaggedUnion({
  Consigned: { consignment: Consignment, ...ties },
  UnitsTrimmed: { consignmentId, lines: Schema.Array(CarriedUnits) },
  UnitsSplit: { consignmentId, into: Id.Id, lines: Schema.Array(CarriedUnits) },
  ConsignmentMerged: { from: Id.Id, into: Consignment, ...ties },
  CollectionAssigned: { consignmentId, orderName: OrderName, ...ParcelShare.fields },
})
/** An event of consignments. */
export type DocketEvent = typeof DocketEvent.Type
