/**
 * A route of a whole order: its parcels, why it is the best, and what it was made from.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Availability } from "./Availability.ts"
import { Candidate } from "./Candidate.ts"
import { Goal } from "./RouteRequest.ts"

/** What a route comes to, by every goal, whether it was declared or not. */
export const Score = Schema.Struct({
  parcels: Quantity.PositiveQuantity,
  cost: Money.Money,
  promisedOn: Calendar.Day,
  distanceMetres: Quantity.Quantity,
  priority: Quantity.Quantity,
  splitLines: Quantity.Quantity,
})
/** What a route comes to. */
export type Score = typeof Score.Type

/** What one place sends. The cost is exact, and not yet rounded to the minor unit. */
export const Parcel = Schema.Struct({
  place: Id.PlaceId,
  kind: Schema.Literals(["ours", "thirdParty"]),
  lines: Schema.Array(
    Schema.Struct({
      lineId: Id.Id,
      sku: Id.Sku,
      quantity: Quantity.PositiveQuantity,
      lot: Schema.optionalKey(Id.Id),
    }),
  ),
  /** Of the goods, without their packing. */
  weightGrams: Quantity.Quantity,
  cost: Money.Money,
  band: Id.Id,
  distanceMetres: Quantity.Quantity,
  shipsOn: Calendar.Day,
  promisedOn: Calendar.Day,
})
/** What one place sends. */
export type Parcel = typeof Parcel.Type

/** How far a route may be from the best, in the first goal in which they may differ. */
export const Gap = Schema.Struct({
  goal: Goal,
  /** What the route comes to, and the least that any could; text as {@link Score} writes it. */
  found: Schema.String,
  atLeast: Schema.String,
})
/** How far a route may be from the best. */
export type Gap = typeof Gap.Type

/**
 * What is known of a search. Where `isOptimal`, no route is better by the declared goals. The counts
 * are of sets of places: those that were filled with the lines, those that a bound ruled out, and
 * those that were left when the steps ran out.
 */
export const Certificate = Schema.Struct({
  isOptimal: Schema.Boolean,
  lookedAt: Quantity.Quantity,
  boundedAway: Quantity.Quantity,
  unseen: Quantity.Quantity,
  gap: Schema.optionalKey(Gap),
})
/** What is known of a search. */
export type Certificate = typeof Certificate.Type

/** A route of a whole order. Parcels and candidates are by priority of their places, then by name. */
export const RoutePlan = Schema.Struct({
  parcels: Schema.Array(Parcel),
  goals: Schema.Array(Goal),
  score: Score,
  certificate: Certificate,
  /** The next best sets of places that the search met, at most three. */
  alternatives: Schema.Array(Schema.Struct({ places: Schema.Array(Id.PlaceId), score: Score })),
  candidates: Schema.Array(Candidate),
  /** What it was made from. */
  availability: Schema.Array(Availability),
})
/** A route of a whole order. */
export type RoutePlan = typeof RoutePlan.Type
