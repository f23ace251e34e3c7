/**
 * Asking couriers about the parcels of a route, outside of any transaction.
 *
 * @module
 */
import { Effect, Result } from "effect"

import type { NoCourier } from "../../couriers/Alternative.ts"
import { offers } from "../../couriers/CheckedCourier.ts"
import type { CouriersShape } from "../../couriers/Courier.ts"
import type { Facts } from "../OrderQuestion.ts"
import type { Parcel } from "../plan/RoutePlan.ts"
import type { CarriageRefusal } from "../RoutingRefusal.ts"
import * as RouteCarriage from "./RouteCarriage.ts"
import * as RouteShipment from "./RouteShipment.ts"

/** Who takes a parcel, or why nobody does. */
export type Answer = Result.Result<RouteCarriage.Carriage, NoCourier>

/**
 * What becomes of each parcel, in their order; all couriers are asked at once.
 *
 * @example
 * ```ts
 * import type { CourierShape } from "entrepot/couriers"
 * import { CarriageAsking, type RoutePosting } from "entrepot/routing"
 *
 * const ask = (couriers: ReadonlyArray<CourierShape>, draft: RoutePosting.Draft) =>
 *   CarriageAsking.carriagesOf({ couriers }, draft.question, draft.plan.parcels)
 * ```
 */
export const carriagesOf = Effect.fnUntraced(function* (
  { couriers, historyOf, ...host }: CouriersShape,
  facts: Facts,
  parcels: ReadonlyArray<Parcel>,
): Effect.fn.Return<ReadonlyArray<Answer>, CarriageRefusal> {
  const who = yield* Effect.fromResult(
    RouteCarriage.askable(
      facts,
      couriers.map(({ id }) => id),
    ),
  )
  if (who._tag === "Channel") return parcels.map(() => Result.succeed(who.carriage))
  const asked = couriers.filter(({ id }) => who.ids.has(id))
  const shipments = yield* Effect.fromResult(RouteShipment.shipmentsOf(facts, parcels))
  return yield* Effect.forEach(
    shipments,
    (shipment, at) =>
      Effect.map(
        offers({ ...host, couriers: asked }, { shipment }, (quote) =>
          historyOf?.(quote, parcels[at]?.place ?? ""),
        ),
        (found) => RouteCarriage.choose(facts, shipment.shipOn, found),
      ),
    { concurrency: "unbounded" },
  )
})
