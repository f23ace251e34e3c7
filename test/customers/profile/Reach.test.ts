import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { Customers, type Identifier, PriorModel, Reach } from "entrepot/customers"

import { ada, customersOver, email, phone, told } from "../support/customers.ts"

const openId = (value: string, expiresAt?: number): Identifier.Identifier => ({
  _tag: "OpenId",
  value,
  scope: { issuer: "wechat", app: "shop", ...(expiresAt === undefined ? {} : { expiresAt }) },
})

const consent = (customerId: string, means: string, standing: "given" | "withdrawn" = "given") => ({
  commandId: `consent ${customerId} ${means} ${standing}`,
  customerId,
  statement: {
    statementId: `${customerId} ${means} ${standing}`,
    purpose: "news",
    means,
    standing,
    at: standing === "given" ? 1 : 2,
    proof: "form-3",
  },
})

/** Few have a value before it is generic, and a host knows a relay more than we do. */
const model = {
  ...PriorModel.model,
  version: "small",
  limits: { companions: 2, records: 100, perKey: 100 },
  relays: [{ domain: "veil.example", issuer: "Veil", source: "test" }],
}

const all = ["email", "sms", "phone", "wechat", "post"]
const kinds: ReadonlyArray<
  readonly [
    kind: string,
    isReached: boolean,
    identifiers: ReadonlyArray<Identifier.Identifier>,
    means?: ReadonlyArray<string>,
  ]
> = [
  ["phone", true, [phone(ada)], ["sms"]],
  ["email", true, [email("ada@example.com")]],
  ["wechat", true, [openId("o1")]],
  ["valid", true, [openId("o2", 1_000_000)]],
  ["silent", false, [phone("+49 151 11111111")], []],
  ["othermeans", false, [phone("+49 151 22222222")], ["email", "wechat"]],
  ["relay", false, [email("x7f@marketplace.amazon.de")]],
  ["ownrelay", false, [email("x7f@veil.example")]],
  ["virtual", false, [{ _tag: "Phone", value: "+49 151 33333333", isVirtual: true }]],
  ["mask", false, [phone("0151****2807"), email("a*a@example.com")]],
  ["expired", false, [openId("o3", 50)]],
  ["letter", false, [{ _tag: "AddressLine", value: "Elm St. 5" }]],
  ["nobody", false, []],
  [
    "generic1",
    false,
    [phone("+49 151 44444444"), { _tag: "NationalId", value: "X1000", country: "DE" }],
  ],
  [
    "generic2",
    false,
    [phone("+49 151 44444444"), { _tag: "NationalId", value: "Y2000", country: "DE" }],
  ],
  [
    "generic3",
    false,
    [phone("+49 151 44444444"), { _tag: "NationalId", value: "Z3000", country: "DE" }],
  ],
]

describe("reach", () => {
  it.effect("counts who has a contact of their own, to which they said yes", () =>
    Effect.gen(function* () {
      const { refit, identity, observe, tellConsent, reach, profile } = yield* Customers
      yield* refit({ commandId: "fit", actor: "eve", model })
      yield* identity.settle()
      yield* TestClock.adjust(10)
      for (const [kind, , identifiers, means = all] of kinds) {
        yield* observe(told(`${kind}-1`, 1, ...identifiers))
        for (const by of means) yield* tellConsent(consent(`${kind}-1`, by))
      }
      yield* TestClock.adjust(100)
      const { customers, reachable, share, byChannel } = yield* reach("news")
      assert.deepStrictEqual([customers, reachable, share?.toFixed()], [16, 4, "0.25"])
      for (const [kind, isReached] of kinds) {
        const found = byChannel.find(({ channel }) => channel === kind)
        assert.deepStrictEqual(
          [found?.customers, found?.reachable, found?.share?.toFixed()],
          [1, isReached ? 1 : 0, isReached ? "1" : "0"],
          kind,
        )
        const { contacts } = Option.getOrThrow(yield* profile(`${kind}-1`))
        const hasOwn = contacts.some(({ isDirect }) => isDirect)
        assert.strictEqual(hasOwn, isReached || ["silent", "othermeans"].includes(kind), kind)
      }
      assert.strictEqual((yield* reach("invoices")).reachable, 0)
      yield* tellConsent(consent("phone-1", "sms", "withdrawn"))
      assert.strictEqual((yield* reach("news")).reachable, 3)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is not reached by an address that came with another record since", () =>
    Effect.gen(function* () {
      const { observe, tellConsent, profile, reach } = yield* Customers
      yield* TestClock.adjust(10)
      yield* observe(told("amazon-1", 1, phone(ada), email("x7f@marketplace.amazon.de")))
      yield* tellConsent(consent("amazon-1", "email"))
      assert.strictEqual((yield* reach("news")).reachable, 0)

      yield* observe(told("crm-1", 5, phone(ada), email("private@example.com")))
      const { contacts, consents } = Option.getOrThrow(yield* profile("crm-1"))
      assert.strictEqual(consents[0]?.standing, "given")
      const ofMails = contacts.filter(({ field }) => field === "email")
      assert.deepStrictEqual(
        ofMails.map((one) => [one.value, one.consents.map(({ standing }) => standing)]),
        [
          ["x7f@marketplace.amazon.de", ["given"]],
          ["private@example.com", []],
        ],
      )
      assert.strictEqual((yield* reach("news")).reachable, 0)

      // Asked again, they say it of what there is by then.
      yield* tellConsent(consent("crm-1", "email"))
      assert.strictEqual((yield* reach("news")).reachable, 1)
      yield* tellConsent(consent("amazon-1", "email", "withdrawn"))
      assert.strictEqual((yield* reach("news")).reachable, 0)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is a share of those who were not erased", () =>
    Effect.gen(function* () {
      const { observe, tellConsent, erase, merge, reach } = yield* Customers
      yield* TestClock.adjust(10)
      for (const [id, mail] of [
        ["web-1", "ada@example.com"],
        ["till-1", "bob@example.com"],
      ] as const) {
        yield* observe(told(id, 1, email(mail)))
        yield* tellConsent(consent(id, "email"))
      }
      yield* erase({ commandId: "x", actor: "eve", customerId: "web-1" })
      const left = yield* reach("news")
      assert.deepStrictEqual([left.customers, left.reachable, left.share?.toFixed()], [1, 1, "1"])
      assert.deepStrictEqual(
        left.byChannel.map(({ channel }) => channel),
        ["till"],
      )

      const decided = { edgeId: "e", actor: "eve", reason: "one person" }
      yield* merge({ commandId: "m", ...decided, records: ["web-1", "till-1"] })
      assert.deepStrictEqual(yield* reach("news"), left)
      yield* erase({ commandId: "y", actor: "eve", customerId: "till-1" })
      assert.deepStrictEqual(yield* reach("news"), Reach.none)
    }).pipe(Effect.provide(customersOver())),
  )

  it("has no share of nobody, and one of four digits of all others", () => {
    assert.isUndefined(Reach.none.share)
    const reached = { channels: ["web", "web", "till"], isReachable: true }
    const two = Reach.count(
      Reach.count(Reach.count(Reach.none, reached), { channels: ["web"], isReachable: true }),
      { channels: ["web"], isReachable: false },
    )
    assert.strictEqual(two.share?.toFixed(), "0.6667")
    assert.deepStrictEqual(
      two.byChannel.map(({ channel, customers, share }) => [channel, customers, share?.toFixed()]),
      [
        ["till", 1, "1"],
        ["web", 3, "0.6667"],
      ],
    )
  })
})
