/**
 * How events change the order book. Pure and total: whatever was decided can be told.
 *
 * @module
 */
import { HashMap, HashSet } from "effect"

import type { ChannelOrderLine } from "../channels/ChannelOrder.ts"
import type { Instant } from "../kernel/Calendar.ts"
import type { Order, OrderLine, Sighting } from "./Order.ts"
import type { Book } from "./OrderBook.ts"
import type { LinesMoved, OrderEvent } from "./OrderEvent.ts"
import { compareRevisions, documentName, orderName, type OrderRef } from "./OrderRef.ts"

type EventOf<Tag extends OrderEvent["_tag"]> = Extract<OrderEvent, { readonly _tag: Tag }>
type Shown = Omit<EventOf<"Placed">, "_tag"> & { readonly _tag: string }

/** The book after an event. */
export const evolve = (book: Book, event: OrderEvent): Book => {
  switch (event._tag) {
    case "Placed":
      return {
        orders: HashMap.set(book.orders, orderName(event), placed(event)),
        ...seen(book, event),
      }
    case "Revised":
      return {
        orders: onOrder(book, event, (known) => revised(known, event)),
        ...seen(book, event),
      }
    case "Parked":
      return { orders: book.orders, ...seen(book, event) }
    default:
      return { ...book, orders: onOrder(book, event, (known) => changed(known, event)) }
  }
}

/** An order after something was done with it here. */
export const changed = (
  known: Order,
  event: Exclude<OrderEvent, EventOf<"Placed" | "Revised" | "Parked">>,
): Order => {
  switch (event._tag) {
    case "Reviewed":
      return reviewed(known, event)
    case "Released":
      return onReview(known, { state: "released", since: event.since })
    case "Assigned":
      return onReview(known, { assignee: event.assignee })
    case "CancellationRefused":
      return { ...known, cancellationRefused: true }
    case "Erased":
      return known
    default:
      return moved(known, event)
  }
}

const onReview = (known: Order, change: Partial<NonNullable<Order["review"]>>): Order =>
  known.review === undefined ? known : { ...known, review: { ...known.review, ...change } }

const reviewed = (known: Order, event: EventOf<"Reviewed">): Order => {
  const { _tag, channel, account, externalId, kind, lines, ...review } = event
  const items = new Map(lines.map((line) => [line.lineId, line.items]))
  return {
    ...known,
    review: { ...review, ...staying(known.review, review) },
    lines: known.lines.map((line) => {
      const found = items.get(line.lineId)
      return found === undefined ? line : { ...line, items: found }
    }),
  }
}

/** An order that a queue holds again was in it all the time, and with whoever looks after it. */
const staying = (
  before: Order["review"],
  after: NonNullable<Order["review"]>,
): Partial<NonNullable<Order["review"]>> => {
  const since = before?.state === "held" ? before.since : before?.heldSince
  if (before === undefined || since === undefined || after.state !== "held") return {}
  const queues = new Set(before.findings.map(({ queue }) => queue))
  if (!after.findings.some(({ queue }) => queues.has(queue))) return {}
  return { since, ...(before.assignee === undefined ? {} : { assignee: before.assignee }) }
}

/** What becomes of the counters of a line when units of it are moved. */
const counters: {
  readonly [Tag in LinesMoved["_tag"]]: (line: OrderLine, units: number) => Partial<OrderLine>
} = {
  LinesCancelled: ({ cancelled }, units) => ({ cancelled: cancelled + units }),
  LinesReturned: ({ returned }, units) => ({ returned: returned + units }),
  LinesPlanned: ({ planned = 0 }, units) => ({ planned: planned + units }),
  LinesUnplanned: ({ planned = 0 }, units) => ({ planned: planned - units }),
  LinesShipped: ({ planned = 0, shipped = 0 }, units) => ({
    planned: planned - units,
    shipped: shipped + units,
  }),
  LinesDelivered: ({ delivered = 0 }, units) => ({ delivered: delivered + units }),
}

const moved = (known: Order, event: LinesMoved): Order => {
  const units = new Map(event.lines.map(({ lineId, quantity }) => [lineId, quantity]))
  return {
    ...known,
    lines: known.lines.map((line) => {
      const more = units.get(line.lineId)
      return more === undefined ? line : { ...line, ...counters[event._tag](line, more) }
    }),
  }
}

const seen = (book: Book, document: OrderRef & Sighting): Pick<Book, "documents"> => ({
  documents: HashSet.add(book.documents, documentName(document)),
})

const onOrder = (book: Book, ref: OrderRef, change: (known: Order) => Order): Book["orders"] =>
  HashMap.modify(book.orders, orderName(ref), change)

const placed = (event: EventOf<"Placed">): Order => ({
  ...headOf(event),
  lines: event.lines.map((line) => firstOf(event, line)),
})

/** What a document shows of a line; of an order that was called off, it shows no unit. */
const shownUnits = ({ cancellation }: Shown, { quantity }: ChannelOrderLine): number =>
  cancellation === "done" ? 0 : quantity

const firstOf = (event: Shown, line: ChannelOrderLine): OrderLine => ({
  ...line,
  withdrawn: line.quantity - shownUnits(event, line),
  cancelled: 0,
  returned: 0,
})

/** All that an order says beside its lines: the newest document says it as a whole. */
const headOf = (event: Shown): Omit<Order, "lines"> => {
  const { _tag, lines, revision, observedAt, ...head } = event
  return { ...head, shownBy: { revision, observedAt } }
}

const isNewer = (left: Sighting, right: Sighting): boolean =>
  left.observedAt === right.observedAt
    ? compareRevisions(left.revision, right.revision) > 0
    : left.observedAt > right.observedAt

/** A line with its own instant, and what showed it last. */
interface ShownLine {
  readonly line: OrderLine & { readonly placedAt: Instant }
  readonly shownBy: Sighting
}

/**
 * Documents may come in any order and the newest counts, for the order and for each line. So
 * whatever order they come in, the same comes of them.
 */
export const revised = (known: Order, { shows, changed, ...event }: EventOf<"Revised">): Order => {
  const isWhole = shows === "whole"
  const { review, cancellationRefused } = known
  const head = isNewer(event, known.shownBy) ? headOf(event) : known
  const placedAt = isWhole ? head.placedAt : Math.min(known.placedAt, event.placedAt)
  const named = new Map(event.lines.map((line) => [line.lineId, line]))
  const lines = known.lines.map((line): ShownLine => {
    const fresh = named.get(line.lineId)
    named.delete(line.lineId)
    const before = {
      line: { ...line, placedAt: line.placedAt ?? known.placedAt },
      shownBy: line.shownBy ?? known.shownBy,
    }
    return fresh === undefined ? before : shownAgain(before, fresh, event)
  })
  for (const line of named.values()) lines.push(shownIn(event, firstOf(event, line)))
  return {
    ...head,
    ...(review === undefined ? {} : { review: again(review, event, changed) }),
    ...(cancellationRefused === undefined ? {} : { cancellationRefused }),
    placedAt,
    lines: lines.map((shown) => settled(shown, head.shownBy, placedAt, isWhole)),
  }
}

/** A review after a document: what changed is looked at once more. */
const again = (
  review: NonNullable<Order["review"]>,
  { observedAt }: Sighting,
  changed: EventOf<"Revised">["changed"],
): NonNullable<Order["review"]> =>
  changed === undefined
    ? review
    : {
        ...review,
        state: "waiting",
        since: observedAt,
        changed,
        ...(review.state === "held" ? { heldSince: review.since } : {}),
      }

const shownIn = (event: Shown, line: OrderLine): ShownLine => ({
  line: { ...line, placedAt: line.placedAt ?? event.placedAt },
  shownBy: { revision: event.revision, observedAt: event.observedAt },
})

const shownAgain = (
  { line, shownBy }: ShownLine,
  fresh: ChannelOrderLine,
  event: Shown,
): ShownLine => {
  const quantity = Math.max(line.quantity, fresh.quantity)
  if (isNewer(event, shownBy)) {
    const withdrawn = quantity - shownUnits(event, fresh)
    return shownIn(event, { ...fresh, ...oursOf(line, fresh), quantity, withdrawn })
  }
  const withdrawn = line.withdrawn + quantity - line.quantity
  return { line: { ...line, quantity, withdrawn }, shownBy }
}

/** What we know of a line ourselves: no document says it. */
const oursOf = (
  { sku, cancelled, returned, planned, shipped, delivered, items }: OrderLine,
  fresh: ChannelOrderLine,
): Pick<OrderLine, "cancelled" | "returned" | "planned" | "shipped" | "delivered" | "items"> => ({
  cancelled,
  returned,
  ...(planned === undefined ? {} : { planned }),
  ...(shipped === undefined ? {} : { shipped }),
  ...(delivered === undefined ? {} : { delivered }),
  ...(items === undefined || sku !== fresh.sku ? {} : { items }),
})

/** A line as the order keeps it: without what it has in common with the order. */
const settled = (
  { line: { placedAt, shownBy: _, ...line }, shownBy }: ShownLine,
  newest: Sighting,
  orderPlacedAt: Instant,
  isWhole: boolean,
): OrderLine => ({
  ...line,
  ...(placedAt === orderPlacedAt ? {} : { placedAt }),
  ...(shownBy.revision === newest.revision
    ? {}
    : // Of an order that was shown as a whole, a line that was left out is gone.
      { shownBy, ...(isWhole ? { withdrawn: line.quantity } : {}) }),
})
