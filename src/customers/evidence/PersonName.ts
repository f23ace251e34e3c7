/**
 * Names of persons in one form, without titles.
 *
 * @module
 */
import { Result } from "effect"

import * as Mask from "./Mask.ts"
import type { Reading } from "./Reading.ts"

const titles = /^(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|herr|frau|m|mme|mlle|sr|sra)\.? )+(?=\S)/
/** Words that stand for a given name: Mr Zhang is Zhang, and something else that nobody says. */
const forms = /(先生|女士|小姐|太太)$/u

/**
 * A name in small letters with one space between words: without titles, punctuation and what stands
 * in brackets. Marks such as in `é` stay, for a comparison to fold. A form of address after a Chinese
 * surname hides the given name, as a mask does.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PersonName } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(PersonName.read(text))
 * console.log(read("Dr.  Ada  LOVELACE-King"), read("张先生"), read("J*** D**"), read("--"))
 * ```
 * ```text
 * ada lovelace king 张* j*** d** blank
 * ```
 */
export const read = (given: string): Reading => {
  const text = Mask.normalise(given.normalize("NFKC"))
    .toLowerCase()
    .replace(/[([{].*?[)\]}]/g, " ")
    .replace(/['’`´]/g, "")
    .replace(/[^\p{L}\p{M}\p{N}*.]+/gu, " ")
    .trim()
    .replace(titles, "")
    .replaceAll(".", " ")
    .replace(/ +/g, " ")
    .trim()
    .replace(forms, "*")
  if (text === "") return Result.fail("blank")
  return Mask.showsAny(text) ? Result.succeed(text) : Result.fail("hidden")
}
