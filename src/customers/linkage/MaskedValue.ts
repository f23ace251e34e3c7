/**
 * Values of which a mask hides a part: whether two agree where both show something, and what that says.
 *
 * @module
 */

/** Numbers, of phones and of nations: each digit has its place, and a mask as many stars as it hides. */
const number = /^(?:[A-Z]{2}:)?\+?[\dX*]*$/

/**
 * Whether two texts agree where both show a character, and at least one hides some behind `*`. In a
 * number a star is one digit, unless it shows its end alone: some marketplaces write as many stars for
 * numbers of any length, as in `******64`. In words and addresses some stars hide any number of
 * characters for the same reason.
 *
 * @example
 * ```ts
 * import { MaskedValue } from "entrepot/customers"
 *
 * console.log(MaskedValue.areAlike("a***@qq.com", "alexandra@qq.com"))
 * console.log(MaskedValue.areAlike("183****2807", "183112807"))
 * console.log(MaskedValue.areAlike("+886******64", "+886912345664"))
 * ```
 * ```text
 * true
 * false
 * true
 * ```
 */
export const areAlike = (a: string, b: string): boolean => {
  if (!a.includes("*") && !b.includes("*")) return false
  if (agreeByPlace(a, b)) return true
  const areNumbers = number.test(a)
  return areNumbers === number.test(b) && (areNumbers ? agreeByEnd(a, b) : agreeAsPatterns(a, b))
}

const agreeByPlace = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) {
    const [one, other] = [a.charAt(at), b.charAt(at)]
    if (one !== other && one !== "*" && other !== "*") return false
  }
  return true
}

/** Whether one shows its end alone, so that its stars may be any number, and the other may end so. */
const agreeByEnd = (a: string, b: string): boolean => {
  const [one, other] = [partsOf(a), partsOf(b)]
  if (!one.isEnd && !other.isEnd) return false
  const inFront = Math.min(one.front.length, other.front.length)
  const whole = one.isEnd ? other : one
  const length = whole.isEnd ? Math.max(one.rest.length, other.rest.length) : whole.rest.length
  return (
    agreeByPlace(one.front.slice(0, inFront), other.front.slice(0, inFront)) &&
    agreeByPlace(one.rest.padStart(length, "*"), other.rest.padStart(length, "*"))
  )
}

/** What stands in front of a number, and the rest: its end without stars, where it shows no more. */
const partsOf = (text: string) => {
  const front = frontOf(text)
  const rest = text.slice(front.length)
  const isEnd = /^\*+[\dX]+$/.test(rest)
  return { front, isEnd, rest: isEnd ? rest.replace(/^\*+/, "") : rest }
}

/** Whether there is a text that both may be masks of, where a star hides any number of characters. */
const agreeAsPatterns = (a: string, b: string): boolean => {
  // By the places of `b`: whether the rest of `a`, from its place `i` on, and that of `b` may be one text.
  let from = Array.from({ length: b.length + 1 }, (_, at) => /^\**$/.test(b.slice(at)))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const one = a.charAt(i)
    const next = from
    from = next.slice()
    from[b.length] = one === "*" && next[b.length] === true
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const other = b.charAt(j)
      const isHidden = one === "*" || other === "*"
      from[j] =
        (isHidden && (next[j] === true || from[j + 1] === true)) ||
        (one === other && next[j + 1] === true)
    }
  }
  return from[0] === true
}

/** One digit of ten. */
const digitBits = Math.log2(10)
/** What a letter says beside others of a word, roughly (Shannon 1951). */
const letterBits = 2

/** Calling codes of the ITU's list E.164: where one is hidden in part, as many places as the longest. */
const callingCode =
  /^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[\d*]{3}|[\d*]*)/
const country = /^[A-Z]{2}:/

/** The calling code of a phone number and the country of a national one. */
const frontOf = (text: string): string => (callingCode.exec(text) ?? country.exec(text))?.[0] ?? ""

/**
 * What two masks that are alike say at most, in bits, by what both show: the first character tells what
 * kind of value it is rather than whose, and says nothing; nor do the country of a number and the domain
 * of an e-mail address. One more character that both show never makes it less.
 *
 * @example
 * ```ts
 * import { MaskedValue } from "entrepot/customers"
 *
 * const number = "+8613812345678"
 * for (const mask of ["+861**********", "+86138********", "+86138****5678"])
 *   console.log(MaskedValue.mostBits(mask, number).toFixed(1))
 * console.log(MaskedValue.mostBits("al***@qq.com", "alexandra@qq.com").toFixed(1))
 * ```
 * ```text
 * 0.0
 * 6.6
 * 19.9
 * 2.0
 * ```
 */
export const mostBits = (a: string, b: string): number => {
  let [digits, letters] = [0, 0]
  for (const char of agreeByPlace(a, b) ? shownByPlace(a, b) : shownAtEnds(a, b))
    if (/\d/.test(char)) digits += 1
    else if (/\p{L}/u.test(char)) letters += 1
  // Of both kinds, the first is taken for the one that says more.
  const first = digits > 0 ? digitBits : letters > 0 ? letterBits : 0
  return digits * digitBits + letters * letterBits - first
}

const shownByPlace = (a: string, b: string): string => {
  const chars = Array.from({ length: a.length }, (_, at) => a.charAt(at))
  const known = chars.map((char, at) => (char === "*" ? b.charAt(at) : char)).join("")
  const from = frontOf(known).length
  const end = known.lastIndexOf("@")
  return chars
    .slice(from, end < 0 ? a.length : end)
    .filter((char, at) => char === b.charAt(from + at))
    .join("")
}

/** Of masks that do not show which places they hide: what both begin with, and what both end with. */
const shownAtEnds = (a: string, b: string): string => {
  const [one, other] = [a, b].map((text) => text.slice(frontOf(text).length).replace(/@[^@]*$/, ""))
  if (one === undefined || other === undefined) return ""
  const start = lengthOfSame(one, other, (text, at) => text.charAt(at))
  const end = lengthOfSame(one, other, (text, at) => text.charAt(text.length - 1 - at))
  return one.slice(0, start) + one.slice(one.length - end)
}

const lengthOfSame = (
  one: string,
  other: string,
  charAt: (text: string, at: number) => string,
): number => {
  const shorter = Math.min(one.length, other.length)
  let at = 0
  while (at < shorter && charAt(one, at) === charAt(other, at) && charAt(one, at) !== "*") at += 1
  return at
}
