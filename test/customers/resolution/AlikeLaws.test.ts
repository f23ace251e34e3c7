import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option } from "effect"
import { Alike, ModelLinker, Resolution, ResolutionChange } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { linker, model, subject } from "./support/people.ts"
import { edges, subjects } from "./support/steps.ts"

type Resolve = typeof Alike.resolve

/** All that hangs together: nothing is counted. */
const limits = { companions: Infinity, records: Infinity, perKey: Infinity }
const asked = { ...linker, limits }
/** By this model those are more alike who differ in a name. */
const twisted = {
  ...ModelLinker.make({
    ...model,
    comparisons: model.comparisons.map((one) =>
      one.field === "name"
        ? {
            ...one,
            levels: [{ level: { _tag: "Exact" }, m: 0.1, u: 0.9 }],
            otherwise: { m: 0.9, u: 0.1 },
          }
        : one,
    ),
  }),
  limits,
}

/** Records of which many say the same, in an order of their own. */
const world = fc
  .tuple(subjects, edges, fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 6, size: "max" }))
  .map(([some, decided, again]) => ({
    decided,
    all: [
      ...some,
      ...again.map(([of, since], i) => {
        const values = Object.fromEntries(some[of % some.length]?.record.values ?? [])
        return subject(`${i % 2 === 0 ? "B" : "e"}${i}`, values, since)
      }),
    ],
  }))

const whole: Resolve = (by, put, connect) =>
  ResolutionChange.apply(Resolution.empty(by), { put, connect })

/** Customers, and what hangs together. */
const seen = (resolution: Resolution.Resolution) => ({
  customers: Resolution.customers(resolution),
  together: Array.from(HashMap.values(resolution.entries), ({ record, component }) => [
    record.id,
    component.customerOf.get(record.id),
    [...component.customerOf.keys()].toSorted(),
  ]).toSorted(([a], [b]) => (`${a}` < `${b}` ? -1 : 1)),
})

const findsTheSame = (resolve: Resolve) =>
  fc.property(world, fc.constantFrom(asked, twisted), ({ all, decided }, by) => {
    assert.deepStrictEqual(seen(resolve(by, all, decided)), seen(whole(by, all, decided)))
  })

/** Takes those who say the same for more alike than any others. */
const sameFirst: Resolve = (by, put, connect) =>
  Alike.resolve(
    {
      ...by,
      over: (records) => {
        const judge = by.over(records)
        const linkOf: typeof judge.linkOf = (a, b) => {
          const because = judge.linkOf(a, b)
          const isSame = JSON.stringify([...a.values]) === JSON.stringify([...b.values])
          return because !== undefined && isSame
            ? { _tag: "Rule", rule: "same", bits: 99 }
            : because
        }
        return { ...judge, linkOf }
      },
    },
    put,
    connect,
  )

/** Takes decisions about records alike to be about none of them. */
const unnamed: Resolve = (by, put, connect) => {
  const kept = connect.filter((edge) => edge._tag === "Merge")
  return Alike.resolve(by, put, kept)
}
/** Judges by what only some of them say. */
const byPhone: Resolve = (by, put, connect) =>
  Alike.resolve(
    by,
    put.map(({ record: { values, ...record }, since }) => ({
      record: { ...record, values: new Map([...values].filter(([field]) => field === "phone")) },
      since,
    })),
    connect,
  )
/** Takes the senior of its records for younger than it is. */
const byId: Resolve = (by, put, connect) => {
  const known = new Set<string>()
  return Alike.resolve(
    by,
    put.map((one) => {
      const words = JSON.stringify([...one.record.values])
      const isFirst = !known.has(words)
      known.add(words)
      return isFirst ? one : { ...one, since: 9 }
    }),
    connect,
  )
}

/** Any two are linked as they are where each pair is judged. */
const linksTheSame = (linkedOver: typeof Alike.linkedOver) =>
  fc.property(world, ({ all }) => {
    const records = all.map(({ record }) => record)
    const isLinked = linkedOver(asked, records)
    const judge = asked.over(records)
    for (const a of records)
      for (const b of records)
        if (a !== b) assert.strictEqual(isLinked(a, b), judge.linkOf(a, b) !== undefined)
  })

describe("of records that say the same one is judged for all", () => {
  it("and everybody is the customer that they would be if each were", () => {
    holds(findsTheSame(Alike.resolve), 1_000)
    kills(findsTheSame(sameFirst))
    kills(findsTheSame(unnamed))
    kills(findsTheSame(byPhone))
    kills(findsTheSame(byId))
  })

  it("and is linked to whom each of them would be", () => {
    holds(linksTheSame(Alike.linkedOver), 300)
    kills(
      linksTheSame((by, records) => {
        const [first] = records
        const isLinked = Alike.linkedOver(by, records)
        return (a, b) => isLinked(first ?? a, b)
      }),
    )
  })

  it("and no more pairs are judged of three hundred than of two", () => {
    const judged = (count: number) => {
      let pairs = 0
      const counting: typeof asked = {
        ...asked,
        over: (records) => {
          const judge = asked.over(records)
          return { ...judge, linkOf: (a, b) => ((pairs += 1), judge.linkOf(a, b)) }
        },
      }
      const all = Array.from({ length: count }, (_, i) => subject(`r${i}`, { account: "1" }))
      const found = Resolution.find(Alike.resolve(counting, all, []), "r1")
      assert.strictEqual(Option.getOrThrow(found).recordIds.length, count)
      return pairs
    }
    assert.strictEqual(judged(300), judged(2))
  })
})
