/**
 * Posting a route: its holds, its consignments and the lines of its order, in one transaction.
 *
 * @module
 */
import { Array, Data, Effect, Option, Result, Schema } from "effect"

import type { Consignment } from "../fulfilment/Consignment.ts"
import * as ConsignmentPosting from "../fulfilment/ConsignmentPosting.ts"
import type { HoldTie } from "../fulfilment/DocketEvent.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import * as OrderPosting from "../orders/OrderPosting.ts"
import type { OrderRefusal } from "../orders/OrderRefusal.ts"
import * as LotPosting from "../stock/lots/LotPosting.ts"
import type { LotRefusal } from "../stock/lots/LotRefusal.ts"
import * as StockPosting from "../stock/StockPosting.ts"
import { Transaction } from "../store/Transaction.ts"
import * as Availability from "./Availability.ts"
import { unplannedOf } from "./OrderQuestion.ts"
import * as Profile from "./Profile.ts"
import * as Route from "./Route.ts"
import type { Carriage } from "./RouteCarriage.ts"
import * as RouteKeeping from "./RouteKeeping.ts"
import type { Parcel, RoutePlan } from "./RoutePlan.ts"
import { NoRoute, type RouteRefusal } from "./RouteRefusal.ts"
import * as RouteTelling from "./RouteTelling.ts"
import type { RoutedConsignment, RouteOrder } from "./RoutingCommand.ts"
import {
  OrderRoutes,
  routeId,
  RoutingHistory,
  UnroutedOrders,
  workloadId,
  Workloads,
} from "./RoutingRecords.ts"
import type { QuestionRefusal } from "./RoutingRefusal.ts"

/** The answer of a posted route: its consignments, the last day of arrival, and what it counted. */
export const RoutePosted = Schema.Struct({
  consignmentIds: Schema.Array(Id.Id),
  promisedOn: Calendar.Day,
  cost: Money.Money,
})
/** The answer of a posted route. */
export type RoutePosted = typeof RoutePosted.Type

/** A route that couriers were found for, one for each of its parcels. */
export interface Draft {
  readonly question: RouteKeeping.Question
  readonly plan: RoutePlan
  readonly carriages: ReadonlyArray<Carriage>
}

/**
 * The route has no couriers yet, or it is stale and the new one has other parcels: nothing was written.
 * Whoever sees it asks couriers, who are outside of any transaction, and posts the draft.
 */
export class CarriageWanted extends Data.TaggedError("CarriageWanted")<
  Omit<Draft, "carriages"> & { readonly differences: ReadonlyArray<Availability.Difference> }
> {}

/** Why a route is not posted. */
export type PostingRefusal = QuestionRefusal | RouteRefusal | LotRefusal | CarriageWanted

/**
 * Reads everything again that a draft was made from. Where it is the same, or where the new route has the
 * same parcels, it holds their units, writes the consignments and plans the lines of the order.
 *
 * It fails before anything counts, so nothing is ever half-written.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { RoutePosting } from "entrepot/routing"
 *
 * // What would be planned now.
 * const order = { channel: "csv", account: "shop", externalId: "7" }
 * const parcels = RoutePosting.post({ _tag: "RouteOrder", commandId: "c1", order }).pipe(
 *   Effect.as([]),
 *   Effect.catchTag("CarriageWanted", ({ plan }) => Effect.succeed(plan.parcels)),
 * )
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: RouteOrder,
  draft?: Draft,
): Effect.fn.Return<RoutePosted, PostingRefusal, Transaction> {
  const tx = yield* Transaction
  const { commandId, occurredAt, order: key } = command
  const question = yield* RouteKeeping.questionOf(command)
  const differences = Availability.differences(
    draft?.plan.availability ?? [],
    question.availability,
  )
  const isSame = draft?.question.basis === question.basis
  const plan =
    isSame && differences.length === 0 ? draft.plan : yield* Effect.fromResult(planOf(question))
  if (!isSame || !sameParcels(draft.plan, plan))
    return yield* new CarriageWanted({ question, plan, differences })

  const { order } = question
  const lines = unplannedOf(order)
  yield* OrderPosting.post({ _tag: "PlanLines", commandId, occurredAt, order: key, lines })
  const told = RouteTelling.planOf(plan, question.wanted)
  const consignments: Array<RoutedConsignment> = []
  for (const [parcel, carriage] of Array.zip(told.parcels, draft.carriages))
    consignments.push(yield* consign(command, question, parcel, carriage))
  const id = routeId(key)
  const before = Option.getOrUndefined(yield* tx.get(OrderRoutes, id))
  const explanation = { plan: told, consignments }
  const times = (before?.times ?? 0) + 1
  yield* tx.put(OrderRoutes, { order: key, times, routedAt: question.at, ...explanation })
  yield* tx.remove(UnroutedOrders, id)
  yield* tx.append(RoutingHistory, { _tag: "Routed", order: key, ...explanation }, { occurredAt })
  return {
    consignmentIds: consignments.map(({ consignmentId }) => consignmentId),
    promisedOn: consignments.reduce(
      (last, { promisedOn }) => (promisedOn > last ? promisedOn : last),
      "",
    ),
    cost: plan.score.cost,
  }
})

const planOf = ({
  request,
  wanted,
}: RouteKeeping.Question): Result.Result<RoutePlan, RouteRefusal> =>
  Result.mapError(Route.plan(request), (refusal) => {
    if (refusal._tag !== "NoRoute") return refusal
    const { isProven, advice } = refusal
    const lineIds = new Map(wanted.map(({ name, lineId }) => [name, lineId]))
    return new NoRoute({
      isProven,
      advice,
      candidates: RouteTelling.candidatesOf(refusal.candidates, wanted),
      lines: refusal.lines.map((line) => ({
        ...line,
        lineId: lineIds.get(line.lineId) ?? line.lineId,
      })),
    })
  })

/** Whether couriers that take the parcels of one plan take those of the other. */
const sameParcels = (one: RoutePlan, other: RoutePlan): boolean =>
  one.parcels.length === other.parcels.length &&
  one.parcels.every((parcel, at) => {
    const found = other.parcels[at]
    return (
      parcel.place === found?.place &&
      parcel.shipsOn === found.shipsOn &&
      parcel.lines.length === found.lines.length &&
      parcel.lines.every(
        ({ lineId, quantity }, line) =>
          lineId === found.lines[line]?.lineId && quantity === found.lines[line].quantity,
      )
    )
  })

/** Writes one consignment with the holds that keep its units, and counts it on the day it is begun. */
const consign = Effect.fnUntraced(function* (
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
  if (Profile.isLimited(profile)) yield* countBegun(place, begunOn, units)
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

const countBegun = Effect.fnUntraced(function* (place: string, day: string, units: number) {
  const tx = yield* Transaction
  const found = yield* tx.get(Workloads, workloadId({ place, day }))
  const begun = Option.getOrElse(found, () => ({ place, day, orders: 0, units: 0 }))
  yield* tx.put(Workloads, { ...begun, orders: begun.orders + 1, units: begun.units + units })
})
