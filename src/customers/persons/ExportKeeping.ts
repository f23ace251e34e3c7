/**
 * Exporting everything that is held about a person.
 *
 * @module
 */
import { Effect, type Schema, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { JournalShape } from "../../store/Journal.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Changes, LogEnds, Reasons } from "../ChangeRecords.ts"
import { Consents, Moments, Persons } from "../CustomerRecords.ts"
import * as OrderEvidence from "../evidence/OrderEvidence.ts"
import { Edges, Identities, Successors } from "../identity/IdentityRecords.ts"
import { SegmentHistory, Standings } from "../segments/SegmentRecords.ts"
import { HoldCosts, OrderTrades, TradeEvents, tradeId } from "../trade/TradeRecords.ts"
import * as DossierKeeping from "./DossierKeeping.ts"
import * as LookupKeeping from "./LookupKeeping.ts"
import * as OrderExportKeeping from "./OrderExportKeeping.ts"
import * as PersonContacts from "./PersonContacts.ts"

type Exported = Effect.Effect<Readonly<Record<string, Schema.Json>>, RecordsError>

/**
 * Everything that is held at an instant of the customer who has an id, of their records and of the
 * orders that told these, as it lies in the store. Of a record that is gone it is what became of
 * it, and why. A customer's id is the id of a record, so what names the customer names one of
 * these.
 *
 * It reads all moves in and out of segments that there ever were.
 */
export const of =
  (records: RecordsShape, journal: JournalShape) =>
  (customerId: string, at: Calendar.Instant): Exported =>
    Effect.gen(function* () {
      const dossiers = DossierKeeping.make(records)
      const { each, under } = LookupKeeping.make(records)
      const identities = yield* dossiers.identities(customerId)
      const ids = [...new Set([customerId, ...identities.map(({ recordId }) => recordId)])]
      const tradeIds = yield* dossiers.orders(identities)
      const orders = identities
        .flatMap(({ order }) => order ?? [])
        .filter((order) => tradeIds.has(tradeId(order)))
      const persons = yield* dossiers.persons(ids, at)
      const contacts = persons.flatMap(PersonContacts.of)
      const ofOrders = yield* OrderExportKeeping.of(records)(orders, contacts)
      const about = [...ids, ...orders.map(OrderEvidence.recordIdOf)]
      const own = new Set(ids)
      const moves = journal.all(SegmentHistory).pipe(
        Stream.filter(({ fact }) => fact._tag !== "Defined" && own.has(fact.customerId)),
        Stream.map(({ recordedAt, fact }) => ({ recordedAt, fact: SegmentHistory.encode(fact) })),
      )
      return {
        customerId: identities[0]?.customer ?? null,
        records: persons.map(Persons.encode),
        identities: identities.map(Identities.encode),
        formerIds: (yield* under(Successors, "bySuccessor", ids)).map(Successors.encode),
        decisions: (yield* under(Edges, "byRecord", ids)).map(Edges.encode),
        reasons: (yield* under(Reasons, "byRecord", about)).map(Reasons.encode),
        changes: (yield* dossiers.changes(customerId, identities)).map(Changes.encode),
        changeEnds: (yield* each(LogEnds, ids)).map(LogEnds.encode),
        consents: (yield* dossiers.consents(ids)).map(Consents.encode),
        moments: (yield* dossiers.moments(ids, at)).map(Moments.encode),
        segments: (yield* each(Standings, ids)).map(Standings.encode),
        segmentMoves: yield* Stream.runCollect(moves),
        ...ofOrders,
        trade: (yield* each(OrderTrades, tradeIds)).map(OrderTrades.encode),
        tradeEvents: (yield* dossiers.trade(tradeIds)).map(TradeEvents.encode),
        holdCosts: (yield* under(HoldCosts, "byOrder", tradeIds)).map(HoldCosts.encode),
      }
    })
