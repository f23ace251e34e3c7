import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { LinkageModel, PriorModel, UsualComparison, Verdict } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Model = LinkageModel.LinkageModel
type Comparison = LinkageModel.Comparison

const decode = Schema.decodeUnknownResult(LinkageModel.LinkageModel, { errors: "all" })
const { model: prior } = PriorModel

/** What decoding says of a model; nothing where it is as it should be. */
const faultOf = (model: unknown): string =>
  Result.match(decode(model), { onSuccess: () => "", onFailure: ({ message }) => message })

const changed = (field: string, change: (comparison: Comparison) => object): Model["comparisons"] =>
  prior.comparisons.map((one) => (one.field === field ? { ...one, ...change(one) } : one))
const placeOf = (field: string) => prior.comparisons.findIndex((one) => one.field === field)
const city = placeOf("city")
const rule = (id: string, ...all: LinkageModel.DecidingRule["all"]) => ({ id, all })
const phones = { field: "phone", frequencies: [], rarest: 0.001, generic: [] }
const masks = { level: { _tag: "Masked" }, m: 0.1, u: 0.01 } as const

const deviceAndCity = rule(
  "device and city",
  { field: "device", is: "exact" },
  { field: "city", is: "similar" },
)

const without = (field: string) => prior.comparisons.filter((one) => one.field !== field)

const faulty: ReadonlyArray<readonly [string, Model, what: string, where: string]> = [
  [
    "a veto over a field that it does not compare",
    { ...prior, vetoes: [rule("two dates", { field: "birthdate", is: "different" })] },
    `"birthdate" is not compared`,
    `["vetoes"][0]["all"][0]["field"]`,
  ],
  [
    "a rule over a field that it does not compare",
    { ...prior, links: [rule("one", { field: "phone", is: "exact" }, { field: "x", is: "same" })] },
    `"x" is not compared`,
    `["links"][0]["all"][1]["field"]`,
  ],
  [
    "a rule that no level fulfils",
    { ...prior, vetoes: [rule("none", ...both("birthDate"))] },
    `no level of "birthDate" is exact and different`,
    `["vetoes"][0]["all"]`,
  ],
  [
    "a rule over a field of masks alone",
    {
      ...prior,
      comparisons: changed("device", () => ({ levels: [masks], atHome: [0.5, 0.5] })),
      links: [rule("same device", { field: "device", is: "similar" })],
      vetoes: [],
    },
    `no level of "device" is similar`,
    `["links"][0]["all"]`,
  ],
  [
    "two rules of one id",
    { ...prior, links: [...prior.links, ...prior.links.slice(0, 1)] },
    `"same phone" is there twice`,
    `["links"][${prior.links.length}]["id"]`,
  ],
  [
    "two blocking rules of one id",
    { ...prior, blocking: [...prior.blocking, { id: "phone", parts: [] }] },
    `"phone" is there twice`,
    `["blocking"][${prior.blocking.length}]["id"]`,
  ],
  [
    "a field that is compared twice",
    { ...prior, comparisons: [...prior.comparisons, UsualComparison.of("phone", "phone")] },
    `"phone" is there twice`,
    `["comparisons"][${prior.comparisons.length}]["field"]`,
  ],
  [
    "a level that is there twice",
    {
      ...prior,
      comparisons: changed("city", ({ levels }) => ({ levels: [...levels, levels[0]] })),
    },
    `"{\\"_tag\\":\\"Exact\\"}" is there twice`,
    `["comparisons"][${city}]["levels"]`,
  ],
  [
    "more levels than are told apart",
    {
      ...prior,
      comparisons: changed("device", ({ levels: [first] }) => ({
        levels: Array.from({ length: 101 }, (_, difference) => ({
          ...first,
          level: { _tag: "NumbersWithin", difference },
        })),
        atHome: Array<number>(102).fill(0.5),
      })),
    },
    "more than 100 levels",
    `["comparisons"][${placeOf("device")}]["levels"]`,
  ],
  [
    "a field that changes places with one that it does not compare",
    { ...prior, comparisons: without("surname").map(({ parts: _, ...one }) => one) },
    `"surname" is not compared`,
    `["level"]["with"]`,
  ],
  [
    "a field that depends on one that it does not compare",
    { ...prior, comparisons: without("postcode") },
    `"postcode" is not compared`,
    `["comparisons"][${city}]["dependsOn"]["field"]`,
  ],
  [
    "a field that depends on itself",
    {
      ...prior,
      comparisons: changed("city", ({ levels }) => ({
        dependsOn: { field: "city", us: levels.map(() => []) },
      })),
    },
    `"city" is the field itself`,
    `["comparisons"][${city}]["dependsOn"]["field"]`,
  ],
  [
    "saying nothing of a field on which another one depends",
    {
      ...prior,
      comparisons: changed("city", () => ({ dependsOn: { field: "postcode", us: [] } })),
    },
    `0 rows, where "postcode" has 3 levels`,
    `["comparisons"][${city}]["dependsOn"]["us"]`,
  ],
  [
    "fewer numbers of a dependent field than it has outcomes",
    {
      ...prior,
      comparisons: changed("city", () => ({
        dependsOn: { field: "postcode", us: [[0.5], [], []] },
      })),
    },
    `a row of 1, where "city" has 7 outcomes`,
    `["comparisons"][${city}]["dependsOn"]["us"][0]`,
  ],
  [
    "fewer numbers at home than a field has outcomes",
    { ...prior, comparisons: changed("city", () => ({ atHome: [0.5] })) },
    `a row of 1, where "city" has 7 outcomes`,
    `["comparisons"][${city}]["atHome"]`,
  ],
  [
    "parts that it does not compare",
    { ...prior, comparisons: changed("name", () => ({ parts: ["given", "surname"] })) },
    `"given" is not compared`,
    `["comparisons"][${placeOf("name")}]["parts"][0]`,
  ],
  [
    "a rule that links whom no key leads to",
    { ...prior, links: [...prior.links, deviceAndCity] },
    "no blocking rule leads to it",
    `["links"][${prior.links.length}]["all"]`,
  ],
  [
    "a rule that links by alike values whom only a key of the same one leads to",
    { ...prior, links: [rule("alike phones", { field: "phone", is: "similar" })] },
    "no blocking rule leads to it",
    `["links"][0]["all"]`,
  ],
  [
    "a rule that links by what differs, and no other key leads to it",
    { ...prior, links: [rule("two phones", { field: "phone", is: "different" })] },
    "no blocking rule leads to it",
    `["links"][0]["all"]`,
  ],
  [
    "two tables of one field",
    { ...prior, values: [phones, phones] },
    `"phone" is there twice`,
    `["values"][1]["field"]`,
  ],
  [
    "values of a field that nobody reads",
    { ...prior, values: [{ ...phones, field: "telephone" }] },
    `"telephone" is neither compared nor a part of a key`,
    `["values"][0]["field"]`,
  ],
  [
    "two frequencies of one value",
    {
      ...prior,
      values: [{ ...phones, frequencies: [1, 2].map((n) => ["+49301", n / 9] as const) }],
    },
    `a value is there twice`,
    `["values"][0]["frequencies"][1][0]`,
  ],
  [
    "a probability that is none",
    { ...prior, threshold: 1 },
    `Expected a value between 0 (excluded) and 1 (excluded)`,
    `["threshold"]`,
  ],
  [
    "a difference below nothing",
    {
      ...prior,
      comparisons: changed("city", ({ levels: [first], otherwise }) => ({
        levels: [{ ...first, level: { _tag: "NumbersWithin", difference: -1 } }],
        otherwise,
      })),
    },
    `greater than or equal to 0`,
    `["difference"]`,
  ],
]

function both(field: string): LinkageModel.DecidingRule["all"] {
  return [
    { field, is: "exact" },
    { field, is: "different" },
  ]
}

// --- rules ---------------------------------------------------------------------------------------

const level = fc.constantFrom<LinkageModel.WeighedLevel["level"]>(
  { _tag: "Exact" },
  { _tag: "Folded" },
  { _tag: "Masked" },
  { _tag: "Initial" },
)
const comparison = (field: string): fc.Arbitrary<Comparison> =>
  fc.uniqueArray(level, { minLength: 1, selector: ({ _tag }) => _tag }).map((all) => {
    const [first = { _tag: "Exact" } as const, ...rest] = all
    const weighed = (one: typeof first) => ({ level: one, m: 0.4, u: 0.1 })
    return {
      field,
      levels: [weighed(first), ...rest.map(weighed)],
      otherwise: { m: 0.1, u: 0.9 },
      byFrequency: false,
    }
  })
const condition = fc.record({
  field: fc.constantFrom("a", "b", "c"),
  is: fc.constantFrom("exact" as const, "same" as const, "similar" as const, "different" as const),
})
const models: fc.Arbitrary<Model> = fc
  .tuple(comparison("a"), comparison("b"), condition, fc.array(condition, { maxLength: 2 }))
  .map(([a, b, first, rest]) => ({
    version: "1",
    prior: 0.01,
    threshold: 0.9,
    comparisons: [a, b],
    values: [],
    blocking: [],
    links: [],
    vetoes: [rule("veto", first, ...rest)],
  }))

/** Whether any two records could be at levels by which the model's veto holds: masks are at none. */
const canHold = (model: Model): boolean => {
  const { vetoOf } = Verdict.deciding(model)
  const [some, others] = model.comparisons.map(({ levels }) =>
    [...levels.map(({ level: { _tag } }) => _tag), "different"].flatMap((tag, at) =>
      tag === "Masked" ? [] : [at + 1],
    ),
  )
  return [0, ...(some ?? [])].some((one) =>
    [0, ...(others ?? [])].some((other) => vetoOf(Uint8Array.of(one, other)) !== undefined),
  )
}

const acceptsWhatCanHold = (accepts: (model: Model) => boolean) =>
  fc.property(models, (model) => {
    assert.strictEqual(accepts(model), canHold(model))
  })

describe("a model", () => {
  it("is what is shipped", () => {
    assert.strictEqual(faultOf(prior), "")
  })

  const keys: ReadonlyArray<readonly [string, Model["blocking"][number]]> = [
    ["the field that it wants the same", { id: "k", parts: [{ field: "device", take: "whole" }] }],
    ["a part of it", { id: "k", parts: [{ field: "device", take: "start", length: 4 }] }],
    ["a part of what it wants alike", { id: "k", parts: [{ field: "city", take: "sound" }] }],
    ["all records", { id: "k", parts: [] }],
  ]
  for (const [name, key] of keys)
    it(`may link by a rule that a key of ${name} leads to`, () => {
      const links = [...prior.links, deviceAndCity]
      assert.strictEqual(faultOf({ ...prior, links, blocking: [...prior.blocking, key] }), "")
    })

  for (const [name, model, what, where] of faulty)
    it(`is refused for ${name}, with what is wrong and where`, () => {
      const fault = faultOf(model)
      assert.include(fault, what)
      assert.include(fault, where)
    })

  it("says all that is wrong with it at once", () => {
    const vetoes = ["x", "y"].map((field) => rule(field, { field, is: "exact" }))
    const fault = faultOf({ ...prior, vetoes })
    for (const field of ["x", "y"]) assert.include(fault, `"${field}" is not compared`)
  })

  it("is one exactly where each of its rules can hold", () => {
    const accepts = (model: Model) => Result.isSuccess(decode(model))
    holds(acceptsWhatCanHold(accepts))
    kills(acceptsWhatCanHold(() => true))
    // Looks at whether fields are compared, and not at what their levels can fulfil.
    kills(
      acceptsWhatCanHold(({ comparisons, vetoes }) =>
        vetoes.every(({ all }) =>
          all.every(({ field }) => comparisons.some((one) => one.field === field)),
        ),
      ),
    )
    // Takes each condition for itself.
    kills(
      acceptsWhatCanHold((model) =>
        model.vetoes.every(({ id, all }) =>
          all.every((one) => accepts({ ...model, vetoes: [{ id, all: [one] }] })),
        ),
      ),
    )
  })
})
