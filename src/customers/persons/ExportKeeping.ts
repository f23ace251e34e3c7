/**
 * Exporting everything that is held about a person.
 *
 * @module
 */
import { Effect, Option, type Schema, Stream } from "effect"

import { Kind } from "../../channels/ChannelOrder.ts"
import { LabelRequests, LabelWaybills } from "../../couriers/labels/LabelRecords.ts"
import { documentId, Documents, orderId, Orders, Personals } from "../../orders/OrderRecords.ts"
import type { Collection } from "../../store/Collection.ts"
import type { JournalShape } from "../../store/Journal.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Changes, LogEnds, Reasons } from "../ChangeRecords.ts"
import { Consents, Moments, Persons } from "../CustomerRecords.ts"
import { Edges, Identities, type Identity } from "../identity/IdentityRecords.ts"
import { SegmentHistory, Standings } from "../segments/SegmentRecords.ts"
import { OrderTrades, TradeEvents } from "../trade/TradeRecords.ts"
import * as DossierKeeping from "./DossierKeeping.ts"

type Exported = Effect.Effect<Readonly<Record<string, Schema.Json>>, RecordsError>

/**
 * Everything that is held of some records of one customer, and of the orders that told them, as it lies
 * in the store. A customer's id is the id of a record, so what names the customer names one of these.
 *
 * It reads all moves in and out of segments that there ever were.
 */
export const of =
  (records: RecordsShape, journal: JournalShape) =>
  (identities: ReadonlyArray<Identity>): Exported =>
    Effect.gen(function* () {
      const dossiers = DossierKeeping.make(records)
      const ids = identities.map(({ recordId }) => recordId)
      const each = <A>(from: Collection<A>, which: Iterable<string>) =>
        Effect.map(
          Effect.forEach(new Set(which), (id) => records.get(from, id)),
          (found) => found.flatMap(Option.toArray),
        )
      /** What an index finds under any of the ids, once each. */
      const naming = <A, I extends string>(from: Collection<A, I>, index: I) =>
        Effect.map(
          Effect.forEach(ids, (id) => Stream.runCollect(records.all(from, { index, under: [id] }))),
          (found) => [...new Map(found.flat().map((one) => [from.id(one), one])).values()],
        )
      const orders = identities.flatMap(({ order }) => order ?? [])
      const refs = orders.flatMap((order) =>
        Kind.literals.map((kind) => orderId({ ...order, kind })),
      )
      const personal = yield* each(Personals, refs)
      const documents = personal.flatMap(({ revisions, ...ref }) =>
        revisions.map((revision) => documentId({ ...ref, revision })),
      )
      const labels = personal.flatMap((one) => one.labels ?? [])
      const own = new Set(ids)
      const moves = journal.all(SegmentHistory).pipe(
        Stream.filter(({ fact }) => fact._tag !== "Defined" && own.has(fact.customerId)),
        Stream.map(({ recordedAt, fact }) => ({ recordedAt, fact: SegmentHistory.encode(fact) })),
      )
      return {
        records: (yield* each(Persons, ids)).map(Persons.encode),
        identities: identities.map(Identities.encode),
        decisions: (yield* naming(Edges, "byRecord")).map(Edges.encode),
        reasons: (yield* naming(Reasons, "byRecord")).map(Reasons.encode),
        changes: (yield* naming(Changes, "byCustomer")).map(Changes.encode),
        changeCounts: (yield* each(LogEnds, ids)).map(LogEnds.encode),
        consents: (yield* dossiers.consents(ids)).map(Consents.encode),
        moments: (yield* dossiers.moments(ids)).map(Moments.encode),
        segments: (yield* each(Standings, ids)).map(Standings.encode),
        segmentMoves: yield* Stream.runCollect(moves),
        orders: (yield* each(Orders, refs)).map(Orders.encode),
        personal: personal.map(Personals.encode),
        documents: (yield* each(Documents, documents)).map(Documents.encode),
        labels: (yield* each(LabelRequests, labels)).map(LabelRequests.encode),
        waybills: (yield* each(LabelWaybills, labels)).map(LabelWaybills.encode),
        trade: (yield* each(OrderTrades, DossierKeeping.ordersOf(identities))).map(
          OrderTrades.encode,
        ),
        tradeEvents: (yield* dossiers.trade(identities)).map(TradeEvents.encode),
      }
    })
