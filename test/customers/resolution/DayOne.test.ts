import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import {
  Evidence,
  type Identifier,
  LinkPath,
  ModelLinker,
  PriorModel,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { who } from "./support/people.ts"

const now = Date.UTC(2026, 10, 22)
const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))

type Said = Readonly<Record<string, ReadonlyArray<Identifier.Identifier>>>

/** Who is who of what sources say, by the model that is shipped, on the first day. */
const onDayOne = (said: Said, at = now, read = Evidence.read): Resolution.Resolution =>
  ResolutionChange.apply(nobody, {
    put: Object.entries(said).map(([recordId, identifiers]) => {
      const evidence = { recordId, observedAt: now, country: "CN", identifiers }
      return { record: read(evidence, at).record, since: now }
    }),
  })

const account = (issuer: string, value: string): Identifier.Identifier => ({
  _tag: "Account",
  value,
  scope: { issuer },
})
const phone = (value: string): Identifier.Identifier => ({ _tag: "Phone", value })
const email = (value: string): Identifier.Identifier => ({ _tag: "Email", value })
const address: Identifier.Identifier = { _tag: "AddressLine", value: "文三路 90 号 7 幢 201 室" }
const name = (value: string): Identifier.Identifier => ({ _tag: "Name", value })

describe("on day one, without a record to learn from", () => {
  it("four channel ids with one phone are one customer", () => {
    const four = onDayOne({
      taobao: [account("taobao", "tb-1"), phone("138 1234 5678")],
      jd: [account("jd", "jd-1"), phone("+86 13812345678")],
      douyin: [account("douyin", "dy-1"), phone("0086-138-1234-5678")],
      wechat: [account("wechat", "wx-1"), phone("13812345678"), name("张先生")],
      other: [account("wechat", "tb-1"), phone("138 1234 5679"), name("张先生")],
    })
    assert.strictEqual(who(four), "douyin jd taobao wechat | other")
    const path = Option.getOrThrow(LinkPath.between(four, "taobao", "wechat"))
    assert.deepStrictEqual(
      path.map(({ because }) => because._tag === "Rule" && because.rule),
      path.map(() => "same phone"),
    )
  })

  it("masked e-mails of a marketplace, masked phones and lent numbers merge nobody", () => {
    const masked = [
      email("x7f@marketplace.amazon.com"),
      email("a***@qq.com"),
      phone("183****2807"),
      phone("18412345678转1234"),
      name("张*"),
    ]
    const records = { a: masked, b: masked, c: masked }
    assert.strictEqual(who(onDayOne(records)), "a | b | c")
    const shown = { ...records, d: [phone("18312342807"), email("alice@qq.com"), name("张伟")] }
    assert.strictEqual(who(onDayOne(shown)), "a | b | c | d")
  })

  it("a mask helps where something else is there to prove it", () => {
    const home: ReadonlyArray<Identifier.Identifier> = [
      name("欧阳明月"),
      address,
      { _tag: "City", value: "杭州市" },
    ]
    const both = onDayOne({
      a: [...home, phone("183****2807")],
      b: [...home, phone("18312342807")],
    })
    const bits = (resolution: Resolution.Resolution) =>
      Option.match(Resolution.componentOf(resolution, "a"), {
        onNone: () => 0,
        onSome: ({ links }) => (links[0]?.because._tag === "Weights" ? links[0].because.bits : 0),
      })
    const without = onDayOne({ a: home, b: home })
    const against = onDayOne({
      a: [...home, phone("183****9999")],
      b: [...home, phone("18312342807")],
    })
    assert.strictEqual(who(both), "a b")
    assert.isAbove(bits(both), bits(without))
    assert.isBelow(bits(against), bits(without))
  })

  it("masks weigh no more than what is shown: a city and two masks are not a person", () => {
    const said: ReadonlyArray<Identifier.Identifier> = [
      { _tag: "City", value: "杭州市" },
      email("a***@qq.com"),
      phone("183****2807"),
      { _tag: "NationalId", value: "3301**********002X" },
    ]
    assert.strictEqual(who(onDayOne({ a: said, b: said })), "a | b")
    // Though they are looked at: all of that and a name are one.
    const named = [...said, name("欧阳明月"), address]
    assert.strictEqual(who(onDayOne({ a: named, b: named })), "a b")
  })

  it("tokens join the orders of their shop and week, until they end", () => {
    const token = (seller: string, window: string): Identifier.Identifier => ({
      _tag: "Token",
      value: "oaid",
      scope: { issuer: "taobao", seller, window, expiresAt: now + 1 },
    })
    const orders = {
      a: [token("shoes", "2026-W47")],
      b: [token("shoes", "2026-W47")],
      c: [token("hats", "2026-W47")],
      d: [token("shoes", "2026-W48")],
    }
    assert.strictEqual(who(onDayOne(orders)), "a b | c | d")
    assert.strictEqual(who(onDayOne(orders, now + 1)), "a | b | c | d")
  })

  it("an openid is of one app, and a unionid of all apps of the seller", () => {
    const wechat = (
      _tag: "OpenId" | "UnionId",
      value: string,
      app?: string,
    ): Identifier.Identifier => ({
      _tag,
      value,
      scope: { issuer: "wechat", seller: "us", ...(app === undefined ? {} : { app }) },
    })
    const said = {
      a: [wechat("OpenId", "o1", "mini"), wechat("UnionId", "u1")],
      b: [wechat("OpenId", "o1", "site")],
      c: [wechat("OpenId", "o2", "site"), wechat("UnionId", "u1")],
    }
    assert.strictEqual(who(onDayOne(said)), "a c | b")
  })

  it("people of one household, and namesakes, stay several", () => {
    const at: ReadonlyArray<Identifier.Identifier> = [
      { _tag: "AddressLine", value: "12 High Street" },
      { _tag: "Postcode", value: "LS1 4AP", country: "GB" },
    ]
    const said = {
      alan: [name("Alan Robinson"), { _tag: "BirthDate" as const, value: "1980-02-28" }, ...at],
      sue: [name("Susan Robinson"), { _tag: "BirthDate" as const, value: "1982-07-01" }, ...at],
      other: [name("Alan Robinson")],
    }
    assert.strictEqual(who(onDayOne(said)), "alan | other | sue")
  })

  it("a record with nothing to compare is a customer of its own", () => {
    assert.strictEqual(who(onDayOne({ a: [], b: [email("Invalid Request")], c: [] })), "a | b | c")
  })
})

/** Nothing but masks, of any field that the shipped model compares. */
const masks = fc.array(
  fc.oneof(
    fc.constantFrom("183****2807", "1*********7").map(phone),
    fc.constantFrom("a***@qq.com", "*b@qq.com").map(email),
    fc.constantFrom("x@members.ebay.de", "y@relay.walmart.com").map(email),
    fc.constantFrom("张*", "J*** D**").map(name),
    fc.constantFrom("文三路***号").map((value) => ({ _tag: "AddressLine" as const, value })),
    fc.constantFrom("杭*").map((value) => ({ _tag: "City" as const, value })),
    fc.constantFrom("31****").map((value) => ({ _tag: "Postcode" as const, value })),
    fc.constantFrom("3301**********002X").map((value) => ({ _tag: "NationalId" as const, value })),
  ),
  { minLength: 1, maxLength: 8 },
)

const masksLinkNobody = (read: typeof Evidence.read) =>
  fc.property(fc.array(masks, { minLength: 2, maxLength: 5 }), (all) => {
    const said = Object.fromEntries(all.map((own, i) => [`r${i}`, own]))
    const resolution = onDayOne(said, now, read)
    assert.strictEqual(Resolution.customers(resolution).length, all.length)
  })

/** Reads a mask as what it shows. */
const unmasking: typeof Evidence.read = (evidence, at) => {
  const { record, unused } = Evidence.read(evidence, at)
  const values = Array.from(
    record.values,
    ([field, own]) => [field, own.map((value) => value.replaceAll("*", "0"))] as const,
  )
  return { record: { ...record, values: new Map(values) }, unused }
}

/** Takes the address of a relay for a buyer's own. */
const trusting: typeof Evidence.read = (evidence, at) => Evidence.read(evidence, at, [])

describe("masks of every field", () => {
  it("link nobody by the shipped model either", () => {
    holds(masksLinkNobody(Evidence.read), 150)
  })

  it("would, if they were read as what they show, or relays taken for mailboxes", () => {
    kills(masksLinkNobody(unmasking))
    kills(masksLinkNobody(trusting))
  })
})
