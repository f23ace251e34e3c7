/**
 * How customers lie in the store: what is personal stands in three collections that can be erased, all
 * else holds ids and keyed hashes.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import { OrderKey } from "../orders/OrderCommand.ts"
import { ShortId } from "../orders/OrderRef.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import { CustomerEvent } from "./CustomerEvent.ts"
import { LinkageModel } from "./linkage/LinkageModel.ts"
import { Told } from "./profile/Consent.ts"
import { dueAt } from "./profile/Kept.ts"
import * as Moment from "./profile/Moment.ts"
import { PersonalPolicy } from "./profile/PersonalPolicy.ts"
import { PersonRecord } from "./profile/PersonRecord.ts"
import { Edge, recordsOf } from "./resolution/Edge.ts"
import { Tenure } from "./resolution/Tenure.ts"
import { OrderTrade } from "./trade/OrderTrade.ts"
import { TradeEvent } from "./trade/TradeEvent.ts"

export * from "./ChangeRecords.ts"

const instant = Calendar.Instant
const hashes = Schema.Array(Schema.String)

/**
 * One record for each source's word on a person: personal. `byDue` finds what has to go, and when;
 * `byPolicy` what other policies than the one of now let in.
 */
export const Persons: Collection.Collection<PersonRecord, "byDue" | "byPolicy"> = Collection.make({
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
  },
})

const IdentityFields = Schema.Struct({
  recordId: Id.Id,
  channel: ShortId,
  since: instant,
  keys: hashes,
  values: hashes,
  edges: Schema.Array(Id.Id),
  order: Schema.optionalKey(OrderKey),
  component: Id.Id,
  customer: Id.Id,
  tenures: Schema.Array(Tenure),
  model: Schema.String,
  isPending: Schema.Boolean,
})
/**
 * Whose a record is, and by which keyed hashes others find it.
 *
 * - `keys`, `values`: of the blocking keys that it has under `model`, and of its telling values.
 * - `edges`: decisions by hand that name it.
 * - `component`: names all that hangs together with it; `customer`: whose it is; `tenures`: whose it
 *   was from when on, in the order of time.
 * - `isPending`: it has keys of a new model, and was not yet compared by it.
 */
export type Identity = typeof IdentityFields.Type

/** One record for each {@link Persons} record. Who decides over a set reads a guarded index of it. */
export const Identities: Collection.Collection<
  Identity,
  "byKey" | "byValue" | "byComponent" | "byCustomer" | "byTenure" | "byModel" | "byOrder"
> = Collection.make({
  name: "customer-identity",
  schema: IdentityFields,
  id: ({ recordId }) => recordId,
  indexes: {
    byKey: { entries: ({ keys, recordId }) => keys.map((key) => [key, recordId]), guard: 1 },
    byValue: { entries: ({ values, recordId }) => values.map((one) => [one, recordId]), guard: 1 },
    byComponent: { entries: ({ component, recordId }) => [[component, recordId]], guard: 1 },
    byCustomer: { entries: ({ customer, since, recordId }) => [[customer, since, recordId]] },
    byTenure: {
      entries: ({ tenures, recordId }) =>
        Array.from(new Set(tenures.map(({ customer }) => customer)), (id) => [id, recordId]),
    },
    byModel: {
      entries: ({ model, isPending, recordId }) => [[model, isPending ? 1 : 0, recordId]],
    },
    byOrder: {
      entries: ({ order, recordId }) => (order === undefined ? [] : [[tradeId(order), recordId]]),
    },
  },
})

/** One record for each decision that stands: by hand, or of the house. */
export const Edges: Collection.Collection<Edge, "byRecord"> = Collection.make({
  name: "customer-edge",
  schema: Edge,
  id: ({ edgeId }) => edgeId,
  indexes: {
    byRecord: { entries: (edge) => recordsOf(edge).map((id) => [id, edge.edgeId]) },
  },
})

const MarkFields = Schema.Struct({ name: Schema.String, since: instant })
/** That something is too common to go by, by its keyed hash, and since when. */
export type Mark = typeof MarkFields.Type
/** One record for each telling value that is generic. */
export const Generics: Collection.Collection<Mark> = Collection.make({
  name: "customer-generic",
  schema: MarkFields,
  id: ({ name }) => name,
})
/** One record for each blocking key that too many records have: nobody is looked at for it. */
export const Crowds: Collection.Collection<Mark> = Collection.make({
  name: "customer-crowd",
  schema: MarkFields,
  id: ({ name }) => name,
})

const ModelFields = Schema.Struct({
  model: LinkageModel,
  /** Versions of which records are left to be asked anew. */
  before: Schema.Array(Schema.String),
})
const PutFields = Schema.Struct({ version: Schema.String, digest: Schema.String })
/** One record for each model that ever was put: a version means one model for good. */
export const ModelsPut: Collection.Collection<typeof PutFields.Type> = Collection.make({
  name: "customer-model-put",
  schema: PutFields,
  id: ({ version }) => version,
})

/** One record: the model in force. */
export const Models: Collection.Collection<typeof ModelFields.Type> = Collection.make({
  name: "customer-model",
  schema: ModelFields,
  id: () => modelId,
})
/** The id of the one record of {@link Models}. */
export const modelId = "in force"

const PolicyFields = Schema.Struct({ policies: Schema.Array(PersonalPolicy) })
/** One record: what each channel lets us keep. */
export const Policies: Collection.Collection<typeof PolicyFields.Type> = Collection.make({
  name: "customer-policy",
  schema: PolicyFields,
  id: () => policyId,
})
/** The id of the one record of {@link Policies}. */
export const policyId = "in force"

/** One record for each statement; `byRecord` finds it by the record with which it came. */
export const Consents: Collection.Collection<Told, "byRecord"> = Collection.make({
  name: "customer-consent",
  schema: Told,
  id: ({ statement }) => statement.statementId,
  indexes: {
    byRecord: {
      entries: ({ recordId, statement }) => [[recordId, statement.statementId]],
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

/** The id of the record of the trade of an order. */
export const tradeId = ({ channel, account, externalId }: OrderKey): string =>
  Key.join([channel, account, externalId])

/** One record for each order: what it came to. */
export const OrderTrades: Collection.Collection<OrderTrade> = Collection.make({
  name: "customer-order-trade",
  schema: OrderTrade,
  id: ({ order }) => tradeId(order),
})

const HeardFields = Schema.Struct({ event: TradeEvent, heardAt: instant })
/**
 * An event of trade, and when this room heard of it: the desk recorded it before that where its journal
 * is followed late.
 */
export type HeardTrade = typeof HeardFields.Type
/** One record for each event of trade: it counts once, and the past can be counted anew. */
export const TradeEvents: Collection.Collection<HeardTrade, "byOrder"> = Collection.make({
  name: "customer-trade-event",
  schema: HeardFields,
  id: ({ event }) => event.eventId,
  indexes: {
    byOrder: {
      entries: ({ event: { order, occurredAt, eventId } }) => [
        [tradeId(order), occurredAt, eventId],
      ],
    },
  },
})

const BookmarkFields = Schema.Struct({
  stream: Schema.String,
  cursor: Schema.String,
  position: Schema.Int,
})
/** How far a stream of the journal was followed. */
export type Bookmark = typeof BookmarkFields.Type
/** One record for each stream of the journal that trade follows: how far it was. */
export const TradeBookmarks: Collection.Collection<Bookmark> = Collection.make({
  name: "customer-trade-bookmark",
  schema: BookmarkFields,
  id: ({ stream }) => stream,
})

/** The journal of the room. It names records and customers, and nobody in person. */
export const History: JournalStream.JournalStream<CustomerEvent> = JournalStream.make({
  name: "customers",
  schema: CustomerEvent,
})
