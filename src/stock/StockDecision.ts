/**
 * The decisions of the ledger: given the book and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { HashMap, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as HoldDecision from "./HoldDecision.ts"
import { moving } from "./MoveDecision.ts"
import { shortage } from "./Shortage.ts"
import * as StockBook from "./StockBook.ts"
import type { StockCommand } from "./StockCommand.ts"
import type { Differed, Keeper, Moved, StockEvent } from "./StockEvent.ts"
import * as StockEvolution from "./StockEvolution.ts"
import { summed, sums } from "./StockLines.ts"
import type { StockRefusal } from "./StockRefusal.ts"
import { keeping } from "./Tracking.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<StockEvent>, StockRefusal>

/**
 * Decides a command on a book that knows the shelves and the hold that the command names. Where
 * something has expired by then, the first event says so.
 *
 * Lines of one item at one place are summed first. A refusal names every line at fault, and then
 * nothing happens; where items are unknown it names those, whatever else is short. `keeper` is who
 * tells the units apart, where somebody does.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { StockBook, StockDecision } from "entrepot/stock"
 *
 * const book = StockBook.of([{ sku: "MUG", place: "main", onHand: 1, held: 0 }], [])
 * const decision = StockDecision.decide(book, {
 *   _tag: "Hold",
 *   commandId: "c1",
 *   holdId: "order-1",
 *   lines: [
 *     { sku: "MUG", quantity: 1 },
 *     { sku: "MUG", quantity: 1 },
 *   ],
 * })
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * MUG at main: 2 wanted, 1 available
 * ```
 */
export const decide = (book: StockBook.Book, command: StockCommand, keeper?: Keeper): Decision => {
  const other = keeping(book, command, keeper)
  if (other !== undefined) return Result.fail(other)
  const due = dueLines(book)
  if (due.length === 0) return decideNow(book, command, keeper)
  const expired: StockEvent = { _tag: "Expired", at: book.now, lines: due }
  return Result.map(decideNow(StockEvolution.evolve(book, expired), command, keeper), (events) =>
    events.length === 0 ? events : [expired, ...events],
  )
}

/** What has expired by now on the shelves in question. */
const dueLines = ({ shelves, now }: StockBook.Book): ReadonlyArray<Moved> => {
  const lines: Array<Moved> = []
  // The book of a shop in which nothing ever expires is asked for no instant.
  if (now === 0) return lines
  HashMap.forEach(shelves, (shelf) => {
    if (shelf.expiring === undefined) return
    const quantity = StockBook.expired(shelf, now)
    if (quantity > 0) lines.push({ sku: shelf.sku, place: shelf.place, quantity })
  })
  return lines
}

const decideNow = (
  book: StockBook.Book,
  command: StockCommand,
  keeper: Keeper | undefined,
): Decision => {
  switch (command._tag) {
    case "Receive":
      return Result.flatMap(summed(command.lines), (lines) =>
        arriving(book, { _tag: "Received", lines, ...documentOf(command) }),
      )
    case "Return":
      return Result.flatMap(summed(command.lines), (lines) =>
        arriving(book, { _tag: "Returned", lines, ...documentOf(command) }),
      )
    case "Hold":
      return HoldDecision.holding(book, command, keeper)
    case "Extend":
      return HoldDecision.extending(book, command)
    case "Release":
      return HoldDecision.using(book, command, (lines) => ({
        _tag: "Released",
        holdId: command.holdId,
        lines,
      }))
    case "Ship":
      return HoldDecision.using(book, command, (lines) => ({
        _tag: "Shipped",
        holdId: command.holdId,
        lines,
      }))
    case "Adjust":
      return Result.flatMap(
        sums(command.lines, ({ delta }) => delta),
        (lines) => adjusting(book, lines, documentOf(command)),
      )
    case "Move":
      return moving(book, command)
    case "Assign":
      return HoldDecision.assigning(book, command)
  }
}

const documentOf = ({ document }: { readonly document?: string | undefined }) =>
  document === undefined ? {} : { document }

/** Refuses what could not be counted any more. */
const countable = (
  book: StockBook.Book,
  event: StockEvent,
  lines: ReadonlyArray<Differed>,
): Decision => {
  for (const line of lines) {
    const onHand = StockBook.onHand(book, line)
    const sum = Quantity.plus(onHand, line.delta)
    if (Result.isFailure(sum)) return Result.fail(sum.failure)
  }
  return Result.succeed([event])
}

const arriving = (
  book: StockBook.Book,
  event: Extract<StockEvent, { _tag: "Received" | "Returned" }>,
): Decision =>
  countable(
    book,
    event,
    event.lines.map(({ sku, place, quantity }) => ({ sku, place, delta: quantity })),
  )

/** Units that are held belong to somebody, so they cannot be adjusted away. */
const adjusting = (
  book: StockBook.Book,
  lines: ReadonlyArray<Differed>,
  document: { readonly document?: string },
): Decision => {
  const changes = lines.filter(({ delta }) => delta !== 0)
  const lost = changes
    .filter(({ delta }) => delta < 0)
    .map(({ sku, place, delta }) => ({ sku, place, quantity: -delta }))
  const refusal = shortage(book, lost)
  if (refusal !== undefined) return Result.fail(refusal)
  return changes.length === 0
    ? Result.succeed([])
    : countable(book, { _tag: "Adjusted", lines: changes, ...document }, changes)
}
