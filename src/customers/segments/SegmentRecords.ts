/**
 * How segments lie in the store.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import { Segment } from "./Segment.ts"
import { SegmentEvent } from "./SegmentEvent.ts"
import { SegmentReason } from "./SegmentReason.ts"

const VersionsFields = Schema.Struct({
  id: Id.Id,
  /** In the order of time. */
  versions: Schema.Array(Schema.Struct({ from: Calendar.Instant, segment: Segment })),
})
/** The versions of a segment, each with the instant from which on it asks. */
export type Versions = typeof VersionsFields.Type

/** One record for each segment. */
export const Definitions: Collection.Collection<Versions> = Collection.make({
  name: "segment",
  schema: VersionsFields,
  id: ({ id }) => id,
})

const MembershipFields = Schema.Struct({
  segment: Id.Id,
  version: Schema.Int,
  /** Epoch milliseconds. */
  since: Calendar.Instant,
  ...SegmentReason.fields,
})
/** Of which segment a customer is, since when, and why. */
export type KeptMembership = typeof MembershipFields.Type

const StandingFields = Schema.Struct({
  customerId: Id.Id,
  /** Up to when it was gone through, in epoch milliseconds. */
  asOf: Calendar.Instant,
  memberships: Schema.Array(MembershipFields),
  /** When days alone change something next, in epoch milliseconds. */
  due: Schema.optionalKey(Calendar.Instant),
})
/** How a customer stands in all segments. */
export type Standing = typeof StandingFields.Type

/** One record for each customer that was looked at. */
export const Standings: Collection.Collection<Standing, "byDue" | "bySegment"> = Collection.make({
  name: "segment-standing",
  schema: StandingFields,
  id: ({ customerId }) => customerId,
  indexes: {
    byDue: { entries: ({ due, customerId }) => (due === undefined ? [] : [[due, customerId]]) },
    bySegment: {
      entries: ({ memberships, customerId }) =>
        memberships.map(({ segment }) => [segment, customerId]),
    },
  },
})

const HeardFields = Schema.Struct({
  cursor: Schema.String,
  position: Schema.Int,
  asked: Schema.Int,
})
/**
 * Up to where the journal of customers was heard, and by how many versions of segments and settings
 * everybody was looked at.
 */
export type Heard = typeof HeardFields.Type
/** One record: how far {@link Heard} is. */
export const Hearing: Collection.Collection<Heard> = Collection.make({
  name: "segment-hearing",
  schema: HeardFields,
  id: () => hearingId,
})
/** The id of the one record of {@link Hearing}. */
export const hearingId = "heard"

/** What happened to segments and whom they name: a host follows it to act. */
export const SegmentHistory: JournalStream.JournalStream<SegmentEvent> = JournalStream.make({
  name: "segments",
  schema: SegmentEvent,
})
