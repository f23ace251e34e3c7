/**
 * Global Trade Item Numbers: EAN-8, UPC-A, EAN-13 and GTIN-14, with their check digits.
 *
 * @module
 */
import { Result } from "effect"

import { CheckDigitWrong, ScanCharacterInvalid } from "./ScanRefusal.ts"

/** A GTIN as fourteen digits, shorter ones with zeros before them, so that equal ones are equal. */
export type Gtin = string

const lengths: ReadonlySet<number> = new Set([8, 12, 13, 14])

/** Whether a text has the digits of a GTIN, be its check digit right or wrong. */
export const looksLike = (text: string): boolean => lengths.has(text.length) && /^\d+$/.test(text)

/**
 * The check digit that belongs behind these digits: they weigh 3 and 1 in turn from the right, and
 * all together make a multiple of ten (GS1 General Specifications, 7.9). Any single wrong digit
 * changes it.
 *
 * @example
 * ```ts
 * import { Gtin } from "entrepot/stock"
 *
 * console.log(Gtin.checkDigit("400638133393"))
 * ```
 * ```text
 * 1
 * ```
 */
export const checkDigit = (digits: string): number => {
  let sum = 0
  for (let i = 0; i < digits.length; i++)
    sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/** Refuses digits whose last is not their check digit; `offset` is where they begin. */
export const checked = (digits: string, offset: number): Result.Result<string, CheckDigitWrong> => {
  const expected = checkDigit(digits.slice(0, -1))
  return digits.endsWith(String(expected))
    ? Result.succeed(digits)
    : Result.fail(
        new CheckDigitWrong({ offset: offset + digits.length - 1, given: digits, expected }),
      )
}

/**
 * Reads a GTIN of 8, 12, 13 or 14 digits.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Gtin } from "entrepot/stock"
 *
 * console.log(Result.getOrThrow(Gtin.parse("4006381333931")))
 * const refused = Gtin.parse("4006381333913")
 * console.log(Result.isFailure(refused) && refused.failure.message)
 * ```
 * ```text
 * 04006381333931
 * the check digit of 4006381333913 should be 7
 * ```
 */
export const parse = (
  text: string,
  offset = 0,
): Result.Result<Gtin, CheckDigitWrong | ScanCharacterInvalid> =>
  looksLike(text)
    ? Result.map(checked(text, offset), (digits) => digits.padStart(14, "0"))
    : Result.fail(notDigits(text, offset))

const notDigits = (text: string, offset: number): ScanCharacterInvalid => {
  const at = text.search(/\D/)
  return new ScanCharacterInvalid({
    offset: offset + (at < 0 ? text.length : at),
    character: text[at] ?? "",
  })
}
