/**
 * The decisions of lots: given the book, a command and an instant, the events or the refusal. Pure.
 *
 * @module
 */
import { Equal, Option, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as StockBook from "../StockBook.ts"
import * as LotBook from "./LotBook.ts"
import type { LotCommand } from "./LotCommand.ts"
import type { LotEvent, LotMoved } from "./LotEvent.ts"
import { evolve } from "./LotEvolution.ts"
import { extending, holding, releasing, shipping } from "./LotHolding.ts"
import { adjusting, documentOf, moving, returning } from "./LotMoving.ts"
import { anyLot } from "./LotPick.ts"
import { receiving } from "./LotReceipt.ts"
import * as LotRefusal from "./LotRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<LotEvent>, LotRefusal.LotRefusal>

/**
 * Decides a command that happened at an instant (epoch milliseconds), on a book of now that knows the
 * lots and the hold that the command names or may pick from. Where something has expired by now, the
 * first event says so.
 *
 * A refusal names every line at fault, and then nothing happens. In a hold, lines that name their
 * lot are picked before those that take any, so that the order of lines refuses nobody.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { LotBook, LotDecision, LotEvolution } from "entrepot/stock"
 *
 * const line = { sku: "MILK", place: "main", lot: "A", quantity: 5 }
 * const received = { _tag: "Received", lines: [{ ...line, expiresAt: 9_000 }], at: 0 } as const
 * const decision = LotDecision.decide(
 *   LotEvolution.evolve(LotBook.empty, received),
 *   { _tag: "Hold", commandId: "c1", holdId: "order-1", lines: [{ sku: "MILK", quantity: 2 }] },
 *   9_000,
 * )
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * MILK at main: 2 wanted, 0 available (0 held, 0 blocked, 5 expired, 0 short-dated)
 * ```
 */
export const decide = (book: LotBook.LotBook, command: LotCommand, at: Instant): Decision => {
  const lines = dueLines(book)
  if (lines.length === 0) return decideNow(book, command, at)
  const expired: LotEvent = { _tag: "Expired", lines, at: book.now }
  return Result.map(decideNow(evolve(book, expired), command, at), (events) =>
    events.length === 0 ? events : [expired, ...events],
  )
}

/** What has expired by now of the lots in question. */
const dueLines = (book: LotBook.LotBook): ReadonlyArray<LotMoved> =>
  LotBook.shelves(book)
    .map((shelf) => ({
      sku: shelf.sku,
      place: shelf.place,
      lot: shelf.lot,
      quantity: StockBook.expired(shelf, book.now),
    }))
    .filter(({ quantity }) => quantity > 0)

const decideNow = (book: LotBook.LotBook, command: LotCommand, at: Instant): Decision => {
  switch (command._tag) {
    case "SetPolicy":
      return setting(book, command)
    case "Receive":
      return Result.map(receiving(book, command.lines, at), (lines) => [
        { _tag: "Received", lines, at, ...documentOf(command) },
      ])
    case "Hold":
      return holding(book, command, at)
    case "Extend":
      return extending(book, command)
    case "Release":
      return releasing(book, command)
    case "Ship":
      return shipping(book, command, at)
    case "Return":
      return returning(book, command, at)
    case "Move":
      return moving(book, command, at)
    case "Adjust":
      return adjusting(book, command, at)
    case "Block":
    case "Unblock":
      return blocking(book, command)
  }
}

const setting = (
  book: LotBook.LotBook,
  { sku, ...demands }: Extract<LotCommand, { _tag: "SetPolicy" }>,
): Decision => {
  const none = anyLot(sku)
  const policy = {
    sku,
    strategy: demands.strategy ?? none.strategy,
    expiryRequired: demands.expiryRequired ?? none.expiryRequired,
    minimumDays: demands.minimumDays ?? none.minimumDays,
    zone: demands.zone ?? none.zone,
  }
  return Result.succeed(
    Equal.equals(policy, LotBook.policy(book, sku)) ? [] : [{ _tag: "PolicySet", policy }],
  )
}

/** Blocking what is blocked changes nothing, so that a recall may be sent twice. */
const blocking = (
  book: LotBook.LotBook,
  command: Extract<LotCommand, { _tag: "Block" | "Unblock" }>,
): Decision => {
  const { sku, lot } = command
  const found = LotBook.lot(book, { sku, lot })
  if (Option.isNone(found)) return Result.fail(new LotRefusal.UnknownLot({ lots: [{ sku, lot }] }))
  const blocked = command._tag === "Block"
  return found.value.blocked === blocked
    ? Result.succeed([])
    : Result.succeed([
        { _tag: blocked ? "Blocked" : "Unblocked", sku, lot, ...documentOf(command) },
      ])
}
