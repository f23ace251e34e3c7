/**
 * The decisions on a transfer: given it and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { Equal, Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import { inTransit, type Transfer, type TransferItem } from "./Transfer.ts"
import type { TransferCommand, TransferLine } from "./TransferCommand.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import {
  DocumentReused,
  SamePlace,
  StillInTransit,
  TransferExceeded,
  TransferExists,
  TransferNotReady,
  type TransferRefusal,
  UnknownTransfer,
} from "./TransferRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<TransferEvent>, TransferRefusal>

type Lines = ReadonlyArray<TransferLine>
type Documented = Extract<TransferCommand, { readonly _tag: "Receive" | "WriteOff" | "Find" }>

/**
 * Decides a command on a transfer, or on nothing where none of the id was planned.
 *
 * A document that is told again tells nothing. Whether the shelf has what is dispatched is for the
 * shelf to decide, in the same transaction.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { type Transfer, TransferDecision } from "entrepot/stock"
 *
 * const transfer: Transfer.Transfer = {
 *   transferId: "t1",
 *   from: "main",
 *   to: "shop",
 *   status: "dispatched",
 *   items: [{ sku: "MUG", planned: 5, dispatched: 5, received: 3, lost: 0 }],
 *   documents: [],
 * }
 * const decision = TransferDecision.decide(transfer, {
 *   _tag: "Receive",
 *   commandId: "c1",
 *   transferId: "t1",
 *   document: "note-2",
 *   lines: [{ sku: "MUG", quantity: 3 }],
 * })
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * transfer "t1": MUG: 3 wanted, 2 open
 * ```
 */
export const decide = (transfer: Transfer | undefined, command: TransferCommand): Decision => {
  const { transferId } = command
  if (command._tag === "Plan") return planned(transfer, command)
  if (transfer === undefined) return Result.fail(new UnknownTransfer({ transferId }))
  switch (command._tag) {
    case "Dispatch":
      return ready(transfer, "dispatch", ["planned"], () =>
        Result.flatMap(
          summed(command.lines ?? transfer.items.map(plannedLine)),
          within(transfer, ({ planned }) => planned, {
            _tag: "Dispatched",
            transferId,
            from: transfer.from,
            to: transfer.to,
          }),
        ),
      )
    case "Receive":
    case "WriteOff":
    case "Find":
      return Result.flatMap(summed(command.lines), (lines) => told(transfer, command, lines))
    case "Cancel":
      return transfer.status === "cancelled"
        ? Result.succeed([])
        : ready(transfer, "cancel", ["planned"], () =>
            Result.succeed([{ _tag: "Cancelled", transferId }]),
          )
    case "Close":
      return transfer.status === "closed"
        ? Result.succeed([])
        : ready(transfer, "close", ["dispatched"], () => closed(transfer))
  }
}

const planned = (
  transfer: Transfer | undefined,
  { transferId, from, to, lines }: Extract<TransferCommand, { readonly _tag: "Plan" }>,
): Decision => {
  if (transfer !== undefined) return Result.fail(new TransferExists({ transferId }))
  if (from === to) return Result.fail(new SamePlace({ transferId, place: from }))
  return Result.map(summed(lines), (lines) => [{ _tag: "Planned", transferId, from, to, lines }])
}

const told = (transfer: Transfer, command: Documented, lines: Lines): Decision => {
  const { transferId, document } = command
  const event = eventOf(transfer, command, lines)
  const before = transfer.documents.find((posted) => posted.document === document)
  if (before !== undefined)
    return before.kind === event._tag && Equal.equals(inOrder(before.lines), inOrder(lines))
      ? Result.succeed([])
      : Result.fail(new DocumentReused({ transferId, document }))
  return command._tag === "Find"
    ? ready(transfer, "find units of", ["dispatched", "closed"], () =>
        within(transfer, ({ lost }) => lost, event)(lines),
      )
    : ready(transfer, command._tag === "Receive" ? "receive" : "write off", ["dispatched"], () =>
        within(transfer, inTransit, event)(lines),
      )
}

const eventOf = (
  { to }: Transfer,
  { _tag, transferId, document }: Documented,
  lines: Lines,
): Extract<TransferEvent, { readonly _tag: "Received" | "WrittenOff" | "Found" }> => {
  switch (_tag) {
    case "Receive":
      return { _tag: "Received", transferId, to, document, lines }
    case "WriteOff":
      return { _tag: "WrittenOff", transferId, to, document, lines }
    case "Find":
      return { _tag: "Found", transferId, to, document, lines }
  }
}

const closed = ({ transferId, items }: Transfer): Decision => {
  const lines = items
    .filter((item) => inTransit(item) > 0)
    .map((item) => ({ sku: item.sku, inTransit: inTransit(item) }))
  return lines.length > 0
    ? Result.fail(new StillInTransit({ transferId, lines }))
    : Result.succeed([{ _tag: "Closed", transferId }])
}

const ready = (
  { transferId, status }: Transfer,
  wanted: string,
  statuses: ReadonlyArray<Transfer["status"]>,
  decision: () => Decision,
): Decision =>
  statuses.includes(status)
    ? decision()
    : Result.fail(new TransferNotReady({ transferId, wanted, status }))

/** The event with the lines, unless they are more than is open of their items. */
const within =
  (
    { transferId, items }: Transfer,
    open: (item: TransferItem) => number,
    event: Moving,
  ): ((lines: Lines) => Decision) =>
  (lines) => {
    const left = new Map(items.map((item) => [item.sku, open(item)]))
    const excess = lines
      .map(({ sku, quantity }) => ({ sku, wanted: quantity, open: left.get(sku) ?? 0 }))
      .filter((line) => line.wanted > line.open)
    return excess.length > 0
      ? Result.fail(new TransferExceeded({ transferId, lines: excess }))
      : Result.succeed([{ ...event, lines }])
  }

type Moving =
  | Omit<Extract<TransferEvent, { readonly _tag: "Dispatched" }>, "lines">
  | Omit<Extract<TransferEvent, { readonly _tag: "Received" }>, "lines">
  | Omit<Extract<TransferEvent, { readonly _tag: "WrittenOff" }>, "lines">
  | Omit<Extract<TransferEvent, { readonly _tag: "Found" }>, "lines">

const plannedLine = ({ sku, planned }: TransferItem): TransferLine => ({ sku, quantity: planned })

const inOrder = (lines: Lines): Lines =>
  lines.toSorted((one, other) => (one.sku < other.sku ? -1 : one.sku > other.sku ? 1 : 0))

/** One line for each item, in the order of the first of each. All units together are countable. */
const summed = (lines: Lines): Result.Result<Lines, Quantity.QuantityOverflow> =>
  Quantity.sumBy(
    lines,
    ({ sku }) => sku,
    ({ quantity }) => quantity,
  ).pipe(
    Result.map((found) => found.map(([{ sku }, quantity]) => ({ sku, quantity }))),
    Result.flatMap((found) =>
      Result.map(Quantity.sum(found.map(({ quantity }) => quantity)), () => found),
    ),
  )
