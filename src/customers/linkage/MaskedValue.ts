/**
 * Values of which a mask hides a part: whether two agree where both show something, and what that says.
 *
 * @module
 */

/** Whether two texts agree where both show a character, and at least one hides some behind `*`. */
export const areAlike = (a: string, b: string): boolean => {
  if (a.length !== b.length || !(a.includes("*") || b.includes("*"))) return false
  for (let at = 0; at < a.length; at += 1) {
    const [one, other] = [a.charAt(at), b.charAt(at)]
    if (one !== other && one !== "*" && other !== "*") return false
  }
  return true
}

/** One digit of ten. */
const digitBits = Math.log2(10)
/** What a letter says beside others of a word, roughly (Shannon 1951). */
const letterBits = 2

/** Calling codes of the ITU's list E.164: where one is hidden in part, as many places as the longest. */
const callingCode =
  /^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[\d*]{3}|[\d*]*)/
const country = /^[A-Z]{2}:/

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
 * ```
 * ```text
 * 0.0
 * 6.6
 * 19.9
 * ```
 */
export const mostBits = (a: string, b: string): number => {
  const known = Array.from({ length: a.length }, (_, at) =>
    a.charAt(at) === "*" ? b.charAt(at) : a.charAt(at),
  ).join("")
  const from = (callingCode.exec(known) ?? country.exec(known))?.[0].length ?? 0
  const at = known.lastIndexOf("@")
  const end = at < 0 ? a.length : at
  let [digits, letters] = [0, 0]
  for (let place = from; place < end; place += 1) {
    const char = a.charAt(place)
    if (char !== b.charAt(place)) continue
    if (/\d/.test(char)) digits += 1
    else if (/\p{L}/u.test(char)) letters += 1
  }
  // Of both kinds, the first is taken for the one that says more.
  const first = digits > 0 ? digitBits : letters > 0 ? letterBits : 0
  return digits * digitBits + letters * letterBits - first
}
