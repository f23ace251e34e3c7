/**
 * Parts of postal addresses in one form.
 *
 * @module
 */
import { Result } from "effect"

import type { Country } from "../../kernel/Address.ts"
import * as Mask from "./Mask.ts"
import type { Reading } from "./Reading.ts"

const shown = (text: string): Reading => {
  if (text === "") return Result.fail("blank")
  return Mask.showsAny(text) ? Result.succeed(text) : Result.fail("hidden")
}

/** Small letters, and one space for what is no letter, no digit and no star. */
const folded = (text: string): string =>
  Mask.normalise(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}*]+/gu, " ")
    .trim()

/**
 * Street and house in small letters, without punctuation.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PostalParts } from "entrepot/customers"
 *
 * console.log(Result.merge(PostalParts.readLine("Elm St., No. 5")))
 * ```
 * ```text
 * elm st no 5
 * ```
 */
export const readLine = (given: string): Reading => shown(folded(given))

/**
 * A city in small letters, without the word for one behind Chinese names.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PostalParts } from "entrepot/customers"
 *
 * console.log(Result.merge(PostalParts.readCity("杭州市")), Result.merge(PostalParts.readCity("BONN")))
 * ```
 * ```text
 * 杭州 bonn
 * ```
 */
export const readCity = (given: string): Reading =>
  shown(folded(given).replace(/(?<=\p{Script=Han}{2})市$/u, ""))

/**
 * A postcode in capital letters without spaces. Of a ZIP code only the first five digits: people
 * leave the others out.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PostalParts } from "entrepot/customers"
 *
 * const { readPostcode } = PostalParts
 * console.log(Result.merge(readPostcode("sw1a 1aa", "GB")), Result.merge(readPostcode("94105-1804", "US")))
 * ```
 * ```text
 * SW1A1AA 94105
 * ```
 */
export const readPostcode = (given: string, country?: Country): Reading => {
  const text = folded(given).replaceAll(" ", "").toUpperCase()
  return shown(country === "US" && /^\d{9}$/.test(text) ? text.slice(0, 5) : text)
}
