/**
 * What an order says beside its lines: how it is paid, who sends it, where to and until when.
 *
 * @module
 */
import { Result, Schema } from "effect"

import { Address, Country } from "../kernel/Address.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Currency from "../kernel/Currency.ts"
import * as Decimal from "../kernel/Decimal.ts"
import * as Id from "../kernel/Id.ts"

/** Plain decimal text such as `2.55`, as the channel wrote it. */
export const Price = Schema.String.check(
  Schema.makeFilter((text) => Result.isSuccess(Decimal.parse(text)), {
    expected: "a plain decimal such as 2.55",
  }),
).annotate({ title: "Price" })
/** A price, as plain decimal text. */
export type Price = typeof Price.Type

/** Plain decimal text of zero or more: what is taken off, or comes on top. */
export const Amount = Price.check(
  Schema.makeFilter((text) => !text.startsWith("-"), { expected: "no negative amount" }),
).annotate({ title: "Amount" })
/** An amount of zero or more, as plain decimal text. */
export type Amount = typeof Amount.Type

/**
 * Who sends the goods: we, from any place that we send from, a third party who keeps them for us,
 * or the channel from its own warehouse. What a channel fulfils never holds stock of ours.
 */
export const FulfilledBy = Schema.Literals(["us", "thirdParty", "channel"])
/** Who sends the goods. */
export type FulfilledBy = typeof FulfilledBy.Type

/** How far the payment has come. An axis of its own: goods and money do not wait for each other. */
export const Payment = Schema.Literals([
  "pending",
  "authorised",
  "paid",
  "partlyRefunded",
  "refunded",
  "failed",
])
/** How far the payment has come. */
export type Payment = typeof Payment.Type

/** A counter or locker at which the buyer takes the goods. */
export const PickupPoint = Schema.Struct({
  id: Id.Id,
  /** Whose counter it is; no other courier gets there. */
  courier: Schema.optionalKey(Id.Id),
})
/** A counter or locker at which the buyer takes the goods. */
export type PickupPoint = typeof PickupPoint.Type

/**
 * The parts of an order that say nothing about a person. Amounts are in its currency; times are
 * epoch milliseconds.
 */
export const fields = {
  placedAt: Calendar.Instant,
  /**
   * The channel's id for the customer; absent where it names none. It stays in order and journal
   * when the customer is erased, so it is never a name or an e-mail: a channel whose ids are names
   * that people gave themselves, such as eBay's and Taobao's, hands its own number or a keyed hash.
   */
  customerRef: Schema.optionalKey(Id.Id),
  /** Where `customerRef` names one customer: at this `account` unless said, or at the `channel`. */
  customerScope: Schema.optionalKey(Schema.Literals(["account", "channel"])),
  /** Where the channel sold, in its own words, such as a country. */
  market: Schema.optionalKey(Schema.NonEmptyString),
  currency: Currency.Currency,
  /** Whether prices, discounts and shipping include the taxes that are told; on top unless said. */
  taxesIncluded: Schema.optionalKey(Schema.Boolean),
  /** Taken off the order as a whole; what belongs to a line stands there. */
  discount: Schema.optionalKey(Amount),
  /** Codes of the coupons that were used: what they took off stands in the discounts. */
  coupons: Schema.optionalKey(Schema.Array(Id.Id)),
  shipping: Schema.optionalKey(Amount),
  /** Tax on the shipping: on top of it, or in it where `taxesIncluded` says so. */
  shippingTax: Schema.optionalKey(Amount),
  payment: Schema.optionalKey(Payment),
  /** What the courier is to collect: cash on delivery. */
  collect: Schema.optionalKey(Amount),
  /** `us` unless said; a line may say otherwise. */
  fulfilledBy: Schema.optionalKey(FulfilledBy),
  /** When the parcel has to be with the courier at the latest. */
  shipBy: Schema.optionalKey(Calendar.Instant),
  deliverBy: Schema.optionalKey(Calendar.Instant),
  /** Whether the channel wants its own label on the parcel; `ours` unless said. */
  label: Schema.optionalKey(Schema.Literals(["ours", "channel"])),
  pickupPoint: Schema.optionalKey(PickupPoint),
  /** Where the goods go to, as far as it says nothing about the person. */
  country: Schema.optionalKey(Country),
  /** What the buyer wants of it: `asked` waits for the seller's word, `done` was agreed. */
  cancellation: Schema.optionalKey(Schema.Literals(["asked", "done"])),
  /** Whether it is wrapped as a gift. */
  isGift: Schema.optionalKey(Schema.Boolean),
}

/** What an order says beside its lines, and of nobody in person. */
export const OrderTerms = Schema.Struct(fields)
/** What an order says beside its lines. */
export type OrderTerms = typeof OrderTerms.Type

/** What an order says about persons. It is kept apart from all else, and can be erased. */
export const Personal = Schema.Struct({
  recipient: Schema.optionalKey(Address),
  /** What the buyer wrote to the seller. */
  remark: Schema.optionalKey(Schema.NonEmptyString),
  /** What goes into the parcel for the one who gets it. */
  giftNote: Schema.optionalKey(Schema.NonEmptyString),
})
/** What an order says about persons. */
export type Personal = typeof Personal.Type
