/**
 * The decisions of the ledger: given the book and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as StockBook from "./StockBook.ts"
import { type Line, mainPlace, type StockCommand } from "./StockCommand.ts"
import type { Differed, Moved, StockEvent } from "./StockEvent.ts"
import {
  HoldExceeded,
  HoldExists,
  InsufficientStock,
  type ShortLine,
  type StockRefusal,
  UnknownHold,
  UnknownSku,
} from "./StockRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<StockEvent>, StockRefusal>

/**
 * Decides a command on a book that knows the shelves and the hold that the command names.
 *
 * Lines of one item at one place are summed first. A refusal names every line at fault, and then
 * nothing happens; where items are unknown it names those, whatever else is short.
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
export const decide = (book: StockBook.Book, command: StockCommand): Decision => {
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
      return decideHold(book, command)
    case "Release":
      return onHold(book, command, (lines) => ({
        _tag: "Released",
        holdId: command.holdId,
        lines,
      }))
    case "Ship":
      return onHold(book, command, (lines) => ({ _tag: "Shipped", holdId: command.holdId, lines }))
    case "Adjust":
      return Result.flatMap(
        sums(command.lines, ({ delta }) => delta),
        (lines) => adjusting(book, lines),
      )
  }
}

const documentOf = ({ document }: { readonly document?: string | undefined }) =>
  document === undefined ? {} : { document }

/** One difference for each item at each place. */
const sums = <L extends Pick<Line, "sku" | "place">>(
  lines: ReadonlyArray<L>,
  units: (line: L) => number,
): Result.Result<ReadonlyArray<Differed>, Quantity.QuantityOverflow> => {
  const [only] = lines
  if (only !== undefined && lines.length === 1) {
    const { sku, place = mainPlace } = only
    return Result.succeed([{ sku, place, delta: units(only) }])
  }
  const found = new Map<string, Pick<Differed, "sku" | "place"> & { deltas: Array<number> }>()
  for (const line of lines) {
    const { sku, place = mainPlace } = line
    const name = StockBook.shelfName({ sku, place })
    const known = found.get(name)
    if (known === undefined) found.set(name, { sku, place, deltas: [units(line)] })
    else known.deltas.push(units(line))
  }
  const differed: Array<Differed> = []
  for (const { sku, place, deltas } of found.values()) {
    const delta = Quantity.sum(deltas)
    if (Result.isFailure(delta)) return Result.fail(delta.failure)
    differed.push({ sku, place, delta: delta.success })
  }
  // The answer counts the units of all lines together.
  return Result.map(Quantity.sum(differed.map(({ delta }) => Math.abs(delta))), () => differed)
}

/** One line for each item at each place. */
const summed = (lines: ReadonlyArray<Line>) =>
  Result.map(
    sums(lines, ({ quantity }) => quantity),
    (found) => found.map(({ sku, place, delta }): Moved => ({ sku, place, quantity: delta })),
  )

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

const decideHold = (
  book: StockBook.Book,
  { holdId, lines }: Extract<StockCommand, { _tag: "Hold" }>,
): Decision =>
  Option.isSome(StockBook.hold(book, holdId))
    ? Result.fail(new HoldExists({ holdId }))
    : Result.flatMap(summed(lines), (wanted) => {
        const refusal = shortage(book, wanted)
        return refusal === undefined
          ? Result.succeed([{ _tag: "Held", holdId, lines: wanted }])
          : Result.fail(refusal)
      })

/** Why the wanted units are not available, if they are not. */
const shortage = (
  book: StockBook.Book,
  wanted: ReadonlyArray<Moved>,
): InsufficientStock | UnknownSku | undefined => {
  const unknown: Array<Pick<Moved, "sku" | "place">> = []
  const short: Array<ShortLine> = []
  for (const { sku, place, quantity } of wanted) {
    const found = StockBook.shelf(book, { sku, place })
    if (Option.isNone(found)) {
      unknown.push({ sku, place })
      continue
    }
    const { onHand, held } = found.value
    const available = StockBook.available(found.value)
    if (quantity > available) short.push({ sku, place, wanted: quantity, available, onHand, held })
  }
  if (unknown.length > 0) return new UnknownSku({ lines: unknown })
  return short.length > 0 ? new InsufficientStock({ lines: short }) : undefined
}

const onHold = (
  book: StockBook.Book,
  { holdId, lines }: Extract<StockCommand, { _tag: "Release" | "Ship" }>,
  event: (lines: ReadonlyArray<Moved>) => StockEvent,
): Decision =>
  Option.match(StockBook.hold(book, holdId), {
    onNone: () => Result.fail(new UnknownHold({ holdId })),
    onSome: (hold) =>
      Result.flatMap(
        lines === undefined ? Result.succeed(openLines(hold)) : summed(lines),
        (wanted) => {
          const excess = excessOf(hold, wanted)
          return wanted.length === 0 || excess.length > 0
            ? Result.fail(new HoldExceeded({ holdId, lines: excess }))
            : Result.succeed([event(wanted)])
        },
      ),
  })

const openLines = (hold: StockBook.Hold): ReadonlyArray<Moved> =>
  hold.lines
    .filter((line) => StockBook.open(line) > 0)
    .map((line) => ({ sku: line.sku, place: line.place, quantity: StockBook.open(line) }))

const excessOf = (hold: StockBook.Hold, wanted: ReadonlyArray<Moved>) => {
  const open = new Map(
    hold.lines.map((line) => [StockBook.shelfName(line), StockBook.open(line)] as const),
  )
  return wanted
    .map(({ sku, place, quantity }) => ({
      sku,
      place,
      wanted: quantity,
      open: open.get(StockBook.shelfName({ sku, place })) ?? 0,
    }))
    .filter((line) => line.wanted > line.open)
}

/** Units that are held belong to somebody, so they cannot be adjusted away. */
const adjusting = (book: StockBook.Book, lines: ReadonlyArray<Differed>): Decision => {
  const changes = lines.filter(({ delta }) => delta !== 0)
  const lost = changes
    .filter(({ delta }) => delta < 0)
    .map(({ sku, place, delta }) => ({ sku, place, quantity: -delta }))
  const refusal = shortage(book, lost)
  if (refusal !== undefined) return Result.fail(refusal)
  return changes.length === 0
    ? Result.succeed([])
    : countable(book, { _tag: "Adjusted", lines: changes }, changes)
}
