/**
 * The ways in which one phone number is written.
 *
 * @module
 */
import { Result } from "effect"
import { parsePhoneNumberFromString } from "libphonenumber-js/max"

import type { Country } from "../../kernel/Address.ts"
import * as Mask from "./Mask.ts"
import * as Phone from "./Phone.ts"

/**
 * A number as it was written, as E.164 writes it, and without its calling code. Only as it was
 * written where it is no whole number of one person.
 *
 * @internal
 */
export const of = (text: string, country?: Country): ReadonlyArray<string> => {
  const read = Result.getOrUndefined(Phone.read(text, country))
  if (read === undefined || Mask.isMasked(read)) return [text]
  const number = parsePhoneNumberFromString(read)
  return number === undefined ? [text] : [text, read, number.nationalNumber]
}
