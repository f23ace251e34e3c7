/**
 * Profiles: all that is known of a customer in one view, read from the store.
 *
 * @module
 */
import { Clock, Effect, Option, Schema, Stream } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Input from "../store/Input.ts"
import type { JournalShape } from "../store/Journal.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import { type LoggedChange, Reasons } from "./ChangeRecords.ts"
import { Identities, type Identity } from "./identity/IdentityRecords.ts"
import * as ContactKeeping from "./persons/ContactKeeping.ts"
import * as DossierKeeping from "./persons/DossierKeeping.ts"
import * as ExportKeeping from "./persons/ExportKeeping.ts"
import * as LookupKeeping from "./persons/LookupKeeping.ts"
import * as ReachKeeping from "./persons/ReachKeeping.ts"
import * as BaseFacts from "./profile/BaseFacts.ts"
import * as Consent from "./profile/Consent.ts"
import { latestFirst, type Moment } from "./profile/Moment.ts"
import type * as Reach from "./profile/Reach.ts"
import * as Timeline from "./profile/Timeline.ts"
import type { AsOf, TradeEvent } from "./trade/TradeEvent.ts"
import * as TradeRecord from "./trade/TradeRecord.ts"
import { OrderTrades } from "./trade/TradeRecords.ts"

/** All that is known of a customer, at an instant. */
export interface Profile extends BaseFacts.BaseFacts {
  readonly customerId: string
  readonly recordIds: ReadonlyArray<string>
  /** By the strictest of the customer's records. */
  readonly consents: ReadonlyArray<Consent.Standing>
  readonly trade: TradeRecord.TradeRecord
  /** Chats, tickets, complaints and suggestions of any channel, the latest first. */
  readonly interactions: ReadonlyArray<Moment>
}

/** Why a profile cannot be read. */
export type ProfileError = InputInvalid | RecordsError

/** What became of a customer, and why, as long as the reason is kept. */
export interface Reasoned extends LoggedChange {
  readonly reason?: string
}

/**
 * Reading what is known of customers. An id that a customer once had answers with the living one.
 */
export interface ProfilesShape {
  /**
   * The ids of all customers, each once, also of those of whom all was erased. It is no snapshot
   * while others write.
   */
  readonly ids: () => Stream.Stream<string, RecordsError>
  /**
   * All that is known of a customer; `at` (epoch milliseconds) is the instant of rhythm and
   * consent.
   */
  readonly profile: (
    customerId: string,
    at: Calendar.Instant,
  ) => Effect.Effect<Option.Option<Profile>, ProfileError>
  /**
   * The trade record counted anew from its events, as it was or as it was known at a past instant,
   * of the orders that are the customer's today.
   */
  readonly tradeAsOf: (
    customerId: string,
    at: Calendar.Instant,
    view: AsOf,
  ) => Effect.Effect<Option.Option<TradeRecord.TradeRecord>, ProfileError>
  /**
   * A page of what happened with a customer, the latest first: 100 entries unless said. The text of
   * a talk is there as long as it may be kept.
   */
  readonly timeline: (
    customerId: string,
    options?: Timeline.Options,
  ) => Effect.Effect<Timeline.Page, ProfileError>
  /**
   * What the records of a customer went through, the first before the others: merges, splits and
   * names, also those of whoever had them as long as they had them. A record that was withdrawn has
   * its own.
   */
  readonly history: (customerId: string) => Effect.Effect<ReadonlyArray<Reasoned>, ProfileError>
  /**
   * Everything that is held about a customer, as JSON: what sources told, whose the records are and
   * why, consents, moments, segments, orders with their documents and labels, and trade. It reads
   * all moves in and out of segments that there ever were.
   */
  readonly exportOf: (customerId: string) => Effect.Effect<Schema.Json, ProfileError>
  /**
   * How many customers of each channel can be written to for a purpose. It reads all of them; who
   * was erased is not counted, and neither is a channel of which all was erased.
   */
  readonly reach: (
    purpose: string,
    at: Calendar.Instant,
  ) => Effect.Effect<Reach.Reach, ProfileError>
}

/** Profiles over services that other rooms share. */
export const make = (records: RecordsShape, journal: JournalShape): ProfilesShape => {
  const dossiers = DossierKeeping.make(records)
  const { each } = LookupKeeping.make(records)
  const exported = ExportKeeping.of(records, journal)

  const identitiesOf = Effect.fnUntraced(function* (customerId: string) {
    yield* decode.id({ customerId })
    return yield* dossiers.identities(customerId)
  })
  const namesOf = (identities: ReadonlyArray<Identity>) =>
    identities.map(({ recordId }) => recordId)

  const momentsOf = (ids: ReadonlyArray<string>, at: number) =>
    Effect.map(dossiers.moments(ids, at), (kept) => kept.map(({ moment }) => moment))
  const eventsOf = Effect.fnUntraced(function* (identities: ReadonlyArray<Identity>) {
    const heard = yield* dossiers.trade(yield* dossiers.orders(identities))
    return heard.map(({ event }) => event)
  })

  const profile: ProfilesShape["profile"] = Effect.fnUntraced(function* (customerId, at) {
    const identities = yield* identitiesOf(customerId)
    const [first] = identities
    if (first === undefined) return Option.none()
    const recordIds = namesOf(identities)
    const moments = yield* momentsOf(recordIds, at)
    const told = yield* dossiers.consents(recordIds)
    const persons = yield* dossiers.persons(recordIds, at)
    const viewOf = yield* ContactKeeping.views(records, { many: false })
    return Option.some({
      customerId: first.customer,
      recordIds,
      ...BaseFacts.of(persons, told, yield* viewOf(persons, at)),
      consents: Consent.ofCustomer(told, recordIds, at),
      trade: TradeRecord.of(yield* each(OrderTrades, yield* dossiers.orders(identities)), at),
      interactions: moments.filter(({ _tag }) => _tag === "Interacted").toSorted(latestFirst),
    })
  })

  return {
    ids: () =>
      records.all(Identities, { index: "byCustomer" }).pipe(
        Stream.map(({ customer }) => customer),
        // The records of a customer follow one another.
        Stream.changes,
      ),
    profile,
    tradeAsOf: Effect.fnUntraced(function* (customerId, at, view) {
      yield* decode.tradeAsOf({ customerId, at, view })
      const identities = yield* identitiesOf(customerId)
      return identities.length === 0
        ? Option.none()
        : Option.some(TradeRecord.recount(yield* eventsOf(identities), at, view))
    }),
    timeline: Effect.fnUntraced(function* (customerId, options = {}) {
      const { after, limit = 100 } = yield* decode.timeline(options)
      const at = yield* Clock.currentTimeMillis
      const identities = yield* identitiesOf(customerId)
      const ids = namesOf(identities)
      const told = yield* dossiers.consents(ids)
      const events: ReadonlyArray<TradeEvent> = yield* eventsOf(identities)
      // What goods cost us did not happen with the customer.
      const trade = events.filter(({ _tag }) => _tag !== "Costed")
      const happenings: ReadonlyArray<Timeline.Happening> = [
        ...identities.map(({ recordId, channel, since }) => ({
          kind: "observed" as const,
          what: { recordId, channel, observedAt: since },
        })),
        ...trade.map((what) => ({ kind: "trade" as const, what })),
        ...(yield* momentsOf(ids, at)).map((what) => ({ kind: "moment" as const, what })),
        ...told.map(({ statement }) => ({ kind: "consent" as const, what: statement })),
      ]
      return Timeline.page(happenings, { limit, after })
    }),
    history: Effect.fnUntraced(function* (customerId) {
      const changes = yield* dossiers.changes(customerId, yield* identitiesOf(customerId))
      return yield* Effect.forEach(changes, (change) =>
        Effect.map(records.get(Reasons, change.commandId), (found) =>
          Option.match(found, {
            onNone: () => change,
            onSome: ({ text: reason }) => ({ ...change, reason }),
          }),
        ),
      )
    }),
    exportOf: Effect.fnUntraced(function* (customerId) {
      yield* decode.id({ customerId })
      return yield* exported(customerId, yield* Clock.currentTimeMillis)
    }),
    reach: (purpose, at) => ReachKeeping.of(records, purpose, at),
  }
}

const View: Schema.Codec<AsOf> = Schema.Struct({
  occurred: Schema.optionalKey(Calendar.Instant),
  recorded: Schema.optionalKey(Calendar.Instant),
})

const decode = {
  id: Input.decoder("Customers", Schema.Struct({ customerId: Id.Id })),
  tradeAsOf: Input.decoder(
    "Customers.tradeAsOf",
    Schema.Struct({ customerId: Id.Id, at: Calendar.Instant, view: View }),
  ),
  timeline: Input.decoder("Customers.timeline", Timeline.Options),
}
