/**
 * Traces: how a rule came to its answer, condition by condition, as JSON.
 *
 * @module
 */
import type { Schema } from "effect"

import type { Quantified, Simple } from "./Condition.ts"
import { type Engine, isValid } from "./Engine.ts"
import * as Evidence from "./Evidence.ts"
import * as Facts from "./Facts.ts"
import * as Interpreter from "./Interpreter.ts"
import type { Rule } from "./Rule.ts"
import * as Truth from "./Truth.ts"

/** What a condition over rows came to. */
export interface RowsAnswer extends Interpreter.Answer {
  /** The truth of each row; where it asks nothing of them, it is true. */
  readonly rows: ReadonlyArray<Truth.Name>
  /** Of a sum: the values of the rows that count; `null` where one is missing. */
  readonly summed?: ReadonlyArray<Schema.Json>
}

/** What a condition came to, and what it is made of. */
export type Step =
  | Interpreter.Answer
  | RowsAnswer
  | { readonly _tag: "All" | "Any"; readonly truth: Truth.Name; readonly of: ReadonlyArray<Step> }
  | { readonly _tag: "Not"; readonly truth: Truth.Name; readonly of: Step }

/** How a rule came to its answer. */
export interface Trace {
  readonly rule: string
  readonly truth: Truth.Name
  /** Whether the rule applies at the instant; it is false where it does not. */
  readonly applies: boolean
  readonly step: Step
}

/** What a rule asked about: a fact and its value; of a personal one it is `{ "hash": … }`. */
export interface Seen {
  readonly fact: string
  /** Absent where it is missing. */
  readonly value?: Schema.Json
}

/** The traces of rules, and the facts that they asked about. */
export interface Traces {
  readonly rules: ReadonlyArray<Trace>
  readonly saw: ReadonlyArray<Seen>
}

/**
 * The traces of some rules, or of all of them in the order of hits. Personal values stand in them as
 * hashes with a key, see `Evidence`. Every condition is asked, also where the answer is known.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Conditions, Engine, Fact, Facts, Trace } from "entrepot/rules"
 *
 * const facts = Facts.make({ country: Fact.text(), pieces: Fact.integer() })
 * const { all, compare, equals, not } = Conditions.over(facts)
 * const engine = Result.getOrThrow(
 *   Engine.compile(facts, {
 *     id: "audit",
 *     version: 1,
 *     policy: "ruleOrder",
 *     rules: [
 *       {
 *         id: "bulk abroad",
 *         when: all(not(equals("country", "DE")), compare("pieces", ">", 10)),
 *         outcome: "hold",
 *         onUnknown: "hold",
 *       },
 *     ],
 *   }),
 * )
 * console.log(Trace.render(Trace.of(engine, { country: "FR", pieces: 12 }, { at: 0 }, "key")))
 * ```
 * ```text
 * bulk abroad: true
 *   all: true
 *     not: true
 *       country = "DE": false, it is "FR"
 *     pieces > 10: true, it is 12
 * ```
 */
export const of = <F extends Facts.Fields, Outcome>(
  { facts, rules: all, termOf }: Engine<F, Outcome>,
  subject: Facts.Subject<NoInfer<F>>,
  context: Interpreter.Context,
  key: string,
  rules: ReadonlyArray<Rule<Outcome>> = all,
): Traces => {
  const looking: Looking = { facts, subject: Facts.untyped(subject), context, key }
  const traces = rules.map((rule): Trace => {
    const applies = isValid(rule, context)
    const step = stepOf(termOf(rule), looking)
    return { rule: rule.id, truth: applies ? step.truth : "false", applies, step }
  })
  const asked = askedBy.get(rules) ?? new Set(rules.flatMap((rule) => factsOf(termOf(rule))))
  askedBy.set(rules, asked)
  return { rules: traces, saw: Array.from(asked, (fact) => seen(fact, looking)) }
}

/** The facts that rules ask about; those of a whole set are asked for again and again. */
const askedBy = new WeakMap<ReadonlyArray<unknown>, ReadonlySet<string>>()

const factsOf = ({ condition, parts }: Interpreter.Term): ReadonlyArray<string> => {
  switch (condition._tag) {
    case "All":
    case "Any":
    case "Not":
      return parts.flatMap(factsOf)
    case "Some":
    case "Every":
    case "Count":
    case "Sum":
      return []
    default:
      return [condition.fact]
  }
}

interface Looking {
  readonly facts: Facts.Facts
  readonly subject: Facts.AnySubject
  readonly context: Interpreter.Context
  readonly key: string
}

const stepOf = (term: Interpreter.Term, looking: Looking): Step => {
  const { condition, parts } = term
  switch (condition._tag) {
    case "All":
    case "Any": {
      const isAll = condition._tag === "All"
      const of: Array<Step> = []
      let joined = isAll ? Truth.yes : Truth.no
      for (const part of parts) {
        const step = stepOf(part, looking)
        const truth = Truth.ofName(step.truth)
        if (isAll ? truth < joined : truth > joined) joined = truth
        of.push(step)
      }
      return { _tag: condition._tag, truth: Truth.name(joined), of }
    }
    case "Not": {
      const [part] = parts
      if (part === undefined) throw new TypeError("a negation has one part")
      const of = stepOf(part, looking)
      return { _tag: "Not", truth: Truth.name(Truth.not(Truth.ofName(of.truth))), of }
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
  { test, answers }: Interpreter.Term,
  { subject, context }: Looking,
): Interpreter.Answer => {
  const answer = answers[test(subject, context)]
  if (answer === undefined) throw new TypeError("a condition on facts has an answer")
  return answer
}

const rowsAnswer = (
  answer: Interpreter.Answer,
  condition: Quantified,
  [where]: ReadonlyArray<Interpreter.Term>,
  { facts, subject, context, key }: Looking,
): Interpreter.Answer | RowsAnswer => {
  const rows = Interpreter.rowsOf(subject, condition.fact)
  if (rows === undefined) return answer
  const truths = rows.map((row) => where?.test(row, context) ?? Truth.yes)
  const all = { ...answer, rows: truths.map(Truth.name) }
  if (condition._tag !== "Sum") return all
  const ofRow = Interpreter.rowFacts(facts, condition.fact)
  const fact = Interpreter.declared(ofRow, condition.of)
  const counted = rows.filter((_, at) => truths[at] === Truth.yes)
  const summed = counted.map((row) => {
    const value = Interpreter.valueOf(row, condition.of)
    return value === undefined ? null : Evidence.shown(condition.of, fact, value, key)
  })
  return { ...all, summed }
}

const seen = (name: string, { facts, subject, key }: Looking): Seen => {
  const value = Interpreter.valueOf(subject, name)
  const fact = Interpreter.declared(facts, name)
  return value === undefined
    ? { fact: name }
    : { fact: name, value: Evidence.shown(name, fact, value, key) }
}

/** Traces as indented lines for people; for programs the data is there. */
export const render = ({ rules, saw }: Traces): string => {
  const values = new Map(saw.map(({ fact, value }) => [fact, value]))
  return rules
    .flatMap(({ rule, truth, applies, step }) => [
      `${rule}: ${truth}${applies ? "" : ", it does not apply at this time"}`,
      ...lines(step, "  ", values),
    ])
    .join("\n")
}

type Values = ReadonlyMap<string, Schema.Json | undefined>

const lines = (step: Step, margin: string, values: Values): ReadonlyArray<string> => {
  if (step._tag === "Answer") return [margin + line(step, values)]
  const parts = step._tag === "Not" ? [step.of] : step.of
  return [
    `${margin}${step._tag.toLowerCase()}: ${step.truth}`,
    ...parts.flatMap((part) => lines(part, `${margin}  `, values)),
  ]
}

const line = (answer: Interpreter.Answer | RowsAnswer, values: Values): string => {
  const { condition, truth } = answer
  const value = values.get(condition.fact)
  const single = value === undefined ? "it is missing" : `it is ${JSON.stringify(value)}`
  const what = "rows" in answer ? `its rows are ${answer.rows.join(", ")}` : single
  return `${wanted(condition)}: ${truth}, ${what}`
}

const wanted = (condition: Simple | Quantified): string => {
  const { _tag, fact, ...more } = condition
  return _tag === "Compare"
    ? `${fact} ${condition.is} ${JSON.stringify(condition.value)}`
    : `${fact} ${_tag} ${JSON.stringify(more)}`
}
