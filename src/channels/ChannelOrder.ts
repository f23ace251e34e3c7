/**
 * An order document as a channel shows it, in canonical words.
 *
 * @module
 */
import { type Result, Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Decimal from "../kernel/Decimal.ts"
import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as OrderTerms from "./OrderTerms.ts"

/**
 * What a document is about. Its quantities are positive in every kind; see {@link signOf}.
 *
 * - `order`: a customer asks for goods, and is charged for them. The price may be zero.
 * - `cancellation`: goods are taken back and their price is returned, as by a credit note. It may
 *   come without a reference to the order.
 * - `writeOff`: units that nobody ordered and that are gone (damaged, lost, thrown away), at no price.
 * - `adjustment`: a correction of amounts, such as a discount or bad debt. Its price may be negative,
 *   and no goods move.
 */
export const Kind = Schema.Literals(["order", "cancellation", "writeOff", "adjustment"])
/** One of the names in {@link Kind}. */
export type Kind = typeof Kind.Type

/** Some units of one SKU at one price. */
export const ChannelOrderLine = Schema.Struct({
  /** Names the line within its order, for ever. */
  lineId: Id.Id,
  sku: Id.Sku,
  description: Schema.optionalKey(Schema.String),
  quantity: Quantity.PositiveQuantity,
  /** Of one unit, in the currency of the document. */
  unitPrice: OrderTerms.Price,
  /** Taken off all its units together. */
  discount: Schema.optionalKey(OrderTerms.Amount),
  /** On all its units together: on top of the price, or in it where `taxesIncluded` says so. */
  tax: Schema.optionalKey(OrderTerms.Amount),
  /** Where another sends this line than the rest. */
  fulfilledBy: Schema.optionalKey(OrderTerms.FulfilledBy),
  /**
   * Units that have left the channel's own warehouse, where the channel sends the line; those that
   * arrived count as well. Of what we send this says nothing: our couriers do.
   */
  channelShipped: Schema.optionalKey(Quantity.Quantity),
  /** Units of these that have arrived. */
  channelDelivered: Schema.optionalKey(Quantity.Quantity),
  /** Where the line has an instant other than its document's: epoch milliseconds. */
  placedAt: Schema.optionalKey(Calendar.Instant),
  /** The line of the same document that this one repeats in everything; it counts all the same. */
  repeatOf: Schema.optionalKey(Id.Id),
})
/** A line of a {@link ChannelOrder}. */
export type ChannelOrderLine = typeof ChannelOrderLine.Type

/**
 * Decodes a document; its JSON form is the same.
 *
 * The id is the channel's. Documents of several kinds may carry one id, such as an order and what was
 * taken back of it.
 */
export const ChannelOrder = Schema.Struct({
  externalId: Id.Id,
  kind: Kind,
  ...OrderTerms.fields,
  personal: Schema.optionalKey(OrderTerms.Personal),
  lines: Schema.NonEmptyArray(ChannelOrderLine),
})
/** A document about goods ordered, taken back, written off or corrected. */
export type ChannelOrder = typeof ChannelOrder.Type

/**
 * 1 where the quantities of a kind count as sold, -1 where they count against sales.
 *
 * @example
 * ```ts
 * import { ChannelOrder } from "entrepot/channels"
 *
 * console.log(ChannelOrder.signOf("order"), ChannelOrder.signOf("cancellation"))
 * ```
 * ```text
 * 1 -1
 * ```
 */
export const signOf = (kind: Kind): 1 | -1 => (kind === "order" || kind === "adjustment" ? 1 : -1)

/**
 * The units of a document, negative where they count against sales.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ChannelOrder } from "entrepot/channels"
 *
 * const lines = [{ lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" }] as const
 * const taken = { externalId: "C7", kind: "cancellation", placedAt: 0, currency: "EUR", lines } as const
 * console.log(Result.getOrThrow(ChannelOrder.netUnits(taken)))
 * ```
 * ```text
 * -2
 * ```
 */
export const netUnits = ({
  kind,
  lines,
}: ChannelOrder): Result.Result<Quantity.QuantityDelta, Quantity.QuantityOverflow> =>
  Quantity.sum(lines.map(({ quantity }) => quantity * signOf(kind)))

/**
 * The exact sum of quantity × price, negative where a document returns money.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { ChannelOrder } from "entrepot/channels"
 *
 * const lines = [{ lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" }] as const
 * const taken = { externalId: "C7", kind: "cancellation", placedAt: 0, currency: "EUR", lines } as const
 * console.log(Money.format(ChannelOrder.netAmount(taken)))
 * ```
 * ```text
 * -19.00 EUR
 * ```
 */
export const netAmount = ({ kind, currency, lines }: ChannelOrder): Money.Money => {
  let amount = Decimal.zero
  for (const { quantity, unitPrice } of lines)
    amount = Decimal.plus(
      amount,
      Decimal.times(Decimal.of(unitPrice), Decimal.of(quantity * signOf(kind))),
    )
  return Money.of(amount, currency)
}
