/**
 * The checks of rules for orders, as they would be published.
 *
 * @module
 */
import { Schema } from "effect"

import type * as RulesReview from "../../rules/analysis/Review.ts"
import * as ReviewReport from "../../rules/analysis/ReviewReport.ts"
import type { OrderEngine } from "./Verdict.ts"

/** What the checks of rules found, what they make no claim about, and which were not run. */
export const Checked = Schema.Struct({
  ...ReviewReport.ReviewReport.fields,
  notRun: Schema.Array(ReviewReport.Check),
})
/** What the checks of rules found, and which were not run. */
export type Checked = typeof Checked.Type

type Check = typeof ReviewReport.Check.Type

/** Rules that never decide anything. Overlaps and gaps are no fault of rules that all count. */
const byDefault: ReadonlyArray<Check> = ["unreachable", "shadowed"]

/** What each look may take: about a second together, and a report that a receipt can keep. */
const budget: RulesReview.Options = { cells: 1_000_000, most: 20 }

/**
 * Checks rules; what is personal stands in the report as hashes by the key. Whether a rule is in vain is
 * looked at apart, one rule after the other: of many rules together no cells would be left for it.
 */
export const of = (engine: OrderEngine, key: string, options: RulesReview.Options): Checked => {
  const { checks = byDefault } = options
  const isAlone = (check: Check) => check === "unreachable"
  const looks = [checks.filter((check) => !isAlone(check)), checks.filter(isAlone)]
    .filter((some) => some.length > 0)
    .map((some) => ReviewReport.of(engine, key, { ...budget, ...options, checks: some }))
  return {
    findings: looks.flatMap(({ findings }) => findings),
    notAnalysed: looks.flatMap(({ notAnalysed }) => notAnalysed),
    notRun: ReviewReport.Check.literals.filter((check) => !checks.includes(check)),
  }
}
