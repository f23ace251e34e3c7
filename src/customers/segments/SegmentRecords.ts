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
import { Seen, SegmentEvent } from "./SegmentCommand.ts"

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
  saw: Schema.Array(Seen),
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

/** What happened to segments and whom they name: a host follows it to act. */
export const SegmentHistory: JournalStream.JournalStream<SegmentEvent> = JournalStream.make({
  name: "segments",
  schema: SegmentEvent,
})
