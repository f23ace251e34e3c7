import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { LinkPath, Resolution, ResolutionChange } from "entrepot/customers"

import { linker, merge, nobody, resolved, subject, veto, who } from "./support/people.ts"

const { apply } = ResolutionChange
const pathOf = (resolution: Resolution.Resolution, from: string, to: string) =>
  Option.map(LinkPath.between(resolution, from, to), (links) =>
    links.map(({ a, b, because }) => `${a}-${b} ${because._tag}`),
  )

describe("customers", () => {
  it("are records that hang together, through others too", () => {
    const resolution = resolved([
      subject("a", { phone: "1", name: "ada" }),
      subject("b", { phone: "1", email: "x", name: "eve" }),
      subject("c", { email: "x", name: "eve" }),
      subject("d", { name: "ada" }),
    ])
    assert.strictEqual(who(resolution), "a b c | d")
  })

  it("are named by the senior of their records, and found by any", () => {
    const values = { phone: "1" }
    const resolution = resolved([
      subject("b", values, 5),
      subject("c", values, 3),
      subject("a", values, 5),
    ])
    assert.strictEqual(who(resolution), "c a b")
    for (const id of ["a", "b", "c"])
      assert.deepStrictEqual(
        Option.map(Resolution.find(resolution, id), (customer) => customer.id),
        Option.some("c"),
      )
    assert.isTrue(Option.isNone(Resolution.find(resolution, "toString")))
  })

  it("are one each where a record says nothing", () => {
    assert.strictEqual(who(resolved([subject("a", {}), subject("b", {})])), "a | b")
  })

  it("are put together and kept apart by hand", () => {
    const three = [subject("a", { phone: "1" }), subject("b", { phone: "1" }), subject("c", {})]
    assert.strictEqual(who(resolved(three, [merge("m", "c", "b")])), "a b c")
    assert.strictEqual(who(resolved(three, [veto("v", "b", "a")])), "a | b | c")
    assert.strictEqual(
      who(resolved(three, [merge("m", "a", "b"), veto("v", "b", "a")])),
      "a | b | c",
    )
  })

  it("keep a decision for records that come later", () => {
    const early = apply(nobody, { connect: [merge("m", "a", "b"), veto("v", "c", "d")] })
    const phone = { phone: "1" }
    const late = apply(early, { put: ["a", "b"].map((id) => subject(id, {})) })
    const last = apply(late, { put: ["c", "d"].map((id) => subject(id, phone)) })
    assert.strictEqual(who(last), "a b | c | d")
    assert.strictEqual(who(apply(last, { remove: ["b"] })), "a | c | d")
  })
})

describe("a veto", () => {
  it("costs the weakest links between the two, and leaves the others", () => {
    const chain = [
      subject("a", { account: "1" }),
      subject("b", { account: "1", phone: "2" }),
      subject("c", { phone: "2", email: "3", name: "x" }),
      subject("d", { email: "3", name: "x" }),
    ]
    const whole = resolved(chain)
    assert.strictEqual(who(whole), "a b c d")
    assert.strictEqual(who(apply(whole, { connect: [veto("v", "a", "d")] })), "a b c | d")
    const two = apply(whole, { connect: [veto("v", "a", "d"), veto("w", "a", "c")] })
    assert.strictEqual(who(two), "a b | c d")
    const component = Option.getOrThrow(Resolution.componentOf(two, "a"))
    assert.deepStrictEqual(
      component.cut.map(({ link, veto }) => [link.a, link.b, veto]),
      [["b", "c", { _tag: "Manual", edgeId: "w" }]],
    )
  })

  it("says which links it cost", () => {
    const pair = ["a", "b"].map((id) => subject(id, { phone: "1" }))
    const component = Resolution.componentOf(resolved(pair, [veto("v", "a", "b")]), "a")
    const { cut, links } = Option.getOrThrow(component)
    assert.deepStrictEqual(
      cut.map(({ veto }) => veto),
      [{ _tag: "Manual", edgeId: "v" }],
    )
    assert.deepStrictEqual(links, [])
  })

  it("may be a rule of the model, which holds between all records of a customer", () => {
    const chain = [
      subject("a", { nationalId: "1", phone: "1" }),
      subject("b", { phone: "1", email: "2", name: "x" }),
      subject("c", { nationalId: "2", email: "2", name: "x" }),
    ]
    assert.strictEqual(who(resolved(chain)), "a b | c")
    const { cut } = Option.getOrThrow(Resolution.componentOf(resolved(chain), "a"))
    assert.deepStrictEqual(
      cut.map(({ veto }) => veto),
      [{ _tag: "Rule", rule: "two persons" }],
    )
  })

  it("stands between records of a source that has each person once", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => subject(id, { phone: "1" }))
    assert(a !== undefined && b !== undefined && c !== undefined)
    const ofCrm = [a, b].map((own) => ({ ...own, record: { ...own.record, source: "crm" } }))
    assert.strictEqual(who(resolved([...ofCrm, c])), "a c | b")
  })
})

describe("links", () => {
  it("lead from one record to another of the customer by the strongest way", () => {
    const resolution = resolved(
      [
        subject("a", { account: "1", email: "3", name: "x" }),
        subject("b", { account: "1", phone: "2" }),
        subject("c", { phone: "2", email: "3", name: "x" }),
        subject("d", {}),
        subject("e", {}),
      ],
      [merge("m", "d", "c")],
    )
    assert.deepStrictEqual(
      pathOf(resolution, "d", "a"),
      Option.some(["c-d Manual", "b-c Weights", "a-b Rule"]),
    )
    assert.deepStrictEqual(pathOf(resolution, "a", "a"), Option.some([]))
    assert.isTrue(Option.isNone(pathOf(resolution, "a", "e")))
    assert.isTrue(Option.isNone(pathOf(resolution, "a", "nobody")))
  })
})

describe("generic values", () => {
  const shop = (count: number, more: (i: number) => Record<string, string>) =>
    Array.from({ length: count }, (_, i) => subject(`r${i}`, { phone: "shop", ...more(i) }))

  it("join nobody: ten thousand records with the shop's phone are ten thousand customers", () => {
    const resolution = resolved(shop(10_000, (i) => (i < 2 ? { email: "x", name: "x" } : {})))
    assert.strictEqual(Resolution.customers(resolution).length, 9_999)
    assert.deepStrictEqual(Resolution.genericValues(resolution), [
      { field: "phone", value: "shop", records: 10_000 },
    ])
  })

  it("are known by the names beside them, and not by how often one person orders", () => {
    const many = resolved(shop(21, (i) => ({ name: `n${i}` })))
    assert.strictEqual(Resolution.customers(many).length, 21)
    assert.deepStrictEqual(Resolution.genericValues(many), [
      { field: "phone", value: "shop", records: 21, beside: "name" },
    ])
    assert.strictEqual(Resolution.customers(resolved(shop(200, () => ({ name: "ada" })))).length, 1)
  })

  it("are generic as long as there are as many", () => {
    const twenty = resolved(shop(20, (i) => ({ name: `n${i}`, account: "1" })))
    assert.strictEqual(Resolution.customers(twenty).length, 1)
    const more = apply(twenty, { put: [subject("late", { phone: "shop", name: "late" })] })
    assert.strictEqual(Resolution.customers(more).length, 2)
    const links = Option.getOrThrow(Resolution.componentOf(more, "r1")).links
    assert.isBelow(links[0]?.because._tag === "Rule" ? links[0].because.bits : 99, 10)
    const again = apply(more, { remove: ["late"] })
    assert.deepStrictEqual(Resolution.customers(again), Resolution.customers(twenty))
    assert.deepStrictEqual(Resolution.genericValues(again), [])
  })
})

describe("a key that too many share", () => {
  it("is none, so that thousands of records of one name do not take all day", () => {
    const put = Array.from({ length: 5_000 }, (_, i) => subject(`r${i}`, { name: "test" }))
    const alone = apply(nobody, { put })
    assert.strictEqual(Resolution.customers(alone).length, 5_000)
    const two = [
      subject("x", { name: "test", phone: "1" }),
      subject("y", { name: "test", phone: "1" }),
    ]
    assert.strictEqual(Resolution.customers(apply(alone, { put: two })).length, 5_001)
  })
})

describe("another model", () => {
  it("asks anew of all records and decisions", () => {
    const two = [subject("a", { phone: "1" }), subject("b", { phone: "1" }), subject("c", {})]
    const before = resolved(two, [merge("m", "b", "c")])
    const deaf = { ...linker, version: "deaf", keysOf: () => [] }
    const after = ResolutionChange.refit(before, deaf)
    assert.strictEqual(who(after), "a | b c")
    assert.strictEqual(after.linker.version, "deaf")
  })
})
