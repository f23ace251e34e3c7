/**
 * Why consignments are not changed, labelled or sent: each refusal names the consignment or the order,
 * and why.
 *
 * @module
 */
import { Schema } from "effect"

import { CancellationAsked } from "../../orders/OrderRefusal.ts"

const consignmentId = Schema.String
const quoted = (text: string): string => JSON.stringify(text)
const named = (id: string): string => `consignment ${quoted(id)}`

const ofOrder = { consignmentId, externalId: Schema.String }

/** An order of the consignment was not released, or not again since it changed. */
export class OrderNotReleased extends Schema.TaggedError<OrderNotReleased>()("OrderNotReleased", {
  ...ofOrder,
  review: Schema.Literals(["waiting", "held", "rejected"]),
  /** What changed since it was released, where that is why. */
  changed: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const { consignmentId, externalId, review, changed } = this
    const why = changed.length === 0 ? "" : `, since its ${changed.join(", ")} changed`
    return `${named(consignmentId)}: order ${quoted(externalId)} is ${review}${why}`
  }
}

/** Units of the consignment are not wanted any more: take them out first. */
export class UnitsWithdrawn extends Schema.TaggedError<UnitsWithdrawn>()("UnitsWithdrawn", {
  ...ofOrder,
  /** Units of the order's lines, as the channel counts them. */
  lines: Schema.Array(Schema.Struct({ lineId: Schema.String, units: Schema.Int })),
}) {
  override get message(): string {
    const lines = this.lines.map(({ lineId, units }) => `${units} of line ${lineId}`)
    return `${named(this.consignmentId)}: order ${quoted(this.externalId)} does not want ${lines.join(", ")} any more`
  }
}

/** The order goes to another door than it did when the consignment was made. */
export class AddressChanged extends Schema.TaggedError<AddressChanged>()(
  "AddressChanged",
  ofOrder,
) {
  override get message(): string {
    return `${named(this.consignmentId)}: order ${quoted(this.externalId)} goes to another address by now`
  }
}

/** The channel wants its own label by now, or does not want it any more: other couriers may take it. */
export class LabelChanged extends Schema.TaggedError<LabelChanged>()("LabelChanged", {
  ...ofOrder,
  wanted: Schema.Literals(["ours", "channel"]),
}) {
  override get message(): string {
    const whose = this.wanted === "ours" ? "no label of its channel" : "the label of its channel"
    return `${named(this.consignmentId)}: order ${quoted(this.externalId)} wants ${whose} by now`
  }
}

/** Why nothing of an order may leave. */
export type NotReady =
  | OrderNotReleased
  | CancellationAsked
  | UnitsWithdrawn
  | AddressChanged
  | LabelChanged

const Lacking = Schema.Array(
  Schema.Struct({ sku: Schema.String, wanted: Schema.Int, there: Schema.Int }),
)
const lacking = (lines: typeof Lacking.Type, where: string): string =>
  lines.map(({ sku, wanted, there }) => `${wanted} ${sku} wanted, ${there} ${where}`).join("; ")

/** The holds of the consignment keep fewer units than it carries; nothing was moved. */
export class UnitsNotHeld extends Schema.TaggedError<UnitsNotHeld>()("UnitsNotHeld", {
  consignmentId,
  lines: Lacking,
}) {
  override get message(): string {
    return `${named(this.consignmentId)}: ${lacking(this.lines, "held")}`
  }
}

/** Units are in parcels, or are none of the consignment's: stop those parcels first. */
export class UnitsNotFree extends Schema.TaggedError<UnitsNotFree>()("UnitsNotFree", {
  consignmentId,
  lines: Lacking,
}) {
  override get message(): string {
    return `${named(this.consignmentId)}: ${lacking(this.lines, "not in parcels")}`
  }
}

/** The lot that was scanned is not one that is held for the consignment. */
export class LotNotHeld extends Schema.TaggedError<LotNotHeld>()("LotNotHeld", {
  consignmentId,
  sku: Schema.String,
  lot: Schema.String,
  held: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const { consignmentId, sku, lot, held } = this
    return `${named(consignmentId)}: lot ${lot} of ${sku} was scanned, and ${held.join(", ")} is held`
  }
}

/** A unit of a line would be torn apart: some items of it go, or have gone, and others do not. */
export class LineTorn extends Schema.TaggedError<LineTorn>()("LineTorn", {
  externalId: Schema.String,
  lineIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const { externalId, lineIds } = this
    return `order ${quoted(externalId)}: some items of line ${lineIds.join(", ")} would go without the others`
  }
}

/** Everything that takes units into and out of consignments refuses, beside what others refuse. */
export type DocketRefusal = NotReady | UnitsNotHeld | UnitsNotFree | LotNotHeld | LineTorn

/** A consignment is not merged with itself, nor named twice. */
export class MergedWithItself extends Schema.TaggedError<MergedWithItself>()("MergedWithItself", {
  consignmentId,
}) {
  override get message(): string {
    return `${named(this.consignmentId)} is named twice in one merge`
  }
}

/** The consignment went into another one before, so that no merge goes in a circle. */
export class AlreadyMerged extends Schema.TaggedError<AlreadyMerged>()("AlreadyMerged", {
  consignmentId,
  into: Schema.String,
}) {
  override get message(): string {
    return `${named(this.consignmentId)} was merged into ${quoted(this.into)}`
  }
}

/** Somebody has begun with the consignment, or it is cancelled. */
export class MergeTooLate extends Schema.TaggedError<MergeTooLate>()("MergeTooLate", {
  consignmentId,
  state: Schema.String,
}) {
  override get message(): string {
    return `${named(this.consignmentId)} is ${this.state}: only what waits for a wave is merged`
  }
}

/** Nobody can say that the two go to one door; a mask is not an address. */
export class DoorsDiffer extends Schema.TaggedError<DoorsDiffer>()("DoorsDiffer", {
  into: Schema.String,
  from: Schema.String,
  because: Schema.Literals(["another door", "no door", "its token has expired"]),
}) {
  override get message(): string {
    return `${named(this.from)} does not go with ${quoted(this.into)}: ${this.because}`
  }
}

/** The two cannot be one parcel; each term that differs is named. */
export class TermsDiffer extends Schema.TaggedError<TermsDiffer>()("TermsDiffer", {
  into: Schema.String,
  from: Schema.String,
  terms: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `${named(this.from)} does not go with ${quoted(this.into)}: another ${this.terms.join(", ")}`
  }
}

/** Everything that a merge is refused for. */
export type MergeRefusal =
  | MergedWithItself
  | AlreadyMerged
  | MergeTooLate
  | DoorsDiffer
  | TermsDiffer

/** Consignments do not wait for a wave at the place: each is named with what it waits for. */
export class NotForWave extends Schema.TaggedError<NotForWave>()("NotForWave", {
  waveId: Schema.String,
  place: Schema.String,
  consignments: Schema.Array(
    Schema.Struct({ consignmentId, place: Schema.String, state: Schema.String }),
  ),
}) {
  override get message(): string {
    const others = this.consignments.map(
      ({ consignmentId, place, state }) => `${named(consignmentId)} is ${state} at ${place}`,
    )
    return `wave ${quoted(this.waveId)} is of what waits at ${this.place}: ${others.join("; ")}`
  }
}

/** What is known of a place does not suffice: its record, its layout, or where items lie. */
export class SiteIncomplete extends Schema.TaggedError<SiteIncomplete>()("SiteIncomplete", {
  place: Schema.String,
  missing: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `place ${quoted(this.place)}: nobody has said ${this.missing.join(", ")}`
  }
}

/** Nobody can say where the parcel goes to: the address was erased, or was never known. */
export class AddressMissing extends Schema.TaggedError<AddressMissing>()(
  "AddressMissing",
  ofOrder,
) {
  override get message(): string {
    return `${named(this.consignmentId)}: order ${quoted(this.externalId)} has no address`
  }
}

/** A label of another courier or service is asked for already: stop the parcel, or wait for it. */
export class LabelUnderWay extends Schema.TaggedError<LabelUnderWay>()("LabelUnderWay", {
  consignmentId,
  parcelId: Schema.String,
  courier: Schema.String,
  service: Schema.String,
}) {
  override get message(): string {
    const { consignmentId, parcelId, courier, service } = this
    return `${named(consignmentId)}: parcel ${quoted(parcelId)} waits for ${courier}, ${service}`
  }
}

/** Weight and sizes make a parcel that cannot be: one of them is in another unit. */
export class ParcelImplausible extends Schema.TaggedError<ParcelImplausible>()(
  "ParcelImplausible",
  {
    consignmentId,
    parcelId: Schema.String,
    weightGrams: Schema.Int,
    lengthMm: Schema.Int,
    widthMm: Schema.Int,
    heightMm: Schema.Int,
  },
) {
  override get message(): string {
    const { consignmentId, parcelId, weightGrams, lengthMm, widthMm, heightMm } = this
    const what = `${weightGrams} grams in ${lengthMm} x ${widthMm} x ${heightMm} mm`
    return `${named(consignmentId)}: parcel ${quoted(parcelId)} of ${what} cannot be`
  }
}
