/**
 * Phone numbers of which a mask hides a part, in one form.
 *
 * @module
 */
import { Result } from "effect"
import type { PhoneNumber } from "libphonenumber-js/max"

import * as Mask from "./Mask.ts"
import * as NumberingPlan from "./NumberingPlan.ts"
import type { Reading } from "./Reading.ts"

/** Countries whose numbers keep their leading nought behind the calling code. */
const keepingNought = ["IT", "SM", "VA"]

/**
 * A mask is read in the form of the numbers that it may hide: as one of them, with its stars.
 *
 * @internal
 */
export const read = (text: string, country: NumberingPlan.PlanCountry | undefined): Reading => {
  if (/[^\d*+\s().-]/.test(text)) return Result.fail("malformed")
  const digits = text.replace(/[\s().-]/g, "")
  if (!Mask.showsAny(digits)) return Result.fail("hidden")
  const hidden = Array.from("0123456789", (digit) => digits.replaceAll("*", digit))
  // Stars in front hide which calling code it would be.
  const numberOf = digits.startsWith("*") ? NumberingPlan.nationally : NumberingPlan.parsed
  const numbers = hidden.flatMap((each) => {
    const number = numberOf(each, country)
    const form = number?.isValid() === true ? withStars(number, digits) : undefined
    return number === undefined || form === undefined ? [] : [{ number, form }]
  })
  const [first] = numbers
  if (first !== undefined)
    return numbers.every(({ number }) => NumberingPlan.isShared(number))
      ? Result.fail("virtual")
      : Result.succeed(first.form)
  const dialled = digits.replace(/^00/, "+")
  if (country === undefined && !dialled.startsWith("+")) return Result.fail("countryUnknown")
  if (hidden.every((each) => NumberingPlan.isTooLong(each.replace(/^00/, "+"), country)))
    return Result.fail("malformed")
  if (country === undefined || dialled.startsWith("+")) return Result.succeed(dialled)
  const subscriber = keepingNought.includes(country) ? digits : digits.replace(/^0/, "")
  return Result.succeed(NumberingPlan.withCode(country, subscriber))
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
