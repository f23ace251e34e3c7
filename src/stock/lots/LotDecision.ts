/**
 * The decisions of lots: given the book, a command and an instant, the events or the refusal. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as Lot from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import type { LotCommand } from "./LotCommand.ts"
import type { LotEvent, LotMoved } from "./LotEvent.ts"
import { holding, releasing, shipping } from "./LotHolding.ts"
import { exceeding, merged, sums } from "./LotLines.ts"
import { receiving } from "./LotReceipt.ts"
import * as LotRefusal from "./LotRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<LotEvent>, LotRefusal.LotRefusal>

/**
 * Decides a command at an instant (epoch milliseconds: when it happened), on a book that knows the
 * lots and the hold that the command names or may pick from.
 *
 * A refusal names every line at fault, and then nothing happens. In a hold, lines that name their
 * lot are picked before those that take any, so that the order of lines refuses nobody.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { LotBook, LotDecision } from "entrepot/stock"
 *
 * const line = { sku: "MILK", place: "main", lot: "A", quantity: 5 }
 * const received = { _tag: "Received", lines: [{ ...line, expiresAt: 9_000 }], at: 0 } as const
 * const decision = LotDecision.decide(
 *   LotBook.evolve(LotBook.empty, received),
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
  switch (command._tag) {
    case "Receive":
      return Result.map(receiving(book, command.lines, at), (lines) => [
        { _tag: "Received", lines, at, ...documentOf(command) },
      ])
    case "Hold":
      return holding(book, command, at)
    case "Release":
      return releasing(book, command)
    case "Ship":
      return shipping(book, command, at)
    case "Return":
      return Result.flatMap(merged(command.lines), (lines) =>
        Result.map(countable(book, lines), () => [
          { _tag: "Returned", lines, at, ...documentOf(command) },
        ]),
      )
    case "Move":
      return moving(book, command)
    case "Adjust":
      return adjusting(book, command, at)
    case "Block":
    case "Unblock":
      return blocking(book, command)
  }
}

const documentOf = ({ document }: { readonly document?: string | undefined }) =>
  document === undefined ? {} : { document }

/** Refuses lots that nobody knows, and units that could not be counted any more. */
const countable = (
  book: LotBook.LotBook,
  lines: ReadonlyArray<LotMoved>,
): Result.Result<unknown, LotRefusal.UnknownLot | Quantity.QuantityOverflow> => {
  const lots = lines
    .filter((line) => Option.isNone(LotBook.lot(book, line)))
    .map(({ sku, lot }) => ({ sku, lot }))
  return lots.length > 0
    ? Result.fail(new LotRefusal.UnknownLot({ lots }))
    : Result.all(
        lines.map((line) => Quantity.plus(LotBook.shelf(book, line).onHand, line.quantity)),
      )
}

/** Held units belong to somebody, so that only free ones can be taken from a place. */
const takeable = (
  book: LotBook.LotBook,
  lines: ReadonlyArray<LotMoved>,
): Result.Result<unknown, LotRefusal.LotExceeded> => {
  const excess = exceeding(lines, (line) => Lot.free(LotBook.shelf(book, line)))
  return excess.length > 0
    ? Result.fail(new LotRefusal.LotExceeded({ lines: excess }))
    : Result.succeed(undefined)
}

const moving = (book: LotBook.LotBook, command: Extract<LotCommand, { _tag: "Move" }>): Decision =>
  Result.gen(function* () {
    const lines = yield* merged(command.lines)
    yield* takeable(book, lines)
    const event: LotEvent = {
      _tag: "Moved",
      lines: lines.map((line) => ({ ...line, receivedAt: LotBook.shelf(book, line).receivedAt })),
      to: command.to,
      ...documentOf(command),
    }
    const arriving = yield* merged(lines.map((line) => ({ ...line, place: command.to })))
    yield* countable(book, arriving)
    return [event]
  })

const adjusting = (
  book: LotBook.LotBook,
  command: Extract<LotCommand, { _tag: "Adjust" }>,
  at: Instant,
): Decision =>
  Result.gen(function* () {
    const lines = (yield* sums(command.lines)).filter(({ delta }) => delta !== 0)
    const lost = lines.filter(({ delta }) => delta < 0)
    const found = lines.filter(({ delta }) => delta > 0)
    yield* countable(
      book,
      found.map(({ delta, ...line }) => ({ ...line, quantity: delta })),
    )
    yield* takeable(
      book,
      lost.map(({ delta, ...line }) => ({ ...line, quantity: -delta })),
    )
    return lines.length === 0 ? [] : [{ _tag: "Adjusted", lines, at, ...documentOf(command) }]
  })

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
