/**
 * What each condition means: the specification that compiled rules must agree with.
 *
 * @module
 */
import { Result } from "effect"

import type * as Calendar from "../kernel/Calendar.ts"
import * as Digest from "../kernel/Digest.ts"
import type { Rates } from "../kernel/Rates.ts"
import type { Comparison, Condition, Quantified, Simple } from "./Condition.ts"
import type { Fact } from "./Fact.ts"
import * as Facts from "./Facts.ts"
import * as RowSum from "./RowSum.ts"
import * as SimpleTest from "./SimpleTest.ts"
import * as Truth from "./Truth.ts"
import * as Veil from "./Veil.ts"
import * as Wanted from "./Wanted.ts"

/** What a decision hangs on beside the subject. */
export interface Context {
  /** The instant of the decision, in epoch milliseconds. */
  readonly at: Calendar.Instant
  /** The rates of the day, by which money of another currency is compared. */
  readonly rates?: Rates
}

export type { ValueTest } from "./SimpleTest.ts"

/** Tests a subject. */
export type Test = (subject: Facts.AnySubject, context: Context) => Truth.Truth

/** What a condition on facts came to. */
export interface Answer {
  readonly _tag: "Answer"
  readonly truth: Truth.Name
  /** What was wanted. */
  readonly condition: Simple | Quantified
}

/** A condition that can be asked, and what it is made of. */
export interface Term {
  readonly condition: Condition
  readonly test: Test
  /** The conditions of all, any or not; that of the rows of a quantifier. */
  readonly parts: ReadonlyArray<Term>
  /** What a condition on facts can come to, by truth, so that a trace need not make it. */
  readonly answers: ReadonlyArray<Answer>
  /** Whether a condition on facts wants something of a personal one, which a trace must not show. */
  readonly isPersonal?: boolean
  /** The test of a value that is there, of a condition that is unknown without one. */
  readonly ofValue?: SimpleTest.ValueTest
}

const answersOf = (condition: Simple | Quantified): ReadonlyArray<Answer> =>
  Truth.Name.literals.map((truth) => ({ _tag: "Answer", truth, condition }))

/**
 * Reads a condition into its test. A missing fact makes a simple condition unknown, unless it asks
 * just that; the rest follows by three-valued logic (see `Truth`). Of rows, `some` and `every` are
 * `or` and `and`; a count is unknown where rows that are unknown decide it; a sum is unknown where
 * a row is, or a value of it is missing. Equal simple conditions become one term, also with those
 * that are `known` from another condition on the same facts.
 *
 * @throws Error where the condition was not checked against the facts (a programmer's error)
 * @example
 * ```ts
 * import { Fact, Facts, Interpreter, Truth } from "entrepot/rules"
 *
 * const facts = Facts.make({ country: Fact.text() })
 * const abroad = Interpreter.read(facts, {
 *   _tag: "Compare",
 *   fact: "country",
 *   is: "!=",
 *   value: "DE",
 * })
 * for (const subject of [{ country: "DE" }, { country: "FR" }, {}])
 *   console.log(Truth.name(abroad.test(subject, { at: 0 })))
 * ```
 * ```text
 * false
 * true
 * unknown
 * ```
 */
export const read = (
  facts: Facts.Facts,
  condition: Condition,
  known = new Map<string, Term>(),
): Term => {
  switch (condition._tag) {
    case "All": {
      const parts = condition.of.map((part) => read(facts, part, known))
      const test: Test = (subject, context) =>
        Truth.every(parts, ({ test }) => test(subject, context))
      return { condition, test, parts, answers: [] }
    }
    case "Any": {
      const parts = condition.of.map((part) => read(facts, part, known))
      const test: Test = (subject, context) =>
        Truth.some(parts, ({ test }) => test(subject, context))
      return { condition, test, parts, answers: [] }
    }
    case "Not": {
      const part = read(facts, condition.of, known)
      const test: Test = (subject, context) => Truth.not(part.test(subject, context))
      return { condition, test, parts: [part], answers: [] }
    }
    default: {
      const name = Digest.canonicalJson(condition)
      const term = known.get(name) ?? {
        ...leaf(facts, condition),
        isPersonal: Veil.isPersonal(facts, condition),
      }
      known.set(name, term)
      return term
    }
  }
}

const leaf = (facts: Facts.Facts, condition: Simple | Quantified): Term => {
  const name = condition.fact
  switch (condition._tag) {
    case "Some":
    case "Every":
    case "Count":
    case "Sum":
      return quantified(facts, condition)
    case "IsMissing": {
      const test: Test = (subject) => Truth.of(valueOf(subject, name) === undefined)
      return { condition, test, parts: [], answers: answersOf(condition) }
    }
    default: {
      const ofValue = SimpleTest.of(declared(facts, name), condition)
      const test: Test = (subject, { rates }) => {
        const value = valueOf(subject, name)
        return value === undefined ? Truth.unknown : ofValue(value, rates)
      }
      return { condition, test, parts: [], answers: answersOf(condition), ofValue }
    }
  }
}

/**
 * The value of a fact; JSON from elsewhere may say `null` for what is missing.
 *
 * @internal
 */
export const valueOf = (subject: Facts.AnySubject, fact: string): Facts.AnyValue | undefined =>
  subject[fact] ?? undefined

/**
 * The rows of a fact; nothing where they are missing.
 *
 * @internal
 */
export const rowsOf = (
  subject: Facts.AnySubject,
  fact: string,
): ReadonlyArray<Facts.AnySubject> | undefined => {
  const value = valueOf(subject, fact)
  return isRows(value) ? value : undefined
}

/**
 * Whether a value is rows.
 *
 * @internal
 */
export const isRows = (value: Facts.AnyValue | undefined): value is Facts.AnyRows =>
  Array.isArray(value) && value.every((row) => typeof row === "object")

/**
 * The declaration of a fact.
 *
 * @throws RangeError where there is none (a programmer's error)
 * @internal
 */
export const declared = (facts: Facts.Facts, name: string): Fact => {
  const fact = facts.byName.get(name)
  if (fact === undefined) throw new RangeError(`unknown fact ${JSON.stringify(name)}`)
  return fact
}

/**
 * The facts of the rows that a quantifier asks about.
 *
 * @internal
 */
export const rowFacts = (facts: Facts.Facts, name: string): Facts.Facts => {
  const fact = declared(facts, name)
  if (fact.kind !== "rows") throw new RangeError(`${JSON.stringify(name)} has no rows`)
  return Facts.ofRow(fact)
}

const quantified = (facts: Facts.Facts, condition: Quantified): Term => {
  const name = condition.fact
  const ofRow = rowFacts(facts, name)
  const where = condition.where === undefined ? undefined : read(ofRow, condition.where)
  const over = answer(ofRow, condition)
  const test: Test = (subject, context) => {
    const rows = rowsOf(subject, name)
    if (rows === undefined) return Truth.unknown
    return over(
      rows,
      (row) => (where === undefined ? Truth.yes : where.test(row, context)),
      context,
    )
  }
  return {
    condition,
    test,
    parts: where === undefined ? [] : [where],
    answers: answersOf(condition),
  }
}

type Over = (
  rows: ReadonlyArray<Facts.AnySubject>,
  where: (row: Facts.AnySubject) => Truth.Truth,
  context: Context,
) => Truth.Truth

const answer = (ofRow: Facts.Facts, condition: Quantified): Over => {
  switch (condition._tag) {
    case "Some":
      return Truth.some
    case "Every":
      return Truth.every
    case "Count": {
      const { is, value } = condition
      return (rows, where) => {
        const truths = rows.map(where)
        const surely = truths.filter((truth) => truth === Truth.yes).length
        const possibly = truths.filter((truth) => truth !== Truth.no).length
        return between(is, surely, possibly, value)
      }
    }
    case "Sum": {
      const { of, is } = condition
      const wanted = Result.getOrThrow(Wanted.read(declared(ofRow, of), condition.value))
      return (rows, where, { rates }) => {
        const truths = rows.map(where)
        const values = rows
          .filter((_, at) => truths[at] === Truth.yes)
          .map((row) => valueOf(row, of))
        const known = values.filter((value) => value !== undefined)
        if (truths.includes(Truth.unknown) || known.length < values.length) return Truth.unknown
        const sign = RowSum.compare(known, wanted, rates)
        return sign === undefined ? Truth.unknown : Truth.of(SimpleTest.holds(is, sign))
      }
    }
  }
}

/** How a number that is known up to bounds stands to another. */
const between = (is: Comparison, least: number, most: number, value: number): Truth.Truth => {
  if (is === "=" || is === "!=") {
    const equal =
      least === most
        ? Truth.of(least === value)
        : value < least || value > most
          ? Truth.no
          : Truth.unknown
    return is === "=" ? equal : Truth.not(equal)
  }
  const ends = [least, most].map((end) => SimpleTest.holds(is, end - value))
  return ends[0] === ends[1] ? Truth.of(ends[0] === true) : Truth.unknown
}
