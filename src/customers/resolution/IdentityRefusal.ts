/**
 * Why a command about who is who is refused.
 *
 * @module
 */
import { Schema } from "effect"

const named = (ids: ReadonlyArray<string>): string => ids.map((id) => JSON.stringify(id)).join(", ")

/** There are no records of these ids. */
export class UnknownRecord extends Schema.TaggedError<UnknownRecord>()("UnknownRecord", {
  recordIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `there is no record ${named(this.recordIds)}`
  }
}

/** There is a decision of this id already, and it stands. */
export class EdgeExists extends Schema.TaggedError<EdgeExists>()("EdgeExists", {
  edgeId: Schema.String,
}) {
  override get message(): string {
    return `decision ${named([this.edgeId])} stands already`
  }
}

/** There is no decision of this id, or it was taken back. */
export class UnknownEdge extends Schema.TaggedError<UnknownEdge>()("UnknownEdge", {
  edgeId: Schema.String,
}) {
  override get message(): string {
    return `there is no decision ${named([this.edgeId])}`
  }
}

/** A merge would cross a veto: `by` names the decision or the rule of the model. */
export class VetoStands extends Schema.TaggedError<VetoStands>()("VetoStands", {
  recordIds: Schema.Array(Schema.String),
  by: Schema.String,
}) {
  override get message(): string {
    return `${named(this.recordIds)} are kept apart by ${named([this.by])}`
  }
}

/** The same record is on both sides. */
export class SameRecord extends Schema.TaggedError<SameRecord>()("SameRecord", {
  recordIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `${named(this.recordIds)} cannot be on both sides`
  }
}

/** The records are not a part of one customer that leaves another part. */
export class NotAPart extends Schema.TaggedError<NotAPart>()("NotAPart", {
  recordIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `${named(this.recordIds)} are no part of one customer that leaves others`
  }
}

/** Everything that is refused about who is who. */
export type IdentityRefusal =
  | UnknownRecord
  | EdgeExists
  | UnknownEdge
  | VetoStands
  | SameRecord
  | NotAPart
