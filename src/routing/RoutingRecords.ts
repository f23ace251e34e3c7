/**
 * How routing lies in the store: profiles, what places have begun on a day, the last route of each order,
 * and the orders that have none.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import { ItemProfile, PlaceProfile, RoutingPolicy } from "./Profile.ts"
import { Explanation, KeptRefusal, RouteOrder, RoutingEvent } from "./RoutingCommand.ts"

/** One record for each place; a route decides over all of them, so their set is guarded. */
export const PlaceProfiles: Collection.Collection<PlaceProfile, "all"> = Collection.make({
  name: "routing-place",
  schema: PlaceProfile,
  id: ({ place }) => place,
  indexes: { all: { entries: ({ place }) => [[allPlaces, place]], guard: 1 } },
})

/** The one leading part of the index of {@link PlaceProfiles}. */
export const allPlaces = "all"

/** One record for each item. */
export const ItemProfiles: Collection.Collection<ItemProfile> = Collection.make({
  name: "routing-item",
  schema: ItemProfile,
  id: ({ sku }) => sku,
})

/** One record. */
export const Policies: Collection.Collection<RoutingPolicy> = Collection.make({
  name: "routing-policy",
  schema: RoutingPolicy,
  id: () => policyId,
})

/** The id of the one record of {@link Policies}. */
export const policyId = "policy"

/** What was begun at a place on a day. */
export const Workload = Schema.Struct({
  place: Id.PlaceId,
  day: Calendar.Day,
  orders: Quantity.Quantity,
  units: Quantity.Quantity,
})
/** What was begun at a place on a day. */
export type Workload = typeof Workload.Type

/** One record for each place and day, where the place has a capacity. */
export const Workloads: Collection.Collection<Workload> = Collection.make({
  name: "routing-workload",
  schema: Workload,
  id: (workload) => workloadId(workload),
})

/** The id of the record of a place on a day. */
export const workloadId = ({ place, day }: Pick<Workload, "place" | "day">): string =>
  Key.join([place, day])

/** What a consignment takes of the capacity of its place on the day on which it is begun. */
export const BegunWork = Schema.Struct({ consignmentId: Id.Id, ...Workload.fields })
/** What a consignment takes of a capacity. */
export type BegunWork = typeof BegunWork.Type

/** One record for each consignment of a place that has a capacity. */
export const BegunWorks: Collection.Collection<BegunWork> = Collection.make({
  name: "routing-begun",
  schema: BegunWork,
  id: ({ consignmentId }) => consignmentId,
})

const { order } = RouteOrder.fields

/** The last route of an order. */
export const OrderRoute = Schema.Struct({
  order,
  /** How often it was routed. */
  times: Quantity.PositiveQuantity,
  /** Epoch milliseconds. */
  routedAt: Calendar.Instant,
  ...Explanation.fields,
})
/** The last route of an order. */
export type OrderRoute = typeof OrderRoute.Type

/** One record for each order that was routed. */
export const OrderRoutes: Collection.Collection<OrderRoute> = Collection.make({
  name: "order-route",
  schema: OrderRoute,
  id: (route) => routeId(route.order),
})

/** The id of the records of an order. */
export const routeId = ({ channel, account, externalId }: OrderRoute["order"]): string =>
  Key.join([channel, account, externalId])

/** An order that waits for a route. */
export const UnroutedOrder = Schema.Struct({
  order,
  refusal: KeptRefusal,
  /** When it was tried: epoch milliseconds. */
  since: Calendar.Instant,
  /** What it was tried with, as a keyed hash: it is not tried again with the same. */
  facts: Schema.String,
})
/** An order that waits for a route. */
export type UnroutedOrder = typeof UnroutedOrder.Type

/** One record for each order that has no route; the screen of people begins with the oldest. */
export const UnroutedOrders: Collection.Collection<UnroutedOrder, "bySince"> = Collection.make({
  name: "order-unrouted",
  schema: UnroutedOrder,
  id: (unrouted) => routeId(unrouted.order),
  indexes: { bySince: { entries: (unrouted) => [[unrouted.since, routeId(unrouted.order)]] } },
})

/** The journal of routing. */
export const RoutingHistory: JournalStream.JournalStream<RoutingEvent> = JournalStream.make({
  name: "routing",
  schema: RoutingEvent,
})
