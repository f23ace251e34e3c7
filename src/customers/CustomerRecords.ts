/**
 * How customers lie in the store: what is personal stands in three collections that can be erased,
 * all else holds ids and keyed hashes.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import { CustomerEvent } from "./CustomerEvent.ts"
import { Told } from "./profile/Consent.ts"
import * as ConsentHolding from "./profile/ConsentHolding.ts"
import { dueAt } from "./profile/Kept.ts"
import * as Moment from "./profile/Moment.ts"
import { PersonalPolicy } from "./profile/PersonalPolicy.ts"
import { PersonRecord } from "./profile/PersonRecord.ts"

export * from "./ChangeRecords.ts"
export * from "./identity/IdentityRecords.ts"
export * from "./trade/TradeRecords.ts"

const instant = Calendar.Instant

/**
 * One record for each source's word on a person: personal. `byDue` finds what has to go, and when;
 * `byPolicy` what other policies than the one of now let in, `byOrderDue` whose order is to be
 * looked at.
 */
export const Persons: Collection.Collection<PersonRecord, "byDue" | "byPolicy" | "byOrderDue"> =
  Collection.make({
    name: "customer-person",
    schema: PersonRecord,
    id: ({ recordId }) => recordId,
    indexes: {
      byDue: {
        entries: ({ kept, recordId }) => {
          const due = dueAt(kept)
          return due === undefined ? [] : [[due, recordId]]
        },
      },
      byPolicy: {
        entries: ({ channel, policy = "", recordId, erasedAt }) =>
          erasedAt === undefined ? [[channel, policy, recordId]] : [],
      },
      byOrderDue: {
        entries: ({ orderDueAt, recordId }) =>
          orderDueAt === undefined ? [] : [[orderDueAt, recordId]],
      },
    },
  })

const PolicyFields = Schema.Struct({ policies: Schema.Array(PersonalPolicy) })
/** One record: what each channel lets us keep. */
export const Policies: Collection.Collection<typeof PolicyFields.Type> = Collection.make({
  name: "customer-policy",
  schema: PolicyFields,
  id: () => policyId,
})
/** The id of the one record of {@link Policies}. */
export const policyId = "in force"

/**
 * One record for each statement; `byRecord` finds it by the records that hold it, `byEdge` by the
 * decisions that parted some from it.
 */
export const Consents: Collection.Collection<Told, "byRecord" | "byEdge"> = Collection.make({
  name: "customer-consent",
  schema: Told,
  id: ({ statement }) => statement.statementId,
  indexes: {
    byRecord: {
      entries: (told) => ConsentHolding.of(told).map((id) => [id, told.statement.statementId]),
      guard: 1,
    },
    byEdge: {
      entries: ({ parted = [], statement }) =>
        Array.from(new Set(parted.map(({ edgeId }) => edgeId)), (id) => [
          id,
          statement.statementId,
        ]),
      guard: 1,
    },
  },
})

const MomentFields = Schema.Struct({ recordId: Id.Id, recordedAt: instant, ...Moment.Kept.fields })
/** A moment of a record, and when we heard of it. */
export type KeptMoment = typeof MomentFields.Type
/**
 * One record for each moment, which is personal; `byDue` finds when the text of a talk has to go,
 * and `byPolicy` where another policy than the one of now let it in.
 */
export const Moments: Collection.Collection<KeptMoment, "byRecord" | "byDue" | "byPolicy"> =
  Collection.make({
    name: "customer-moment",
    schema: MomentFields,
    id: ({ moment }) => moment.eventId,
    indexes: {
      byRecord: {
        entries: ({ recordId, moment }) => [[recordId, moment.occurredAt, moment.eventId]],
        guard: 1,
      },
      byDue: {
        entries: ({ moment, until }) =>
          Moment.hasText(moment) && until !== undefined ? [[until, moment.eventId]] : [],
      },
      byPolicy: {
        entries: ({ moment, policy = "" }) =>
          Moment.hasText(moment) ? [[moment.channel, policy, moment.eventId]] : [],
      },
    },
  })

const WordFields = Schema.Struct({
  what: Schema.Literals(["moment", "statement"]),
  id: Id.Id,
  recordId: Id.Id,
})
/** What went with a record that was withdrawn. */
export type WithdrawnWord = typeof WordFields.Type
/**
 * One record for each moment and statement that went with a record which was withdrawn: delivered
 * once more under its id they would be taken for those of whoever has that id now.
 */
export const WithdrawnWords: Collection.Collection<WithdrawnWord> = Collection.make({
  name: "customer-withdrawn-word",
  schema: WordFields,
  id: ({ what, id }) => `${what} ${id}`,
})

/** The journal of the room. It names records and customers, and nobody in person. */
export const History: JournalStream.JournalStream<CustomerEvent> = JournalStream.make({
  name: "customers",
  schema: CustomerEvent,
})
