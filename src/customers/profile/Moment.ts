/**
 * Moments of a customer beside their trade: what they looked at, joined in, asked and complained of,
 * through any channel.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import { ShortId } from "../../orders/OrderRef.ts"

const header = {
  /** Unique: a moment that is told again counts once. */
  eventId: Id.Id,
  channel: ShortId,
  /** When it happened, in epoch milliseconds. */
  occurredAt: Calendar.Instant,
}

/** How somebody talked to us. */
export const InteractionKind = Schema.Literals([
  "chat",
  "ticket",
  "complaint",
  "suggestion",
  "call",
])
/** How somebody talked to us. */
export type InteractionKind = typeof InteractionKind.Type

/**
 * A moment of a customer.
 *
 * - `Viewed`: they looked at an item.
 * - `Clicked`: they followed something that we showed, such as an advertisement.
 * - `Joined`: they took part in a campaign.
 * - `Interacted`: they talked to us. `caseId` is that of the ticket or chat; `text` is personal, and
 *   goes when the person is erased.
 */
export const Moment = Schema.TaggedUnion({
  Viewed: { ...header, sku: Id.Sku },
  Clicked: { ...header, target: Id.Id, campaign: Schema.optionalKey(Id.Id) },
  Joined: { ...header, campaign: Id.Id },
  Interacted: {
    ...header,
    kind: InteractionKind,
    caseId: Id.Id,
    isOpen: Schema.Boolean,
    about: Schema.optionalKey(OrderKey),
    text: Schema.optionalKey(Schema.NonEmptyString),
  },
})
/** A moment of a customer. */
export type Moment = typeof Moment.Type

/** The moment without what is personal in it. */
export const withoutText = (moment: Moment): Moment => {
  if (moment._tag !== "Interacted") return moment
  const { text: _, ...rest } = moment
  return rest
}

/** The latest first; of two at once by id, so that no two are equal. */
export const latestFirst: Order.Order<Pick<Moment, "occurredAt" | "eventId">> = Order.combine(
  Order.mapInput(Order.flip(Order.Number), ({ occurredAt }) => occurredAt),
  Order.mapInput(Order.flip(Order.String), ({ eventId }) => eventId),
)
