/**
 * Posting one parcel of a route: what holds its units, its consignment, and the day's work of its place.
 *
 * @module
 */
import { Effect } from "effect"

import type { Consignment } from "../fulfilment/consignments/Consignment.ts"
import * as ConsignmentPosting from "../fulfilment/consignments/ConsignmentPosting.ts"
import type { HoldTie } from "../fulfilment/consignments/DocketEvent.ts"
import type { OrderRefusal } from "../orders/OrderRefusal.ts"
import * as LotPosting from "../stock/lots/LotPosting.ts"
import type { LotRefusal } from "../stock/lots/LotRefusal.ts"
import * as StockPosting from "../stock/StockPosting.ts"
import { Transaction } from "../store/Transaction.ts"
import type { Carriage } from "./carriage/RouteCarriage.ts"
import type { Parcel } from "./plan/RoutePlan.ts"
import * as Profile from "./Profile.ts"
import type * as RouteKeeping from "./RouteKeeping.ts"
import * as RouteTelling from "./RouteTelling.ts"
import type { RoutedConsignment, RouteOrder } from "./RoutingCommand.ts"
import * as WorkloadKeeping from "./WorkloadKeeping.ts"

/** Writes a consignment with the holds that keep its units, and counts it on the day it is begun. */
export const post = Effect.fnUntraced(function* (
  command: RouteOrder,
  question: RouteKeeping.Question,
  parcel: Parcel,
  { courier, service, price, promisedOn, refused }: Carriage,
): Effect.fn.Return<RoutedConsignment, LotRefusal | OrderRefusal, Transaction> {
  const tx = yield* Transaction
  const { order, items, stocked, places, at } = question
  const { place, shipsOn, cost } = parcel
  const consignmentId = yield* tx.id
  const holds = yield* hold(command, question, parcel, consignmentId)
  const [first, ...rest] = parcel.lines.map(({ lineId, sku, quantity }) => ({
    orderName: ConsignmentPosting.orderNameOf(order),
    lineId,
    sku,
    quantity,
    serialised: stocked.get(sku)?.tracked === "serials",
    unitWeightGrams: items.get(sku)?.weightGrams ?? 0,
  }))
  const from = places.find(({ profile }) => profile.place === place)
  if (first === undefined || from === undefined)
    return yield* Effect.die(new Error(`a parcel of nothing, or of no place: ${place}`))
  const { profile, begunOn } = from
  const cutoffAt = Profile.collectedAt(profile, shipsOn)
  const consignment: Consignment = {
    consignmentId,
    place,
    lines: [first, ...rest],
    // Where nobody can tell where it goes to, it is like no other.
    destination: order.destination?.door ?? consignmentId,
    courier,
    service,
    cutoffAt,
    shipBy: order.shipBy ?? cutoffAt,
    priority: order.review?.priority ?? 0,
    readyAt: at,
  }
  yield* ConsignmentPosting.create({
    consignment,
    holds,
    orders: [command.order],
    occurredAt: command.occurredAt,
  }).pipe(Effect.catchTag("ConsignmentExists", Effect.die))
  const units = parcel.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  if (Profile.isLimited(profile))
    yield* WorkloadKeeping.begin({ consignmentId, place, day: begunOn, orders: 1, units })
  return {
    consignmentId,
    place,
    lines: parcel.lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })),
    courier,
    service,
    ...(price === undefined ? {} : { price }),
    cost,
    begunOn,
    shipsOn,
    promisedOn: promisedOn ?? parcel.promisedOn,
    refused: RouteTelling.alternativesOf(refused),
  }
})

/** Holds the units of a parcel: those of lots by themselves, since only lots can ship them. */
const hold = Effect.fnUntraced(function* (
  { commandId, occurredAt }: RouteOrder,
  { order, stocked }: RouteKeeping.Question,
  { place, lines }: Parcel,
  consignmentId: string,
): Effect.fn.Return<ReadonlyArray<HoldTie>, LotRefusal, Transaction> {
  const head = { _tag: "Hold", commandId, occurredAt, soldOn: order.channel } as const
  const isOfLots = ({ sku }: Parcel["lines"][number]) => stocked.get(sku)?.tracked === "lots"
  const plain = lines.filter((line) => !isOfLots(line))
  const ofLots = lines.filter(isOfLots)
  const unitsOf = (some: ReadonlyArray<Parcel["lines"][number]>) =>
    some.map(({ sku, quantity }) => ({ sku, quantity, place }))
  const holds: Array<HoldTie> = []
  if (plain.length > 0) {
    yield* StockPosting.post({ ...head, holdId: consignmentId, lines: unitsOf(plain) })
    holds.push({ holdId: consignmentId })
  }
  if (ofLots.length > 0) {
    const holdId = `${consignmentId}-lots`
    yield* LotPosting.post({ ...head, holdId, lines: unitsOf(ofLots) })
    holds.push({ holdId, keeper: "lots" })
  }
  return holds
})
