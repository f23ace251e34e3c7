import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { type Condition, Engine, type Finding, Review, type RuleSet } from "entrepot/rules"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { type Case, cases, compiled, hitsOf, ruleSets } from "./support/worlds.ts"

type Reviews = (ruleSet: RuleSet.RuleSet<string>) => Review.Review
type Rules = RuleSet.RuleSet<string>

const checks: ReadonlyArray<Finding.Check> = ["overlap", "gap", "shadowed", "unreachable"]
const review: Reviews = (ruleSet) => Review.of(compiled(ruleSet), { checks })

/** What a finding claims, without its witness. */
const claim = (finding: Finding.Finding): string => {
  switch (finding._tag) {
    case "Overlap":
      return `overlap ${finding.rules.join()}`
    case "Gap":
      return "gap"
    default:
      return `${finding._tag.toLowerCase()} ${finding.rule}`
  }
}

/** The same claims by trying every subject of the world. */
const bruteForce = (ruleSet: Rules): ReadonlySet<string> => {
  const { rules, policy } = ruleSet
  const hits = cases(ruleSet).map(hitsOf(ruleSet))
  const outcome = new Map(rules.map((rule) => [rule.id, rule.outcome]))
  const found = new Set<string>()
  for (const hit of hits) {
    if (hit.length === 0) found.add("gap")
    for (const [at, left] of hit.entries())
      for (const right of hit.slice(at + 1))
        if (policy !== "any" || outcome.get(left) !== outcome.get(right))
          found.add(`overlap ${left},${right}`)
  }
  for (const { id } of rules)
    if (!hits.some((hit) => hit.includes(id))) found.add(`unreachable ${id}`)
    else if (!hits.some(([first]) => first === id)) found.add(`shadowed ${id}`)
  return found
}

// --- laws ----------------------------------------------------------------------------------------

const policies = ["unique", "any", "first"] as const

/** Nothing is claimed that no subject shows, and nothing is missed. */
const findsWhatBruteForceFinds = (reviews: Reviews) =>
  fc.property(ruleSets(policies), (ruleSet) => {
    const { findings, notAnalysed } = reviews(ruleSet)
    assert.deepStrictEqual(notAnalysed, [])
    assert.deepStrictEqual(
      [...new Set(findings.map(claim))].toSorted(),
      [...bruteForce(ruleSet)].toSorted(),
    )
  })

/** Whoever evaluates a witness with the engine sees what it is a witness of. */
const witnessesShow = (reviews: Reviews) =>
  fc.property(ruleSets(policies, true), (ruleSet) => {
    const engine = compiled({ ...ruleSet, policy: "collect" })
    const hits = ({ subject, at }: Case) =>
      Result.getOrThrow(Engine.evaluate(engine, subject, { at })).hits.map(({ id }) => id)
    for (const finding of reviews(ruleSet).findings) {
      const { subject, at = 0 } = finding.witness
      const hit = hits({ subject, at })
      const isShown =
        finding._tag === "Overlap"
          ? finding.rules.every((rule) => hit.includes(rule))
          : finding._tag === "Gap"
            ? hit.length === 0
            : finding._tag === "Shadowed"
              ? finding.by.some((rule) => hit.slice(0, hit.indexOf(finding.rule)).includes(rule))
              : !hit.includes(finding.rule)
      if (!isShown) assert.fail(`${JSON.stringify(finding)} but ${hit.join()}`)
    }
  })

/** With patterns too: what is claimed is so, and where something was missed it is not claimed away. */
const claimsNothingFalse = (reviews: Reviews) =>
  fc.property(ruleSets(policies, true), (ruleSet) => {
    const { findings, notAnalysed } = reviews(ruleSet)
    const truth = bruteForce(ruleSet)
    const told = new Set(findings.map(claim))
    for (const known of truth) {
      const [check = "", rules = ""] = known.split(" ")
      const isOpen = notAnalysed.some(
        (open) =>
          open.check === check &&
          (rules === "" || rules.split(",").every((rule) => open.rules.includes(rule))),
      )
      if (!told.has(known) && !isOpen) assert.fail(`${known} is missed`)
    }
    // That no subject does something cannot be shown by few subjects, so these must be so for all.
    for (const known of told)
      if (/shadowed|unreachable/.test(known) && !truth.has(known)) assert.fail(`${known} is false`)
  })

/** A gap does not hang on the facts that it does not name. */
const gapsAreAsWide = (reviews: Reviews) =>
  fc.property(ruleSets(policies), (ruleSet) => {
    const hits = hitsOf(ruleSet)
    for (const finding of reviews(ruleSet).findings) {
      if (finding._tag !== "Gap") continue
      const { subject, at = 0 } = finding.witness
      for (const other of cases(ruleSet)) {
        const same = Object.fromEntries(finding.facts.map((fact) => [fact, subject[fact]]))
        const hit = hits({ subject: { ...other.subject, ...same }, at })
        if (hit.length > 0) assert.fail(`${JSON.stringify(finding)} but ${hit.join()}`)
      }
    }
  })

// --- mutants -------------------------------------------------------------------------------------

const rewriting =
  (rewrite: (condition: Condition.Condition) => Condition.Condition): Reviews =>
  (ruleSet) =>
    review({
      ...ruleSet,
      rules: ruleSet.rules.map((rule) => ({ ...rule, when: rewrite(rule.when) })),
    })

const deep =
  (one: (condition: Condition.Condition) => Condition.Condition) =>
  (condition: Condition.Condition): Condition.Condition => {
    const inside = deep(one)
    if (condition._tag === "All" || condition._tag === "Any")
      return one({ ...condition, of: condition.of.map(inside) })
    return one(condition._tag === "Not" ? { ...condition, of: inside(condition.of) } : condition)
  }

/** Takes unknown for false. */
const twoValued = rewriting(
  deep((condition) =>
    condition._tag === "Not" && condition.of._tag !== "IsMissing" && "fact" in condition.of
      ? { _tag: "Any", of: [condition, { _tag: "IsMissing", fact: condition.of.fact }] }
      : condition,
  ),
)
/** Takes above for not below. */
const offByOne = rewriting(
  deep((condition) =>
    condition._tag === "Compare" && condition.is === ">" ? { ...condition, is: ">=" } : condition,
  ),
)
const withoutSalience: Reviews = (ruleSet) =>
  review({ ...ruleSet, rules: ruleSet.rules.map((rule) => ({ ...rule, salience: 0 })) })
const timeless: Reviews = (ruleSet) =>
  review({
    ...ruleSet,
    rules: ruleSet.rules.map(({ validity: _, ...rule }) => rule),
  })
/** Makes claims about what it did not analyse. */
const boasting: Reviews = (ruleSet) => ({ ...review(ruleSet), notAnalysed: [] })
const stopping: Reviews = (ruleSet) => ({
  ...Review.of(compiled(ruleSet), { checks, cells: 20 }),
  notAnalysed: [],
})
/** Looks at present facts only. */
const believing: Reviews = (ruleSet) => {
  const reviewed = review(ruleSet)
  return {
    ...reviewed,
    findings: reviewed.findings.map((finding) =>
      finding._tag === "Gap" ? { ...finding, facts: finding.facts.slice(1) } : finding,
    ),
  }
}

describe("A review", () => {
  it("finds what brute force finds", () => {
    holds(findsWhatBruteForceFinds(review))
  })
  it("tells with each finding a subject that shows it", () => {
    holds(witnessesShow(review))
  })
  it("claims nothing about what it did not analyse", () => {
    holds(claimsNothingFalse(review))
  })
  it("names the facts on which a gap hangs", () => {
    holds(gapsAreAsWide(review))
  })
  it.each([
    ["takes unknown for false", twoValued],
    ["is off by one", offByOne],
    ["forgets the salience", withoutSalience],
    ["forgets validity", timeless],
    ["stops early in silence", stopping],
  ])("that %s dies", (_name, mutant) => {
    kills(findsWhatBruteForceFinds(mutant))
  })
  it("with other witnesses dies", () => {
    kills(witnessesShow(offByOne))
    kills(witnessesShow(withoutSalience))
  })
  it("that boasts dies", () => {
    kills(claimsNothingFalse(boasting))
  })
  it("that names too few facts of a gap dies", () => {
    kills(gapsAreAsWide(believing))
  })
})
