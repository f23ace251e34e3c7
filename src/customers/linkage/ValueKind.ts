/**
 * Kinds of values that say nothing about each other: numbers of two countries, and two scripts.
 *
 * @module
 */
import * as HashedValue from "./HashedValue.ts"

/** National numbers stand behind their country, as their hashes do. */
const national = /^([A-Z]{2}):/

/**
 * The country of a national number, if it is one.
 *
 * @example
 * ```ts
 * import { ValueKind } from "entrepot/customers"
 *
 * console.log(ValueKind.countryOf("DE:A123456"), ValueKind.countryOf("alan"))
 * ```
 * ```text
 * DE undefined
 * ```
 */
export const countryOf = (value: string): string | undefined =>
  national.exec(HashedValue.shownOf(value))?.[1]

/** Of one bit each; Japanese writes with three of them. */
const scripts: ReadonlyArray<RegExp> = [
  /\p{Script=Latin}/u,
  /\p{Script=Han}/u,
  /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  /\p{Script=Hangul}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Thai}/u,
  /\p{Script=Devanagari}/u,
]

const plain = /^[\u0020-\u007e]*$/

const scriptsOf = (value: string): number =>
  plain.test(value)
    ? Number(/[a-z]/i.test(value))
    : scripts.reduce((found, script, bit) => (script.test(value) ? found | (1 << bit) : found), 0)

/**
 * Whether some values can be compared, by their places. Two national numbers can where they are of one
 * country, and two texts where they share a script: `王小明` and `Wang Xiaoming` may be one name, and
 * no comparison of letters says so or denies it. A text without letters can be compared with any.
 *
 * @example
 * ```ts
 * import { ValueKind } from "entrepot/customers"
 *
 * const names = ValueKind.comparing(["王小明", "wang xiaoming", "wang wei"])
 * const numbers = ValueKind.comparing(["DE:A123456", "GB:QQ123456C", "DE:B7"])
 * console.log(names(0, 1), names(1, 2), numbers(0, 1), numbers(0, 2))
 * ```
 * ```text
 * false true false true
 * ```
 */
export const comparing = (values: ReadonlyArray<string>): ((a: number, b: number) => boolean) => {
  const countries = values.map(countryOf)
  // No hash tells how its value is written.
  const written = values.map((value) => (HashedValue.isHashed(value) ? 0 : scriptsOf(value)))
  const [first = 0] = written.filter((own) => own !== 0)
  const areOfOneScript = written.every((own) => own === 0 || own === first)
  const areOfOneCountry = countries.every((own) => own === countries[0])
  if (areOfOneScript && areOfOneCountry) return () => true
  return (a, b) => {
    const [one, other] = [countries[a], countries[b]]
    if (one !== undefined && other !== undefined && one !== other) return false
    const [own, others] = [written[a] ?? 0, written[b] ?? 0]
    return own === 0 || others === 0 || (own & others) !== 0
  }
}
