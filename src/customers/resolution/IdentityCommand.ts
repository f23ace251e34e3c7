/**
 * What people can ask of a resolution: to put together, to keep apart, and to take that back.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import { Edge } from "./Edge.ts"

/** Nobody puts people together or apart without a name and a reason. */
const header = {
  ...CommandHeader.fields,
  actor: Id.Id,
  reason: Schema.NonEmptyString,
  /** The id of the decision, by which it is taken back. */
  edgeId: Id.Id,
}
const records = Schema.NonEmptyArray(Id.Id)

/**
 * A command about who is who. All take an `actor` and a `reason`.
 *
 * - `Merge`: two records are one person's, and so are all that hang together with them.
 * - `KeepApart`: no record on the left is the person's of any on the right.
 * - `Split`: these records of a customer are not the person's of its others. Whether they are all one
 *   other person's, their own links say.
 * - `TakeBack`: a decision by hand is as if it had never been.
 */
export const IdentityCommand = Schema.TaggedUnion({
  Merge: { ...header, records: Schema.Tuple([Id.Id, Id.Id]) },
  KeepApart: { ...header, left: records, right: records },
  Split: { ...header, records },
  TakeBack: header,
})
/** A command about who is who. */
export type IdentityCommand = typeof IdentityCommand.Type

/**
 * What was decided, or taken back. `EdgeMade` of an id that stands replaces it. Nobody is the `actor`
 * where the house takes back a legacy, since its record has new words. Reasons are kept elsewhere: they
 * are free text, and these events are for ever.
 */
export const IdentityEvent = Schema.TaggedUnion({
  EdgeMade: { edge: Edge },
  EdgeTakenBack: { edgeId: Id.Id, actor: Schema.optionalKey(Id.Id) },
})
/** What was decided, or taken back. */
export type IdentityEvent = typeof IdentityEvent.Type
