/**
 * How far a place is from a destination: by a table of the host, else along the great circle.
 *
 * @module
 */
import { Schema } from "effect"

import { Country } from "../../kernel/Address.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

const degrees = (most: number) =>
  Schema.Finite.check(
    Schema.isBetween({ minimum: -most, maximum: most }, { expected: `degrees up to ${most}` }),
  )

/** A point on the globe, in degrees north and east. */
export const Position = Schema.Struct({ latitude: degrees(90), longitude: degrees(180) })
/** A point on the globe. */
export type Position = typeof Position.Type

/** Where goods go, as far as routing looks at it. It is personal, as an address is. */
export const Destination = Schema.Struct({
  country: Country,
  /** State, province or county, as the places' `shipsTo` spells it. */
  region: Schema.optionalKey(Schema.NonEmptyString),
  postcode: Schema.optionalKey(Schema.NonEmptyString),
  position: Schema.optionalKey(Position),
})
/** Where goods go. */
export type Destination = typeof Destination.Type

/** A distance that the host knows: from a place to a country, or to its postcodes of a prefix. */
export const KnownDistance = Schema.Struct({
  place: Id.PlaceId,
  country: Country,
  postcodePrefix: Schema.optionalKey(Schema.NonEmptyString),
  kilometres: Quantity.Quantity.check(Schema.isLessThanOrEqualTo(50_000)),
})
/** A distance that the host knows. */
export type KnownDistance = typeof KnownDistance.Type

// The mean radius (2a + b) / 3 of GRS 80, as the IUGG gives it.
const earthMetres = 6_371_008.8
const radians = (angle: number): number => (angle * Math.PI) / 180

/**
 * Whole metres along the great circle, on a globe; the true way over the ellipsoid differs by up to
 * half a percent.
 *
 * Source: the haversine formula in R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68
 * (1984), p. 159.
 *
 * @example
 * ```ts
 * import { Distance } from "entrepot/routing"
 *
 * const berlin = { latitude: 52.52, longitude: 13.405 }
 * const rome = { latitude: 41.9, longitude: 12.5 }
 * console.log(Math.round(Distance.greatCircleMetres(berlin, rome) / 1_000))
 * ```
 * ```text
 * 1183
 * ```
 */
export const greatCircleMetres = (from: Position, to: Position): number => {
  const haversine = (angle: number): number => Math.sin(radians(angle) / 2) ** 2
  const h =
    haversine(to.latitude - from.latitude) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      haversine(to.longitude - from.longitude)
  return Math.round(2 * earthMetres * Math.asin(Math.sqrt(Math.min(1, h))))
}

/**
 * Whole metres from a place to a destination: what the table says of the longest prefix that fits,
 * else the great circle; `undefined` where neither is known.
 *
 * @example
 * ```ts
 * import { Distance } from "entrepot/routing"
 *
 * const known = [
 *   { place: "Berlin", country: "DE", kilometres: 400 },
 *   { place: "Berlin", country: "DE", postcodePrefix: "10", kilometres: 8 },
 * ]
 * const metres = Distance.metresTo({ country: "DE", postcode: "10115" }, { place: "Berlin" }, known)
 * console.log(metres)
 * ```
 * ```text
 * 8000
 * ```
 */
export const metresTo = (
  { country, postcode = "", position }: Destination,
  from: { readonly place: string; readonly position?: Position },
  known: ReadonlyArray<KnownDistance>,
): number | undefined => {
  let best: KnownDistance | undefined
  for (const row of known) {
    const { postcodePrefix = "" } = row
    const fits = row.place === from.place && row.country === country
    const longest = best?.postcodePrefix?.length ?? -1
    if (fits && postcode.startsWith(postcodePrefix) && postcodePrefix.length > longest) best = row
  }
  if (best !== undefined) return best.kilometres * 1_000
  return position === undefined || from.position === undefined
    ? undefined
    : greatCircleMetres(from.position, position)
}
