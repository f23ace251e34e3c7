/**
 * Posting consignments: programs of a transaction that make them, take them apart and put them
 * together.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { OrderKey } from "../../orders/OrderCommand.ts"
import { orderId, Orders } from "../../orders/OrderRecords.ts"
import { UnknownLine, UnknownOrder } from "../../orders/OrderRefusal.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import { Dockets, FulfilmentHistory } from "../FulfilmentRecords.ts"
import { type ConsignmentCancelled, ConsignmentExists } from "../parcels/ParcelRefusal.ts"
import { type Consignment, lineName } from "./Consignment.ts"
import * as Docket from "./Docket.ts"
import type { CarriedOrder, CarriedUnits, HoldTie } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import type { UnitsNotFree } from "./DocketRefusal.ts"

/** A consignment to be made. */
export interface NewConsignment {
  /** Its lines name their orders by {@link orderNameOf}. */
  readonly consignment: Consignment
  /** The holds that keep its units, at its place. */
  readonly holds: ReadonlyArray<HoldTie>
  /** The orders that its lines are of. */
  readonly orders: ReadonlyArray<OrderKey>
  readonly occurredAt?: number | undefined
}

/** How lines of consignments name their order. */
export const orderNameOf = (order: OrderKey): string => orderId({ ...order, kind: "order" })

/**
 * Makes a consignment. Its units are held before, and planned on their orders, in the same
 * transaction.
 *
 * It fails before it writes anything, so a program that catches the refusal may go on. A line that
 * names none of the orders, or an item that its order's line is not made of, is a defect.
 *
 * @example
 * ```ts
 * import { ConsignmentPosting } from "entrepot/fulfilment"
 *
 * const order = { channel: "csv", account: "shop", externalId: "7" }
 * const program = ConsignmentPosting.create({
 *   consignment: {
 *     consignmentId: "c1",
 *     place: "main",
 *     lines: [
 *       {
 *         orderName: ConsignmentPosting.orderNameOf(order),
 *         lineId: "1",
 *         sku: "MUG",
 *         quantity: 2,
 *         serialised: false,
 *         unitWeightGrams: 350,
 *       },
 *     ],
 *     destination: "door-1",
 *     courier: "post",
 *     service: "parcel",
 *     cutoffAt: 0,
 *     shipBy: 0,
 *     priority: 0,
 *     readyAt: 0,
 *   },
 *   holds: [{ holdId: "c1" }],
 *   orders: [order],
 * })
 * ```
 */
export const create = Effect.fnUntraced(function* ({
  consignment,
  holds,
  orders,
  occurredAt,
}: NewConsignment): Effect.fn.Return<
  Docket.Docket,
  ConsignmentExists | UnknownOrder | UnknownLine,
  Transaction
> {
  const tx = yield* Transaction
  const { consignmentId } = consignment
  if (Option.isSome(yield* tx.get(Dockets, consignmentId)))
    return yield* new ConsignmentExists({ consignmentId })
  const carried = yield* Effect.forEach(orders, (order) => carriedOf(tx, consignment, order))
  const known = new Set(carried.map(({ orderName }) => orderName))
  const strange = consignment.lines.find(({ orderName }) => !known.has(orderName))
  if (strange !== undefined)
    return yield* Effect.die(
      new Error(`consignment ${consignmentId} does not say which order ${strange.orderName} is`),
    )
  return yield* begin(tx, { consignment, holds, orders: carried }, occurredAt)
})

/**
 * Puts units of a consignment that are in no parcel into a further one, which waits for a wave of its
 * own. The holds keep the units of both.
 */
export const split = Effect.fnUntraced(function* (
  docket: Docket.Docket,
  lines: ReadonlyArray<CarriedUnits>,
  occurredAt: number | undefined,
): Effect.fn.Return<Docket.Docket, UnitsNotFree | ConsignmentCancelled, Transaction> {
  const tx = yield* Transaction
  const { consignment, holds } = docket
  const { consignmentId } = consignment
  yield* Effect.fromResult(Docket.free(docket, lines))
  const into = yield* tx.id
  const moved = new Map(lines.map((line) => [lineName(line), line.quantity]))
  const [first, ...others] = consignment.lines.flatMap((line) => {
    const quantity = moved.get(lineName(line)) ?? 0
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
  if (first === undefined) return docket
  const names = new Set([first, ...others].map(({ orderName }) => orderName))
  const further = yield* begin(
    tx,
    {
      consignment: { ...consignment, consignmentId: into, lines: [first, ...others] },
      holds,
      orders: docket.orders
        .filter(({ orderName }) => names.has(orderName))
        .map(({ collects: _, ...order }) => order),
    },
    occurredAt,
  )
  const event = { _tag: "UnitsSplit" as const, consignmentId, into, lines }
  yield* DocketKeeping.write(tx, docket, [event], occurredAt)
  return further
})

/** Writes a consignment that is new. */
const begin = Effect.fnUntraced(function* (
  tx: TransactionShape,
  fresh: Pick<Docket.Docket, "consignment" | "holds" | "orders">,
  occurredAt: number | undefined,
): Effect.fn.Return<Docket.Docket> {
  const event = { _tag: "Consigned" as const, ...fresh }
  const docket = { ...fresh, parcels: [], cancelled: false }
  yield* tx.put(Dockets, docket)
  yield* tx.append(FulfilmentHistory, event, { occurredAt })
  yield* DocketKeeping.carry(tx, docket)
  return docket
})

/** As much of an order as goes with the consignment, as it is now. */
const carriedOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { consignmentId, lines }: Consignment,
  key: OrderKey,
): Effect.fn.Return<CarriedOrder, UnknownOrder | UnknownLine> {
  const orderName = orderNameOf(key)
  const { channel, account, externalId } = key
  const order = Option.getOrUndefined(yield* tx.get(Orders, orderName))
  if (order === undefined) return yield* new UnknownOrder({ channel, account, externalId })
  const known = new Map(order.lines.map((line) => [line.lineId, line]))
  const ofOrder = lines.filter((line) => line.orderName === orderName)
  const unknown = ofOrder.filter(({ lineId }) => !known.has(lineId))
  if (unknown.length > 0)
    return yield* new UnknownLine({ externalId, lineIds: unknown.map(({ lineId }) => lineId) })
  const lineIds = new Set(ofOrder.map(({ lineId }) => lineId))
  const carried = [...lineIds].map((lineId) => ({ lineId, items: known.get(lineId)?.items ?? [] }))
  for (const { lineId, sku } of ofOrder)
    if (!known.get(lineId)?.items?.some((item) => item.sku === sku))
      return yield* Effect.die(
        new Error(`consignment ${consignmentId}: line ${lineId} of ${externalId} has no ${sku}`),
      )
  const { destination, persons, pickupPoint, label } = order
  const door = destination?.door
  const address = persons?.address
  return {
    orderName,
    channel,
    account,
    externalId,
    ...(door === undefined ? {} : { door }),
    ...(address === undefined ? {} : { address }),
    ...(pickupPoint === undefined ? {} : { pickupPoint }),
    ...(label === undefined ? {} : { label }),
    lines: carried,
  }
})
