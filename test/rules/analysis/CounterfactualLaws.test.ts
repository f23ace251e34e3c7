import { assert, describe, it } from "@effect/vitest"
import { Counterfactual, Facts, Interpreter, type RuleSet } from "entrepot/rules"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { type Case, cases, compiled, facts as world, ruleSets, values } from "./support/worlds.ts"

type Rules = RuleSet.RuleSet<string>
type Find = (ruleSet: Rules, given: Case) => Counterfactual.Counterfactual

/** The same facts; all but these can be changed. */
const facts = Facts.make(
  Object.fromEntries(
    Object.entries(world.fields).map(([name, fact]) => [
      name,
      { ...fact, changeable: name !== "grade" && name !== "gift" },
    ]),
  ),
)

const asking =
  (declared: Facts.Facts, cells = 100_000): Find =>
  (ruleSet, { subject, at }) =>
    Counterfactual.find(compiled(ruleSet, declared), subject, { at }, { holds: isHold, cells })
const find = asking(facts)

const isHold = (outcome: string): boolean => outcome === "hold"

/** Whether some rule holds a subject, in the words of the house. */
const isHeld = ({ rules }: Rules, { subject, at }: Case): boolean =>
  rules.some(({ when, outcome, onUnknown, validity }) => {
    if (at < (validity?.from ?? -Infinity) || at >= (validity?.before ?? Infinity)) return false
    const truth = Interpreter.read(facts, when).test(subject, { at })
    return (truth === 2 && isHold(outcome)) || (truth === 1 && onUnknown === "hold")
  })

const changed = (subject: Facts.AnySubject, changes: ReadonlyArray<Counterfactual.Change>) => ({
  ...subject,
  ...Object.fromEntries(changes.map(({ fact, value }) => [fact, value])),
})

/** The fewest changes by trying all values of all facts that can be changed. */
const fewest = (ruleSet: Rules, { subject, at }: Case): number | undefined => {
  let worlds: ReadonlyArray<readonly [number, Facts.AnySubject]> = [[0, subject]]
  for (const [name, fact] of facts.byName) {
    if (fact.changeable !== true || !(name in subject)) continue
    worlds = worlds.flatMap(([count, other]) => [
      [count, other] as const,
      ...(values[name] ?? []).map((value) => [count + 1, { ...other, [name]: value }] as const),
    ])
  }
  const counts = worlds
    .filter(([count, other]) => count <= 3 && !isHeld(ruleSet, { subject: other, at }))
    .map(([count]) => count)
  return counts.length === 0 ? undefined : Math.min(...counts)
}

const held = fc.tuple(ruleSets(["collect"]), fc.nat()).map(([ruleSet, at]) => {
  const all = cases(ruleSet, "any")
  return { ruleSet, given: all[at % all.length] ?? { subject: {}, at: 0 } }
})

// --- laws ----------------------------------------------------------------------------------------

const agreesWithBruteForce = (find: Find) =>
  fc.property(held, ({ ruleSet, given }) => {
    const answer = find(ruleSet, given)
    const count = fewest(ruleSet, given)
    switch (answer._tag) {
      case "NotHeld":
        return assert.isFalse(isHeld(ruleSet, given))
      case "None":
        return assert.isUndefined(count, answer.because)
      case "Released":
        assert.strictEqual(answer.changes.length, count)
        assert.isTrue(answer.changes.every(({ fact }) => facts.byName.get(fact)?.changeable))
        return assert.isFalse(
          isHeld(ruleSet, { ...given, subject: changed(given.subject, answer.changes) }),
        )
    }
  })

const doesNotHangOnTheOrderOfRules = (find: Find) =>
  fc.property(held, ({ ruleSet, given }) => {
    const changes = (rules: Rules["rules"]) => {
      const answer = find({ ...ruleSet, rules }, given)
      return answer._tag === "Released" ? answer.changes : answer._tag
    }
    assert.deepStrictEqual(changes(ruleSet.rules.toReversed()), changes(ruleSet.rules))
  })

// --- mutants -------------------------------------------------------------------------------------

/** Knows nothing of what is missing. */
const trusting: Find = (ruleSet, given) =>
  find({ ...ruleSet, rules: ruleSet.rules.map((rule) => ({ ...rule, onUnknown: "skip" })) }, given)
/** Looks at the first rule only. */
const hasty: Find = (ruleSet, given) =>
  find({ ...ruleSet, rules: ruleSet.rules.slice(0, 1) }, given)
/** Changes whatever it likes. */
const meddling = asking(
  Facts.make(
    Object.fromEntries(
      Object.entries(world.fields).map(([name, fact]) => [name, { ...fact, changeable: true }]),
    ),
  ),
)
/** Gives up soon. */
const lazy = asking(facts, 12)
/** Tells one change too many. */
const wasteful: Find = (ruleSet, given) => {
  const answer = find(ruleSet, given)
  return answer._tag === "Released"
    ? { ...answer, changes: [...answer.changes, ...answer.changes.slice(0, 1)] }
    : answer
}

describe("A counterfactual", () => {
  it("changes the fewest facts, as brute force finds them", () => {
    holds(agreesWithBruteForce(find))
  })
  it("does not hang on the order of the rules", () => {
    holds(doesNotHangOnTheOrderOfRules(find))
  })
  it.each([
    ["knows nothing of what is missing", trusting],
    ["looks at one rule only", hasty],
    ["changes what cannot be changed", meddling],
    ["gives up soon", lazy],
    ["tells one change too many", wasteful],
  ])("that %s dies", (_name, mutant) => {
    kills(agreesWithBruteForce(mutant))
  })
  it("that looks at the first rule only dies of their order", () => {
    kills(doesNotHangOnTheOrderOfRules(hasty))
  })
})
