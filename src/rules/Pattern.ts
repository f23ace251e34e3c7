/**
 * Patterns of texts with `*` for any run of characters and `?` for one: no regular expressions, whose
 * backtracking a rule from outside could make endless.
 *
 * @module
 */

/**
 * Whether a whole text is as a pattern says, in time of at most the product of their lengths.
 *
 * Source: the greedy matching with one point of return, as in R. Cox, Glob matching can be simple
 * and fast too, 2017: only the last `*` ever has to take more.
 *
 * @example
 * ```ts
 * import { Pattern } from "entrepot/rules"
 *
 * console.log(Pattern.matches("DHL-*-?", "DHL-2026-11-A"), Pattern.matches("DHL-?", "DHL-"))
 * ```
 * ```text
 * true false
 * ```
 */
export const matches = (pattern: string, text: string): boolean => {
  const [wanted, given] = [Array.from(pattern), Array.from(text)]
  let [p, t, star, from] = [0, 0, -1, 0]
  while (t < given.length) {
    if (wanted[p] === "*") {
      star = p
      from = t
      p += 1
    } else if (wanted[p] === "?" || (p < wanted.length && wanted[p] === given[t])) {
      p += 1
      t += 1
    } else if (star >= 0) {
      from += 1
      p = star + 1
      t = from
    } else return false
  }
  while (wanted[p] === "*") p += 1
  return p === wanted.length
}
