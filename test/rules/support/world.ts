/** A small world of rules: every kind of fact, few values, and all of them may be missing. */
import { Result } from "effect"
import { Decimal, Money, type Rates } from "entrepot/kernel"
import {
  Condition,
  Engine,
  Fact,
  Facts,
  Interpreter,
  type Rule,
  type RuleSet,
} from "entrepot/rules"
import fc from "fast-check"

const { constant, constantFrom: from, array, boolean, oneof, record, integer, subarray } = fc

const fields = (marks: Fact.Marks) => ({
  paid: Fact.boolean(marks),
  pieces: Fact.integer(marks),
  weight: Fact.decimal(marks),
  total: Fact.money(marks),
  country: Fact.text(marks),
  channel: Fact.oneOf(["web", "shop", "phone"], marks),
  tags: Fact.texts(marks),
  placedAt: Fact.instant(marks),
  due: Fact.day(marks),
  lines: Fact.rows({ sku: Fact.text(), pieces: Fact.integer(), price: Fact.money() }, marks),
})

export const facts = Facts.make(fields({}))
/** The same, but all of it is personal. */
export const personal = Facts.make(fields({ personal: true }))
export type World = typeof facts.fields

const pieces = integer({ min: 0, max: 3 })
const weight = from("-0.5", "0", "0.00000001", "1", "1.5", "900000000")
const amount = from("0", "9.99", "10", "10.000000001", "1234567.89")
const currency = from("EUR", "USD", "JPY")
const text = from("de", "DE", "fr", "", "toString")
const channel = from("web", "shop", "phone")
/** Around the midnight in Berlin that the clocks go forward, and a Sunday. */
const instant = from(...[0, 1, 3_600_000, 86_400_000].map((ms) => Date.UTC(2026, 2, 28, 23) + ms))
const day = from("2026-02-28", "2026-03-01", "2026-03-29")
const money = fc.tuple(amount, currency).map(([amount, currency]) => Money.of(amount, currency))
const moneyLiteral = record({ amount, currency: from("EUR", "USD") })

const maybe = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(value, { nil: undefined, freq: 4 })
const sparse = <A>(all: { readonly [K in keyof A]: fc.Arbitrary<A[K]> }) => record(all)

const row = sparse({ sku: maybe(text), pieces: maybe(pieces), price: maybe(money) })

export const subject: fc.Arbitrary<Facts.Subject<World>> = sparse({
  paid: maybe(boolean()),
  pieces: maybe(pieces),
  weight: maybe(weight.map((text) => Decimal.of(text))),
  total: maybe(money),
  country: maybe(text),
  channel: maybe(channel),
  tags: maybe(array(text, { maxLength: 2 })),
  placedAt: maybe(instant),
  due: maybe(day),
  lines: maybe(array(row, { maxLength: 3 })),
})

const rates: Rates.Rates = {
  day: "2026-03-28",
  base: "EUR",
  rates: [{ currency: "USD", perBase: Decimal.of("1.25") }],
}

export const context: fc.Arbitrary<Interpreter.Context> = oneof(
  instant.map((at) => ({ at, rates })),
  instant.map((at) => ({ at })),
)

const comparison = from(...Condition.Comparison.literals)
const equality = from<Condition.Comparison>("=", "!=")

const literals = {
  pieces,
  weight,
  total: moneyLiteral,
  placedAt: instant,
  due: day,
} satisfies Record<string, fc.Arbitrary<Condition.Literal>>
const ordered = from("pieces", "weight", "total", "placedAt", "due")
const named = { paid: boolean(), country: text, channel } satisfies Record<
  string,
  fc.Arbitrary<Condition.Literal>
>
const ofNames = from("paid", "country", "channel")

const compare = oneof(
  ordered.chain((fact) =>
    record({
      _tag: constant("Compare" as const),
      fact: constant(fact),
      is: comparison,
      value: literals[fact],
    }),
  ),
  ofNames.chain((fact) =>
    record({
      _tag: constant("Compare" as const),
      fact: constant(fact),
      is: equality,
      value: named[fact],
    }),
  ),
)

const between = ordered.chain((fact) =>
  fc
    .tuple(
      fact === "placedAt" ? constant("from" as const) : from("from", "after"),
      literals[fact],
      fact === "placedAt" ? constant("before" as const) : from("to", "before"),
      literals[fact],
      integer({ min: 1, max: 3 }),
    )
    .map(([low, least, high, most, which]): Condition.Condition => {
      const [one, other] =
        typeof least === "object" && typeof most === "object"
          ? [least, { ...most, currency: least.currency }]
          : [least, most]
      return {
        _tag: "Between",
        fact,
        ...((which & 1) === 1 ? { [low]: one } : {}),
        ...((which & 2) === 2 ? { [high]: other } : {}),
      }
    }),
)

const member = oneof(
  ordered.chain((fact) =>
    array<Condition.Literal>(literals[fact], { minLength: 1, maxLength: 3 }).map((values) => ({
      _tag: "OneOf" as const,
      fact,
      values,
    })),
  ),
  ofNames.chain((fact) =>
    array<Condition.Literal>(named[fact], { minLength: 1, maxLength: 2 }).map((values) => ({
      _tag: "OneOf" as const,
      fact,
      values,
    })),
  ),
)

const zone = from("Europe/Berlin", "UTC", "Asia/Tokyo")

const others: fc.Arbitrary<Condition.Condition> = oneof(
  from(...Object.keys(facts.fields)).map((fact) => ({ _tag: "IsMissing" as const, fact })),
  record({
    _tag: constant("Text" as const),
    fact: from("country", "channel"),
    is: from(...Condition.TextMatch.literals),
    anyOf: array(from("d", "DE", "e", "*e", "?E", "shop", ""), { minLength: 1, maxLength: 2 }),
    ignoreCase: boolean(),
  }),
  record({
    _tag: constant("Has" as const),
    fact: constant("tags"),
    which: from("any", "all", "none"),
    values: array(text, { minLength: 1, maxLength: 2 }),
  }),
  fc.tuple(day, day, integer({ min: 1, max: 3 }), zone).map(([first, last, which, zone]) => ({
    _tag: "OnDays" as const,
    fact: "placedAt",
    zone,
    ...((which & 1) === 1 ? { from: first } : {}),
    ...((which & 2) === 2 ? { to: last } : {}),
  })),
  record({
    _tag: constant("OnWeekdays" as const),
    fact: from("placedAt", "due"),
    days: subarray([1, 6, 7] as Array<Condition.Weekday>, { minLength: 1 }),
    zone,
  }),
  record({
    _tag: constant("AtTime" as const),
    fact: constant("placedAt"),
    from: from("00:00", "08:30", "23:00"),
    before: from("01:00", "09:00"),
    zone,
  }),
)

const ofRow: fc.Arbitrary<Condition.Condition> = oneof(
  record({
    _tag: constant("Compare" as const),
    fact: constant("pieces"),
    is: comparison,
    value: pieces,
  }),
  record({ _tag: constant("Compare" as const), fact: constant("sku"), is: equality, value: text }),
  record({
    _tag: constant("Compare" as const),
    fact: constant("price"),
    is: comparison,
    value: moneyLiteral,
  }),
  constant({ _tag: "IsMissing" as const, fact: "sku" }),
)
const fact = constant("lines")

const quantified: fc.Arbitrary<Condition.Condition> = oneof(
  record({ _tag: from("Some" as const, "Every" as const), fact, where: ofRow }),
  record({ _tag: constant("Count" as const), fact, is: comparison, value: pieces, where: ofRow }),
  record({ _tag: constant("Count" as const), fact, is: comparison, value: pieces }),
  record({
    _tag: constant("Sum" as const),
    fact,
    of: constant("pieces"),
    is: comparison,
    value: pieces,
  }),
  record({
    _tag: constant("Sum" as const),
    fact,
    of: constant("price"),
    is: comparison,
    value: moneyLiteral,
    where: ofRow,
  }),
)

export const leaf: fc.Arbitrary<Condition.Condition> = oneof(
  { weight: 4, arbitrary: compare },
  { weight: 2, arbitrary: between },
  { weight: 2, arbitrary: member },
  { weight: 2, arbitrary: others },
  { weight: 1, arbitrary: quantified },
)

const depth = { maxDepth: 3, depthIdentifier: fc.createDepthIdentifier() } as const

export const condition: fc.Arbitrary<Condition.Condition> = fc.letrec<{
  readonly condition: Condition.Condition
}>((tie) => ({
  condition: oneof(
    { ...depth, withCrossShrink: true },
    leaf,
    record({
      _tag: constant("All" as const),
      of: array(tie("condition"), { maxLength: 4, ...depth }),
    }),
    record({
      _tag: constant("Any" as const),
      of: array(tie("condition"), { minLength: 1, maxLength: 4, ...depth }),
    }),
    record({ _tag: constant("Not" as const), of: tie("condition") }),
  ),
})).condition

const validity: fc.Arbitrary<Rule.Validity> = fc
  .tuple(instant, instant, integer({ min: 1, max: 3 }))
  .map(([one, other, which]) => ({
    ...((which & 1) === 1 ? { from: Math.min(one, other) } : {}),
    ...((which & 2) === 2 ? { before: Math.max(one, other) + 1 } : {}),
  }))

const rule = record(
  {
    when: condition,
    salience: integer({ min: -1, max: 1 }),
    validity,
    onUnknown: from("hold", "skip"),
  },
  { requiredKeys: ["when", "onUnknown"] },
)

/** Mostly few rules; now and then more than a word of bits. */
export const ruleSet: fc.Arbitrary<RuleSet.RuleSet<string>> = oneof(
  { weight: 9, arbitrary: array(rule, { maxLength: 4 }) },
  { weight: 1, arbitrary: array(rule, { minLength: 33, maxLength: 40, size: "max" }) },
).map((rules) => ({
  id: "world",
  version: 1,
  policy: "ruleOrder",
  rules: rules.map((rule, at) => ({ ...rule, id: `r${at}`, outcome: `o${at % 2}` })),
}))

export const engineOf = (set: RuleSet.RuleSet<string>): Engine.Engine<World, string> =>
  Result.getOrThrow(Engine.compile(facts, set))
