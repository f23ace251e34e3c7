/** What the rate-table courier keeps of its own, in the store of the host. */
import { Schema } from "effect"
import { S10, Shipment, Tracking } from "entrepot/couriers"
import { Id, Money } from "entrepot/kernel"
import { Collection, Key } from "entrepot/store"

/** How far the numbers of a range have been used. */
export const Numbers: Collection.Collection<{
  readonly courier: string
  readonly next: number
}> = Collection.make({
  name: "rate-table-numbers",
  schema: Schema.Struct({ courier: Id.Id, next: Schema.Natural }),
  id: ({ courier }) => courier,
})

const SoldLabel = Schema.Struct({
  courier: Id.Id,
  reference: Id.Id,
  service: Shipment.ServiceId,
  trackingNumber: Id.Id,
  price: Money.Money,
})
/** A label that was sold. */
export type SoldLabel = typeof SoldLabel.Type

/** One record for each reference. */
export const SoldLabels: Collection.Collection<SoldLabel> = Collection.make({
  name: "rate-table-label",
  schema: SoldLabel,
  id: ({ courier, reference }) => Key.join([courier, reference]),
})

const TrackedParcel = Schema.Struct({
  courier: Id.Id,
  trackingNumber: Id.Id,
  isVoid: Schema.Boolean,
  events: Schema.Array(Tracking.TrackingEvent),
})
/** A parcel under its number. */
export type TrackedParcel = typeof TrackedParcel.Type

/** One record for each tracking number. */
export const Parcels: Collection.Collection<TrackedParcel> = Collection.make({
  name: "rate-table-parcel",
  schema: TrackedParcel,
  id: ({ courier, trackingNumber }) => Key.join([courier, trackingNumber]),
})

const Paper = Schema.Struct({
  courier: Id.Id,
  request: Shipment.LabelRequest,
  /** What it was priced by, in words. */
  pricedBy: Schema.String,
})
/** What a label was made of. It is personal, and can be erased. */
export type Paper = typeof Paper.Type

/** One record for each label that was not erased. */
export const Papers: Collection.Collection<Paper> = Collection.make({
  name: "rate-table-paper",
  schema: Paper,
  id: ({ courier, request }) => Key.join([courier, request.reference]),
})

/** From which numbers a courier draws: serial numbers from `first` to `last`, both included. */
export const NumberRange = Schema.Struct({
  service: S10.ServiceIndicator,
  country: S10.S10.fields.country,
  first: S10.Serial,
  last: S10.Serial,
}).check(
  Schema.makeFilter(({ first, last }) =>
    first <= last ? undefined : "the last number stands before the first",
  ),
)
/** From which numbers a courier draws. */
export type NumberRange = typeof NumberRange.Type
