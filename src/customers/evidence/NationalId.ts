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
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { NationalId } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(NationalId.read(text, "CN"))
 * console.log(read("11010519491231002x"), read("110105194912310021"), read("1101**********002X"))
 * console.log(Result.merge(NationalId.read("000-00-0000", "US")))
 * ```
 * ```text
 * CN:11010519491231002X malformed CN:1101**********002X
 * malformed
 * ```
 */
export const read = (given: string, country?: Country): Reading => {
  const text = Mask.normalise(given.normalize("NFKC"))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}*]+/gu, "")
  if (text === "") return Result.fail("blank")
  if (!Mask.showsAny(text)) return Result.fail("hidden")
  if (country === undefined) return Result.fail("countryUnknown")
  const isSound =
    Mask.isMasked(text) ||
    (text.length >= 5 && !isStandIn(text) && (country !== "CN" || isResidentNumber(text)))
  return isSound
    ? Result.succeed(`${CountryCode.usual(country)}:${text}`)
    : Result.fail("malformed")
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
