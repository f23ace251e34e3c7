/**
 * What is coming of an item to a place, and how much of it is promised. Pure.
 *
 * Promises form one queue, and so do deliveries by their date; the first units that are due belong to
 * the first promises. So who gets what of which delivery is never written down: it follows from how
 * many units wait before a promise. This is "available to promise", cumulative with look-ahead, as in
 * the APICS Dictionary.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/** Units that are coming, such as a line of a purchase order. */
export const Inbound = Schema.Struct({
  inboundId: Id.Id,
  /** When they should be there. */
  due: Calendar.Instant,
  /** Units that have not arrived yet. */
  open: Quantity.PositiveQuantity,
})
/** Units that are coming. */
export type Inbound = typeof Inbound.Type

/** How far promises were told their dates: all before `sequence`, for which `ahead` units wait. */
export const Cursor = Schema.Struct({ sequence: Quantity.Quantity, ahead: Quantity.Quantity })
/** How far promises were told their dates. */
export type Cursor = typeof Cursor.Type

/** An item at a place: one record. It knows no promise by name, however many there are. */
export const Pool = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  /** What is open, by date and then by id; at most {@link mostInbounds}. */
  inbounds: Schema.Array(Inbound),
  /** Units that are promised and have not arrived; never more than are open. */
  waiting: Quantity.Quantity,
  /** The sequence of the next promise. */
  next: Quantity.Quantity,
  /** Where telling promises their dates goes on, if it has begun. */
  telling: Schema.optionalKey(Cursor),
  /** Whether dates have changed since it began. */
  stale: Schema.Boolean,
})
/** An item at a place. */
export type Pool = typeof Pool.Type

/** The most deliveries of one item to one place that can be open. */
export const mostInbounds = 200

/** The pool of an item of which nothing is coming. */
export const empty = ({ sku, place }: Pick<Pool, "sku" | "place">): Pool => ({
  sku,
  place,
  inbounds: [],
  waiting: 0,
  next: 0,
  stale: false,
})

/** The order of deliveries: by date, and of one date by id. */
export const byDue: Order.Order<Inbound> = Order.combine(
  Order.mapInput(Order.Number, ({ due }: Inbound) => due),
  Order.mapInput(Order.String, ({ inboundId }: Inbound) => inboundId),
)

/** The delivery of an id, while it is open. */
export const inbound = (
  { inbounds }: Pick<Pool, "inbounds">,
  inboundId: string,
): Inbound | undefined => inbounds.find((found) => found.inboundId === inboundId)

/** All units that are coming. */
export const open = ({ inbounds }: Pick<Pool, "inbounds">): number =>
  inbounds.reduce((sum, inbound) => sum + inbound.open, 0)

/** A delivery, and how many of its open units are promised. */
export interface Scheduled extends Inbound {
  readonly promised: number
}

/**
 * The deliveries in order, and how much of each is promised.
 *
 * @example
 * ```ts
 * import { PromisePool } from "entrepot/stock"
 *
 * const pool = {
 *   ...PromisePool.empty({ sku: "MUG", place: "main" }),
 *   inbounds: [
 *     { inboundId: "po-1", due: 1_000, open: 5 },
 *     { inboundId: "po-2", due: 2_000, open: 5 },
 *   ],
 *   waiting: 7,
 * }
 * console.log(PromisePool.schedule(pool).map(({ promised }) => promised))
 * ```
 * ```text
 * [ 5, 2 ]
 * ```
 */
export const schedule = ({
  inbounds,
  waiting,
}: Pick<Pool, "inbounds" | "waiting">): ReadonlyArray<Scheduled> => {
  let left = waiting
  return inbounds.map((inbound) => {
    const promised = Math.min(left, inbound.open)
    left -= promised
    return { ...inbound, promised }
  })
}

/** What can still be promised, and when the first of it is due. */
export interface Promisable {
  readonly units: number
  readonly nextDue?: Calendar.Instant
}

/**
 * What can still be promised by an instant (epoch milliseconds), or at all. `nextDue` is the date of
 * the first delivery with unpromised units, also where that is later.
 *
 * @example
 * ```ts
 * import { PromisePool } from "entrepot/stock"
 *
 * const pool = {
 *   ...PromisePool.empty({ sku: "MUG", place: "main" }),
 *   inbounds: [{ inboundId: "po-1", due: 2_000, open: 5 }],
 *   waiting: 3,
 * }
 * console.log(PromisePool.promisable(pool).units, PromisePool.promisable(pool, 1_000))
 * ```
 * ```text
 * 2 { units: 0, nextDue: 2000 }
 * ```
 */
export const promisable = (
  pool: Pick<Pool, "inbounds" | "waiting">,
  by: Calendar.Instant = Infinity,
): Promisable => {
  const free = schedule(pool).filter(({ open, promised }) => open > promised)
  const units = free
    .filter(({ due }) => due <= by)
    .reduce((sum, { open, promised }) => sum + open - promised, 0)
  const [first] = free
  return first === undefined ? { units } : { units, nextDue: first.due }
}

/**
 * When the unit at a position of the queue is due, the first being 1; if so many are coming.
 *
 * @example
 * ```ts
 * import { PromisePool } from "entrepot/stock"
 *
 * const inbounds = [
 *   { inboundId: "po-1", due: 1_000, open: 5 },
 *   { inboundId: "po-2", due: 2_000, open: 5 },
 * ]
 * console.log([5, 6, 11].map((position) => PromisePool.dueOf({ inbounds }, position)))
 * ```
 * ```text
 * [ 1000, 2000, undefined ]
 * ```
 */
export const dueOf = (
  { inbounds }: Pick<Pool, "inbounds">,
  position: number,
): Calendar.Instant | undefined => {
  let before = 0
  for (const { due, open } of inbounds) {
    before += open
    if (position <= before) return due
  }
  return undefined
}
