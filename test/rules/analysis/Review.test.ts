import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import {
  type Condition,
  Conditions,
  Engine,
  Fact,
  Facts,
  type Finding,
  Review,
  type RuleSet,
} from "entrepot/rules"

const facts = Facts.make({
  total: Fact.money({ least: Money.zero("EUR") }),
  weight: Fact.decimal(),
  remark: Fact.text(),
  country: Fact.text(),
  placedAt: Fact.instant(),
  tags: Fact.texts(),
  lines: Fact.rows({ sku: Fact.text(), quantity: Fact.integer({ least: 1 }) }),
})
const { all, any, compare, equals, isMissing, not, oneOf, text, has, some, count, sum, atTime } =
  Conditions.over(facts)
const eur = (amount: string) => Money.of(amount, "EUR")

const review = (
  policy: RuleSet.HitPolicy,
  conditions: ReadonlyArray<Condition.Condition>,
  options?: Review.Options,
) => {
  const rules = conditions.map((when, at) => ({
    id: `r${at}`,
    when,
    outcome: at,
    onUnknown: "skip" as const,
  }))
  const ruleSet = { id: "set", version: 1, policy, rules }
  return Review.of(Result.getOrThrow(Engine.compile(facts, ruleSet)), options)
}
const told = ({ findings, notAnalysed }: Review.Review) => [
  ...findings.map((finding) => {
    switch (finding._tag) {
      case "Overlap":
        return `${finding.rules.join(" and ")} overlap`
      case "Gap":
        return `gap in ${finding.facts.join(" and ")}`
      case "Shadowed":
        return `${finding.rule} in the shadow of ${finding.by.join(" and ")}`
      case "Unreachable":
        return `${finding.rule} excludes itself in ${finding.facts.join(" and ")}`
    }
  }),
  ...notAnalysed.map(({ check, rules, because }) => `${check} of ${rules.join()}? ${because}`),
]

describe("A review of rules", () => {
  it("finds no gap between two amounts that follow each other in cents", () => {
    const cheap = compare("total", "<=", eur("99.99"))
    assert.deepStrictEqual(told(review("unique", [cheap, compare("total", ">=", eur("100"))])), [])
    assert.deepStrictEqual(told(review("unique", [cheap, compare("total", ">", eur("100"))])), [
      "gap in total",
    ])
  })

  it("tells each gap once, by the facts on which it hangs", () => {
    const light = compare("weight", "<", Money.of("2", "EUR").amount)
    const here = equals("country", "DE")
    assert.deepStrictEqual(told(review("first", [all(light, here)])), [
      "gap in country",
      "gap in weight and country",
    ])
  })

  it("names the one rule in whose shadow another stands, or all that cast it together", () => {
    const here = equals("country", "DE")
    const few = compare("total", "<", eur("10"))
    const reviewed = review("first", [here, all(here, few), not(here), few])
    assert.deepStrictEqual(told(reviewed), [
      "r1 in the shadow of r0",
      "r3 in the shadow of r0 and r2",
    ])
  })

  it("takes salience before place, and lets rules of one outcome meet under any", () => {
    const rule = { when: equals("country", "DE"), outcome: "hold", onUnknown: "skip" as const }
    const reviewOf = (policy: RuleSet.HitPolicy) =>
      Review.of(
        Result.getOrThrow(
          Engine.compile(facts, {
            id: "set",
            version: 1,
            policy,
            rules: [
              { ...rule, id: "later" },
              { ...rule, id: "sooner", salience: 1 },
            ],
          }),
        ),
        { checks: ["overlap", "shadowed"] },
      )
    assert.deepStrictEqual(told(reviewOf("any")), ["later in the shadow of sooner"])
    assert.deepStrictEqual(told(reviewOf("unique")), [
      "sooner and later overlap",
      "later in the shadow of sooner",
    ])
  })

  it("sees absence where a rule asks for it, and everywhere where told to", () => {
    const rules = [isMissing("country"), oneOf("country", ["DE"])]
    assert.deepStrictEqual(told(review("unique", rules)), ["gap in country"])
    const whole = [equals("country", "DE"), not(equals("country", "DE"))]
    assert.deepStrictEqual(told(review("unique", whole)), [])
    const [gap] = review("unique", whole, { missing: "any" }).findings
    assert.deepStrictEqual(gap?.witness.subject, { country: undefined })
  })

  it.each<[string, Finding.Check, ReadonlyArray<Condition.Condition>, string]>([
    [
      "text patterns",
      "overlap",
      [text("remark", "contains", "gift"), not(text("remark", "contains", "if"))],
      "r0,r1? remark: text patterns",
    ],
    [
      "rows",
      "unreachable",
      [
        all(
          some("lines", (line) => line.equals("sku", "A")),
          count("lines", "=", 0),
        ),
      ],
      "r0? lines: conditions over rows",
    ],
    [
      "money of two currencies",
      "gap",
      [compare("total", "<", eur("1")), compare("total", ">=", Money.of(1, "USD"))],
      "r0,r1? total: amounts in EUR and USD",
    ],
    [
      "times of day beside dates",
      "unreachable",
      [
        all(
          compare("placedAt", "<", 0),
          compare("placedAt", ">", -5_000),
          atTime("placedAt", { from: "08:00", before: "09:00", zone: "Europe/Berlin" }),
        ),
      ],
      "r0? placedAt: times of the week beside dates or other zones",
    ],
    [
      "sets that are asked for many texts",
      "unreachable",
      [all(has("tags", "all", ["a", "b"]), has("tags", "none", ["c", "d", "e", "f", "g"]))],
      "r0? tags: a set that is asked for 7 texts",
    ],
  ])("says that it did not analyse %s", (_name, check, rules, expected) => {
    const reviewed = review("unique", rules, { checks: [check] })
    assert.deepStrictEqual(told(reviewed), [`${check} of ${expected}`])
  })

  it("finds by samples what it cannot see through", () => {
    const two = sum("lines", "quantity", ">=", 2)
    const reviewed = review("unique", [two, some("lines", (line) => line.equals("sku", "A"))])
    assert.include(told(reviewed), "r0 and r1 overlap")
    const [first, last] = [text("remark", "startsWith", "a"), text("remark", "endsWith", "z")]
    assert.include(told(review("unique", [first, last])), "r0 and r1 overlap")
  })

  it("sees a week of times of day in one zone through", () => {
    const zone = "Europe/Berlin"
    const rules = [
      atTime("placedAt", { from: "08:00", before: "17:00", zone }),
      atTime("placedAt", { from: "17:00", before: "08:00", zone }),
    ]
    assert.deepStrictEqual(told(review("unique", rules)), [])
  })

  it("makes no claim about a condition of too many alternatives", () => {
    const pair = (at: number) =>
      any(equals("country", `c${at}`), compare("total", "=", eur(`${at}`)), equals("remark", "x"))
    const wide = all(...Array.from({ length: 8 }, (_, at) => pair(at)))
    assert.deepStrictEqual(told(review("first", [wide])), [
      "unreachable of r0? a condition of more than 64 alternatives",
      "shadowed of r0? a condition of more than 64 alternatives",
      "gap of r0? a condition of more than 64 alternatives",
    ])
  })

  it("says where its budget or its patience ended", () => {
    const rules = Array.from({ length: 5 }, (_, at) => compare("total", ">", eur(`${at}`)))
    assert.deepStrictEqual(
      told(review("unique", rules, { checks: ["overlap"], most: 1 })).slice(1),
      ["overlap of r0,r1,r2,r3,r4? there are more findings than are told"],
    )
    const poor = review("unique", rules, { cells: 3 })
    assert.deepStrictEqual(
      [...new Set(poor.notAnalysed.map(({ because }) => because))],
      ["the budget of cells ended"],
    )
    assert.deepStrictEqual(poor.findings, [])
  })

  it("looks at each of many rules alone where others do not matter", () => {
    const rules = Array.from({ length: 300 }, (_, at) =>
      all(
        compare("total", ">", eur(`${at}`)),
        compare("total", "<", eur(at % 100 === 7 ? "1" : "900")),
      ),
    )
    const never = ["r7", "r107", "r207"].map((rule) => `${rule} excludes itself in total`)
    assert.deepStrictEqual(told(review("collect", rules, { cells: 10_000 })), never)
    assert.deepStrictEqual(told(review("collect", rules, { most: 1 })), [
      ...never.slice(0, 1),
      "unreachable of r107,r207? there are more findings than are told",
    ])
  })
})
