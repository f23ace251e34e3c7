/**
 * The stock book: how many units of each item are on each shelf, and who holds them. Pure.
 *
 * @module
 */
import { HashMap, Option, Struct } from "effect"

import * as Expiry from "./Expiry.ts"
import type { Beside } from "./StockAccount.ts"
import type { Keeper } from "./StockEvent.ts"

/**
 * What else is so of an item, at a place or everywhere. A shelf carries a copy of what concerns it, so
 * that a sale reads one record.
 */
export interface Ties {
  /** Each unit is told apart by its lot or by its serial number. */
  readonly tracked?: "lots" | "serials"
  /** Units have a cost, which moves with them. */
  readonly costed?: boolean
  /** Somebody is told when the units available change: channels that show them, or a watch. */
  readonly watched?: boolean
  /** The pool of which the place is a part. */
  readonly pool?: string
  /** The places of a pool, on the record that keeps what is held of it. */
  readonly places?: ReadonlyArray<string>
}

/**
 * An item at a place, in units of the item.
 *
 * It never lists its holds: a hot item has 100,000 of them. Each is a record of its own; the shelf
 * knows how many units become free when, in a few slots.
 */
export interface Shelf {
  readonly sku: string
  readonly place: string
  /** Units that are physically there. */
  readonly onHand: number
  /** Units of these that holds keep, expired ones until somebody asks; never more than {@link onHand}. */
  readonly held: number
  /** Which of the held units become free by themselves; absent where none do. */
  readonly expiring?: Expiry.Slots
  /** Units at the place that are not {@link onHand}, by their account; absent where there are none. */
  readonly beside?: { readonly [account in Beside]?: number }
  /** Absent where nothing is. */
  readonly ties?: Ties
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
  /** When what is open becomes free: a whole second in epoch milliseconds, never if absent. */
  readonly expiresAt?: number
  /** Who tells its units apart, and alone may ship or release them; absent where nobody does. */
  readonly keeper?: Keeper
}

/** What is known of shelves and holds: of all of them, or of those that a decision needs. */
export interface Book {
  readonly shelves: HashMap.HashMap<string, Shelf>
  readonly holds: HashMap.HashMap<string, Hold>
  /** The instant for which it is asked, in epoch milliseconds. */
  readonly now: number
  /** Whether anything is tied to a shelf, or a hold has a keeper: mostly there is nothing to ask for. */
  readonly tied: boolean
}

/** A book in which nothing is written. */
export const empty: Book = { shelves: HashMap.empty(), holds: HashMap.empty(), now: 0, tied: false }

/** The name of a shelf: unique, since no id holds NUL. */
export const shelfName = ({ sku, place }: Pick<Shelf, "sku" | "place">): string =>
  `${place}\u0000${sku}`

/**
 * Makes a book of shelves and holds, to be asked at an instant in epoch milliseconds.
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
export const of = (shelves: Iterable<Shelf>, holds: Iterable<Hold>, now = 0): Book => {
  let tied = false
  const named = Array.from(shelves, (shelf): [string, Shelf] => {
    tied ||= shelf.ties !== undefined
    return [shelfName(shelf), shelf]
  })
  const kept = Array.from(holds, (hold): [string, Hold] => {
    tied ||= hold.keeper !== undefined
    return [hold.holdId, hold]
  })
  return { now, tied, shelves: HashMap.fromIterable(named), holds: HashMap.fromIterable(kept) }
}

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

const isEmpty = (struct: object): boolean => Object.keys(struct).length === 0

/** A shelf to which these are tied, and no others. */
export const tiedAs = ({ ties: _, ...shelf }: Shelf, ties: Ties): Shelf =>
  isEmpty(ties) ? shelf : { ...shelf, ties }

/** Units of an item at a place in an account beside the shelf. */
export const beside = (shelf: Shelf, account: Beside): number => shelf.beside?.[account] ?? 0

/** Units of a shelf that have expired by an instant in epoch milliseconds, and still count as held. */
export const expired = ({ expiring = [] }: Shelf, now: number): number =>
  Expiry.due(expiring, Expiry.begun(now))

/**
 * A shelf as it is at an instant in epoch milliseconds: what has expired is free.
 *
 * @example
 * ```ts
 * import { StockBook } from "entrepot/stock"
 *
 * const expiring = [{ at: 60, span: 1, units: 2 }]
 * const shelf = { sku: "MUG", place: "main", onHand: 5, held: 3, expiring }
 * const availableAt = (now: number) => StockBook.available(StockBook.current(shelf, now))
 * console.log(availableAt(59_999), availableAt(60_000))
 * ```
 * ```text
 * 2 4
 * ```
 */
export const current = ({ expiring = [], ...shelf }: Shelf, now: number): Shelf => {
  const second = Expiry.begun(now)
  const held = shelf.held - Expiry.due(expiring, second)
  return expiringAs({ ...shelf, held }, Expiry.after(expiring, second))
}

/** A shelf of which these units become free by themselves, and no others. */
export const expiringAs = ({ expiring: _, ...shelf }: Shelf, expiring: Expiry.Slots): Shelf =>
  expiring.length === 0 ? shelf : { ...shelf, expiring }

/** Whether a hold had expired by an instant in epoch milliseconds. */
export const hasExpired = ({ expiresAt = Infinity }: Hold, now: number): boolean => expiresAt <= now

/** Units that a line still keeps. */
export const open = ({ quantity, shipped, released }: HoldLine): number =>
  quantity - shipped - released

/** A shelf with so many units in an account beside it. */
export const besideAs = ({ beside, ...shelf }: Shelf, account: Beside, units: number): Shelf => {
  const all = Struct.omit({ ...beside, [account]: units }, units === 0 ? [account] : [])
  return isEmpty(all) ? shelf : { ...shelf, beside: all }
}
