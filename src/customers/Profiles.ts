/**
 * Profiles: all that is known of a customer in one view, read from the store.
 *
 * @module
 */
import { Effect, Option, Schema, Stream } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import { documentId, Documents, orderId, Personals } from "../orders/OrderRecords.ts"
import type { Collection } from "../store/Collection.ts"
import * as Input from "../store/Input.ts"
import type { RecordsError, RecordsShape, Stretch } from "../store/Records.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import {
  Changes,
  Consents,
  Identities,
  type Identity,
  type LoggedChange,
  Moments,
  OrderTrades,
  Persons,
  TradeEvents,
  tradeId,
} from "./CustomerRecords.ts"
import * as BaseFacts from "./profile/BaseFacts.ts"
import * as Consent from "./profile/Consent.ts"
import type { Moment } from "./profile/Moment.ts"
import * as Reach from "./profile/Reach.ts"
import * as Timeline from "./profile/Timeline.ts"
import type { AsOf, TradeEvent } from "./trade/TradeEvent.ts"
import * as TradeRecord from "./trade/TradeRecord.ts"

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
  readonly history: (customerId: string) => Effect.Effect<ReadonlyArray<LoggedChange>, ProfileError>
  /** Everything that is held about a customer, as JSON. */
  readonly exportOf: (customerId: string) => Effect.Effect<Schema.Json, ProfileError>
  /** How many customers of each channel can be written to for a purpose. It reads all of them. */
  readonly reach: (
    purpose: string,
    at: Calendar.Instant,
  ) => Effect.Effect<Reach.Reach, ProfileError>
}

/** Profiles over services that other rooms share. */
export const make = (records: RecordsShape): ProfilesShape => {
  const all = <A, I extends string>(from: Collection<A, I>, stretch: Stretch<I>) =>
    Stream.runCollect(records.all(from, stretch))
  const each = <A>(from: Collection<A>, ids: Iterable<string>) =>
    Effect.map(
      Effect.forEach(new Set(ids), (id) => records.get(from, id)),
      (found) => found.flatMap(Option.toArray),
    )

  const identitiesOf = Effect.fnUntraced(function* (customerId: string) {
    yield* decodeId({ customerId })
    const found = yield* records.get(Identities, customerId)
    return Option.isNone(found)
      ? []
      : yield* all(Identities, { index: "byCustomer", under: [found.value.customer] })
  })
  const namesOf = (identities: ReadonlyArray<Identity>) =>
    identities.map(({ recordId }) => recordId)
  const ordersOf = (identities: ReadonlyArray<Identity>) =>
    new Set(identities.flatMap(({ order }) => (order === undefined ? [] : [tradeId(order)])))

  const standingsOf = Effect.fnUntraced(function* (ids: ReadonlyArray<string>, at: number) {
    const told = yield* each(Consents, ids)
    return Consent.strictest(told.map(({ statements }) => Consent.standings(statements, at)))
  })
  const momentsOf = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
    const found = yield* Effect.forEach(ids, (id) =>
      all(Moments, { index: "byRecord", under: [id], reverse: true }),
    )
    return found.flat().map(({ moment }) => moment)
  })
  const eventsOf = Effect.fnUntraced(function* (identities: ReadonlyArray<Identity>) {
    const found = yield* Effect.forEach(ordersOf(identities), (id) =>
      all(TradeEvents, { index: "byOrder", under: [id] }),
    )
    return found.flat()
  })
  const baseOf = Effect.fnUntraced(function* (ids: ReadonlyArray<string>, at: number) {
    const consents = yield* standingsOf(ids, at)
    return { ...BaseFacts.of(yield* each(Persons, ids), consents), consents }
  })

  const profile: ProfilesShape["profile"] = Effect.fnUntraced(function* (customerId, at) {
    const identities = yield* identitiesOf(customerId)
    const [first] = identities
    if (first === undefined) return Option.none()
    const recordIds = namesOf(identities)
    const moments = yield* momentsOf(recordIds)
    return Option.some({
      customerId: first.customer,
      recordIds,
      ...(yield* baseOf(recordIds, at)),
      trade: TradeRecord.of(yield* each(OrderTrades, ordersOf(identities)), at),
      interactions: moments
        .filter(({ _tag }) => _tag === "Interacted")
        .toSorted((a, b) => b.occurredAt - a.occurredAt),
    })
  })

  const reach: ProfilesShape["reach"] = Effect.fnUntraced(function* (purpose, at) {
    let [total, pending]: [Reach.Reach, ReadonlyArray<Identity>] = [Reach.none, []]
    const counted = Effect.fnUntraced(function* (identities: ReadonlyArray<Identity>) {
      if (identities.length === 0) return
      const channels = identities.map(({ channel }) => channel)
      const base = yield* baseOf(namesOf(identities), at)
      total = Reach.count(total, { channels, isReachable: BaseFacts.isReachable(base, purpose) })
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
      const consents = yield* each(Consents, ids)
      const events: ReadonlyArray<TradeEvent> = yield* eventsOf(identities)
      const happenings: ReadonlyArray<Timeline.Happening> = [
        ...identities.map(({ recordId, channel, since }) => ({
          kind: "observed" as const,
          what: { recordId, channel, observedAt: since },
        })),
        ...events.map((what) => ({ kind: "trade" as const, what })),
        ...(yield* momentsOf(ids)).map((what) => ({ kind: "moment" as const, what })),
        ...consents
          .flatMap(({ statements }) => statements)
          .map((what) => ({ kind: "consent" as const, what })),
      ]
      return Timeline.page(happenings, { limit, after })
    }),
    history: Effect.fnUntraced(function* (customerId) {
      yield* decodeId({ customerId })
      return yield* all(Changes, { index: "byCustomer", under: [customerId] })
    }),
    exportOf: Effect.fnUntraced(function* (customerId) {
      const identities = yield* identitiesOf(customerId)
      const ids = namesOf(identities)
      const moments = yield* Effect.forEach(ids, (id) =>
        all(Moments, { index: "byRecord", under: [id] }),
      )
      const orders = identities.flatMap(({ order }) =>
        order === undefined ? [] : [orderId({ ...order, kind: "order" })],
      )
      const told = yield* each(Personals, orders)
      const documents = told.flatMap(({ revisions, ...order }) =>
        revisions.map((revision) => documentId({ ...order, revision })),
      )
      return {
        customerId: identities[0]?.customer ?? null,
        records: (yield* each(Persons, ids)).map(Persons.encode),
        consents: (yield* each(Consents, ids)).map(Consents.encode),
        moments: moments.flat().map(Moments.encode),
        orders: told.map(Personals.encode),
        documents: (yield* each(Documents, documents)).map(Documents.encode),
        trade: (yield* eventsOf(identities)).map(TradeEvents.encode),
      }
    }),
    reach,
  }
}

const decodeId = Input.decoder("Customers", Schema.Struct({ customerId: Id.Id }))
