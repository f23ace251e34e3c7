/**
 * Reports of reviews: what the checks of a rule set found, as JSON that can be kept and shown.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type { Engine } from "../Engine.ts"
import * as Evidence from "../Evidence.ts"
import type * as Facts from "../Facts.ts"
import type * as Finding from "./Finding.ts"
import * as Review from "./Review.ts"

/** What a review looks for. */
export const Check = Schema.Literals(["overlap", "gap", "shadowed", "unreachable"])

/** A subject that shows a finding, and the instant of the decision where it hangs on that. */
const Witness = Schema.Struct({
  /** Facts by name; one that is not there is missing. */
  subject: Schema.Record(Schema.String, Schema.Json),
  at: Schema.optionalKey(Calendar.Instant),
})
const ids = Schema.Array(Schema.String)

/** What is wrong with a rule set; see `Finding`. */
const Told = Schema.TaggedUnion({
  Overlap: { rules: Schema.Tuple([Schema.String, Schema.String]), witness: Witness },
  Gap: { facts: ids, witness: Witness },
  Shadowed: { rule: Schema.String, by: ids, witness: Witness },
  Unreachable: { rule: Schema.String, facts: ids, witness: Witness },
})

/** What the checks of a rule set found, and what they make no claim about. */
export const ReviewReport = Schema.Struct({
  findings: Schema.Array(Told),
  notAnalysed: Schema.Array(Schema.Struct({ check: Check, rules: ids, because: Schema.String })),
})
/** What the checks of a rule set found. */
export type ReviewReport = typeof ReviewReport.Type

/**
 * Reviews a rule set and reports it. What rules want of personal facts stands in witnesses as keyed
 * hashes, as it does in traces.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Conditions, Engine, Fact, Facts, ReviewReport } from "entrepot/rules"
 *
 * const facts = Facts.make({ units: Fact.integer({ least: 1 }) })
 * const { all, compare } = Conditions.over(facts)
 * const never = all(compare("units", ">", 5), compare("units", "<", 3))
 * const rules = [{ id: "never", when: never, outcome: "hold", onUnknown: "skip" }] as const
 * const ruleSet = { id: "audit", version: 1, policy: "collect", rules } as const
 * const engine = Result.getOrThrow(Engine.compile(facts, ruleSet))
 * console.log(JSON.stringify(ReviewReport.of(engine, "key").findings))
 * ```
 * ```text
 * [{"_tag":"Unreachable","rule":"never","facts":["units"],"witness":{"subject":{"units":1}}}]
 * ```
 */
export const of = <F extends Facts.Fields, Outcome>(
  engine: Engine<F, Outcome>,
  key: string,
  options: Review.Options = {},
): ReviewReport => {
  const { findings, notAnalysed } = Review.of(engine, options)
  return {
    findings: findings.map((finding) => ({
      ...finding,
      witness: witness(engine.facts, finding.witness, key),
    })),
    notAnalysed,
  }
}

const witness = (
  facts: Facts.Facts,
  { subject, at }: Finding.Witness,
  key: string,
): typeof Witness.Type => ({
  subject: Evidence.shownFacts(facts, subject, key),
  ...(at === undefined ? {} : { at }),
})
