/**
 * Why a segment is refused.
 *
 * @module
 */
import { Schema } from "effect"

/** The version of a segment is not the one that comes next. */
export class VersionOutOfOrder extends Schema.TaggedError<VersionOutOfOrder>()(
  "VersionOutOfOrder",
  { segment: Schema.String, version: Schema.Int, wanted: Schema.Int },
) {
  override get message(): string {
    return `segment ${this.segment}: version ${this.version} was given, ${this.wanted} comes next`
  }
}

/** There is no such segment. */
export class UnknownSegment extends Schema.TaggedError<UnknownSegment>()("UnknownSegment", {
  segment: Schema.String,
}) {
  override get message(): string {
    return `there is no segment ${this.segment}`
  }
}
