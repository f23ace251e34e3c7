/**
 * What people decided by hand about records: that two are one person's, or that some are not.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"

/** Who decided, and why: a word by hand is never without either. */
const decided = { edgeId: Id.Id, actor: Id.Id, reason: Schema.NonEmptyString }
const records = Schema.NonEmptyArray(Id.Id)

/**
 * A decision by hand. It holds as long as it stands; to take it back is as if it had never been.
 *
 * - `Merge`: two records are one person's.
 * - `Veto`: no record on the left is the person's of any on the right. It is never crossed, not even by
 *   a merge.
 */
export const Edge = Schema.TaggedUnion({
  Merge: { ...decided, records: Schema.Tuple([Id.Id, Id.Id]) },
  Veto: { ...decided, left: records, right: records },
})
/** A decision by hand. */
export type Edge = typeof Edge.Type

/** All records that a decision names. */
export const recordsOf = (edge: Edge): ReadonlyArray<Id.Id> =>
  edge._tag === "Merge" ? edge.records : [...edge.left, ...edge.right]
