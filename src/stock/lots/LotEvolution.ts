/**
 * What events make of the book of lots. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import * as Slots from "../Expiry.ts"
import { isBeside, type StockAccount } from "../StockAccount.ts"
import * as StockBook from "../StockBook.ts"
import type { Lot } from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import type { LotCarried, LotEvent } from "./LotEvent.ts"

type EventOf<Tag extends LotEvent["_tag"]> = Extract<LotEvent, { readonly _tag: Tag }>

/**
 * The book after an event. Total: whatever was decided can be told.
 *
 * @example
 * ```ts
 * import { LotBook, LotEvolution } from "entrepot/stock"
 *
 * const of = { sku: "MILK", place: "main", lot: "A" }
 * const event = { _tag: "Received", lines: [{ ...of, quantity: 3 }], at: 0 } as const
 * console.log(LotBook.shelf(LotEvolution.evolve(LotBook.empty, event), of).onHand)
 * ```
 * ```text
 * 3
 * ```
 */
export const evolve = (book: LotBook.LotBook, event: LotEvent): LotBook.LotBook => {
  switch (event._tag) {
    case "PolicySet": {
      const { policy } = event
      return { ...book, policies: HashMap.set(book.policies, policy.sku, policy) }
    }
    case "Received":
      return arriving(event.lines.reduce(known, book), event)
    case "Returned":
      return arriving(book, event)
    case "Adjusted":
      return event.lines.reduce(
        (after, line) => arrived(after, line, (shelf) => moved(shelf, line.delta, 0), event.at),
        book,
      )
    case "Moved":
      return event.lines.reduce(
        (after, leg) => entered(entered(after, leg, leg.from, -1), leg, leg.to, 1),
        book,
      )
    case "Held":
      return {
        ...onShelves(book, event, (shelf, units) =>
          until(event.expiresAt, moved(shelf, 0, units), units),
        ),
        holds: HashMap.set(book.holds, event.holdId, opened(event)),
      }
    case "Extended":
      return {
        ...onShelves(book, event, (shelf, units) =>
          until(event.expiresAt, until(expiryOf(book, event), shelf, -units), units),
        ),
        holds: HashMap.modify(book.holds, event.holdId, ({ expiresAt: _, ...hold }) => ({
          ...hold,
          ...expiryIn(event),
        })),
      }
    case "Expired":
      return onShelves(book, event, (shelf) => StockBook.current(shelf, event.at))
    case "Released":
      return {
        ...onShelves(book, event, (shelf, units) =>
          until(expiryOf(book, event), moved(shelf, 0, -units), -units),
        ),
        holds: onHold(book, event, "released"),
      }
    case "Shipped":
      return {
        ...onShelves(book, event, (shelf, units) =>
          until(expiryOf(book, event), moved(shelf, -units, -units), -units),
        ),
        holds: onHold(book, event, "shipped"),
      }
    case "Blocked":
      return blocking(book, event, true)
    case "Unblocked":
      return blocking(book, event, false)
  }
}

type Shelf = StockBook.Shelf

const changed = (
  book: LotBook.LotBook,
  of: LotBook.Of,
  change: (shelf: Shelf) => Shelf,
): LotBook.LotBook => {
  const { lot, receivedAt, ...before } = LotBook.shelf(book, of)
  return LotBook.put(book, { ...change(before), lot, receivedAt })
}

/** The age of a lot at a place is that of its oldest unit there. */
const arrived = (
  book: LotBook.LotBook,
  of: LotBook.Of,
  change: (shelf: Shelf) => Shelf,
  at: number,
): LotBook.LotBook => {
  const { onHand, beside, receivedAt } = LotBook.shelf(book, of)
  const isFirst = onHand === 0 && beside === undefined
  const after = changed(book, of, change)
  return LotBook.put(after, {
    ...LotBook.shelf(after, of),
    receivedAt: isFirst ? at : Math.min(receivedAt, at),
  })
}

const arriving = (
  book: LotBook.LotBook,
  { lines, at }: EventOf<"Received" | "Returned">,
): LotBook.LotBook =>
  lines.reduce(
    (after, line) => arrived(after, line, (shelf) => moved(shelf, line.quantity, 0), at),
    book,
  )

/** The book after units left or entered an account; only accounts with a place are kept. */
const entered = (
  book: LotBook.LotBook,
  { sku, lot, quantity, receivedAt }: LotCarried,
  account: StockAccount,
  sign: 1 | -1,
): LotBook.LotBook => {
  if (!("place" in account)) return book
  const of = { sku, place: account.place, lot }
  const units = sign * quantity
  const change = (shelf: Shelf): Shelf =>
    isBeside(account)
      ? StockBook.besideAs(shelf, account._tag, StockBook.beside(shelf, account._tag) + units)
      : moved(shelf, units, 0)
  return sign === 1 ? arrived(book, of, change, receivedAt) : changed(book, of, change)
}

const onShelves = (
  book: LotBook.LotBook,
  { lines }: EventOf<"Held" | "Extended" | "Expired" | "Released" | "Shipped">,
  change: (shelf: Shelf, units: number) => Shelf,
): LotBook.LotBook =>
  lines.reduce((after, line) => changed(after, line, (shelf) => change(shelf, line.quantity)), book)

const moved = (shelf: Shelf, onHand: number, held: number): Shelf => ({
  ...shelf,
  onHand: shelf.onHand + onHand,
  held: shelf.held + held,
})

/** Counts units that become free at an instant, where there is one. */
const until = (instant: number | undefined, shelf: Shelf, units: number): Shelf =>
  instant === undefined
    ? shelf
    : StockBook.expiringAs(shelf, Slots.add(shelf.expiring ?? [], Slots.secondOf(instant), units))

const known = (
  book: LotBook.LotBook,
  { sku, lot, expiresAt }: Pick<Lot, "sku" | "lot" | "expiresAt">,
): LotBook.LotBook => ({
  ...book,
  lots: HashMap.modifyAt(
    book.lots,
    LotBook.lotName({ sku, lot }),
    Option.orElseSome(() => ({ sku, lot, blocked: false, ...expiryIn({ expiresAt }) })),
  ),
})

const blocking = (
  book: LotBook.LotBook,
  key: Pick<Lot, "sku" | "lot">,
  blocked: boolean,
): LotBook.LotBook => ({
  ...book,
  lots: HashMap.modify(book.lots, LotBook.lotName(key), (lot) => ({ ...lot, blocked })),
})

const expiryOf = (
  book: LotBook.LotBook,
  { holdId }: Pick<LotBook.LotHold, "holdId">,
): number | undefined => Option.getOrUndefined(LotBook.hold(book, holdId))?.expiresAt

const expiryIn = ({ expiresAt }: { readonly expiresAt?: number | undefined }) =>
  expiresAt === undefined ? {} : { expiresAt }

const opened = (event: EventOf<"Held">): LotBook.LotHold => ({
  holdId: event.holdId,
  lines: event.lines.map((line) => ({ ...line, shipped: 0, released: 0 })),
  ...expiryIn(event),
})

const onHold = (
  book: LotBook.LotBook,
  { holdId, lines }: EventOf<"Released" | "Shipped">,
  what: "released" | "shipped",
): LotBook.LotBook["holds"] =>
  HashMap.modify(book.holds, holdId, (hold) => ({
    ...hold,
    lines: hold.lines.map((line) => ({
      ...line,
      [what]: line[what] + (lines.find((moved) => LotBook.sameLot(moved, line))?.quantity ?? 0),
    })),
  }))
