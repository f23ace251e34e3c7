/**
 * Posting what couriers tell of parcels, in any order and as often as they tell it.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { TrackingEvent } from "../../couriers/Tracking.ts"
import { Transaction } from "../../store/Transaction.ts"
import {
  EarlyMarks,
  type TrackedParcel,
  trackedParcelId,
  TrackedParcels,
} from "../FulfilmentRecords.ts"
import * as OutboundPosting from "../parcels/OutboundPosting.ts"
import * as CourierMarks from "./CourierMarks.ts"

/** What became of an event: it moved a parcel, said nothing new, or is kept until its label is known. */
export type Tracked = "moved" | "known" | "early"

/**
 * Takes in one event. What comes before the label is known is kept, and counts once it is.
 *
 * @example
 * ```ts
 * import { TrackingPosting } from "entrepot/fulfilment"
 *
 * const event = { trackingNumber: "T1", at: 0, code: "DLV", status: "delivered" } as const
 * const program = TrackingPosting.track("post", event)
 * ```
 */
export const track = Effect.fnUntraced(function* (
  courier: string,
  { trackingNumber, at, status }: TrackingEvent,
): Effect.fn.Return<Tracked, OutboundPosting.OutboundRefusal, Transaction> {
  const tx = yield* Transaction
  const id = trackedParcelId({ courier, trackingNumber })
  const parcel = Option.getOrUndefined(yield* tx.get(TrackedParcels, id))
  if (parcel !== undefined) return yield* mark(parcel, at, status)
  if (status === undefined) return "early"
  const early = Option.getOrUndefined(yield* tx.get(EarlyMarks, id))
  const marks = CourierMarks.marked(early?.marks ?? CourierMarks.none, { status, at })
  yield* tx.put(EarlyMarks, { courier, trackingNumber, marks })
  return "early"
})

const mark = Effect.fnUntraced(function* (
  { consignmentId, parcelId, trackingNumber }: TrackedParcel,
  at: number,
  status: TrackingEvent["status"],
): Effect.fn.Return<Tracked, OutboundPosting.OutboundRefusal, Transaction> {
  const { event } = yield* OutboundPosting.post({
    _tag: "Track",
    commandId: trackingNumber,
    occurredAt: at,
    consignmentId,
    parcelId,
    at,
    ...(status === undefined ? {} : { status }),
  })
  return event === "None" ? "known" : "moved"
})

/** Tells a parcel what its courier told of its label before it was known here. */
export const catchUp = Effect.fnUntraced(function* (
  parcel: TrackedParcel,
): Effect.fn.Return<void, OutboundPosting.OutboundRefusal, Transaction> {
  const tx = yield* Transaction
  const id = trackedParcelId(parcel)
  const early = Option.getOrUndefined(yield* tx.get(EarlyMarks, id))
  if (early === undefined) return
  yield* tx.remove(EarlyMarks, id)
  const { moved, delivered, returned, lost } = early.marks
  if (moved !== undefined) yield* mark(parcel, moved, "inTransit")
  if (lost !== undefined) yield* mark(parcel, lost, "lost")
  if (delivered !== undefined) yield* mark(parcel, delivered, "delivered")
  if (returned !== undefined) yield* mark(parcel, returned, "returned")
})
