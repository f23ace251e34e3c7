/**
 * The port to those who carry parcels: prices, labels, and where a parcel is.
 *
 * A capability that a courier lacks is an absent member. Several couriers live side by side, each a
 * value with an id of its own.
 *
 * @module
 */
import { Context, type Effect } from "effect"

import type { CourierError } from "./CourierError.ts"
import type { CourierLabel, LabelFound } from "./CourierLabel.ts"
import type { DeliveryHistory } from "./DeliveryHistory.ts"
import type { Quote } from "./Quote.ts"
import type { LabelRequest, QuoteRequest } from "./Shipment.ts"
import type { TrackingEvent } from "./Tracking.ts"

/** What a courier promises, as data. */
export interface CourierTraits {
  /** The contract that the adapter was written against. */
  readonly contract: { readonly name: string; readonly version: string }
  /**
   * Whether a reference is the courier's own key: whoever asks for its label again gets the one that
   * was sold. Where it is not, a second request sells a second label.
   */
  readonly labelsOnce: boolean
  /**
   * How long after a request {@link CourierShape.find} may still not show what was sold by it, in
   * milliseconds. The request may be on its way all that time.
   */
  readonly settlesMillis: number
}

/** One open account at a courier. */
export interface CourierShape {
  /** Which courier, such as `post`. */
  readonly id: string
  readonly traits: CourierTraits
  /**
   * The prices of the services that take a parcel, at most one for each. Where none does, or not the
   * one asked for, it fails as `NotEligible` and says why.
   */
  readonly quote?: (request: QuoteRequest) => Effect.Effect<ReadonlyArray<Quote>, CourierError>
  /** Buys a label. A reference that was used for something else, or is void, is `Rejected`. */
  readonly label: (request: LabelRequest) => Effect.Effect<CourierLabel, CourierError>
  /** What is known of a reference of ours. It buys nothing, and may be asked at any time. */
  readonly find?: (reference: string) => Effect.Effect<LabelFound, CourierError>
  /** Everything known of a parcel, in any order; nothing for a number that is not known. */
  readonly track?: (
    trackingNumber: string,
  ) => Effect.Effect<ReadonlyArray<TrackingEvent>, CourierError>
  /**
   * Gives a label back that no parcel carries. It may be repeated. What has been collected, or was
   * never sold, is `Rejected`.
   */
  readonly void?: (trackingNumber: string) => Effect.Effect<void, CourierError>
  /**
   * Erases what the courier keeps about persons for a reference of ours; that it was sold, and its
   * number, may stay. It may be repeated, and asked of what was never sold.
   */
  readonly erase?: (reference: string) => Effect.Effect<void, CourierError>
}

/**
 * The service: provided by an adapter such as `entrepot/adapters/couriers/rateTable`.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { Courier, CourierUnavailable } from "entrepot/couriers"
 *
 * const onStrike = Layer.succeed(Courier, {
 *   id: "post",
 *   traits: { contract: { name: "none", version: "1" }, labelsOnce: true, settlesMillis: 0 },
 *   label: () =>
 *     Effect.fail(
 *       new CourierUnavailable({ courier: "post", operation: "label", detail: "on strike" }),
 *     ),
 * })
 * const canQuote = Courier.use(({ quote }) => Effect.succeed(quote !== undefined))
 * console.log(await Effect.runPromise(canQuote.pipe(Effect.provide(onStrike))))
 * ```
 * ```text
 * false
 * ```
 */
export class Courier extends Context.Service<Courier, CourierShape>()(
  "entrepot/couriers/Courier",
) {}

/** The couriers of a host, and what it knows of them. */
export interface CouriersShape {
  readonly couriers: ReadonlyArray<CourierShape>
  /** How long an answer is waited for. 30,000 unless said. */
  readonly timeoutMillis?: number
  /** How long the parcels of a service from a place took, where that is known. */
  readonly historyOf?: (quote: Quote, place: string) => DeliveryHistory | undefined
}

/**
 * The couriers that quotes are asked of and labels are bought from: a host names them once, for routing
 * and labels alike. There are none unless it does.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { type CourierShape, Couriers } from "entrepot/couriers"
 *
 * const live = (couriers: ReadonlyArray<CourierShape>) => Layer.succeed(Couriers, { couriers })
 * const count = Effect.map(Couriers, ({ couriers }) => couriers.length)
 * console.log(await Effect.runPromise(count.pipe(Effect.provide(live([])))))
 * ```
 * ```text
 * 0
 * ```
 */
export const Couriers: Context.Reference<CouriersShape> = Context.Reference<CouriersShape>(
  "entrepot/couriers/Couriers",
  { defaultValue: () => ({ couriers: [] }) },
)
