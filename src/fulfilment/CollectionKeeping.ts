/**
 * Cash on delivery: of all parcels of an order, the courier collects at one.
 *
 * @module
 */
import { Effect, Option, Result } from "effect"

import * as Money from "../kernel/Money.ts"
import { Orders } from "../orders/OrderRecords.ts"
import type { Transaction, TransactionShape } from "../store/Transaction.ts"
import type { Docket } from "./Docket.ts"
import type { CarriedOrder } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import * as Outbound from "./Outbound.ts"
import type { Parcel } from "./Parcel.ts"

/**
 * What the courier is to collect at a parcel: all that its orders are to pay, unless another parcel of
 * the order that goes collects it. Nothing where nobody pays at the door.
 */
export const collect = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket,
  { parcelId }: Parcel,
  orders: ReadonlyArray<CarriedOrder>,
): Effect.fn.Return<Money.Money | undefined, never, Transaction> {
  const amounts: Array<Money.Money> = []
  const { consignmentId } = docket.consignment
  const events: Array<Docket["orders"][number]["orderName"]> = []
  for (const { orderName, collectedBy } of orders) {
    const order = Option.getOrUndefined(yield* tx.get(Orders, orderName))
    if (order?.collect === undefined) continue
    if (collectedBy !== parcelId) {
      if (yield* isCollected(tx, orderName)) continue
      events.push(orderName)
    }
    amounts.push(Money.of(order.collect, order.currency))
  }
  const assigned = events.map((orderName) => ({
    _tag: "CollectionAssigned" as const,
    consignmentId,
    parcelId,
    orderName,
  }))
  yield* DocketKeeping.write(tx, docket, assigned, undefined)
  const [first] = amounts
  if (first === undefined) return undefined
  // Orders that are paid in two currencies never go together.
  const sum = Result.getOrThrow(Money.sum(first.currency, amounts))
  return sum.amount.isZero() ? undefined : sum
})

/** Whether a parcel that goes collects what the order is to pay. */
const isCollected = Effect.fnUntraced(function* (
  tx: TransactionShape,
  orderName: string,
): Effect.fn.Return<boolean> {
  const dockets = yield* DocketKeeping.ofOrder(tx, orderName)
  return dockets.some((docket) => {
    const carried = docket.orders.find((order) => order.orderName === orderName)
    const parcelId = carried?.collectedBy
    const stage = parcelId === undefined ? undefined : Outbound.parcel(docket, parcelId)?.stage
    return stage !== undefined && stage !== "stopped"
  })
})
