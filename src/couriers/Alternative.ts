/**
 * The offers that were not chosen, and why.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Currency from "../kernel/Currency.ts"
import * as Money from "../kernel/Money.ts"
import { describe as describeReason, Ineligible } from "./Eligibility.ts"

/** Why an alternative was not chosen. */
export const Lost = Schema.TaggedUnion({
  Ineligible: { reasons: Schema.Array(Ineligible) },
  /** By the tag of its error. */
  NoQuote: { error: Schema.String },
  /** Nobody said what its currency is worth in the one that prices are compared in. */
  Incomparable: { currency: Currency.Currency, wanted: Currency.Currency },
  TooSlow: { arrivesOn: Calendar.Day, wantedBy: Calendar.Day },
  /** Fewer parcels than wanted ever arrived. */
  Unreliable: { arrived: Schema.Int, parcels: Schema.Int, percent: Schema.Int },
  /** Too few parcels are known, and the courier promises nothing. */
  Unproven: { parcels: Schema.Int, minimumParcels: Schema.Int },
  Dearer: { chosen: Money.Money },
  /** It costs as much; absent days are not known. */
  Slower: { chosenDays: Schema.Int },
  /** It costs as much and is as fast: the order of ids decides. */
  LaterById: { chosen: Schema.String },
})
/** Why an alternative was not chosen. */
export type Lost = typeof Lost.Type

/** An offer that was not chosen. */
export const Alternative = Schema.Struct({
  courier: Schema.String,
  service: Schema.optionalKey(Schema.String),
  price: Schema.optionalKey(Money.Money),
  /** Calendar days that can be relied on. */
  days: Schema.optionalKey(Schema.Int),
  because: Lost,
})
/** An offer that was not chosen. */
export type Alternative = typeof Alternative.Type

/** Nobody takes the parcel in time; every offer is there with its reason. */
export class NoCourier extends Schema.TaggedError<NoCourier>()("NoCourier", {
  alternatives: Schema.Array(Alternative),
}) {
  override get message(): string {
    const lost = this.alternatives.map((of) => `${nameOf(of)}: ${describe(of.because)}`)
    return lost.length === 0 ? "no courier was asked" : `no courier takes it: ${lost.join("; ")}`
  }
}

/** A reason as a few words. */
export const describe = (lost: Lost): string => {
  switch (lost._tag) {
    case "Ineligible":
      return lost.reasons.map(describeReason).join(", ")
    case "NoQuote":
      return `no quote (${lost.error})`
    case "Incomparable":
      return `no rate between ${lost.wanted} and ${lost.currency}`
    case "TooSlow":
      return `arrives on ${lost.arrivesOn}, wanted by ${lost.wantedBy}`
    case "Unreliable":
      return `${lost.arrived} of ${lost.parcels} parcels arrived, ${lost.percent} percent wanted`
    case "Unproven":
      return `no promise, and ${lost.parcels} parcels known of ${lost.minimumParcels}`
    case "Dearer":
      return `dearer than ${Money.format(lost.chosen)}`
    case "Slower":
      return `as dear, and slower than ${lost.chosenDays} days`
    case "LaterById":
      return `as dear and as fast as ${lost.chosen}, which stands before it`
  }
}

/** A courier and its service, as people name them. */
export const nameOf = ({
  courier,
  service,
}: {
  readonly courier: string
  readonly service?: string
}): string => (service === undefined ? courier : `${courier} ${service}`)
