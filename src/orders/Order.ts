/**
 * An order as we keep it, and what is read off it. Lines are primary: the state of the order follows
 * from theirs. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import type { Kind } from "../channels/ChannelOrder.ts"
import type { OrderTerms } from "../channels/OrderTerms.ts"
import type { Destination, PersonsHash } from "./OrderCommand.ts"
import {
  delivered,
  open,
  type OrderLine,
  type Sender,
  shipped,
  type Sighting,
  unplanned,
  wanted,
} from "./OrderLine.ts"
import type { OrderRef } from "./OrderRef.ts"
import type { Review } from "./review/Review.ts"

export * from "./OrderLine.ts"

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
  /** What it says about persons, to see when that changes; absent where it says nothing. */
  readonly persons?: PersonsHash
  /** What the rules and people said of it; absent until it is looked at. */
  readonly review?: Review
  /** Our answer to a buyer who asked to cancel what is too late to be stopped, or is not to be. */
  readonly cancellationRefused?: boolean
}

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
 * (`held`, or nobody: `rejected`), a route (`released`), the warehouse (`planned`, which is the
 * channel's where it sends the order itself), the courier (`shipped`), nothing (`delivered`); or it
 * ended `returned` or `cancelled`.
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
  const fulfilment = fulfilmentOf(order)
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
    Partial<
      Pick<Order, "payment" | "review" | "fulfilledBy" | "cancellation" | "cancellationRefused">
    >,
): Axes => ({
  payment: order.payment,
  review: order.review?.state ?? "waiting",
  fulfilment: fulfilmentOf(order),
  cancellation: cancellationOf(order),
  returns: extent(
    sum(order.lines, ({ returned }) => returned),
    sum(order.lines, wanted),
  ),
})

const fulfilmentOf = (order: Pick<Order, "lines"> & Sender): Axes["fulfilment"] => {
  const { lines } = order
  const all = sum(lines, wanted)
  const gone = sum(lines, (line) => shipped(line, order))
  if (gone === 0) return sum(lines, (line) => line.planned ?? 0) > 0 ? "planned" : "none"
  if (gone < all) return "partlyShipped"
  return sum(lines, (line) => delivered(line, order)) < gone ? "shipped" : "delivered"
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
