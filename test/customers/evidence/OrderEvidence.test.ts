/** How far what an order says of its buyer reaches. */
import { assert, describe, it } from "@effect/vitest"
import { Evidence, type LinkRecord, OrderEvidence } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Of = typeof OrderEvidence.of
type Order = Parameters<Of>[0]

const noon = Date.UTC(2026, 10, 22, 12)

const buyer = fc.record(
  {
    channel: fc.constantFrom("taobao", "web"),
    account: fc.constantFrom("shoes", "hats"),
    customerRef: fc.constantFrom("1", "2"),
    customerScope: fc.constantFrom("account", "channel"),
    token: fc.record(
      {
        scope: fc.constantFrom("app-1 2026-W47", "app-2 2026-W47", "app-1 2026-W48"),
        value: fc.constantFrom("x", "y"),
        expiresAt: fc.constantFrom(noon, noon + 1, noon + 2),
      },
      { requiredKeys: ["scope", "value"] },
    ),
  },
  { requiredKeys: ["channel", "account", "customerRef", "token"] },
)
type Buyer = typeof buyer extends fc.Arbitrary<infer A> ? A : never

const orderOf = ({ token: _, ...terms }: Buyer): Order => ({
  ...terms,
  externalId: "7",
  kind: "order",
  placedAt: noon,
})

const recordOf = (of: Of, one: Buyer): LinkRecord.LinkRecord => {
  const recipient = { lines: [], country: "CN", masked: true, token: one.token }
  return Evidence.read(of(orderOf(one), { recipient }), noon).record
}

/** An id of the channel is one at all of its accounts; else, and for tokens, each account has its own. */
const idsReachAsFarAsTheyAreGiven = (of: Of) =>
  fc.property(buyer, buyer, (one, other) => {
    const [a, b] = [recordOf(of, one).values, recordOf(of, other).values]
    const isSame = (field: string) => a.has(field) && `${a.get(field)}` === `${b.get(field)}`
    const [own, others] = [one, other].map((each) =>
      each.customerScope === "channel" ? "*" : each.account,
    )
    assert.strictEqual(
      isSame("account"),
      one.channel === other.channel && own === others && one.customerRef === other.customerRef,
    )
    const areOpen = [one, other].every(({ token }) => (token.expiresAt ?? Infinity) > noon)
    assert.strictEqual(
      isSame("token"),
      areOpen &&
        one.channel === other.channel &&
        one.account === other.account &&
        one.token.scope === other.token.scope &&
        one.token.value === other.token.value,
    )
  })

/** Takes ids of one kind from what another order would say. */
const ofAnother =
  (tag: "Account" | "Token", another: (order: Order) => Order): Of =>
  (order, personal) => {
    const [said, other] = [order, another(order)].map((each) => OrderEvidence.of(each, personal))
    const identifiers = [
      ...(said?.identifiers ?? []).filter(({ _tag }) => _tag !== tag),
      ...(other?.identifiers ?? []).filter(({ _tag }) => _tag === tag),
    ]
    return { recordId: "r", observedAt: order.placedAt, country: "CN", identifiers }
  }

describe("the ids of an order", () => {
  it("reach across the accounts of a channel where they are the channel's, and never else", () => {
    holds(idsReachAsFarAsTheyAreGiven(OrderEvidence.of), 2_000)
    // The end of a channel's id at one account, and the reach of an account's over the channel.
    kills(
      idsReachAsFarAsTheyAreGiven(ofAnother("Account", ({ customerScope: _, ...order }) => order)),
    )
    kills(
      idsReachAsFarAsTheyAreGiven(
        ofAnother("Account", (order) => ({ ...order, customerScope: "channel" })),
      ),
    )
    // A token of one shop that is taken for the same letters of another one.
    kills(
      idsReachAsFarAsTheyAreGiven(ofAnother("Token", (order) => ({ ...order, account: "shoes" }))),
    )
  })
})

/** Of a gift, only the buyer's own id: who gets it is somebody else. */
const giftsTellOfTheBuyerOnly = (of: Of) =>
  fc.property(buyer, fc.constantFrom("wrapped", "note", "no"), (one, gift) => {
    const order = { ...orderOf(one), ...(gift === "wrapped" ? { isGift: true } : {}) }
    const recipient = {
      name: "Fred Mayer",
      phone: "13812345678",
      lines: ["Elm St. 5"],
      country: "CN",
      token: one.token,
    }
    const said = of(order, { recipient, ...(gift === "note" ? { giftNote: "for Fred" } : {}) })
    const tags = said.identifiers.map(({ _tag }) => _tag).join()
    assert.strictEqual(tags, gift === "no" ? "Account,Name,Phone,AddressLine,Token" : "Account")
  })

describe("an order that says it is a gift", () => {
  it("tells of its buyer alone", () => {
    holds(giftsTellOfTheBuyerOnly(OrderEvidence.of), 200)
    kills(
      giftsTellOfTheBuyerOnly((order, { giftNote: _, ...rest } = {}) =>
        OrderEvidence.of(order, rest),
      ),
    )
    kills(
      giftsTellOfTheBuyerOnly(({ isGift: _, ...order }, personal) =>
        OrderEvidence.of(order, personal),
      ),
    )
    kills(giftsTellOfTheBuyerOnly((order) => OrderEvidence.of(order)))
  })
})

/** A phone identifies unless the channel says that it lent it, with what else an order says. */
const lentPhonesIdentifyNobody = (of: Of) =>
  fc.property(buyer, fc.constantFrom(true, false, undefined), (one, phoneIsVirtual) => {
    const recipient = {
      name: "Fred Mayer",
      phone: "18412345678",
      ...(phoneIsVirtual === undefined ? {} : { phoneIsVirtual }),
      lines: ["Elm St. 5"],
      country: "CN",
    }
    const { record, unused } = Evidence.read(of(orderOf(one), { recipient }), noon)
    const isLent = phoneIsVirtual === true
    assert.strictEqual(record.values.has("phone"), !isLent)
    assert.deepStrictEqual(
      unused.map(({ field, because }) => `${field} ${because}`),
      isLent ? ["phone virtual"] : [],
    )
  })

/** Leaves out what an address says of its phone. */
const withoutSaying: Of = (order, personal) => {
  const { phoneIsVirtual: _, ...recipient } = personal?.recipient ?? { lines: [], country: "CN" }
  return OrderEvidence.of(order, { recipient })
}

describe("a number that the marketplace lent", () => {
  it("identifies nobody, without an extension too", () => {
    holds(lentPhonesIdentifyNobody(OrderEvidence.of), 100)
    kills(lentPhonesIdentifyNobody(withoutSaying))
    // Takes every number that says anything of it for a lent one.
    kills(
      lentPhonesIdentifyNobody((order, personal) =>
        OrderEvidence.of(order, {
          recipient: { lines: [], country: "CN", ...personal?.recipient, phoneIsVirtual: true },
        }),
      ),
    )
  })
})
