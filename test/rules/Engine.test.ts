import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Decimal, Money, type Rates } from "entrepot/kernel"
import {
  Condition,
  Conditions,
  DecisionTable,
  Engine,
  Evidence,
  Fact,
  Facts,
  type Interpreter,
  NoRuleMatched,
  Pattern,
  RatesMissing,
  type Rule,
  RuleSet,
  RulesDisagree,
  RuleSetRefused,
  SeveralRulesMatched,
  Trace,
} from "entrepot/rules"

const facts = Facts.make({
  street: Fact.text({ personal: true }),
  remark: Fact.text({ personal: true }),
  phone: Fact.text({ personal: true }),
  isBlacklisted: Fact.boolean(),
  isCod: Fact.boolean(),
  total: Fact.money(),
  margin: Fact.money(),
  repeatsWithin30Minutes: Fact.integer(),
  tags: Fact.texts(),
  placedAt: Fact.instant(),
  lines: Fact.rows({ sku: Fact.text(), quantity: Fact.integer(), usualQuantity: Fact.integer() }),
})
type Order = Facts.Subject<typeof facts.fields>

const { all, any, between, compare, equals, has, isMissing, not, some, sum, text, count } =
  Conditions.over(facts)

const euro = (amount: string): Money.Money => Money.of(amount, "EUR")
const rule = (
  id: string,
  when: Condition.Condition,
  more: Partial<Rule.Rule<string>> = {},
): Rule.Rule<string> => ({ id, when, outcome: "hold", onUnknown: "hold", ...more })

const setOf = (
  rules: ReadonlyArray<Rule.Rule<string>>,
  policy: RuleSet.HitPolicy = "ruleOrder",
): RuleSet.RuleSet<string> => ({ id: "audit", version: 1, policy, rules })

const compiled = (rules: ReadonlyArray<Rule.Rule<string>>, policy?: RuleSet.HitPolicy) =>
  Result.getOrThrow(Engine.compile(facts, setOf(rules, policy)))

const idsOf = (rules: ReadonlyArray<{ readonly id: string }>) => rules.map(({ id }) => id)
const at: Interpreter.Context = { at: Date.UTC(2026, 10, 22, 12) }

const audit = compiled([
  rule(
    "odd address",
    any(
      text("street", "like", "*p?o? box*", { ignoreCase: true }),
      not(text("street", "like", "*?*?*?*")),
    ),
  ),
  rule("special remark", text("remark", "contains", ["gift", "urgent"], { ignoreCase: true })),
  rule("blacklisted", equals("isBlacklisted", true)),
  rule("value above limit", compare("total", ">", euro("500"))),
  rule(
    "quantity outlier",
    some("lines", (line) => line.compare("quantity", ">", 20)),
  ),
  rule("repeat", compare("repeatsWithin30Minutes", ">=", 1)),
  rule("cod risk", all(equals("isCod", true), compare("total", ">=", euro("200")))),
  rule("missing phone", isMissing("phone")),
  rule("margin below floor", compare("margin", "<", euro("2.50"))),
])

const ordinary: Order = {
  street: "Kastanienallee 7",
  remark: "",
  phone: "+49 30 1234",
  isBlacklisted: false,
  isCod: false,
  total: euro("99.90"),
  margin: euro("20"),
  repeatsWithin30Minutes: 0,
  lines: [{ sku: "MUG", quantity: 2 }],
}

const decided = (order: Order, context = at) =>
  Result.map(Engine.evaluate(audit, order, context), ({ hits, unknown }) => ({
    hits: idsOf(hits),
    unknown: idsOf(unknown),
  }))

describe("audit rules", () => {
  it("let an ordinary order pass", () => {
    assert.deepStrictEqual(decided(ordinary), Result.succeed({ hits: [], unknown: [] }))
  })

  it("each hit what they are for", () => {
    const { phone: _, ...withoutPhone } = ordinary
    const cases: ReadonlyArray<readonly [string, Order]> = [
      ["odd address", { ...ordinary, street: "P.O. Box 12" }],
      ["special remark", { ...ordinary, remark: "URGENT please" }],
      ["blacklisted", { ...ordinary, isBlacklisted: true }],
      ["value above limit", { ...ordinary, total: euro("500.01") }],
      ["quantity outlier", { ...ordinary, lines: [{ quantity: 21 }, { quantity: 1 }] }],
      ["repeat", { ...ordinary, repeatsWithin30Minutes: 2 }],
      ["cod risk", { ...ordinary, isCod: true, total: euro("200") }],
      ["missing phone", withoutPhone],
      ["margin below floor", { ...ordinary, margin: euro("2.49") }],
    ]
    for (const [id, order] of cases)
      assert.deepStrictEqual(decided(order), Result.succeed({ hits: [id], unknown: [] }), id)
  })

  it("do not know what hangs on a missing fact, unless it is decided by another", () => {
    const { isCod: _, ...order } = ordinary
    const of = (total: string) => decided({ ...order, total: euro(total) })
    assert.deepStrictEqual(of("200"), Result.succeed({ hits: [], unknown: ["cod risk"] }))
    assert.deepStrictEqual(of("199"), Result.succeed({ hits: [], unknown: [] }))
  })

  it("come by salience, then in the order of their set, and only while they are valid", () => {
    const engine = compiled([
      rule("a", Condition.always),
      rule("b", Condition.always, { salience: 1 }),
      rule("c", Condition.always, { validity: { from: 10, before: 20 } }),
    ])
    const hits = (at: number) =>
      Result.map(Engine.evaluate(engine, {}, { at }), ({ hits }) => idsOf(hits))
    assert.deepStrictEqual(hits(9), Result.succeed(["b", "a"]))
    assert.deepStrictEqual(hits(10), Result.succeed(["b", "a", "c"]))
    assert.deepStrictEqual(hits(20), Result.succeed(["b", "a"]))
  })
})

describe("money of another currency", () => {
  const rates: Rates.Rates = {
    day: "2026-11-22",
    base: "EUR",
    rates: [{ currency: "USD", perBase: Decimal.of("1.25") }],
  }
  const inDollars = (amount: string): Order => ({ ...ordinary, total: Money.of(amount, "USD") })

  it("is compared by the rate of the day, exactly", () => {
    const hits = (amount: string) => decided(inDollars(amount), { ...at, rates })
    assert.deepStrictEqual(hits("625"), Result.succeed({ hits: [], unknown: [] }))
    assert.deepStrictEqual(
      hits("625.0000001"),
      Result.succeed({ hits: ["value above limit"], unknown: [] }),
    )
  })

  it("is refused without a rate, naming rule, fact, currencies and day", () => {
    const comparison = { rule: "value above limit", fact: "total", from: "USD", to: "EUR" }
    const refused = new RatesMissing({ ruleSet: "audit", comparisons: [comparison] })
    assert.deepStrictEqual(decided(inDollars("10")), Result.fail(refused))
    const yen = { ...ordinary, total: Money.of(10, "JPY") }
    const answer = decided(yen, { ...at, rates })
    assert.strictEqual(
      Result.isFailure(answer) && answer.failure.message,
      'rule "value above limit" compares total in JPY with EUR: no such rate on 2026-11-22',
    )
  })

  it("needs no rate where another condition decides", () => {
    const engine = compiled([
      rule("r", all(equals("isCod", true), compare("total", ">", euro("1")))),
    ])
    assert.isTrue(Result.isSuccess(Engine.evaluate(engine, inDollars("10"), at)))
  })

  it("is summed over rows by the rates too", () => {
    const priced = Facts.make({ lines: Fact.rows({ price: Fact.money() }) })
    const { sum } = Conditions.over(priced)
    const engine = Result.getOrThrow(
      Engine.compile(priced, setOf([rule("r", sum("lines", "price", "=", euro("3")))])),
    )
    const order = { lines: [{ price: euro("1") }, { price: Money.of("2.50", "USD") }] }
    const hits = Result.map(
      Engine.evaluate(engine, order, { ...at, rates }),
      ({ hits }) => hits.length,
    )
    assert.deepStrictEqual(hits, Result.succeed(1))
    const refused = Engine.evaluate(engine, order, at)
    assert.strictEqual(
      Result.isFailure(refused) && refused.failure.message,
      'rule "r" compares lines.price in USD with EUR: no rates are given',
    )
  })
})

describe("rows", () => {
  it("are counted and summed, exactly beyond safe integers", () => {
    const engine = compiled([
      rule("three", count("lines", ">=", 3)),
      rule(
        "two mugs",
        count("lines", "=", 2, (line) => line.equals("sku", "MUG")),
      ),
      rule("many", sum("lines", "quantity", ">", Number.MAX_SAFE_INTEGER)),
    ])
    const most = Number.MAX_SAFE_INTEGER
    const decided = (lines: NonNullable<Order["lines"]>) =>
      Result.map(Engine.evaluate(engine, { lines }, at), ({ hits, unknown }) => [
        idsOf(hits),
        idsOf(unknown),
      ])
    assert.deepStrictEqual(
      decided([
        { sku: "MUG", quantity: most },
        { sku: "MUG", quantity: 1 },
      ]),
      Result.succeed([["two mugs", "many"], []]),
    )
    // With one line unknown there may be two mugs, and nobody knows the sum.
    assert.deepStrictEqual(
      decided([{ sku: "MUG", quantity: 1 }, {}]),
      Result.succeed([[], ["two mugs", "many"]]),
    )
  })
})

describe("a hit policy", () => {
  const both = [
    rule("a", Condition.always, { outcome: "x" }),
    rule("b", Condition.always, { outcome: "y" }),
  ]
  const refusal = (rules: ReadonlyArray<Rule.Rule<string>>, policy: RuleSet.HitPolicy) =>
    Result.flip(Engine.evaluate(compiled(rules, policy), {}, at))

  it("refuses several hits where the answer is unique, and hits that disagree", () => {
    assert.deepStrictEqual(
      refusal(both, "unique"),
      Result.succeed(new SeveralRulesMatched({ ruleSet: "audit", rules: ["a", "b"] })),
    )
    assert.deepStrictEqual(
      refusal(both, "any"),
      Result.succeed(new RulesDisagree({ ruleSet: "audit", rules: ["a", "b"] })),
    )
  })

  it("refuses an order in a hole, and says what might have hit", () => {
    assert.deepStrictEqual(
      refusal([rule("cod", equals("isCod", true))], "first"),
      Result.succeed(new NoRuleMatched({ ruleSet: "audit", unknown: ["cod"] })),
    )
  })

  it("applies one hit or all of them", () => {
    const applied = (policy: RuleSet.HitPolicy) =>
      Result.map(Engine.evaluate(compiled(both, policy), {}, at), ({ applied }) => idsOf(applied))
    assert.deepStrictEqual(applied("first"), Result.succeed(["a"]))
    assert.deepStrictEqual(applied("collect"), Result.succeed(["a", "b"]))
  })
})

describe("bad input", () => {
  it("is named with rule and path, all of it together", () => {
    const bad: ReadonlyArray<Condition.Condition> = [
      { _tag: "Compare", fact: "totl", is: ">", value: 5 },
      { _tag: "Compare", fact: "total", is: ">", value: { currency: "XAU", amount: "1" } },
      { _tag: "Compare", fact: "isCod", is: "<", value: true },
      { _tag: "All", of: [{ _tag: "Any", of: [] }] },
      { _tag: "Not", of: { _tag: "Some", fact: "total", where: Condition.always } },
      { _tag: "OnDays", fact: "placedAt", from: "2026-02-30", zone: "Mars/Base" },
      { _tag: "Between", fact: "placedAt", after: 1 },
      { _tag: "Sum", fact: "lines", of: "sku", is: ">", value: 1 },
      { _tag: "AtTime", fact: "placedAt", from: "24:00", before: "08:00", zone: "UTC" },
    ]
    const set = setOf([
      ...bad.map((when, at) => rule(`r${at}`, when)),
      rule("r0", Condition.always),
    ])
    const refused = Result.flip(Engine.compile(facts, set))
    const found = Result.map(refused, ({ problems }) =>
      problems.map(({ rule, path }) => [rule, path]),
    )
    assert.deepStrictEqual(
      found,
      Result.succeed([
        ["r0", "$.rules[0].when.fact"],
        ["r1", "$.rules[1].when.value"],
        ["r2", "$.rules[2].when.fact"],
        ["r3", "$.rules[3].when.of[0].of"],
        ["r4", "$.rules[4].when.of.fact"],
        ["r5", "$.rules[5].when.zone"],
        ["r5", "$.rules[5].when.from"],
        ["r6", "$.rules[6].when"],
        ["r7", "$.rules[7].when.of"],
        ["r8", "$.rules[8].when.from"],
        ["r0", "$.rules[9].id"],
      ]),
    )
  })

  it("from an editor is read with its malformed rules named beside the others", () => {
    const read = RuleSet.parse(facts, Schema.String, {
      id: "audit",
      version: 1,
      policy: "ruleOrder",
      rules: [
        {
          id: "typo",
          when: { _tag: "IsMissing", fact: "phone" },
          outcome: "hold",
          onUnknwn: "hold",
        },
        {
          id: "shape",
          when: { _tag: "Compar", fact: "phone" },
          outcome: "hold",
          onUnknown: "hold",
        },
        {
          id: "fact",
          when: { _tag: "IsMissing", fact: "fone" },
          outcome: "hold",
          onUnknown: "hold",
        },
      ],
    })
    assert.isTrue(Result.isFailure(read) && read.failure instanceof RuleSetRefused)
    const rules = Result.isFailure(read) ? read.failure.problems.map(({ rule }) => rule) : []
    assert.deepStrictEqual([...new Set(rules)], ["typo", "shape", "fact"])
    const path = Result.isFailure(read) ? read.failure.problems.at(-1)?.path : ""
    assert.strictEqual(path, "$.rules[2].when.fact")
  })

  it("in the declaration of facts is a programmer's error", () => {
    assert.throws(() => Facts.make({ toString: Fact.text() }), RangeError)
    assert.throws(() => Facts.make({ kind: Fact.oneOf([]) }), RangeError)
  })

  it("in code does not compile", () => {
    // @ts-expect-error there is no such fact
    isMissing("fone")
    // @ts-expect-error a flag has no order
    compare("isCod", "<", true)
    // @ts-expect-error a window of money is between moneys
    between("total", { from: 5 })
    // @ts-expect-error tags are asked as a set
    text("tags", "contains", "x")
    expectTypeOf<Order["total"]>().toEqualTypeOf<Money.Money | undefined>()
    expectTypeOf(Engine.evaluate(audit, { isCod: true }, at)).not.toBeAny()
    // @ts-expect-error the order has no such fact
    Engine.evaluate(audit, { isCash: true }, at)
    assert.deepStrictEqual(has("tags", "any", ["a"]), {
      _tag: "Has",
      fact: "tags",
      which: "any",
      values: ["a"],
    })
  })
})

describe("a trace and its evidence", () => {
  const order: Order = { ...ordinary, street: "P.O. Box 12", phone: "+49 30 1234" }

  it("hold no personal value, only hashes that hang on the key", () => {
    const of = (key: string) => ({
      traces: Trace.of(audit, order, at, key),
      evidence: Evidence.of(audit, order, at, key),
    })
    const json = JSON.stringify(of("key"))
    for (const secret of ["P.O. Box 12", "1234"]) assert.notInclude(json, secret)
    assert.deepStrictEqual(of("key"), of("key"))
    assert.notStrictEqual(of("key").evidence.factsHash, of("other").evidence.factsHash)
    assert.strictEqual(of("key").evidence.ruleSetHash, of("other").evidence.ruleSetHash)
    const street = of("key").traces.saw.find(({ fact }) => fact === "street")
    assert.match(JSON.stringify(street?.value), /^\{"hash":"[0-9a-f]{64}"\}$/)
  })

  it("hide what rules want of persons too, and show that it is what there is", () => {
    const engine = compiled([
      rule("by name", any(equals("street", "P.O. Box 12"), equals("isCod", true))),
      rule("by end", not(text("phone", "endsWith", "1234"))),
      rule(
        "by rows",
        some("lines", (line) => line.equals("sku", "MUG")),
      ),
    ])
    for (const rules of [engine.rules, [...engine.rules]]) {
      const traces = Trace.of(engine, { ...order, lines: [] }, at, "key", rules)
      const lines = Trace.render(traces).split("\n")
      for (const secret of ["P.O. Box 12", '"1234"'])
        assert.notInclude(JSON.stringify([traces, lines]), secret)
      const hash = JSON.stringify(traces.saw.find(({ fact }) => fact === "street")?.value)
      assert.include(lines, `    street = ${hash}: true, it is ${hash}`)
      assert.include(lines, "    isCod = true: false, it is false")
      assert.isTrue(
        lines.some((line) => line.startsWith('  lines Some {"where":{"_tag":"Compare"')),
      )
    }
  })

  it("say of rows which of them held, and what was summed", () => {
    const engine = compiled([
      rule(
        "r",
        sum("lines", "quantity", ">", 5, (line) => line.equals("sku", "MUG")),
      ),
    ])
    const lines = [
      { sku: "MUG", quantity: 6 },
      { sku: "CUP", quantity: 1 },
    ]
    const [trace] = Trace.of(engine, { lines }, at, "key").rules
    assert.deepInclude(trace?.step, { truth: "true", rows: ["true", "false"], summed: [6] })
  })
})

describe("a decision table", () => {
  const ages = Facts.make({ age: Fact.integer() })
  const table: DecisionTable.DecisionTable = {
    id: "fee",
    version: 1,
    policy: "sum",
    inputs: ["age"],
    outputs: [{ name: "fee" }],
    rows: [
      { id: "all", when: [null], outputs: ["0.10"] },
      { id: "old", when: [{ from: 60, to: 99 }], outputs: ["0.20"] },
      { id: "odd", when: [{ noneOf: [61, 62] }], outputs: [1] },
    ],
  }
  const answer = (table: DecisionTable.DecisionTable, age: number) =>
    Result.flatMap(DecisionTable.compile(ages, table), (compiled) =>
      DecisionTable.evaluate(compiled, { age }, { at: 0 }),
    )

  it("sums exactly, and names the rows", () => {
    const wanted = { _tag: "Number", value: "0.3", rows: ["all", "old"] } as const
    assert.deepStrictEqual(answer(table, 61), Result.succeed(wanted))
  })

  it("has no least of nothing, and no answer in a hole", () => {
    const rows = table.rows.slice(1, 2)
    const hole = Result.fail(new NoRuleMatched({ ruleSet: "fee", unknown: [] }))
    assert.deepStrictEqual(answer({ ...table, rows, policy: "min" }, 5), hole)
    assert.deepStrictEqual(answer({ ...table, rows, policy: "first" }, 5), hole)
    assert.deepStrictEqual(answer({ ...table, rows, policy: "unique", otherwise: null }, 5), hole)
    const otherwise = answer({ ...table, rows, policy: "unique", otherwise: ["7"] }, 5)
    assert.deepStrictEqual(otherwise, Result.succeed({ _tag: "Rows", rows: [{ outputs: ["7"] }] }))
  })

  it("is refused where a unique answer has a hole, and a subject shows it", () => {
    const halves: DecisionTable.DecisionTable = {
      ...table,
      policy: "unique",
      rows: [
        { id: "young", when: [{ is: "<", value: 18 }], outputs: [1] },
        { id: "old", when: [{ is: ">", value: 18 }], outputs: [2] },
      ],
    }
    const problemsOf = (table: DecisionTable.DecisionTable) =>
      Result.match(DecisionTable.compile(ages, table), {
        onFailure: ({ problems }) => problems,
        onSuccess: () => [],
      })
    const because = 'no row holds for {"age":18}, and there is no "otherwise"'
    assert.deepStrictEqual(problemsOf(halves), [{ path: "$.rows", because }])
    assert.deepStrictEqual(problemsOf({ ...halves, otherwise: [3] }), [])
    assert.deepStrictEqual(problemsOf({ ...halves, policy: "first" }), [])
    const [young] = halves.rows
    const whole = [young!, { id: "old", when: [{ is: ">=" as const, value: 18 }], outputs: [2] }]
    assert.deepStrictEqual(problemsOf({ ...halves, rows: whole }), [])
  })

  it("is refused with every cell that is wrong", () => {
    const bad = DecisionTable.compile(ages, {
      ...table,
      rows: [
        { id: "a", when: [], outputs: ["1"] },
        { id: "b", when: [null], outputs: ["x"] },
        { id: "c", when: [null], outputs: [1, 2] },
      ],
    })
    const paths = Result.map(Result.flip(bad), ({ problems }) => problems.map(({ path }) => path))
    const wanted = ["$.rows[0].when", "$.rows[1].outputs", "$.rows[2].outputs"]
    assert.deepStrictEqual(paths, Result.succeed(wanted))
    const cells = DecisionTable.compile(ages, {
      ...table,
      rows: [{ id: "a", when: [{ is: "<", value: "x" }], outputs: [1] }],
    })
    assert.isTrue(Result.isFailure(cells))
  })
})

describe("a pattern", () => {
  it("takes no time that a rule from outside could make endless", () => {
    assert.isFalse(Pattern.matches(`${"*a".repeat(50)}b`, "a".repeat(2_000)))
    assert.isTrue(Pattern.matches("*?*", "🙂"))
    assert.isFalse(Pattern.matches("??", "🙂"))
    assert.isTrue(Pattern.matches("", ""))
  })
})
