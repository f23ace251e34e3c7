import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { Customers, PriorModel } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"

import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { ada, bob, customersOver, email, phone, told, whoHas } from "./support/customers.ts"

const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }
const recipient = { name: "Ada", phone: ada, lines: ["Elm St. 5"], city: "Bonn", country: "DE" }

/** An order of two mugs and a cup, of 23.20 EUR, one mug of which came back. */
const orderOfAda = Effect.gen(function* () {
  const desk = yield* OrderDesk
  const customers = yield* Customers
  yield* desk.ingest(shop, pageOf("p1", document("a", { personal: { recipient } })))
  yield* customers.observeOrder({ commandId: "o1", order })
  const lines = [{ lineId: "1", quantity: 1 }]
  yield* desk.returnLines({ commandId: "r1", order, lines })
  yield* customers.followTrade()
})

const profileOf = Effect.fnUntraced(function* (id: string) {
  return Option.getOrThrow(yield* Customers.use(({ profile }) => profile(id)))
})

const refund = {
  _tag: "Refunded",
  eventId: "f1",
  order,
  occurredAt: 5_000,
  recordedAt: 0,
  currency: "EUR",
  goods: "9.50",
  charges: "0",
} as const

describe("the view of a customer", () => {
  it.effect("has the trade that the ledger recounts, after any refund", () =>
    Effect.gen(function* () {
      yield* orderOfAda
      const customers = yield* Customers
      const [found] = (yield* OrderDesk.use((desk) => desk.page())).values
      assert.strictEqual(found?.customerRef, "ada")
      const { answer } = yield* customers.observe(told("web-1", 9_000, phone(ada)))
      const id = answer.customer ?? ""
      yield* TestClock.adjust(20_000)
      yield* customers.tellTrade({ commandId: "f1", event: refund })
      assert.isTrue((yield* customers.tellTrade({ commandId: "f1", event: refund })).repeated)
      yield* customers.tellTrade({ commandId: "f1 again", event: refund })
      const other = { ...refund, goods: "9.60" }
      const reused = yield* Effect.flip(customers.tellTrade({ commandId: "f2", event: other }))
      assert.strictEqual(reused._tag, "EventReused")
      assert.strictEqual(yield* customers.followTrade(), 0)
      const { trade, first, recordIds } = yield* profileOf("web-1")
      assert.deepStrictEqual([first?.channel, recordIds.length], ["csv", 2])
      assert.deepStrictEqual([trade.orders, trade.units, trade.returnedUnits], [1, 3, 1])
      assert.strictEqual(trade.money[0]?.revenue.amount.toFixed(2), "13.70")
      const recount = yield* customers.tradeAsOf(id, 20_000, {})
      assert.deepStrictEqual(Option.getOrThrow(recount), trade)
      const known = yield* customers.tradeAsOf(id, 20_000, { recorded: 10_000 })
      assert.strictEqual(Option.getOrThrow(known).money[0]?.revenue.amount.toFixed(2), "23.20")
      const was = yield* customers.tradeAsOf(id, 20_000, { occurred: 10_000 })
      assert.strictEqual(Option.getOrThrow(was).money[0]?.revenue.amount.toFixed(2), "13.70")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("has what was viewed, asked and agreed to, once each and in time order, by pages", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      yield* customers.observe(told("web-1", 1, phone(ada)))
      yield* customers.observe(told("chat-1", 2, phone(ada)))
      const tell = (commandId: string, recordId: string, moment: object) =>
        customers.tellMoment({ commandId, recordId, moment: moment as never })
      const viewed = { _tag: "Viewed", eventId: "v1", channel: "web", occurredAt: 30, sku: "MUG" }
      yield* tell("1", "web-1", viewed)
      yield* tell("1 again", "web-1", viewed)
      const talk = { kind: "complaint", caseId: "t-9", isOpen: true, text: "it broke" }
      const asked = { _tag: "Interacted", eventId: "i1", channel: "chat", occurredAt: 20, ...talk }
      yield* tell("2", "chat-1", asked)
      const statement = {
        statementId: "s1",
        purpose: "news",
        means: "sms",
        standing: "given",
        at: 25,
        proof: "form-3",
      } as const
      yield* customers.tellConsent({ commandId: "3", customerId: "chat-1", statement })
      const first = yield* customers.timeline("web-1", { limit: 2 })
      assert.deepStrictEqual(
        first.entries.map(({ id }) => id),
        ["m:v1", "c:s1"],
      )
      assert.isDefined(first.next)
      const second = yield* customers.timeline("web-1", {
        limit: 9,
        ...(first.next === undefined ? {} : { after: first.next }),
      })
      assert.deepStrictEqual(
        second.entries.map(({ id }) => id),
        ["m:i1", "o:chat-1", "o:web-1"],
      )
      yield* TestClock.adjust(100)
      const { interactions, contacts } = yield* profileOf("web-1")
      assert.strictEqual(interactions.length, 1)
      assert.strictEqual(contacts[0]?.consents[0]?.standing, "given")
      yield* customers.observe(told("tmall-1", 3, phone("183****2807")))
      const { reachable, byChannel } = yield* customers.reach("news")
      assert.deepStrictEqual(
        [reachable, byChannel.map((one) => [one.channel, one.customers, one.reachable])],
        [
          1,
          [
            ["chat", 1, 1],
            ["tmall", 1, 0],
            ["web", 1, 1],
          ],
        ],
      )
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("keeps what a channel lets us keep, as long as it does, and the customer whole", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      const policy = {
        channel: "amazon",
        version: 1,
        fields: [{ field: "phone", keep: "hash", days: 30 }],
        otherwise: { keep: "none" },
      } as const
      yield* customers.setPolicy({ commandId: "p", actor: "eve", policy })
      yield* customers.observe(told("web-1", 1, phone(ada)))
      yield* customers.observe(told("amazon-1", 2, phone(ada), email("ada@example.com")))
      assert.deepStrictEqual(yield* whoHas("amazon-1"), ["web-1", "web-1", "amazon-1"])
      assert.notInclude(JSON.stringify(yield* customers.exportOf("web-1")), "ada@example.com")
      assert.strictEqual(yield* customers.lapse(), 0)
      yield* TestClock.adjust("31 days")
      assert.strictEqual(yield* customers.lapse(), 1)
      assert.deepStrictEqual(yield* whoHas("amazon-1"), ["web-1", "web-1", "amazon-1"])
      assert.strictEqual(yield* customers.lapse(), 0)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is asked anew when another model is in force, after a preview", () =>
    Effect.gen(function* () {
      const { observe, refit, identity } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada), email("a@example.com")))
      yield* observe(told("web-2", 2, phone(ada), email("b@example.com")))
      yield* observe(told("web-3", 3, phone(bob), email("b@example.com")))
      assert.strictEqual((yield* whoHas("web-1"))?.length, 4)
      const { model: prior } = PriorModel
      const model = {
        ...prior,
        version: "phones only",
        comparisons: prior.comparisons.filter(({ field }) => field === "phone"),
        values: prior.values.filter(({ field }) => field === "phone"),
        blocking: prior.blocking.filter(({ parts }) =>
          parts.every(({ field }) => field === "phone"),
        ),
        links: prior.links.filter(({ all }) => all.every(({ field }) => field === "phone")),
        vetoes: [],
      }
      const [seen] = yield* identity.previewRefit(model, ({ recordIds }) => recordIds.length)
      assert.deepStrictEqual(
        seen?.after.map(({ attached }) => attached),
        [2, 1],
      )
      yield* refit({ commandId: "fit", actor: "eve", model })
      assert.strictEqual(yield* identity.settle(), 3)
      assert.strictEqual(yield* identity.settle(), 0)
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-1", "web-1", "web-2"])
      assert.deepStrictEqual(yield* whoHas("web-3"), ["web-3", "web-3"])
    }).pipe(Effect.provide(customersOver())),
  )
})
