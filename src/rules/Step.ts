/**
 * Steps: what the conditions of a rule came to, one by one.
 *
 * @module
 */
import type { Schema } from "effect"

import type { Quantified, Simple } from "./Condition.ts"
import * as Evidence from "./Evidence.ts"
import type * as Facts from "./Facts.ts"
import * as Interpreter from "./Interpreter.ts"
import * as Truth from "./Truth.ts"
import * as Veil from "./Veil.ts"

/** What a condition on facts came to. */
export interface Answer {
  readonly _tag: "Answer"
  readonly truth: Truth.Name
  /** What was wanted; of a personal fact, with keyed hashes for it. */
  readonly condition: Simple | Quantified | Veil.Veiled
}

/** What a condition over rows came to. */
export interface RowsAnswer extends Answer {
  /** The truth of each row; where it asks nothing of them, it is true. */
  readonly rows: ReadonlyArray<Truth.Name>
  /** Of a sum: the values of the rows that count; `null` where one is missing. */
  readonly summed?: ReadonlyArray<Schema.Json>
}

/** What a condition came to, and what it is made of. */
export type Step =
  | Answer
  | RowsAnswer
  | { readonly _tag: "All" | "Any"; readonly truth: Truth.Name; readonly of: ReadonlyArray<Step> }
  | { readonly _tag: "Not"; readonly truth: Truth.Name; readonly of: Step }

/**
 * Who is looked at, and how.
 *
 * @internal
 */
export interface Looking {
  readonly facts: Facts.Facts
  readonly subject: Facts.AnySubject
  readonly context: Interpreter.Context
  readonly key: string
}

/**
 * What a condition came to for a subject. Every part is asked, also where the answer is known.
 *
 * @internal
 */
export const of = (term: Interpreter.Term, looking: Looking): Step => {
  const { condition, parts } = term
  switch (condition._tag) {
    case "All":
    case "Any": {
      const isAll = condition._tag === "All"
      const steps: Array<Step> = []
      let joined = isAll ? Truth.yes : Truth.no
      for (const part of parts) {
        const step = of(part, looking)
        const truth = Truth.ofName(step.truth)
        if (isAll ? truth < joined : truth > joined) joined = truth
        steps.push(step)
      }
      return { _tag: condition._tag, truth: Truth.name(joined), of: steps }
    }
    case "Not": {
      const [part] = parts
      if (part === undefined) throw new TypeError("a negation has one part")
      const step = of(part, looking)
      return { _tag: "Not", truth: Truth.name(Truth.not(Truth.ofName(step.truth))), of: step }
    }
    case "Some":
    case "Every":
    case "Count":
    case "Sum":
      return rowsAnswer(answerOf(term, looking), condition, parts, looking)
    default:
      return answerOf(term, looking)
  }
}

const answerOf = (
  { test, answers, isPersonal }: Interpreter.Term,
  { facts, subject, context, key }: Looking,
): Answer => {
  const answer = answers[test(subject, context)]
  if (answer === undefined) throw new TypeError("a condition on facts has an answer")
  if (isPersonal !== true) return answer
  return { ...answer, condition: Veil.of(facts, answer.condition, key) }
}

const rowsAnswer = (
  answer: Answer,
  condition: Quantified,
  [where]: ReadonlyArray<Interpreter.Term>,
  { facts, subject, context, key }: Looking,
): Answer | RowsAnswer => {
  const rows = Interpreter.rowsOf(subject, condition.fact)
  if (rows === undefined) return answer
  const truths = rows.map((row) => where?.test(row, context) ?? Truth.yes)
  const all = { ...answer, rows: truths.map(Truth.name) }
  if (condition._tag !== "Sum") return all
  const ofRow = Interpreter.rowFacts(facts, condition.fact)
  const fact = Interpreter.declared(ofRow, condition.of)
  const isWhole = Interpreter.declared(facts, condition.fact).personal === true
  const counted = rows.filter((_, at) => truths[at] === Truth.yes)
  const summed = counted.map((row) => {
    const value = Interpreter.valueOf(row, condition.of)
    return value === undefined
      ? null
      : Evidence.shown(condition.of, isWhole ? { ...fact, personal: true } : fact, value, key)
  })
  return { ...all, summed }
}
