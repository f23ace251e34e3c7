/**
 * What can be asked of the router, and what happened then.
 *
 * @module
 */
import { Schema } from "effect"

import { Alternative } from "../couriers/Alternative.ts"
import { ServiceId } from "../couriers/Shipment.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { OrderKey } from "../orders/OrderCommand.ts"
import { Candidate } from "./plan/Candidate.ts"
import { Advice } from "./plan/RouteChange.ts"
import { RoutePlan } from "./plan/RoutePlan.ts"
import { ItemProfile, PlaceProfile, RoutingPolicy } from "./Profile.ts"

const header = CommandHeader.fields

/**
 * A command that says what routing needs to know, instead of what was said before.
 *
 * - `SetPlace`, `DropPlace`: orders are served from a place, or not any more.
 * - `SetItem`: what couriers need to know of an item.
 * - `SetPolicy`: what a good route is.
 */
export const ProfileCommand = Schema.TaggedUnion({
  SetPlace: { ...header, profile: PlaceProfile },
  DropPlace: { ...header, place: Id.PlaceId },
  SetItem: { ...header, item: ItemProfile },
  SetPolicy: { ...header, policy: RoutingPolicy },
})
/** A command that says what routing needs to know. */
export type ProfileCommand = typeof ProfileCommand.Type

/** Routes what nobody has planned yet of an order; `evenLate` whatever its deadline is. */
export const RouteOrder = Schema.TaggedStruct("RouteOrder", {
  ...header,
  order: OrderKey,
  evenLate: Schema.optional(Schema.Boolean),
})
/** Routes what nobody has planned yet of an order. */
export type RouteOrder = typeof RouteOrder.Type

/** A consignment of a route, with the courier that takes it and why none of the others does. */
export const RoutedConsignment = Schema.Struct({
  consignmentId: Id.Id,
  place: Id.PlaceId,
  lines: Schema.Array(
    Schema.Struct({ lineId: Id.Id, sku: Id.Sku, quantity: Quantity.PositiveQuantity }),
  ),
  courier: Id.Id,
  service: ServiceId,
  /** What the courier asks for; absent where a channel sells the label. */
  price: Schema.optionalKey(Money.Money),
  /** What the route counted for it. */
  cost: Money.Money,
  /** The day of the place's capacity that it takes of. */
  begunOn: Calendar.Day,
  shipsOn: Calendar.Day,
  promisedOn: Calendar.Day,
  refused: Schema.Array(Alternative),
})
/** A consignment of a route. */
export type RoutedConsignment = typeof RoutedConsignment.Type

/** A route as it is kept: all that was looked at, without what is personal. */
export const Explanation = Schema.Struct({
  plan: RoutePlan,
  consignments: Schema.Array(RoutedConsignment),
})
/** A route as it is kept. */
export type Explanation = typeof Explanation.Type

/** Why an order has no route, as it is kept. */
export const KeptRefusal = Schema.Struct({
  /** The tag of the refusal, and its message. */
  tag: Schema.String,
  because: Schema.String,
  /** What was wrong with each place, and what would make a route. */
  candidates: Schema.optionalKey(Schema.Array(Candidate)),
  advice: Schema.optionalKey(Schema.Array(Advice)),
})
/** Why an order has no route, as it is kept. */
export type KeptRefusal = typeof KeptRefusal.Type

/**
 * What happened: profiles were set, an order was routed, or it has no route as things are.
 */
export const RoutingEvent = Schema.TaggedUnion({
  PlaceSet: { profile: PlaceProfile },
  PlaceDropped: { place: Id.PlaceId },
  ItemSet: { item: ItemProfile },
  PolicySet: { policy: RoutingPolicy },
  Routed: { order: OrderKey, ...Explanation.fields },
  RouteFailed: { order: OrderKey, refusal: KeptRefusal },
})
/** What happened. */
export type RoutingEvent = typeof RoutingEvent.Type
