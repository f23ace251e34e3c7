/**
 * Phone numbers of any country in one form, and which of them stand for one person.
 *
 * @module
 */
import { Result } from "effect"

import type { Country } from "../../kernel/Address.ts"
import * as Mask from "./Mask.ts"
import * as MaskedPhone from "./MaskedPhone.ts"
import * as NumberingPlan from "./NumberingPlan.ts"
import type { Reading } from "./Reading.ts"

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
  const where = NumberingPlan.countryOf(country)
  const withoutExtension = text.replace(extension, "")
  const hasExtension = withoutExtension !== text
  if (Mask.isMasked(text)) {
    const reading = MaskedPhone.read(withoutExtension, where)
    return hasExtension && Result.isSuccess(reading) ? Result.fail("virtual") : reading
  }
  const isAbroad = /^(\+|00)/.test(text)
  const number = NumberingPlan.parsed(withoutExtension, where)
  if (number === undefined && where === undefined && !isAbroad && /^[\d\s().-]{5,}$/.test(text))
    return Result.fail("countryUnknown")
  if (number === undefined || !number.isValid()) return Result.fail("malformed")
  return hasExtension || number.ext !== undefined || NumberingPlan.isShared(number)
    ? Result.fail("virtual")
    : Result.succeed(number.number)
}
