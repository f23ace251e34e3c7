/**
 * Posting a route: its holds, its consignments and the lines of its order, in one transaction.
 *
 * @module
 */
import { Array, Data, Effect, Option, Result, Schema } from "effect"

import type { Alternative } from "../couriers/Alternative.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import * as OrderPosting from "../orders/OrderPosting.ts"
import type { LotRefusal } from "../stock/lots/LotRefusal.ts"
import { Transaction } from "../store/Transaction.ts"
import type { Carriage } from "./carriage/RouteCarriage.ts"
import { unplannedOf } from "./OrderQuestion.ts"
import * as ParcelPosting from "./ParcelPosting.ts"
import * as Availability from "./plan/Availability.ts"
import * as Route from "./plan/Route.ts"
import type { RoutePlan } from "./plan/RoutePlan.ts"
import { NoRoute, type RouteRefusal } from "./plan/RouteRefusal.ts"
import * as RouteKeeping from "./RouteKeeping.ts"
import * as RouteTelling from "./RouteTelling.ts"
import type { RoutedConsignment, RouteOrder } from "./RoutingCommand.ts"
import { OrderRoutes, routeId, RoutingHistory, UnroutedOrders } from "./RoutingRecords.ts"
import type { QuestionRefusal } from "./RoutingRefusal.ts"

/** The answer of a posted route: its consignments, the last day of arrival, and what it counted. */
export const RoutePosted = Schema.Struct({
  consignmentIds: Schema.Array(Id.Id),
  promisedOn: Calendar.Day,
  cost: Money.Money,
})
/** The answer of a posted route. */
export type RoutePosted = typeof RoutePosted.Type

/** Places that are out, since no courier takes their parcels, with what each courier said. */
export type OutPlaces = ReadonlyMap<string, ReadonlyArray<Alternative>>

/** A route that couriers were asked about: one takes each of its parcels, or its place is out. */
export interface Draft {
  readonly question: RouteKeeping.Question
  readonly plan: RoutePlan
  readonly carriages: ReadonlyArray<Carriage>
  readonly out: OutPlaces
}

/**
 * The route has no couriers yet, or it is stale and the new one has other parcels: nothing was written.
 * Whoever sees it asks couriers, who are outside of any transaction, and posts the draft with their
 * answers.
 */
export class CarriageWanted extends Data.TaggedError("CarriageWanted")<
  Omit<Draft, "carriages"> & { readonly differences: ReadonlyArray<Availability.Difference> }
> {}

/** Why a route is not posted. */
export type PostingRefusal = QuestionRefusal | RouteRefusal | LotRefusal | CarriageWanted

/**
 * Reads everything again that a draft was made from. Where it is the same, or where the new route has the
 * same parcels, it holds their units, writes the consignments and plans the lines of the order. Where
 * places are out it looks for the next best route, without them.
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
  // What couriers said of other parcels says nothing of these.
  const out: OutPlaces = isSame ? draft.out : new Map()
  const isStale = !isSame || differences.length > 0 || hasOut(draft.plan, out)
  const plan = isStale ? yield* Effect.fromResult(planOf(question, out)) : draft.plan
  if (!isSame || !sameParcels(draft.plan, plan))
    return yield* new CarriageWanted({ question, plan, out, differences })

  const { order } = question
  const lines = unplannedOf(order)
  yield* OrderPosting.post({ _tag: "PlanLines", commandId, occurredAt, order: key, lines })
  const told = RouteTelling.planOf(plan, question.wanted)
  const consignments: Array<RoutedConsignment> = []
  for (const [parcel, carriage] of Array.zip(told.parcels, draft.carriages))
    consignments.push(yield* ParcelPosting.post(command, question, parcel, carriage))
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

const hasOut = ({ parcels }: RoutePlan, out: OutPlaces): boolean =>
  parcels.some(({ place }) => out.has(place))

const planOf = (
  { request, wanted }: RouteKeeping.Question,
  out: OutPlaces,
): Result.Result<RoutePlan, RouteRefusal> => {
  const places = request.places.map((place) => {
    const noCourier = out.get(place.place)
    return noCourier === undefined ? place : { ...place, noCourier }
  })
  return Result.mapError(Route.plan({ ...request, places }), (refusal) => {
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
}

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
