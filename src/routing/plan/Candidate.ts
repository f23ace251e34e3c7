/**
 * What each place could do for an order, and why one is out of the question. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { Alternative, NoCourier } from "../../couriers/Alternative.ts"
import { Country } from "../../kernel/Address.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/** What a place has of a line, whatever other lines take. */
export const Offer = Schema.Struct({
  lineId: Id.Id,
  sku: Id.Sku,
  wanted: Quantity.PositiveQuantity,
  there: Quantity.Quantity,
})
/** What a place has of a line. */
export type Offer = typeof Offer.Type

/** Why a place cannot serve an order. */
export const Fault = Schema.TaggedUnion({
  DoesNotShipTo: { country: Country, region: Schema.optionalKey(Schema.String) },
  DistanceUnknown: {},
  BeyondBands: { kilometres: Quantity.Quantity },
  /** It would have been in time, had the order come before the cut-off. */
  CutOffPassed: { cutOffAt: Calendar.Instant, shipsOn: Calendar.Day, shipBy: Calendar.Day },
  ShipsLate: { shipsOn: Calendar.Day, shipBy: Calendar.Day },
  CapacityUsedUp: {
    what: Schema.Literals(["orders", "units"]),
    left: Quantity.Quantity,
    of: Quantity.Quantity,
  },
  /** It has units of no line, or of none as many as a line that may not be split. */
  TooFewUnits: { offers: Schema.Array(Offer) },
  /** Couriers were asked about its parcel, and none takes it. */
  NoCourier: { alternatives: Schema.Array(Alternative) },
})
/** Why a place cannot serve an order. */
export type Fault = typeof Fault.Type

/** What a place would come to alone: what it can give of all lines, in one parcel. */
export const CandidateScore = Schema.Struct({
  units: Quantity.Quantity,
  ofUnits: Quantity.PositiveQuantity,
  cost: Money.Money,
  promisedOn: Calendar.Day,
  distanceMetres: Quantity.Quantity,
  priority: Quantity.Quantity,
})
/** What a place would come to alone. */
export type CandidateScore = typeof CandidateScore.Type

/** A place with what it has of each line; usable if it has no faults, and then with its score. */
export const Candidate = Schema.Struct({
  place: Id.PlaceId,
  offers: Schema.Array(Offer),
  faults: Schema.Array(Fault),
  score: Schema.optionalKey(CandidateScore),
})
/** A place and why it may serve an order or not. */
export type Candidate = typeof Candidate.Type

const said: { readonly [K in Fault["_tag"]]: (fault: Extract<Fault, { _tag: K }>) => string } = {
  DoesNotShipTo: ({ country, region }) =>
    `does not ship to ${region === undefined ? country : `${region}, ${country}`}`,
  DistanceUnknown: () => "has an unknown distance: neither in the table nor by two positions",
  BeyondBands: ({ kilometres }) => `is ${kilometres} km away, beyond the last band`,
  CutOffPassed: ({ cutOffAt, shipsOn, shipBy }) =>
    `is past its cut-off at ${Calendar.format(cutOffAt)}: ships on ${shipsOn}, after ${shipBy}`,
  ShipsLate: ({ shipsOn, shipBy }) => `ships on ${shipsOn}, after ${shipBy}`,
  CapacityUsedUp: ({ what, left, of }) => `has capacity for ${left} of ${of} ${what}`,
  TooFewUnits: ({ offers }) =>
    `has ${offers.map(({ sku, wanted, there }) => `${there} of ${wanted} of ${sku}`).join(", ")}`,
  NoCourier: ({ alternatives }) => `is out: ${new NoCourier({ alternatives }).message}`,
}

/**
 * A fault in words.
 *
 * @example
 * ```ts
 * import { Candidate } from "entrepot/routing"
 *
 * console.log(Candidate.describe({ _tag: "CapacityUsedUp", what: "orders", left: 0, of: 50 }))
 * ```
 * ```text
 * has capacity for 0 of 50 orders
 * ```
 */
export const describe = (fault: Fault): string => Fault.match(fault, said)
