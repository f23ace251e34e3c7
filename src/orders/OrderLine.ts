/**
 * The lines of an order, and how many units of one are open, planned, gone or still to be sent. Pure.
 *
 * @module
 */
import type { Amount, FulfilledBy, OrderTerms, Price } from "../channels/OrderTerms.ts"
import type { Instant } from "../kernel/Calendar.ts"

/** When something was seen, and which revision it was. */
export interface Sighting {
  readonly revision: string
  /** Epoch milliseconds. */
  readonly observedAt: Instant
}

/** Units of an item of ours that one unit of a line stands for. */
export interface Component {
  readonly sku: string
  readonly quantity: number
}

/** Some units of what the channel sells, and what became of them. */
export interface OrderLine {
  readonly lineId: string
  /** As the channel calls it. */
  readonly sku: string
  readonly description?: string
  /** Units ordered: the most that the channel has ever shown. */
  readonly quantity: number
  /** Units of these that the channel does not show any more; what it charges is of the others. */
  readonly withdrawn: number
  /** Units of these that were cancelled here. */
  readonly cancelled: number
  /** Units of these that came back; together with the cancelled ones at most {@link quantity}. */
  readonly returned: number
  /** Units of these that are to leave with a consignment which has not left. */
  readonly planned?: number
  /** Units of these that have left, whatever became of them then. */
  readonly shipped?: number
  /** Units of the shipped ones that have arrived. */
  readonly delivered?: number
  /** Of one unit, in the order's currency. */
  readonly unitPrice: Price
  /** Of all units together that the channel shows. */
  readonly discount?: Amount
  /** Of all units together that the channel shows; see `taxesIncluded` of the order. */
  readonly tax?: Amount
  readonly fulfilledBy?: FulfilledBy
  /** Units that the channel says have left its own warehouse, where it sends them. */
  readonly channelShipped?: number
  /** Units of these that the channel says have arrived. */
  readonly channelDelivered?: number
  /** Where it is not the order's: epoch milliseconds. */
  readonly placedAt?: Instant
  /** The line of the order that this one repeats in everything; it counts all the same. */
  readonly repeatOf?: string
  /** What one unit is of our items; absent until the listing was looked up. */
  readonly items?: ReadonlyArray<Component>
  /** What showed the line last, where it is not what showed the order last. */
  readonly shownBy?: Sighting
}

/** What is counted of a line, as far as it says how many units are still wanted. */
export type Units = Pick<OrderLine, "quantity" | "withdrawn" | "cancelled">

/** Units of a line that the channel shows: its price, discount and tax are of these. */
export const shown = ({ quantity, withdrawn }: Pick<Units, "quantity" | "withdrawn">): number =>
  quantity - withdrawn

/** What has left of a line, and who sends it. */
export type Sent = Pick<
  OrderLine,
  "fulfilledBy" | "shipped" | "delivered" | "channelShipped" | "channelDelivered"
>
/** An order, as far as it says who sends it. */
export type Sender = Pick<OrderTerms, "fulfilledBy">

/** Whether the channel sends a line from its own warehouse. */
export const isByChannel = (line: Pick<OrderLine, "fulfilledBy">, order: Sender = {}): boolean =>
  (line.fulfilledBy ?? order.fulfilledBy) === "channel"

/**
 * Units of a line that have left, whoever sent them: of what the channel sends, as many as it says.
 *
 * @example
 * ```ts
 * import { Order } from "entrepot/orders"
 *
 * const line = { fulfilledBy: "channel", channelShipped: 2, channelDelivered: 1 } as const
 * console.log(Order.shipped(line), Order.delivered(line))
 * ```
 * ```text
 * 2 1
 * ```
 */
export const shipped = (line: Sent, order: Sender = {}): number =>
  isByChannel(line, order)
    ? Math.max(line.shipped ?? 0, line.channelShipped ?? 0, line.channelDelivered ?? 0)
    : (line.shipped ?? 0)

/** Units of a line that have arrived, whoever sent them. */
export const delivered = (line: Sent, order: Sender = {}): number =>
  isByChannel(line, order)
    ? Math.max(line.delivered ?? 0, line.channelDelivered ?? 0)
    : (line.delivered ?? 0)

/** Units that were ordered and neither withdrawn nor cancelled. */
export const wanted = ({ quantity, withdrawn, cancelled }: Units): number =>
  // What is cancelled here is soon withdrawn by the channel too, so the two are the same units.
  quantity - Math.max(withdrawn, cancelled)

/**
 * Units of a line that the customer is still to have, or has.
 *
 * @example
 * ```ts
 * import { Order } from "entrepot/orders"
 *
 * console.log(Order.open({ quantity: 5, withdrawn: 1, cancelled: 2, returned: 1 }))
 * ```
 * ```text
 * 2
 * ```
 */
export const open = (line: Units & Pick<OrderLine, "returned">): number =>
  Math.max(0, wanted(line) - line.returned)

/** Units of a line that may still come back: a channel may show them no more before they do. */
export const returnable = ({ quantity, cancelled, returned }: OrderLine): number =>
  quantity - cancelled - returned

/** Units of a line that may still be cancelled: what is planned or gone has to be stopped first. */
export const cancellable = (line: OrderLine, order: Sender = {}): number =>
  Math.max(
    0,
    Math.min(
      open(line),
      line.quantity - line.cancelled - (line.planned ?? 0) - shipped(line, order),
    ),
  )

/** Units of a line that nobody has planned to send yet, and that are ours to send. */
export const unplanned = (line: OrderLine, order: Sender = {}): number =>
  isByChannel(line, order)
    ? 0
    : Math.max(0, wanted(line) - (line.planned ?? 0) - (line.shipped ?? 0))

/** Units of a line that are still to leave, whoever sends them. */
export const unsent = (line: OrderLine, order: Sender = {}): number =>
  Math.max(0, wanted(line) - shipped(line, order))

/** Whether somebody has to know what a line is of our items: units of it are wanted, and of us. */
export const wantsListing = (line: OrderLine, order: Sender = {}): boolean =>
  !isByChannel(line, order) && open(line) > 0

/** Units that are planned though the customer is not to have them any more. */
export const overplanned = (line: OrderLine): number =>
  Math.min(line.planned ?? 0, Math.max(0, (line.planned ?? 0) + (line.shipped ?? 0) - wanted(line)))
