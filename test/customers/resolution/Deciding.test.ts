import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import {
  Consequences,
  IdentityDecision,
  LinkPath,
  Regrouping,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"
import { Reason } from "entrepot/kernel"

import { linker, merge, resolved, subject, veto, who } from "./support/people.ts"

const { apply } = ResolutionChange
const header = { commandId: "c", edgeId: "e", actor: "ada", reason: "seen" }
type Command = Parameters<typeof IdentityDecision.decide>[1]
type Asked = Command extends infer C
  ? C extends Command
    ? Omit<C, keyof typeof header>
    : never
  : never

/** What comes of a command: the customers after it, or the refusal. */
const decided = (resolution: Resolution.Resolution, asked: Asked): string =>
  Result.match(IdentityDecision.decide(resolution, { ...header, ...asked } as Command), {
    onFailure: (refusal) => `${refusal._tag}: ${refusal.message}`,
    onSuccess: (events) =>
      who(events.reduce((now, event) => apply(now, IdentityDecision.changeOf(event)), resolution)),
  })

const three = [
  subject("a", { account: "1" }),
  subject("b", { account: "1", phone: "2" }),
  subject("c", { phone: "2" }),
]
const one = resolved(three)
const strangers = resolved([subject("a", {}), subject("b", {})])

describe("a person", () => {
  it("puts together, keeps apart, splits, and takes back", () => {
    assert.strictEqual(decided(strangers, { _tag: "Merge", records: ["a", "b"] }), "a b")
    assert.strictEqual(decided(one, { _tag: "KeepApart", left: ["a"], right: ["c"] }), "a b | c")
    assert.strictEqual(decided(one, { _tag: "Split", records: ["b"] }), "a | b | c")
    assert.strictEqual(decided(one, { _tag: "Split", records: ["c"] }), "a b | c")
    const merged = apply(strangers, { connect: [merge("e", "a", "b")] })
    assert.strictEqual(decided(merged, { _tag: "TakeBack" }), "a | b")
  })

  it("cannot merge across a veto, whether by hand or by rule, direct or around", () => {
    const kept = apply(one, { connect: [veto("v", "a", "c"), merge("m", "a", "b")] })
    for (const [a, c] of [
      ["a", "c"],
      ["b", "c"],
    ] as const)
      assert.strictEqual(
        decided(kept, { _tag: "Merge", records: [a, c] }),
        `VetoStands: "${a}", "c" are kept apart by "v"`,
      )
    const two = resolved([subject("a", { nationalId: "1" }), subject("b", { nationalId: "2" })])
    assert.strictEqual(
      decided(two, { _tag: "Merge", records: ["a", "b"] }),
      'VetoStands: "a", "b" are kept apart by "two persons"',
    )
  })

  it("cannot have a veto undo an earlier merge, whichever of the ids comes first", () => {
    for (const ids of [..."abc"].flatMap((x) =>
      [..."abc"].flatMap((y) => [..."abc"].map((z) => [x, y, z] as const)),
    )) {
      const [one, other, third] = ids
      if (new Set(ids).size < 3) continue
      const edges = [merge("m", other, third), veto("v", one, third)]
      const kept = resolved(
        [...ids].map((id) => subject(id, {})),
        edges,
      )
      const outcome = decided(kept, { _tag: "Merge", records: [one, other] })
      assert.strictEqual(outcome, `VetoStands: "${one}", "${other}" are kept apart by "v"`)
    }
    // What a veto undid before is nobody's fault.
    const undone = resolved(three, [merge("m", "a", "c"), veto("v", "a", "c")])
    const found = apply(undone, { put: [subject("d", {})] })
    assert.strictEqual(decided(found, { _tag: "Merge", records: ["c", "d"] }), "a b | c d")
  })

  it("is told what is wrong, and nothing happens", () => {
    const outcome = (asked: Asked) => decided(one, asked)
    assert.strictEqual(
      outcome({ _tag: "Merge", records: ["a", "toString"] }),
      'UnknownRecord: there is no record "toString"',
    )
    assert.match(outcome({ _tag: "Merge", records: ["a", "a"] }), /^SameRecord/)
    assert.match(outcome({ _tag: "KeepApart", left: ["a", "b"], right: ["b"] }), /^SameRecord: "b"/)
    assert.match(outcome({ _tag: "Split", records: ["a", "b", "c"] }), /^NotAPart/)
    assert.match(decided(strangers, { _tag: "Split", records: ["a", "b"] }), /^NotAPart/)
    assert.match(outcome({ _tag: "TakeBack" }), /^UnknownEdge/)
    const because = { _tag: "Rule", rule: "same account", bits: 9 } as const
    const gone = { record: "a", links: [{ to: "b", because }], apart: [], strangers: [] }
    const legacy = apply(one, { connect: [{ _tag: "Legacy", edgeId: "e", ...gone }] })
    assert.match(decided(legacy, { _tag: "TakeBack" }), /^UnknownEdge/)
    const twice = apply(one, { connect: [veto("e", "a", "c")] })
    assert.match(decided(twice, { _tag: "Merge", records: ["a", "b"] }), /^EdgeExists/)
  })
})

describe("a preview", () => {
  /** What hangs on each record. */
  const points = new Map([
    ["a", 100],
    ["b", 20],
    ["c", 3],
  ])
  const attachedTo = ({ recordIds }: Resolution.Customer) => ({
    points: recordIds.reduce((sum, id) => sum + (points.get(id) ?? 0), 0),
    mayMail: recordIds.every((id) => id !== "c"),
  })

  it("says what becomes of customers and of what hangs on them, and changes nothing", () => {
    const [found, ...more] = Consequences.ofChange(
      one,
      { connect: [veto("v", "a", "c")] },
      attachedTo,
    )
    assert.deepStrictEqual(more, [])
    assert.deepStrictEqual(found?.changes, [{ _tag: "Split", from: "a", into: ["a", "c"] }])
    assert.deepStrictEqual(
      found?.before.map(({ attached }) => attached),
      [{ points: 123, mayMail: false }],
    )
    assert.deepStrictEqual(
      found?.after.map(({ attached }) => attached),
      [
        { points: 120, mayMail: true },
        { points: 3, mayMail: false },
      ],
    )
    assert.strictEqual(who(one), "a b c")
  })

  it("is there for another model too", () => {
    const deaf = { ...linker, version: "deaf", keysOf: () => [] }
    const [found] = Consequences.ofRefit(one, deaf, attachedTo)
    assert.deepStrictEqual(found?.changes, [{ _tag: "Split", from: "a", into: ["a", "b", "c"] }])
    assert.deepStrictEqual(Consequences.ofRefit(one, linker, attachedTo), [])
  })
})

describe("the log of customers", () => {
  const changes = (before: Resolution.Resolution, change: ResolutionChange.Change) =>
    Regrouping.between(before, apply(before, change)).flatMap((found) => found.changes)

  it("tells who was founded, merged, split, renamed, regrouped and ended", () => {
    assert.deepStrictEqual(changes(one, { put: [subject("d", {})] }), [
      { _tag: "Founded", customer: "d" },
    ])
    assert.deepStrictEqual(changes(strangers, { connect: [merge("m", "b", "a")] }), [
      { _tag: "Merged", into: "a", from: ["a", "b"] },
    ])
    assert.deepStrictEqual(changes(one, { put: [subject("d", { phone: "2" }, -1)] }), [
      { _tag: "Renamed", from: "a", to: "d" },
      { _tag: "Regrouped", customer: "d", gained: ["d"], lost: [] },
    ])
    assert.deepStrictEqual(changes(one, { remove: ["b"] }), [
      { _tag: "Split", from: "a", into: ["a", "c"] },
    ])
    assert.deepStrictEqual(changes(strangers, { remove: ["b"] }), [
      { _tag: "Ended", customer: "b" },
    ])
    assert.deepStrictEqual(changes(one, {}), [])
  })
})

describe("an explanation", () => {
  it("names what each link rests on, and nothing personal", () => {
    const path = Option.getOrThrow(LinkPath.between(one, "a", "c"))
    const text = path.map((link) => Reason.render(LinkPath.explain(link, "small")))
    assert.match(
      text[0] ?? "",
      /^a and b are one customer's\. Rule: same account.*model = small, bits = /,
    )
    assert.match(text[1] ?? "", /^b and c are one customer's\. Rule: weights of the evidence/)
  })
})
