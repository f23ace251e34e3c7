import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import type { ChannelOrder } from "entrepot/channels"
import { Order, OrderDesk, type Review } from "entrepot/orders"

import { deskOver, document, pageOf, sourceThatShows } from "./support/desk.ts"

const shop = sourceThatShows("whole")
const account = { channel: "csv", account: "shop" }
const key = { ...account, externalId: "7" }

type Change = Partial<ChannelOrder.ChannelOrder>
type Recipient = NonNullable<NonNullable<ChannelOrder.ChannelOrder["personal"]>["recipient"]>

const at = (more: Partial<Recipient> = {}): Recipient => ({
  name: "Ada",
  phone: "+49 171 5550",
  lines: ["Elm Street 5"],
  city: "Bonn",
  country: "DE",
  ...more,
})
const masked = (street: string, city: string, more: Partial<Recipient> = {}): Change => ({
  personal: { recipient: at({ lines: [street], city, masked: true, ...more }) },
})

/** Holds in `risk` what has more than ten units in a line, and in `remarks` what has a remark. */
const ruleSet = {
  id: "r",
  version: 1,
  policy: "collect",
  rules: [
    {
      id: "many",
      when: { _tag: "Compare", fact: "units", is: ">", value: 10 },
      outcome: [{ _tag: "Hold", queue: "risk", because: "many" }],
      onUnknown: "skip",
    },
    {
      id: "remark",
      when: { _tag: "Text", fact: "remark", is: "contains", anyOf: ["!"] },
      outcome: [{ _tag: "Hold", queue: "remarks", because: "a remark" }],
      onUnknown: "skip",
    },
  ],
}

let revisions = 0

/** The channel shows order 7, in a newer revision each time. */
const shown = (change: Change) => {
  revisions += 1
  const item = { ...document(`r${revisions}`, change), observedAt: revisions }
  return OrderDesk.use((desk) => desk.ingest(shop, pageOf(`p${revisions}`, item)))
}
const reviewed = OrderDesk.use(({ review }) => review.reviewWaiting())
const found = OrderDesk.use((desk) => Effect.map(desk.find(key), Option.getOrThrow))
const reviewOf = Effect.map(found, ({ review }) => review)
const changedOf = Effect.map(reviewOf, (review) => review?.changed ?? [])

const begin = Effect.gen(function* () {
  const desk = yield* OrderDesk
  yield* desk.listings.nameAlike({ commandId: "same", ...account, same: true })
  yield* desk.review.publish({ commandId: "rules", ruleSet })
  return desk
})

/** What of an order is looked at again when it first says one thing and then another. */
const changedFrom = (first: Change, then: Change) =>
  Effect.gen(function* () {
    yield* begin
    yield* shown(first)
    yield* reviewed
    yield* shown(then)
    return yield* changedOf
  }).pipe(Effect.provide(deskOver()))

const elm: Change = { personal: { recipient: at() } }
const line = { lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" }
const lines = (
  change: Partial<typeof line> & { discount?: string; tax?: string } = {},
): Change => ({
  lines: [{ ...line, ...change }],
})

describe("an order that was looked at is looked at again", () => {
  for (const [what, first, then, changed] of [
    ["another mask", masked("E** 5", "Bonn"), masked("O** 9", "Berlin"), "destination"],
    ["another phone", elm, { personal: { recipient: at({ phone: "+49 9" }) } }, "persons"],
    [
      "a word that the phone is lent",
      masked("E** 5", "Bonn"),
      masked("E** 5", "Bonn", { phoneIsVirtual: true }),
      "persons",
    ],
    ["a remark", elm, { personal: { recipient: at(), remark: "call me" } }, "persons"],
    ["a gift note", elm, { personal: { recipient: at(), giftNote: "for Bob" } }, "persons"],
    ["another discount", elm, { ...elm, discount: "20.00" }, "terms"],
    ["other shipping", { shipping: "5.00" }, { shipping: "900.00" }, "terms"],
    ["another tax", { shippingTax: "5.00" }, { shippingTax: "6.00" }, "terms"],
    ["another currency", {}, { currency: "BHD" }, "terms"],
    ["another customer", { customerRef: "ada" }, { customerRef: "bob" }, "terms"],
    ["another sum to collect", { collect: "9.00" }, { collect: "8.00" }, "terms"],
    ["another deadline", { shipBy: 5_000 }, { shipBy: 4_000 }, "terms"],
    ["another sender", {}, { fulfilledBy: "thirdParty" }, "terms"],
    ["another counter", { pickupPoint: { id: "1" } }, { pickupPoint: { id: "2" } }, "destination"],
    ["a refund", { payment: "paid" }, { payment: "refunded" }, "payment"],
    ["a payment that failed", { payment: "authorised" }, { payment: "failed" }, "payment"],
    ["more units", lines(), lines({ quantity: 3 }), "lines"],
    ["another tax of a line", lines({ tax: "1.00" }), lines({ tax: "2.00" }), "lines"],
  ] as ReadonlyArray<readonly [string, Change, Change, Review.Change]>)
    it.effect(`for ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* changedFrom(first, then), [changed])
      }),
    )

  it.effect("but not for a payment that goes on as it should", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* changedFrom({ payment: "pending" }, { payment: "paid" }), [])
    }),
  )

  it.effect("but not for fewer units, a new token, nor where nothing of it changed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* changedFrom(lines(), lines({ quantity: 1 })), [])
      assert.deepStrictEqual(yield* changedFrom(elm, elm), [])
      const token = (expiresAt: number): Change => ({
        personal: {
          recipient: at({ masked: true, token: { scope: "s", value: "t", expiresAt } }),
        },
      })
      assert.deepStrictEqual(yield* changedFrom(token(90_000), token(91_000)), [])
    }),
  )

  it.effect("for units that come back after some were taken off", () =>
    Effect.gen(function* () {
      yield* begin
      yield* shown(lines({ quantity: 5 }))
      yield* reviewed
      yield* shown(lines({ quantity: 2 }))
      assert.deepStrictEqual(yield* changedOf, [])
      yield* shown(lines({ quantity: 4 }))
      assert.deepStrictEqual(yield* changedOf, ["lines"])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("and goes once what held it is not there any more", () =>
    Effect.gen(function* () {
      yield* begin
      yield* shown(lines({ quantity: 50 }))
      yield* reviewed
      assert.strictEqual(Order.stage(yield* found), "held")
      yield* shown(lines({ quantity: 1 }))
      yield* reviewed
      assert.strictEqual(Order.stage(yield* found), "released")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("but not where everything has left: a channel may hide the buyer then", () =>
    Effect.gen(function* () {
      yield* begin
      yield* shown({ ...elm, fulfilledBy: "channel" })
      yield* reviewed
      const left = document("").value.lines.map((each) => ({
        ...each,
        channelShipped: each.quantity,
      }))
      const [first, ...rest] = left
      yield* shown({ fulfilledBy: "channel", lines: [first!, ...rest] })
      assert.strictEqual(Order.stage(yield* found), "shipped")
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("an order that a queue holds again", () => {
  const remark = (text: string, phone = "+49 1"): Change => ({
    personal: { recipient: at({ phone }), remark: text },
  })

  it.effect("keeps its age and who looks after it", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      yield* TestClock.adjust("1 second")
      yield* shown(remark("now!"))
      yield* reviewed
      yield* desk.assign({ commandId: "a", order: key, actor: "eve", assignee: "bob" })
      const { since } = (yield* reviewOf) ?? {}
      yield* TestClock.adjust("1 minute")
      yield* shown(remark("now!", "+49 2"))
      assert.strictEqual((yield* reviewOf)?.state, "waiting")
      yield* shown(remark("now!", "+49 3"))
      yield* reviewed
      const review = yield* reviewOf
      assert.deepStrictEqual(
        [review?.state, review?.since, review?.assignee],
        ["held", since, "bob"],
      )
      const [queue] = yield* desk.review.queues()
      assert.strictEqual(queue?.since, since)
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("begins anew where it is another queue, or where it was let go meanwhile", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      yield* shown(remark("now!"))
      yield* reviewed
      yield* desk.assign({ commandId: "a", order: key, actor: "eve", assignee: "bob" })
      yield* TestClock.adjust("1 minute")
      yield* shown({ ...remark("now"), ...lines({ quantity: 50 }) })
      yield* reviewed
      const other = yield* reviewOf
      assert.deepStrictEqual([other?.state, other?.since], ["held", 60_000])
      assert.isUndefined(other?.assignee)
      yield* desk.assign({ commandId: "b", order: key, actor: "eve", assignee: "bob" })
      yield* desk.release({ commandId: "c", order: key, actor: "bob" })
      yield* TestClock.adjust("1 minute")
      yield* shown({ ...remark("again"), ...lines({ quantity: 51 }) })
      yield* reviewed
      const again = yield* reviewOf
      assert.deepStrictEqual([again?.state, again?.since], ["held", 120_000])
      assert.isUndefined(again?.assignee)
    }).pipe(Effect.provide(deskOver())),
  )
})
