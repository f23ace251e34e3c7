/**
 * Where a lot has been: everything that touched it, read off the journal when it is recalled.
 *
 * @module
 */
import type { Lot } from "./Lot.ts"
import { legs, type LotEvent, type LotLeg } from "./LotEvent.ts"

/** An entry of the journal, as far as a trace looks at it. */
export interface Movement {
  /** Where it stands in the journal. */
  readonly position: number
  /** When it happened, in epoch milliseconds. */
  readonly occurredAt: number
  readonly event: LotEvent
}

/** A movement that touched a lot: the order or the document that it was for, and its units. */
export interface Touch extends Omit<LotLeg, "sku" | "lot"> {
  readonly position: number
  readonly occurredAt: number
  readonly what: LotEvent["_tag"]
  /** The hold, where the movement was for an order. */
  readonly holdId?: string
  /** The paper, where the movement names one. */
  readonly document?: string
}

/**
 * What an order has of a lot: units that are held for it, and units that it was sent. A hold that has
 * expired keeps nothing.
 */
export interface Reached {
  readonly holdId: string
  readonly held: number
  readonly shipped: number
}

/** Everything that touched a lot. */
export interface Trace {
  /** In the order of the movements. */
  readonly touches: ReadonlyArray<Touch>
  /** Whoever has units of it, or had them held, in the order of their first touch. */
  readonly orders: ReadonlyArray<Reached>
  /** Every place that it ever was at, with the units there, held, in quarantine and on their way too. */
  readonly places: ReadonlyArray<{ readonly place: string; readonly units: number }>
  /** Every paper that names it. */
  readonly documents: ReadonlyArray<string>
}

/** A lot, whose units are anywhere. */
export type Of = Pick<Lot, "sku" | "lot">

/**
 * Whether a trace of a lot has to look at an event: others it may be spared.
 *
 * @example
 * ```ts
 * import { LotTrace } from "entrepot/stock"
 *
 * const line = { sku: "MILK", place: "main", lot: "A", quantity: 3 }
 * const event = { _tag: "Received", lines: [line], at: 0 } as const
 * console.log(LotTrace.concerns(event, { sku: "MILK", lot: "A" }))
 * console.log(LotTrace.concerns(event, { sku: "MILK", lot: "B" }))
 * ```
 * ```text
 * true
 * false
 * ```
 */
export const concerns = (event: LotEvent, { sku, lot }: Of): boolean => {
  if (event._tag === "PolicySet") return false
  const named = "lines" in event ? event.lines : [event]
  return named.some((each) => each.sku === sku && each.lot === lot)
}

/**
 * Everything that touched a lot, of movements in the order of the journal; who holds what of it is
 * told for the instant `now` (epoch milliseconds).
 *
 * A return names its paper and not its order, so `shipped` is what an order was sent, whatever came
 * back. It reads all movements given: a question for a recall, not for a decision.
 *
 * @example
 * ```ts
 * import { LotTrace } from "entrepot/stock"
 *
 * const line = { sku: "MILK", place: "main", lot: "A", quantity: 3 }
 * const events = [
 *   { _tag: "Received", lines: [line], at: 0, document: "po-1" },
 *   { _tag: "Held", holdId: "order-1", lines: [{ ...line, quantity: 2 }] },
 *   { _tag: "Shipped", holdId: "order-1", lines: [{ ...line, quantity: 2 }] },
 * ] as const
 * const movements = events.map((event, position) => ({ position, occurredAt: position, event }))
 * const { orders, places, documents } = LotTrace.touched(movements, { sku: "MILK", lot: "A" })
 * console.log(orders[0]?.holdId, orders[0]?.shipped, places[0]?.units, documents)
 * ```
 * ```text
 * order-1 2 1 [ 'po-1' ]
 * ```
 */
export const touched = (movements: Iterable<Movement>, of: Of, now = 0): Trace => {
  const touches: Array<Touch> = []
  const orders = new Map<string, Reached>()
  const ends = new Map<string, number>()
  const places = new Map<string, number>()
  const documents = new Set<string>()
  const count = (account: LotLeg["from"], units: number): void => {
    if ("place" in account) places.set(account.place, (places.get(account.place) ?? 0) + units)
  }
  for (const { position, occurredAt, event } of movements) {
    if (!concerns(event, of)) continue
    const papers = papersOf(event)
    const { holdId, document } = papers
    if (document !== undefined) documents.add(document)
    if (event._tag === "Held" || event._tag === "Extended")
      ends.set(event.holdId, event.expiresAt ?? Infinity)
    for (const { sku, lot, quantity, from, to } of legs(event)) {
      if (sku !== of.sku || lot !== of.lot) continue
      touches.push({ position, occurredAt, what: event._tag, quantity, from, to, ...papers })
      count(from, -quantity)
      count(to, quantity)
      if (holdId === undefined) continue
      const before = orders.get(holdId) ?? { holdId, held: 0, shipped: 0 }
      orders.set(holdId, reached(before, event._tag, quantity))
    }
  }
  return {
    touches,
    orders: Array.from(orders.values(), (order) =>
      (ends.get(order.holdId) ?? Infinity) <= now ? { ...order, held: 0 } : order,
    ),
    places: Array.from(places, ([place, units]) => ({ place, units })),
    documents: [...documents],
  }
}

const papersOf = (event: LotEvent): { readonly holdId?: string; readonly document?: string } => {
  if ("holdId" in event) return { holdId: event.holdId }
  return "document" in event && event.document !== undefined ? { document: event.document } : {}
}

const reached = (before: Reached, what: LotEvent["_tag"], units: number): Reached => ({
  ...before,
  held: before.held + (what === "Held" ? units : -units),
  shipped: before.shipped + (what === "Shipped" ? units : 0),
})
