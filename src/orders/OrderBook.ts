/**
 * The order book: which orders there are, and what became of each of their lines. Pure.
 *
 * @module
 */
import { HashMap, HashSet, Option } from "effect"

import type { ChannelOrderLine, Kind, Price } from "../channels/ChannelOrder.ts"
import type { Instant } from "../kernel/Calendar.ts"
import type { Currency } from "../kernel/Currency.ts"
import type { LineUnits } from "./OrderCommand.ts"
import type { OrderEvent } from "./OrderEvent.ts"
import { documentName, orderName, type OrderRef } from "./OrderRef.ts"

/** When something was seen, and which revision it was. */
export interface Sighting {
  readonly revision: string
  /** Epoch milliseconds. */
  readonly observedAt: Instant
}

/** Some units of one item, and what became of them. */
export interface OrderLine {
  readonly lineId: string
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
  /** Of one unit, in the order's currency. */
  readonly unitPrice: Price
  /** Where it is not the order's: epoch milliseconds. */
  readonly placedAt?: Instant
  /** The line of the order that this one repeats in everything; it counts all the same. */
  readonly repeatOf?: string
  /** What showed the line last, where it is not what showed the order last. */
  readonly shownBy?: Sighting
}

/**
 * What a channel shows under an id. Lines are primary: the state of the order is read off them.
 *
 * Of the kinds beside `order` nothing is cancelled or returned: they say themselves what came back.
 */
export interface Order extends OrderRef {
  readonly kind: Kind
  readonly placedAt: Instant
  readonly customerRef?: string
  readonly market?: string
  readonly currency: Currency
  /** The newest document of the order. */
  readonly shownBy: Sighting
  readonly lines: ReadonlyArray<OrderLine>
}

/** What is known of orders, and of the documents that were seen of them. */
export interface Book {
  readonly orders: HashMap.HashMap<string, Order>
  readonly documents: HashSet.HashSet<string>
}

/** A book in which nothing is written. */
export const empty: Book = { orders: HashMap.empty(), documents: HashSet.empty() }

/** Makes a book of orders and of the names of documents. */
export const of = (orders: Iterable<Order>, documents: Iterable<string>): Book => ({
  orders: HashMap.fromIterable(Array.from(orders, (order) => [orderName(order), order])),
  documents: HashSet.fromIterable(documents),
})

/** The order of a name. */
export const order = (book: Book, ref: OrderRef): Option.Option<Order> =>
  HashMap.get(book.orders, orderName(ref))

/**
 * Units of a line that the customer is still to have, or has.
 *
 * What is cancelled here is soon withdrawn by the channel too, so the two are the same units.
 *
 * @example
 * ```ts
 * import { OrderBook } from "entrepot/orders"
 *
 * console.log(OrderBook.open({ quantity: 5, withdrawn: 1, cancelled: 2, returned: 1 }))
 * ```
 * ```text
 * 2
 * ```
 */
export const open = ({
  quantity,
  withdrawn,
  cancelled,
  returned,
}: Pick<OrderLine, "quantity" | "withdrawn" | "cancelled" | "returned">): number =>
  Math.max(0, quantity - Math.max(withdrawn, cancelled) - returned)

/** Units of a line that may still come back: a channel may show them no more before they do. */
export const returnable = ({ quantity, cancelled, returned }: OrderLine): number =>
  quantity - cancelled - returned

/** What became of a line, or of an order. */
export type State = "open" | "returned" | "cancelled"

/** What became of a line: it is open until no unit is left. */
export const lineState = (line: OrderLine): State =>
  open(line) > 0 ? "open" : line.returned > 0 ? "returned" : "cancelled"

/** What became of an order: it is open until no line is. */
export const state = ({ lines }: Pick<Order, "lines">): State => {
  const states = new Set(lines.map(lineState))
  return states.has("open") ? "open" : states.has("returned") ? "returned" : "cancelled"
}

/** The book after an event. Total: whatever was decided can be told. */
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
    case "LinesCancelled":
      return { ...book, orders: onOrder(book, event, (known) => moved(known, event, "cancelled")) }
    case "LinesReturned":
      return { ...book, orders: onOrder(book, event, (known) => moved(known, event, "returned")) }
  }
}

type Shown = Extract<OrderEvent, { _tag: "Placed" | "Revised" }>
type Moved = Extract<OrderEvent, { _tag: "LinesCancelled" | "LinesReturned" }>

const seen = (book: Book, document: OrderRef & Sighting): Pick<Book, "documents"> => ({
  documents: HashSet.add(book.documents, documentName(document)),
})

const onOrder = (book: Book, ref: OrderRef, change: (known: Order) => Order): Book["orders"] =>
  HashMap.modify(book.orders, orderName(ref), change)

const moved = (known: Order, { lines }: Moved, what: "cancelled" | "returned"): Order => {
  const units = new Map(lines.map(({ lineId, quantity }: LineUnits) => [lineId, quantity]))
  return {
    ...known,
    lines: known.lines.map((line) => {
      const more = units.get(line.lineId)
      return more === undefined ? line : { ...line, [what]: line[what] + more }
    }),
  }
}

const placed = (event: Extract<OrderEvent, { _tag: "Placed" }>): Order => ({
  ...headOf(event),
  lines: event.lines.map(firstOf),
})

const firstOf = (line: ChannelOrderLine): OrderLine => ({
  ...line,
  withdrawn: 0,
  cancelled: 0,
  returned: 0,
})

const headOf = (event: Shown): Omit<Order, "lines"> => ({
  channel: event.channel,
  account: event.account,
  externalId: event.externalId,
  kind: event.kind,
  placedAt: event.placedAt,
  ...(event.customerRef === undefined ? {} : { customerRef: event.customerRef }),
  ...(event.market === undefined ? {} : { market: event.market }),
  currency: event.currency,
  shownBy: { revision: event.revision, observedAt: event.observedAt },
})

const isNewer = (left: Sighting, right: Sighting): boolean =>
  left.observedAt === right.observedAt
    ? left.revision > right.revision
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
const revised = (known: Order, event: Extract<OrderEvent, { _tag: "Revised" }>): Order => {
  const isWhole = event.shows === "whole"
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
  for (const line of named.values()) lines.push(shownIn(event, firstOf(line)))
  return {
    ...head,
    placedAt,
    lines: lines.map((shown) => settled(shown, head.shownBy, placedAt, isWhole)),
  }
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
  const { cancelled, returned } = line
  const quantity = Math.max(line.quantity, fresh.quantity)
  if (isNewer(event, shownBy)) {
    const withdrawn = quantity - fresh.quantity
    return shownIn(event, { ...fresh, quantity, withdrawn, cancelled, returned })
  }
  const withdrawn = line.withdrawn + quantity - line.quantity
  return { line: { ...line, quantity, withdrawn }, shownBy }
}

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
