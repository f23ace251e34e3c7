/**
 * How a piece of evidence was read: as a value to compare, or as none, and why.
 *
 * @module
 */
import { Result, Schema } from "effect"

/**
 * Why a value is not compared.
 *
 * - `blank`: nothing is left of it without titles and punctuation.
 * - `hidden`: the mask shows nothing.
 * - `malformed`: it is no value of its type: a phone number that nobody can have, an e-mail address
 *   with a space, a wrong check digit.
 * - `countryUnknown`: it is written as in one country, and no country is named.
 * - `virtual`: a number that forwards calls, or that many share: by its type, by an extension, or
 *   because the source says so.
 * - `relay`: an e-mail address that a marketplace or a mail service stands behind.
 * - `expired`: it was given for a time, which is over.
 * - `future`: a birth date that is still to come.
 * - `generic`: too many have it: what systems write where they know nothing, such as the name `guest`
 *   or the birth date `1970-01-01`. Of others, such as a forwarder's phone, evidence alone does not tell,
 *   who looks at all records does.
 */
export const Because = Schema.Literals([
  "blank",
  "hidden",
  "malformed",
  "countryUnknown",
  "virtual",
  "relay",
  "expired",
  "future",
  "generic",
])
/** Why a value is not compared. */
export type Because = typeof Because.Type

/** A value to compare, or why there is none. */
export type Reading = Result.Result<string, Because>

const sentences: Record<Because, string> = {
  blank: "nothing is left of it without titles and punctuation",
  hidden: "its mask shows nothing",
  malformed: "it is no value of its type",
  countryUnknown: "it is written as in one country, and no country is named",
  virtual: "it forwards calls, or many share it",
  relay: "a marketplace or a mail service stands behind it",
  expired: "it was given for a time that is over",
  future: "it is still to come",
  generic: "too many have it",
}

/**
 * Why a value is not compared, for people. It does not repeat the value, which is personal.
 *
 * @example
 * ```ts
 * import { Reading } from "entrepot/customers"
 *
 * console.log(Reading.explain("relay"))
 * ```
 * ```text
 * a marketplace or a mail service stands behind it
 * ```
 */
export const explain = (because: Because): string => sentences[because]
