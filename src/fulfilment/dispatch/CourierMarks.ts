/**
 * What tracking has shown of a parcel, so that the order of its events, and their repeats, do not
 * matter. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import type { Status } from "../../couriers/Tracking.ts"
import * as Calendar from "../../kernel/Calendar.ts"

/**
 * The latest instants (epoch milliseconds) at which a courier moved the parcel, delivered it, gave it
 * back to its sender, or called it lost.
 */
export const CourierMarks = Schema.Struct({
  moved: Schema.optionalKey(Calendar.Instant),
  delivered: Schema.optionalKey(Calendar.Instant),
  returned: Schema.optionalKey(Calendar.Instant),
  lost: Schema.optionalKey(Calendar.Instant),
})
/** The latest instants of what a courier did. */
export type CourierMarks = typeof CourierMarks.Type

/** Nothing was seen. */
export const none: CourierMarks = {}

/**
 * What a status marks. A failed attempt leaves the parcel with the courier; an announcement has nobody
 * holding it; a code that nobody has given a meaning says nothing.
 */
const markOf = (status: Status | undefined): keyof CourierMarks | undefined => {
  switch (status) {
    case undefined:
    case "announced":
      return undefined
    case "delivered":
    case "returned":
    case "lost":
      return status
    case "collected":
    case "inTransit":
    case "outForDelivery":
    case "atPickUpPoint":
    case "failed":
      return "moved"
  }
}

/**
 * The marks after one more tracking event. Only the latest of each kind counts, so that whatever
 * comes late or twice changes nothing.
 *
 * @example
 * ```ts
 * import { CourierMarks } from "entrepot/fulfilment"
 *
 * const delivered = CourierMarks.marked(CourierMarks.none, { status: "delivered", at: 9 })
 * const late = CourierMarks.marked(delivered, { status: "inTransit", at: 5 })
 * console.log(CourierMarks.standing(late))
 * ```
 * ```text
 * delivered
 * ```
 */
export const marked = (
  marks: CourierMarks,
  { status, at }: { readonly status?: Status; readonly at: Calendar.Instant },
): CourierMarks => {
  const mark = markOf(status)
  return mark === undefined || at <= (marks[mark] ?? -Infinity) ? marks : { ...marks, [mark]: at }
}

/**
 * Where a parcel is by its marks; nothing where no courier has had it.
 *
 * Delivered and returned are ends, and the later of them counts, or returned where they are at once:
 * nothing else comes after them. What was lost is found again by a later movement. It agrees with
 * `Tracking.statusOf` of the couriers, and needs four instants instead of all events.
 *
 * @example
 * ```ts
 * import { CourierMarks } from "entrepot/fulfilment"
 *
 * console.log(CourierMarks.standing({ moved: 4, lost: 9 }), CourierMarks.standing({ moved: 12, lost: 9 }))
 * ```
 * ```text
 * lost inTransit
 * ```
 */
export const standing = ({
  moved = -Infinity,
  delivered = -Infinity,
  returned = -Infinity,
  lost = -Infinity,
}: CourierMarks): "inTransit" | "delivered" | "returned" | "lost" | undefined => {
  if (Math.max(delivered, returned) > -Infinity)
    return returned >= delivered ? "returned" : "delivered"
  if (lost > -Infinity && lost >= moved) return "lost"
  return moved > -Infinity ? "inTransit" : undefined
}
