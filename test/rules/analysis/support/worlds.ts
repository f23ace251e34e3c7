import { Result } from "effect"
import { Decimal, Money } from "entrepot/kernel"
import {
  type Condition,
  Engine,
  Fact,
  Facts,
  Interpreter,
  type Rule,
  type RuleSet,
} from "entrepot/rules"
import fc from "fast-check"

type AnyCondition = Condition.Condition

/** A world of few values: every subject of it can be tried. */
export const facts = Facts.make({
  gift: Fact.boolean(),
  lines: Fact.integer({ least: 0, most: 3 }),
  weight: Fact.decimal({ least: Decimal.zero, most: Decimal.one }),
  total: Fact.money({ least: Money.zero("EUR"), most: Money.of("0.03", "EUR") }),
  country: Fact.text(),
  grade: Fact.oneOf(["a", "b", "c"]),
  placedAt: Fact.instant({ least: 0, most: 3 }),
  due: Fact.day({ least: "2026-01-01", most: "2026-01-04" }),
  tags: Fact.texts(),
})

/** All values of each fact that differ for the conditions below, and some that do not. */
export const values: Readonly<Record<string, ReadonlyArray<Facts.AnyValue>>> = {
  gift: [false, true],
  lines: [0, 1, 2, 3],
  weight: ["0", "0.125", "0.25", "0.375", "0.5", "1"].map(Decimal.of),
  total: ["0", "0.01", "0.02", "0.03"].map((amount) => Money.of(amount, "EUR")),
  // With one that no pattern below knows.
  country: ["DE", "de", "De", "toString", "elsewhere", "d?", "else", "FR"],
  grade: ["a", "b", "c"],
  placedAt: [0, 1, 2, 3],
  due: ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"],
  tags: [[], ["x"], ["y"], ["x", "y"], ["z"]],
}

const of = fc.constantFrom
const comparison = of("=", "!=", "<", "<=", ">", ">=")
const ordered = (fact: string, literals: ReadonlyArray<Condition.Literal>) =>
  fc.oneof(
    fc.record({
      _tag: of("Compare" as const),
      fact: of(fact),
      is: comparison,
      value: of(...literals),
    }),
    fc
      .tuple(of(...literals), of(...literals))
      .map(([from, before]): AnyCondition => ({ _tag: "Between", fact, from, before })),
  )
const equal = (fact: string, literals: ReadonlyArray<Condition.Literal>) =>
  fc.oneof(
    fc
      .tuple(of("=" as const, "!=" as const), of(...literals))
      .map(([is, value]): AnyCondition => ({ _tag: "Compare", fact, is, value })),
    fc
      .subarray([...literals], { minLength: 1 })
      .map((some): AnyCondition => ({ _tag: "OneOf", fact, values: some })),
  )

/** Conditions on facts of which all that can be told apart is known. */
const leaves: Readonly<Record<string, fc.Arbitrary<AnyCondition>>> = {
  gift: equal("gift", [true, false]),
  lines: ordered("lines", [-1, 0, 1, 2, 5]),
  weight: ordered("weight", ["0", "0.25", "0.5"]),
  total: ordered(
    "total",
    ["0.01", "0.015", "0.02"].map((amount) => ({ currency: "EUR", amount })),
  ),
  country: fc.oneof(
    equal("country", ["DE", "toString"]),
    of<AnyCondition>({
      _tag: "Text",
      fact: "country",
      is: "equals",
      anyOf: ["dE"],
      ignoreCase: true,
    }),
  ),
  grade: equal("grade", ["a", "b", "c"]),
  placedAt: ordered("placedAt", [0, 1, 2]),
  due: fc.oneof(
    ordered("due", ["2026-01-01", "2026-01-02", "2026-01-03"]),
    of<AnyCondition>({ _tag: "OnWeekdays", fact: "due", days: [5, 6] }),
  ),
  tags: fc
    .tuple(of("any" as const, "all" as const, "none" as const), of(["x"], ["y"], ["x", "y"]))
    .map(([which, texts]): AnyCondition => ({ _tag: "Has", fact: "tags", which, values: texts })),
}

/** Conditions that the analysis does not promise to see through. */
const pattern: fc.Arbitrary<AnyCondition> = of(
  { _tag: "Text", fact: "country", is: "like", anyOf: ["d?"] },
  { _tag: "Text", fact: "country", is: "startsWith", anyOf: ["else"] },
)

const names = Object.keys(leaves)

/** An engine of rules over the facts of the world. */
export const compiled = (ruleSet: RuleSet.RuleSet<string>, declared: Facts.Facts = facts) =>
  Result.getOrThrow(Engine.compile(declared, ruleSet))

/** Rules on at most three facts, so that all subjects of the world can be tried. */
export const ruleSets = (policies: ReadonlyArray<RuleSet.HitPolicy>, withPatterns = false) =>
  fc.subarray(names, { minLength: 1, maxLength: 3 }).chain((chosen) => {
    const simple = fc.oneof(
      ...chosen.map((name) => leaves[name] ?? fc.constant<AnyCondition>({ _tag: "All", of: [] })),
      ...chosen.map((fact) => fc.constant<AnyCondition>({ _tag: "IsMissing", fact })),
      ...(withPatterns ? [pattern, pattern] : []),
    )
    const { condition } = fc.letrec<{ readonly condition: AnyCondition }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        { arbitrary: simple, weight: 3 },
        {
          arbitrary: fc.record({
            _tag: of("All" as const, "Any" as const),
            of: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }),
          }),
          weight: 3,
        },
        {
          arbitrary: tie("condition").map((part): AnyCondition => ({ _tag: "Not", of: part })),
          weight: 1,
        },
      ),
    }))
    const rule = fc.record(
      {
        when: condition,
        outcome: of("hold", "pass"),
        onUnknown: of("hold" as const, "skip" as const),
        salience: of(0, 0, 1),
        validity: of({ from: 1 }, { before: 2 }, { from: 1, before: 3 }),
      },
      { requiredKeys: ["when", "outcome", "onUnknown", "salience"] },
    )
    return fc
      .tuple(of(...policies), fc.array(rule, { minLength: 1, maxLength: 3 }))
      .map(([policy, rules]): RuleSet.RuleSet<string> => ({
        id: "set",
        version: 1,
        policy,
        rules: rules.map((rule, at) => ({ ...rule, id: `r${at}` }) as Rule.Rule<string>),
      }))
  })

/** The facts that conditions ask of, and those whose absence they ask. */
export const asked = (condition: AnyCondition): ReadonlyArray<readonly [string, boolean]> => {
  switch (condition._tag) {
    case "All":
    case "Any":
      return condition.of.flatMap(asked)
    case "Not":
      return asked(condition.of)
    default:
      return [[condition.fact, condition._tag === "IsMissing"]]
  }
}

/** A subject, and the instant of the decision. */
export interface Case {
  readonly subject: Facts.AnySubject
  readonly at: number
}

/** Every subject of the world, of the facts that rules ask, at every instant. */
export const cases = (
  { rules }: Pick<RuleSet.RuleSet<string>, "rules">,
  missing: "asked" | "any" = "asked",
): ReadonlyArray<Case> => {
  const used = rules.flatMap(({ when }) => asked(when))
  let all: ReadonlyArray<Facts.AnySubject> = [{}]
  for (const fact of new Set(used.map(([name]) => name))) {
    const mayMiss = missing === "any" || used.some(([name, lack]) => lack && name === fact)
    const own = [...(values[fact] ?? []), ...(mayMiss ? [undefined] : [])]
    all = all.flatMap((subject) => own.map((value) => ({ ...subject, [fact]: value })))
  }
  const instants = rules.some(({ validity }) => validity !== undefined) ? [0, 1, 2, 3] : [0]
  return all.flatMap((subject) => instants.map((at) => ({ subject, at })))
}

/** The rules that hit, in their order, as the words of the house say it. */
export const hitsOf = ({ rules }: Pick<RuleSet.RuleSet<string>, "rules">) => {
  const ordered = rules.toSorted((left, right) => (right.salience ?? 0) - (left.salience ?? 0))
  const terms = ordered.map((rule) => ({ rule, ...Interpreter.read(facts, rule.when) }))
  return ({ subject, at }: Case): ReadonlyArray<string> =>
    terms
      .filter(
        ({ rule: { validity }, test }) =>
          (validity?.from ?? -Infinity) <= at &&
          at < (validity?.before ?? Infinity) &&
          test(subject, { at }) === 2,
      )
      .map(({ rule }) => rule.id)
}
