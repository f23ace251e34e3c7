/**
 * What the host says once so that orders can be routed: its places, its items, and what a good route
 * is. Pure.
 *
 * @module
 */
import { DateTime, Schema, Struct } from "effect"

import { Battery, Millimetres } from "../couriers/Parcel.ts"
import { ServiceId } from "../couriers/Shipment.ts"
import { Country } from "../kernel/Address.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Currency from "../kernel/Currency.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Rates from "../kernel/Rates.ts"
import { KnownDistance, Position } from "./plan/Distance.ts"
import { Band, Goal, RoutePlace, UnitGrams } from "./plan/RouteRequest.ts"
import * as Workdays from "./plan/Workdays.ts"

/** A time of day on the clock of a place, such as `15:30`. */
export const TimeOfDay = Schema.String.check(
  Schema.isPattern(/^([01]\d|2[0-3]):[0-5]\d$/, { expected: "a time of day such as 15:30" }),
).annotate({ title: "TimeOfDay" })
/** A time of day, as a plain string. */
export type TimeOfDay = typeof TimeOfDay.Type

const text = Schema.NonEmptyString

/** The address that parcels come from: of a company, so that it says nothing of a person. */
export const Sender = Schema.Struct({
  company: text,
  lines: Schema.NonEmptyArray(text),
  city: text,
  region: Schema.optionalKey(text),
  postcode: Schema.optionalKey(text),
  country: Country,
})
/** The address that parcels come from. */
export type Sender = typeof Sender.Type

/** A place that orders are served from, without what changes from order to order. */
export const PlaceProfile = Schema.Struct({
  ...Struct.pick(RoutePlace.fields, [
    "place",
    "kind",
    "priority",
    "position",
    "shipsTo",
    "zone",
    "handlingDays",
    "workdays",
    // Of placing and packing a parcel, and of picking a unit.
    "perParcel",
    "perUnit",
  ]),
  sender: Sender,
  /** An order that comes later is begun on the next working day. */
  cutOff: TimeOfDay,
  /** When couriers take the last parcels of a day; at its end unless said. */
  collection: Schema.optionalKey(TimeOfDay),
  /** The most that is begun on a day; without end unless said. */
  ordersPerDay: Schema.optionalKey(Quantity.PositiveQuantity),
  unitsPerDay: Schema.optionalKey(Quantity.PositiveQuantity),
})
/** A place that orders are served from. */
export type PlaceProfile = typeof PlaceProfile.Type

/** What something measures. */
export const Size = Schema.Struct({
  lengthMm: Millimetres,
  widthMm: Millimetres,
  heightMm: Millimetres,
})
/** What something measures. */
export type Size = typeof Size.Type

/** What couriers need to know of an item. What has no size of its own fits into the usual box. */
export const ItemProfile = Schema.Struct({
  sku: Id.Sku,
  /** Of one unit. */
  weightGrams: UnitGrams.check(Schema.isGreaterThan(0)),
  size: Schema.optionalKey(Size),
  /** `none` unless said. */
  battery: Schema.optionalKey(Battery),
})
/** What couriers need to know of an item. */
export type ItemProfile = typeof ItemProfile.Type

/** Where the addresses of a country lie, or of its postcodes of a prefix. */
export const Centre = Schema.Struct({
  country: Country,
  postcodePrefix: Schema.optionalKey(text),
  position: Position,
})
/** Where addresses lie. */
export type Centre = typeof Centre.Type

/** Who sells the labels that a channel wants on its parcels, and of which service they are. */
export const ChannelLabels = Schema.Struct({ channel: Id.Id, courier: Id.Id, service: ServiceId })
/** Who sells the labels that a channel wants. */
export type ChannelLabels = typeof ChannelLabels.Type

/** What a good route is, for all orders. */
export const RoutingPolicy = Schema.Struct({
  /** Of all costs of places and bands. */
  currency: Currency.Currency,
  /** The first decides, each further one between equals. */
  goals: Schema.Array(Goal),
  maxParcels: Quantity.PositiveQuantity.check(Schema.isLessThanOrEqualTo(20)),
  /** Whether units of one line may come from several places. */
  splitLines: Schema.Boolean,
  /** Steps of a search beyond the size that is always exact. */
  budget: Schema.optionalKey(Quantity.PositiveQuantity),
  bands: Schema.Array(Band),
  distances: Schema.optionalKey(Schema.Array(KnownDistance)),
  /** Needed where a distance is to be that of two positions. */
  centres: Schema.optionalKey(Schema.Array(Centre)),
  deliveryDays: Workdays.Workdays,
  /** Where the days of deadlines are counted. */
  zone: Calendar.Zone,
  /** Of the box of a parcel, and what it measures outside. */
  packagingGrams: Quantity.Quantity,
  box: Size,
  /** How sure a courier has to be of a deadline, and how many parcels tell; see `CourierChoice`. */
  percent: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })),
  minimumParcels: Quantity.Quantity,
  /** Needed where couriers quote in several currencies. */
  rates: Schema.optionalKey(Rates.Rates),
  channelLabels: Schema.optionalKey(Schema.Array(ChannelLabels)),
})
/** What a good route is. */
export type RoutingPolicy = typeof RoutingPolicy.Type

/**
 * The instant of a time of day. One that is skipped, as clocks go forward, is as much later.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 * import { Profile } from "entrepot/routing"
 *
 * console.log(Calendar.format(Profile.instantOf("2026-07-01", "15:30", "Europe/Berlin")))
 * ```
 * ```text
 * 2026-07-01T13:30:00.000Z
 * ```
 */
export const instantOf = (
  day: Calendar.Day,
  time: TimeOfDay,
  timeZone: Calendar.Zone,
): Calendar.Instant =>
  DateTime.toEpochMillis(
    DateTime.makeZonedUnsafe(Date.parse(`${day}T${time}Z`), { timeZone, adjustForTimeZone: true }),
  )

/**
 * The cut-off of the day that it is at the place.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 * import { Profile } from "entrepot/routing"
 *
 * const place = { zone: "Asia/Tokyo", cutOff: "15:00" }
 * console.log(Calendar.format(Profile.cutOffAt(place, Date.UTC(2026, 10, 23, 20))))
 * ```
 * ```text
 * 2026-11-24T06:00:00.000Z
 * ```
 */
export const cutOffAt = (
  { cutOff, zone: timeZone }: Pick<PlaceProfile, "cutOff" | "zone">,
  at: Calendar.Instant,
): Calendar.Instant => instantOf(Calendar.dayOf(at, timeZone), cutOff, timeZone)

/**
 * The working day on which a place begins an order that is routed at an instant, where its cut-off is
 * known: the capacity of that day is what the order takes of.
 *
 * @example
 * ```ts
 * import { Profile, Workdays } from "entrepot/routing"
 *
 * const place = { zone: "Europe/Berlin", cutOff: "15:00", workdays: Workdays.mondayToFriday }
 * const friday = Date.UTC(2026, 10, 20, 14, 1)
 * console.log(Profile.beginsOn(place, friday))
 * ```
 * ```text
 * 2026-11-23
 * ```
 */
export const beginsOn = (
  profile: Pick<PlaceProfile, "cutOff" | "zone" | "workdays">,
  at: Calendar.Instant,
  cutOff: Calendar.Instant = cutOffAt(profile, at),
): Calendar.Day => {
  const today = Calendar.dayOf(at, profile.zone)
  return Workdays.after(profile.workdays, at > cutOff ? Calendar.addDays(today, 1) : today, 0)
}

/** Whether a place does no more than so much on a day. */
export const isLimited = ({ ordersPerDay, unitsPerDay }: PlaceProfile): boolean =>
  ordersPerDay !== undefined || unitsPerDay !== undefined

/**
 * When couriers take the last parcels of a day.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 * import { Profile } from "entrepot/routing"
 *
 * const place = { zone: "Europe/Berlin", collection: "17:30" }
 * console.log(Calendar.format(Profile.collectedAt(place, "2026-11-23")))
 * ```
 * ```text
 * 2026-11-23T16:30:00.000Z
 * ```
 */
export const collectedAt = (
  { collection, zone: timeZone }: Pick<PlaceProfile, "collection" | "zone">,
  day: Calendar.Day,
): Calendar.Instant =>
  collection === undefined
    ? Calendar.startOf(Calendar.addDays(day, 1), timeZone)
    : instantOf(day, collection, timeZone)

/**
 * Where an address lies: by the longest prefix of its postcode; none where nobody said.
 *
 * @example
 * ```ts
 * import { Profile } from "entrepot/routing"
 *
 * const centres = [
 *   { country: "DE", position: { latitude: 51.2, longitude: 10.4 } },
 *   { country: "DE", postcodePrefix: "10", position: { latitude: 52.5, longitude: 13.4 } },
 * ]
 * console.log(Profile.centreOf({ centres }, "DE", "10115")?.latitude)
 * ```
 * ```text
 * 52.5
 * ```
 */
export const centreOf = (
  { centres = [] }: Pick<RoutingPolicy, "centres">,
  country: Country,
  postcode = "",
): Position | undefined => {
  let best: Centre | undefined
  for (const centre of centres) {
    const { postcodePrefix = "" } = centre
    const fits = centre.country === country && postcode.startsWith(postcodePrefix)
    if (fits && (best === undefined || postcodePrefix.length > (best.postcodePrefix ?? "").length))
      best = centre
  }
  return best?.position
}
