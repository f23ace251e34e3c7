/**
 * Profiles: all that is known of a customer in one view, read from the store.
 *
 * @module
 */
import { Effect, Option, Schema, Stream } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import type { Collection } from "../store/Collection.ts"
import * as Input from "../store/Input.ts"
import type { JournalShape } from "../store/Journal.ts"
import type { RecordsError, RecordsShape, Stretch } from "../store/Records.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import { Changes, type LoggedChange, Reasons } from "./ChangeRecords.ts"
import { Persons } from "./CustomerRecords.ts"
import { Identities, type Identity } from "./identity/IdentityRecords.ts"
import * as ContactKeeping from "./persons/ContactKeeping.ts"
import * as DossierKeeping from "./persons/DossierKeeping.ts"
import * as ExportKeeping from "./persons/ExportKeeping.ts"
import * as BaseFacts from "./profile/BaseFacts.ts"
import * as Consent from "./profile/Consent.ts"
import * as Kept from "./profile/Kept.ts"
import type { Moment } from "./profile/Moment.ts"
import * as Reach from "./profile/Reach.ts"
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

/** Reading what is known of customers. An id that a customer once had answers with the living one. */
export interface ProfilesShape {
  /** All that is known of a customer; `at` (epoch milliseconds) is the instant of rhythm and consent. */
  readonly profile: (
    customerId: string,
    at: Calendar.Instant,
  ) => Effect.Effect<Option.Option<Profile>, ProfileError>
  /**
   * The trade record counted anew from its events, as it was or as it was known at a past instant, of
   * the orders that are the customer's today.
   */
  readonly tradeAsOf: (
    customerId: string,
    at: Calendar.Instant,
    view: AsOf,
  ) => Effect.Effect<Option.Option<TradeRecord.TradeRecord>, ProfileError>
  /** A page of what happened with a customer, the latest first: 100 entries unless said. */
  readonly timeline: (
    customerId: string,
    options?: { readonly after?: Timeline.Place; readonly limit?: number },
  ) => Effect.Effect<Timeline.Page, ProfileError>
  /** The merges and splits that a customer went through, the first before the others. */
  readonly history: (customerId: string) => Effect.Effect<ReadonlyArray<Reasoned>, ProfileError>
  /**
   * Everything that is held about a customer, as JSON: what sources told, whose the records are and why,
   * consents, moments, segments, orders with their documents and labels, and trade. It reads all moves in
   * and out of segments that there ever were.
   */
  readonly exportOf: (customerId: string) => Effect.Effect<Schema.Json, ProfileError>
  /** How many customers of each channel can be written to for a purpose. It reads all of them. */
  readonly reach: (
    purpose: string,
    at: Calendar.Instant,
  ) => Effect.Effect<Reach.Reach, ProfileError>
}

/** Profiles over services that other rooms share. */
export const make = (records: RecordsShape, journal: JournalShape): ProfilesShape => {
  const dossiers = DossierKeeping.make(records)
  const all = <A, I extends string>(from: Collection<A, I>, stretch: Stretch<I>) =>
    Stream.runCollect(records.all(from, stretch))
  const each = <A>(from: Collection<A>, ids: Iterable<string>) =>
    Effect.map(
      Effect.forEach(new Set(ids), (id) => records.get(from, id)),
      (found) => found.flatMap(Option.toArray),
    )

  const identitiesOf = Effect.fnUntraced(function* (customerId: string) {
    yield* decodeId({ customerId })
    return yield* dossiers.identities(customerId)
  })
  const namesOf = (identities: ReadonlyArray<Identity>) =>
    identities.map(({ recordId }) => recordId)

  const momentsOf = (ids: ReadonlyArray<string>) =>
    Effect.map(dossiers.moments(ids), (kept) => kept.map(({ moment }) => moment))
  const eventsOf = (identities: ReadonlyArray<Identity>) =>
    Effect.map(dossiers.trade(identities), (heard) => heard.map(({ event }) => event))
  const consentsOf = (ids: ReadonlyArray<string>, at: number) =>
    Effect.map(dossiers.consents(ids), (told) => Consent.ofCustomer(told, ids, at))
  /** Who has outlived their time says nothing, though upkeep may be late. */
  const personsOf = (ids: ReadonlyArray<string>, at: number) =>
    Effect.map(each(Persons, ids), (persons) =>
      persons.map((person) => ({ ...person, kept: Kept.lapse(person.kept, at) })),
    )

  const profile: ProfilesShape["profile"] = Effect.fnUntraced(function* (customerId, at) {
    const identities = yield* identitiesOf(customerId)
    const [first] = identities
    if (first === undefined) return Option.none()
    const recordIds = namesOf(identities)
    const moments = yield* momentsOf(recordIds)
    const consents = yield* consentsOf(recordIds, at)
    const persons = yield* personsOf(recordIds, at)
    const viewOf = yield* ContactKeeping.views(records, { many: false })
    return Option.some({
      customerId: first.customer,
      recordIds,
      ...BaseFacts.of(persons, consents, yield* viewOf(persons, at)),
      consents,
      trade: TradeRecord.of(yield* each(OrderTrades, DossierKeeping.ordersOf(identities)), at),
      interactions: moments
        .filter(({ _tag }) => _tag === "Interacted")
        .toSorted((a, b) => b.occurredAt - a.occurredAt),
    })
  })

  const reach: ProfilesShape["reach"] = Effect.fnUntraced(function* (purpose, at) {
    let [total, pending]: [Reach.Reach, ReadonlyArray<Identity>] = [Reach.none, []]
    const viewOf = yield* ContactKeeping.views(records, { many: true })
    const isReachable = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
      const consents = (yield* consentsOf(ids, at)).filter((one) => one.purpose === purpose)
      // Who said yes to nothing is not looked at.
      if (!consents.some(({ standing }) => standing === "given")) return false
      const persons = yield* personsOf(ids, at)
      const base = BaseFacts.of(persons, consents, yield* viewOf(persons, at))
      return BaseFacts.isReachable(base, purpose)
    })
    const counted = Effect.fnUntraced(function* (identities: ReadonlyArray<Identity>) {
      if (identities.length === 0) return
      const channels = identities.map(({ channel }) => channel)
      total = Reach.count(total, { channels, isReachable: yield* isReachable(namesOf(identities)) })
    })
    yield* Stream.runForEach(
      records.all(Identities, { index: "byCustomer" }),
      Effect.fnUntraced(function* (identity) {
        // The records of a customer follow one another.
        if (pending[0]?.customer === identity.customer) pending = [...pending, identity]
        else {
          yield* counted(pending)
          pending = [identity]
        }
      }),
    )
    yield* counted(pending)
    return total
  })

  return {
    profile,
    tradeAsOf: Effect.fnUntraced(function* (customerId, at, view) {
      const identities = yield* identitiesOf(customerId)
      return identities.length === 0
        ? Option.none()
        : Option.some(TradeRecord.recount(yield* eventsOf(identities), at, view))
    }),
    timeline: Effect.fnUntraced(function* (customerId, { after, limit = 100 } = {}) {
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
        ...(yield* momentsOf(ids)).map((what) => ({ kind: "moment" as const, what })),
        ...told.map(({ statement }) => ({ kind: "consent" as const, what: statement })),
      ]
      return Timeline.page(happenings, { limit, after })
    }),
    history: Effect.fnUntraced(function* (customerId) {
      yield* decodeId({ customerId })
      const changes = yield* all(Changes, { index: "byCustomer", under: [customerId] })
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
      const identities = yield* identitiesOf(customerId)
      const customer = identities[0]?.customer ?? null
      return { customerId: customer, ...(yield* ExportKeeping.of(records, journal)(identities)) }
    }),
    reach,
  }
}

const decodeId = Input.decoder("Customers", Schema.Struct({ customerId: Id.Id }))
