/**
 * What a courier asks for carrying a parcel, charge by charge.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Decimal from "../kernel/Decimal.ts"
import * as Id from "../kernel/Id.ts"
import * as Money from "../kernel/Money.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Reason from "../kernel/Reason.ts"
import { ServiceId } from "./Shipment.ts"

/** A part of a price, such as `carriage` or `fuel`; it may be negative, as a discount is. */
export const Charge = Schema.Struct({ name: Schema.NonEmptyString, amount: Money.Money })
/** A part of a price. */
export type Charge = typeof Charge.Type

interface Priced {
  readonly price: Money.Money
  readonly charges: ReadonlyArray<Charge>
}

const faultOf = ({ price, charges }: Priced): string | undefined => {
  if (price.amount.isNegative()) return `a price below zero: ${Money.format(price)}`
  if (Result.isFailure(Money.toMinor(price))) return `no whole minor units: ${Money.format(price)}`
  const sum = Money.sum(
    price.currency,
    charges.map(({ amount }) => amount),
  )
  if (Result.isFailure(sum)) return `a charge in another currency: ${sum.failure.message}`
  return Decimal.compare(sum.success.amount, price.amount) === 0
    ? undefined
    : `the charges come to ${Money.format(sum.success)}, and the price is ${Money.format(price)}`
}

/**
 * A price for carrying a parcel, as the sum of its charges.
 *
 * `transitDays` is what the courier promises, in calendar days from the day that it gets the parcel;
 * absent where it promises nothing.
 *
 * @example
 * ```ts
 * import { Result, Schema } from "effect"
 * import { Quote } from "entrepot/couriers"
 *
 * const euro = (amount: string) => ({ currency: "EUR", amount })
 * const read = Schema.decodeUnknownResult(Quote.Quote)({
 *   courier: "post",
 *   service: "parcel",
 *   price: euro("5.49"),
 *   charges: [{ name: "carriage", amount: euro("4.99") }],
 *   reason: { rule: "counter", version: 1, inputs: [], refused: [], text: "as the clerk said" },
 * })
 * console.log(Result.isFailure(read) && read.failure.message)
 * ```
 * ```text
 * the charges come to 4.99 EUR, and the price is 5.49 EUR
 * ```
 */
export const Quote = Schema.Struct({
  courier: Id.Id,
  service: ServiceId,
  price: Money.Money,
  charges: Schema.NonEmptyArray(Charge),
  transitDays: Schema.optionalKey(Quantity.Quantity),
  reason: Reason.Reason,
}).check(Schema.makeFilter(faultOf))
/** A price for carrying a parcel. */
export type Quote = typeof Quote.Type
