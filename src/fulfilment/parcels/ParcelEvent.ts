/**
 * What happened to the parcels of a consignment.
 *
 * @module
 */
import { Schema } from "effect"

import * as Tracking from "../../couriers/Tracking.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { Consignment } from "../consignments/Consignment.ts"
import { KeptRest, Label, PackedScan, PackagingGrams } from "./Parcel.ts"
import { Weighing } from "./Weight.ts"

const consignmentId = Id.Id
const ofParcel = { consignmentId, parcelId: Id.Id }
const weighed = { ...ofParcel, weighing: Weighing }

/**
 * An event of the parcels of a consignment. Why a person wanted it stands with its orders, where it can
 * be erased: the journal is for ever. `StoppedAfterLabel` and `LabelledTooLate` name a label
 * that is to be void: they are the two ways in which a cancellation and a label can cross.
 * `StrayFound` tells once that a courier has a parcel that was stopped.
 */
export const ParcelEvent = Schema.TaggedUnion({
  Begun: { consignment: Consignment },
  ParcelOpened: { ...ofParcel, packagingGrams: PackagingGrams },
  UnitsPacked: { ...ofParcel, scan: PackedScan },
  ParcelClosed: { ...ofParcel, rest: Schema.optionalKey(KeptRest) },
  ParcelWeighed: weighed,
  ParcelHeld: weighed,
  WeightOverridden: { ...weighed, actor: Id.Id },
  ParcelLabelled: { ...ofParcel, label: Label },
  LabelledTooLate: { ...ofParcel, label: Label },
  StoppedBeforeLabel: ofParcel,
  StoppedAfterLabel: { ...ofParcel, trackingNumber: Id.Id },
  ParcelDispatched: { ...ofParcel, manifestId: Id.Id },
  InterceptAsked: { ...ofParcel, trackingNumber: Id.Id },
  ParcelTracked: { ...ofParcel, at: Calendar.Instant, status: Tracking.Status },
  StrayFound: ofParcel,
  StrayCleared: { ...ofParcel, actor: Id.Id },
  Cancelled: { consignmentId },
})
/** An event of the parcels of a consignment. */
export type ParcelEvent = typeof ParcelEvent.Type
