/**
 * Traces: how a rule came to its answer, condition by condition, as JSON.
 *
 * @module
 */
import type { Schema } from "effect"

import { isSimple, leaves } from "./Condition.ts"
import { type Engine, isValid } from "./Engine.ts"
import * as Evidence from "./Evidence.ts"
import * as Facts from "./Facts.ts"
import * as Interpreter from "./Interpreter.ts"
import type { Rule } from "./Rule.ts"
import * as Step from "./Step.ts"
import * as TracePlan from "./TracePlan.ts"
import type * as Truth from "./Truth.ts"

/** How a rule came to its answer. */
export interface Trace {
  readonly rule: string
  readonly truth: Truth.Name
  /** Whether the rule applies at the instant; it is false where it does not. */
  readonly applies: boolean
  readonly step: Step.Step
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
 * The traces of some rules, or of all of them in the order of hits. Personal values, and what rules
 * want of them, stand in them as hashes with a key, see `Evidence`; equal ones have equal hashes. Every
 * condition is asked, also where the answer is known.
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
  const looking: Step.Looking = { facts, subject: Facts.untyped(subject), context, key }
  const isWhole = rules === all
  const prepared = preparations.get(rules) ?? prepare(rules, termOf, isWhole)
  if (isWhole) preparations.set(rules, prepared)
  const truths = prepared.truthsOf(looking.subject, context)
  const traces: Array<Trace> = []
  for (const ready of prepared.rules) traces.push(traceOf(ready, truths, looking))
  return { rules: traces, saw: prepared.asked.map((fact) => seen(fact, looking)) }
}

const traceOf = (
  ready: Ready,
  truths: ReadonlyArray<Truth.Truth>,
  looking: Step.Looking,
): Trace => {
  const { rule, term, plan, traces } = ready
  const applies = isValid(rule, looking.context)
  if (plan === undefined || !applies) {
    const step = Step.of(term, looking)
    return { rule: rule.id, truth: applies ? step.truth : "false", applies, step }
  }
  const outcome = TracePlan.outcomeOf(plan, truths)
  const known = traces[outcome]
  if (known !== undefined) return known
  const step = plan.stepOf(outcome)
  const trace: Trace = { rule: rule.id, truth: step.truth, applies, step }
  traces[outcome] = trace
  return trace
}

/** A rule that is ready to be traced, and its traces by outcome. */
interface Ready {
  readonly rule: Rule<unknown>
  readonly term: Interpreter.Term
  readonly plan: TracePlan.Plan | undefined
  readonly traces: Array<Trace | undefined>
}

interface Prepared {
  readonly rules: ReadonlyArray<Ready>
  /** The truths of the leaves of their plans. */
  readonly truthsOf: ReturnType<TracePlan.Leaves["asking"]>
  /** The facts that the rules ask about. */
  readonly asked: ReadonlyArray<string>
}

/** A whole set is traced again and again, so it is prepared once; no other set has its list of rules. */
const preparations = new WeakMap<ReadonlyArray<unknown>, Prepared>()

const prepare = <Outcome>(
  rules: ReadonlyArray<Rule<Outcome>>,
  termOf: (rule: Rule<Outcome>) => Interpreter.Term,
  isWhole: boolean,
): Prepared => {
  const asks = new TracePlan.Leaves()
  const terms = rules.map((rule) => ({ rule, term: termOf(rule) }))
  const ready = terms.map(({ rule, term }): Ready => {
    const plan = isWhole ? TracePlan.of(term, asks) : undefined
    return { rule, term, plan, traces: [] }
  })
  const simple = rules.flatMap(({ when }) => leaves(when).filter(isSimple))
  const asked = Array.from(new Set(simple.map(({ fact }) => fact)))
  return { rules: ready, truthsOf: asks.asking(), asked }
}

const seen = (name: string, { facts, subject, key }: Step.Looking): Seen => {
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

const lines = (step: Step.Step, margin: string, values: Values): ReadonlyArray<string> => {
  if (step._tag === "Answer") return [margin + line(step, values)]
  const parts = step._tag === "Not" ? [step.of] : step.of
  return [
    `${margin}${step._tag.toLowerCase()}: ${step.truth}`,
    ...parts.flatMap((part) => lines(part, `${margin}  `, values)),
  ]
}

const line = (answer: Step.Answer | Step.RowsAnswer, values: Values): string => {
  const { condition, truth } = answer
  const value = values.get(condition.fact)
  const single = value === undefined ? "it is missing" : `it is ${JSON.stringify(value)}`
  const what = "rows" in answer ? `its rows are ${answer.rows.join(", ")}` : single
  return `${wanted(condition)}: ${truth}, ${what}`
}

const wanted = (asked: Step.Answer["condition"]): string => {
  const json = asked._tag === "Veiled" ? asked.condition : asked
  const { _tag, fact, ...more } = json
  return "value" in more && _tag === "Compare"
    ? `${asked.fact} ${String(more.is)} ${JSON.stringify(more.value)}`
    : `${asked.fact} ${String(_tag)} ${JSON.stringify(more)}`
}
