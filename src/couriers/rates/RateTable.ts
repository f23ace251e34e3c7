/**
 * A courier's price list as a value: zones, weights, volume, surcharges, and how long it is valid.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Limits } from "../Eligibility.ts"
import { Battery, Grams, Millimetres } from "../Parcel.ts"
import { ServiceId } from "../Shipment.ts"
import { Area } from "./Postcodes.ts"

/** An amount in the currency of the table. */
const amount = Decimal.NonNegative

/** Areas that cost the same. */
export const Zone = Schema.Struct({ zone: Id.Id, areas: Schema.NonEmptyArray(Area) })
/** Areas that cost the same. */
export type Zone = typeof Zone.Type

/** The price of parcels over one billed weight and up to another. */
export const WeightStep = Schema.Struct({
  overGrams: Schema.Natural,
  uptoGrams: Grams,
  price: amount,
})
/** The price of parcels over one billed weight and up to another. */
export type WeightStep = typeof WeightStep.Type

/** What comes on top of the last step, for each `perGrams` over `overGrams` that has begun. */
export const Beyond = Schema.Struct({ overGrams: Grams, perGrams: Grams, price: amount })
/** What comes on top of the last step. */
export type Beyond = typeof Beyond.Type

/** The prices of a service in a zone, and the calendar days that it promises there. */
export const ZoneRates = Schema.Struct({
  zone: Id.Id,
  steps: Schema.NonEmptyArray(WeightStep),
  beyond: Schema.optionalKey(Beyond),
  transitDays: Schema.optionalKey(Quantity.Quantity),
})
/** The prices of a service in a zone. */
export type ZoneRates = typeof ZoneRates.Type

const name = Schema.NonEmptyString
const percent = amount

/**
 * What comes on top of the carriage, in the order of the list.
 *
 * - `Percent`: such as fuel; of the carriage, or of all that stands before it.
 * - `Remote`: the parcel goes to one of these areas.
 * - `Collection`: cash on delivery; `percent` of what is collected comes on top of `amount`.
 * - `Oversize`: one side, length plus girth, or the weight on the scales is more than this.
 * - `LithiumBattery`: the parcel holds one of these.
 */
export const Surcharge = Schema.TaggedUnion({
  Percent: { name, percent, of: Schema.Literals(["carriage", "subtotal"]) },
  Remote: { name, amount, areas: Schema.NonEmptyArray(Area) },
  Collection: { name, amount, percent: Schema.optionalKey(percent) },
  Oversize: {
    name,
    amount,
    overLengthMm: Schema.optionalKey(Millimetres),
    overLengthPlusGirthMm: Schema.optionalKey(Schema.Natural),
    overGrams: Schema.optionalKey(Grams),
  },
  LithiumBattery: { name, amount, batteries: Schema.NonEmptyArray(Battery) },
})
/** What comes on top of the carriage. */
export type Surcharge = typeof Surcharge.Type

/**
 * A service and its prices.
 *
 * The billed weight is the greater of the weight on the scales and the volume divided by
 * `mm3PerGram` (5000 is the usual 5000 cubic centimetres a kilogram), rounded up to a whole
 * `billedStepGrams`. Whatever is billed at more than `limitBilledGrams` is not taken.
 */
export const TableService = Schema.Struct({
  service: ServiceId,
  limits: Limits,
  /** Absent where volume does not count. */
  mm3PerGram: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  billedStepGrams: Grams,
  limitBilledGrams: Grams,
  rates: Schema.NonEmptyArray(ZoneRates),
  /** Zones to which this service does not go. */
  without: Schema.optionalKey(Schema.Array(Id.Id)),
  surcharges: Schema.Array(Surcharge),
})
/** A service and its prices. */
export type TableService = typeof TableService.Type

/**
 * A price list of a courier. All amounts are in its currency; each charge is rounded to whole minor
 * units by `rounding`. What it leaves open is found by `RateTableCheck`.
 */
export const RateTable = Schema.Struct({
  /** Names this edition of the list; quotes tell it. */
  id: Id.Id,
  currency: Currency.Currency,
  rounding: Decimal.Rounding,
  /** The first and the last day on which a parcel may be handed over under it. */
  validFrom: Calendar.Day,
  validUntil: Calendar.Day,
  /** Where parcels are taken from. */
  origins: Schema.NonEmptyArray(Area),
  zones: Schema.NonEmptyArray(Zone),
  /** Where no service goes, although a zone has the rest of the country. */
  notServed: Schema.Array(Area),
  services: Schema.NonEmptyArray(TableService),
})
/** A price list of a courier. */
export type RateTable = typeof RateTable.Type
