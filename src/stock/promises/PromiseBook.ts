/**
 * The book of promises of one item at one place, and what becomes of it. Pure.
 *
 * @module
 */
import { HashMap, Option, Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { Kept, PromiseEvent, PromiseUnits } from "./PromiseEvent.ts"
import * as PromisePool from "./PromisePool.ts"

/** A promise to an order, and what became of it: one record, which stays. */
export const Promised = Schema.Struct({
  promiseId: Id.Id,
  sku: Id.Sku,
  place: Id.PlaceId,
  /** Its place in the queue of the item at the place. */
  sequence: Quantity.Quantity,
  quantity: Quantity.PositiveQuantity,
  /** Units that arrived and became a hold. */
  kept: Quantity.Quantity,
  /** Units that will not come after all. */
  broken: Quantity.Quantity,
  cancelled: Quantity.Quantity,
  /** The date that the order was told last. */
  due: Calendar.Instant,
  wantedBy: Schema.optionalKey(Calendar.Instant),
  /** The holds that keep it, one for each part that arrived. */
  holds: Schema.Array(Id.Id),
})
/** A promise to an order, and what became of it. */
export type Promised = typeof Promised.Type

/** The pool, and all promises of it by their id, or those that a decision needs. */
export interface Book {
  readonly pool: PromisePool.Pool
  readonly promises: HashMap.HashMap<string, Promised>
  /** Ids under which others hold units, of those that a promise would be kept by. */
  readonly taken?: ReadonlySet<string>
}

/** A book in which nothing is written. */
export const empty = (where: Pick<PromisePool.Pool, "sku" | "place">): Book => ({
  pool: PromisePool.empty(where),
  promises: HashMap.empty(),
})

/** The promise of an id. */
export const promise = (book: Book, promiseId: string): Option.Option<Promised> =>
  HashMap.get(book.promises, promiseId)

/** Units of a promise that are still to come. */
export const waiting = ({ quantity, kept, broken, cancelled }: Promised): number =>
  quantity - kept - broken - cancelled

/**
 * The id of the next hold that keeps a promise: that of the promise, or where it is taken the first
 * free one of `<id>/2`, `<id>/3` and so on.
 *
 * @example
 * ```ts
 * import { PromiseBook } from "entrepot/stock"
 *
 * const promised = { promiseId: "order-1", holds: ["order-1"] }
 * console.log(PromiseBook.holdId(promised, new Set(["order-1/2"])))
 * ```
 * ```text
 * order-1/3
 * ```
 */
export const holdId = (
  { promiseId, holds }: Pick<Promised, "promiseId" | "holds">,
  taken: ReadonlySet<string>,
): string => {
  for (let number = holds.length + 1; ; number++) {
    const id = number === 1 ? promiseId : `${promiseId}/${number}`
    if (!taken.has(id) && !holds.includes(id)) return id
  }
}

const bySequence = Order.mapInput(Order.Number, ({ sequence }: Promised) => sequence)

/** The promises of which anything is still to come, in promise order. */
export const queue = (book: Book): ReadonlyArray<Promised> =>
  Array.from(HashMap.values(book.promises))
    .filter((promised) => waiting(promised) > 0)
    .toSorted(bySequence)

/** The book after an event. Total: whatever was decided can be told. */
export const evolve = (book: Book, event: PromiseEvent): Book => {
  const { pool } = book
  switch (event._tag) {
    case "Expected": {
      const { inboundId, due, quantity } = event
      const inbounds = [...pool.inbounds, { inboundId, due, open: quantity }]
      return supplied(book, inbounds.toSorted(PromisePool.byDue))
    }
    case "Postponed": {
      const moved = pool.inbounds.map((inbound) =>
        inbound.inboundId === event.inboundId ? { ...inbound, due: event.to } : inbound,
      )
      return supplied(book, moved.toSorted(PromisePool.byDue))
    }
    case "InboundCut":
      return left(
        supplied(book, without(pool, event.inboundId, event.quantity)),
        event.broken,
        "broken",
      )
    case "Promised":
      return {
        pool: { ...pool, waiting: pool.waiting + event.quantity, next: event.sequence + 1 },
        promises: HashMap.set(book.promises, event.promiseId, made(event)),
      }
    case "PromiseCancelled":
      return left(supplied(book, pool.inbounds), [event], "cancelled")
    case "Arrived": {
      const [first] = pool.inbounds
      const inbounds = without(pool, event.inboundId, event.expected)
      // What arrives as it was due is taken off the head of both queues: all dates stay.
      const asDue = first?.inboundId === event.inboundId && event.expected === event.quantity
      const after = asDue ? { ...book, pool: { ...pool, inbounds } } : supplied(book, inbounds)
      return heldFor(left(after, event.holds, "kept"), event.holds)
    }
    case "Told":
      return told(book, event)
  }
}

const made = (event: Extract<PromiseEvent, { _tag: "Promised" }>): Promised => {
  const { promiseId, sku, place, sequence, quantity, due, wantedBy } = event
  return {
    promiseId,
    sku,
    place,
    sequence,
    quantity,
    kept: 0,
    broken: 0,
    cancelled: 0,
    due,
    ...(wantedBy === undefined ? {} : { wantedBy }),
    holds: [],
  }
}

const without = ({ inbounds }: PromisePool.Pool, inboundId: string, units: number) =>
  inbounds
    .map((inbound) =>
      inbound.inboundId === inboundId ? { ...inbound, open: inbound.open - units } : inbound,
    )
    .filter(({ open }) => open > 0)

/** Other units are coming than were, or for others: promises may have other dates. */
const supplied = (book: Book, inbounds: PromisePool.Pool["inbounds"]): Book => ({
  ...book,
  pool: { ...book.pool, inbounds, stale: book.pool.waiting > 0 },
})

/** Units of promises wait no more. */
const left = (
  book: Book,
  units: ReadonlyArray<PromiseUnits>,
  what: "kept" | "broken" | "cancelled",
): Book => {
  let { waiting, telling } = book.pool
  let { promises } = book
  for (const { promiseId, sequence, quantity } of units) {
    waiting -= quantity
    if (telling !== undefined && sequence < telling.sequence)
      telling = { ...telling, ahead: telling.ahead - quantity }
    promises = HashMap.modify(promises, promiseId, (promised) => ({
      ...promised,
      [what]: promised[what] + quantity,
    }))
  }
  return { pool: { ...book.pool, waiting, ...(telling && { telling }) }, promises }
}

const heldFor = (book: Book, kept: ReadonlyArray<Kept>): Book => ({
  ...book,
  promises: kept.reduce(
    (promises, { promiseId, holdId }) =>
      HashMap.modify(promises, promiseId, (promised) => ({
        ...promised,
        holds: [...promised.holds, holdId],
      })),
    book.promises,
  ),
})

const told = (book: Book, event: Extract<PromiseEvent, { _tag: "Told" }>): Book => {
  const { telling, stale, ...pool } = book.pool
  const { next } = event
  return {
    // What changed while promises were told is told from the head again.
    pool: { ...pool, stale: telling !== undefined && stale, ...(next && { telling: next }) },
    promises: event.promises.reduce(
      (promises, { promiseId, to }) =>
        HashMap.modify(promises, promiseId, (promised) => ({ ...promised, due: to })),
      book.promises,
    ),
  }
}
