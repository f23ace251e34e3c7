/**
 * Why rules are refused, and why they refuse to decide.
 *
 * @module
 */
import { Schema } from "effect"

/** What is wrong with a rule set: `path` is where, such as `$.rules[3].when.of[1].value`. */
export const Problem = Schema.Struct({
  /** The rule's id; absent where it is the set itself. */
  rule: Schema.optionalKey(Schema.String),
  path: Schema.String,
  because: Schema.String,
})
/** What is wrong with a rule set, and where. */
export type Problem = typeof Problem.Type

/** The rule set cannot be used; every problem is named. */
export class RuleSetRefused extends Schema.TaggedError<RuleSetRefused>()("RuleSetRefused", {
  ruleSet: Schema.String,
  problems: Schema.Array(Problem),
}) {
  override get message(): string {
    const problems = this.problems.map(({ rule, path, because }) => {
      const where = rule === undefined ? path : `rule ${JSON.stringify(rule)} at ${path}`
      return `${where}: ${because}`
    })
    return `rule set ${JSON.stringify(this.ruleSet)} is refused: ${problems.join("; ")}`
  }
}

/** A comparison of money that needs a rate which the table does not have. */
export const MissingRate = Schema.Struct({
  rule: Schema.String,
  fact: Schema.String,
  from: Schema.String,
  to: Schema.String,
})
/** A comparison of money that needs a rate. */
export type MissingRate = typeof MissingRate.Type

/**
 * Rules compare money of two currencies, and hang on a rate that is missing. `day` is that of the
 * table of rates, absent where none was given.
 */
export class RatesMissing extends Schema.TaggedError<RatesMissing>()("RatesMissing", {
  ruleSet: Schema.String,
  day: Schema.optionalKey(Schema.String),
  comparisons: Schema.Array(MissingRate),
}) {
  override get message(): string {
    const comparisons = this.comparisons.map(
      ({ rule, fact, from, to }) =>
        `rule ${JSON.stringify(rule)} compares ${fact} in ${from} with ${to}`,
    )
    const table = this.day === undefined ? "no rates are given" : `no such rate on ${this.day}`
    return `${comparisons.join("; ")}: ${table}`
  }
}

/** Several rules hit where the policy is `unique`. */
export class SeveralRulesMatched extends Schema.TaggedError<SeveralRulesMatched>()(
  "SeveralRulesMatched",
  { ruleSet: Schema.String, rules: Schema.Array(Schema.String) },
) {
  override get message(): string {
    return `${this.ruleSet} has a unique answer, but several rules match: ${this.rules.join(", ")}`
  }
}

/** Rules that hit have different outcomes where the policy is `any`. */
export class RulesDisagree extends Schema.TaggedError<RulesDisagree>()("RulesDisagree", {
  ruleSet: Schema.String,
  rules: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `rules of ${this.ruleSet} match with different outcomes: ${this.rules.join(", ")}`
  }
}

/**
 * No rule hits where the policy wants one. `unknown` are those that might, if it were known what is
 * missing.
 */
export class NoRuleMatched extends Schema.TaggedError<NoRuleMatched>()("NoRuleMatched", {
  ruleSet: Schema.String,
  unknown: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const might = this.unknown.length === 0 ? "" : `; unknown: ${this.unknown.join(", ")}`
    return `no rule of ${this.ruleSet} matches${might}`
  }
}

/** Why rules refuse to decide on a subject. */
export type EvaluationRefusal = RatesMissing | SeveralRulesMatched | RulesDisagree | NoRuleMatched

/** Any refusal of this room. */
export type RuleRefusal = RuleSetRefused | EvaluationRefusal
