/**
 * Names of persons in one form, without titles.
 *
 * @module
 */
import { Result } from "effect"

import type { Country } from "../../kernel/Address.ts"
import * as Accents from "./Accents.ts"
import * as LoneName from "./LoneName.ts"
import * as Mask from "./Mask.ts"
import * as NameStandIns from "./NameStandIns.ts"
import type { Reading } from "./Reading.ts"

const title = [
  "mr|mrs|ms|miss|mx|dr|prof|sir|herr|frau|m|mme|mlle|sr|sra",
  "family|familie|famille|fam|familia|famiglia",
].join("|")
/** Of several people, too: `mr and mrs`. */
const titles = new RegExp(
  `^(?:(?:${title})\\.?(?: (?:and|und|et|y|e|en)(?= (?:${title})[. ]))?(?: |$))+`,
)
/** Behind a name they say nothing. Shorter ones without a space may be names that end so. */
const honorifics = [
  / ?(?:先生|女士|小姐|太太)$/u,
  / ?様$/u,
  /(?: |(?<=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]{2}))(?:さん|殿)$/u,
  /(?: |(?<=\p{Script=Hangul} ?\p{Script=Hangul}{2}))님$/u,
  /(?: |(?<=\p{Script=Hangul}))씨$/u,
]
const ofJapan = /(?:様|さん|殿)$/u

/** In Chinese and Japanese a name is one word, with a space in it or not, and in Korean, too. */
const inWord =
  /(?<=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]\*?) (?=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}*])/gu
const inHangul = /(?<=\p{Script=Hangul}\*?) (?=[\p{Script=Hangul}*])/gu
/** Those that have a hiragana of the same sound, 96 places before (Unicode, block Katakana). */
const katakana = /[\u30A1-\u30F6\u30FD\u30FE]/g

/**
 * A full name in small letters with one space between words: without titles, punctuation and what
 * stands in brackets. Marks such as in `é` stay, for a comparison to fold. Chinese, Japanese and Korean
 * names have no spaces, and of both kana only hiragana.
 *
 * Half of a name is read as the whole with a half that nobody said, as a mask hides it: a lone surname,
 * with a form of address or without, and an initial. So it identifies little, and a household of one
 * surname stays several. Where a name of two characters has a surname alone, as in Japan, `country`
 * says. None for words that stand for nobody, such as `guest`: they are generic.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PersonName } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(PersonName.read(text))
 * console.log(read("Dr.  Ada  LOVELACE-King"), read("山田 太郎 様"), read("张小明先生"), read("--"))
 * console.log(read("J*** D**"), read("Mrs Smith"), read("J. Smith"), read("山田様"), read("张先生"))
 * console.log(read("Walk-in customer"))
 * ```
 * ```text
 * ada lovelace king 山田太郎 张小明 blank
 * j*** d** * smith j* smith 山田* 张*
 * generic
 * ```
 */
export const read = (given: string, country?: Country): Reading => {
  const { name, isAddressed, isOfJapan } = untitled(folded(given))
  if (isStandIn(solid(name))) return Result.fail("generic")
  const where = { isAddressed, isOfJapan: isOfJapan || country === "JP" }
  return shown(solid(LoneName.hidden(name, where)))
}

/**
 * A given name or a surname in the form of {@link read}, where a source tells them apart. One of which
 * the initial is all is read as what it begins, `j*`. None for words that stand for nobody.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PersonName } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(PersonName.readGiven(text))
 * console.log(read("Zoë"), read("J."), read("Guest"))
 * ```
 * ```text
 * zoë j* generic
 * ```
 */
export const readGiven = (given: string): Reading => {
  const part = partOf(given)
  return isStandIn(part) ? Result.fail("generic") : shown(LoneName.begun(part))
}

/**
 * A surname in the form of {@link readGiven}. There are people who are called Guest: beside a given name
 * it is one.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PersonName } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(PersonName.readSurname(text))
 * console.log(read("O'Hara"), read("S."), read("Guest"))
 * ```
 * ```text
 * ohara s* guest
 * ```
 */
export const readSurname = (given: string): Reading => shown(LoneName.begun(partOf(given)))

/** What would be a title before a name may be a name. */
const partOf = (given: string): string => {
  const text = folded(given)
  const { name } = untitled(text)
  return solid(name === "" ? text : name)
}

const shown = (name: string): Reading => {
  if (name === "") return Result.fail("blank")
  return Mask.showsAny(name) ? Result.succeed(name) : Result.fail("hidden")
}

/** Small letters and single spaces. Hyphens stay, and points, behind what may be a title. */
const folded = (given: string): string =>
  Mask.normalise(given.normalize("NFKC"))
    .toLowerCase()
    .replace(/[([{【〔「『〈《].*?[)\]}】〕」』〉》]/gu, " ")
    .replace(/['’`´]/g, "")
    .replace(/\p{Pd}/gu, "-")
    .replace(/[^\p{L}\p{M}\p{N}*.-]+/gu, " ")
    .replace(/(?<![\p{L}\p{M}\p{N}*.])-+|-+(?![\p{L}\p{M}\p{N}*])/gu, " ")
    .replace(/ +/g, " ")
    .trim()

const untitled = (text: string) => {
  const plain = text.replace(titles, "").replaceAll(".", " ").replace(/ +/g, " ").trim()
  const name = honorifics.reduce((rest, form) => rest.replace(form, ""), plain)
  return {
    name,
    isAddressed: name !== plain || titles.test(text),
    isOfJapan: name !== plain && ofJapan.test(plain),
  }
}

/** Without hyphens, and as one word where names are one. */
const solid = (name: string): string =>
  name
    .replace(/[ .-]+/g, " ")
    .trim()
    .replace(inWord, "")
    .replace(inHangul, "")
    .replace(katakana, (char) => String.fromCharCode(char.charCodeAt(0) - 96))

const standIns = new Set(
  NameStandIns.all.map((text) => Accents.strip(solid(untitled(folded(text)).name))),
)
const isStandIn = (name: string): boolean => standIns.has(Accents.strip(name))
