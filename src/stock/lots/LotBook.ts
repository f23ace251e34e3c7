/**
 * The book of lots: how many units of each lot are at each place, and who holds them. Pure.
 *
 * @module
 */
import { HashMap, Option, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { shelfName } from "../StockBook.ts"
import { type Lot, type LotAt, LotId, type LotShelf } from "./Lot.ts"
import { anyLot, type LotPolicy } from "./LotPick.ts"

/** Units of a lot that a hold was made for, and what became of them. */
export const LotHoldLine = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  lot: LotId,
  quantity: Quantity.PositiveQuantity,
  shipped: Quantity.Quantity,
  released: Quantity.Quantity,
})
/** Units of a lot that a hold was made for, and what became of them. */
export type LotHoldLine = typeof LotHoldLine.Type

/**
 * The lots picked for an order, in the order of picking: one record, which stays. What is open becomes
 * free at `expiresAt`, a whole second in epoch milliseconds; never if absent.
 */
export const LotHold = Schema.Struct({
  holdId: Id.Id,
  lines: Schema.Array(LotHoldLine),
  expiresAt: Schema.optionalKey(Calendar.Instant),
})
/** The lots picked for an order. */
export type LotHold = typeof LotHold.Type

/** An item at a place. */
export type Where = Pick<LotShelf, "sku" | "place">

/** A lot of an item at a place. */
export type Of = Pick<LotShelf, "sku" | "place" | "lot">

/**
 * What is known of lots: of all, or of those that a decision needs. That is the lots with units of
 * the items and places that it names, or only the lots where it names those; their places by lot.
 */
export interface LotBook {
  /** By item. */
  readonly policies: HashMap.HashMap<string, LotPolicy>
  /** By {@link lotName}. */
  readonly lots: HashMap.HashMap<string, Lot>
  /** By item and place, then by lot. */
  readonly shelves: HashMap.HashMap<string, HashMap.HashMap<string, LotShelf>>
  readonly holds: HashMap.HashMap<string, LotHold>
  /** The instant for which it is asked, in epoch milliseconds: holds that expire by then are over. */
  readonly now: number
}

/** A book in which nothing is written. */
export const empty: LotBook = {
  policies: HashMap.empty(),
  lots: HashMap.empty(),
  shelves: HashMap.empty(),
  holds: HashMap.empty(),
  now: 0,
}

/**
 * Makes a book of what is known of lots, to be asked at an instant in epoch milliseconds.
 *
 * @example
 * ```ts
 * import { LotBook } from "entrepot/stock"
 *
 * const where = { sku: "MILK", place: "main" }
 * const shelf = { ...where, lot: "A", onHand: 5, held: 2, receivedAt: 0 }
 * const book = LotBook.of({ lots: [{ sku: "MILK", lot: "A", blocked: true }], shelves: [shelf] })
 * console.log(LotBook.lotsAt(book, where).map(({ lot, blocked }) => `${lot} ${blocked}`))
 * ```
 * ```text
 * [ 'A true' ]
 * ```
 */
export const of = (
  known: {
    readonly policies?: Iterable<LotPolicy>
    readonly lots?: Iterable<Lot>
    readonly shelves?: Iterable<LotShelf>
    readonly holds?: Iterable<LotHold>
  },
  now = 0,
): LotBook => {
  const { policies = [], lots = [], shelves = [], holds = [] } = known
  const book: LotBook = {
    policies: named(policies, ({ sku }) => sku),
    lots: named(lots, lotName),
    shelves: empty.shelves,
    holds: named(holds, ({ holdId }) => holdId),
    now,
  }
  return Array.from(shelves).reduce(put, book)
}

const named = <A>(values: Iterable<A>, nameOf: (value: A) => string) =>
  HashMap.fromIterable(Array.from(values, (value) => [nameOf(value), value] as const))

/** The book with a lot's units at a place. */
export const put = (book: LotBook, after: LotShelf): LotBook => ({
  ...book,
  shelves: HashMap.set(
    book.shelves,
    shelfName(after),
    HashMap.set(shelvesAt(book, after), after.lot, after),
  ),
})

/** The name of a lot: unique, since no id holds NUL. */
export const lotName = ({ sku, lot }: Pick<Lot, "sku" | "lot">): string => `${sku}\u0000${lot}`

/** What an item demands of its lots. */
export const policy = (book: LotBook, sku: string): LotPolicy =>
  Option.getOrElse(HashMap.get(book.policies, sku), () => anyLot(sku))

/** What is known of a lot. */
export const lot = (book: LotBook, key: Pick<Lot, "sku" | "lot">): Option.Option<Lot> =>
  HashMap.get(book.lots, lotName(key))

const none: HashMap.HashMap<string, LotShelf> = HashMap.empty()

/** The lots of an item that were ever at a place. */
const shelvesAt = (book: LotBook, where: Where) =>
  Option.getOrElse(HashMap.get(book.shelves, shelfName(where)), () => none)

/** Units of a lot at a place; zeros where it never was. */
export const shelf = (book: LotBook, { sku, place, lot }: Of): LotShelf =>
  Option.getOrElse(HashMap.get(shelvesAt(book, { sku, place }), lot), () => ({
    sku,
    place,
    lot,
    onHand: 0,
    held: 0,
    receivedAt: 0,
  }))

/** The lots of an item at a place of which anything is left. */
export const lotsAt = (book: LotBook, where: Where): ReadonlyArray<LotAt> => {
  const lots: Array<LotAt> = []
  for (const [, shelf] of shelvesAt(book, where)) {
    if (shelf.onHand === 0) continue
    const known = Option.getOrUndefined(lot(book, shelf))
    lots.push({ ...known, ...shelf, blocked: known?.blocked ?? false })
  }
  return lots
}

/** The lots picked by a hold. */
export const hold = (book: LotBook, holdId: string): Option.Option<LotHold> =>
  HashMap.get(book.holds, holdId)

/** Units of a line that are still kept. */
export const open = ({ quantity, shipped, released }: LotHoldLine): number =>
  quantity - shipped - released

/** All units of lots at places that are known. */
export const shelves = (book: LotBook): ReadonlyArray<LotShelf> =>
  Array.from(HashMap.values(book.shelves)).flatMap((lots) => Array.from(HashMap.values(lots)))

/** Whether two are of one lot at one place. */
export const sameLot = (one: Of, other: Of): boolean =>
  one.lot === other.lot && one.sku === other.sku && one.place === other.place
