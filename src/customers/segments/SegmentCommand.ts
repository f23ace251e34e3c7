/**
 * What can be asked of segments.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import { Segment } from "./Segment.ts"

/** `Define`: a segment asks for this from now on; its version is one more than that before. */
export const SegmentCommand = Schema.TaggedUnion({
  Define: { ...CommandHeader.fields, actor: Id.Id, segment: Segment },
})
/** A command about segments. */
export type SegmentCommand = typeof SegmentCommand.Type
