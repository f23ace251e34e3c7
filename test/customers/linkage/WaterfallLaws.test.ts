/** What two records weigh is said in one way: by waterfalls, by the linker, and in columns. */
import { assert, describe, it } from "@effect/vitest"
import {
  Blocking,
  Clustering,
  Columns,
  Evidence,
  type Identifier,
  type LinkageModel,
  LinkRecord,
  ModelLinker,
  PriorModel,
  Scoring,
  Verdict,
  Waterfall,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Explain = typeof Waterfall.explain
type Model = LinkageModel.LinkageModel

/** Few rules, so that weights and masks decide. */
const weighing: Model = {
  ...PriorModel.model,
  version: "weighing",
  prior: 0.01,
  threshold: 0.9,
  blocking: [{ id: "all", parts: [] }],
  links: [{ id: "same account", all: [{ field: "account", is: "same" }] }],
  vetoes: [
    ...PriorModel.model.vetoes,
    {
      id: "two mailboxes and phones",
      all: [
        { field: "email", is: "different" },
        { field: "phone", is: "different" },
      ],
    },
  ],
}

const said = (_tag: "Phone" | "Email" | "Name" | "NationalId" | "City", ...values: Array<string>) =>
  fc.constantFrom(...values).map((value): Identifier.Identifier => ({ _tag, value }))

type Comparison = Model["comparisons"][number]

/** Weighs against strangers alone. */
const ofStrangers = ({ atHome: _, ...model }: Model): Model => model

/** Weighs against two people of one home alone. */
const ofHome = ({ atHome, ...model }: Model): Model => ({
  ...model,
  prior: atHome ?? model.prior,
  comparisons: model.comparisons.map(({ dependsOn: _, atHome, ...comparison }): Comparison => {
    const [first, ...rest] = comparison.levels.map((level, at) => ({
      ...level,
      u: atHome?.[at] ?? level.u,
    }))
    const u = atHome?.at(-1) ?? comparison.otherwise.u
    return {
      ...comparison,
      ...(first === undefined ? {} : { levels: [first, ...rest] }),
      otherwise: { ...comparison.otherwise, u },
    }
  }),
})

/** Any of it may be missing, masked, or stand there several times; relays are left out on reading. */
const identifiers = fc.array(
  fc.oneof(
    said("Phone", "18312342807", "18312342808", "13912349999", "183****2807", "139****9999"),
    said("Email", "a1234@qq.com", "bob@qq.com", "a****@qq.com", "x@marketplace.amazon.com"),
    said("Name", "wang wei", "li na", "w*** w**", "li na", "wang na"),
    said("NationalId", "3301********002X", "11010519491231002X", "1101**********002X"),
    said("City", "杭州", "上海", "杭*"),
    fc
      .constantFrom("1", "2")
      .map((value) => ({ _tag: "Account" as const, value, scope: { issuer: "web" } })),
  ),
  { maxLength: 6 },
)

const record = fc
  .record({ identifiers, source: fc.constantFrom(undefined, undefined, "till") })
  .map(({ identifiers, source }) => {
    const evidence = { recordId: "", observedAt: 0, country: "CN", identifiers }
    const { record } = Evidence.read(evidence, 0)
    return { ...record, ...(source === undefined ? {} : { source }) }
  })

const world = fc.record({
  model: fc.constantFrom(weighing, PriorModel.model),
  records: fc
    .array(record, { minLength: 2, maxLength: 3 })
    .map((all) => all.map((own, at) => ({ ...own, id: `r${at}` }))),
})

type Records = ReadonlyArray<LinkRecord.LinkRecord>

const pairsOf = (records: Records) =>
  records.flatMap((a) => records.flatMap((b) => (a === b ? [] : [[a, b] as const])))

const sumOf = ({ priorBits, steps }: Waterfall.Waterfall) =>
  steps.reduce((sum, { bits, frequencyBits }) => sum + bits + frequencyBits, priorBits)

/** The linker's link or veto is the waterfall's, by the same rule or the same bits. */
const waterfallIsTheLinkers = (explain: Explain) =>
  fc.property(world, ({ model, records }) => {
    const judge = ModelLinker.make(model).over(records)
    for (const [a, b] of pairsOf(records)) {
      const waterfall = explain(model, a, b)
      const { verdict, bits, probability } = waterfall
      const [link, veto] = [judge.linkOf(a, b), judge.vetoOf(a, b)]
      const found = verdict._tag === "Linked" ? (verdict.rule ?? "weights") : undefined
      assert.strictEqual(
        link?._tag === "Rule" ? link.rule : link === undefined ? undefined : "weights",
        found,
      )
      assert.strictEqual(veto, verdict._tag === "Vetoed" ? verdict.rule : undefined)
      assert.approximately(sumOf(waterfall), bits, 1e-9)
      if (link?._tag === "Weights") assert.approximately(link.probability, probability, 1e-9)
      if (link !== undefined && "bits" in link) assert.approximately(link.bits, bits, 1e-9)
      assert.deepStrictEqual(judge.waterfallOf(a, b), waterfall)
    }
  })

const isMasked = (value: string) => value.includes("*")

const changed = (
  record: LinkRecord.LinkRecord,
  change: (values: ReadonlyArray<string>) => ReadonlyArray<string>,
): LinkRecord.LinkRecord => ({
  ...record,
  values: new Map(
    Array.from(record.values, ([field, values]) => [field, change(values)] as const).filter(
      ([, values]) => values.length > 0,
    ),
  ),
})

const withoutMasks = (record: LinkRecord.LinkRecord) =>
  changed(record, (values) => values.filter((value) => !isMasked(value)))

/** Both say something, one of them by masks alone, and the model knows masks of the field. */
const hidesSomething = (
  model: Model,
  field: string,
  ...pair: ReadonlyArray<LinkRecord.LinkRecord>
) =>
  pair.every(({ values }) => values.has(field)) &&
  pair.some(({ values }) => values.get(field)?.every(isMasked) === true) &&
  model.comparisons.some(
    (one) => one.field === field && one.levels.some(({ level }) => level._tag === "Masked"),
  )

/** What the best two masks that are alike both show, beyond where the number or the mailbox is of. */
const mostShown = (field: string, a: LinkRecord.LinkRecord, b: LinkRecord.LinkRecord): number => {
  const own = (text: string) => text.replace(/^\+86|^CN:|@.*$/g, "")
  const values = ({ values }: LinkRecord.LinkRecord) => values.get(field) ?? []
  const all = values(a).flatMap((one) =>
    values(b).map((other) => {
      const [known, others] = [own(one), own(other)]
      if (known.length !== others.length) return 0
      const shown = Array.from(known, (char, at) => {
        if (char === "*" || others[at] === "*") return 0
        if (char !== others[at]) return -Infinity
        if (char === " ") return 0
        return char >= "0" && char <= "9" ? Math.log2(10) : 2
      })
      return shown.reduce((sum, bits) => sum + bits, 0) - Math.max(...shown)
    }),
  )
  return Math.max(0, ...all.filter((bits) => !Number.isNaN(bits)))
}

/** What all levels say together but the same value and its mask. */
const differing = ({ levels, otherwise }: Comparison): number => {
  const all = [otherwise, ...levels.filter(({ level }) => !/^(Exact|Masked)$/.test(level._tag))]
  return Math.log2(all.reduce((sum, { m }) => sum + m, 0) / all.reduce((sum, { u }) => sum + u, 0))
}

/** What is shown decides; masks add at most as much as it weighs, and as much as their level does. */
const masksOnlyHelp = (explain: Explain) =>
  fc.property(world, fc.constantFrom(ofStrangers, ofHome), ({ model: both, records }, ofKind) => {
    const model = ofKind(both)
    for (const [a, b] of pairsOf(records)) {
      const { verdict, bits, priorBits, steps } = explain(model, a, b)
      const shown = Waterfall.explain(model, withoutMasks(a), withoutMasks(b))
      const limit = Math.max(0, shown.bits - priorBits)
      assert.isAtMost(bits - shown.bits, limit + 1e-9)
      if (verdict._tag !== "Unlinked" || shown.verdict._tag === "Vetoed") {
        const rule = "rule" in verdict ? verdict.rule : undefined
        assert.strictEqual("rule" in shown.verdict ? shown.verdict.rule : undefined, rule)
      }
      let full = shown.bits
      for (const [at, step] of steps.entries()) {
        assert.strictEqual(step.isMasked, hidesSomething(model, step.field, a, b))
        if (!step.isMasked) {
          assert.deepStrictEqual(step, shown.steps[at])
          continue
        }
        assert.strictEqual(shown.steps[at]?.level, "missing")
        const alike = step.level !== "different"
        const comparison = model.comparisons[at]
        if (comparison === undefined) continue
        const own = comparison.levels.find(({ level }) => level._tag === "Masked")
        full += alike
          ? Math.min(Math.log2((own?.m ?? 1) / (own?.u ?? 1)), mostShown(step.field, a, b))
          : differing(comparison)
      }
      assert.approximately(bits, Math.min(full, shown.bits + limit), 1e-9)
    }
  })

/** Two records that are one person by about these bits more or less, but for what is masked. */
const around = fc.constantFrom(
  { name: "wang wei", postcode: "310000" },
  { givenName: "wei", surname: "wang", postcode: "310000" },
  { name: "wang wei", address: "elm st 5", postcode: "310000", city: "hangzhou" },
  { givenName: "wei", surname: "wang", address: "elm st 5", postcode: "310000" },
  { address: "elm st 5", postcode: "310000" },
)

/** Two records weigh what they do against the kind of others from whom it is harder to tell them. */
const lesserCounts = (explain: Explain) =>
  fc.property(world, around, around, ({ model, records }, one, other) => {
    const named = [LinkRecord.make("a", one), LinkRecord.make("b", other)]
    for (const [a, b] of [...pairsOf(records), ...pairsOf(named)]) {
      const [strangers, home] = [ofStrangers, ofHome].map((ofKind) =>
        Waterfall.explain(ofKind(model), a, b),
      )
      if (strangers === undefined || home === undefined) continue
      const { against, bits, steps } = explain(model, a, b)
      assert.strictEqual(bits, Math.min(strangers.bits, home.bits))
      const [kind, lesser] =
        home.bits < strangers.bits ? ["one home", home] : ["strangers", strangers]
      assert.strictEqual(against, kind)
      assert.deepStrictEqual(steps, lesser.steps)
    }
  })

/** A number, mailbox or register's number, and which of its characters two sources hide. */
const hidden = fc
  .constantFrom(
    ["phone", "+8613812345678", 3],
    ["phone", "+4915123456789", 3],
    ["phone", "+35312345678", 4],
    ["email", "anna7mayer@web.de", 0],
    ["nationalId", "CN:11010519491231002X", 3],
  )
  .chain(([field, text, from]) => {
    const size = field === "email" ? text.lastIndexOf("@") : text.length
    const places = fc.subarray(Array.from({ length: size - from }, (_, at) => from + at))
    return fc.record({
      field: fc.constant(field),
      text: fc.constant(text),
      one: places.filter((all) => all.length > 0),
      other: places,
      also: fc.integer({ min: from, max: size - 1 }),
    })
  })

const starred = (text: string, places: ReadonlyArray<number>): string =>
  Array.from(text, (char, at) => (places.includes(at) ? "*" : char)).join("")

const masksSayWhatTheyShow = (explain: Explain) =>
  fc.property(hidden, around, ({ field, text, one, other, also }, said) => {
    const withMasks = (hide: ReadonlyArray<number>, hideOther: ReadonlyArray<number>) => {
      const a = LinkRecord.make("a", { ...said, [field]: starred(text, hide) })
      const b = LinkRecord.make("b", { ...said, [field]: starred(text, hideOther) })
      return explain(PriorModel.model, a, b)
    }
    const [a, b] = ["a", "b"].map((id) => LinkRecord.make(id, said))
    if (a === undefined || b === undefined) return
    const without = explain(PriorModel.model, a, b)
    const less = withMasks(one, other)
    // Never against the number that they hide, and never less for a character that both show.
    assert.isAtLeast(less.bits, without.bits)
    const more = withMasks(
      one.filter((at) => at !== also),
      other.filter((at) => at !== also),
    )
    assert.isAtLeast(more.bits, less.bits - 1e-9)
    const all = Array.from(text, (_, at) => at)
    const end = field === "email" ? text.lastIndexOf("@") : text.length
    const start =
      field === "email" ? 0 : field === "nationalId" ? 3 : text.startsWith("+353") ? 4 : 3
    const single = all.slice(start, end).filter((at) => at !== also)
    for (const hideOther of [single, []]) {
      const { verdict, bits } = withMasks(single, hideOther)
      assert.deepStrictEqual(verdict, without.verdict)
      assert.strictEqual(bits, without.bits)
    }
  })

/** Explains masks as if every star were a nought. */
const unmasking: Explain = (model, a, b) => {
  const read = (record: LinkRecord.LinkRecord) =>
    changed(record, (values) => values.map((value) => value.replaceAll("*", "0")))
  return Waterfall.explain(model, read(a), read(b))
}

/** Weighs every mask in full, however little is shown. */
const uncapped: Explain = (model, a, b) => {
  const waterfall = Waterfall.explain(model, a, b)
  const steps = waterfall.steps.map((step, at) => {
    const { levels = [], otherwise } = model.comparisons[at] ?? {}
    const own = levels.find(({ level }) => level === step.level) ?? otherwise
    return step.isMasked && own !== undefined ? { ...step, bits: Math.log2(own.m / own.u) } : step
  })
  const bits = sumOf({ ...waterfall, steps })
  return { ...waterfall, steps, bits, probability: Scoring.probabilityOf(bits) }
}

/** Knows nothing of sources. */
const sourceless: Explain = (model, { source: _, ...a }, b) => Waterfall.explain(model, a, b)

type Link = (model: Model, records: Records) => ReadonlyArray<string>

/** Links pairs in columns, as a file is predicted. */
const inColumns: Link = (model, records) => {
  const columns = Columns.of(model, records)
  const scorer = Scoring.over(model, columns)
  const deciding = Verdict.deciding(model)
  const levels = new Uint8Array(model.comparisons.length)
  const found: Array<string> = []
  Blocking.forEachPair(model, columns, (a, b) => {
    const bits = scorer.bits(a, b, levels)
    const { _tag } = deciding.of(bits, levels)
    found.push(`${columns.records[a]?.id} ${columns.records[b]?.id} ${_tag} ${bits.toFixed(9)}`)
  })
  return found.toSorted()
}

const columnsAreTheWaterfalls = (link: Link) =>
  fc.property(world, ({ records }) => {
    const pairs = pairsOf(records).filter(
      ([a, b]) => a.id < b.id && (a.source === undefined || a.source !== b.source),
    )
    const wanted = pairs.map(([a, b]) => {
      const { verdict, bits } = Waterfall.explain(weighing, a, b)
      return `${a.id} ${b.id} ${verdict._tag} ${bits.toFixed(9)}`
    })
    assert.deepStrictEqual(link(weighing, records), wanted.toSorted())
  })

const clustersAreTheWaterfalls = (clusters: typeof Clustering.clusters) =>
  fc.property(world, ({ records }) => {
    const { join, find } = Clustering.joining(records.length)
    for (const [at, a] of records.entries())
      for (const [other, b] of records.entries())
        if (at < other && Waterfall.explain(weighing, a, b).verdict._tag === "Linked")
          join(at, other)
    const groups = Map.groupBy(records.keys(), find)
    assert.deepStrictEqual(
      clusters(weighing, records),
      Array.from(groups.values(), (places) => places.map((place) => `r${place}`)),
    )
  })

describe("a waterfall", () => {
  it("is the linker's word on every pair", () => {
    holds(waterfallIsTheLinkers(Waterfall.explain), 150)
    kills(waterfallIsTheLinkers(unmasking))
    kills(waterfallIsTheLinkers(uncapped))
    kills(waterfallIsTheLinkers(sourceless))
  })

  it("lets masks help what is shown, and no more", () => {
    holds(masksOnlyHelp(Waterfall.explain), 150)
    kills(masksOnlyHelp(unmasking))
    kills(masksOnlyHelp(uncapped))
    kills(masksOnlyHelp((model, a, b) => Waterfall.explain(model, withoutMasks(a), b)))
  })

  it("weighs against strangers and against two people of one home, and the lesser counts", () => {
    holds(lesserCounts(Waterfall.explain), 150)
    kills(lesserCounts((model, a, b) => Waterfall.explain(ofStrangers(model), a, b)))
    kills(lesserCounts((model, a, b) => Waterfall.explain(ofHome(model), a, b)))
  })

  it("weighs a mask by what it shows: one character alone says nothing", () => {
    holds(masksSayWhatTheyShow(Waterfall.explain))
    kills(masksSayWhatTheyShow(uncapped))
    kills(masksSayWhatTheyShow(unmasking))
    // A mask of less that says more.
    kills(
      masksSayWhatTheyShow((model, a, b) => {
        const waterfall = Waterfall.explain(model, a, b)
        const bits = waterfall.steps.reduce(
          (sum, step) => sum + (step.isMasked ? 20 - step.bits : step.bits),
          waterfall.priorBits,
        )
        return { ...waterfall, bits }
      }),
    )
  })

  it("is what comes of a pair among many, in columns and in clusters", () => {
    holds(columnsAreTheWaterfalls(inColumns), 150)
    kills(columnsAreTheWaterfalls((model, all) => inColumns(model, all.map(withoutMasks))))
    kills(columnsAreTheWaterfalls((model, all) => inColumns({ ...model, threshold: 0.02 }, all)))
    holds(clustersAreTheWaterfalls(Clustering.clusters), 150)
    const sameCity = [{ id: "same city", all: [{ field: "city", is: "same" }] }] as const
    kills(
      clustersAreTheWaterfalls((model, all) =>
        Clustering.clusters({ ...model, links: sameCity }, all),
      ),
    )
  })

  it("shows the values in the order of the records", () => {
    const [b, a] = ["b", "a"].map((id) => LinkRecord.make(id, { city: `${id}ton` }))
    if (a === undefined || b === undefined) return
    const values = [Waterfall.explain(weighing, b, a), Waterfall.explain(weighing, a, b)].map(
      ({ steps }) => steps.find(({ field }) => field === "city")?.values,
    )
    assert.deepStrictEqual(values, [
      ["bton", "aton"],
      ["aton", "bton"],
    ])
  })
})
