/**
 * Numbers of national registers of persons.
 *
 * @module
 */
import { Result } from "effect"

import type { Country } from "../../kernel/Address.ts"
import * as CountryCode from "./CountryCode.ts"
import * as Mask from "./Mask.ts"
import type { Reading } from "./Reading.ts"

/**
 * A national number behind its country, in capital letters without punctuation. None for what people
 * type to be left alone: less than five characters, no digit, one digit again and again, or digits in
 * a row. Of a Chinese one the check character has to be right; other countries' are taken as they are.
 *
 * Two `X` or more in a row are a mask, as stars are. A masked Chinese number shows its last four
 * characters at most, and beside them its first six: these are a place, and between them stands the
 * birth date, which is evidence of its own.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { NationalId } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(NationalId.read(text, "CN"))
 * console.log(read("11010519491231002x"), read("110105194912310021"), read("11010519491231002*"))
 * const american = (text: string) => Result.merge(NationalId.read(text, "US"))
 * console.log(american("000-00-0000"), american("XXX-XX-6789"))
 * ```
 * ```text
 * CN:11010519491231002X malformed CN:110105********002*
 * malformed US:*****6789
 * ```
 */
export const read = (given: string, country?: Country): Reading => {
  const text = Mask.normalise(given.normalize("NFKC"))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}*]+/gu, "")
    // A single one at the end is a check character, of China and of ISBNs.
    .replace(/X{2,}/g, (run) => "*".repeat(run.length))
  if (text === "") return Result.fail("blank")
  if (!Mask.showsAny(text)) return Result.fail("hidden")
  if (country === undefined) return Result.fail("countryUnknown")
  const usual = CountryCode.usual(country)
  if (Mask.isMasked(text)) return masked(text, usual)
  const isSound = text.length >= 5 && !isStandIn(text) && (usual !== "CN" || isResidentNumber(text))
  return isSound ? Result.succeed(`${usual}:${text}`) : Result.fail("malformed")
}

/** The middle of a Chinese number is a birth date, and its beginning alone is no more than a place. */
const masked = (text: string, country: Country): Reading => {
  const isChinese = country === "CN"
  const own = isChinese
    ? text.replace(/(?<=^.{6}).+(?=.{4}$)/, (middle) => "*".repeat(middle.length))
    : text
  return Mask.showsAny(isChinese ? own.slice(-4) : own)
    ? Result.succeed(`${country}:${own}`)
    : Result.fail("hidden")
}

/** No digit at all, or each one the next after the last, or the one before it, or the same. */
const isStandIn = (text: string): boolean => {
  if (!/\d/.test(text)) return true
  const digits = Array.from(text, Number)
  return [0, 1, 9].some((step) =>
    digits.every((digit, at) => at === 0 || digit === ((digits[at - 1] ?? 0) + step) % 10),
  )
}

/** GB 11643-1999: seventeen digits and a check character by ISO 7064 MOD 11-2. */
const isResidentNumber = (text: string): boolean => {
  if (!/^\d{17}[\dX]$/.test(text)) return false
  const values = Array.from(text, (char) => (char === "X" ? 10 : Number(char)))
  const sum = values.reduce((total, value, at) => (total + value * 2 ** (17 - at)) % 11, 0)
  return sum === 1
}
