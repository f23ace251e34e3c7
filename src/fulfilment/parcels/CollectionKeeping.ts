/**
 * Cash on delivery: what the courier collects at a parcel for its orders, of each once in all.
 *
 * @module
 */
import { Effect, Option, Result } from "effect"

import * as Money from "../../kernel/Money.ts"
import { Orders } from "../../orders/OrderRecords.ts"
import * as CashOnDelivery from "../../routing/carriage/CashOnDelivery.ts"
import type { Transaction, TransactionShape } from "../../store/Transaction.ts"
import type { Docket } from "../consignments/Docket.ts"
import type { CarriedOrder } from "../consignments/DocketEvent.ts"
import * as DocketKeeping from "../consignments/DocketKeeping.ts"
import { contents, type Parcel } from "./Parcel.ts"

/**
 * What the courier is to collect at a parcel: for each of its orders the share of what is in it, less
 * what other parcels that go collect too much of since the order was changed. Nothing where nobody pays
 * at the door.
 */
export const collect = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket,
  parcel: Parcel,
  orders: ReadonlyArray<CarriedOrder>,
): Effect.fn.Return<Money.Money | undefined, never, Transaction> {
  const { consignmentId } = docket.consignment
  const { parcelId } = parcel
  const shares = yield* Effect.forEach(orders, ({ orderName, collects = [] }) => {
    const known = collects.find((share) => share.parcelId === parcelId)
    const amount =
      known === undefined ? shareOf(tx, orderName, parcel) : Effect.succeed(known.amount)
    return Effect.map(amount, (found) => ({ orderName, amount: found, isNew: known === undefined }))
  })
  const events = shares.flatMap(({ orderName, amount, isNew }) =>
    isNew && amount !== undefined
      ? [{ _tag: "CollectionAssigned" as const, consignmentId, parcelId, orderName, amount }]
      : [],
  )
  yield* DocketKeeping.write(tx, docket, events, undefined)
  const amounts = shares.flatMap(({ amount }) => (amount === undefined ? [] : [amount]))
  const [first] = amounts
  if (first === undefined) return undefined
  // Orders that are paid in two currencies never go together.
  const sum = Result.getOrThrow(Money.sum(first.currency, amounts))
  return sum.amount.isZero() ? undefined : sum
})

/** What is to be collected with a parcel, less what others of its order that go collect already. */
const shareOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  orderName: string,
  parcel: Parcel,
): Effect.fn.Return<Money.Money | undefined> {
  const order = Option.getOrUndefined(yield* tx.get(Orders, orderName))
  const collected = order && CashOnDelivery.of(order)
  if (order === undefined || collected === undefined) return undefined
  const sent = [parcel]
  const before: Array<Money.Money> = []
  for (const docket of yield* DocketKeeping.ofOrder(tx, orderName)) {
    const carried = docket.orders.find((each) => each.orderName === orderName)
    for (const other of docket.parcels) {
      const share = carried?.collects?.find(({ parcelId }) => parcelId === other.parcelId)
      const goes = other.stage !== "stopped" && (share ?? other.label) !== undefined
      if (!goes) continue
      sent.push(other)
      if (share !== undefined) before.push(share.amount)
    }
  }
  const units = sent.flatMap(contents).filter((line) => line.orderName === orderName)
  const already = Result.getOrThrow(Money.sum(order.currency, before))
  const share = Result.getOrThrow(Money.minus(collected(units), already))
  return share.amount.isNegative() ? Money.zero(order.currency) : share
})
