/**
 * The decisions of the desk: given the book and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { HashSet, Option, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as OrderBook from "./OrderBook.ts"
import type { LineUnits, OrderCommand } from "./OrderCommand.ts"
import type { OrderEvent } from "./OrderEvent.ts"
import { documentName } from "./OrderRef.ts"
import {
  LineRepeated,
  LinesExceeded,
  type OrderRefusal,
  UnknownLine,
  UnknownOrder,
} from "./OrderRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<OrderEvent>, OrderRefusal>

/**
 * Decides a command on a book that knows the order that the command is about, and for `Observe`
 * whether its document was seen before. What was seen before changes nothing.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { OrderBook, OrderDecision } from "entrepot/orders"
 *
 * const decision = OrderDecision.decide(OrderBook.empty, {
 *   _tag: "CancelLines",
 *   commandId: "c1",
 *   order: { channel: "csv", account: "shop", externalId: "7" },
 *   lines: [{ lineId: "1", quantity: 1 }],
 * })
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * there is no order "7" of csv, account shop
 * ```
 */
export const decide = (book: OrderBook.Book, command: OrderCommand): Decision => {
  switch (command._tag) {
    case "Observe":
      return observe(book, command)
    case "CancelLines":
      return takeOff(book, command, OrderBook.open, "LinesCancelled")
    case "ReturnLines":
      return takeOff(book, command, OrderBook.returnable, "LinesReturned")
  }
}

const observe = (
  book: OrderBook.Book,
  { channel, account, shows, document }: Extract<OrderCommand, { _tag: "Observe" }>,
): Decision => {
  const { revision, observedAt, value } = document
  const { externalId, kind, lines } = value
  const shown = { channel, account, revision, observedAt, ...value }
  if (HashSet.has(book.documents, documentName(shown))) return Result.succeed([])
  const repeated = [...Map.groupBy(lines, ({ lineId }) => lineId).values()].flatMap(
    ([line, ...more]) => (line === undefined || more.length === 0 ? [] : [line.lineId]),
  )
  if (repeated.length > 0) return Result.fail(new LineRepeated({ externalId, lineIds: repeated }))
  return Option.isNone(OrderBook.order(book, { channel, account, externalId, kind }))
    ? Result.succeed([{ _tag: "Placed", ...shown }])
    : Result.succeed([{ _tag: "Revised", shows, ...shown }])
}

const takeOff = (
  book: OrderBook.Book,
  command: Extract<OrderCommand, { _tag: "CancelLines" | "ReturnLines" }>,
  left: (line: OrderBook.OrderLine) => number,
  _tag: "LinesCancelled" | "LinesReturned",
): Decision => {
  const ref = { ...command.order, kind: "order" } as const
  const found = OrderBook.order(book, ref)
  if (Option.isNone(found)) return Result.fail(new UnknownOrder(command.order))
  const { externalId } = ref
  return Result.flatMap(summed(command.lines), (lines): Decision => {
    const known = new Map(found.value.lines.map((line) => [line.lineId, left(line)]))
    const unknown = lines.filter(({ lineId }) => !known.has(lineId))
    if (unknown.length > 0)
      return Result.fail(
        new UnknownLine({ externalId, lineIds: unknown.map(({ lineId }) => lineId) }),
      )
    const exceeded = lines
      .map(({ lineId, quantity }) => ({ lineId, wanted: quantity, left: known.get(lineId) ?? 0 }))
      .filter(({ wanted, left }) => wanted > left)
    return exceeded.length > 0
      ? Result.fail(new LinesExceeded({ externalId, lines: exceeded }))
      : Result.succeed([{ _tag, ...ref, lines }])
  })
}

/** One entry for each line. */
const summed = (
  lines: ReadonlyArray<LineUnits>,
): Result.Result<ReadonlyArray<LineUnits>, Quantity.QuantityOverflow> => {
  const found = new Map<string, number>()
  for (const { lineId, quantity } of lines) {
    const sum = Quantity.plus(found.get(lineId) ?? 0, quantity)
    if (Result.isFailure(sum)) return Result.fail(sum.failure)
    found.set(lineId, sum.success)
  }
  return Result.succeed(Array.from(found, ([lineId, quantity]) => ({ lineId, quantity })))
}
