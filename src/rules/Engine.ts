/**
 * The engine: a rule set compiled for its facts, which decides on subjects.
 *
 * @module
 */
import { Equal, Result } from "effect"

import * as Digest from "../kernel/Digest.ts"
import type { Accept } from "./Accept.ts"
import * as Check from "./Check.ts"
import * as Clause from "./Clause.ts"
import * as Facts from "./Facts.ts"
import * as Interpreter from "./Interpreter.ts"
import * as MissingRates from "./MissingRates.ts"
import type { Rule, Validity } from "./Rule.ts"
import { RuleIndex } from "./RuleIndex.ts"
import {
  type EvaluationRefusal,
  NoRuleMatched,
  RatesMissing,
  RulesDisagree,
  RuleSetRefused,
  SeveralRulesMatched,
} from "./RuleRefusal.ts"
import type { RuleSet } from "./RuleSet.ts"
import * as Truth from "./Truth.ts"

/** The rules that hold for a subject and those that are unknown, each in the order of hits. */
export interface Found<R> {
  readonly hits: ReadonlyArray<R>
  readonly unknown: ReadonlyArray<R>
}

/** A compiled rule set. */
export interface Engine<F extends Facts.Fields, Outcome> {
  readonly facts: Facts.Facts<F>
  readonly ruleSet: RuleSet<Outcome>
  /** In the order of their hits: by salience, then by place in the set. */
  readonly rules: ReadonlyArray<Rule<Outcome>>
  /** Asks a subject of all rules, whatever the policy and missing rates. */
  readonly search: (subject: Facts.AnySubject, context: Interpreter.Context) => Found<Rule<Outcome>>
  /** The condition of a rule, as it is asked one by one. */
  readonly termOf: (rule: Rule<Outcome>) => Interpreter.Term
  /** SHA-256 of the facts' declaration and the rule set, computed when it is first asked for. */
  readonly hash: () => string
}

/** What rules say of a subject; all lists are in the order of hits. */
export interface Decision<Outcome> extends Found<Rule<Outcome>> {
  /** The hits that count by the policy of the set. */
  readonly applied: ReadonlyArray<Rule<Outcome>>
}

/**
 * Compiles a rule set, or names all that is wrong with it. Outcomes have to be JSON, or say by
 * `toJSON` how they become that.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 * import { Conditions, Engine, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({ total: Fact.money(), phone: Fact.text({ personal: true }) })
 * const { compare, isMissing } = Conditions.over(facts)
 * const engine = Result.getOrThrow(
 *   Engine.compile(facts, {
 *     id: "audit",
 *     version: 1,
 *     policy: "ruleOrder",
 *     rules: [
 *       {
 *         id: "large",
 *         when: compare("total", ">", Money.of(500, "EUR")),
 *         outcome: "check the address",
 *         onUnknown: "hold",
 *       },
 *       { id: "no phone", when: isMissing("phone"), outcome: "ask for it", onUnknown: "skip" },
 *     ],
 *   }),
 * )
 * const order = { total: Money.of("620.50", "EUR") }
 * const decision = Result.getOrThrow(Engine.evaluate(engine, order, { at: 0 }))
 * for (const { id, outcome } of decision.hits) console.log(`${id}: ${outcome}`)
 * ```
 * ```text
 * large: check the address
 * no phone: ask for it
 * ```
 */
export const compile = <F extends Facts.Fields, Outcome>(
  facts: Facts.Facts<F>,
  ruleSet: RuleSet<Outcome>,
): Result.Result<Engine<F, Outcome>, RuleSetRefused> => {
  const problems = Check.rules(facts, ruleSet.rules)
  if (problems.length > 0) return Result.fail(new RuleSetRefused({ ruleSet: ruleSet.id, problems }))
  const known = new Map<string, Interpreter.Term>()
  const terms = new Map<Rule<Outcome>, Interpreter.Term>()
  const rules = ruleSet.rules.toSorted((a, b) => (b.salience ?? 0) - (a.salience ?? 0))
  const index = new RuleIndex(
    rules.map((rule) => ({
      rule,
      clauses: whileValid(rule.validity, Clause.ofCondition(facts, rule.when)),
    })),
    (condition) => Interpreter.read(facts, condition, known).test,
  )
  const termOf = (rule: Rule<Outcome>): Interpreter.Term => {
    const term = terms.get(rule) ?? Interpreter.read(facts, rule.when, known)
    terms.set(rule, term)
    return term
  }
  let hash: string | undefined
  return Result.succeed({
    facts,
    ruleSet,
    rules,
    search: (subject, context) => index.search(subject, context),
    termOf,
    hash: () => (hash ??= Digest.sha256(Digest.canonicalJson({ facts: facts.fields, ruleSet }))),
  })
}

const whileValid = (
  validity: Validity | undefined,
  clauses: ReadonlyArray<Clause.Clause>,
): ReadonlyArray<Clause.Clause> => {
  if (validity === undefined) return clauses
  const { from, before } = validity
  const cuts = [from, before].flatMap((at) => (at === undefined ? [] : [{ at, after: false }]))
  const accept: Accept = { _tag: "Spans", begins: from === undefined, cuts }
  const aspect = { fact: "", of: "at" } as const
  return clauses.map(({ asked, rest }) => ({
    asked: new Map([...asked, [Clause.nameOf(aspect), { aspect, accept }]]),
    rest,
  }))
}

/** Whether a rule applies at an instant. */
export const isValid = ({ validity }: Rule<unknown>, { at }: Interpreter.Context): boolean =>
  (validity?.from ?? at) <= at && at < (validity?.before ?? Infinity)

/**
 * Decides on a subject at an instant. It answers the same as asking every rule in turn would, and
 * does not hang on the order of rules unless the policy says so.
 *
 * A rule that hangs on a rate which is missing makes it refuse, whatever the rule says of unknown
 * facts; so do hits that the policy does not allow.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Conditions, Engine, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({ isCod: Fact.boolean() })
 * const engine = Result.getOrThrow(
 *   Engine.compile(facts, {
 *     id: "audit",
 *     version: 1,
 *     policy: "ruleOrder",
 *     rules: [
 *       {
 *         id: "cod",
 *         when: Conditions.over(facts).equals("isCod", true),
 *         outcome: "check",
 *         onUnknown: "hold",
 *       },
 *     ],
 *   }),
 * )
 * const { hits, unknown } = Result.getOrThrow(Engine.evaluate(engine, {}, { at: 0 }))
 * console.log(hits.length, unknown[0]?.onUnknown)
 * ```
 * ```text
 * 0 hold
 * ```
 */
export const evaluate = <F extends Facts.Fields, Outcome>(
  engine: Engine<F, Outcome>,
  subject: Facts.Subject<NoInfer<F>>,
  context: Interpreter.Context,
): Result.Result<Decision<Outcome>, EvaluationRefusal> => {
  const given = Facts.untyped(subject)
  const { hits, unknown } = engine.search(given, context)
  if (unknown.length > 0) {
    const refusal = ratesMissing(engine, unknown, given, context)
    if (refusal !== undefined) return Result.fail(refusal)
  }
  const { policy, id } = engine.ruleSet
  switch (policy) {
    case "unique":
    case "any":
    case "first":
    case "priority":
      return Result.map(single(id, policy, hits, unknown), (applied) => ({
        hits,
        unknown,
        applied,
      }))
    default:
      return Result.succeed({ hits, unknown, applied: hits })
  }
}

const ratesMissing = <F extends Facts.Fields, Outcome>(
  { facts, ruleSet, termOf }: Engine<F, Outcome>,
  unknown: ReadonlyArray<Rule<Outcome>>,
  subject: Facts.AnySubject,
  context: Interpreter.Context,
): RatesMissing | undefined => {
  const comparisons = unknown.flatMap((rule) =>
    MissingRates.of(facts, termOf(rule), subject, context).map((lack) => ({
      rule: rule.id,
      ...lack,
    })),
  )
  const day = context.rates?.day
  return comparisons.length === 0
    ? undefined
    : new RatesMissing({ ruleSet: ruleSet.id, comparisons, ...(day === undefined ? {} : { day }) })
}

/** The one hit that counts. */
const single = <Outcome>(
  ruleSet: string,
  policy: "unique" | "any" | "first" | "priority",
  hits: ReadonlyArray<Rule<Outcome>>,
  unknown: ReadonlyArray<Rule<Outcome>>,
): Result.Result<ReadonlyArray<Rule<Outcome>>, EvaluationRefusal> => {
  const [first, ...others] = hits
  const rules = hits.map(({ id }) => id)
  if (first === undefined)
    return Result.fail(new NoRuleMatched({ ruleSet, unknown: unknown.map(({ id }) => id) }))
  if (policy === "unique" && others.length > 0)
    return Result.fail(new SeveralRulesMatched({ ruleSet, rules }))
  if (policy === "any" && others.some(({ outcome }) => !Equal.equals(outcome, first.outcome)))
    return Result.fail(new RulesDisagree({ ruleSet, rules }))
  return Result.succeed([first])
}

/** The truth of one rule, as the specification has it: it is asked condition by condition. */
export const interpret = <F extends Facts.Fields, Outcome>(
  { termOf }: Engine<F, Outcome>,
  rule: Rule<Outcome>,
  subject: Facts.Subject<NoInfer<F>>,
  context: Interpreter.Context,
): Truth.Truth =>
  isValid(rule, context) ? termOf(rule).test(Facts.untyped(subject), context) : Truth.no
