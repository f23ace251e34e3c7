/**
 * Why a command on the parcels of a consignment is refused.
 *
 * @module
 */
import { Schema } from "effect"

const consignmentId = Schema.String
const parcelId = Schema.String
const sku = Schema.String
const inParcel = (id: string): string => `parcel ${JSON.stringify(id)}`

const Expected = Schema.Array(Schema.Struct({ sku, units: Schema.Int }))
const listed = (expected: typeof Expected.Type): string =>
  expected.length === 0 ? "nothing" : expected.map(({ sku, units }) => `${units} ${sku}`).join(", ")

/** The consignment has not come to the packing table. */
export class UnknownConsignment extends Schema.TaggedError<UnknownConsignment>()(
  "UnknownConsignment",
  { consignmentId },
) {
  override get message(): string {
    return `there is no consignment ${JSON.stringify(this.consignmentId)}`
  }
}

/** A consignment of this id has come before and said something else, or the ids differ. */
export class ConsignmentExists extends Schema.TaggedError<ConsignmentExists>()(
  "ConsignmentExists",
  { consignmentId },
) {
  override get message(): string {
    return `consignment ${JSON.stringify(this.consignmentId)} said something else before`
  }
}

/** The consignment was cancelled, so no parcel of it is opened. */
export class ConsignmentCancelled extends Schema.TaggedError<ConsignmentCancelled>()(
  "ConsignmentCancelled",
  { consignmentId },
) {
  override get message(): string {
    return `consignment ${JSON.stringify(this.consignmentId)} is cancelled`
  }
}

/** The consignment has no parcel of this id. */
export class UnknownParcel extends Schema.TaggedError<UnknownParcel>()("UnknownParcel", {
  consignmentId,
  parcelId,
}) {
  override get message(): string {
    return `consignment ${JSON.stringify(this.consignmentId)} has no ${inParcel(this.parcelId)}`
  }
}

/** The consignment has a parcel of this id already. */
export class ParcelExists extends Schema.TaggedError<ParcelExists>()("ParcelExists", {
  consignmentId,
  parcelId,
}) {
  override get message(): string {
    return `consignment ${JSON.stringify(this.consignmentId)} has ${inParcel(this.parcelId)} already`
  }
}

/** The parcel cannot be brought from where it is to where it was wanted. */
export class TransitionRefused extends Schema.TaggedError<TransitionRefused>()(
  "TransitionRefused",
  { parcelId, from: Schema.String, to: Schema.String, because: Schema.String },
) {
  override get message(): string {
    return `${inParcel(this.parcelId)} does not go from ${this.from} to ${this.to}: ${this.because}`
  }
}

/** The item is not of this consignment; what it still wants is named. */
export class WrongItem extends Schema.TaggedError<WrongItem>()("WrongItem", {
  parcelId,
  sku,
  expected: Expected,
}) {
  override get message(): string {
    return `${this.sku} is not for ${inParcel(this.parcelId)}, which wants ${listed(this.expected)}`
  }
}

/** More units were scanned than the consignment still wants of the item. */
export class TooManyUnits extends Schema.TaggedError<TooManyUnits>()("TooManyUnits", {
  parcelId,
  sku,
  scanned: Schema.Int,
  left: Schema.Int,
}) {
  override get message(): string {
    return `${inParcel(this.parcelId)}: ${this.scanned} ${this.sku} scanned, ${this.left} left to pack`
  }
}

/** The item has serial numbers, so each unit is scanned by its own. */
export class SerialMissing extends Schema.TaggedError<SerialMissing>()("SerialMissing", {
  parcelId,
  sku,
  scanned: Schema.Int,
}) {
  override get message(): string {
    const { sku, scanned } = this
    const what = scanned === 1 ? "its serial number" : `${scanned} serial numbers, one by one`
    return `${inParcel(this.parcelId)}: ${sku} wants ${what}`
  }
}

/** The unit lies in a parcel already. */
export class SerialPacked extends Schema.TaggedError<SerialPacked>()("SerialPacked", {
  parcelId,
  sku,
  serial: Schema.String,
  /** Where it is. */
  packedIn: Schema.String,
}) {
  override get message(): string {
    const { parcelId, sku, serial, packedIn } = this
    return `${inParcel(parcelId)}: ${sku} ${serial} is in ${inParcel(packedIn)} already`
  }
}

/** A scan of this id has come before and said something else. */
export class ScanReused extends Schema.TaggedError<ScanReused>()("ScanReused", {
  parcelId,
  scanId: Schema.String,
}) {
  override get message(): string {
    return `${inParcel(this.parcelId)}: scan ${JSON.stringify(this.scanId)} said something else before`
  }
}

/** The parcel cannot be closed: it is empty, or these units are in no parcel and nothing was said of them. */
export class ParcelIncomplete extends Schema.TaggedError<ParcelIncomplete>()("ParcelIncomplete", {
  parcelId,
  isEmpty: Schema.Boolean,
  missing: Expected,
}) {
  override get message(): string {
    const what = this.isEmpty ? "it is empty, and" : "it is not complete:"
    return `${inParcel(this.parcelId)} is not closed: ${what} ${listed(this.missing)} left to pack`
  }
}

/** The weight looks as if it was typed in another unit: nothing was weighed. */
export class WeightInOtherUnit extends Schema.TaggedError<WeightInOtherUnit>()(
  "WeightInOtherUnit",
  {
    parcelId,
    given: Schema.Int,
    expectedGrams: Schema.Int,
    unit: Schema.Literals(["kilograms", "milligrams"]),
  },
) {
  override get message(): string {
    const { given, expectedGrams, unit } = this
    return `${inParcel(this.parcelId)}: ${given} looks like ${unit}; about ${expectedGrams} grams are expected`
  }
}

/** The parcel has another label. */
export class OtherLabel extends Schema.TaggedError<OtherLabel>()("OtherLabel", {
  parcelId,
  trackingNumber: Schema.String,
  given: Schema.String,
}) {
  override get message(): string {
    return `${inParcel(this.parcelId)} has label ${this.trackingNumber}, not ${this.given}`
  }
}

/** Parcels have left, so nothing of them can be stopped any more: ask for their interception. */
export class InterceptNeeded extends Schema.TaggedError<InterceptNeeded>()("InterceptNeeded", {
  consignmentId,
  parcels: Schema.Array(
    Schema.Struct({ parcelId, status: Schema.String, trackingNumber: Schema.String }),
  ),
}) {
  override get message(): string {
    const parcels = this.parcels.map(
      ({ parcelId, status, trackingNumber }) =>
        `${inParcel(parcelId)} (${trackingNumber}) is ${status}`,
    )
    return `too late to stop: ${parcels.join("; ")}; ask the courier to intercept`
  }
}

/**
 * A courier has a parcel of the same lines that was stopped: what it holds would go twice. Somebody has
 * to see to it, and clear it.
 */
export class StrayParcel extends Schema.TaggedError<StrayParcel>()("StrayParcel", {
  parcelId,
  stray: Schema.Struct({ consignmentId, parcelId, trackingNumbers: Schema.Array(Schema.String) }),
}) {
  override get message(): string {
    const { consignmentId, parcelId, trackingNumbers } = this.stray
    const numbers = trackingNumbers.join(", ")
    const stray = `${inParcel(parcelId)} of ${JSON.stringify(consignmentId)} (${numbers})`
    return `${inParcel(this.parcelId)} has to wait: ${stray} was stopped, and its courier has it`
  }
}

/** No courier has the parcel against our will. */
export class NotStray extends Schema.TaggedError<NotStray>()("NotStray", { parcelId }) {
  override get message(): string {
    return `${inParcel(this.parcelId)} is no stray: there is nothing to clear`
  }
}

/** Everything that parcels refuse. */
export type ParcelRefusal =
  | UnknownConsignment
  | ConsignmentExists
  | ConsignmentCancelled
  | UnknownParcel
  | ParcelExists
  | TransitionRefused
  | WrongItem
  | TooManyUnits
  | SerialMissing
  | SerialPacked
  | ScanReused
  | ParcelIncomplete
  | WeightInOtherUnit
  | OtherLabel
  | InterceptNeeded
  | StrayParcel
  | NotStray
