/**
 * Posting that a parcel leaves: its units leave their holds, the lines of its orders are shipped, and
 * channel and customer are told, once.
 *
 * @module
 */
import { Effect } from "effect"

import type { OrderRefusal, UnknownOrder } from "../../orders/OrderRefusal.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import { lineName } from "../consignments/Consignment.ts"
import type { Docket } from "../consignments/Docket.ts"
import type { CarriedOrder } from "../consignments/DocketEvent.ts"
import * as DocketKeeping from "../consignments/DocketKeeping.ts"
import type { LineTorn, NotReady } from "../consignments/DocketRefusal.ts"
import * as HoldPosting from "../consignments/HoldPosting.ts"
import type { WantedUnits } from "../consignments/HoldUnits.ts"
import * as LinePosting from "../consignments/LinePosting.ts"
import * as Readiness from "../consignments/Readiness.ts"
import { OrderOutbox } from "../FulfilmentRecords.ts"
import * as Parcel from "../parcels/Parcel.ts"
import type { ParcelEvent } from "../parcels/ParcelEvent.ts"
import { StrayParcel } from "../parcels/ParcelRefusal.ts"

/** Why a parcel does not leave. */
export type DispatchRefusal = LineTorn | HoldPosting.HoldRefusal | OrderRefusal

/** The orders of which units are in a parcel. */
export const ordersOf = (docket: Docket, parcel: Parcel.Parcel): ReadonlyArray<CarriedOrder> => {
  const names = new Set(Parcel.contents(parcel).map(({ orderName }) => orderName))
  return docket.orders.filter(({ orderName }) => names.has(orderName))
}

/**
 * Refuses where one of the orders of a parcel may not leave (see {@link Readiness.refusal}), or a
 * courier has a stopped parcel of the same lines, so that they would go twice.
 */
export const ready = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket,
  parcel: Parcel.Parcel,
): Effect.fn.Return<void, NotReady | UnknownOrder | StrayParcel> {
  const orders = ordersOf(docket, parcel)
  const known = yield* DocketKeeping.ordersOf(tx, [{ orders }])
  const refusal = Readiness.whyNot({ consignment: docket.consignment, orders }, known)
  if (refusal !== undefined) return yield* refusal
  const lines = new Set(Parcel.contents(parcel).map(lineName))
  const holdsThem = (other: Parcel.Parcel): boolean =>
    Parcel.contents(other).some((units) => lines.has(lineName(units)))
  for (const { orderName } of orders)
    for (const { consignment, parcels } of yield* DocketKeeping.ofOrder(tx, orderName)) {
      const stray = parcels.find((other) => Parcel.isStray(other) && holdsThem(other))
      if (stray === undefined) continue
      const { parcelId, voids: trackingNumbers } = stray
      const named = { consignmentId: consignment.consignmentId, parcelId, trackingNumbers }
      return yield* new StrayParcel({ parcelId: parcel.parcelId, stray: named })
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
