/**
 * How fulfilment lies in the store: a docket for each consignment, waves, manifests, and what finds
 * them again; facts in the journal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import { OrderName } from "./consignments/Consignment.ts"
import * as Docket from "./consignments/Docket.ts"
import { DocketEvent } from "./consignments/DocketEvent.ts"
import * as CourierMarks from "./dispatch/CourierMarks.ts"
import * as Manifest from "./dispatch/Manifest.ts"
import { OrderTold } from "./dispatch/OrderTold.ts"
import * as ToldShipment from "./dispatch/ToldShipment.ts"
import * as Parcel from "./parcels/Parcel.ts"
import { ParcelEvent } from "./parcels/ParcelEvent.ts"
import * as Site from "./waves/Site.ts"
import * as Wave from "./waves/Wave.ts"

/**
 * One record for each consignment. `byPlace` is the screen of a place, the most urgent first;
 * `byDestination` finds those that wait for a wave and go to one door, `byStray` those of a place of
 * which a courier has a parcel that was stopped.
 */
export const Dockets: Collection.Collection<
  Docket.Docket,
  "byPlace" | "byDestination" | "byStray"
> = Collection.make({
  name: "docket",
  schema: Docket.Docket,
  id: ({ consignment }) => consignment.consignmentId,
  indexes: {
    byPlace: {
      entries: (docket) => [
        [docket.consignment.place, Docket.state(docket), docket.consignment.shipBy],
      ],
    },
    byDestination: {
      entries: (docket) =>
        Docket.isUntouched(docket)
          ? [[docket.consignment.place, docket.consignment.destination]]
          : [],
    },
    byStray: {
      entries: ({ consignment, parcels }) =>
        parcels.some(Parcel.isStray) ? [[consignment.place]] : [],
    },
  },
})

/** The consignments that carry an order, or ever did. */
export const OrderConsignments = Schema.Struct({
  orderName: OrderName,
  consignmentIds: Schema.Array(Id.Id),
})
/** The consignments that carry an order, or ever did. */
export type OrderConsignments = typeof OrderConsignments.Type

/** One record for each order: whoever decides over all of its consignments reads it. */
export const ConsignmentsOfOrders: Collection.Collection<OrderConsignments> = Collection.make({
  name: "order-consignments",
  schema: OrderConsignments,
  id: ({ orderName }) => orderName,
})

/** Everything that the journal tells of consignments, waves and manifests. */
export const FulfilmentEvent = Schema.Union([
  DocketEvent,
  ParcelEvent,
  Wave.WaveEvent,
  Manifest.ManifestEvent,
  Site.SiteEvent,
])
/** Everything that the journal tells of consignments, waves and manifests. */
export type FulfilmentEvent = typeof FulfilmentEvent.Type

/** The journal of the room: one entry for each event. */
export const FulfilmentHistory: JournalStream.JournalStream<FulfilmentEvent> = JournalStream.make({
  name: "fulfilment",
  schema: FulfilmentEvent,
})

/** One record for each wave; `byPlace` finds those of a place by their status. */
export const Waves: Collection.Collection<Wave.Wave, "byPlace"> = Collection.make({
  name: "wave",
  schema: Wave.Wave,
  id: ({ waveId }) => waveId,
  indexes: { byPlace: { entries: ({ place, status }) => [[place, status]] } },
})

/** One record for each closed manifest; `byPlace` finds those of a place by their cut-off. */
export const Manifests: Collection.Collection<Manifest.Manifest, "byPlace"> = Collection.make({
  name: "manifest",
  schema: Manifest.Manifest,
  id: ({ manifestId }) => manifestId,
  indexes: { byPlace: { entries: ({ place, cutoffAt }) => [[place, cutoffAt]] } },
})

const ofParcel = { consignmentId: Id.Id, parcelId: Id.Id }

/** The parcel that a unit with a serial number lies in, as long as it has not left. */
export const PackedUnit = Schema.Struct({ sku: Id.Sku, serial: Id.Id, ...ofParcel })
/** The parcel that a unit with a serial number lies in. */
export type PackedUnit = typeof PackedUnit.Type

/** One record for each such unit. */
export const PackedUnits: Collection.Collection<PackedUnit> = Collection.make({
  name: "packed-unit",
  schema: PackedUnit,
  id: (unit) => packedUnitId(unit),
})

/** The id of the record of a unit. */
export const packedUnitId = ({ sku, serial }: Pick<PackedUnit, "sku" | "serial">): string =>
  Key.join([sku, serial])

/** The parcel that a tracking number stands for. */
export const TrackedParcel = Schema.Struct({
  courier: Id.Id,
  trackingNumber: Id.Id,
  ...ofParcel,
})
/** The parcel that a tracking number stands for. */
export type TrackedParcel = typeof TrackedParcel.Type

/** One record for each label that was added, also of parcels that were stopped. */
export const TrackedParcels: Collection.Collection<TrackedParcel> = Collection.make({
  name: "tracked-parcel",
  schema: TrackedParcel,
  id: (tracked) => trackedParcelId(tracked),
})

/** What a courier told of a label that is not known here yet. */
export const EarlyMark = Schema.Struct({
  courier: Id.Id,
  trackingNumber: Id.Id,
  marks: CourierMarks.CourierMarks,
})
/** What a courier told of a label that is not known here yet. */
export type EarlyMark = typeof EarlyMark.Type

/** One record for each such label. */
export const EarlyMarks: Collection.Collection<EarlyMark> = Collection.make({
  name: "early-mark",
  schema: EarlyMark,
  id: (early) => trackedParcelId(early),
})

/** The id of the record of a tracking number. */
export const trackedParcelId = ({
  courier,
  trackingNumber,
}: Pick<TrackedParcel, "courier" | "trackingNumber">): string => Key.join([courier, trackingNumber])

/** The label that was asked for a parcel: its reference at the label desk. */
export const LabelWish = Schema.Struct({
  ...ofParcel,
  reference: Id.Id,
  courier: Id.Id,
  service: Id.Id,
})
/** The label that was asked for a parcel. */
export type LabelWish = typeof LabelWish.Type

/** One record for each parcel that a label was asked for: whoever asks again asks for the same. */
export const LabelWishes: Collection.Collection<LabelWish> = Collection.make({
  name: "label-wish",
  schema: LabelWish,
  id: (wish) => labelWishId(wish),
})

/** The id of the record of a parcel's label. */
export const labelWishId = ({
  consignmentId,
  parcelId,
}: Pick<LabelWish, "consignmentId" | "parcelId">): string => Key.join([consignmentId, parcelId])

/** What is to be told outside: each fact once, for whoever reads the journal by its cursor. */
export const OrderOutbox: JournalStream.JournalStream<OrderTold> = JournalStream.make({
  name: "order-outbox",
  schema: OrderTold,
})

/** How far the outbox has been followed for an account of a channel. */
export const ShipmentCursor = Schema.Struct({
  channel: Id.Id,
  account: Id.Id,
  cursor: Schema.String,
})
/** How far the outbox has been followed for an account of a channel. */
export type ShipmentCursor = typeof ShipmentCursor.Type

/** One record for each account. */
export const ShipmentCursors: Collection.Collection<ShipmentCursor> = Collection.make({
  name: "shipment-cursor",
  schema: ShipmentCursor,
  id: (of) => shipmentCursorId(of),
})

/** The id of the record of an account's cursor. */
export const shipmentCursorId = ({
  channel,
  account,
}: Pick<ShipmentCursor, "channel" | "account">): string => Key.join([channel, account])

/** One record for each parcel that an order's channel is told of; `open` finds what is not settled. */
export const ToldShipments: Collection.Collection<ToldShipment.ToldShipment, "open"> =
  Collection.make({
    name: "told-shipment",
    schema: ToldShipment.ToldShipment,
    id: ({ notice }) => notice.key,
    indexes: {
      open: {
        entries: (told) =>
          ToldShipment.isOpen(told) ? [[told.channel, told.account, told.notice.key]] : [],
      },
    },
  })

/** One record for each place that parcels are sent from. */
export const Sites: Collection.Collection<Site.Site> = Collection.make({
  name: "site",
  schema: Site.Site,
  id: ({ place }) => place,
})

/** One record for each item at a place: where it lies. */
export const PickFaces: Collection.Collection<Site.PickFace> = Collection.make({
  name: "pick-face",
  schema: Site.PickFace,
  id: (face) => pickFaceId(face),
})

/** The id of the record of an item at a place. */
export const pickFaceId = ({ place, sku }: Pick<Site.PickFace, "place" | "sku">): string =>
  Key.join([place, sku])
