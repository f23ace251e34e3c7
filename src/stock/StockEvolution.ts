/**
 * How the stock book changes with each event. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import * as Expiry from "./Expiry.ts"
import { isBeside, type StockAccount } from "./StockAccount.ts"
import * as StockBook from "./StockBook.ts"
import type { Leg, StockEvent } from "./StockEvent.ts"

/**
 * The book after an event. Total: whatever was decided can be told.
 *
 * @example
 * ```ts
 * import { StockBook, StockEvolution } from "entrepot/stock"
 *
 * const lines = [{ sku: "MUG", place: "main", quantity: 3 }]
 * const book = StockEvolution.evolve(StockBook.empty, { _tag: "Received", lines })
 * console.log(StockBook.onHand(book, { sku: "MUG", place: "main" }))
 * ```
 * ```text
 * 3
 * ```
 */
export const evolve = (book: StockBook.Book, event: StockEvent): StockBook.Book => {
  switch (event._tag) {
    case "Received":
    case "Returned":
      return onShelves(book, event.lines, (shelf, { quantity }) => moved(shelf, quantity, 0))
    case "Adjusted":
      return onShelves(book, event.lines, (shelf, { delta }) => moved(shelf, delta, 0))
    case "Held":
      return {
        ...onShelves(book, event.lines, (shelf, { quantity }) =>
          until(event.expiresAt, moved(shelf, 0, quantity), quantity),
        ),
        holds: HashMap.set(book.holds, event.holdId, opened(event)),
        tied: book.tied || event.keeper !== undefined,
      }
    case "Extended":
      return {
        ...onShelves(book, event.lines, (shelf, { quantity }) =>
          until(event.expiresAt, until(expiryOf(book, event), shelf, -quantity), quantity),
        ),
        holds: HashMap.modify(book.holds, event.holdId, ({ expiresAt: _, ...hold }) => ({
          ...hold,
          ...expiryIn(event),
        })),
      }
    case "Assigned": {
      const expiresAt = expiryOf(book, event)
      const freed = onShelves(
        book,
        event.lines.map(({ sku, pool, quantity }) => ({ sku, place: pool, quantity })),
        (gate, { quantity }) => until(expiresAt, moved(gate, 0, -quantity), -quantity),
      )
      return {
        ...onShelves(freed, event.lines, (shelf, { quantity }) =>
          until(expiresAt, moved(shelf, 0, quantity), quantity),
        ),
        holds: HashMap.modify(book.holds, event.holdId, (hold) => assigned(hold, event.lines)),
      }
    }
    case "Moved":
      return event.lines.reduce(
        (after, line) => entered(entered(after, line, line.from, -1), line, line.to, 1),
        book,
      )
    case "Expired":
      return onShelves(book, event.lines, (shelf) => StockBook.current(shelf, event.at))
    case "Released":
      return {
        ...onShelves(book, event.lines, (shelf, { quantity }) =>
          until(expiryOf(book, event), moved(shelf, 0, -quantity), -quantity),
        ),
        holds: onHold(book, event, "released"),
      }
    case "Shipped":
      return {
        ...onShelves(book, event.lines, (shelf, { quantity }) =>
          until(expiryOf(book, event), moved(shelf, -quantity, -quantity), -quantity),
        ),
        holds: onHold(book, event, "shipped"),
      }
  }
}

type Where = Pick<StockBook.Shelf, "sku" | "place">

const onShelves = <L extends Where>(
  book: StockBook.Book,
  lines: ReadonlyArray<L>,
  change: (shelf: StockBook.Shelf, line: L) => StockBook.Shelf,
): StockBook.Book => {
  const shelves = HashMap.mutate(book.shelves, (changing) => {
    for (const line of lines) {
      const { sku, place } = line
      const name = StockBook.shelfName(line)
      const before = Option.getOrElse(HashMap.get(changing, name), () => bare({ sku, place }))
      HashMap.set(changing, name, change(before, line))
    }
  })
  return { ...book, shelves }
}

const bare = (where: Where): StockBook.Shelf => ({ ...where, onHand: 0, held: 0 })

const moved = (shelf: StockBook.Shelf, onHand: number, held: number): StockBook.Shelf => ({
  ...shelf,
  onHand: shelf.onHand + onHand,
  held: shelf.held + held,
})

/** The book after units left or entered an account; only accounts with a place are kept. */
const entered = (
  book: StockBook.Book,
  { sku, quantity }: Leg,
  account: StockAccount,
  sign: 1 | -1,
): StockBook.Book =>
  "place" in account
    ? onShelves(book, [{ sku, place: account.place }], (shelf) =>
        isBeside(account)
          ? StockBook.besideAs(
              shelf,
              account._tag,
              StockBook.beside(shelf, account._tag) + sign * quantity,
            )
          : moved(shelf, sign * quantity, account._tag === "Held" ? sign * quantity : 0),
      )
    : book

/** Counts units that become free at an instant, where there is one. */
const until = (
  instant: number | undefined,
  shelf: StockBook.Shelf,
  units: number,
): StockBook.Shelf =>
  instant === undefined
    ? shelf
    : StockBook.expiringAs(shelf, Expiry.add(shelf.expiring ?? [], Expiry.secondOf(instant), units))

const expiryOf = (
  book: StockBook.Book,
  { holdId }: Pick<StockBook.Hold, "holdId">,
): number | undefined => Option.getOrUndefined(StockBook.hold(book, holdId))?.expiresAt

const expiryIn = ({ expiresAt }: { readonly expiresAt?: number }) =>
  expiresAt === undefined ? {} : { expiresAt }

const opened = (event: Extract<StockEvent, { _tag: "Held" }>): StockBook.Hold => ({
  holdId: event.holdId,
  lines: event.lines.map(({ sku, place, quantity }) => ({
    sku,
    place,
    quantity,
    shipped: 0,
    released: 0,
  })),
  ...expiryIn(event),
  ...(event.keeper === undefined ? {} : { keeper: event.keeper }),
})

/** What is assigned leaves the line of the pool, and joins that of the place. */
const assigned = (
  hold: StockBook.Hold,
  lines: Extract<StockEvent, { _tag: "Assigned" }>["lines"],
): StockBook.Hold => {
  const after = new Map(hold.lines.map((line) => [StockBook.shelfName(line), line]))
  for (const { sku, pool, place, quantity } of lines) {
    const from = StockBook.shelfName({ sku, place: pool })
    const left = after.get(from)
    // A line of which nothing was released leaves no trace.
    if (left === undefined || left.quantity === quantity) after.delete(from)
    else after.set(from, { ...left, quantity: left.quantity - quantity })
    const to = StockBook.shelfName({ sku, place })
    const there = after.get(to) ?? { sku, place, quantity: 0, shipped: 0, released: 0 }
    after.set(to, { ...there, quantity: there.quantity + quantity })
  }
  return { ...hold, lines: [...after.values()] }
}

const onHold = (
  book: StockBook.Book,
  { holdId, lines }: Extract<StockEvent, { _tag: "Released" | "Shipped" }>,
  what: "released" | "shipped",
): StockBook.Book["holds"] => {
  const units = new Map(lines.map((line) => [StockBook.shelfName(line), line.quantity]))
  return HashMap.modify(book.holds, holdId, (known) => ({
    ...known,
    lines: known.lines.map((line) => ({
      ...line,
      [what]: line[what] + (units.get(StockBook.shelfName(line)) ?? 0),
    })),
  }))
}
