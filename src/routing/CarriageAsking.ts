/**
 * Asking couriers about the parcels of a route, outside of any transaction.
 *
 * @module
 */
import { Effect } from "effect"

import { offers } from "../couriers/CheckedCourier.ts"
import type { CourierShape } from "../couriers/Courier.ts"
import type { DeliveryHistory } from "../couriers/DeliveryHistory.ts"
import type { Quote } from "../couriers/Quote.ts"
import type { Facts } from "./OrderQuestion.ts"
import * as RouteCarriage from "./RouteCarriage.ts"
import type { Parcel } from "./RoutePlan.ts"
import * as RouteShipment from "./RouteShipment.ts"
import type { CarriageRefusal } from "./RoutingRefusal.ts"

/** Whom to ask, and what is known of them. */
export interface Asking {
  readonly couriers: ReadonlyArray<CourierShape>
  /** How long the parcels of a service from a place took, where that is known. */
  readonly historyOf?: (quote: Quote, place: string) => DeliveryHistory | undefined
}

/**
 * The courier of each parcel, in their order; all are asked at once.
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
  { couriers, historyOf }: Asking,
  facts: Facts,
  parcels: ReadonlyArray<Parcel>,
): Effect.fn.Return<ReadonlyArray<RouteCarriage.Carriage>, CarriageRefusal> {
  const who = yield* Effect.fromResult(
    RouteCarriage.askable(
      facts,
      couriers.map(({ id }) => id),
    ),
  )
  if (who._tag === "Channel") return parcels.map(() => who.carriage)
  const asked = couriers.filter(({ id }) => who.ids.has(id))
  const shipments = yield* Effect.fromResult(RouteShipment.shipmentsOf(facts, parcels))
  return yield* Effect.forEach(
    shipments,
    (shipment, at) =>
      Effect.flatMap(
        offers(asked, { shipment }, (quote) => historyOf?.(quote, parcels[at]?.place ?? "")),
        (found) => Effect.fromResult(RouteCarriage.choose(facts, shipment.shipOn, found)),
      ),
    { concurrency: "unbounded" },
  )
})
