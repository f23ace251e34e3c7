/**
 * Ticks: amounts as safe integers in units of 0.0000001, so that most of them compare at once.
 *
 * @module
 */
import type { Decimal } from "../kernel/Decimal.ts"

/** A word of a decimal has seven digits, and words are aligned to the point. */
const base = 1e7

/**
 * An exact decimal in ticks; `NaN` where it is finer than a tick, or 900 million and more: then it
 * has to be compared as it is.
 */
export const of = ({ d: words, e: exponent, s: sign }: Decimal): number => {
  const [first = 0, second = 0, third = 0] = words
  const left = Math.floor(exponent / 7)
  if (words.length > left + 2 || left > 1) return first === 0 ? 0 : Number.NaN
  switch (left) {
    case 0:
      return sign * (first * base + second)
    case 1:
      return first < 9 * 10 ? sign * ((first * base + second) * base + third) : Number.NaN
    default:
      return left === -1 ? sign * first : Number.NaN
  }
}
