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
  validatePhoneNumberLength,
} from "libphonenumber-js/max"

import type { Country } from "../../kernel/Address.ts"
import * as CountryCode from "./CountryCode.ts"
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

/** An extension as marketplaces write it where libphonenumber knows no such form; masks may hide it. */
const extension =
  /(?:\s*(?:转|轉|分机)\s*[\d*]{1,6}|\[[\d*]{1,6}\]|(?<=^(?:(?:\+|00)?86[ -]?)?1[\d*]{10})\s?[-_]\s?[\d*]{3,4})\s*$/u

/**
 * A phone number as E.164 writes it, such as `+8613812345678`; a masked one keeps its stars,
 * `+86138****5678`. A number in a national form needs the country. Of digits without a plus that are
 * more than a landline has, the calling code is seen where a mobile number follows it.
 *
 * None for what nobody can have as a number, and for numbers that do not stand for one person:
 * virtual ones, toll-free ones, and all with an extension, under a mask or not.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Phone } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(Phone.read(text, "CN"))
 * console.log(read("138 1234 5678"), read("(+44)7400 123456"), read("183****2807"))
 * console.log(read("184****5678转4321"), read("400-123-4567"), read("007"))
 * ```
 * ```text
 * +8613812345678 +447400123456 +86183****2807
 * virtual virtual malformed
 * ```
 */
export const read = (given: string, country?: Country): Reading => {
  const text = Mask.normalise(given.normalize("NFKC"))
    // Phones copy a number with marks of the direction of writing around it.
    .replace(/\p{Cf}/gu, "")
    .trim()
    .replace(/^\(\s*(\+\d{1,3})\s*\)/, "$1 ")
    // Only as a mask: a single x begins an extension.
    .replace(/(?<=\d[ -]?)[xX]{2,}/g, (run) => "*".repeat(run.length))
  const coded = country === undefined ? undefined : CountryCode.usual(country)
  const national = coded !== undefined && isSupportedCountry(coded) ? coded : undefined
  const withoutExtension = text.replace(extension, "")
  const hasExtension = withoutExtension !== text
  if (Mask.isMasked(text)) {
    const reading = masked(withoutExtension, national)
    return hasExtension && Result.isSuccess(reading) ? Result.fail("virtual") : reading
  }
  const isAbroad = /^(\+|00)/.test(text)
  const number = parsed(withoutExtension, national)
  if (number === undefined && national === undefined && !isAbroad && /^[\d\s().-]{5,}$/.test(text))
    return Result.fail("countryUnknown")
  if (number === undefined || !number.isValid()) return Result.fail("malformed")
  return hasExtension || number.ext !== undefined || isShared(number)
    ? Result.fail("virtual")
    : Result.succeed(number.number)
}

const isShared = (number: PhoneNumber): boolean => {
  const type = number.getType()
  return type !== undefined && shared.includes(type)
}

type CallingCountry = Parameters<typeof getCountryCallingCode>[0]

/** Most of the world dials 00 before a calling code: it means that wherever nothing else is a number. */
const nationally = (text: string, country?: CallingCountry): PhoneNumber | undefined => {
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country }),
  })
  if (number?.isValid() === true || !text.startsWith("00")) return number
  return parsePhoneNumberFromString(`+${text.slice(2)}`, { extract: false }) ?? number
}

const parsed = (text: string, country?: CallingCountry): PhoneNumber | undefined => {
  const number = nationally(text, country)
  return country === undefined ? number : (withoutPlus(text, country, number) ?? number)
}

/** Digits of a landline, area code and all: few have more. */
const mostOfLandline = 10

/**
 * What digits mean as an international number that lost its plus, where the country writes no number
 * so. In Germany, Austria and elsewhere nearly any digits may be a landline by the plan, which tells
 * neither area codes nor their lengths: without the nought in front they are one only if nothing else.
 */
const withoutPlus = (
  text: string,
  country: CallingCountry,
  national: PhoneNumber | undefined,
): PhoneNumber | undefined => {
  if (/[^\d\s().-]/.test(text)) return undefined
  const digits = digitsOf(text)
  if (digits.length <= mostOfLandline || isInNationalForm(national, digits)) return undefined
  const number = parsePhoneNumberFromString(`+${digits}`, { extract: false })
  if (number?.isValid() !== true) return undefined
  const isOwn = number.countryCallingCode === getCountryCallingCode(country)
  return isOwn || number.getType() === "MOBILE" ? number : undefined
}

const isInNationalForm = (national: PhoneNumber | undefined, digits: string): boolean => {
  if (national?.isValid() !== true) return false
  const lacksPrefix =
    national.nationalNumber === digits && digitsOf(national.formatNational()) !== digits
  const type = national.getType()
  return !lacksPrefix || type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE"
}

const digitsOf = (text: string): string => text.replace(/\D/g, "")

/** A mask is read in the form of the numbers that it may hide: as one of them, with its stars. */
const masked = (text: string, country: CallingCountry | undefined): Reading => {
  if (/[^\d*+\s().-]/.test(text)) return Result.fail("malformed")
  const digits = text.replace(/[\s().-]/g, "")
  if (!Mask.showsAny(digits)) return Result.fail("hidden")
  const hidden = Array.from("0123456789", (digit) => digits.replaceAll("*", digit))
  // Stars in front hide which calling code it would be.
  const numberOf = digits.startsWith("*") ? nationally : parsed
  const numbers = hidden.flatMap((each) => {
    const number = numberOf(each, country)
    const form = number?.isValid() === true ? withStars(number, digits) : undefined
    return number === undefined || form === undefined ? [] : [{ number, form }]
  })
  const [first] = numbers
  if (first !== undefined)
    return numbers.every(({ number }) => isShared(number))
      ? Result.fail("virtual")
      : Result.succeed(first.form)
  const dialled = digits.replace(/^00/, "+")
  if (country === undefined && !dialled.startsWith("+")) return Result.fail("countryUnknown")
  if (hidden.every((each) => isTooLong(each.replace(/^00/, "+"), country)))
    return Result.fail("malformed")
  if (country === undefined || dialled.startsWith("+")) return Result.succeed(dialled)
  const subscriber = keepingNought.includes(country) ? digits : digits.replace(/^0/, "")
  return Result.succeed(`+${getCountryCallingCode(country)}${subscriber}`)
}

const isTooLong = (text: string, country: CallingCountry | undefined): boolean =>
  validatePhoneNumberLength(text, country) === "TOO_LONG"

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
