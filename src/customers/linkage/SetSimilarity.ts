/**
 * How alike two sets are: of words, or of pairs of characters. All of it is symmetric.
 *
 * @module
 */

/**
 * The share of all members that two sets have in common (Jaccard 1901); 0 of two empty ones. Sets are
 * numbers, ascending, each once.
 *
 * @example
 * ```ts
 * import { SetSimilarity } from "entrepot/customers"
 *
 * console.log(SetSimilarity.jaccard(Int32Array.of(1, 2, 3), Int32Array.of(2, 3, 4)))
 * ```
 * ```text
 * 0.5
 * ```
 */
export const jaccard = (a: Int32Array, b: Int32Array): number => {
  const common = inCommon(a, b)
  return common === 0 ? 0 : common / (a.length + b.length - common)
}

/**
 * Twice the common members by the members of both (Dice 1945); 0 of two empty sets.
 *
 * @example
 * ```ts
 * import { SetSimilarity } from "entrepot/customers"
 *
 * console.log(SetSimilarity.dice(Int32Array.of(1, 2), Int32Array.of(2, 3)))
 * ```
 * ```text
 * 0.5
 * ```
 */
export const dice = (a: Int32Array, b: Int32Array): number => {
  const common = inCommon(a, b)
  return common === 0 ? 0 : (2 * common) / (a.length + b.length)
}

/**
 * Whether all members of one set are in the other; of empty sets, never.
 *
 * @example
 * ```ts
 * import { SetSimilarity } from "entrepot/customers"
 *
 * console.log(SetSimilarity.isWithin(Int32Array.of(1, 2, 3), Int32Array.of(3)))
 * ```
 * ```text
 * true
 * ```
 */
export const isWithin = (a: Int32Array, b: Int32Array): boolean => {
  const least = Math.min(a.length, b.length)
  return least > 0 && inCommon(a, b) === least
}

const inCommon = (a: Int32Array, b: Int32Array): number => {
  let [one, other, common] = [0, 0, 0]
  while (one < a.length && other < b.length) {
    const [ofA, ofB] = [a[one] ?? 0, b[other] ?? 0]
    if (ofA === ofB) common += 1
    if (ofA <= ofB) one += 1
    if (ofB <= ofA) other += 1
  }
  return common
}
