/**
 * Which parcels a courier's service takes, and every reason why it does not take one. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import type { Address } from "../kernel/Address.ts"
import * as Currency from "../kernel/Currency.ts"
import * as Decimal from "../kernel/Decimal.ts"
import * as Money from "../kernel/Money.ts"
import { Battery, Grams, lengthPlusGirthMm, Millimetres, sidesMm } from "./Parcel.ts"
import type { Shipment } from "./Shipment.ts"

const nonNegative = Money.Money.check(
  Schema.makeFilter(({ amount }) => !amount.isNegative(), { expected: "no negative amount" }),
)

/** Where a courier delivers to: a door, or a counter or locker. */
export const Delivery = Schema.Literals(["Door", "PickUp"])
/** Where a courier delivers to. */
export type Delivery = typeof Delivery.Type

/** What a service takes at most. What is absent has no limit, but cash is collected only where it says so. */
export const Limits = Schema.Struct({
  weightGrams: Grams,
  /** The longest side. */
  lengthMm: Schema.optionalKey(Millimetres),
  /** The longest side, and once around the other two. */
  lengthPlusGirthMm: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 })),
  ),
  declaredValue: Schema.optionalKey(nonNegative),
  /** The most cash that is collected on delivery; absent where none is. */
  collect: Schema.optionalKey(nonNegative),
  batteries: Schema.Array(Battery),
  deliversTo: Schema.NonEmptyArray(Delivery),
})
/** What a service takes at most. */
export type Limits = typeof Limits.Type

/** A reason why a service does not take a parcel: what was wanted, and what there may be. */
export const Ineligible = Schema.TaggedUnion({
  TooHeavy: { weightGrams: Schema.Int, limitGrams: Schema.Int },
  /** By the weight that is paid for, which of a large and light parcel is that of its volume. */
  TooBulky: { billedGrams: Schema.Int, limitGrams: Schema.Int },
  TooLong: { lengthMm: Schema.Int, limitMm: Schema.Int },
  GirthTooLarge: { lengthPlusGirthMm: Schema.Int, limitMm: Schema.Int },
  BatteryNotTaken: { battery: Battery, taken: Schema.Array(Battery) },
  ValueTooHigh: { declared: Money.Money, limit: Money.Money },
  NoCollection: { wanted: Money.Money },
  CollectionTooHigh: { wanted: Money.Money, limit: Money.Money },
  /** Amounts are compared in the currency of the limit only. */
  CurrencyNotTaken: {
    what: Schema.Literals(["declared value", "collection"]),
    currency: Currency.Currency,
    wanted: Currency.Currency,
  },
  DeliveryNotOffered: { wanted: Delivery },
  /** The postcode as it was given; absent where there was none. */
  NotServed: {
    end: Schema.Literals(["from", "to"]),
    country: Schema.String,
    postcode: Schema.optionalKey(Schema.String),
  },
  /** Not known well enough to print a label, or masked. */
  AddressUnfit: { end: Schema.Literals(["from", "to"]), missing: Schema.Array(Schema.String) },
  NotValid: { shipOn: Schema.String, from: Schema.String, until: Schema.String },
  UnknownService: { service: Schema.String },
})
/** A reason why a service does not take a parcel. */
export type Ineligible = typeof Ineligible.Type

/**
 * A reason as a few words.
 *
 * @example
 * ```ts
 * import { Eligibility } from "entrepot/couriers"
 *
 * console.log(Eligibility.describe({ _tag: "TooHeavy", weightGrams: 32_000, limitGrams: 31_500 }))
 * ```
 * ```text
 * 32000 g, at most 31500 g
 * ```
 */
export const describe = (reason: Ineligible): string => {
  switch (reason._tag) {
    case "TooHeavy":
      return `${reason.weightGrams} g, at most ${reason.limitGrams} g`
    case "TooBulky":
      return `${reason.billedGrams} g by volume, at most ${reason.limitGrams} g`
    case "TooLong":
      return `${reason.lengthMm} mm long, at most ${reason.limitMm} mm`
    case "GirthTooLarge":
      return `length plus girth ${reason.lengthPlusGirthMm} mm, at most ${reason.limitMm} mm`
    case "BatteryNotTaken":
      return `lithium batteries ${reason.battery} are not taken`
    case "ValueTooHigh":
      return `worth ${Money.format(reason.declared)}, at most ${Money.format(reason.limit)}`
    case "NoCollection":
      return `${Money.format(reason.wanted)} is not collected: no cash on delivery`
    case "CollectionTooHigh":
      return `${Money.format(reason.wanted)} on delivery, at most ${Money.format(reason.limit)}`
    case "CurrencyNotTaken":
      return `the ${reason.what} is in ${reason.currency}, and the limit in ${reason.wanted}`
    case "DeliveryNotOffered":
      return reason.wanted === "Door" ? "no delivery to the door" : "no pick-up points"
    case "NotServed":
      return `${reason.end} ${reason.country} ${reason.postcode ?? "without postcode"} is not served`
    case "AddressUnfit":
      return `the address ${reason.end} lacks ${reason.missing.join(", ")}`
    case "NotValid":
      return `shipped on ${reason.shipOn}, but valid from ${reason.from} to ${reason.until}`
    case "UnknownService":
      return `there is no service ${JSON.stringify(reason.service)}`
  }
}

/**
 * All reasons why a parcel is beyond the limits, none where it is not. A parcel may be turned in any
 * way.
 *
 * @example
 * ```ts
 * import { Eligibility, type Shipment } from "entrepot/couriers"
 *
 * const address = { name: "Ada", lines: ["Elm St 5"], city: "Bonn", country: "DE" }
 * const parcel = { weightGrams: 40_000, lengthMm: 900, widthMm: 600, heightMm: 500 }
 * const shipment: Shipment.Shipment = {
 *   from: address,
 *   to: { _tag: "Door", address },
 *   parcel: { ...parcel, battery: "UN3480", contents: "A battery" },
 *   shipOn: "2026-11-23",
 * }
 * const limits: Eligibility.Limits = {
 *   weightGrams: 31_500,
 *   lengthPlusGirthMm: 3_000,
 *   batteries: ["none", "UN3481"],
 *   deliversTo: ["Door"],
 * }
 * console.log(Eligibility.judge(limits, shipment).map(Eligibility.describe))
 * ```
 * ```text
 * [
 *   '40000 g, at most 31500 g',
 *   'length plus girth 3100 mm, at most 3000 mm',
 *   'lithium batteries UN3480 are not taken'
 * ]
 * ```
 */
export const judge = (limits: Limits, shipment: Shipment): ReadonlyArray<Ineligible> => {
  const { parcel, collect, to } = shipment
  const { weightGrams, battery, declaredValue } = parcel
  const [lengthMm] = sidesMm(parcel)
  const girth = lengthPlusGirthMm(parcel)
  const reasons: Array<Ineligible> = []
  if (weightGrams > limits.weightGrams)
    reasons.push({ _tag: "TooHeavy", weightGrams, limitGrams: limits.weightGrams })
  if (limits.lengthMm !== undefined && lengthMm > limits.lengthMm)
    reasons.push({ _tag: "TooLong", lengthMm, limitMm: limits.lengthMm })
  if (limits.lengthPlusGirthMm !== undefined && girth > limits.lengthPlusGirthMm)
    reasons.push({
      _tag: "GirthTooLarge",
      lengthPlusGirthMm: girth,
      limitMm: limits.lengthPlusGirthMm,
    })
  if (battery !== "none" && !limits.batteries.includes(battery))
    reasons.push({ _tag: "BatteryNotTaken", battery, taken: limits.batteries })
  if (declaredValue !== undefined && limits.declaredValue !== undefined)
    reasons.push(
      ...beyond("declared value", declaredValue, limits.declaredValue, (declared, limit) => ({
        _tag: "ValueTooHigh",
        declared,
        limit,
      })),
    )
  if (collect !== undefined)
    reasons.push(
      ...(limits.collect === undefined
        ? [{ _tag: "NoCollection", wanted: collect } as const]
        : beyond("collection", collect, limits.collect, (wanted, limit) => ({
            _tag: "CollectionTooHigh",
            wanted,
            limit,
          }))),
    )
  if (!limits.deliversTo.includes(to._tag))
    reasons.push({ _tag: "DeliveryNotOffered", wanted: to._tag })
  return reasons
}

const beyond = (
  what: "declared value" | "collection",
  amount: Money.Money,
  limit: Money.Money,
  reason: (amount: Money.Money, limit: Money.Money) => Ineligible,
): ReadonlyArray<Ineligible> => {
  if (amount.currency !== limit.currency)
    return [{ _tag: "CurrencyNotTaken", what, currency: amount.currency, wanted: limit.currency }]
  return Decimal.compare(amount.amount, limit.amount) > 0 ? [reason(amount, limit)] : []
}

/**
 * What is missing on a shipment's addresses for a label to be printed; none where nothing is. A masked
 * address is fit for the channel that masked it only.
 */
export const judgeAddresses = ({ from, to }: Shipment): ReadonlyArray<Ineligible> => [
  ...unfit("from", from),
  ...(to._tag === "Door" ? unfit("to", to.address) : []),
]

const unfit = (
  end: "from" | "to",
  { name, company, lines, city, masked }: Address,
): ReadonlyArray<Ineligible> => {
  const missing = [
    ...(name === undefined && company === undefined ? ["a name"] : []),
    ...(lines.length === 0 ? ["a street"] : []),
    ...(city === undefined ? ["a city"] : []),
    ...(masked === true ? ["what is masked"] : []),
  ]
  return missing.length === 0 ? [] : [{ _tag: "AddressUnfit", end, missing }]
}
