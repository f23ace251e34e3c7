/**
 * Why a manifest is refused.
 *
 * @module
 */
import { Schema } from "effect"

/** The manifest was closed over other parcels. */
export class ManifestOver extends Schema.TaggedError<ManifestOver>()("ManifestOver", {
  manifestId: Schema.String,
}) {
  override get message(): string {
    return `manifest ${JSON.stringify(this.manifestId)} was closed over other parcels`
  }
}

/** Parcels are not ready for this courier and cut-off at the place; each is named. */
export class ParcelsNotReady extends Schema.TaggedError<ParcelsNotReady>()("ParcelsNotReady", {
  manifestId: Schema.String,
  courier: Schema.String,
  parcels: Schema.Array(Schema.Struct({ consignmentId: Schema.String, parcelId: Schema.String })),
}) {
  override get message(): string {
    const parcels = this.parcels.map(
      ({ consignmentId, parcelId }) =>
        `parcel ${JSON.stringify(parcelId)} of ${JSON.stringify(consignmentId)} is not ready`,
    )
    const manifest = JSON.stringify(this.manifestId)
    return `manifest ${manifest} for ${this.courier}: ${parcels.join("; ")}`
  }
}

/** Everything that a manifest is refused for. */
export type ManifestRefusal = ManifestOver | ParcelsNotReady
