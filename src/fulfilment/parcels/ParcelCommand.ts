/**
 * What can be asked of the parcels of a consignment.
 *
 * @module
 */
import { Schema } from "effect"

import { Grams } from "../../couriers/Parcel.ts"
import * as Tracking from "../../couriers/Tracking.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Consignment } from "../consignments/Consignment.ts"
import { Label, PackagingGrams, Rest } from "./Parcel.ts"

/** What a scan is of, as `ScanLookup.resolve` of the stock room finds it out. */
export const ScannedUnits = Schema.Struct({
  sku: Id.Sku,
  serial: Schema.optional(Id.Id),
  lot: Schema.optional(Id.Id),
  /** Units that were scanned at once. */
  count: Quantity.PositiveQuantity,
})
/** What a scan is of. */
export type ScannedUnits = typeof ScannedUnits.Type

const header = { ...CommandHeader.fields, consignmentId: Id.Id }
const ofParcel = { ...header, parcelId: Id.Id }
/** Somebody takes it on themselves, and says why. */
const answered = { actor: Id.Id, reason: CommandHeader.Reason.check(Schema.isNonEmpty()) }

/**
 * A command on the parcels of a consignment.
 *
 * - `Begin`: the consignment came to the packing table.
 * - `Open`: a box is taken; `packagingGrams` is what it weighs with what fills it up.
 * - `Pack`: units were scanned and lie in the box. A scan counts once, by its id.
 * - `Close`: the box is complete; or `rest` says what becomes of the units that are not packed.
 * - `Weigh`: what the scale says, again as long as no label was bought. `unitChecked` says that these
 *   are grams indeed, where the weight looks like another unit.
 * - `OverrideWeight`: somebody takes the weight of a held parcel on themselves, and says why.
 * - `AddLabel`: its label was bought. One that comes after the parcel was stopped is to be void.
 * - `Dispatch`: the courier took it, on this manifest.
 * - `Track`: the courier told something of it.
 * - `Stop`: the parcel does not go; its units can be packed again, and a label is to be void.
 * - `Intercept`: the courier is to bring it back.
 * - `ClearStray`: a courier has a stopped parcel all the same, and somebody has seen to it: other
 *   parcels of its lines may go.
 * - `Cancel`: the consignment does not go: all its parcels stop, or none where one of them has left.
 */
export const ParcelCommand = Schema.TaggedUnion({
  Begin: { ...CommandHeader.fields, consignment: Consignment },
  Open: { ...ofParcel, packagingGrams: PackagingGrams },
  Pack: { ...ofParcel, scanId: Id.Id, scanned: ScannedUnits },
  Close: { ...ofParcel, rest: Schema.optional(Rest) },
  Weigh: { ...ofParcel, weightGrams: Grams, unitChecked: Schema.optional(Schema.Boolean) },
  OverrideWeight: { ...ofParcel, ...answered },
  AddLabel: { ...ofParcel, label: Label },
  Dispatch: { ...ofParcel, manifestId: Id.Id },
  Track: { ...ofParcel, at: Calendar.Instant, status: Schema.optionalKey(Tracking.Status) },
  Stop: ofParcel,
  Intercept: ofParcel,
  ClearStray: { ...ofParcel, ...answered },
  Cancel: header,
})
/** A command on the parcels of a consignment. */
export type ParcelCommand = typeof ParcelCommand.Type
