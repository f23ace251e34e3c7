/**
 * What happens in a customer's trade, order by order: ordered, cancelled, shipped, returned, refunded.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Id from "../../kernel/Id.ts"
import { Money } from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { LineUnits, OrderKey } from "../../orders/OrderCommand.ts"
import { Revision } from "../../orders/OrderRef.ts"

const header = {
  /** Unique: an event that comes again counts once. */
  eventId: Id.Id,
  order: OrderKey,
  /** When it happened, in epoch milliseconds; of what a channel showed, when it was seen. */
  occurredAt: Calendar.Instant,
  /** When we heard of it, in epoch milliseconds. It may be much later. */
  recordedAt: Calendar.Instant,
}

/** A line of an order as it is shown; amounts are of all its units, in the order's currency. */
export const OrderedLine = Schema.Struct({
  lineId: Id.Id,
  sku: Id.Sku,
  /** Units; none of an order that was called off. */
  quantity: Quantity.Quantity,
  /** Before discounts. */
  goods: Decimal.Decimal,
  /** The line's own discount and its share of the order's. */
  discount: Decimal.Decimal,
  /** What is paid on top: its share of the shipping, and taxes that prices do not include. */
  charges: Decimal.Decimal,
})
/** A line of an order as it is shown. */
export type OrderedLine = typeof OrderedLine.Type

/** What a document is that returns money: goods that are taken back, or an amount that is corrected. */
export const CreditKind = Schema.Literals(["cancellation", "adjustment"])
/** What a document is that returns money. */
export type CreditKind = typeof CreditKind.Type

/** A line of a document that returns money, in the document's currency. */
export const CreditedLine = Schema.Struct({
  lineId: Id.Id,
  /** What goes back for all its units; negative where it charges more. */
  amount: Decimal.Decimal,
  /** Units taken back. */
  units: Quantity.Quantity,
})
/** A line of a document that returns money. */
export type CreditedLine = typeof CreditedLine.Type

/** How many units of our items one unit of a line is: more than one of a set. */
export const LineItems = Schema.Struct({ lineId: Id.Id, items: Quantity.PositiveQuantity })
/** How many units of our items one unit of a line is. */
export type LineItems = typeof LineItems.Type

const cost = Schema.optionalKey(Money)
/** Where the stock ledger knows the cost: it is told apart, by `Costed`. */
const costBy = Schema.optionalKey(Schema.Literal("ledger"))

/**
 * An event of a customer's trade.
 *
 * - `Ordered`: an order as its channel shows it, the first time or again: all that is left of it, or
 *   (`isWhole: false`) some lines of it. What was seen last counts, of two at once the later revision,
 *   and of two of one revision the later event by its id.
 * - `Credited`: a document of its own that returns money, such as a credit note, shown as a whole or in
 *   parts as orders are. Documents of two kinds under one id are two.
 * - `Cancelled`: units were taken off by us.
 * - `Shipped`: units left; `cost` is what they cost us together, where it is known.
 * - `Returned`: units came back; `cost` is what they are worth to us again.
 * - `Costed`: units that left or came back cost so much, negative for what came back. It moves no
 *   unit: `units` of our items left at that cost, of `lines` whose units are so many of them each.
 * - `Refunded`: money went back, for goods that were sold and for what was paid on top of them. What was
 *   called off was never counted, so money that goes back for that is not told.
 */
export const TradeEvent = Schema.TaggedUnion({
  Ordered: {
    ...header,
    revision: Revision,
    placedAt: Calendar.Instant,
    currency: Currency.Currency,
    isWhole: Schema.Boolean,
    lines: Schema.Array(OrderedLine),
    /** Codes of coupons that were used. */
    coupons: Schema.optionalKey(Schema.Array(Id.Id)),
  },
  Credited: {
    ...header,
    revision: Revision,
    placedAt: Calendar.Instant,
    currency: Currency.Currency,
    kind: CreditKind,
    isWhole: Schema.Boolean,
    lines: Schema.Array(CreditedLine),
  },
  Cancelled: { ...header, lines: Schema.Array(LineUnits) },
  Shipped: { ...header, lines: Schema.Array(LineUnits), cost, costBy },
  Returned: { ...header, lines: Schema.Array(LineUnits), cost, costBy },
  Costed: {
    ...header,
    units: Quantity.Quantity,
    lines: Schema.Array(LineItems),
    cost: Money,
  },
  Refunded: {
    ...header,
    currency: Currency.Currency,
    goods: Decimal.NonNegative,
    charges: Decimal.NonNegative,
  },
})
/** An event of a customer's trade. */
export type TradeEvent = typeof TradeEvent.Type

/** How far a past view of events goes, in epoch milliseconds, both included. */
export interface AsOf {
  /** As it was: only what had happened by then, however late we heard of it. */
  readonly occurred?: Calendar.Instant
  /** As known then: only what we had heard of. */
  readonly recorded?: Calendar.Instant
}

/**
 * The events that a past view has.
 *
 * @example
 * ```ts
 * import { Decimal } from "entrepot/kernel"
 * import { TradeEvent } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const refund: TradeEvent.TradeEvent = {
 *   _tag: "Refunded",
 *   eventId: "r1",
 *   order,
 *   occurredAt: 1_000,
 *   recordedAt: 9_000,
 *   currency: "EUR",
 *   goods: Decimal.of("9.50"),
 *   charges: Decimal.zero,
 * }
 * const asItWas = TradeEvent.asOf([refund], { occurred: 5_000 })
 * const asKnownThen = TradeEvent.asOf([refund], { recorded: 5_000 })
 * console.log(asItWas.length, asKnownThen.length)
 * ```
 * ```text
 * 1 0
 * ```
 */
export const asOf = (
  events: ReadonlyArray<TradeEvent>,
  { occurred = Infinity, recorded = Infinity }: AsOf,
): ReadonlyArray<TradeEvent> =>
  events.filter(({ occurredAt, recordedAt }) => occurredAt <= occurred && recordedAt <= recorded)
