/**
 * The decisions of the desk: given the book and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { HashSet, Option, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as Order from "./Order.ts"
import * as OrderBook from "./OrderBook.ts"
import type { LineUnits, OrderCommand } from "./OrderCommand.ts"
import type { LinesMoved, OrderEvent } from "./OrderEvent.ts"
import * as OrderEvolution from "./OrderEvolution.ts"
import { documentName } from "./OrderRef.ts"
import {
  CancellationAsked,
  LineRepeated,
  LinesExceeded,
  NoCancellationAsked,
  type OrderRefusal,
  ReviewStands,
  TotalsOverflow,
  UnderWay,
  UnknownLine,
  UnknownOrder,
} from "./OrderRefusal.ts"
import * as OrderTotals from "./OrderTotals.ts"
import * as ReviewDecision from "./review/ReviewDecision.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<OrderEvent>, OrderRefusal>

type CommandOf<Tag extends OrderCommand["_tag"]> = Extract<OrderCommand, { readonly _tag: Tag }>

/** A command about units of lines. */
export type LineCommand = Extract<OrderCommand, { readonly lines: unknown }>

/** For each command about lines: how many units of a line it may be about, and what it tells. */
const moves: {
  readonly [Tag in LineCommand["_tag"]]: {
    readonly left: (line: Order.OrderLine, order: Order.Order) => number
    readonly tells: LinesMoved["_tag"]
  }
} = {
  CancelLines: { left: Order.cancellable, tells: "LinesCancelled" },
  ReturnLines: { left: Order.returnable, tells: "LinesReturned" },
  PlanLines: { left: Order.unplanned, tells: "LinesPlanned" },
  UnplanLines: { left: ({ planned = 0 }) => planned, tells: "LinesUnplanned" },
  ShipLines: { left: ({ planned = 0 }) => planned, tells: "LinesShipped" },
  DeliverLines: {
    left: ({ shipped = 0, delivered = 0 }) => shipped - delivered,
    tells: "LinesDelivered",
  },
}

/**
 * Decides a command on a book that knows the order that the command is about, and for `Observe`
 * whether its document was seen before. What was seen before changes nothing. `now` (epoch
 * milliseconds) is since when something is as it is then.
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
export const decide = (book: OrderBook.Book, command: OrderCommand, now = 0): Decision => {
  if (command._tag === "Observe") return observe(book, command)
  const ref = { ...command.order, kind: "order" } as const
  const found = OrderBook.order(book, ref)
  if (Option.isNone(found)) return Result.fail(new UnknownOrder(command.order))
  const order = found.value
  switch (command._tag) {
    case "PlanLines":
      return Result.flatMap(mayLeave(order), () => moving(order, command))
    case "CancelLines":
    case "ReturnLines":
    case "UnplanLines":
    case "ShipLines":
    case "DeliverLines":
      return moving(order, command)
    case "Release":
    case "Override":
    case "Assign":
      return Result.map(ReviewDecision.decide(order, command, now), (event) => [event])
    case "AcceptCancellation":
      return acceptCancellation(order)
    case "RefuseCancellation":
      return Order.axes(order).cancellation === "asked"
        ? Result.succeed([{ _tag: "CancellationRefused", ...ref }])
        : Result.fail(new NoCancellationAsked(order))
    case "Erase":
      return Result.succeed([{ _tag: "Erased", ...ref }])
  }
}

const observe = (
  book: OrderBook.Book,
  { channel, account, shows, document, destination, persons }: CommandOf<"Observe">,
): Decision => {
  const { revision, observedAt } = document
  const { personal: _, ...value } = document.value
  const { externalId, kind, lines } = value
  const shown = {
    channel,
    account,
    revision,
    observedAt,
    ...value,
    ...(destination === undefined ? {} : { destination }),
    ...(persons === undefined ? {} : { persons }),
  }
  if (HashSet.has(book.documents, documentName(shown))) return Result.succeed([])
  const repeated = [...Map.groupBy(lines, ({ lineId }) => lineId).values()].flatMap(
    ([line, ...more]) => (line === undefined || more.length === 0 ? [] : [line.lineId]),
  )
  if (repeated.length > 0) return Result.fail(new LineRepeated({ externalId, lineIds: repeated }))
  const overflow = OrderTotals.overflow(value)
  if (overflow !== undefined) return Result.fail(new TotalsOverflow({ externalId, ...overflow }))
  const known = OrderBook.order(book, { channel, account, externalId, kind })
  if (Option.isNone(known)) return Result.succeed([{ _tag: "Placed", ...shown }])
  const revised = { _tag: "Revised" as const, shows, ...shown }
  const changed = ReviewDecision.changes(known.value, OrderEvolution.revised(known.value, revised))
  return Result.succeed([changed.length === 0 ? revised : { ...revised, changed }])
}

/** Nothing leaves before it was released, nor while the buyer waits for an answer. */
const mayLeave = (order: Order.Order): Result.Result<void, ReviewStands | CancellationAsked> => {
  const { review, cancellation } = Order.axes(order)
  if (review !== "released") return Result.fail(ReviewDecision.stands(order, "released"))
  return cancellation === "asked" ? Result.fail(new CancellationAsked(order)) : Result.void
}

const moving = (order: Order.Order, command: LineCommand): Decision => {
  const { left, tells } = moves[command._tag]
  const { channel, account, externalId, kind } = order
  return Result.flatMap(summed(command.lines), (lines): Decision => {
    const known = new Map(order.lines.map((line) => [line.lineId, left(line, order)]))
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
      : Result.succeed([{ _tag: tells, channel, account, externalId, kind, lines }])
  })
}

/** Takes off all that has not left. What is planned has to be stopped first, where it lies. */
const acceptCancellation = (order: Order.Order): Decision => {
  const { externalId } = order
  if (order.cancellation !== "asked") return Result.fail(new NoCancellationAsked({ externalId }))
  const lines = order.lines.flatMap((line) => {
    const quantity = Order.cancellable(line, order)
    return quantity === 0 ? [] : [{ lineId: line.lineId, quantity }]
  })
  const underWay = order.lines
    .map((line) => {
      const { lineId, planned = 0 } = line
      return { lineId, planned, shipped: Order.shipped(line, order) }
    })
    .filter(({ planned, shipped }) => planned > 0 || (shipped > 0 && lines.length === 0))
  return underWay.length > 0
    ? Result.fail(new UnderWay({ externalId, lines: underWay }))
    : lines.length === 0
      ? Result.succeed([])
      : moving(order, { _tag: "CancelLines", commandId: "", order, lines })
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
