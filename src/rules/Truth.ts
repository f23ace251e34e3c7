/**
 * Three truth values: what is missing is neither true nor false.
 *
 * @module
 */
import { Schema } from "effect"

/**
 * Numbers in the order false, unknown, true, so that `and` is the least of them, `or` the greatest,
 * and `not` the mirror.
 *
 * Source: the strong logic of S. C. Kleene, Introduction to Metamathematics, 1952, section 64.
 */
export type Truth = 0 | 1 | 2

/** Does not hold. */
export const no: Truth = 0
/** Neither: it hangs on something missing. */
export const unknown: Truth = 1
/** Holds. */
export const yes: Truth = 2

/** A truth value as a trace writes it. */
export const Name = Schema.Literals(["false", "unknown", "true"])
/** A truth value as a trace writes it. */
export type Name = typeof Name.Type

const names = ["false", "unknown", "true"] as const satisfies ReadonlyArray<Name>

/** The truth of a plain boolean. */
export const of = (holds: boolean): Truth => (holds ? yes : no)

/** True becomes false and false true; unknown stays. */
export const not = (truth: Truth): Truth => (truth === yes ? no : truth === no ? yes : unknown)

/** The name of a truth value. */
export const name = (truth: Truth): Name => names[truth]

/** The truth value of a name. */
export const ofName = (name: Name): Truth =>
  name === "true" ? yes : name === "false" ? no : unknown

/**
 * The least truth of some tests: `and`.
 *
 * @example
 * ```ts
 * import { Truth } from "entrepot/rules"
 *
 * const ofAll = (truths: ReadonlyArray<Truth.Truth>) => Truth.name(Truth.every(truths, (t) => t))
 * console.log(ofAll([Truth.yes, Truth.unknown]), ofAll([Truth.unknown, Truth.no]))
 * ```
 * ```text
 * unknown false
 * ```
 */
export const every = <A>(all: ReadonlyArray<A>, truth: (one: A) => Truth): Truth => {
  let least: Truth = yes
  for (const one of all) {
    const next = truth(one)
    if (next === no) return no
    if (next < least) least = next
  }
  return least
}

/**
 * The greatest truth of some tests: `or`.
 *
 * @example
 * ```ts
 * import { Truth } from "entrepot/rules"
 *
 * const ofAny = (truths: ReadonlyArray<Truth.Truth>) => Truth.name(Truth.some(truths, (t) => t))
 * console.log(ofAny([Truth.yes, Truth.unknown]), ofAny([Truth.unknown, Truth.no]))
 * ```
 * ```text
 * true unknown
 * ```
 */
export const some = <A>(all: ReadonlyArray<A>, truth: (one: A) => Truth): Truth => {
  let greatest: Truth = no
  for (const one of all) {
    const next = truth(one)
    if (next === yes) return yes
    if (next > greatest) greatest = next
  }
  return greatest
}
