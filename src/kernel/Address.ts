/**
 * Where goods go to, and who takes them. Everything here is personal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "./Calendar.ts"
import * as Id from "./Id.ts"

const text = Schema.NonEmptyString

/** A country by ISO 3166-1, in two capital letters such as `DE`. */
export const Country = Schema.String.check(
  Schema.isPattern(/^[A-Z]{2}$/, { expected: "two capital letters by ISO 3166-1, such as DE" }),
).annotate({ title: "Country" })
/** A country, as a plain string. */
export type Country = typeof Country.Type

/**
 * Stands for an address that a marketplace shows masked: equal tokens of one scope are one address,
 * as long as they have not expired.
 */
export const AddressToken = Schema.Struct({
  /** Who gave the token, and for what: tokens of two scopes say nothing about each other. */
  scope: Id.Id,
  value: text,
  /** Epoch milliseconds; absent where it stays valid. */
  expiresAt: Schema.optionalKey(Calendar.Instant),
})
/** Stands for an address that a marketplace shows masked. */
export type AddressToken = typeof AddressToken.Type

/**
 * A postal address with the person who takes the goods, as much of it as is known.
 *
 * A masked address has stars where the marketplace hides something: it says which city, not which
 * house. Its `token`, where there is one, tells two of them apart.
 */
export const Address = Schema.Struct({
  name: Schema.optionalKey(text),
  company: Schema.optionalKey(text),
  phone: Schema.optionalKey(text),
  /** The marketplace lent the phone, to be called for a while: it tells nobody from anybody. */
  phoneIsVirtual: Schema.optionalKey(Schema.Boolean),
  email: Schema.optionalKey(text),
  /** Street, house and what else stands above the city, the street first. */
  lines: Schema.Array(text),
  city: Schema.optionalKey(text),
  /** State, province or county. */
  region: Schema.optionalKey(text),
  postcode: Schema.optionalKey(text),
  country: Country,
  masked: Schema.optionalKey(Schema.Boolean),
  token: Schema.optionalKey(AddressToken),
})
/** A postal address with the person who takes the goods. */
export type Address = typeof Address.Type

/** Small letters, one space for what is no letter and no digit: what people type in two ways. */
const folded = (words: ReadonlyArray<string | undefined>): string =>
  words
    .map((word) =>
      (word ?? "")
        .normalize("NFKC")
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
        .trim(),
    )
    .join("\n")

/**
 * One text for one person at one door, alike for two spellings that differ in case, width, spaces and
 * punctuation only. None for a masked address without a token that is valid at `now` (epoch
 * milliseconds): a mask is not an address.
 *
 * It is personal as the address is: keep a keyed hash of it where it has to be kept.
 *
 * @example
 * ```ts
 * import { Address } from "entrepot/kernel"
 *
 * const ada = { name: "Ada", lines: ["Elm St. 5"], city: "Bonn", country: "DE" }
 * const again = { ...ada, lines: ["ELM ST  5"] }
 * console.log(Address.doorOf(ada, 0) === Address.doorOf(again, 0))
 * console.log(Address.doorOf({ ...ada, lines: ["E** S* 5"], masked: true }, 0))
 * ```
 * ```text
 * true
 * undefined
 * ```
 */
export const doorOf = (address: Address, now: Calendar.Instant): string | undefined => {
  const { name, company, lines, city, region, postcode, country, masked, token } = address
  if (masked === true)
    return token === undefined || (token.expiresAt ?? Infinity) <= now
      ? undefined
      : `token\n${token.scope}\n${token.value}`
  return lines.length === 0
    ? undefined
    : `door\n${country}\n${folded([postcode, region, city, lines.join(" "), name, company])}`
}
