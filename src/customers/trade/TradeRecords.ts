/**
 * How the trade of customers lies in the store.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import type { OrderKey } from "../../orders/OrderCommand.ts"
import * as Collection from "../../store/Collection.ts"
import * as Key from "../../store/Key.ts"
import { HoldCost, HoldTie } from "./CostTelling.ts"
import { OrderTrade } from "./OrderTrade.ts"
import { TradeEvent } from "./TradeEvent.ts"

/** The id of the record of the trade of an order. */
export const tradeId = ({ channel, account, externalId }: OrderKey): string =>
  Key.join([channel, account, externalId])

/** One record for each order: what it came to. */
export const OrderTrades: Collection.Collection<OrderTrade> = Collection.make({
  name: "customer-order-trade",
  schema: OrderTrade,
  id: ({ order }) => tradeId(order),
})

const HeardFields = Schema.Struct({ event: TradeEvent, heardAt: Calendar.Instant })
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

const HoldCostFields = Schema.Struct({
  holdId: Id.Id,
  /** Absent until it is told whose the hold is. */
  tie: Schema.optionalKey(HoldTie),
  /** What was told before that. */
  told: Schema.Array(HoldCost),
})
/** A hold that was sold, or belongs to an order. */
export type SoldHold = typeof HoldCostFields.Type
/**
 * One record for each hold that was sold or belongs to an order, for its cost and its order are told
 * by two journals, of which either may be read first.
 */
export const HoldCosts: Collection.Collection<SoldHold, "byOrder"> = Collection.make({
  name: "customer-hold-cost",
  schema: HoldCostFields,
  id: ({ holdId }) => holdId,
  indexes: {
    byOrder: {
      entries: ({ tie, holdId }) => (tie === undefined ? [] : [[tradeId(tie.order), holdId]]),
    },
  },
})
