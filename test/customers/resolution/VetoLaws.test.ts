import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option } from "effect"
import {
  Clusters,
  Evidence,
  type Identifier,
  type Link,
  LinkRecord,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { linker } from "./support/people.ts"
import { nobody, whole, world, type World } from "./support/steps.ts"
import { ways } from "./support/ways.ts"

const { apply } = ResolutionChange

// --- vetoes --------------------------------------------------------------------------------------

/** No customer has records on both sides of a veto, by hand or by rule. */
const noVetoIsCrossed = (resolve: (world: World) => Resolution.Resolution) =>
  fc.property(world, (all) => {
    const resolution = resolve(all)
    const customerOf = (id: string) =>
      Option.getOrElse(
        Option.map(Resolution.find(resolution, id), (found) => found.id),
        () => id,
      )
    for (const edge of all.edges)
      if (edge._tag === "Veto")
        assert.notStrictEqual(customerOf(edge.left[0]), customerOf(edge.right[0]))
    // A generic value says nothing, not even that two are not one.
    const compared = Array.from(HashMap.values(resolution.entries), (entry) => entry.compared)
    const judge = linker.over(compared)
    for (const a of compared)
      for (const b of compared)
        if (a !== b && judge.vetoOf(a, b) !== undefined)
          assert.notStrictEqual(customerOf(a.id), customerOf(b.id))
  })

const withoutVetoes =
  (isLost: (all: World, left: string, right: string) => boolean) => (all: World) =>
    whole({
      ...all,
      edges: all.edges.filter(
        (edge) => edge._tag !== "Veto" || !isLost(all, edge.left[0], edge.right[0]),
      ),
    })

/** Cuts only links between the two, and not the ways around. */
const cuttingDirectLinks = withoutVetoes((all, left, right) => {
  const [one, other] = [left, right].map((id) =>
    all.subjects.find(({ record }) => record.id === id),
  )
  if (one === undefined || other === undefined) return false
  return linker.over([one.record, other.record]).linkOf(one.record, other.record) === undefined
})

const mergesComeFirst = withoutVetoes((all) => all.edges.some(({ _tag }) => _tag === "Merge"))

const withoutRules = ({ subjects, edges }: World) =>
  apply(
    { ...nobody, linker: { ...linker, vetoKeyOf: () => undefined } },
    { put: subjects, connect: edges },
  )

describe("a veto", () => {
  it("is never crossed", () => {
    holds(noVetoIsCrossed(whole))
  })

  it("would be, by ways around, by merges, or through a third record", () => {
    kills(noVetoIsCrossed(cuttingDirectLinks))
    kills(noVetoIsCrossed(mergesComeFirst))
    kills(noVetoIsCrossed(withoutRules))
  })
})

const ids = ["a", "b", "c", "d", "e"]
const links = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), fc.integer({ min: 1, max: 4 }))
    .filter(([a, b]) => a < b)
    .map(([a, b, bits]): Link.Link => ({ a, b, because: { _tag: "Rule", rule: "r", bits } })),
  { selector: ({ a, b }) => a + b, maxLength: 8, size: "max" },
)
const bitsOf = ({ because }: Link.Link) => ("bits" in because ? because.bits : Infinity)

/** As the veto is defined: away with the weakest link on any way between the two, until there is none. */
const slowly = (all: ReadonlyArray<Link.Link>, left: string, right: string) => {
  let standing = [...all]
  for (;;) {
    const between = new Set(ways(standing, left, right).flat())
    if (between.size === 0) return standing
    const weakest = [...between].reduce((least, link) =>
      bitsOf(link) < bitsOf(least) ||
      (bitsOf(link) === bitsOf(least) &&
        (link.a > least.a || (link.a === least.a && link.b > least.b)))
        ? link
        : least,
    )
    standing = standing.filter((link) => link !== weakest)
  }
}

const cutFast = (all: ReadonlyArray<Link.Link>) =>
  Clusters.cluster(
    ids.map((id) => LinkRecord.make(id, {})),
    all,
    [{ veto: { _tag: "Manual", edgeId: "v" }, left: ["a"], right: ["b"] }],
    { ...linker, vetoKeyOf: () => undefined },
  ).links

const groupsOf = (all: ReadonlyArray<Link.Link>) =>
  ids.map((one) => ids.filter((other) => ways(all, one, other).length > 0).join(""))

const theWeakestGo = (cut: (all: ReadonlyArray<Link.Link>) => ReadonlyArray<Link.Link>) =>
  fc.property(links, (all) => {
    assert.deepStrictEqual(groupsOf(cut(all)), groupsOf(slowly(all, "a", "b")))
  })

describe("the links that a veto costs", () => {
  it("are the weakest on the ways between the two", () => {
    holds(theWeakestGo(cutFast))
  })

  it("would not be, with the strongest first, or with all weak links of the customer", () => {
    kills(
      theWeakestGo((all) => {
        const turned = cutFast(
          all.map((link) => ({
            ...link,
            because: { _tag: "Rule", rule: "r", bits: -bitsOf(link) },
          })),
        )
        return all.filter((link) => turned.some(({ a, b }) => a === link.a && b === link.b))
      }),
    )
    kills(
      theWeakestGo((all) => {
        const standing = all.toSorted((one, other) => bitsOf(other) - bitsOf(one))
        while (ways(standing, "a", "b").length > 0) standing.pop()
        return standing
      }),
    )
  })
})

// --- masks ---------------------------------------------------------------------------------------

const hidden = fc.oneof(
  fc.constantFrom("183****2807", "138****5678").map((value) => ({ _tag: "Phone" as const, value })),
  fc.constantFrom("a***@qq.com", "b***@qq.com").map((value) => ({ _tag: "Email" as const, value })),
  fc
    .constantFrom("x@marketplace.amazon.de", "y@members.ebay.de")
    .map((value) => ({ _tag: "Email" as const, value })),
  fc.constantFrom("张*", "张先生").map((value) => ({ _tag: "Name" as const, value })),
  fc
    .constantFrom("18412345678转1234", "4001234567")
    .map((value) => ({ _tag: "Phone" as const, value })),
)
const open: ReadonlyArray<Identifier.Identifier> = [
  { _tag: "Phone", value: "18312342807" },
  { _tag: "Email", value: "alice@qq.com" },
  { _tag: "Name", value: "张伟" },
]

/** Records of which all but one show nothing in full are as many customers. */
const masksLinkNobody = (shown: (value: string) => string) =>
  fc.property(
    fc.array(fc.array(hidden, { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
    (all) => {
      const records = [open, ...all].map((identifiers, i) => {
        const evidence = { recordId: `r${i}`, observedAt: 0, country: "CN", identifiers }
        const { record } = Evidence.read(evidence, 0)
        const values = Array.from(record.values, ([field, own]) => [field, own.map(shown)] as const)
        return { record: { ...record, values: new Map(values) }, since: 0 }
      })
      const resolution = apply(nobody, { put: records })
      assert.strictEqual(Resolution.customers(resolution).length, records.length)
    },
  )

describe("masks and relays", () => {
  it("link nobody, in any number", () => {
    holds(
      masksLinkNobody((value) => value),
      200,
    )
  })

  it("would, if a mask were read as what it shows", () => {
    kills(masksLinkNobody((value) => value.replaceAll("*", "0")))
  })
})
