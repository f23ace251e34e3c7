import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  Blocking,
  Clustering,
  Columns,
  LinkageModel,
  LinkRecord,
  PriorModel,
  Scoring,
  StartModel,
  Training,
  Waterfall,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { records, start } from "./support/people.ts"

type Fit = typeof Training.fit
type Records = ReadonlyArray<LinkRecord.LinkRecord>
type Model = LinkageModel.LinkageModel

/** Takes what is learned, however little there is to learn from: worlds are small. */
const fit: Fit = (model, all, training) => {
  const learned = Training.learn(model, all, training).model
  return { ...learned, version: training.version }
}
const shuffles = records.chain((all) =>
  fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
)

const trainingIsOrderFree = (fit: Fit) =>
  fc.property(shuffles, ([all, shuffled]) => {
    const [one, other] = [all, shuffled].map((records) => fit(start, records, { version: "1" }))
    assert.deepStrictEqual(other, one)
  })

const clusteringIsOrderFree = (clusters: typeof Clustering.clusters) =>
  fc.property(shuffles, ([all, shuffled]) => {
    assert.deepStrictEqual(clusters(PriorModel.model, shuffled), clusters(PriorModel.model, all))
  })

const bitsOf = (model: Model, a: LinkRecord.LinkRecord, b: LinkRecord.LinkRecord): number =>
  Scoring.over(model, Columns.of(model, [a, b])).bits(0, 1)

const scoringIsSymmetric = (bitsOf: (model: Model, all: Records, a: number, b: number) => number) =>
  fc.property(records, (all) => {
    const model = fit(start, all, { version: "1" })
    for (const a of all.keys())
      for (const b of all.keys())
        if (a !== b) assert.strictEqual(bitsOf(model, all, a, b), bitsOf(model, all, b, a))
  })

const dates = start.comparisons.find(({ field }) => field === "birthDate")?.levels ?? []

/** A start where a name depends on the date, so that what is learned of it is weighed beside it. */
const dependent: Model = {
  ...start,
  comparisons: start.comparisons.map((comparison) =>
    comparison.field === "surname"
      ? { ...comparison, dependsOn: { field: "birthDate", us: ofSameDate(usOf(comparison)) } }
      : comparison,
  ),
}

function ofSameDate(us: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> {
  return dates.map(({ level }) => (level._tag === "Exact" ? us : []))
}

function usOf({ levels, otherwise }: Model["comparisons"][number]): ReadonlyArray<number> {
  return [...levels.map(({ u }) => Math.sqrt(u)), otherwise.u / 3]
}

const waterfallSums = (explain: typeof Waterfall.explain) =>
  fc.property(records, (all) => {
    const [a, b] = all
    if (a === undefined || b === undefined) return
    const model = fit(dependent, all, { version: "1" })
    const { priorBits, steps, bits } = explain(model, a, b)
    const sum = steps.reduce((sum, step) => sum + step.bits + step.frequencyBits, priorBits)
    assert.approximately(sum, bits, 1e-9)
    assert.approximately(bits, bitsOf(model, a, b), 1e-9)
  })

const serialisedScoresTheSame = (again: (model: Model) => Model) =>
  fc.property(records, (all) => {
    const [a, b] = all
    if (a === undefined || b === undefined) return
    const model = fit(dependent, all, { version: "1" })
    assert.deepStrictEqual(again(model), model)
    assert.strictEqual(bitsOf(again(model), a, b), bitsOf(model, a, b))
  })

const alone = ({ dependsOn: _, ...comparison }: Model["comparisons"][number]) => comparison

/** Where it depends on another one, a field never weighs more than alone, nor the other way. */
const dependenceTakesAway = (explain: typeof Waterfall.explain) =>
  fc.property(records, (all) => {
    const [a, b] = all
    if (a === undefined || b === undefined) return
    const model = fit(dependent, all, { version: "1" })
    const weights = (from: Model) =>
      // What masks weigh hangs on all that is shown.
      explain(from, a, b).steps.map(({ isMasked, bits, frequencyBits }) =>
        isMasked ? 0 : bits + frequencyBits,
      )
    const plain = weights({ ...model, comparisons: model.comparisons.map(alone) })
    for (const [at, bits] of weights(model).entries()) {
      assert.isAtMost(Math.abs(bits), Math.abs(plain[at] ?? 0))
      assert.isAtLeast(bits * (plain[at] ?? 0), 0)
    }
  })

const rules: Model["blocking"] = [
  { id: "name", parts: [{ field: "surname", take: "sound" }] },
  {
    id: "both",
    parts: [
      { field: "givenName", take: "start", length: 2 },
      { field: "birthDate", take: "year" },
    ],
  },
  { id: "phone", parts: [{ field: "phone", take: "whole" }], skip: ["18312342808"] },
]
const blocked: Model = { ...start, blocking: rules }

const blockingFindsAllOnce = (forEachPair: typeof Blocking.forEachPair) =>
  fc.property(records, (all) => {
    const found: Array<string> = []
    const columns = Columns.of(blocked, all)
    const idOf = (place: number) => columns.records[place]?.id ?? ""
    forEachPair(blocked, columns, (a, b) => found.push(`${idOf(a)} ${idOf(b)}`))
    const wanted = columns.records.flatMap((a, at) =>
      columns.records.slice(at + 1).flatMap((b) => (shareKey(a, b) ? [`${a.id} ${b.id}`] : [])),
    )
    assert.deepStrictEqual(found.toSorted(), wanted.toSorted())
  })

const shareKey = (a: LinkRecord.LinkRecord, b: LinkRecord.LinkRecord): boolean =>
  rules.some((rule) => {
    const known = Blocking.keys(rule, b).filter((key) => rule.skip?.includes(key) !== true)
    return Blocking.keys(rule, a).some((key) => known.includes(key))
  })

describe("linkage", () => {
  it("learns the same from records in any order", () => {
    holds(trainingIsOrderFree(fit), 40)
    kills(
      trainingIsOrderFree((model, all, training) => ({
        ...fit(model, all, training),
        version: all[0]?.id ?? "",
      })),
    )
    // A model that forgets the half of the records that came last.
    kills(
      trainingIsOrderFree((model, all, training) =>
        fit(model, all.slice(0, Math.ceil(all.length / 2)), training),
      ),
    )
  })

  it("clusters records alike in any order", () => {
    holds(clusteringIsOrderFree(Clustering.clusters), 100)
    kills(clusteringIsOrderFree((model, all) => Clustering.clusters(model, all.slice(0, -1))))
  })

  it("weighs two records the same, whichever is first", () => {
    const between = (model: Model, all: Records, a: number, b: number) => {
      const columns = Columns.of(model, all)
      const place = (at: number) => columns.records.findIndex(({ id }) => id === all[at]?.id)
      return Scoring.over(model, columns).bits(place(a), place(b))
    }
    holds(scoringIsSymmetric(between), 30)
    kills(scoringIsSymmetric((model, all, a, b) => between(model, all, a, b) + (a < b ? 1 : 0)))
  })

  it("explains a weight by steps that sum to it", () => {
    holds(waterfallSums(Waterfall.explain), 40)
    kills(
      waterfallSums((model, a, b) => {
        const waterfall = Waterfall.explain(model, a, b)
        const steps = waterfall.steps.map((step) => ({ ...step, frequencyBits: 0 }))
        return { ...waterfall, steps }
      }),
    )
    // A waterfall that forgets what a field says of another one.
    kills(
      waterfallSums((model, a, b) =>
        Waterfall.explain({ ...model, comparisons: model.comparisons.map(alone) }, a, b),
      ),
    )
  })

  it("scores the same by a model that was written to JSON and read again", () => {
    const read = Schema.decodeUnknownResult(LinkageModel.LinkageModel)
    const again = (model: Model) => Result.getOrThrow(read(JSON.parse(JSON.stringify(model))))
    holds(serialisedScoresTheSame(again), 40)
    kills(serialisedScoresTheSame((model) => ({ ...again(model), values: [] })))
  })

  it("finds every pair that shares a key, once", () => {
    holds(blockingFindsAllOnce(Blocking.forEachPair), 300)
    kills(
      blockingFindsAllOnce((model, columns, visit) => {
        for (const rule of model.blocking)
          Blocking.forEachPair({ ...model, blocking: [rule] }, columns, visit)
      }),
    )
    kills(
      blockingFindsAllOnce((model, columns, visit) =>
        Blocking.forEachPair({ ...model, blocking: model.blocking.slice(1) }, columns, visit),
      ),
    )
  })

  it("shows no pair of one source", () => {
    const all = ["a", "b", "c"].map((id, at) =>
      LinkRecord.make(id, { surname: "li" }, at < 2 ? "web" : "shop"),
    )
    const found: Array<string> = []
    Blocking.forEachPair(blocked, Columns.of(blocked, all), (a, b) => found.push(`${a} ${b}`))
    assert.deepStrictEqual(found, ["0 2", "1 2"])
  })
})

const pairWith = (values: Parameters<typeof LinkRecord.make>[1]) =>
  [LinkRecord.make("a", values), LinkRecord.make("b", values)] as const

describe("frequencies", () => {
  const names = [...Array<string>(20).fill("smith"), "zimbalist", "okonkwo", "adler"]
  const all = names.map((surname, at) =>
    LinkRecord.make(`r${at}`, {
      surname,
      phone: String(10_000 + at * 37),
      birthDate: `1950010${at % 9}`,
    }),
  )
  const model = fit(start, all, { version: "1" })

  it("make agreement on a rare name weigh more than on a common one", () => {
    const common = Waterfall.explain(model, ...pairWith({ surname: "smith" }))
    const rare = Waterfall.explain(model, ...pairWith({ surname: "adler" }))
    assert.isAbove(rare.bits, common.bits + 2)
    const flat = {
      ...model,
      comparisons: model.comparisons.map((comparison) => ({ ...comparison, byFrequency: false })),
    }
    assert.strictEqual(
      Waterfall.explain(flat, ...pairWith({ surname: "smith" })).bits,
      Waterfall.explain(flat, ...pairWith({ surname: "adler" })).bits,
    )
  })
})

describe("dependence of fields", () => {
  const letters = "bcdfghklmnprstvwz"
  const towns = Array.from({ length: 60 }, (_, at) =>
    [at % 17, (at * 5) % 13, (at * 11) % 16].map((place) => letters.charAt(place) + "a").join(""),
  )
  const types = {
    surname: "surname",
    birthDate: "birthDate",
    phone: "phone",
    city: "locality",
    postcode: "postcode",
  } as const
  const mixed = (at: number, salt: number): number => {
    const hash = Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)
    const again = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    return (again ^ (again >>> 13)) >>> 0
  }
  /** Two records of each person; names, dates, phones and postcodes say nothing of each other. */
  const peopleOf = (townOf: (person: number, postcode: number) => number) =>
    Array.from({ length: 1_600 }, (_, record) => {
      const person = record >> 1
      const own = (salt: number, below: number) => mixed(person, salt) % below
      const two = (number: number) => String(number).padStart(2, "0")
      const postcode = own(1, 60)
      return LinkRecord.make(`r${record}`, {
        surname: String(own(2, 1e6)).replace(/\d/g, (digit) => "bcdfghklmn".charAt(Number(digit))),
        birthDate: `19${10 + own(3, 80)}${two(1 + own(4, 12))}${two(1 + own(5, 28))}`,
        phone: String(1e9 + own(6, 1e9)),
        city: towns[townOf(person, postcode)] ?? "",
        postcode: String(10_000 + postcode * 733),
      })
    })
  const dependencesOf = (townOf: Parameters<typeof peopleOf>[0]) => {
    const all = peopleOf(townOf)
    const model = Training.fit(StartModel.of(types, all), all, { version: "1" })
    const named = model.comparisons.flatMap(({ field, dependsOn }) =>
      dependsOn === undefined ? [] : [`${field} on ${dependsOn.field}`],
    )
    return { model, named }
  }

  it("is learned of a town that follows from the postcode: beside it, it weighs nothing", () => {
    const { model, named } = dependencesOf((_, postcode) => postcode)
    assert.strictEqual(named.length, 1)
    assert.match(named.join(), /^(city on postcode|postcode on city)$/)
    const place = { city: towns[3] ?? "", postcode: String(10_000 + 3 * 733) }
    const { steps } = Waterfall.explain(model, ...pairWith(place))
    const [city, postcode] = ["city", "postcode"].map((field) => {
      const step = steps.find((step) => step.field === field)
      return (step?.bits ?? 0) + (step?.frequencyBits ?? 0)
    })
    assert.isBelow(Math.min(city ?? 0, postcode ?? 0), 0.5)
    assert.isAbove(Math.max(city ?? 0, postcode ?? 0), 4)
  })

  it("is not taken from the records of one person, who agree in all", () => {
    assert.deepStrictEqual(dependencesOf((person) => mixed(person, 7) % 60).named, [])
  })

  it("only takes weight away", () => {
    holds(dependenceTakesAway(Waterfall.explain), 40)
    // A waterfall that counts twice what stands beside another field.
    kills(
      dependenceTakesAway((model, a, b) => {
        const waterfall = Waterfall.explain(model, a, b)
        const factor = model.comparisons.some(({ dependsOn }) => dependsOn !== undefined) ? 2 : 1
        const steps = waterfall.steps.map((step) => ({ ...step, bits: factor * step.bits }))
        return { ...waterfall, steps }
      }),
    )
  })
})

describe("the shipped model", () => {
  const explain = (a: Parameters<typeof LinkRecord.make>[1], b: typeof a) =>
    Waterfall.explain(PriorModel.model, LinkRecord.make("a", a), LinkRecord.make("b", b)).verdict

  it("takes four ids of channels with one phone for one customer", () => {
    const channels = ["taobao", "jd", "douyin", "wechat"]
    const ids = channels.map((id) => LinkRecord.make(id, { account: id, phone: "+8618312342807" }))
    assert.strictEqual(Clustering.clusters(PriorModel.model, ids).length, 1)
  })

  it("never links by masks alone", () => {
    const masks = { phone: "183****2807", email: "a***@example.org", nationalId: "11****1234" }
    assert.deepStrictEqual(explain(masks, masks), { _tag: "Unlinked", isWeak: false })
  })

  it("keeps two national numbers apart, whatever else agrees", () => {
    const home = { phone: "+8618312342807", email: "li@example.org" }
    const verdict = explain({ ...home, nationalId: "123456" }, { ...home, nationalId: "987654" })
    assert.deepStrictEqual(verdict, { _tag: "Vetoed", rule: "two national numbers" })
  })
})
