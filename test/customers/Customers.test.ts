import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { Customers } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"

import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import {
  ada,
  bob,
  customersOver,
  decided,
  email,
  phone,
  told,
  whoHas,
} from "./support/customers.ts"

const shop = sourceThatShows("whole")

describe("customers", () => {
  it.effect("are one where four channels tell of one phone, on day one", () =>
    Effect.gen(function* () {
      const { observe, identity } = yield* Customers
      yield* observe(told("web-1", 4, phone(ada)))
      yield* observe(told("tmall-1", 3, phone("0151/23456789")))
      yield* observe(told("douyin-1", 2, phone("0049 151 23456789")))
      const { answer } = yield* observe(told("till-1", 1, phone(ada), email("ada@example.com")))
      assert.deepStrictEqual(answer, { customer: "till-1", changes: 2, unused: [] })
      const all = ["till-1", "till-1", "douyin-1", "tmall-1", "web-1"]
      assert.deepStrictEqual(yield* whoHas("tmall-1"), all)
      const { reasons } = Option.getOrThrow(yield* identity.explain("web-1"))
      assert.strictEqual(reasons.length, 6)
      assert.strictEqual(reasons[0]?.rule, "same phone")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are answered whose they are when they are merged", () =>
    Effect.gen(function* () {
      const { observe, merge } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("till-1", 2, phone(bob)))
      const records = ["till-1", "web-1"] as const
      const { answer } = yield* merge({ commandId: "m", edgeId: "e", ...decided, records })
      assert.deepStrictEqual(answer, { customer: "web-1", changes: 1 })
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are not replaced by somebody whom another channel tells of under their id", () =>
    Effect.gen(function* () {
      const { observe, withdraw } = yield* Customers
      yield* observe({ ...told("1001", 1, phone(ada)), channel: "shopify" })
      const other = { ...told("1001", 2, phone(bob)), channel: "woo" }
      const refused = yield* Effect.flip(observe(other))
      assert.strictEqual(refused._tag, "RecordOfOtherChannel")
      assert.include(refused.message, "shopify")
      yield* withdraw({ commandId: "w", ...decided, recordId: "1001" })
      const { answer } = yield* observe({ ...other, commandId: "again" })
      assert.strictEqual(answer.customer, "1001")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are not told of by a word of tomorrow, which would stay the newest for as long", () =>
    Effect.gen(function* () {
      const { observe, profile } = yield* Customers
      const day = 86_400_000
      yield* observe(told("web-1", day, phone(ada)))
      const ahead = yield* Effect.flip(observe(told("web-2", day + 1, phone(ada))))
      assert.strictEqual(ahead._tag, "ObservedAhead")
      assert.include(ahead.message, "1970-01-02T00:00:00.001Z, but it is 1970-01-01T00:00:00.000Z")
      assert.isTrue(Option.isNone(yield* profile("web-2")))
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are never one for masks and relays", () =>
    Effect.gen(function* () {
      const { observe } = yield* Customers
      const relay = [phone("183****2807"), email("x7f@marketplace.amazon.de")]
      yield* observe({ ...told("amazon-1", 1, ...relay), country: "CN" })
      yield* observe({ ...told("amazon-2", 2, ...relay), country: "CN" })
      assert.deepStrictEqual(yield* whoHas("amazon-2"), ["amazon-2", "amazon-2"])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are one where two first orders arrive at once, in two processes", () => {
    const store = Memory.make()
    const observed = (recordId: string) =>
      Effect.flatMap(Customers, ({ observe }) => observe(told(recordId, 1, phone(ada)))).pipe(
        Effect.provide(customersOver(store), { local: true }),
      )
    return Effect.gen(function* () {
      yield* Effect.all(["web-1", "tmall-1", "till-1", "app-1"].map(observed), {
        concurrency: "unbounded",
      })
      const found = yield* whoHas("web-1").pipe(Effect.provide(customersOver(store)))
      assert.deepStrictEqual(found, ["app-1", "app-1", "till-1", "tmall-1", "web-1"])
    })
  })

  it.effect("part again when a source corrects what it said, as if it had never said it", () =>
    Effect.gen(function* () {
      const { observe, history } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("web-2", 2, phone(ada)))
      yield* observe(told("web-2", 3, phone(bob)))
      assert.deepStrictEqual(yield* whoHas("web-1"), ["web-1", "web-1"])
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-2", "web-2"])
      const log = yield* history("web-1")
      assert.deepStrictEqual(
        log.map(({ change }) => change._tag),
        ["Founded", "Regrouped", "Split"],
      )
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are put together, kept apart and split by hand, with a name and a reason", () =>
    Effect.gen(function* () {
      const { observe, merge, split, takeBack, history, identity } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* TestClock.adjust(1)
      yield* observe(told("web-2", 2, phone(bob)))
      const records = ["web-1", "web-2"] as const
      yield* merge({ commandId: "m", edgeId: "e1", ...decided, records })
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-1", "web-1", "web-2"])
      const path = Option.getOrThrow(yield* identity.path("web-1", "web-2"))
      assert.deepStrictEqual(path[0]?.because, { _tag: "Manual", edgeId: "e1" })
      yield* split({ commandId: "s", edgeId: "e2", ...decided, records: ["web-2"] })
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-2", "web-2"])
      const again = yield* Effect.flip(
        merge({ commandId: "m2", edgeId: "e3", ...decided, records }),
      )
      assert.strictEqual(again._tag, "VetoStands")
      yield* takeBack({ commandId: "t", edgeId: "e2", ...decided })
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-1", "web-1", "web-2"])
      assert.deepStrictEqual(
        (yield* history("web-2")).map(({ commandId, actor }) => [commandId, actor]),
        [
          ["observe web-1 1", undefined],
          ["observe web-2 2", undefined],
          ["m", "eve"],
          ["s", "eve"],
          ["t", "eve"],
        ],
      )
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are previewed with what hangs on them before a merge is accepted", () =>
    Effect.gen(function* () {
      const { observe, tellConsent, identity } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("web-2", 2, phone(bob)))
      const about = { purpose: "news", means: "sms", proof: "form-1", at: 0 }
      const yes = { ...about, statementId: "s1", standing: "given" } as const
      const no = { ...about, statementId: "s2", standing: "withdrawn" } as const
      yield* tellConsent({ commandId: "c1", customerId: "web-1", statement: yes })
      yield* tellConsent({ commandId: "c2", customerId: "web-2", statement: no })
      const desk = yield* OrderDesk
      for (const [i, externalId] of ["7", "8", "9"].entries())
        yield* desk.ingest(shop, pageOf(`p${i}`, document("a", { externalId })))
      const called = { channel: "csv", account: "shop" }
      const tells = (id: string, externalId: string, value: string) =>
        observe({ ...told(id, 3, phone(value)), order: { ...called, externalId } })
      // Two records tell of one order, and one of its own was called off.
      yield* tells("web-3", "7", ada)
      yield* tells("web-4", "7", bob)
      yield* tells("web-5", "8", bob)
      yield* tells("web-6", "9", bob)
      const all = ["1", "2"].map((lineId) => ({ lineId, quantity: 3 - Number(lineId) }))
      yield* desk.cancelLines({
        commandId: "off",
        order: { ...called, externalId: "9" },
        lines: all,
      })
      const points = new Map([
        ["web-1", 300],
        ["web-2", 900],
      ])
      const seen = yield* identity.preview(
        {
          _tag: "Merge",
          commandId: "m",
          edgeId: "e1",
          ...decided,
          records: ["web-1", "web-2"],
        },
        ({ recordIds }) => recordIds.reduce((sum, id) => sum + (points.get(id) ?? 0), 0),
      )
      assert.deepStrictEqual(
        seen[0]?.before.map(({ attached }) => [
          attached.host,
          attached.consents[0]?.standing,
          attached.openOrders,
        ]),
        [
          [300, "given", 1],
          [900, "withdrawn", 2],
        ],
      )
      assert.deepStrictEqual(
        seen[0]?.after.map(({ attached }) => [
          attached.host,
          attached.consents[0]?.standing,
          attached.openOrders,
        ]),
        [[1200, "withdrawn", 2]],
      )
      const apart = ["web-2", "web-2", "web-4", "web-5", "web-6"]
      assert.deepStrictEqual(yield* whoHas("web-2"), apart)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("answer a command that comes again as the first time, and refuse another one", () =>
    Effect.gen(function* () {
      const { observe, profile } = yield* Customers
      const first = told("web-1", 1, phone(ada))
      yield* observe(first)
      assert.isTrue((yield* observe(first)).repeated)
      const other = yield* Effect.flip(observe({ ...first, identifiers: [phone(bob)] }))
      assert.strictEqual(other._tag, "CommandReused")
      const odd = yield* Effect.flip(observe({ ...first, identifiers: [{ _tag: "Fax" }] as never }))
      assert.strictEqual(odd._tag, "InputInvalid")
      assert.isTrue(Option.isNone(yield* profile("nobody")))
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("that a value of too many people joined part when it is seen to be that", () =>
    Effect.gen(function* () {
      const { observe } = yield* Customers
      const shop = phone("+49 30 1234567")
      for (let i = 0; i < 21; i += 1) {
        yield* observe(told(`web-${i}`, i, shop, email(`p${i}@example.com`)))
        if (i === 10) assert.strictEqual((yield* whoHas("web-3"))?.length, 12)
      }
      assert.deepStrictEqual(yield* whoHas("web-3"), ["web-3", "web-3"])
      yield* observe(told("web-99", 99, shop, email("p3@example.com")))
      assert.deepStrictEqual(yield* whoHas("web-99"), ["web-3", "web-3", "web-99"])
    }).pipe(Effect.provide(customersOver())),
  )
})
