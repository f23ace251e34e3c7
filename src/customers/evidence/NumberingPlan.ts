/**
 * What the numbering plans of the world say of digits: whether they are a phone number, and whose.
 *
 * The plans come from libphonenumber, with the types of numbers: a decision record says why.
 *
 * @module
 */
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

/** A country that has a plan. */
export type PlanCountry = Parameters<typeof getCountryCallingCode>[0]

/** The country in whose form numbers are written; none where it has no plan. */
export const countryOf = (country: Country | undefined): PlanCountry | undefined => {
  const code = country === undefined ? undefined : CountryCode.usual(country)
  return code !== undefined && isSupportedCountry(code) ? code : undefined
}

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

/** Whether a number leads to nobody in particular, by its type. */
export const isShared = (number: PhoneNumber): boolean => {
  const type = number.getType()
  return type !== undefined && shared.includes(type)
}

/** In the national form of a country, where one is given, or in the international one. */
const parse = (text: string, country?: PlanCountry): PhoneNumber | undefined =>
  parsePhoneNumberFromString(text, {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country }),
  })

/** Most of the world dials 00 before a calling code: it means that wherever nothing else is a number. */
export const nationally = (text: string, country?: PlanCountry): PhoneNumber | undefined => {
  const number = parse(text, country)
  if (number?.isValid() === true || !text.startsWith("00")) return number
  return parse(`+${text.slice(2)}`) ?? number
}

/** As {@link nationally}, or as an international number that lost its plus. */
export const parsed = (text: string, country?: PlanCountry): PhoneNumber | undefined => {
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
  country: PlanCountry,
  national: PhoneNumber | undefined,
): PhoneNumber | undefined => {
  if (/[^\d\s().-]/.test(text)) return undefined
  const digits = digitsOf(text)
  if (digits.length <= mostOfLandline || isInNationalForm(national, digits)) return undefined
  const number = parse(`+${digits}`)
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

/** Whether there are more digits than any number of the country, or of the plus in front, has. */
export const isTooLong = (text: string, country: PlanCountry | undefined): boolean =>
  validatePhoneNumberLength(text, country) === "TOO_LONG"

/** A national number behind the calling code of its country. */
export const withCode = (country: PlanCountry, national: string): string =>
  `+${getCountryCallingCode(country)}${national}`
