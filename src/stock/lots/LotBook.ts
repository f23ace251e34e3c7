/**
 * The book of lots: how many units of each lot are at each place, and who holds them. Pure.
 *
 * @module
 */
import { HashMap, Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { shelfName } from "../StockBook.ts"
import type { Lot, LotAt, LotShelf } from "./Lot.ts"
import type { LotEvent, LotMoved } from "./LotEvent.ts"
import { anyLot, type LotPolicy } from "./LotPick.ts"

/** Units of a lot that a hold was made for, and what became of them. */
export const LotHoldLine = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  lot: Id.Id,
  quantity: Quantity.PositiveQuantity,
  shipped: Quantity.Quantity,
  released: Quantity.Quantity,
})
/** Units of a lot that a hold was made for, and what became of them. */
export type LotHoldLine = typeof LotHoldLine.Type

/** The lots picked for an order, in the order of picking: one record, which stays. */
export const LotHold = Schema.Struct({ holdId: Id.Id, lines: Schema.Array(LotHoldLine) })
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
}

/** A book in which nothing is written. */
export const empty: LotBook = {
  policies: HashMap.empty(),
  lots: HashMap.empty(),
  shelves: HashMap.empty(),
  holds: HashMap.empty(),
}

/** The name of a lot: unique, since no id holds NUL. */
export const lotName = ({ sku, lot }: Pick<Lot, "sku" | "lot">): string => `${sku}\u0000${lot}`

/** The book with what items demand of their lots. */
export const demanding = (book: LotBook, policies: Iterable<LotPolicy>): LotBook => ({
  ...book,
  policies: HashMap.fromIterable(Array.from(policies, (policy) => [policy.sku, policy])),
})

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

/** The book after an event. Total: whatever was decided can be told. */
export const evolve = (book: LotBook, event: LotEvent): LotBook => {
  switch (event._tag) {
    case "Received":
      return event.lines.reduce(
        (after, line) => arrived(known(after, line), line, line.quantity, event.at),
        book,
      )
    case "Returned":
      return event.lines.reduce(
        (after, line) => arrived(after, line, line.quantity, event.at),
        book,
      )
    case "Adjusted":
      return event.lines.reduce((after, line) => arrived(after, line, line.delta, event.at), book)
    case "Moved":
      return event.lines.reduce(
        (after, { receivedAt, quantity, ...from }) =>
          arrived(
            changed(after, from, -quantity, 0),
            { ...from, place: event.to },
            quantity,
            receivedAt,
          ),
        book,
      )
    case "Held":
      return {
        ...onShelves(book, event.lines, 0, 1),
        holds: HashMap.set(book.holds, event.holdId, opened(event)),
      }
    case "Released":
      return { ...onShelves(book, event.lines, 0, -1), holds: onHold(book, event, "released") }
    case "Shipped":
      return { ...onShelves(book, event.lines, -1, -1), holds: onHold(book, event, "shipped") }
    case "Blocked":
      return blocking(book, event, true)
    case "Unblocked":
      return blocking(book, event, false)
  }
}

const put = (book: LotBook, after: LotShelf): LotBook => ({
  ...book,
  shelves: HashMap.set(
    book.shelves,
    shelfName(after),
    HashMap.set(shelvesAt(book, after), after.lot, after),
  ),
})

const changed = (book: LotBook, of: Of, onHand: number, held: number): LotBook => {
  const before = shelf(book, of)
  return put(book, { ...before, onHand: before.onHand + onHand, held: before.held + held })
}

/** The age of a lot at a place is that of its oldest unit there. */
const arrived = (book: LotBook, of: Of, units: number, at: number): LotBook => {
  const { onHand, receivedAt } = shelf(book, of)
  const after = changed(book, of, units, 0)
  return put(after, {
    ...shelf(after, of),
    receivedAt: onHand === 0 ? at : Math.min(receivedAt, at),
  })
}

const onShelves = (
  book: LotBook,
  lines: ReadonlyArray<LotMoved>,
  onHand: number,
  held: number,
): LotBook =>
  lines.reduce(
    (after, line) => changed(after, line, onHand * line.quantity, held * line.quantity),
    book,
  )

const known = (
  book: LotBook,
  { sku, lot, expiresAt }: Pick<Lot, "sku" | "lot" | "expiresAt">,
): LotBook => ({
  ...book,
  lots: HashMap.modifyAt(
    book.lots,
    lotName({ sku, lot }),
    Option.orElseSome(() => ({
      sku,
      lot,
      blocked: false,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    })),
  ),
})

const blocking = (book: LotBook, key: Pick<Lot, "sku" | "lot">, blocked: boolean): LotBook => ({
  ...book,
  lots: HashMap.modify(book.lots, lotName(key), (lot) => ({ ...lot, blocked })),
})

const opened = ({ holdId, lines }: Extract<LotEvent, { _tag: "Held" }>): LotHold => ({
  holdId,
  lines: lines.map((line) => ({ ...line, shipped: 0, released: 0 })),
})

const onHold = (
  book: LotBook,
  { holdId, lines }: Extract<LotEvent, { _tag: "Released" | "Shipped" }>,
  what: "released" | "shipped",
): LotBook["holds"] =>
  HashMap.modify(book.holds, holdId, (hold) => ({
    ...hold,
    lines: hold.lines.map((line) => ({
      ...line,
      [what]: line[what] + (lines.find((moved) => sameLot(moved, line))?.quantity ?? 0),
    })),
  }))

/** Whether two are of one lot at one place. */
export const sameLot = (one: Of, other: Of): boolean =>
  one.lot === other.lot && one.sku === other.sku && one.place === other.place
