/**
 * Posting what became of order lines: whatever moves units of consignments, the orders are told in the
 * same transaction.
 *
 * @module
 */
import { Effect, Option } from "effect"

import * as Order from "../../orders/Order.ts"
import * as OrderPosting from "../../orders/OrderPosting.ts"
import { Orders } from "../../orders/OrderRecords.ts"
import type { OrderRefusal } from "../../orders/OrderRefusal.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { CarriedOrder } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import { LineTorn } from "./DocketRefusal.ts"
import type { Header } from "./HoldPosting.ts"
import * as OrderUnits from "./OrderUnits.ts"

/** Units of lines that were told to an order. */
export type ToldLines = ReadonlyArray<{ readonly lineId: string; readonly quantity: number }>

/** The name of an order, as lines of consignments and as the desk name it. */
export type OrderTie = Pick<CarriedOrder, "orderName" | "channel" | "account" | "externalId">

/** What a program answered, and by order the units of lines that left with it. */
export interface Followed<A> {
  readonly answer: A
  readonly shipped: ReadonlyMap<string, ToldLines>
}

/**
 * Runs a program that moves units of these orders, and tells each order what moved: its lines are
 * counted before and after, over all of its consignments, so that nothing is told twice or lost. A
 * unit of a line of which some items would go without the others is refused (`LineTorn`).
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePosting } from "entrepot/fulfilment"
 *
 * const followed = (orders: ReadonlyArray<LinePosting.OrderTie>) =>
 *   LinePosting.following({ commandId: "1" }, orders, Effect.void)
 * ```
 */
export const following = Effect.fnUntraced(function* <A, E>(
  header: Header,
  orders: ReadonlyArray<OrderTie>,
  program: Effect.Effect<A, E, Transaction>,
): Effect.fn.Return<Followed<A>, E | LineTorn | OrderRefusal, Transaction> {
  const tx = yield* Transaction
  const before = yield* Effect.forEach(orders, (order) => countsOf(tx, order))
  const answer = yield* program
  const shipped = new Map<string, ToldLines>()
  for (const [at, order] of orders.entries()) {
    const { orderName, externalId } = order
    const dockets = yield* DocketKeeping.ofOrder(tx, orderName)
    const lineIds = OrderUnits.tornLines(orderName, dockets)
    if (lineIds.length > 0) return yield* new LineTorn({ externalId, lineIds })
    const after = OrderUnits.countsOf(orderName, dockets)
    shipped.set(orderName, yield* tell(header, order, before[at] ?? new Map(), after))
  }
  return { answer, shipped }
})

type Counts = ReadonlyMap<string, OrderUnits.LineCount>

const countsOf = (tx: TransactionShape, { orderName }: OrderTie): Effect.Effect<Counts> =>
  Effect.map(DocketKeeping.ofOrder(tx, orderName), (dockets) =>
    OrderUnits.countsOf(orderName, dockets),
  )

/** Answers the units of lines that left. */
const tell = Effect.fnUntraced(function* (
  { commandId, occurredAt }: Header,
  { channel, account, externalId, orderName }: OrderTie,
  before: Counts,
  after: Counts,
): Effect.fn.Return<ToldLines, OrderRefusal, Transaction> {
  const tx = yield* Transaction
  const known = Option.getOrUndefined(yield* tx.get(Orders, orderName))
  const ordered = new Map(known?.lines.map((line) => [line.lineId, line]))
  const told = (
    side: keyof OrderUnits.LineCount,
    sign: 1 | -1,
    most: (line: Order.OrderLine) => number = () => Infinity,
  ): ToldLines =>
    OrderUnits.differences(before, after, side).flatMap(({ lineId, units }) => {
      const line = ordered.get(lineId)
      const quantity = Math.min(units * sign, line === undefined ? Infinity : most(line))
      return quantity > 0 ? [{ lineId, quantity }] : []
    })
  const shipped = told("shipped", 1)
  const moves = [
    { _tag: "UnplanLines", lines: told("carried", -1) },
    { _tag: "ShipLines", lines: shipped },
    // Somebody may have written down by hand before what the courier tells.
    { _tag: "DeliverLines", lines: told("delivered", 1, undelivered(shipped)) },
    { _tag: "ReturnLines", lines: told("returned", 1, Order.returnable) },
  ] as const
  const header = { commandId, occurredAt, order: { channel, account, externalId } }
  for (const { _tag, lines } of moves)
    if (lines.length > 0) yield* OrderPosting.post({ _tag, ...header, lines })
  return shipped
})

/** Units of a line that have left, or leave now, and have not arrived. */
const undelivered =
  (leaving: ToldLines) =>
  ({ lineId, shipped = 0, delivered = 0 }: Order.OrderLine): number =>
    shipped + (leaving.find((line) => line.lineId === lineId)?.quantity ?? 0) - delivered
