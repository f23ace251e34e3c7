/**
 * What happens to segments and to whom they name.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { Segment } from "./Segment.ts"
import { SegmentReason } from "./SegmentReason.ts"

const move = {
  segment: Id.Id,
  version: Schema.Int,
  customerId: Id.Id,
  /** When it came to be so, in epoch milliseconds; it may be told later. */
  at: Calendar.Instant,
  /** What the segment asked about, as it was then. */
  ...SegmentReason.fields,
}

/**
 * An event of segments.
 *
 * - `Defined`: a segment asks for something else from then on.
 * - `Entered`, `Left`: a customer came to be of it, or ceased to be.
 */
export const SegmentEvent = Schema.TaggedUnion({
  Defined: { segment: Segment },
  Entered: move,
  Left: move,
})
/** An event of segments. */
export type SegmentEvent = typeof SegmentEvent.Type
