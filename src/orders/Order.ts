/**
 * An order as we keep it, and what is read off it. Lines are primary: the state of the order follows
 * from theirs. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import type { Kind } from "../channels/ChannelOrder.ts"
import type { Amount, FulfilledBy, OrderTerms, Price } from "../channels/OrderTerms.ts"
import type { Instant } from "../kernel/Calendar.ts"
import type { Destination } from "./OrderCommand.ts"
import type { OrderRef } from "./OrderRef.ts"
import type { Review } from "./review/Review.ts"

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
  /** Units of these that the channel does not show any more. */
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
  /** Of all units together. */
  readonly discount?: Amount
  /** Of all units together, where it comes on top of the price. */
  readonly tax?: Amount
  readonly fulfilledBy?: FulfilledBy
  /** Where it is not the order's: epoch milliseconds. */
  readonly placedAt?: Instant
  /** The line of the order that this one repeats in everything; it counts all the same. */
  readonly repeatOf?: string
  /** What one unit is of our items; absent until the listing was looked up. */
  readonly items?: ReadonlyArray<Component>
  /** What showed the line last, where it is not what showed the order last. */
  readonly shownBy?: Sighting
}

/**
 * What a channel shows under an id.
 *
 * Of the kinds beside `order` nothing is cancelled or returned: they say themselves what came back.
 */
export interface Order extends OrderRef, OrderTerms {
  readonly kind: Kind
  /** The newest document of the order. */
  readonly shownBy: Sighting
  readonly lines: ReadonlyArray<OrderLine>
  /** Absent where nobody can tell where it goes to. */
  readonly destination?: Destination
  /** What the rules and people said of it; absent until it is looked at. */
  readonly review?: Review
  /** Our answer to a buyer who asked to cancel what is too late to be stopped, or is not to be. */
  readonly cancellationRefused?: boolean
}

/** What is counted of a line, as far as it says how many units are still wanted. */
export type Units = Pick<OrderLine, "quantity" | "withdrawn" | "cancelled">

/** Units that were ordered and neither withdrawn nor cancelled. */
const wanted = ({ quantity, withdrawn, cancelled }: Units): number =>
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
export const cancellable = (line: OrderLine): number =>
  Math.max(
    0,
    Math.min(
      open(line),
      line.quantity - line.cancelled - (line.planned ?? 0) - (line.shipped ?? 0),
    ),
  )

/** Units of a line that nobody has planned to send yet, and that are ours to send. */
export const unplanned = (
  line: OrderLine,
  { fulfilledBy }: Pick<Order, "fulfilledBy"> = {},
): number =>
  (line.fulfilledBy ?? fulfilledBy) === "channel"
    ? 0
    : Math.max(0, wanted(line) - (line.planned ?? 0) - (line.shipped ?? 0))

/** Units that are planned though the customer is not to have them any more. */
export const overplanned = (line: OrderLine): number =>
  Math.min(line.planned ?? 0, Math.max(0, (line.planned ?? 0) + (line.shipped ?? 0) - wanted(line)))

/** What became of a line, or of an order. */
export const State = Schema.Literals(["open", "returned", "cancelled"])
/** What became of a line, or of an order. */
export type State = typeof State.Type

/** What became of a line: it is open until no unit is left. */
export const lineState = (line: OrderLine): State =>
  open(line) > 0 ? "open" : line.returned > 0 ? "returned" : "cancelled"

/** What became of an order: it is open until no line is. */
export const state = ({ lines }: Pick<Order, "lines">): State => {
  const states = new Set(lines.map(lineState))
  return states.has("open") ? "open" : states.has("returned") ? "returned" : "cancelled"
}

/**
 * The one word for what an order waits for, in the order of its life: rules (`waiting`), a person
 * (`held`, or nobody: `rejected`), a route (`released`), the warehouse (`planned`), the courier
 * (`shipped`), nothing (`delivered`); or it ended `returned` or `cancelled`.
 */
export const Stage = Schema.Literals([
  "waiting",
  "held",
  "rejected",
  "released",
  "planned",
  "shipped",
  "delivered",
  "returned",
  "cancelled",
])
/** The one word for what an order waits for. */
export type Stage = typeof Stage.Type

/**
 * What an order waits for. Units that are to be planned come before those that are under way.
 *
 * @example
 * ```ts
 * import { Order } from "entrepot/orders"
 *
 * const line = { lineId: "1", sku: "MUG", unitPrice: "9.50", quantity: 2 }
 * const lines = [{ ...line, withdrawn: 0, cancelled: 0, returned: 0 }]
 * console.log(Order.stage({ lines }))
 * ```
 * ```text
 * waiting
 * ```
 */
export const stage = (
  order: Pick<Order, "lines"> & Partial<Pick<Order, "review" | "fulfilledBy">>,
): Stage => {
  const became = state(order)
  if (became !== "open") return became
  const review = order.review?.state ?? "waiting"
  if (review !== "released") return review
  if (order.lines.some((line) => unplanned(line, order) > 0)) return "released"
  const fulfilment = fulfilmentOf(order.lines)
  return fulfilment === "none" || fulfilment === "partlyShipped" ? "planned" : fulfilment
}

/** How much of something is done. */
export type Extent = "none" | "partly" | "all"

/** The sides of an order that do not wait for each other. */
export interface Axes {
  /** As the channel says; absent where it does not. */
  readonly payment: OrderTerms["payment"]
  readonly review: "waiting" | Review["state"]
  /** The furthest that all units to be sent have come, and whether some have come further. */
  readonly fulfilment: "none" | "planned" | "partlyShipped" | "shipped" | "delivered"
  readonly cancellation: Extent | "asked" | "refused"
  readonly returns: Extent
}

/**
 * Reads the axes of an order off its lines.
 *
 * @example
 * ```ts
 * import { Order } from "entrepot/orders"
 *
 * const line = { sku: "MUG", unitPrice: "9.50", withdrawn: 0, cancelled: 0, returned: 0 }
 * const lines = [
 *   { ...line, lineId: "1", quantity: 2, shipped: 2 },
 *   { ...line, lineId: "2", quantity: 1, cancelled: 1 },
 * ]
 * const { fulfilment, cancellation } = Order.axes({ lines })
 * console.log(fulfilment, cancellation)
 * ```
 * ```text
 * shipped partly
 * ```
 */
export const axes = (
  order: Pick<Order, "lines"> &
    Partial<Pick<Order, "payment" | "review" | "cancellation" | "cancellationRefused">>,
): Axes => ({
  payment: order.payment,
  review: order.review?.state ?? "waiting",
  fulfilment: fulfilmentOf(order.lines),
  cancellation: cancellationOf(order),
  returns: extent(
    sum(order.lines, ({ returned }) => returned),
    sum(order.lines, wanted),
  ),
})

const fulfilmentOf = (lines: ReadonlyArray<OrderLine>): Axes["fulfilment"] => {
  const all = sum(lines, wanted)
  const shipped = sum(lines, (line) => line.shipped ?? 0)
  if (shipped === 0) return sum(lines, (line) => line.planned ?? 0) > 0 ? "planned" : "none"
  if (shipped < all) return "partlyShipped"
  return sum(lines, (line) => line.delivered ?? 0) < shipped ? "shipped" : "delivered"
}

const cancellationOf = ({
  lines,
  cancellation,
  cancellationRefused,
}: Pick<Order, "lines"> & Partial<Order>): Axes["cancellation"] => {
  const gone = sum(lines, (line) => line.quantity - wanted(line))
  const done = extent(
    gone,
    sum(lines, ({ quantity }) => quantity),
  )
  if (done === "all" || cancellation !== "asked") return done
  return cancellationRefused === true ? "refused" : "asked"
}

const extent = (done: number, all: number): Extent =>
  done === 0 ? "none" : done < all ? "partly" : "all"

const sum = (lines: ReadonlyArray<OrderLine>, units: (line: OrderLine) => number): number =>
  lines.reduce((before, line) => before + units(line), 0)
