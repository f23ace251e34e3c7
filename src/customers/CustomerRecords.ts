/**
 * How customers lie in the store: what is personal stands in two collections that can be erased, all
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
import { Statement } from "./profile/Consent.ts"
import { Moment } from "./profile/Moment.ts"
import { dueAt, PersonalPolicy } from "./profile/PersonalPolicy.ts"
import { PersonRecord } from "./profile/PersonRecord.ts"
import { Edge, recordsOf } from "./resolution/Edge.ts"
import { CustomerChange } from "./resolution/Regrouping.ts"
import { OrderTrade } from "./trade/OrderTrade.ts"
import { TradeEvent } from "./trade/TradeEvent.ts"

const instant = Calendar.Instant
const hashes = Schema.Array(Schema.String)

/** One record for each source's word on a person: personal. `byDue` finds what has to go, and when. */
export const Persons: Collection.Collection<PersonRecord, "byDue"> = Collection.make({
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
  model: Schema.String,
  isPending: Schema.Boolean,
})
/**
 * Whose a record is, and by which keyed hashes others find it.
 *
 * - `keys`, `values`: of the blocking keys that it has under `model`, and of its telling values.
 * - `edges`: decisions by hand that name it.
 * - `component`: names all that hangs together with it; `customer`: whose it is.
 * - `isPending`: it has keys of a new model, and was not yet compared by it.
 */
export type Identity = typeof IdentityFields.Type

/** One record for each {@link Persons} record. Who decides over a set reads a guarded index of it. */
export const Identities: Collection.Collection<
  Identity,
  "byKey" | "byValue" | "byComponent" | "byCustomer" | "byModel" | "byOrder"
> = Collection.make({
  name: "customer-identity",
  schema: IdentityFields,
  id: ({ recordId }) => recordId,
  indexes: {
    byKey: { entries: ({ keys, recordId }) => keys.map((key) => [key, recordId]), guard: 1 },
    byValue: { entries: ({ values, recordId }) => values.map((one) => [one, recordId]), guard: 1 },
    byComponent: { entries: ({ component, recordId }) => [[component, recordId]], guard: 1 },
    byCustomer: { entries: ({ customer, since, recordId }) => [[customer, since, recordId]] },
    byModel: {
      entries: ({ model, isPending, recordId }) => [[model, isPending ? 1 : 0, recordId]],
    },
    byOrder: {
      entries: ({ order, recordId }) => (order === undefined ? [] : [[tradeId(order), recordId]]),
    },
  },
})

/** One record for each decision by hand that stands. */
export const Edges: Collection.Collection<Edge, "byRecord"> = Collection.make({
  name: "customer-edge",
  schema: Edge,
  id: ({ edgeId }) => edgeId,
  indexes: {
    byRecord: { entries: (edge) => recordsOf(edge).map((id) => [id, edge.edgeId]) },
  },
})

const GenericFields = Schema.Struct({ value: Schema.String, since: instant })
/** One record for each value that too many have, as its keyed hash. */
export const Generics: Collection.Collection<typeof GenericFields.Type> = Collection.make({
  name: "customer-generic",
  schema: GenericFields,
  id: ({ value }) => value,
})

const ModelFields = Schema.Struct({
  model: LinkageModel,
  /** Versions of which records are left to be asked anew. */
  before: Schema.Array(Schema.String),
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

const ConsentFields = Schema.Struct({ recordId: Id.Id, statements: Schema.Array(Statement) })
/** One record for each record of a person of which consents were told. */
export const Consents: Collection.Collection<typeof ConsentFields.Type> = Collection.make({
  name: "customer-consent",
  schema: ConsentFields,
  id: ({ recordId }) => recordId,
})

const MomentFields = Schema.Struct({ recordId: Id.Id, recordedAt: instant, moment: Moment })
/** One record for each moment; the text of a talk is personal, and `withText` finds it. */
export const Moments: Collection.Collection<typeof MomentFields.Type, "byRecord" | "withText"> =
  Collection.make({
    name: "customer-moment",
    schema: MomentFields,
    id: ({ moment }) => moment.eventId,
    indexes: {
      byRecord: {
        entries: ({ recordId, moment }) => [[recordId, moment.occurredAt, moment.eventId]],
      },
      withText: {
        entries: ({ recordId, moment }) =>
          moment._tag === "Interacted" && moment.text !== undefined
            ? [[recordId, moment.eventId]]
            : [],
        guard: 1,
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

/** One record for each event of trade: it counts once, and the past can be counted anew. */
export const TradeEvents: Collection.Collection<TradeEvent, "byOrder"> = Collection.make({
  name: "customer-trade-event",
  schema: TradeEvent,
  id: ({ eventId }) => eventId,
  indexes: {
    byOrder: {
      entries: ({ order, occurredAt, eventId }) => [[tradeId(order), occurredAt, eventId]],
    },
  },
})

const BookmarkFields = Schema.Struct({ cursor: Schema.String, position: Schema.Int })
/** One record: how far the journal of the order desk was followed. */
export const TradeBookmarks: Collection.Collection<typeof BookmarkFields.Type> = Collection.make({
  name: "customer-trade-bookmark",
  schema: BookmarkFields,
  id: () => bookmarkId,
})
/** The id of the one record of {@link TradeBookmarks}. */
export const bookmarkId = "orders"

const ChangeFields = Schema.Struct({
  changeId: Id.Id,
  /** The customers that it names, and the number of the change among those of each. */
  places: Schema.Array(Schema.Struct({ customer: Id.Id, number: Schema.Int })),
  at: instant,
  commandId: Id.Id,
  actor: Schema.optionalKey(Id.Id),
  reason: Schema.optionalKey(Schema.String),
  change: CustomerChange,
})
/** What became of customers, when, and by which command. */
export type LoggedChange = typeof ChangeFields.Type
/** One record for each change; found by every customer that it names. */
export const Changes: Collection.Collection<LoggedChange, "byCustomer"> = Collection.make({
  name: "customer-change",
  schema: ChangeFields,
  id: ({ changeId }) => changeId,
  indexes: {
    byCustomer: {
      entries: ({ places }) => places.map(({ customer, number }) => [customer, number]),
    },
  },
})

const LogEndFields = Schema.Struct({ customer: Id.Id, changes: Schema.Int })
/** One record for each customer: how many changes name them. */
export const LogEnds: Collection.Collection<typeof LogEndFields.Type> = Collection.make({
  name: "customer-change-count",
  schema: LogEndFields,
  id: ({ customer }) => customer,
})

/** The customers that a change names. */
export const customersOf = (change: CustomerChange): ReadonlyArray<string> => {
  switch (change._tag) {
    case "Founded":
    case "Regrouped":
    case "Ended":
      return [change.customer]
    case "Renamed":
      return [change.from, change.to]
    case "Merged":
      return [...new Set([change.into, ...change.from])]
    case "Split":
      return [...new Set([change.from, ...change.into])]
  }
}

/** The journal of the room. It names records and customers, and nobody in person. */
export const History: JournalStream.JournalStream<CustomerEvent> = JournalStream.make({
  name: "customers",
  schema: CustomerEvent,
})
