/**
 * How customers lie in the store: what is personal stands in three collections that can be erased, all
 * else holds ids and keyed hashes.
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
 * `byPolicy` what other policies than the one of now let in, `byOrderDue` whose order is to be looked at.
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

/** One record for each statement; `byRecord` finds it by the records that hold it. */
export const Consents: Collection.Collection<Told, "byRecord"> = Collection.make({
  name: "customer-consent",
  schema: Told,
  id: ({ statement }) => statement.statementId,
  indexes: {
    byRecord: {
      entries: (told) => ConsentHolding.of(told).map((id) => [id, told.statement.statementId]),
      guard: 1,
    },
  },
})

const MomentFields = Schema.Struct({ recordId: Id.Id, recordedAt: instant, ...Moment.Kept.fields })
/** A moment of a record, and when we heard of it. */
export type KeptMoment = typeof MomentFields.Type
/**
 * One record for each moment; the text of a talk is personal, and `withText` finds it, `byDue` when it
 * has to go, and `byPolicy` where another policy than the one of now let it in.
 */
export const Moments: Collection.Collection<
  KeptMoment,
  "byRecord" | "withText" | "byDue" | "byPolicy"
> = Collection.make({
  name: "customer-moment",
  schema: MomentFields,
  id: ({ moment }) => moment.eventId,
  indexes: {
    byRecord: {
      entries: ({ recordId, moment }) => [[recordId, moment.occurredAt, moment.eventId]],
      guard: 1,
    },
    withText: {
      entries: ({ recordId, moment }) =>
        Moment.hasText(moment) ? [[recordId, moment.eventId]] : [],
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

/** The journal of the room. It names records and customers, and nobody in person. */
export const History: JournalStream.JournalStream<CustomerEvent> = JournalStream.make({
  name: "customers",
  schema: CustomerEvent,
})
