/**
 * Names of persons in one form, without titles.
 *
 * @module
 */
import { Result } from "effect"

import * as Mask from "./Mask.ts"
import type { Reading } from "./Reading.ts"

const titles = /^(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|herr|frau|m|mme|mlle|sr|sra)\.? )+(?=\S)/
/** Chinese surnames of two characters that are not rare. */
const compound = [
  "欧阳|歐陽|上官|皇甫|令狐|诸葛|諸葛|司徒|司马|司馬|司空|申屠|夏侯|慕容|尉迟|尉遲|长孙|長孫|公孙|公孫",
  "东方|東方|南宫|南宮|端木|轩辕|軒轅|闻人|聞人|宇文|钟离|鍾離|独孤|獨孤|澹台|澹臺|濮阳|濮陽|东郭|東郭",
].join("|")
/** Words that stand for a given name: Mr Zhang is Zhang, and something else that nobody says. */
const forms = "先生|女士|小姐|太太"
const afterSurname = new RegExp(
  `(?:^(\\p{scx=Han}|${compound})?(?:${forms})|^(\\p{Script=Hangul})(?: 님| ?씨))$`,
  "u",
)
/** Behind a whole name they say nothing. Shorter ones without a space may be names that end so. */
const honorifics = [
  new RegExp(`(?<=.)(?:${forms})$`, "u"),
  / ?様$/u,
  /(?: |(?<=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]{2}))(?:さん|殿)$/u,
  /(?: |(?<=\p{Script=Hangul} ?\p{Script=Hangul}{2}))님$/u,
  /(?: |(?<=\p{Script=Hangul}{2}))씨$/u,
]

/** In Chinese and Japanese a name is one word, with a space in it or not, and in Korean, too. */
const inWord =
  /(?<=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]\*?) (?=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}*])/gu
const inHangul = /(?<=\p{Script=Hangul}\*?) (?=[\p{Script=Hangul}*])/gu
/** Those that have a hiragana of the same sound, 96 places before (Unicode, block Katakana). */
const katakana = /[\u30A1-\u30F6\u30FD\u30FE]/g

/**
 * A name in small letters with one space between words: without titles, punctuation and what stands
 * in brackets. Marks such as in `é` stay, for a comparison to fold. Chinese, Japanese and Korean
 * names have no spaces, and of both kana only hiragana. A form of address after a lone surname hides
 * the given name, as a mask does; after a whole name it is left out.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PersonName } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(PersonName.read(text))
 * console.log(read("Dr.  Ada  LOVELACE-King"), read("张先生"), read("张小明先生"), read("--"))
 * console.log(read("J*** D**"), read("山田 太郎 様"), read("ヤマダ"))
 * ```
 * ```text
 * ada lovelace king 张* 张小明 blank
 * j*** d** 山田太郎 やまだ
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
    .replace(inWord, "")
  const shown = untitled(text)
    .replace(inHangul, "")
    .replace(katakana, (char) => String.fromCharCode(char.charCodeAt(0) - 96))
  if (shown === "") return Result.fail("blank")
  return Mask.showsAny(shown) ? Result.succeed(shown) : Result.fail("hidden")
}

const untitled = (text: string): string => {
  const hidden = text.replace(afterSurname, "$1$2*")
  return hidden === text ? honorifics.reduce((name, form) => name.replace(form, ""), text) : hidden
}
