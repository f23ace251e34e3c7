import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Customers, OrderEvidence, PriorModel, type Timeline } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"

import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { ada, bob, customersOver, email, phone, told, whoHas } from "./support/customers.ts"

const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }
const orderRecord = OrderEvidence.recordIdOf(order)
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

describe("the customers that there are", () => {
  it.effect("are listed once each, however many records they have", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      for (let i = 0; i < 150; i += 1)
        yield* customers.observe(told(`web-${i}`, i, phone(i < 120 ? ada : bob)))
      yield* customers.observe(told("till-1", 999, email("cy@example.org")))
      const listed = yield* Stream.runCollect(customers.ids())
      const found = yield* Effect.forEach(listed, profileOf)
      assert.deepStrictEqual(
        found.map(({ recordIds }) => recordIds.length).toSorted((a, b) => a - b),
        [1, 30, 120],
      )
      assert.deepStrictEqual(
        found.map(({ customerId }) => customerId),
        listed,
      )
    }).pipe(Effect.provide(customersOver())),
  )
})

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

  it.effect("is not counted at what is no instant", () =>
    Effect.gen(function* () {
      const { observe, tradeAsOf } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      for (const [at, view] of [
        [NaN, {}],
        [0.5, {}],
        [0, { occurred: NaN }],
        [0, { recorded: Infinity }],
      ] as const)
        assert.strictEqual((yield* Effect.flip(tradeAsOf("web-1", at, view)))._tag, "InputInvalid")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("has what a credit note of its own id returned", () =>
    Effect.gen(function* () {
      yield* orderOfAda
      const customers = yield* Customers
      const lines = [{ lineId: "1", sku: "MUG", quantity: 1, unitPrice: "9.50" }] as const
      const credit = { externalId: "C7", kind: "cancellation", lines } as const
      yield* OrderDesk.use((desk) => desk.ingest(shop, pageOf("p2", document("c", credit))))
      const c7 = { ...order, externalId: "C7" }
      const { answer } = yield* customers.observeOrder({ commandId: "o2", order: c7 })
      yield* customers.followTrade()
      const { trade, recordIds } = yield* profileOf(answer.customer ?? "")
      assert.strictEqual(recordIds.length, 2)
      assert.strictEqual(trade.money[0]?.revenue.amount.toFixed(2), "13.70")
      assert.deepStrictEqual([trade.orders, trade.units, trade.returnedUnits], [1, 3, 2])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("hears trade from journals under ids that no host can take", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      for (const [i, eventId] of ["orders-0", "orders-1", "orders-2", "costs-3"].entries()) {
        const command = { commandId: `f${i}`, event: { ...refund, eventId } }
        const refused = yield* Effect.flip(customers.tellTrade(command))
        assert.strictEqual(refused._tag, "EventIdReserved")
      }
      const own = { ...refund, eventId: "orders-2b" }
      yield* customers.tellTrade({ commandId: "f", event: own })
      yield* orderOfAda
      assert.strictEqual(yield* customers.followTrade(), 0)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("refuses a refund with a sign, as some channels write them", () =>
    Effect.gen(function* () {
      const { tellTrade } = yield* Customers
      const signed = { ...refund, goods: "-9.50" }
      const { message } = yield* Effect.flip(tellTrade({ commandId: "f", event: signed }))
      assert.match(message, /no negative amount[^]*\["goods"\]/)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("has a moment once, and refuses another one of its id", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      yield* customers.observe(told("web-1", 1, phone(ada)))
      yield* customers.observe(told("web-2", 2, phone(bob)))
      const talk = { kind: "chat", caseId: "t", isOpen: true, text: "it broke" } as const
      const heard = { _tag: "Interacted", eventId: "i1", channel: "web" } as const
      const moment = { ...heard, ...talk, occurredAt: 9 }
      let times = 0
      const tell = (recordId: string, said: typeof moment, caseId = "t") => {
        const command = { commandId: `m${(times += 1)}`, recordId }
        return customers.tellMoment({ ...command, moment: { ...said, caseId } })
      }
      yield* tell("web-1", moment)
      yield* tell("web-1", moment)
      for (const other of [
        tell("web-2", moment),
        tell("web-1", { ...moment, occurredAt: 10 }),
        tell("web-1", moment, "u"),
      ])
        assert.strictEqual((yield* Effect.flip(other))._tag, "EventReused")
      yield* customers.setPolicy({
        commandId: "p",
        actor: "eve",
        policy: { channel: "web", version: 1, fields: [], otherwise: { keep: "none" } },
      })
      yield* customers.lapse()
      yield* tell("web-1", moment)
      assert.strictEqual((yield* profileOf("web-1")).interactions.length, 1)
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

  it.effect("is forgotten by the order desk too, once nothing is to be sent any more", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      const otherwise = { keep: "clear", days: 30 } as const
      const policy = { channel: "csv", version: 1, fields: [], otherwise } as const
      yield* customers.setPolicy({ commandId: "p", actor: "eve", policy })
      yield* orderOfAda
      const said = Effect.map(customers.exportOf(orderRecord), (held) => JSON.stringify(held))
      yield* TestClock.adjust("29 days")
      assert.strictEqual(yield* customers.lapse(), 0)
      yield* TestClock.adjust("2 days")
      assert.strictEqual(yield* customers.lapse(), 1)
      // It is not sent yet, and asked for again every day.
      assert.include(yield* said, recipient.name)
      const rest = [
        { lineId: "1", quantity: 1 },
        { lineId: "2", quantity: 1 },
      ]
      yield* OrderDesk.use((desk) => desk.cancelLines({ commandId: "c", order, lines: rest }))
      assert.strictEqual(yield* customers.lapse(), 0)
      yield* TestClock.adjust("1 day")
      const { trade } = yield* profileOf(orderRecord)
      assert.strictEqual(yield* customers.lapse(), 1)
      assert.notInclude(yield* said, recipient.name)
      assert.strictEqual(yield* customers.lapse(), 0)
      assert.deepStrictEqual((yield* profileOf(orderRecord)).trade, trade)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect(
    "is forgotten by the order desk where nothing was let in, and not where nothing was said",
    () =>
      Effect.gen(function* () {
        const customers = yield* Customers
        const desk = yield* OrderDesk
        const shut = { keep: "none" } as const
        const policy = { channel: "csv", version: 1, fields: [], otherwise: shut } as const
        yield* customers.setPolicy({ commandId: "p", actor: "eve", policy })
        yield* desk.ingest(shop, pageOf("p1", document("a", { personal: { recipient } })))
        const { customerRef: _, ...silent } = document("b", { externalId: "8" }).value
        yield* desk.ingest(shop, pageOf("p2", { ...document("b"), externalId: "8", value: silent }))
        const lines = [
          { lineId: "1", quantity: 2 },
          { lineId: "2", quantity: 1 },
        ]
        for (const externalId of ["7", "8"]) {
          const command = { commandId: externalId, order: { ...order, externalId } }
          yield* desk.cancelLines({ ...command, lines })
          yield* customers.observeOrder({ ...command, commandId: `o${externalId}` })
        }
        yield* TestClock.adjust("1 day")
        assert.strictEqual(yield* customers.lapse(), 1)
        const held = JSON.stringify(yield* customers.exportOf(orderRecord))
        assert.notInclude(held, recipient.name)
        const other = OrderEvidence.recordIdOf({ ...order, externalId: "8" })
        assert.include(JSON.stringify(yield* customers.exportOf(other)), "birthday")
      }).pipe(Effect.provide(customersOver())),
  )

  it.effect("shows no text of a talk whose time is over, though nobody let it lapse", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      const fields = [{ field: "talk", keep: "clear", days: 30 }] as const
      const policy = { channel: "chat", version: 1, fields, otherwise: { keep: "clear" } } as const
      yield* customers.setPolicy({ commandId: "p", actor: "eve", policy })
      yield* customers.observe(told("chat-1", 0, phone(ada)))
      const talk = { kind: "chat", caseId: "t", isOpen: true, text: "my cat is ill" } as const
      const heard = { _tag: "Interacted", eventId: "i", channel: "chat", occurredAt: 0 } as const
      const moment = { ...heard, ...talk }
      yield* customers.tellMoment({ commandId: "m", recordId: "chat-1", moment })
      const views = Effect.gen(function* () {
        const { interactions } = yield* profileOf("chat-1")
        return [
          interactions,
          yield* customers.timeline("chat-1"),
          yield* customers.exportOf("chat-1"),
        ].map((view) => JSON.stringify(view))
      })
      for (const view of yield* views) assert.include(view, talk.text)
      yield* TestClock.adjust("30 days")
      for (const view of yield* views) {
        assert.notInclude(view, talk.text)
        assert.include(view, talk.kind)
      }
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("has a history under every id that it has or had", () =>
    Effect.gen(function* () {
      const customers = yield* Customers
      const all = ["web-1", "web-2", "web-3"]
      const log = (id: string) =>
        Effect.map(customers.history(id), (found) => found.map(({ commandId }) => commandId))
      const names = ["observe web-2 2", "observe web-3 3", "observe web-1 1"]
      for (const id of ["web-2", "web-3"]) {
        yield* customers.observe(told(id, Number(id.slice(-1)), phone(ada)))
        yield* TestClock.adjust(10)
      }
      yield* customers.observe(told("web-1", 1, phone(ada)))
      for (const id of all) assert.deepStrictEqual([...new Set(yield* log(id))], names)
      // Whoever parts keeps what they went through, and hears nothing more of the others.
      yield* TestClock.adjust(10)
      const parted = { commandId: "s", edgeId: "e", actor: "eve", reason: "a son" }
      yield* customers.split({ ...parted, records: ["web-3"] })
      yield* TestClock.adjust(10)
      yield* customers.observe(told("web-4", 4, phone(ada)))
      yield* customers.keepApart({
        commandId: "k",
        edgeId: "f",
        actor: "eve",
        reason: "not his",
        left: ["web-3"],
        right: ["web-4"],
      })
      yield* TestClock.adjust(10)
      yield* customers.observe(told("web-5", 5, phone(bob)))
      yield* customers.merge({
        ...parted,
        commandId: "m",
        edgeId: "g",
        records: ["web-5", "web-2"],
      })
      assert.include(yield* log("web-2"), "m")
      assert.include(yield* log("web-3"), "s")
      assert.notInclude(yield* log("web-3"), "m")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("tells of clicks, campaigns, suggestions and trade, page by page", () =>
    Effect.gen(function* () {
      yield* orderOfAda
      const customers = yield* Customers
      yield* customers.observe(told("web-1", 9_000, phone(ada)))
      const on = { channel: "web", occurredAt: 7_000 }
      const said = { kind: "suggestion", caseId: "t-1", isOpen: false } as const
      const talk = { ...said, about: order, text: "sell bowls" }
      const moments = [
        { _tag: "Clicked", eventId: "k", ...on, target: "banner-1", campaign: "spring" },
        { _tag: "Joined", eventId: "j", ...on, campaign: "spring" },
        { _tag: "Interacted", eventId: "i", ...on, ...talk },
      ] as const
      for (const moment of moments)
        yield* customers.tellMoment({ commandId: moment.eventId, recordId: "web-1", moment })
      const { entries } = yield* customers.timeline("web-1")
      assert.deepStrictEqual(
        entries.map(({ kind, what }) => ("_tag" in what ? what._tag : kind)),
        ["observed", "Clicked", "Joined", "Interacted", "Ordered", "observed", "Returned"],
      )
      const heard = entries.flatMap(({ kind, what }) => (kind === "moment" ? [what] : []))
      assert.sameDeepMembers(heard, [...moments])
      const paged: Array<unknown> = []
      let after: Timeline.Place | undefined
      do {
        const page: Timeline.Page = yield* customers.timeline("web-1", { limit: 1, after })
        paged.push(...page.entries)
        after = page.next
      } while (after !== undefined)
      assert.deepStrictEqual(paged, [...entries])
      for (const limit of [0, -1, 0.5]) {
        const odd = yield* Effect.flip(customers.timeline("web-1", { limit }))
        assert.strictEqual(odd._tag, "InputInvalid")
      }
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
        seen?.after.map(({ attached }) => attached.host),
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
