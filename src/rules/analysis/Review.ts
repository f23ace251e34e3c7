/**
 * The checks of a rule set at save time: overlaps, gaps, rules in the shadow of others and rules that
 * nothing reaches, each with a subject that shows it. Pure.
 *
 * @module
 */
import { type Engine, isValid } from "../Engine.ts"
import type * as Facts from "../Facts.ts"
import type * as Interpreter from "../Interpreter.ts"
import type { HitPolicy } from "../RuleSet.ts"
import * as Truth from "../Truth.ts"
import type { Check, Finding, NotAnalysed } from "./Finding.ts"
import * as Gaps from "./Gaps.ts"
import * as Line from "./Line.ts"
import * as Overlaps from "./Overlaps.ts"
import { exhausted, type Looked, more, type Reviewing } from "./Reviewing.ts"
import * as Shadows from "./Shadows.ts"
import * as Space from "./Space.ts"
import * as Stretches from "./Stretches.ts"

/** What a review found. Where nothing is said to be not analysed, there is nothing else to find. */
export interface Review {
  readonly findings: ReadonlyArray<Finding>
  readonly notAnalysed: ReadonlyArray<NotAnalysed>
  /** How many cells were looked at. */
  readonly cells: number
}

/** How a rule set is reviewed. */
export interface Options {
  /** What is looked for; those that mean something for the hit policy unless given. */
  readonly checks?: ReadonlyArray<Check>
  /** The budget: at most so many cells are looked at; four million unless given. */
  readonly cells?: number
  /** At most so many findings of each check are told; 100 unless given. */
  readonly most?: number
  /** Which facts a subject may lack: those that some rule asks `IsMissing` of unless given, or any. */
  readonly missing?: "asked" | "any"
}

/** The checks that mean something for a hit policy. */
export const checksOf = (policy: HitPolicy): ReadonlyArray<Check> => {
  switch (policy) {
    case "unique":
    case "any":
      return ["unreachable", "overlap", "gap"]
    case "first":
    case "priority":
      return ["unreachable", "shadowed", "gap"]
    default:
      return ["unreachable"]
  }
}

/**
 * Reviews a rule set. It is exact for booleans, enumerations, integers, decimals, days, instants,
 * money of one currency in amounts that can be posted, named texts, and sets that are asked for at
 * most six texts. Of all else (text patterns, rows, times of the week beside dates, money of several
 * currencies) it tries samples: what it finds by them is so, and what it cannot rule out is
 * `notAnalysed`, with the reason.
 *
 * A rule hits where its condition is true; what is unknown is no hit. A fact that is not asked about
 * may be anything. The line of each fact is cut into atoms at what the rules ask, and the rows of
 * conditions become boxes of atoms; see `uncovered` in `Grid.ts` for the search and its source.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Conditions, Engine, Fact, Facts, Review } from "entrepot/rules"
 *
 * const facts = Facts.make({ quantity: Fact.integer({ least: 1 }), isGift: Fact.boolean() })
 * const { all, compare, equals } = Conditions.over(facts)
 * const rules = [
 *   { id: "few", when: compare("quantity", "<=", 10), outcome: "shelf", onUnknown: "skip" },
 *   { id: "many", when: compare("quantity", ">=", 10), outcome: "bulk", onUnknown: "skip" },
 *   {
 *     id: "none",
 *     when: all(compare("quantity", "<", 1), equals("isGift", true)),
 *     outcome: "none",
 *     onUnknown: "skip",
 *   },
 * ] as const
 * const ruleSet = { id: "picking", version: 1, policy: "unique", rules } as const
 * const engine = Result.getOrThrow(Engine.compile(facts, ruleSet))
 * for (const finding of Review.of(engine).findings)
 *   console.log(finding._tag, JSON.stringify(finding.witness.subject))
 * ```
 * ```text
 * Unreachable {"quantity":1,"isGift":true}
 * Overlap {"quantity":10,"isGift":false}
 * ```
 */
export const of = <F extends Facts.Fields, Outcome>(
  { facts, rules: all, ruleSet, termOf }: Engine<F, Outcome>,
  options: Options = {},
): Review => {
  const { checks = checksOf(ruleSet.policy), cells = 4_000_000, most = 100, missing } = options
  const budget = { left: cells }
  const over = (rules: Reviewing["rules"]): ReadonlyArray<Looked<Finding>> => {
    const reviewing: Reviewing = {
      rules,
      space: Space.make(facts, rules, {
        line: (_name, fact, asked) => {
          const mayMiss = missing === "any" || asked.some(({ _tag }) => _tag === "IsMissing")
          const line = Line.of(fact, asked)
          return mayMiss ? { ...line, values: [...line.values, undefined] } : line
        },
        instants: (points) => ({ values: Stretches.instants(points, {}) }),
        context: noContext,
        least: () => Truth.yes,
        budget,
      }),
      budget,
      hits: (subject, at) =>
        all.flatMap((rule, index) =>
          (at === undefined || isValid(rule, { at })) &&
          termOf(rule).test(subject, noContext) === Truth.yes
            ? [index]
            : [],
        ),
      most,
    }
    if (budget.left > 0) return checks.map((check) => look(reviewing, check, ruleSet.policy))
    // A space that is not cut to its end would show what is not so.
    const ids = rules.map(({ id }) => id)
    return checks.map((check) => ({
      findings: [],
      notAnalysed: [{ check, rules: ids, because: exhausted }],
    }))
  }
  // Whether a rule is in vain hangs on no other one: each has a small space of its own.
  const isAlone = checks.every((check) => check === "unreachable")
  const looked = isAlone ? all.flatMap((rule) => over([rule])) : over(all)
  return {
    ...(isAlone ? together(looked, most) : gathered(looked)),
    cells: cells - Math.max(0, budget.left),
  }
}

const gathered = (looked: ReadonlyArray<Looked<Finding>>): Looked<Finding> => ({
  findings: looked.flatMap(({ findings }) => findings),
  notAnalysed: looked.flatMap(({ notAnalysed }) => notAnalysed),
})

/** What was looked at rule by rule, as one check: each reason is told once. */
const together = (looked: ReadonlyArray<Looked<Finding>>, most: number): Looked<Finding> => {
  const { findings, notAnalysed } = gathered(looked)
  const untold = findings
    .slice(most)
    .flatMap((finding) =>
      finding._tag === "Unreachable"
        ? [{ check: "unreachable" as const, rules: [finding.rule], because: more }]
        : [],
    )
  const reasons = Map.groupBy([...notAnalysed, ...untold], ({ because }) => because)
  return {
    findings: findings.slice(0, most),
    notAnalysed: Array.from(reasons, ([because, told]) => ({
      check: "unreachable",
      rules: told.flatMap(({ rules }) => rules),
      because,
    })),
  }
}

const noContext: Interpreter.Context = { at: 0 }

const look = (reviewing: Reviewing, check: Check, policy: HitPolicy): Looked<Finding> => {
  switch (check) {
    case "overlap":
      return Overlaps.find(reviewing, policy === "any")
    case "gap":
      return Gaps.find(reviewing)
    case "shadowed":
      return Shadows.shadowed(reviewing)
    case "unreachable":
      return Shadows.unreachable(reviewing)
  }
}
