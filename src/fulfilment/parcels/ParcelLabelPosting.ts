/**
 * Posting labels of parcels: what is asked of the courier, from what is known of order and place, and
 * the label once it was sold.
 *
 * @module
 */
import { Array, Effect, Option, Result, Schema } from "effect"

import * as LabelPosting from "../../couriers/labels/LabelPosting.ts"
import { Labels } from "../../couriers/labels/LabelRecords.ts"
import type { LabelRefusal } from "../../couriers/labels/LabelRefusal.ts"
import { Battery, Millimetres, Parcel as CourierParcel } from "../../couriers/Parcel.ts"
import {
  type Destination,
  type LabelRequest,
  pickUp,
  type Shipment,
} from "../../couriers/Shipment.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import type { Order } from "../../orders/Order.ts"
import { Orders, Personals } from "../../orders/OrderRecords.ts"
import type { UnknownOrder } from "../../orders/OrderRefusal.ts"
import * as PersonalKeeping from "../../orders/PersonalKeeping.ts"
import { PlaceProfiles } from "../../routing/RoutingRecords.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { Docket } from "../consignments/Docket.ts"
import type { CarriedOrder } from "../consignments/DocketEvent.ts"
import * as DocketKeeping from "../consignments/DocketKeeping.ts"
import {
  AddressMissing,
  LabelUnderWay,
  type NotReady,
  ParcelImplausible,
  SiteIncomplete,
} from "../consignments/DocketRefusal.ts"
import * as DispatchPosting from "../dispatch/DispatchPosting.ts"
import * as TrackingPosting from "../dispatch/TrackingPosting.ts"
import { type LabelWish, LabelWishes, labelWishId, Sites } from "../FulfilmentRecords.ts"
import * as CollectionKeeping from "./CollectionKeeping.ts"
import * as Outbound from "./Outbound.ts"
import * as OutboundPosting from "./OutboundPosting.ts"
import type { Parcel } from "./Parcel.ts"
import { type ParcelRefusal, UnknownParcel } from "./ParcelRefusal.ts"
import * as ParcelTransition from "./ParcelTransition.ts"

/**
 * A label that is wanted for a parcel that was weighed: how large the box is, and what couriers want to
 * know of what is in it. Courier and service are those of the consignment unless said.
 */
export const WantedLabel = Schema.Struct({
  consignmentId: Id.Id,
  parcelId: Id.Id,
  lengthMm: Millimetres,
  widthMm: Millimetres,
  heightMm: Millimetres,
  battery: Battery,
  contents: Schema.NonEmptyString,
  declaredValue: Schema.optional(Money.Money),
  courier: Schema.optional(Id.Id),
  service: Schema.optional(Id.Id),
})
/** A label that is wanted for a parcel that was weighed. */
export type WantedLabel = typeof WantedLabel.Type

/** Why no label is asked for. */
export type WantRefusal =
  | ParcelRefusal
  | NotReady
  | UnknownOrder
  | LabelRefusal
  | LabelUnderWay
  | SiteIncomplete
  | AddressMissing
  | ParcelImplausible

/**
 * Writes down that a label is wanted, where all orders in the parcel may leave. Asked again, it answers
 * the same wish, whose reference buys one label at most; a new one only where the courier refused, or
 * the label is void.
 */
export const want = Effect.fnUntraced(function* (
  wanted: WantedLabel,
): Effect.fn.Return<LabelWish, WantRefusal, Transaction> {
  const tx = yield* Transaction
  const { consignmentId, parcelId } = wanted
  const docket = yield* DocketKeeping.read(tx, consignmentId)
  const parcel = Outbound.parcel(docket, parcelId)
  if (parcel === undefined) return yield* new UnknownParcel({ consignmentId, parcelId })
  const known = Option.getOrUndefined(yield* tx.get(LabelWishes, labelWishId(wanted)))
  if (known !== undefined && parcel.label !== undefined) return known
  yield* Effect.fromResult(ParcelTransition.when(parcel, "labelled", () => Result.void))
  yield* DispatchPosting.ready(tx, docket, parcel)
  const orders = DispatchPosting.ordersOf(docket, parcel)
  const { courier = docket.consignment.courier, service = docket.consignment.service } = wanted
  if (known !== undefined && (yield* isLive(tx, known)))
    return known.courier === courier && known.service === service
      ? known
      : yield* new LabelUnderWay({
          consignmentId,
          parcelId,
          courier: known.courier,
          service: known.service,
        })
  const reference = yield* tx.id
  const shipment = yield* shipmentOf(tx, docket, parcel, orders, wanted)
  yield* LabelPosting.want(courier, { reference, service, shipment } satisfies LabelRequest)
  for (const { channel, account, externalId } of orders)
    yield* PersonalKeeping.nameLabel(tx, { channel, account, externalId, kind: "order" }, reference)
  const wish = { consignmentId, parcelId, reference, courier, service }
  yield* tx.put(LabelWishes, wish)
  return wish
})

const isLive = (tx: TransactionShape, { reference }: LabelWish): Effect.Effect<boolean> =>
  Effect.map(
    tx.get(Labels, reference),
    Option.exists(({ status, unwanted }) => status !== "refused" && status !== "void" && !unwanted),
  )

/** Adds the label that was sold, and what its courier told of it meanwhile. */
export const add = Effect.fnUntraced(function* (
  { consignmentId, parcelId, reference, courier, service }: LabelWish,
  trackingNumber: string,
): Effect.fn.Return<OutboundPosting.OutboundPosted, OutboundPosting.OutboundRefusal, Transaction> {
  const posted = yield* OutboundPosting.post({
    _tag: "AddLabel",
    commandId: reference,
    consignmentId,
    parcelId,
    label: { courier, service, trackingNumber },
  })
  yield* TrackingPosting.catchUp({ courier, trackingNumber, consignmentId, parcelId })
  return posted
})

const isParcel = Schema.is(CourierParcel)

const shipmentOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket,
  packed: Parcel,
  orders: ReadonlyArray<CarriedOrder>,
  { lengthMm, widthMm, heightMm, battery, contents, declaredValue }: WantedLabel,
): Effect.fn.Return<Shipment, SiteIncomplete | AddressMissing | ParcelImplausible, Transaction> {
  const { place, consignmentId, cutoffAt } = docket.consignment
  const site = Option.getOrUndefined(yield* tx.get(Sites, place))
  const profile = Option.getOrUndefined(yield* tx.get(PlaceProfiles, place))
  const { sender = profile?.sender, zone = profile?.zone } = site ?? {}
  if (sender === undefined || zone === undefined)
    return yield* new SiteIncomplete({ place, missing: ["where its parcels are sent from"] })
  const weightGrams = packed.weighing?.measuredGrams ?? 0
  const sizes = { weightGrams, lengthMm, widthMm, heightMm, battery, contents }
  const parcel = declaredValue === undefined ? sizes : { ...sizes, declaredValue }
  if (!isParcel(parcel))
    return yield* new ParcelImplausible({
      consignmentId,
      parcelId: packed.parcelId,
      weightGrams,
      lengthMm,
      widthMm,
      heightMm,
    })
  const names = orders.map(({ orderName }) => orderName)
  const known = Array.getSomes(yield* tx.getAll(Orders, names))
  const to = yield* destinationOf(tx, docket, orders, known)
  const collect = yield* CollectionKeeping.collect(tx, docket, packed, orders)
  const wantedBy = Math.min(...known.map(({ deliverBy = Infinity }) => deliverBy))
  const handedOver = Math.max(cutoffAt, yield* tx.now)
  return {
    from: sender,
    to,
    parcel,
    ...(collect === undefined ? {} : { collect }),
    shipOn: Calendar.dayOf(handedOver, zone),
    ...(wantedBy === Infinity ? {} : { wantedBy: Calendar.dayOf(wantedBy, zone) }),
  }
})

/** Orders of one consignment go to one door, so any of them says which that was not erased. */
const destinationOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { consignment: { consignmentId } }: Docket,
  orders: ReadonlyArray<CarriedOrder>,
  [order]: ReadonlyArray<Order>,
): Effect.fn.Return<Destination, AddressMissing> {
  const externalId = orders[0]?.externalId ?? ""
  const names = orders.map(({ orderName }) => orderName)
  const found = Array.getSomes(yield* tx.getAll(Personals, names))
  const recipient = found.find(({ personal }) => personal?.recipient !== undefined)?.personal
    ?.recipient
  if (recipient === undefined) return yield* new AddressMissing({ consignmentId, externalId })
  const point = order?.pickupPoint
  if (point === undefined) return { _tag: "Door", address: recipient }
  const name = recipient.name ?? recipient.company
  if (name === undefined) return yield* new AddressMissing({ consignmentId, externalId })
  return pickUp(point.id, recipient.country, { ...recipient, name })
})
