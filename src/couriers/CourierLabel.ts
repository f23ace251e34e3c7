/**
 * A label that a courier sold: its tracking number, and what is printed.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import { ServiceId } from "./Shipment.ts"

/** What is printed and stuck on the parcel. It shows the address, so it is personal. */
export const Waybill = Schema.Struct({
  /** What the bytes are, such as `application/pdf` or `text/plain; charset=utf-8`. */
  mediaType: Schema.String.check(
    Schema.isPattern(/^[a-z]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/i, { expected: "a media type" }),
  ),
  /** At least one byte, and at most 735,000: as much as a record of every store can hold. */
  base64: Schema.NonEmptyString.check(Schema.isBase64(), Schema.isMaxLength(980_000)),
})
/** What is printed and stuck on the parcel. */
export type Waybill = typeof Waybill.Type

/** A label as the courier sold it. */
export const CourierLabel = Schema.Struct({
  /** Ours, as it was asked for. */
  reference: Id.Id,
  service: ServiceId,
  trackingNumber: Id.Id,
  /** What it was sold for, where the courier says so. */
  price: Schema.optionalKey(Money.Money),
  waybill: Waybill,
})
/** A label as the courier sold it. */
export type CourierLabel = typeof CourierLabel.Type

/**
 * What a courier knows of one of our references: nothing, a label, or one that is not valid any more.
 */
export const LabelFound = Schema.TaggedUnion({
  None: {},
  Sold: { label: CourierLabel },
  Voided: { trackingNumber: Id.Id },
})
/** What a courier knows of one of our references. */
export type LabelFound = typeof LabelFound.Type
