/**
 * Posting that a parcel leaves: its units leave their holds, the lines of its orders are shipped, and
 * channel and customer are told, once.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { Orders } from "../orders/OrderRecords.ts"
import { type OrderRefusal, UnknownOrder } from "../orders/OrderRefusal.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type { Docket } from "./Docket.ts"
import type { CarriedOrder } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import type { LineTorn, NotReady } from "./DocketRefusal.ts"
import { OrderOutbox } from "./FulfilmentRecords.ts"
import * as HoldPosting from "./HoldPosting.ts"
import type { WantedUnits } from "./HoldUnits.ts"
import * as LinePosting from "./LinePosting.ts"
import * as Parcel from "./Parcel.ts"
import type { ParcelEvent } from "./ParcelEvent.ts"
import * as Readiness from "./Readiness.ts"

/** Why a parcel does not leave. */
export type DispatchRefusal = LineTorn | HoldPosting.HoldRefusal | OrderRefusal

/** The orders of which units are in a parcel. */
export const ordersOf = (docket: Docket, parcel: Parcel.Parcel): ReadonlyArray<CarriedOrder> => {
  const names = new Set(Parcel.contents(parcel).map(({ orderName }) => orderName))
  return docket.orders.filter(({ orderName }) => names.has(orderName))
}

/** Refuses where one of the orders may not leave; see {@link Readiness.refusal}. */
export const ready = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { consignment: { consignmentId } }: Docket,
  orders: ReadonlyArray<CarriedOrder>,
): Effect.fn.Return<void, NotReady | UnknownOrder> {
  for (const carried of orders) {
    const { channel, account, externalId } = carried
    const order = Option.getOrUndefined(yield* tx.get(Orders, carried.orderName))
    if (order === undefined) return yield* new UnknownOrder({ channel, account, externalId })
    const refusal = Readiness.refusal(order, carried, consignmentId)
    if (refusal !== undefined) return yield* refusal
  }
})

/** A parcel leaves. */
export const depart = Effect.fnUntraced(function* (
  header: HoldPosting.Header,
  docket: Docket,
  parcel: Parcel.Parcel,
  event: Extract<ParcelEvent, { readonly _tag: "ParcelDispatched" }>,
): Effect.fn.Return<Docket, DispatchRefusal, Transaction> {
  const tx = yield* Transaction
  const { occurredAt } = header
  const orders = ordersOf(docket, parcel)
  const leaving = Effect.andThen(
    HoldPosting.ship(header, docket, unitsOf(docket, parcel)),
    DocketKeeping.write(tx, docket, [event], occurredAt),
  )
  const { answer, shipped } = yield* LinePosting.following(header, orders, leaving)
  const { courier = "", service = "", trackingNumber = "" } = parcel.label ?? {}
  for (const { orderName, channel, account, externalId } of orders) {
    const { consignmentId, parcelId } = event
    const order = { channel, account, externalId }
    const told = { order, consignmentId, parcelId, courier, trackingNumber }
    const lines = shipped.get(orderName) ?? []
    yield* tx.append(OrderOutbox, { _tag: "ShipmentTold", ...told, service, lines }, { occurredAt })
    yield* tx.append(OrderOutbox, { _tag: "CustomerTold", ...told }, { occurredAt })
  }
  return answer
})

/** The units of a parcel, each with its serial number and order, or its lot, as they were scanned. */
const unitsOf = ({ orders }: Docket, { scans }: Parcel.Parcel): ReadonlyArray<WantedUnits> => {
  const externalIds = new Map(orders.map(({ orderName, externalId }) => [orderName, externalId]))
  return scans.map(({ sku, quantity, serial, lot, lines }) => {
    const document = externalIds.get(lines[0]?.orderName ?? "")
    return {
      sku,
      quantity,
      ...(lot === undefined ? {} : { lot }),
      ...(serial === undefined ? {} : { serial }),
      ...(serial === undefined || document === undefined ? {} : { document }),
    }
  })
}
