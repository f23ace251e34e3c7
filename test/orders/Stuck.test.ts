import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import { AuditRules, Order, OrderDesk } from "entrepot/orders"

import { deskOver, document, pageOf, sourceThatShows } from "./support/desk.ts"

const shop = sourceThatShows("whole")
const account = { channel: "csv", account: "shop" }
const named = (externalId: string) => ({ ...account, externalId })

/** An order that no rule minds, with changes. */
const order = (externalId: string, change: Partial<ChannelOrder.ChannelOrder> = {}) =>
  document(`r${externalId}`, {
    externalId,
    customerRef: `buyer ${externalId}`,
    personal: {
      recipient: {
        phone: `+49 ${externalId}`,
        lines: [`Elm Street ${externalId}`],
        city: "Bonn",
        country: "DE",
      },
    },
    ...change,
  })

const sold = (sku: string, quantity = 1, unitPrice = "9.50", lineId = "1") => ({
  lineId,
  sku,
  quantity,
  unitPrice,
})

const find = (externalId: string) =>
  OrderDesk.use((desk) => Effect.map(desk.find(named(externalId)), Option.getOrThrow))
const stageOf = (externalId: string) => Effect.map(find(externalId), Order.stage)

const alike = OrderDesk.use(({ listings }) =>
  listings.nameAlike({ commandId: "same", ...account, same: true }),
)

describe("an order whose lines nobody has mapped", () => {
  it.effect("is let go by nobody before they are, and then goes", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      const by = { order: named("1"), actor: "bob" }
      const refused = yield* Effect.flip(desk.release({ commandId: "1", ...by }))
      assert.strictEqual(refused._tag, "ListingsUnmapped")
      assert.strictEqual(
        refused.message,
        'order "1" wants "MUG", "CUP", which nobody has mapped, or only since it was looked at',
      )
      const overridden = desk.override({ commandId: "2", ...by, reason: "now" })
      assert.strictEqual((yield* Effect.flip(overridden))._tag, "ListingsUnmapped")
      yield* alike
      assert.strictEqual((yield* desk.review.reviewUnmapped(account)).reviewed, 1)
      const found = yield* find("1")
      assert.strictEqual(Order.stage(found), "released")
      assert.isTrue(found.lines.every(({ items }) => items !== undefined))
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("may be overridden once they are, where a rule rejects it", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const never = {
        id: "never",
        when: { _tag: "Compare", fact: "units", is: ">", value: 0 },
        outcome: [{ _tag: "Reject", because: "never" }],
        onUnknown: "skip",
      }
      const ruleSet = { id: "r", version: 1, policy: "collect", rules: [never] }
      yield* desk.review.publish({ commandId: "rules", ruleSet })
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      const override = (commandId: string) =>
        desk.override({ commandId, order: named("1"), actor: "bob", reason: "now" })
      assert.strictEqual((yield* Effect.flip(override("1")))._tag, "ListingsUnmapped")
      yield* alike
      yield* desk.review.reviewUnmapped(account)
      assert.strictEqual(yield* stageOf("1"), "rejected")
      assert.strictEqual((yield* override("2")).answer.stage, "released")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("goes where nobody wants those lines any more", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const mug = [{ sku: "MUG", quantity: 1 }]
      yield* desk.listings.map({ commandId: "m", ...account, sku: "MUG", of: mug })
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      assert.strictEqual(yield* stageOf("1"), "held")
      const cups = [{ lineId: "2", quantity: 1 }]
      yield* desk.cancelLines({ commandId: "c", order: named("1"), lines: cups })
      const released = yield* desk.release({ commandId: "r", order: named("1"), actor: "bob" })
      assert.strictEqual(released.answer.stage, "released")
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("an order that was cancelled while it was held", () => {
  it.effect("is in no queue, whichever screen asks", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      const queued = Effect.gen(function* () {
        const queue = "listings"
        return [
          (yield* desk.review.queue(queue)).values.length,
          (yield* desk.page({ queue })).values.length,
          (yield* desk.review.queues()).length,
          (yield* desk.review.reviewUnmapped(account)).reviewed,
        ]
      })
      assert.deepStrictEqual(yield* queued, [1, 1, 1, 0])
      const lines = [
        { lineId: "1", quantity: 2 },
        { lineId: "2", quantity: 1 },
      ]
      yield* desk.cancelLines({ commandId: "c", order: named("1"), lines })
      yield* alike
      assert.deepStrictEqual(yield* queued, [0, 0, 0, 0])
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("an order that comes to more than can be kept", () => {
  it.effect("is parked by name, and the others are taken in", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* alike
      yield* desk.review.publish({ commandId: "rules", ruleSet: AuditRules.make() })
      const poison = order("1", { lines: [sold("MUG", 1e12, "99999999999999999999.99")] })
      const { answer } = yield* desk.ingest(shop, pageOf("p1", poison, order("2")))
      assert.deepStrictEqual(answer, { placed: 1, revised: 0, known: 0, parked: 1 })
      const [parked] = (yield* desk.parked(account)).values
      assert.strictEqual(
        parked?.parked,
        'order "1" comes to more money than can be kept: 99999999999999999999990000000000',
      )
      yield* desk.review.reviewWaiting()
      assert.strictEqual(yield* stageOf("2"), "released")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("in parts that do not each keeps no other order waiting, and is named", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* alike
      const most = "9".repeat(30)
      const part = (lineId: string, observedAt: number) => ({
        ...order("1", { placedAt: 0, lines: [sold("MUG", 1, most, lineId)] }),
        revision: `part ${lineId}`,
        observedAt,
      })
      const items = [part("1", 0), part("2", 1), order("2")]
      yield* desk.ingest(sourceThatShows("part"), pageOf("p1", ...items))
      const { reviewed, failed } = yield* desk.review.reviewWaiting()
      assert.strictEqual(reviewed, 1)
      assert.deepStrictEqual(
        failed.map((each) => each.order),
        [named("1")],
      )
      assert.include(failed[0]?.because, "decimal")
      assert.deepStrictEqual([yield* stageOf("1"), yield* stageOf("2")], ["waiting", "released"])
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("a customer's id", () => {
  /** Whether a second order of customer 1, at another account, is held as a repeat. */
  const isRepeated = (change: Partial<ChannelOrder.ChannelOrder>, phone: string) =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* alike
      const us = { channel: "csv", account: "us" }
      yield* desk.listings.nameAlike({ commandId: "same us", ...us, same: true })
      yield* desk.review.publish({ commandId: "rules", ruleSet: AuditRules.make() })
      const customer = { customerRef: "1", ...change }
      yield* desk.ingest(shop, pageOf("p1", order("1", customer)))
      const recipient = { phone, lines: ["Oak Road 9"], city: "Ulm", country: "DE" }
      const other = order("2", { ...customer, personal: { recipient } })
      yield* desk.ingest({ ...shop, account: us.account }, pageOf("p2", other))
      yield* desk.review.reviewWaiting()
      const found = Option.getOrThrow(yield* desk.find({ ...us, externalId: "2" }))
      return (found.review?.findings ?? []).map(({ rule }) => rule)
    }).pipe(Effect.provide(deskOver()))

  it.effect("is one customer at one account, unless the channel says that it is one at all", () =>
    Effect.gen(function* () {
      assert.notInclude(yield* isRepeated({}, "+49 9"), "repeat-order")
      assert.include(yield* isRepeated({ customerScope: "channel" }, "+49 9"), "repeat-order")
      assert.include(yield* isRepeated({}, "0049 1"), "repeat-order")
    }),
  )
})
