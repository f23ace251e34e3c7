import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  CustomerRecords,
  Customers,
  Segment,
  SegmentFacts,
  SegmentRecords,
  Segments,
  Settings,
} from "entrepot/customers"
import { FulfilmentRecords } from "entrepot/fulfilment"
import { Digest } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"
import { Conditions } from "entrepot/rules"
import { Namespace, type StoreShape, Transaction, Transactor } from "entrepot/store"

import { consignment } from "../fulfilment/support/given.ts"
import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { ada, bob, customersOver, decided, phone, told } from "./support/customers.ts"

const { FulfilmentHistory } = FulfilmentRecords
const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }
const recipient = { name: "Ada", phone: ada, lines: ["Elm St. 5"], city: "Bonn", country: "DE" }
/** The order is on its way, by one hold. */
const consigned = {
  _tag: "Consigned",
  consignment: consignment(),
  holds: [{ holdId: "h1" }],
  orders: [{ orderName: "csv shop 7", ...order, lines: [] }],
} as const
const { compare } = Conditions.over(SegmentFacts.declared)
const buyers: Segment.Segment = {
  id: "buyers",
  version: 1,
  when: compare("daysSinceLastOrder", ">=", 0),
}

const roomOver = (store: StoreShape) =>
  Segments.layerOver(Effect.succeed(Settings.always({ currency: "EUR" }))).pipe(
    Layer.provideMerge(customersOver(store)),
    Layer.fresh,
  )

/** Ada has an order and two records, one of them by hand, and all that can come of that. */
const lived = Effect.gen(function* () {
  const desk = yield* OrderDesk
  const customers = yield* Customers
  const segments = yield* Segments
  yield* segments.define({ commandId: "s", actor: "eve", segment: buyers })
  yield* desk.ingest(shop, pageOf("p1", document("a", { personal: { recipient } })))
  yield* customers.observe(told("web-ada", 1, phone(ada)))
  yield* customers.observeOrder({ commandId: "o1", order })
  yield* customers.observe(told("till-ada", 2))
  yield* customers.observe(told("web-bob", 3, phone(bob)))
  const records = ["web-ada", "till-ada"] as const
  yield* customers.merge({ commandId: "m1", edgeId: "e1", ...decided, records })
  const sides = { left: ["web-ada"], right: ["web-bob"] } as const
  yield* customers.keepApart({ commandId: "k1", edgeId: "e2", ...decided, ...sides })
  const statement = {
    statementId: "s1",
    purpose: "news",
    means: "sms",
    standing: "given",
    at: 5,
    proof: "form-3",
  } as const
  yield* customers.tellConsent({ commandId: "c1", customerId: "till-ada", statement })
  const moment = {
    _tag: "Viewed",
    eventId: "v1",
    channel: "web",
    occurredAt: 6,
    sku: "MUG",
  } as const
  yield* customers.observe(told("old-ada", 0, phone(ada)))
  const withdrawn = { commandId: "w", recordId: "old-ada", actor: "eve", reason: "told twice" }
  yield* customers.withdraw(withdrawn)
  yield* customers.tellMoment({ commandId: "v1", recordId: "till-ada", moment })
  const transactor = yield* Transactor
  yield* transactor.run(Transaction.use((tx) => tx.append(FulfilmentHistory, consigned)))
  yield* TestClock.adjust("1 day")
  yield* customers.followTrade()
  yield* segments.refreshAll()
  return Option.getOrThrow(yield* customers.profile("web-ada"))
})

/** All that is in a value, at any depth. */
const within = (value: unknown): ReadonlyArray<unknown> =>
  typeof value === "object" && value !== null
    ? [value, ...Object.values(value).flatMap(within)]
    : [value]

const collections = [CustomerRecords, SegmentRecords].flatMap((room) =>
  Object.entries(room).flatMap(([title, one]) =>
    typeof one === "object" && "indexes" in one ? [{ title, name: one.name }] : [],
  ),
)

/** What lies in the room and names nobody. */
const impersonal = [
  "Generics",
  "Crowds",
  "Models",
  "ModelsPut",
  "Policies",
  "WithdrawnWords",
  "TradeBookmarks",
  "Hearing",
  "Definitions",
]

describe("the export of a person", () => {
  it.effect("has everything that names them, of every collection of the room", () => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const { customerId, recordIds } = yield* lived
      assert.strictEqual(recordIds.length, 3)
      const exported = yield* Customers.use(({ exportOf }) => exportOf(customerId))
      const parts = within(exported)
      const texts = new Set(parts.map(Digest.canonicalJson))
      const namespace = yield* Namespace
      for (const { title, name } of collections) {
        const { items } = yield* store.query(namespace, { collection: name, limit: 1_000 })
        const own = items
          .map(({ record }) => JSON.parse(record.body))
          .filter((body) => {
            const held = within(body)
            return [...recordIds, order.externalId].some((id) => held.includes(id))
          })
        assert.strictEqual(own.length === 0, impersonal.includes(title), title)
        for (const body of own) assert.isTrue(texts.has(Digest.canonicalJson(body)), title)
      }
      const journal = yield* store.journal(namespace, { stream: "segments", limit: 1_000 })
      const moves = journal.entries
        .map(({ body }) => JSON.parse(body))
        .filter((body) => within(body).includes(customerId))
      assert.isAbove(moves.length, 0)
      for (const body of moves) assert.isTrue(texts.has(Digest.canonicalJson(body)))
      assert.isTrue(texts.has(Digest.canonicalJson(recipient)))
    }).pipe(Effect.provide(roomOver(store)))
  })

  it.effect("has nothing of anybody else", () =>
    Effect.gen(function* () {
      yield* lived
      const text = JSON.stringify(yield* Customers.use(({ exportOf }) => exportOf("web-ada")))
      assert.notInclude(text, bob)
      const other = JSON.stringify(yield* Customers.use(({ exportOf }) => exportOf("web-bob")))
      for (const word of [ada, "Elm St. 5", "s1", "MUG"]) assert.notInclude(other, word)
    }).pipe(Effect.provide(roomOver(Memory.make()))),
  )
})
