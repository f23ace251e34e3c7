/**
 * A parcel: a box of a consignment, and how far it has come. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { LineUnits } from "../consignments/Consignment.ts"
import * as CourierMarks from "../dispatch/CourierMarks.ts"
import * as Weight from "./Weight.ts"

/** What one scan put into a parcel, and the lines that it was for. */
export const PackedScan = Schema.Struct({
  scanId: Id.Id,
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  serial: Schema.optionalKey(Id.Id),
  lot: Schema.optionalKey(Id.Id),
  lines: Schema.Array(LineUnits),
})
/** What one scan put into a parcel. */
export type PackedScan = typeof PackedScan.Type

/**
 * What becomes of units that are not packed when a parcel is closed: another parcel of the
 * consignment takes them, or this is a partial shipment, and why.
 */
export const Rest = Schema.TaggedUnion({
  NextParcel: {},
  PartialShipment: { reason: CommandHeader.Reason.check(Schema.isNonEmpty()) },
})
/** What becomes of units that are not packed. */
export type Rest = typeof Rest.Type

/** The same as it is kept: why may be personal, and stands with the orders. */
export const KeptRest = Schema.TaggedUnion({ NextParcel: {}, PartialShipment: {} })
/** What becomes of units that are not packed, as it is kept. */
export type KeptRest = typeof KeptRest.Type

/** A label that was bought. */
export const Label = Schema.Struct({ courier: Id.Id, service: Id.Id, trackingNumber: Id.Id })
/** A label that was bought. */
export type Label = typeof Label.Type

/** What an empty box weighs, with what fills it up. */
export const PackagingGrams = Schema.Int.check(
  Schema.isBetween(
    { minimum: 0, maximum: 1_000_000 },
    { expected: "whole grams, from 0 to 1000000" },
  ),
)

/** A box of a consignment. */
export const Parcel = Schema.Struct({
  parcelId: Id.Id,
  packagingGrams: PackagingGrams,
  /** What we did with it; see `status` for where it is. */
  stage: Schema.Literals([
    "open",
    "packed",
    "held",
    "weighed",
    "labelled",
    "dispatched",
    "stopped",
  ]),
  scans: Schema.Array(PackedScan),
  rest: Schema.optionalKey(KeptRest),
  weighing: Schema.optionalKey(Weight.Weighing),
  label: Schema.optionalKey(Label),
  manifestId: Schema.optionalKey(Id.Id),
  marks: CourierMarks.CourierMarks,
  interceptAsked: Schema.Boolean,
  /** A courier had it though it was stopped; somebody has seen to it where that is cleared. */
  stray: Schema.optionalKey(Schema.Literals(["found", "cleared"])),
  /** Tracking numbers of labels that are to be void. */
  voids: Schema.Array(Id.Id),
})
/** A box of a consignment. */
export type Parcel = typeof Parcel.Type

/** Where a parcel is. */
export type Status = Parcel["stage"] | "inTransit" | "delivered" | "returned" | "lost"

/**
 * The name of a unit among all items.
 *
 * @example
 * ```ts
 * import { Parcel } from "entrepot/fulfilment"
 *
 * const packedElsewhere = new Map([[Parcel.unitName({ sku: "PHONE", serial: "A1" }), "p9"]])
 * console.log(packedElsewhere.get(Parcel.unitName({ sku: "PHONE", serial: "A1" })))
 * ```
 * ```text
 * p9
 * ```
 */
export const unitName = ({
  sku,
  serial,
}: {
  readonly sku: string
  readonly serial: string
}): string => `${sku}\u0000${serial}`

/** An empty box. */
export const opened = (parcelId: string, packagingGrams: number): Parcel => ({
  parcelId,
  packagingGrams,
  stage: "open",
  scans: [],
  marks: CourierMarks.none,
  interceptAsked: false,
  voids: [],
})

/**
 * Where a parcel is: what its courier saw counts more than what we noted. One that we stopped stays
 * stopped; see {@link isStray}.
 *
 * @example
 * ```ts
 * import { Parcel } from "entrepot/fulfilment"
 *
 * const parcel = { ...Parcel.opened("p1", 120), stage: "labelled" } as const
 * console.log(Parcel.status(parcel), Parcel.status({ ...parcel, marks: { moved: 5 } }))
 * ```
 * ```text
 * labelled inTransit
 * ```
 */
export const status = ({ stage, marks }: Parcel): Status =>
  stage === "stopped" ? stage : (CourierMarks.standing(marks) ?? stage)

/**
 * Whether a courier has a parcel that we stopped: its label was used all the same. It is none any more
 * once it came back, or somebody has seen to it.
 */
export const isStray = ({ stage, marks, stray }: Parcel): boolean => {
  const standing = CourierMarks.standing(marks)
  return (
    stage === "stopped" && stray !== "cleared" && standing !== undefined && standing !== "returned"
  )
}

/** Units in it, of each line and item. */
export const contents = (
  parcel: Pick<Parcel, "scans">,
): ReadonlyArray<LineUnits & { readonly sku: string }> =>
  parcel.scans.flatMap(({ sku, lines }) => lines.map((line) => ({ ...line, sku })))
