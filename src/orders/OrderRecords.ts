/**
 * How the book lies in the store: orders, documents and checkpoints as records, events in the
 * journal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Currency from "../kernel/Currency.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import type { Order } from "./OrderBook.ts"
import { lineFields, OrderEvent } from "./OrderEvent.ts"
import { type DocumentRef, type OrderRef, refFields, Revision, ShortId } from "./OrderRef.ts"

const Sighting = Schema.Struct({ revision: Revision, observedAt: Calendar.Instant })

const OrderLine = Schema.Struct({
  ...lineFields,
  withdrawn: Quantity.Quantity,
  cancelled: Quantity.Quantity,
  returned: Quantity.Quantity,
  shownBy: Schema.optionalKey(Sighting),
})

/** One record for each order, of any kind. */
export const Orders: Collection.Collection<Order, "byPlacedAt" | "byAccount"> = Collection.make({
  name: "order",
  schema: Schema.Struct({
    ...refFields,
    placedAt: Calendar.Instant,
    customerRef: Schema.optionalKey(Id.Id),
    market: Schema.optionalKey(Schema.NonEmptyString),
    currency: Currency.Currency,
    shownBy: Sighting,
    lines: Schema.Array(OrderLine),
  }),
  id: (order) => orderId(order),
  indexes: {
    byPlacedAt: { entries: ({ placedAt }) => [[placedAt]] },
    byAccount: { entries: ({ channel, account, placedAt }) => [[channel, account, placedAt]] },
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
