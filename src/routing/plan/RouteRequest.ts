/**
 * What a route is asked with: the lines of an order, the places that may serve it as they are now,
 * and what the host wants of a route.
 *
 * @module
 */
import { Result, Schema } from "effect"

import { Alternative } from "../../couriers/Alternative.ts"
import { Country } from "../../kernel/Address.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Destination, KnownDistance, Position } from "./Distance.ts"
import { Workdays } from "./Workdays.ts"

/** The greatest weight of one unit, in grams: a tonne. */
export const mostUnitGrams = 1_000_000

/**
 * What was wanted instead of a weight that is none, with a guess at its unit; else nothing.
 *
 * @example
 * ```ts
 * import { RouteRequest } from "entrepot/routing"
 *
 * console.log(RouteRequest.gramsFault(0.35))
 * ```
 * ```text
 * a weight in whole grams from 0 to 1000000, but it is 0.35: is it in kilograms?
 * ```
 */
export const gramsFault = (grams: number): string | undefined => {
  if (Number.isInteger(grams) && grams >= 0 && grams <= mostUnitGrams) return undefined
  const guess =
    grams > mostUnitGrams ? ": is it in milligrams?" : grams > 0 ? ": is it in kilograms?" : ""
  return `a weight in whole grams from 0 to ${mostUnitGrams}, but it is ${grams}${guess}`
}

/** The weight of one unit, in whole grams up to {@link mostUnitGrams}. */
export const UnitGrams = Schema.Number.check(Schema.makeFilter(gramsFault))

/**
 * Units of an item that somebody ordered, of one lot where the line names it. What a lot strategy
 * leaves of a shelf is for the caller to know: the places' `free` says what may be taken.
 */
export const RouteLine = Schema.Struct({
  lineId: Id.Id,
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  /** Of one unit. */
  weightGrams: UnitGrams,
  lot: Schema.optionalKey(Id.Id),
  /** A third party is to send it: only places of that kind have any of it. */
  thirdParty: Schema.optionalKey(Schema.Boolean),
})
/** A line of an order. */
export type RouteLine = typeof RouteLine.Type

/** Whether a place may send a line at all. */
export const maySend = (
  { kind }: { readonly kind: "ours" | "thirdParty" },
  { thirdParty = false }: { readonly thirdParty?: boolean },
): boolean => !thirdParty || kind === "thirdParty"

/** Units of an item that orders may take at a place; `lots` are for lines that name one, and part of `free`. */
export const RouteStock = Schema.Struct({
  sku: Id.Sku,
  free: Quantity.Quantity,
  lots: Schema.optionalKey(Schema.Array(Schema.Struct({ lot: Id.Id, free: Quantity.Quantity }))),
})
/** Units of an item that orders may take at a place. */
export type RouteStock = typeof RouteStock.Type

/** What is left of a limit for the day: `left` of `of`. */
const Remaining = Schema.Struct({ left: Quantity.Quantity, of: Quantity.Quantity })

/**
 * A place that may serve an order, as it is now. Amounts must not be below zero. `shipsTo` left out
 * means anywhere; a country without regions means all of them.
 */
export const RoutePlace = Schema.Struct({
  place: Id.PlaceId,
  kind: Schema.Literals(["ours", "thirdParty"]),
  /** 0 comes first; equals go by the name of the place. */
  priority: Quantity.Quantity.check(Schema.isLessThanOrEqualTo(1_000_000)),
  position: Schema.optionalKey(Position),
  shipsTo: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({ country: Country, regions: Schema.optionalKey(Schema.Array(Schema.String)) }),
    ),
  ),
  zone: Calendar.Zone,
  /**
   * The current cut-off: an order at or before it is begun on its own day in the zone of the place,
   * a later one on a day after that of the cut-off.
   */
  cutOffAt: Calendar.Instant,
  /** Working days of the place from the beginning to the carrier; 0 leaves on the same day. */
  handlingDays: Quantity.Quantity.check(Schema.isLessThanOrEqualTo(365)),
  workdays: Workdays,
  ordersLeft: Schema.optionalKey(Remaining),
  unitsLeft: Schema.optionalKey(Remaining),
  perParcel: Money.Money,
  perUnit: Money.Money,
  stock: Schema.Array(RouteStock),
  /** Why each courier takes no parcel from here; absent as long as one does, or none was asked. */
  noCourier: Schema.optionalKey(Schema.Array(Alternative)),
})
/** A place that may serve an order. */
export type RoutePlace = typeof RoutePlace.Type

/** What carriage costs and takes up to a distance; the last band may be without end. */
export const Band = Schema.Struct({
  name: Id.Id,
  upToKilometres: Schema.optionalKey(Quantity.PositiveQuantity),
  /** Delivery days from the carrier's taking over; 0 arrives on the same day. */
  transitDays: Quantity.Quantity.check(Schema.isLessThanOrEqualTo(365)),
  perParcel: Money.Money,
  perKilogram: Money.Money,
})
/** A distance band. */
export type Band = typeof Band.Type

/**
 * What a route is judged by; less is better of each.
 *
 * - `parcels`: how many there are; each place sends one.
 * - `cost`: of all parcels, in money.
 * - `promised`: the day on which the last parcel arrives.
 * - `distance`: of all parcels together, in metres.
 * - `priority`: of the places, added up.
 * - `together`: how many lines come from more than one place.
 */
export const Goal = Schema.Literals([
  "parcels",
  "cost",
  "promised",
  "distance",
  "priority",
  "together",
])
/** What a route is judged by. */
export type Goal = typeof Goal.Type

/** The most that a route may do. */
export const Limits = Schema.Struct({
  maxParcels: Quantity.PositiveQuantity,
  /** Whether units of one line may come from several places. */
  splitLines: Schema.Boolean,
  /** The last day on which a parcel may leave its place. */
  shipBy: Schema.optionalKey(Calendar.Day),
  /** Steps that a search may take beyond the size that is always exact. */
  budget: Schema.optionalKey(Quantity.PositiveQuantity),
})
/** The most that a route may do. */
export type Limits = typeof Limits.Type

/**
 * A whole order, the places that may serve it, and the goals: the first decides, each further one
 * between equals. The order of lines and places means nothing.
 */
export const RouteRequest = Schema.Struct({
  /** When the order is routed. */
  at: Calendar.Instant,
  currency: Currency.Currency,
  lines: Schema.Array(RouteLine),
  places: Schema.Array(RoutePlace),
  destination: Destination,
  /** The days on which parcels are delivered. */
  deliveryDays: Workdays,
  /** In ascending order. */
  bands: Schema.Array(Band),
  /** They go before positions. */
  distances: Schema.optionalKey(Schema.Array(KnownDistance)),
  limits: Limits,
  goals: Schema.Array(Goal),
})
/** A whole order and the places that may serve it. */
export type RouteRequest = typeof RouteRequest.Type

/** The request is none; the reason says where and what was wanted. */
export class RequestMalformed extends Schema.TaggedError<RequestMalformed>()("RequestMalformed", {
  because: Schema.String,
}) {
  override get message(): string {
    return `not a route request: ${this.because}`
  }
}

const decode = Schema.decodeUnknownResult(RouteRequest)

/**
 * Reads a request in its JSON form, or says what is wrong with it and where.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { RouteRequest } from "entrepot/routing"
 *
 * const parsed = RouteRequest.parse({ at: "now" })
 * console.log(Result.isFailure(parsed) && parsed.failure._tag)
 * ```
 * ```text
 * RequestMalformed
 * ```
 */
export const parse = (json: unknown): Result.Result<RouteRequest, RequestMalformed> =>
  Result.mapError(decode(json), ({ message }) => new RequestMalformed({ because: message }))
