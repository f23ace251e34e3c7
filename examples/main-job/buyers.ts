/** What each customer bought, added up document by document. Pure. */
import { Array, Result, Schema } from "effect"
import { ChannelOrder } from "entrepot/channels"
import { Calendar, Id, Money, Quantity } from "entrepot/kernel"
import { OrderIngest, OrderRef } from "entrepot/orders"
import { Key } from "entrepot/store"

/**
 * A customer of a channel, or all of its documents that name none.
 *
 * Money is what the trade record of `entrepot/customers` counts: goods of orders less what
 * cancellations and adjustments took back. Only orders are orders.
 */
export const Buyer = Schema.Struct({
  channel: OrderRef.ShortId,
  customerRef: Schema.optionalKey(Id.Id),
  /** Where they bought first. */
  market: Schema.optionalKey(Schema.String),
  orders: Quantity.Quantity,
  /** Of an order, in epoch milliseconds. */
  lastOrderAt: Schema.optionalKey(Calendar.Instant),
  revenue: Schema.optionalKey(Money.Money),
})
/** A customer of a channel. */
export type Buyer = typeof Buyer.Type

/** Who bought. */
export type Name = Pick<Buyer, "channel" | "customerRef">

/** Somebody who has not bought anything. */
export const nobodyYet = (name: Name): Buyer => ({ ...name, orders: 0 })

/** The id of a customer among those of all channels. */
export const idOf = ({ channel, customerRef }: Name): string =>
  Key.join(customerRef === undefined ? [channel] : [channel, customerRef])

/** Whose a document is. */
export const nameOf = (channel: string, { document: { value } }: OrderIngest.Taken): Name => ({
  channel,
  ...(value.customerRef === undefined ? {} : { customerRef: value.customerRef }),
})

/** What the new lines of a document bring, if it has any; negative where it takes back. */
export const revenueOf = (taken: OrderIngest.Taken): Money.Money | undefined => {
  const news = OrderIngest.newLines(taken)
  return Array.isReadonlyArrayNonEmpty(news)
    ? ChannelOrder.netAmount({ ...taken.document.value, lines: news })
    : undefined
}

/** The customer after a document that was taken in, and what its new lines brought. */
export const count = (
  buyer: Buyer,
  { document: { value }, as }: OrderIngest.Taken,
  brought: Money.Money,
): Result.Result<Buyer, Money.CurrencyMismatch> => {
  const { placedAt, market } = value
  const isOrder = value.kind === "order"
  const known = {
    ...buyer,
    ...(buyer.market !== undefined || market === undefined ? {} : { market }),
    orders: buyer.orders + Number(isOrder && as === "placed"),
    ...(isOrder ? { lastOrderAt: Math.max(buyer.lastOrderAt ?? placedAt, placedAt) } : {}),
  }
  const before = buyer.revenue ?? Money.zero(brought.currency)
  return Result.map(Money.plus(before, brought), (revenue) => ({ ...known, revenue }))
}
