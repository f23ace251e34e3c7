/**
 * What a courier is asked to carry: a parcel, from where, to whom, and by when.
 *
 * @module
 */
import { Schema } from "effect"

import { Address, Country } from "../kernel/Address.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import { Parcel } from "./Parcel.ts"

/**
 * Where a parcel goes: to somebody's door, or to a counter or locker at which they take it. It is
 * personal.
 */
export const Destination = Schema.TaggedUnion({
  Door: { address: Address },
  PickUp: {
    /** The courier's own name of the point. */
    pointId: Id.Id,
    country: Country,
    postcode: Schema.optionalKey(Schema.NonEmptyString),
    /** Who takes it there. */
    recipient: Schema.Struct({
      name: Schema.NonEmptyString,
      phone: Schema.optionalKey(Schema.NonEmptyString),
      email: Schema.optionalKey(Schema.NonEmptyString),
    }),
  },
})
/** Where a parcel goes. */
export type Destination = typeof Destination.Type

/** The counter of a name at which somebody takes the parcel, with as much of them as couriers need. */
export const pickUp = (
  pointId: string,
  country: Country,
  {
    name,
    phone,
    email,
    postcode,
  }: Pick<Address, "phone" | "email" | "postcode"> & {
    readonly name: string
  },
): Destination => ({
  _tag: "PickUp",
  pointId,
  country,
  ...(postcode === undefined ? {} : { postcode }),
  recipient: {
    name,
    ...(phone === undefined ? {} : { phone }),
    ...(email === undefined ? {} : { email }),
  },
})

const positive = Money.Money.check(
  Schema.makeFilter(({ amount }) => amount.greaterThan(0), { expected: "more than nothing" }),
)

/** What is to be carried. It holds addresses, so it is personal. */
export const Shipment = Schema.Struct({
  from: Address,
  to: Destination,
  parcel: Parcel,
  /** What the courier is to collect from the recipient: cash on delivery. */
  collect: Schema.optionalKey(positive),
  /** The day on which the courier gets it. */
  shipOn: Calendar.Day,
  /** The last day on which it is of use. */
  wantedBy: Schema.optionalKey(Calendar.Day),
})
/** What is to be carried. */
export type Shipment = typeof Shipment.Type

/** A service of a courier, such as `express`. */
export const ServiceId = Id.Id.annotate({ title: "ServiceId" })

/** What a courier is asked the price of: all its services unless one is named. */
export const QuoteRequest = Schema.Struct({
  shipment: Shipment,
  service: Schema.optionalKey(ServiceId),
})
/** What a courier is asked the price of. */
export type QuoteRequest = typeof QuoteRequest.Type

/**
 * A label to buy. `reference` is ours, and unique for ever: whoever asks again asks for the same
 * label.
 */
export const LabelRequest = Schema.Struct({
  reference: Id.Id,
  service: ServiceId,
  shipment: Shipment,
})
/** A label to buy. */
export type LabelRequest = typeof LabelRequest.Type

/** As much of where a parcel goes as its price depends on: nothing that says who takes it. */
export interface Area {
  readonly country: string
  readonly postcode?: string
}

/**
 * The area that a parcel goes to.
 *
 * @example
 * ```ts
 * import { Shipment } from "entrepot/couriers"
 *
 * const address = { name: "Ada", lines: ["Elm St 5"], postcode: "53111", country: "DE" }
 * console.log(Shipment.areaOf({ _tag: "Door", address }))
 * ```
 * ```text
 * { country: 'DE', postcode: '53111' }
 * ```
 */
export const areaOf = (to: Destination): Area => {
  const { country, postcode } = to._tag === "Door" ? to.address : to
  return { country, ...(postcode === undefined ? {} : { postcode }) }
}
