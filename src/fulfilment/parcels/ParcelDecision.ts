/**
 * The decisions on the parcels of a consignment: given it and a command, the events or the refusal.
 * Pure.
 *
 * @module
 */
import { Equal, Result } from "effect"

import * as CourierMarks from "../dispatch/CourierMarks.ts"
import * as Outbound from "./Outbound.ts"
import * as Packing from "./Packing.ts"
import { isStray, type Parcel } from "./Parcel.ts"
import type { ParcelCommand } from "./ParcelCommand.ts"
import type { ParcelEvent } from "./ParcelEvent.ts"
import {
  ConsignmentCancelled,
  ConsignmentExists,
  OtherLabel,
  ParcelExists,
  type ParcelRefusal,
  UnknownConsignment,
  UnknownParcel,
  WeightInOtherUnit,
} from "./ParcelRefusal.ts"
import * as ParcelTransition from "./ParcelTransition.ts"
import * as Stopping from "./Stopping.ts"
import * as Weight from "./Weight.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<ParcelEvent>, ParcelRefusal>

/** What a decision is made on. */
export interface ParcelView {
  /** The consignment; nothing where it was not begun. */
  readonly outbound: Outbound.Outbound | undefined
  readonly tolerance: Weight.Tolerance
  /** Of units that lie in parcels of other consignments the parcel, by `Parcel.unitName`. */
  readonly packedElsewhere: ReadonlyMap<string, string>
}

type Asked<Tag extends ParcelCommand["_tag"]> = Extract<ParcelCommand, { readonly _tag: Tag }>

/**
 * Decides a command on the parcels of a consignment. Asking again for what is so already tells
 * nothing, and a refusal changes nothing.
 *
 * A cancellation and a label may cross. Before the label the parcel stops; after it the parcel stops
 * and the label is to be void; a label that comes to a stopped parcel is to be void, too. Once the
 * courier has the parcel it is not stopped any more: the refusal asks for an interception.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ParcelDecision } from "entrepot/fulfilment"
 *
 * const decision = ParcelDecision.decide(
 *   {
 *     outbound: undefined,
 *     tolerance: { grams: 25, basisPoints: 300 },
 *     packedElsewhere: new Map(),
 *   },
 *   { _tag: "Weigh", commandId: "1", consignmentId: "c1", parcelId: "p1", weightGrams: 900 },
 * )
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * there is no consignment "c1"
 * ```
 */
export const decide = (view: ParcelView, command: ParcelCommand): Decision => {
  const { outbound } = view
  if (command._tag === "Begin") return begun(outbound, command)
  const { consignmentId } = command
  if (outbound === undefined || outbound.consignment.consignmentId !== consignmentId)
    return Result.fail(new UnknownConsignment({ consignmentId }))
  if (command._tag === "Cancel") return Stopping.cancelled(outbound)
  if (command._tag === "Open") return opened(outbound, command)
  const { parcelId } = command
  const parcel = Outbound.parcel(outbound, parcelId)
  if (parcel === undefined) return Result.fail(new UnknownParcel({ consignmentId, parcelId }))
  switch (command._tag) {
    case "Pack":
      return Packing.packed(outbound, parcel, command, view.packedElsewhere)
    case "Close":
      return Packing.closed(outbound, parcel, command)
    case "Weigh":
      return weighed(outbound, parcel, command, view.tolerance)
    case "OverrideWeight":
      return overridden(parcel, command)
    case "AddLabel":
      return labelled(parcel, command)
    case "Dispatch":
      return dispatched(parcel, command)
    case "Track":
      return tracked(parcel, command)
    case "Stop":
      return Stopping.stopped(outbound, [parcel])
    case "Intercept":
      return Stopping.intercepted(outbound, parcel)
    case "ClearStray":
      return Stopping.cleared(parcel, command)
  }
}

const begun = (
  outbound: Outbound.Outbound | undefined,
  { consignment }: Asked<"Begin">,
): Decision => {
  if (outbound === undefined) return Result.succeed([{ _tag: "Begun", consignment }])
  const { consignmentId } = consignment
  return Equal.equals(outbound.consignment, consignment)
    ? Result.succeed([])
    : Result.fail(new ConsignmentExists({ consignmentId }))
}

const opened = (
  outbound: Outbound.Outbound,
  { consignmentId, parcelId, packagingGrams }: Asked<"Open">,
): Decision => {
  if (outbound.cancelled) return Result.fail(new ConsignmentCancelled({ consignmentId }))
  return Outbound.parcel(outbound, parcelId) === undefined
    ? Result.succeed([{ _tag: "ParcelOpened", consignmentId, parcelId, packagingGrams }])
    : Result.fail(new ParcelExists({ consignmentId, parcelId }))
}

const weighed = (
  outbound: Outbound.Outbound,
  parcel: Parcel,
  { consignmentId, parcelId, weightGrams, unitChecked = false }: Asked<"Weigh">,
  tolerance: Weight.Tolerance,
): Decision =>
  ParcelTransition.when(parcel, "weighed", () => {
    const expectedGrams = Outbound.expectedGrams(outbound, parcel)
    const weighing = Weight.weigh(weightGrams, expectedGrams, tolerance)
    const unit = unitChecked ? undefined : Weight.mistakenUnit(weighing)
    if (unit !== undefined)
      return Result.fail(
        new WeightInOtherUnit({ parcelId, given: weightGrams, expectedGrams, unit }),
      )
    const _tag = Weight.isWithin(weighing) ? "ParcelWeighed" : "ParcelHeld"
    return Result.succeed([{ _tag, consignmentId, parcelId, weighing }])
  })

const overridden = (
  parcel: Parcel,
  { consignmentId, parcelId, actor }: Asked<"OverrideWeight">,
): Decision =>
  ParcelTransition.when(parcel, "overridden", () => {
    const { weighing } = parcel
    return Result.succeed(
      weighing === undefined
        ? []
        : [{ _tag: "WeightOverridden", consignmentId, parcelId, weighing, actor }],
    )
  })

const labelled = (
  parcel: Parcel,
  { consignmentId, parcelId, label }: Asked<"AddLabel">,
): Decision => {
  const { trackingNumber } = label
  if (parcel.label?.trackingNumber === trackingNumber || parcel.voids.includes(trackingNumber))
    return Result.succeed([])
  if (parcel.stage === "stopped")
    return Result.succeed([{ _tag: "LabelledTooLate", consignmentId, parcelId, label }])
  if (parcel.label !== undefined)
    return Result.fail(
      new OtherLabel({
        parcelId,
        trackingNumber: parcel.label.trackingNumber,
        given: trackingNumber,
      }),
    )
  return ParcelTransition.when(parcel, "labelled", () =>
    Result.succeed([{ _tag: "ParcelLabelled", consignmentId, parcelId, label }]),
  )
}

/** The courier may have scanned the parcel before the manifest is closed, so its marks do not count. */
const dispatched = (
  parcel: Parcel,
  { consignmentId, parcelId, manifestId }: Asked<"Dispatch">,
): Decision => {
  if (parcel.manifestId === manifestId) return Result.succeed([])
  return parcel.stage === "labelled"
    ? Result.succeed([{ _tag: "ParcelDispatched", consignmentId, parcelId, manifestId }])
    : Result.fail(ParcelTransition.refusal(parcel, "dispatched"))
}

/** A stopped parcel that had a label may be on its way all the same, which is not to be lost. */
const tracked = (
  parcel: Parcel,
  { consignmentId, parcelId, at, status }: Asked<"Track">,
): Decision => {
  if (parcel.label === undefined && parcel.voids.length === 0)
    return Result.fail(ParcelTransition.refusal(parcel, "tracked"))
  const { marks } = parcel
  if (status === undefined) return Result.succeed([])
  const after = CourierMarks.marked(marks, { status, at })
  if (after === marks) return Result.succeed([])
  const seen: ParcelEvent = { _tag: "ParcelTracked", consignmentId, parcelId, at, status }
  const isFound = parcel.stray === undefined && isStray({ ...parcel, marks: after })
  return Result.succeed(isFound ? [seen, { _tag: "StrayFound", consignmentId, parcelId }] : [seen])
}
