/**
 * The decisions to stop parcels before they leave, and to have them brought back after. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { Outbound } from "./Outbound.ts"
import { isStray, type Parcel, status } from "./Parcel.ts"
import type { ParcelCommand } from "./ParcelCommand.ts"
import type { ParcelEvent } from "./ParcelEvent.ts"
import { InterceptNeeded, NotStray, type ParcelRefusal } from "./ParcelRefusal.ts"
import * as ParcelTransition from "./ParcelTransition.ts"

type Decision = Result.Result<ReadonlyArray<ParcelEvent>, ParcelRefusal>

/** Stops all parcels of a consignment, or none where one of them has left. */
export const cancelled = (outbound: Outbound): Decision => {
  const { consignmentId } = outbound.consignment
  if (outbound.cancelled) return Result.succeed([])
  return Result.map(stopped(outbound, outbound.parcels), (events) => [
    ...events,
    { _tag: "Cancelled", consignmentId },
  ])
}

/** Stops parcels, or none where one of them has left. */
export const stopped = (
  { consignment: { consignmentId } }: Outbound,
  parcels: ReadonlyArray<Parcel>,
): Decision => {
  const running = parcels.filter(({ stage }) => stage !== "stopped")
  const gone = running.filter((parcel) => !ParcelTransition.may(parcel, "stopped"))
  if (gone.length > 0)
    return Result.fail(
      new InterceptNeeded({
        consignmentId,
        parcels: gone.map((parcel) => ({
          parcelId: parcel.parcelId,
          status: status(parcel),
          trackingNumber: parcel.label?.trackingNumber ?? "",
        })),
      }),
    )
  return Result.succeed(
    running.map(({ parcelId, label }): ParcelEvent => {
      const stop = { consignmentId, parcelId }
      return label === undefined
        ? { _tag: "StoppedBeforeLabel", ...stop }
        : { _tag: "StoppedAfterLabel", ...stop, trackingNumber: label.trackingNumber }
    }),
  )
}

/** Somebody has seen to a stopped parcel that its courier has all the same. */
export const cleared = (
  parcel: Parcel,
  { consignmentId, parcelId, actor }: Extract<ParcelCommand, { readonly _tag: "ClearStray" }>,
): Decision => {
  if (parcel.stray === "cleared") return Result.succeed([])
  return isStray(parcel)
    ? Result.succeed([{ _tag: "StrayCleared", consignmentId, parcelId, actor }])
    : Result.fail(new NotStray({ parcelId }))
}

/** Asks the courier to bring a parcel back, once. */
export const intercepted = (
  { consignment: { consignmentId } }: Outbound,
  parcel: Parcel,
): Decision =>
  ParcelTransition.when(parcel, "intercepted", (): Decision => {
    const { parcelId, label, interceptAsked } = parcel
    if (interceptAsked || label === undefined) return Result.succeed([])
    const { trackingNumber } = label
    return Result.succeed([{ _tag: "InterceptAsked", consignmentId, parcelId, trackingNumber }])
  })
