/**
 * Rule sets: rules of one purpose, with the policy that says which of their hits count.
 *
 * @module
 */
import { Predicate, Result, Schema, SchemaIssue } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Check from "./Check.ts"
import type { Facts } from "./Facts.ts"
import * as Rule from "./Rule.ts"
import { type Problem, RuleSetRefused } from "./RuleRefusal.ts"

/**
 * Which hits count (DMN 1.5, section 8.2.10). A hit's order is its salience, then its place in the set.
 *
 * - `unique`: there is one hit at most. `any`: hits agree. `first`: the first one.
 * - `priority`: the first one; a table orders hits by their outputs. `outputOrder`: all, in that order.
 * - `ruleOrder`, `collect`: all. `sum`, `min`, `max`, `count`: one number from all of them.
 */
export const HitPolicy = Schema.Literals([
  "unique",
  "any",
  "first",
  "priority",
  "ruleOrder",
  "outputOrder",
  "collect",
  "sum",
  "min",
  "max",
  "count",
])
/** Which hits count. */
export type HitPolicy = typeof HitPolicy.Type

/** Rules of one purpose; a rule's id stands once. */
export interface RuleSet<Outcome> {
  readonly id: Id.Id
  /** From 1; a set that decides otherwise has a new one. */
  readonly version: number
  readonly policy: HitPolicy
  readonly rules: ReadonlyArray<Rule.Rule<Outcome>>
}

const strict = { errors: "all", onExcessProperty: "error" } as const

const shell = Schema.Struct({
  id: Id.Id,
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  policy: HitPolicy,
  rules: Schema.Array(Schema.Unknown),
})

/**
 * Reads a rule set from JSON whose rules have outcomes of a schema, and checks it against the facts.
 * All problems are named together.
 *
 * @example
 * ```ts
 * import { Result, Schema } from "effect"
 * import { Fact, Facts, RuleSet } from "entrepot/rules"
 *
 * const facts = Facts.make({ country: Fact.text(), total: Fact.money() })
 * const read = RuleSet.parse(facts, Schema.String, {
 *   id: "audit",
 *   version: 1,
 *   policy: "ruleOrder",
 *   rules: [
 *     {
 *       id: "large",
 *       when: { _tag: "Compare", fact: "total", is: ">", value: 500 },
 *       outcome: "hold",
 *       onUnknown: "hold",
 *     },
 *     { id: "abroad", when: { _tag: "Any", of: [] }, outcome: "hold", onUnknown: "skip" },
 *   ],
 * })
 * if (Result.isFailure(read))
 *   for (const { rule, path, because } of read.failure.problems) console.log(rule, path, because)
 * ```
 * ```text
 * large $.rules[0].when.value wanted money such as { "currency": "EUR", "amount": "12.50" }, got 500
 * abroad $.rules[1].when.of wanted at least one
 * ```
 */
export const parse = <Outcome, Json>(
  facts: Facts,
  outcome: Schema.Codec<Outcome, Json>,
  json: unknown,
): Result.Result<RuleSet<Outcome>, RuleSetRefused> => {
  const outer = Schema.decodeUnknownResult(shell, strict)(json)
  if (Result.isFailure(outer))
    return Result.fail(refused(idOf(json) ?? "", problemsOf(outer.failure, "$")))
  const { rules: given, ...set } = outer.success
  const decode = Schema.decodeUnknownResult(Rule.schema(outcome), strict)
  const read = given.map((rule) => ({ given: rule, decoded: decode(rule) }))
  const malformed = read.flatMap(({ given, decoded }, at) =>
    Result.isFailure(decoded)
      ? problemsOf(decoded.failure, `$.rules[${at}]`).map((problem) => withRule(problem, given))
      : [],
  )
  const decoded = read.map(({ decoded }) => Result.getOrUndefined(decoded))
  const rules = decoded.filter((rule) => rule !== undefined)
  const problems = [...malformed, ...Check.rules(facts, decoded)]
  return problems.length === 0
    ? Result.succeed({ ...set, rules })
    : Result.fail(refused(set.id, problems))
}

const refused = (ruleSet: string, problems: ReadonlyArray<Problem>): RuleSetRefused =>
  new RuleSetRefused({ ruleSet, problems })

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const problemsOf = ({ issue }: Schema.SchemaError, path: string): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ message, path: steps = [] }) => ({
    path: steps.reduce<string>(
      (before, step) => before + (typeof step === "number" ? `[${step}]` : `.${String(step)}`),
      path,
    ),
    because: message,
  }))

const withRule = (problem: Problem, given: unknown): Problem => {
  const id = idOf(given)
  return id === undefined ? problem : { rule: id, ...problem }
}

const idOf = (json: unknown): string | undefined =>
  Predicate.hasProperty(json, "id") && typeof json.id === "string" ? json.id : undefined
