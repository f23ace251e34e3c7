import { assert, describe, it } from "@effect/vitest"
import { Backtest, Confusion, type RuleSet, type Shadow } from "entrepot/rules"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { cases, compiled, type facts, hitsOf, ruleSets } from "./support/worlds.ts"

type Rules = RuleSet.RuleSet<string>
type Past = Backtest.Past<typeof facts.fields>
type Run = (now: Rules, next: Rules, past: ReadonlyArray<Past>) => Backtest.Report

const run: Run = (now, next, past) => Backtest.run(compiled(now), compiled(next), past)

const outcomes = fc.option(fc.boolean(), { nil: undefined })

/** Two versions, and past subjects of which some have an outcome. */
const histories = fc
  .tuple(
    ruleSets(["collect"]),
    fc.array(fc.tuple(fc.nat(), outcomes), { maxLength: 10 }),
    fc.nat(),
    fc.constantFrom("hold", "pass", "other"),
  )
  .map(([ruleSet, drawn, which, outcome]) => {
    const all = cases(ruleSet, "any")
    const past = drawn.flatMap(([at, isPositive], index): ReadonlyArray<Past> => {
      const { subject, at: instant } = all[at % all.length] ?? { subject: {}, at: 0 }
      const known = isPositive === undefined ? {} : { isPositive }
      return [{ id: `o${index}`, subject, context: { at: instant }, ...known }]
    })
    const rules = ruleSet.rules.map((rule, at) =>
      at === which % ruleSet.rules.length ? { ...rule, outcome } : rule,
    )
    return { now: ruleSet, next: { ...ruleSet, version: 2, rules: rules.toReversed() }, past }
  })

const hitsIn = (ruleSet: Rules) => {
  const hits = hitsOf(ruleSet)
  return ({ subject, context }: Past) => hits({ subject, at: context.at })
}

// --- laws ----------------------------------------------------------------------------------------

const nothingChangesAgainstItself = (run: Run) =>
  fc.property(histories, ({ now, past }) => {
    const { subjects, changed, sample, before, after } = run(now, now, past)
    assert.deepStrictEqual([subjects, changed, sample.length], [past.length, 0, 0])
    assert.deepStrictEqual(after, before)
  })

const countsAreThoseOfTheNaiveWay = (run: Run) =>
  fc.property(histories, ({ now, next, past }) => {
    const report = run(now, next, past)
    for (const [ruleSet, { rules }] of [
      [now, report.before],
      [next, report.after],
    ] as const) {
      const hitsAt = hitsIn(ruleSet)
      for (const { rule, hits, confusion } of rules) {
        const hit = past.filter((one) => hitsAt(one).includes(rule))
        const positives = past.filter((one) => one.isPositive === true)
        const judged = hit.filter((one) => one.isPositive !== undefined)
        const found = hit.filter((one) => one.isPositive === true).length
        assert.strictEqual(hits, hit.length)
        const precision = judged.length === 0 ? undefined : found / judged.length
        const recall = positives.length === 0 ? undefined : found / positives.length
        assert.strictEqual(Confusion.precision(confusion), precision)
        assert.strictEqual(Confusion.recall(confusion), recall)
        const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion
        assert.strictEqual(
          truePositives + falsePositives + trueNegatives + falseNegatives,
          past.filter((one) => one.isPositive !== undefined).length,
        )
      }
    }
  })

/** The changed subjects are those whose outcomes are others, in whatever order the rules stand. */
const tellsWhichChange = (run: Run) =>
  fc.property(histories, ({ now, next, past }) => {
    const [hitsNow, hitsNext] = [hitsIn(now), hitsIn(next)]
    const effects = (ruleSet: Rules, hits: ReadonlyArray<string>) =>
      hits
        .map((id) => ruleSet.rules.find((rule) => rule.id === id)?.outcome)
        .toSorted()
        .join()
    const other = past.filter((one) => effects(now, hitsNow(one)) !== effects(next, hitsNext(one)))
    const { changed, sample } = run(now, next, past)
    assert.strictEqual(changed, other.length)
    assert.deepStrictEqual(
      sample.map(({ id }) => id),
      other.map(({ id }) => id),
    )
    for (const { shadow } of sample) assert.isNotEmpty(reasons(shadow))
  })

const reasons = ({ differences }: Shadow.Shadow) => differences.map(({ rule }) => rule)

// --- mutants -------------------------------------------------------------------------------------

/** Lets whoever has no known outcome be negative. */
const guessing: Run = (now, next, past) =>
  run(
    now,
    next,
    past.map((one) => ({ ...one, isPositive: one.isPositive === true })),
  )
const forgetful: Run = (now, next, past) => run(now, next, past.slice(0, -1))
/** Judges every subject by today's clock. */
const timeless: Run = (now, next, past) =>
  run(
    now,
    next,
    past.map((one) => ({ ...one, context: { at: 0 } })),
  )
/** Takes another order of outcomes for other ones. */
const ordered: Run = (now, next, past) =>
  run({ ...now, policy: "ruleOrder" }, { ...next, policy: "ruleOrder" }, past)
const confused: Run = (now, next, past) => run(next, now, past)
const leaking: Run = (now, _next, past) =>
  run(now, { ...now, rules: now.rules.map((rule) => ({ ...rule, outcome: "other" })) }, past)

describe("A backtest", () => {
  it("of a version against itself changes nothing", () => {
    holds(nothingChangesAgainstItself(run))
  })
  it("counts hits, precision and recall as the naive way does", () => {
    holds(countsAreThoseOfTheNaiveWay(run))
  })
  it("tells which subjects change, and why", () => {
    holds(tellsWhichChange(run))
  })
  it.each([
    ["takes the unknown for negative", guessing],
    ["forgets a subject", forgetful],
    ["decides by another clock", timeless],
  ])("that %s dies", (_name, mutant) => {
    kills(countsAreThoseOfTheNaiveWay(mutant))
  })
  it("that takes another order for a change dies", () => {
    kills(tellsWhichChange(ordered))
  })
  it("that looks at one version only dies", () => {
    kills(tellsWhichChange((now, _next, past) => run(now, now, past)))
    kills(nothingChangesAgainstItself(leaking))
  })
  it("that takes the versions for each other dies", () => {
    kills(
      fc.property(histories, ({ now, next, past }) => {
        assert.strictEqual(confused(now, next, past).before.version, now.version)
      }),
    )
  })

  it("keeps a bounded sample, tells its progress, and hears of subjects in their own time", async () => {
    const rules = [
      { id: "all", when: { _tag: "All", of: [] }, outcome: "hold", onUnknown: "skip" },
    ] as const
    const now: Rules = { id: "s", version: 1, policy: "collect", rules }
    const next: Rules = { ...now, version: 2, rules: [] }
    const heard: Array<readonly [number, number]> = []
    async function* past(): AsyncGenerator<Past> {
      for (let at = 0; at < 10; at++) yield { id: `o${at}`, subject: {}, context: { at } }
    }
    const report = await Backtest.runAsync(compiled(now), compiled(next), past(), {
      sample: 3,
      every: 4,
      progress: (...told) => heard.push(told),
    })
    assert.strictEqual(report.changed, 10)
    assert.deepStrictEqual(
      report.sample.map(({ id }) => id),
      ["o0", "o1", "o2"],
    )
    assert.deepStrictEqual(heard, [
      [4, 4],
      [8, 8],
    ])
    assert.deepStrictEqual(report.sample[0]?.shadow.differences, [
      { rule: "all", before: "true", after: "absent", isOtherOutcome: false },
    ])
  })
})
