/**
 * Phone numbers of any country in one form, and which of them stand for one person.
 *
 * Numbering plans come from libphonenumber, with the types of numbers: a decision record says why.
 *
 * @module
 */
import { Result } from "effect"
import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
  type PhoneNumberType,
} from "libphonenumber-js/max"

import type { Country } from "../../kernel/Address.ts"
import * as Mask from "./Mask.ts"
import type { Reading } from "./Reading.ts"

/** Numbers of these types lead to nobody in particular, or wherever somebody says. */
const shared: ReadonlyArray<PhoneNumberType> = [
  "PREMIUM_RATE",
  "TOLL_FREE",
  "SHARED_COST",
  "VOIP",
  "PERSONAL_NUMBER",
  "PAGER",
  "UAN",
  "VOICEMAIL",
]

/** Countries whose numbers keep their leading nought behind the calling code. */
const keepingNought = ["IT", "SM", "VA"]

/** An extension as marketplaces write it where libphonenumber knows no such form. */
const extension = /(?:\s*(?:转|轉|分机)\s*\d{1,6}|\[\d{1,6}\]|(?<=^1\d{10})[-_]\d{3,4})\s*$/u

/**
 * A phone number as E.164 writes it, such as `+8613812345678`; a masked one keeps its stars,
 * `+86138****5678`. A number in a national form needs the country.
 *
 * None for what nobody can have as a number, and for numbers that do not stand for one person:
 * virtual ones, toll-free ones, and all with an extension.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Phone } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(Phone.read(text, "CN"))
 * console.log(read("138 1234 5678"), read("+44 7400 123456"), read("183****2807"))
 * console.log(read("18412345678转4321"), read("400-123-4567"), read("007"))
 * ```
 * ```text
 * +8613812345678 +447400123456 +86183****2807
 * virtual virtual malformed
 * ```
 */
export const read = (given: string, country?: Country): Reading => {
  const text = Mask.normalise(given.normalize("NFKC"))
    .trim()
    // Only as a mask: a single x begins an extension.
    .replace(/(?<=\d[ -]?)[xX]{2,}/g, (run) => "*".repeat(run.length))
  const national = country !== undefined && isSupportedCountry(country) ? country : undefined
  if (Mask.isMasked(text)) return masked(text, national)
  const withoutExtension = text.replace(extension, "")
  const isAbroad = /^(\+|00)/.test(text)
  const number = parsed(withoutExtension, national)
  if (number === undefined && national === undefined && !isAbroad && /^[\d\s().-]{5,}$/.test(text))
    return Result.fail("countryUnknown")
  if (number === undefined || !number.isValid()) return Result.fail("malformed")
  const type = number.getType()
  const isVirtual =
    withoutExtension !== text ||
    number.ext !== undefined ||
    (type !== undefined && shared.includes(type))
  return isVirtual ? Result.fail("virtual") : Result.succeed(number.number)
}

type CallingCountry = Parameters<typeof getCountryCallingCode>[0]

/** Most of the world dials 00 before a calling code: it means that wherever nothing else is a number. */
const parsed = (text: string, country: CallingCountry | undefined): PhoneNumber | undefined => {
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country }),
  })
  if (number?.isValid() === true || !text.startsWith("00")) return number
  return parsePhoneNumberFromString(`+${text.slice(2)}`, { extract: false }) ?? number
}

/** A mask is read in the form of the numbers that it may hide: as one of them, with its stars. */
const masked = (text: string, country: CallingCountry | undefined): Reading => {
  if (/[^\d*+\s().-]/.test(text)) return Result.fail("malformed")
  const digits = text.replace(/[\s().-]/g, "")
  if (!Mask.showsAny(digits)) return Result.fail("hidden")
  for (const digit of "0123456789") {
    const number = parsed(digits.replaceAll("*", digit), country)
    const known = number?.isValid() === true ? withStars(number, digits) : undefined
    if (known !== undefined) return Result.succeed(known)
  }
  const dialled = digits.replace(/^00/, "+")
  if (dialled.startsWith("+")) return Result.succeed(dialled)
  if (country === undefined) return Result.fail("countryUnknown")
  const subscriber = keepingNought.includes(country) ? digits : digits.replace(/^0/, "")
  return Result.succeed(`+${getCountryCallingCode(country)}${subscriber}`)
}

/** The stars stand where they stood from the end; none where the number was written in another order. */
const withStars = (
  { countryCallingCode, nationalNumber }: PhoneNumber,
  digits: string,
): string | undefined => {
  const shown = digits.slice(-nationalNumber.length)
  const isWhole =
    shown.length === nationalNumber.length &&
    Array.from(shown).every((char, at) => char === "*" || char === nationalNumber.charAt(at))
  return isWhole ? `+${countryCallingCode}${shown}` : undefined
}
