import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  Email,
  Evidence,
  Identifier,
  NationalId,
  PersonName,
  Phone,
  Relay,
  Scope,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

const noon = Date.UTC(2026, 10, 22, 12)
const read = (...identifiers: ReadonlyArray<Identifier.Identifier>) =>
  Evidence.read({ recordId: "r", observedAt: noon, country: "CN", identifiers }, noon)
const phone = (text: string, country?: string) => Result.merge(Phone.read(text, country))

describe("a phone number", () => {
  it("is one in whatever form it is written", () => {
    const forms = [
      "13812345678",
      "138-1234-5678",
      "+86 138 1234 5678",
      "0086 13812345678",
      "１３８１２３４５６７８",
    ]
    for (const form of forms) assert.strictEqual(phone(form, "CN"), "+8613812345678", form)
  })

  it("may be of another country than the record", () => {
    assert.strictEqual(phone("+33 6 12 34 56 78", "CN"), "+33612345678")
    assert.strictEqual(phone("0041 79 123 45 67", "CN"), "+41791234567")
    assert.strictEqual(phone("0041 79 123 45 67"), "+41791234567")
    const abroad = read({ _tag: "Phone", value: "06 12 34 56 78", country: "FR" })
    assert.deepStrictEqual(abroad.record.values.get("phone"), ["+33612345678"])
  })

  it("is nobody's in a national form of no country, or where nobody can have it", () => {
    assert.strictEqual(phone("138 1234 5678"), "countryUnknown")
    assert.strictEqual(phone("06 12 34 56 78", "US"), "malformed")
    for (const junk of ["", "none", "11111111111", "1381234567", "constructor"])
      assert.strictEqual(phone(junk, "CN"), "malformed", junk)
    assert.strictEqual(phone("13812345678", "ZZ"), "countryUnknown")
  })

  it("stands for nobody where it forwards calls or many share it", () => {
    for (const shared of [
      "18412345678转1234",
      "18412345678-1234",
      "18412345678[1234]",
      "4001234567",
    ])
      assert.strictEqual(phone(shared, "CN"), "virtual", shared)
    assert.strictEqual(phone("+1 800 555 0100"), "virtual")
    assert.strictEqual(phone("(415) 555-2671 ext. 12", "US"), "virtual")
    const declared = read({ _tag: "Phone", value: "13812345678", isVirtual: true })
    assert.deepStrictEqual(
      declared.unused.map(({ because }) => because),
      ["virtual"],
    )
  })

  it("keeps what a mask shows of it", () => {
    assert.strictEqual(phone("183****2807", "CN"), "+86183****2807")
    assert.strictEqual(phone("+86 183 **** 2807", "DE"), "+86183****2807")
    assert.strictEqual(phone("0176 ••• 4321", "DE"), "+49176***4321")
    assert.strictEqual(phone("415-xxx-2671", "US"), "+1415***2671")
    assert.strictEqual(phone("183****2807"), "countryUnknown")
    assert.strictEqual(phone("***********", "CN"), "hidden")
  })

  it("is read in one form whether a mask hides a part of it or not", () => {
    for (const [text, country, form] of [
      ["8613812345678", "CN", "+8613812345678"],
      ["138 1234 5678", "CN", "+8613812345678"],
      ["0044 7400 123456", "US", "+447400123456"],
      ["0044 7400 123456", "GB", "+447400123456"],
      ["0011 44 7400 123456", "AU", "+447400123456"],
      ["07400 123456", "GB", "+447400123456"],
      ["+49 (0)151 23456789", "FR", "+4915123456789"],
      ["06 12 34 56 78", "IT", "+390612345678"],
    ] as const) {
      assert.strictEqual(phone(text, country), form)
      const hide = (own: string) => own.replace(/\d(?=(?:\D*\d){3}$)/, "*")
      assert.strictEqual(phone(hide(text), country), hide(form), text)
    }
    assert.strictEqual(phone("86138****5678", "CN"), "+86138****5678")
  })
})

describe("an e-mail address", () => {
  it("is one in whatever form it is written", () => {
    const mail = (text: string) => Result.merge(Email.read(text))
    assert.strictEqual(mail("Ada@Example.COM "), "ada@example.com")
    assert.strictEqual(mail("a.d.a+shop@googlemail.com"), "ada@gmail.com")
    assert.strictEqual(mail("a.d.a+shop@example.com"), "a.d.a+shop@example.com")
    assert.strictEqual(mail("a**@example.com"), "a**@example.com")
    assert.strictEqual(mail("***@example.com"), "hidden")
    for (const junk of ["Invalid Request", "a b@example.com", "a@b", "@example.com", "a@@b.de"])
      assert.strictEqual(mail(junk), "malformed", junk)
  })

  it("stands for nobody where a relay stands behind it", () => {
    const relayed = [
      "x@marketplace.amazon.com",
      "x@marketplace.amazon.co.jp",
      "x@privaterelay.appleid.com",
      "x@members.ebay.de",
      "x@relay.walmart.com",
      "x@scs.tiktokw.us",
      "x@mail.duck.com",
    ]
    for (const address of relayed) assert.strictEqual(Result.merge(Email.read(address)), "relay")
    assert.isUndefined(Relay.of("notduck.com"))
    const own = [{ domain: "hide.example", issuer: "us", source: "our own" }]
    assert.strictEqual(
      Result.merge(Email.read("x@hide.example", [...Relay.known, ...own])),
      "relay",
    )
  })
})

describe("other evidence", () => {
  it("is read in the field of its kind, each value once", () => {
    const { record, unused } = read(
      { _tag: "Name", value: "Mr.  ADA  Lovelace (VIP)" },
      { _tag: "Name", value: "ada lovelace" },
      { _tag: "GivenName", value: "Zoë" },
      { _tag: "Surname", value: "O'Hara" },
      { _tag: "AddressLine", value: "Elm St., No. 5" },
      { _tag: "City", value: "杭州市" },
      { _tag: "Postcode", value: "310 000" },
      { _tag: "BirthDate", value: "1990/02/28" },
      { _tag: "NationalId", value: "11010519491231002x" },
    )
    assert.deepStrictEqual(Object.fromEntries(record.values), {
      name: ["ada lovelace"],
      givenName: ["zoë"],
      surname: ["ohara"],
      address: ["elm st no 5"],
      city: ["杭州"],
      postcode: ["310000"],
      birthDate: ["1990-02-28"],
      nationalId: ["CN:11010519491231002X"],
    })
    assert.deepStrictEqual(unused, [])
  })

  it("shows no more of a name than a form of address does", () => {
    const name = (text: string) => Result.merge(PersonName.read(text))
    assert.strictEqual(name("张先生"), "张*")
    assert.strictEqual(name("mr smith"), "smith")
    assert.strictEqual(name("Mr."), "mr")
    assert.strictEqual(name(" - "), "blank")
    assert.strictEqual(name("＊＊"), "hidden")
  })

  it("is counted and explained where it is of no use", () => {
    const { record, unused } = read(
      { _tag: "BirthDate", value: "2026-11-24" },
      { _tag: "BirthDate", value: "03/04/1990" },
      { _tag: "BirthDate", value: "1990-02-30" },
      { _tag: "NationalId", value: "110105194912310021" },
      { _tag: "Email", value: "a b@c.de" },
      { _tag: "Email", value: "Invalid Request" },
    )
    assert.strictEqual(record.values.size, 0)
    assert.deepStrictEqual(Evidence.tally(unused), [
      { field: "birthDate", because: "malformed", count: 2 },
      { field: "email", because: "malformed", count: 2 },
      { field: "birthDate", because: "future", count: 1 },
      { field: "nationalId", because: "malformed", count: 1 },
    ])
    assert.deepStrictEqual(unused[0], {
      recordId: "r",
      field: "birthDate",
      at: 0,
      because: "future",
    })
  })

  it("comes decoded from outside, or with what is wrong and where", () => {
    const decode = Schema.decodeUnknownResult(Evidence.Evidence)
    const scope = { issuer: "taobao", seller: "shoes", window: "2026-W47" }
    const token = { _tag: "Token", value: "AbC", scope }
    const good = { recordId: "r", observedAt: noon, identifiers: [token] }
    assert.isTrue(Result.isSuccess(decode(good)))
    const bad = decode({ ...good, identifiers: [{ _tag: "Phone", value: "" }] })
    assert.isTrue(Result.isFailure(bad))
    assert.include(String(Result.isFailure(bad) ? bad.failure : ""), '["identifiers"][0]["value"]')
  })

  it("has the check character of a Chinese register right", () => {
    const isSound = (text: string) => Result.isSuccess(NationalId.read(text, "CN"))
    assert.isTrue(isSound("11010519491231002X"))
    for (let place = 0; place < 17; place += 1) {
      const digits = Array.from("11010519491231002X")
      digits[place] = String((Number(digits[place]) + 1) % 10)
      assert.isFalse(isSound(digits.join("")), digits.join(""))
    }
  })
})

// --- laws ----------------------------------------------------------------------------------------

const scope = fc.record(
  {
    issuer: fc.constantFrom("a", 'a","b'),
    seller: fc.constantFrom("b", "c"),
    app: fc.constantFrom("b", "c"),
    window: fc.constantFrom("b", "c"),
    expiresAt: fc.constantFrom(noon, noon + 1),
  },
  { requiredKeys: ["issuer"] },
)
const value = fc.constantFrom("x", '"b","x')

/**
 * Ids are one where they and their scopes are, whatever they say of their end; and they are read where
 * the scope is open, never else.
 */
const scopesKeepApart = (keyOf: typeof Scope.keyOf, at = noon) =>
  fc.property(scope, value, scope, value, (one, a, other, b) => {
    const isSame = JSON.stringify([sorted(one), a]) === JSON.stringify([sorted(other), b])
    assert.strictEqual(keyOf(one, a) === keyOf(other, b), isSame)
    const { record } = read({ _tag: "Token", value: a, scope: one })
    assert.strictEqual(record.values.has("token"), (one.expiresAt ?? Infinity) > at)
  })
const sorted = ({ expiresAt: _, ...scope }: Scope.Scope) =>
  Object.entries(scope).toSorted(([a], [b]) => (a < b ? -1 : 1))

describe("the scope of an id", () => {
  it("keeps it from ids of other sellers, apps and weeks", () => {
    holds(scopesKeepApart(Scope.keyOf))
  })

  it("is all of it but its end", () => {
    kills(scopesKeepApart((own, id) => JSON.stringify([Scope.keyOf(own, id), own.expiresAt])))
    kills(scopesKeepApart(({ seller: _, ...rest }, id) => Scope.keyOf(rest, id)))
    kills(scopesKeepApart(({ app: _, ...rest }, id) => Scope.keyOf(rest, id)))
    kills(scopesKeepApart(({ window: _, ...rest }, id) => Scope.keyOf(rest, id)))
    kills(scopesKeepApart(({ expiresAt: _, ...own }, id) => Object.values(own).join() + id))
    kills(scopesKeepApart(Scope.keyOf, noon + 1))
  })
})
