/**
 * Which of two sightings of a document is the later one, in whatever order they come. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { compareRevisions, Revision } from "../../orders/OrderRef.ts"

/** When something was seen, in which revision, and by which event. */
export const Sighting = Schema.Struct({
  occurredAt: Calendar.Instant,
  revision: Revision,
  eventId: Id.Id,
})
/** When something was seen. */
export type Sighting = typeof Sighting.Type

/** The sighting of an event. */
export const of = ({ occurredAt, revision, eventId }: Sighting): Sighting => ({
  occurredAt,
  revision,
  eventId,
})

/** Whether a sighting counts instead of another: no two are equal in it, but one and itself. */
export const isLater = (one: Sighting, other: Sighting | undefined): boolean => {
  if (other === undefined) return true
  if (one.occurredAt !== other.occurredAt) return one.occurredAt > other.occurredAt
  // Ids of the journal count up, as revisions do.
  const byRevision = compareRevisions(one.revision, other.revision)
  return (byRevision === 0 ? compareRevisions(one.eventId, other.eventId) : byRevision) > 0
}
