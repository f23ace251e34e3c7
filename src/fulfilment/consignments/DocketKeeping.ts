/**
 * Dockets as records: reading them, alone and of whole orders, and writing what changed together with
 * what finds their units and parcels again.
 *
 * @module
 */
import { Array, Effect, Option } from "effect"

import * as LabelPosting from "../../couriers/labels/LabelPosting.ts"
import type { Order } from "../../orders/Order.ts"
import { orderId, Orders } from "../../orders/OrderRecords.ts"
import * as ReasonKeeping from "../../orders/ReasonKeeping.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import {
  ConsignmentsOfOrders,
  Dockets,
  FulfilmentHistory,
  LabelWishes,
  labelWishId,
  packedUnitId,
  PackedUnits,
  TrackedParcels,
  Waves,
} from "../FulfilmentRecords.ts"
import * as Outbound from "../parcels/Outbound.ts"
import * as Parcel from "../parcels/Parcel.ts"
import { UnknownConsignment } from "../parcels/ParcelRefusal.ts"
import * as Wave from "../waves/Wave.ts"
import * as Docket from "./Docket.ts"

/** The docket of a consignment. */
export const read = Effect.fnUntraced(function* (
  tx: TransactionShape,
  consignmentId: string,
): Effect.fn.Return<Docket.Docket, UnknownConsignment> {
  const found = yield* tx.get(Dockets, consignmentId)
  return Option.isSome(found) ? found.value : yield* new UnknownConsignment({ consignmentId })
})

/** The dockets that carry an order, or ever did. */
export const ofOrder = Effect.fnUntraced(function* (
  tx: TransactionShape,
  orderName: string,
): Effect.fn.Return<ReadonlyArray<Docket.Docket>> {
  const found = Option.getOrUndefined(yield* tx.get(ConsignmentsOfOrders, orderName))
  return Array.getSomes(yield* tx.getAll(Dockets, found?.consignmentIds ?? []))
})

/** The orders of dockets by the names that they carry. */
export const ordersOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  dockets: ReadonlyArray<Pick<Docket.Docket, "orders">>,
): Effect.fn.Return<ReadonlyMap<string, Order>> {
  const names = new Set(dockets.flatMap(({ orders }) => orders.map(({ orderName }) => orderName)))
  const found = Array.getSomes(yield* tx.getAll(Orders, [...names]))
  return new Map(found.map((order) => [orderId(order), order]))
})

/** The names of the orders that consignments carry, or have in parcels that were stopped. */
export const orderNamesOf = (
  consignmentIds: ReadonlyArray<string>,
): Effect.Effect<ReadonlyArray<string>, never, Transaction> =>
  Transaction.use((tx) =>
    Effect.map(tx.getAll(Dockets, consignmentIds), (found) =>
      Array.getSomes(found).flatMap(({ orders, parcels }) =>
        [...orders, ...parcels.flatMap(Parcel.contents)].map(({ orderName }) => orderName),
      ),
    ),
  )

/** Carries a command on consignments out, and keeps why it was given with their orders. */
export const kept = <A, E>(
  command: ReasonKeeping.Reasoned,
  consignmentIds: ReadonlyArray<string>,
  program: Effect.Effect<A, E, Transaction>,
): Effect.Effect<A, E, Transaction> =>
  ReasonKeeping.kept(command, orderNamesOf(consignmentIds), program)

/** Writes down that a consignment carries orders. */
export const carry = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { consignment: { consignmentId }, orders }: Docket.Docket,
): Effect.fn.Return<void> {
  for (const { orderName } of orders) {
    const found = Option.getOrUndefined(yield* tx.get(ConsignmentsOfOrders, orderName))
    const consignmentIds = found?.consignmentIds ?? []
    if (!consignmentIds.includes(consignmentId))
      yield* tx.put(ConsignmentsOfOrders, {
        orderName,
        consignmentIds: [...consignmentIds, consignmentId],
      })
  }
})

/** Tells events of a docket, and answers what it is after them. */
export const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  before: Docket.Docket,
  events: ReadonlyArray<Docket.Event>,
  occurredAt: number | undefined,
): Effect.fn.Return<Docket.Docket, never, Transaction> {
  const after = events.reduce<Docket.Docket>(
    (docket, event) => Docket.evolve(docket, event) ?? docket,
    before,
  )
  if (events.length === 0) return before
  for (const event of events) {
    yield* follow(tx, before, event)
    yield* tx.append(FulfilmentHistory, event, { occurredAt })
  }
  const left =
    after.cancelled && !before.cancelled ? yield* leaveWave(tx, after, occurredAt) : after
  yield* tx.put(Dockets, left)
  return left
})

/** A consignment that does not go leaves its wave, as long as that is on the floor. */
const leaveWave = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket.Docket,
  occurredAt: number | undefined,
): Effect.fn.Return<Docket.Docket> {
  const { waveId } = docket
  if (waveId === undefined) return docket
  const wave = Option.getOrUndefined(yield* tx.get(Waves, waveId))
  if (wave?.status !== "released") return docket
  const { consignmentId } = docket.consignment
  const event = { _tag: "ConsignmentWithdrawn" as const, waveId, consignmentId }
  yield* tx.put(Waves, Wave.evolve(wave, event) ?? wave)
  yield* tx.append(FulfilmentHistory, event, { occurredAt })
  return Docket.evolve(docket, event) ?? docket
})

/** What finds units and parcels again, and labels that nobody needs any more. */
const follow = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket.Docket,
  event: Docket.Event,
): Effect.fn.Return<void, never, Transaction> {
  switch (event._tag) {
    case "UnitsPacked": {
      const { consignmentId, parcelId, scan } = event
      const { sku, serial } = scan
      if (serial !== undefined) yield* tx.put(PackedUnits, { sku, serial, consignmentId, parcelId })
      return
    }
    case "ParcelDispatched":
      return yield* unpack(tx, docket, event.parcelId)
    case "StoppedBeforeLabel":
    case "StoppedAfterLabel":
      yield* unpack(tx, docket, event.parcelId)
      return yield* giveBack(tx, event)
    case "ParcelLabelled":
    case "LabelledTooLate": {
      const { consignmentId, parcelId, label } = event
      const { courier, trackingNumber } = label
      return yield* tx.put(TrackedParcels, { courier, trackingNumber, consignmentId, parcelId })
    }
    default:
      return
  }
})

/** The units of a parcel that is stopped, or gone, may be scanned again. */
const unpack = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket.Docket,
  parcelId: string,
): Effect.fn.Return<void> {
  for (const { sku, serial } of Outbound.parcel(docket, parcelId)?.scans ?? [])
    if (serial !== undefined) yield* tx.remove(PackedUnits, packedUnitId({ sku, serial }))
})

/** A label that was asked for is given back, at once or as soon as it is known which one was sold. */
const giveBack = Effect.fnUntraced(function* (
  tx: TransactionShape,
  parcel: { readonly consignmentId: string; readonly parcelId: string },
): Effect.fn.Return<void, never, Transaction> {
  const wish = Option.getOrUndefined(yield* tx.get(LabelWishes, labelWishId(parcel)))
  if (wish === undefined) return
  const { reference } = wish
  const traits = { labelsOnce: false, settlesMillis: 0 }
  // One that was refused, or is void, leaves nothing to give back.
  yield* Effect.ignore(LabelPosting.post({ _tag: "Void", reference }, traits))
})
