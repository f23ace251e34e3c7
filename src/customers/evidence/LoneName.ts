/**
 * Names of which half is said: what is left out is hidden, as by a mask.
 *
 * @module
 */
import * as Mask from "./Mask.ts"

/** Behind a form of address they belong to a surname. */
const particles = new Set(
  "van von de den der del della di da do dos du la le el ten ter te zu zum zur".split(" "),
)
/** Surnames of China that have two characters, and of Japan that have three, and are not rare. */
const longer = [
  "欧阳|歐陽|上官|皇甫|令狐|诸葛|諸葛|司徒|司马|司馬|司空|申屠|夏侯|慕容|尉迟|尉遲|长孙|長孫|公孙|公孫",
  "东方|東方|南宫|南宮|端木|轩辕|軒轅|闻人|聞人|宇文|钟离|鍾離|独孤|獨孤|澹台|澹臺|濮阳|濮陽|东郭|東郭",
  "佐々木|長谷川|五十嵐|久保田|大久保|小笠原|佐久間",
].join("|")
const kana = "[\\p{scx=Hira}\\p{scx=Kana}]"
const character = `[\\p{scx=Han}${kana.slice(1)}`
const inCharacters = new RegExp(`^${character}+$`, "u")
/** By their length: four kana are rarely more than a surname. */
const surname = new RegExp(`^(?:\\p{scx=Han}|${longer}|${kana}{1,4})$`, "u")
const surnameOfJapan = new RegExp(`^${character}{2}$`, "u")
const hangul = /^\p{Script=Hangul}+$/u

const initial = /(?<![\p{L}\p{M}\p{N}])\p{L}\p{M}*(?![\p{L}\p{M}\p{N}])/gu
/** A word that is more than an initial. */
const isWord = (text: string): boolean => /[\p{L}\p{N}]\p{M}*[\p{L}\p{N}]/u.test(text)

/** How a name was said. */
interface Where {
  /** Behind or before a form of address, which takes the place of a given name. */
  readonly isAddressed: boolean
  /** Where surnames mostly have two characters, and full names more. */
  readonly isOfJapan: boolean
}

/**
 * A full name that is folded, with stars for its half that nobody said: `* smith`, `j* smith`, `山田*`.
 * As it is, where it has two words, or enough characters for two names, or is masked.
 */
export const hidden = (name: string, { isAddressed, isOfJapan }: Where): string => {
  if (Mask.isMasked(name)) return name
  const words = name.split(" ")
  const [first = ""] = words
  if (inCharacters.test(words.join(""))) {
    const isLone = surname.test(first) || (isOfJapan && surnameOfJapan.test(first))
    return words.length === 1 && isLone ? `${first}*` : name
  }
  if (hangul.test(words.join(""))) {
    if (words.length > 1 || first.length > 2) return name
    if (first.length === 1) return `${first}*`
    return isAddressed ? `*${first}` : name
  }
  const whole = words.filter((word) => isWord(word) && !(isAddressed && particles.has(word)))
  if (name === "" || whole.length > 1) return name
  const begun = name.replace(initial, "$&*")
  return begun === name ? `* ${name}` : begun
}

/** A given name or a surname with stars behind its initials, where it has no more than these. */
export const begun = (name: string): string =>
  Mask.isMasked(name) || isWord(name) || inCharacters.test(name) || hangul.test(name)
    ? name
    : name.replace(initial, "$&*")
