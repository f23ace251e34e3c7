/**
 * The stock book: how many units of each item are on each shelf, and who holds them. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import type { StockEvent } from "./StockEvent.ts"

/**
 * An item at a place, in units of the item.
 *
 * It never lists its holds: a hot item has 100,000 of them. Each is a record of its own, indexed by
 * shelf, so that exact expiry can be added without making the shelf longer.
 */
export interface Shelf {
  readonly sku: string
  readonly place: string
  /** Units that are physically there. */
  readonly onHand: number
  /** Units of these that open holds keep; never more than {@link onHand}. */
  readonly held: number
}

/** A line of a hold: what it was made for, and what became of it. */
export interface HoldLine {
  readonly sku: string
  readonly place: string
  readonly quantity: number
  readonly shipped: number
  readonly released: number
}

/** Units kept for an order until they are shipped or released. It stays when nothing is left. */
export interface Hold {
  readonly holdId: string
  readonly lines: ReadonlyArray<HoldLine>
}

/** What is known of shelves and holds: of all of them, or of those that a decision needs. */
export interface Book {
  readonly shelves: HashMap.HashMap<string, Shelf>
  readonly holds: HashMap.HashMap<string, Hold>
}

/** A book in which nothing is written. */
export const empty: Book = { shelves: HashMap.empty(), holds: HashMap.empty() }

/** The name of a shelf: unique, since no id holds NUL. */
export const shelfName = ({ sku, place }: Pick<Shelf, "sku" | "place">): string =>
  `${place}\u0000${sku}`

/**
 * Makes a book of shelves and holds.
 *
 * @example
 * ```ts
 * import { Option } from "effect"
 * import { StockBook } from "entrepot/stock"
 *
 * const book = StockBook.of([{ sku: "MUG", place: "main", onHand: 5, held: 2 }], [])
 * const shelf = StockBook.shelf(book, { sku: "MUG", place: "main" })
 * console.log(Option.map(shelf, StockBook.available).toString())
 * ```
 * ```text
 * some(3)
 * ```
 */
export const of = (shelves: Iterable<Shelf>, holds: Iterable<Hold>): Book => ({
  shelves: HashMap.fromIterable(Array.from(shelves, (shelf) => [shelfName(shelf), shelf])),
  holds: HashMap.fromIterable(Array.from(holds, (hold) => [hold.holdId, hold])),
})

/** The shelf of an item at a place, where it was ever stocked there. */
export const shelf = (book: Book, where: Pick<Shelf, "sku" | "place">): Option.Option<Shelf> =>
  HashMap.get(book.shelves, shelfName(where))

/** Units of an item that are physically at a place. */
export const onHand = (book: Book, where: Pick<Shelf, "sku" | "place">): number =>
  Option.match(shelf(book, where), { onNone: () => 0, onSome: (found) => found.onHand })

/** The hold of an id. */
export const hold = (book: Book, holdId: string): Option.Option<Hold> =>
  HashMap.get(book.holds, holdId)

/** Units that can be promised: on hand and not held. */
export const available = ({ onHand, held }: Pick<Shelf, "onHand" | "held">): number => onHand - held

/** Units that a line still keeps. */
export const open = ({ quantity, shipped, released }: HoldLine): number =>
  quantity - shipped - released

/** The book after an event. Total: whatever was decided can be told. */
export const evolve = (book: Book, event: StockEvent): Book => {
  switch (event._tag) {
    case "Received":
    case "Returned":
      return onShelves(book, event.lines, ({ quantity }) => ({ onHand: quantity, held: 0 }))
    case "Adjusted":
      return onShelves(book, event.lines, ({ delta }) => ({ onHand: delta, held: 0 }))
    case "Held":
      return {
        ...onShelves(book, event.lines, ({ quantity }) => ({ onHand: 0, held: quantity })),
        holds: HashMap.set(book.holds, event.holdId, opened(event)),
      }
    case "Released":
      return {
        ...onShelves(book, event.lines, ({ quantity }) => ({ onHand: 0, held: -quantity })),
        holds: onHold(book, event, "released"),
      }
    case "Shipped":
      return {
        ...onShelves(book, event.lines, ({ quantity }) => ({ onHand: -quantity, held: -quantity })),
        holds: onHold(book, event, "shipped"),
      }
  }
}

type Where = Pick<Shelf, "sku" | "place">

const onShelves = <L extends Where>(
  book: Book,
  lines: ReadonlyArray<L>,
  change: (line: L) => Pick<Shelf, "onHand" | "held">,
): Book => {
  let shelves = book.shelves
  for (const line of lines) {
    const { sku, place } = line
    const name = shelfName(line)
    const before = Option.getOrElse(HashMap.get(shelves, name), () => ({ onHand: 0, held: 0 }))
    const { onHand, held } = change(line)
    const after = { sku, place, onHand: before.onHand + onHand, held: before.held + held }
    shelves = HashMap.set(shelves, name, after)
  }
  return { ...book, shelves }
}

const opened = ({ holdId, lines }: Extract<StockEvent, { _tag: "Held" }>): Hold => ({
  holdId,
  lines: lines.map(({ sku, place, quantity }) => ({
    sku,
    place,
    quantity,
    shipped: 0,
    released: 0,
  })),
})

const onHold = (
  book: Book,
  { holdId, lines }: Extract<StockEvent, { _tag: "Released" | "Shipped" }>,
  what: "released" | "shipped",
): Book["holds"] => {
  const moved = new Map(lines.map((line) => [shelfName(line), line.quantity]))
  return HashMap.modify(book.holds, holdId, (known) => ({
    ...known,
    lines: known.lines.map((line) => ({
      ...line,
      [what]: line[what] + (moved.get(shelfName(line)) ?? 0),
    })),
  }))
}
