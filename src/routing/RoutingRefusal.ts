/**
 * Why the router refuses, beside what keeps a single route from being made.
 *
 * @module
 */
import { Schema } from "effect"

import type { OrderRefusal } from "../orders/OrderRefusal.ts"
import type { LotRefusal } from "../stock/lots/LotRefusal.ts"
import type { RouteRefusal } from "./plan/RouteRefusal.ts"

const quoted = (name: string): string => JSON.stringify(name)
const externalId = Schema.String

/** Nobody has said yet what a good route is, or from which places orders are served. */
export class NotSetUp extends Schema.TaggedError<NotSetUp>()("NotSetUp", {
  missing: Schema.Literals(["policy", "places"]),
}) {
  override get message(): string {
    return this.missing === "policy"
      ? "nothing is routed without a policy: set it first"
      : "no place serves orders: set one first"
  }
}

/** Nobody has said what a unit of these items weighs. */
export class ItemsUnweighed extends Schema.TaggedError<ItemsUnweighed>()("ItemsUnweighed", {
  skus: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return this.skus.map((sku) => `item ${sku} has no weight`).join("; ")
  }
}

/** No orders are served from this place, so it cannot be dropped. */
export class UnknownPlace extends Schema.TaggedError<UnknownPlace>()("UnknownPlace", {
  place: Schema.String,
}) {
  override get message(): string {
    return `no orders are served from ${quoted(this.place)}`
  }
}

/** All units of the order are planned, or they are not ours to send. */
export class NothingToRoute extends Schema.TaggedError<NothingToRoute>()("NothingToRoute", {
  externalId,
}) {
  override get message(): string {
    return `order ${quoted(this.externalId)} has nothing left to route`
  }
}

/** Nobody knows what these lines are of our items. */
export class LinesUnmapped extends Schema.TaggedError<LinesUnmapped>()("LinesUnmapped", {
  externalId,
  lineIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const lines = this.lineIds.map(quoted).join(", ")
    return `order ${quoted(this.externalId)}: nobody knows what line ${lines} is of our items`
  }
}

/** Nobody can tell where the order goes to. */
export class DestinationUnknown extends Schema.TaggedError<DestinationUnknown>()(
  "DestinationUnknown",
  { externalId, missing: Schema.Literals(["country", "recipient"]) },
) {
  override get message(): string {
    return `order ${quoted(this.externalId)} names no ${this.missing} to send it to`
  }
}

/** A rule sends the order by what is neither a place nor a courier. */
export class RouteToUnknown extends Schema.TaggedError<RouteToUnknown>()("RouteToUnknown", {
  externalId,
  to: Schema.String,
}) {
  override get message(): string {
    return `a rule sends order ${quoted(this.externalId)} by ${quoted(this.to)}, which is neither a place nor a courier`
  }
}

/** The channel wants its own label, and nobody has said who sells it. */
export class LabelsUnmapped extends Schema.TaggedError<LabelsUnmapped>()("LabelsUnmapped", {
  channel: Schema.String,
}) {
  override get message(): string {
    return `channel ${quoted(this.channel)} wants its own labels: the policy does not say who sells them`
  }
}

/** The order wants couriers that the router was not given, or two at once. */
export class CourierMissing extends Schema.TaggedError<CourierMissing>()("CourierMissing", {
  externalId,
  wanted: Schema.Array(Schema.String),
  given: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const given = this.given.length === 0 ? "none" : this.given.map(quoted).join(", ")
    const wanted = this.wanted.map(quoted).join(" and ")
    return `order ${quoted(this.externalId)} is to go by ${wanted}; the couriers are ${given}`
  }
}

/** What a place would send is no parcel that can be. */
export class ParcelRefused extends Schema.TaggedError<ParcelRefused>()("ParcelRefused", {
  externalId,
  place: Schema.String,
  because: Schema.String,
}) {
  override get message(): string {
    return `order ${quoted(this.externalId)}, parcel of ${quoted(this.place)}: ${this.because}`
  }
}

/** Others were faster each time that a route was found; it may be asked for again. */
export class RouteOvertaken extends Schema.TaggedError<RouteOvertaken>()("RouteOvertaken", {
  externalId,
  attempts: Schema.Int,
}) {
  override get message(): string {
    return `order ${quoted(this.externalId)} was overtaken ${this.attempts} times: route it again`
  }
}

/** Why an order cannot be asked about, whatever stock there is. */
export type QuestionRefusal =
  | NotSetUp
  | ItemsUnweighed
  | NothingToRoute
  | LinesUnmapped
  | DestinationUnknown
  | OrderRefusal

/** Why couriers are not even asked. */
export type CarriageRefusal =
  | RouteToUnknown
  | LabelsUnmapped
  | CourierMissing
  | DestinationUnknown
  | ParcelRefused

/** Why an order is not routed: it has no route, or its units could not be held after all. */
export type RoutingRefusal =
  | QuestionRefusal
  | CarriageRefusal
  | RouteRefusal
  | RouteOvertaken
  | LotRefusal
