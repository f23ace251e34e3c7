/**
 * How the book lies in the store: orders, documents and checkpoints as records, events in the
 * journal.
 *
 * @module
 */
import { Schema } from "effect"

import { ChannelOrderLine } from "../channels/ChannelOrder.ts"
import * as OrderTerms from "../channels/OrderTerms.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import * as Order from "./Order.ts"
import { Destination, PersonsHash } from "./OrderCommand.ts"
import { Components, OrderEvent } from "./OrderEvent.ts"
import { type DocumentRef, type OrderRef, refFields, Revision, ShortId } from "./OrderRef.ts"
import { queuesOf, Review } from "./review/Review.ts"

const Sighting = Schema.Struct({ revision: Revision, observedAt: Calendar.Instant })
const units = Schema.optionalKey(Quantity.Quantity)

const OrderLine = Schema.Struct({
  ...ChannelOrderLine.fields,
  withdrawn: Quantity.Quantity,
  cancelled: Quantity.Quantity,
  returned: Quantity.Quantity,
  planned: units,
  shipped: units,
  delivered: units,
  items: Schema.optionalKey(Components),
  shownBy: Schema.optionalKey(Sighting),
})

/**
 * One record for each order, of any kind. `byStage` and `byQueue` are the screens of people: what
 * is to be done next comes first.
 */
export const Orders: Collection.Collection<
  Order.Order,
  "byPlacedAt" | "byAccount" | "byStage" | "byQueue" | "byUnmapped"
> = Collection.make({
  name: "order",
  schema: Schema.Struct({
    ...refFields,
    ...OrderTerms.fields,
    destination: Schema.optionalKey(Destination),
    persons: Schema.optionalKey(PersonsHash),
    shownBy: Sighting,
    lines: Schema.Array(OrderLine),
    review: Schema.optionalKey(Review),
    cancellationRefused: Schema.optionalKey(Schema.Boolean),
  }),
  id: (order) => orderId(order),
  indexes: {
    byPlacedAt: { entries: ({ placedAt }) => [[placedAt]] },
    byAccount: { entries: ({ channel, account, placedAt }) => [[channel, account, placedAt]] },
    byStage: {
      entries: (order) =>
        order.kind === "order" ? [[Order.stage(order), order.shipBy ?? order.placedAt]] : [],
    },
    byUnmapped: {
      entries: ({ channel, account, review, lines }) =>
        (review?.state === "held" || review?.state === "rejected") &&
        Order.state({ lines }) === "open"
          ? (review.unmapped ?? []).map((sku) => [channel, account, sku])
          : [],
    },
    byQueue: {
      // What was cancelled waits for nobody, whatever was said of it before.
      entries: ({ review, lines, shipBy, placedAt }) =>
        review === undefined || Order.state({ lines }) !== "open"
          ? []
          : queuesOf(review).map((queue) => [queue, shipBy ?? placedAt]),
    },
  },
})

/** The id of the record of an order. */
export const orderId = ({ channel, account, kind, externalId }: OrderRef): string =>
  Key.join([channel, account, kind, externalId])

/** A document that was seen: its record is why it is never taken in twice. */
export interface SeenDocument extends DocumentRef {
  /** When it was first seen, in epoch milliseconds. */
  readonly observedAt: number
  /** All that the channel sent. It may be personal, so it stands here alone and can be erased. */
  readonly raw: Schema.Json
  /** Why nothing came of it, where nothing did. */
  readonly parked?: string
}

/** One record for each document; `parked` finds those of an account that wait for a person. */
export const Documents: Collection.Collection<SeenDocument, "parked"> = Collection.make({
  name: "order-document",
  schema: Schema.Struct({
    ...refFields,
    revision: Revision,
    observedAt: Calendar.Instant,
    raw: Schema.Json,
    parked: Schema.optionalKey(Schema.String),
  }),
  id: (document) => documentId(document),
  indexes: {
    parked: {
      entries: ({ channel, account, observedAt, parked }) =>
        parked === undefined ? [] : [[channel, account, observedAt]],
    },
  },
})

/** The id of the record of a document. */
export const documentId = (ref: DocumentRef): string =>
  Key.join([ref.channel, ref.account, ref.kind, ref.externalId, ref.revision])

/** What an order says about persons, and which documents say it. */
export interface PersonalRecord extends OrderRef {
  /** As the newest document says it. */
  readonly personal?: OrderTerms.Personal
  /** The documents that are kept as they came. */
  readonly revisions: ReadonlyArray<string>
  /** The labels that were asked for with their address: references at the label desk. */
  readonly labels?: ReadonlyArray<string>
  /** By what its buyers were known in words that are gone: keyed hashes, as ids of marks. */
  readonly formerMarks?: ReadonlyArray<string>
  /** Since when nothing personal is kept of the order, whatever the channel still sends. */
  readonly erasedAt?: Calendar.Instant
}

/**
 * One record for each order: the only one of these that holds anything personal in canonical words.
 */
export const Personals: Collection.Collection<PersonalRecord> = Collection.make({
  name: "order-personal",
  schema: Schema.Struct({
    ...refFields,
    personal: Schema.optionalKey(OrderTerms.Personal),
    revisions: Schema.Array(Revision),
    labels: Schema.optionalKey(Schema.Array(Id.Id)),
    formerMarks: Schema.optionalKey(Schema.Array(Schema.String)),
    erasedAt: Schema.optionalKey(Calendar.Instant),
  }),
  id: (record) => orderId(record),
})

const ReasonFields = Schema.Struct({
  commandId: Id.Id,
  /** The tag of the command. */
  command: Schema.String,
  actor: Schema.optionalKey(Id.Id),
  /**
   * The ids of the records of its orders, and of the marks of buyers that it put on the list or
   * off.
   */
  about: Schema.Array(Schema.String),
  at: Calendar.Instant,
  text: Schema.String,
})
/** Why somebody gave a command about orders: free text, and so personal. */
export type OrderReason = typeof ReasonFields.Type

/** One record for each command that gave a reason; it goes with whoever it is about. */
export const OrderReasons: Collection.Collection<OrderReason, "byOrder"> = Collection.make({
  name: "order-reason",
  schema: ReasonFields,
  id: ({ commandId }) => commandId,
  indexes: {
    byOrder: { entries: ({ about, at }) => about.map((id) => [id, at]), guard: 1 },
  },
})

/** The key under which personal texts are hashed, so that a hash says nothing to who lacks it. */
export interface PersonalKey {
  readonly key: string
}

/** One record: it is drawn when it is first needed, and stays. */
export const PersonalKeys: Collection.Collection<PersonalKey> = Collection.make({
  name: "order-personal-key",
  schema: Schema.Struct({ key: Schema.String }),
  id: () => personalKeyId,
})

/** The id of the one record of {@link PersonalKeys}. */
export const personalKeyId = "key"

/** How far the orders of an account were taken in. */
export interface Checkpoint {
  readonly channel: string
  readonly account: string
  /** The channel's own text: the next pull begins behind it. */
  readonly checkpoint: string
}

/** One record for each account, written together with the page that it stands behind. */
export const Checkpoints: Collection.Collection<Checkpoint> = Collection.make({
  name: "order-checkpoint",
  schema: Schema.Struct({ channel: ShortId, account: ShortId, checkpoint: Schema.String }),
  id: (checkpoint) => accountId(checkpoint),
})

/** The id of the record of an account. */
export const accountId = ({ channel, account }: Pick<Checkpoint, "channel" | "account">): string =>
  Key.join([channel, account])

/** The journal of the room: one entry for each event. */
export const History: JournalStream.JournalStream<OrderEvent> = JournalStream.make({
  name: "orders",
  schema: OrderEvent,
})
