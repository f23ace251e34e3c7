import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, Customers, type Moment } from "entrepot/customers"
import { Namespace, type StoreShape } from "entrepot/store"

import { ada, bob, customersOver, decided, phone, told } from "../support/customers.ts"

const chat = {
  _tag: "Interacted",
  eventId: "chat-1",
  channel: "web",
  occurredAt: 50,
  kind: "chat",
  caseId: "4915123456789@s.whatsapp.net",
  isOpen: true,
  text: "it broke",
} as const
const click = {
  _tag: "Clicked",
  eventId: "click-1",
  channel: "web",
  occurredAt: 50,
  target: "https://shop.example/sale?email=ada@example.com",
} as const

let times = 0
const tell = (recordId: string, moment: Moment.Moment) =>
  Customers.use(({ tellMoment }) =>
    tellMoment({ commandId: `tell ${(times += 1)}`, recordId, moment }),
  )

const momentsOf = (recordId: string) =>
  Customers.use(({ timeline }) =>
    Effect.map(timeline(recordId), ({ entries }) =>
      entries.flatMap(({ kind, what }) => (kind === "moment" ? [what] : [])),
    ),
  )

const kept = Effect.fnUntraced(function* (store: StoreShape) {
  const { name } = CustomerRecords.Moments
  const { items } = yield* store.query(yield* Namespace, { collection: name, limit: 100 })
  return JSON.stringify(items)
})

describe("a moment", () => {
  it.effect(
    "keeps of an erased person no address and no number in an id that a channel gave",
    () => {
      const store = Memory.make()
      return Effect.gen(function* () {
        const { observe, erase } = yield* Customers
        yield* observe(told("web-1", 1, phone(ada)))
        yield* tell("web-1", chat)
        yield* tell("web-1", { ...chat, eventId: "chat-2", isOpen: false })
        yield* tell("web-1", click)
        for (const word of ["4915123456789", "ada@example.com", "it broke"])
          assert.include(yield* kept(store), word)
        yield* erase({ commandId: "e", actor: "eve", customerId: "web-1" })
        const left = yield* momentsOf("web-1")
        assert.deepStrictEqual(
          left.map(({ _tag }) => _tag),
          ["Clicked", "Interacted", "Interacted"],
        )
        const cases = left.flatMap((one) => (one._tag === "Interacted" ? [one.caseId] : []))
        assert.strictEqual(new Set(cases).size, 1)
        const before = yield* kept(store)
        for (const word of ["4915123456789", "ada@example.com", "it broke"])
          assert.notInclude(before, word)
        yield* erase({ commandId: "e again", actor: "eve", customerId: "web-1" })
        assert.strictEqual(yield* kept(store), before)
      }).pipe(Effect.provide(customersOver(store)))
    },
  )

  it.effect("is the one that is known under any id of its customer, and of nobody else", () =>
    Effect.gen(function* () {
      const { observe, merge, takeBack, erase } = yield* Customers
      yield* observe(told("web-2", 2, phone(ada)))
      yield* observe(told("web-1", 1, phone(bob)))
      yield* tell("web-2", chat)
      assert.strictEqual((yield* Effect.flip(tell("web-1", chat)))._tag, "EventReused")
      yield* merge({ commandId: "m", edgeId: "e", records: ["web-1", "web-2"], ...decided })
      assert.strictEqual((yield* tell("web-1", chat)).answer.customer, "web-1")
      assert.deepStrictEqual(yield* momentsOf("web-1"), [chat])
      yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
      assert.deepStrictEqual(yield* momentsOf("web-1"), [])
      assert.deepStrictEqual(yield* momentsOf("web-2"), [chat])
      // Also where only its hashes are left.
      yield* tell("web-2", click)
      yield* erase({ commandId: "x", actor: "eve", customerId: "web-2" })
      yield* merge({ commandId: "n", edgeId: "f", records: ["web-1", "web-2"], ...decided })
      for (const moment of [chat, click]) yield* tell("web-1", moment)
      const other = { ...click, target: "banner-1" }
      assert.strictEqual((yield* Effect.flip(tell("web-1", other)))._tag, "EventReused")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is another one where its text is another, as long as that is kept", () =>
    Effect.gen(function* () {
      const { observe, setPolicy, lapse } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* tell("web-1", chat)
      const { text: _, ...silent } = chat
      for (const other of [{ ...chat, text: "it broke again" }, silent])
        assert.strictEqual((yield* Effect.flip(tell("web-1", other)))._tag, "EventReused")
      const fields = [{ field: "talk", keep: "none" }] as const
      const policy = { channel: "web", version: 1, fields, otherwise: { keep: "clear" } } as const
      yield* setPolicy({ commandId: "p", actor: "eve", policy })
      yield* lapse()
      for (const same of [chat, silent]) yield* tell("web-1", same)
      assert.deepStrictEqual(yield* momentsOf("web-1"), [silent])
    }).pipe(Effect.provide(customersOver())),
  )

  const statement = {
    statementId: "s1",
    purpose: "news",
    means: "sms",
    standing: "given",
    at: 0,
    proof: "form-3",
  } as const

  it.effect("or a consent of a record that was withdrawn is not that of who has its id now", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(100)
      const { observe, withdraw, tellConsent, profile } = yield* Customers
      yield* observe(told("x-1", 0, phone(ada)))
      yield* tell("x-1", chat)
      const consent = { customerId: "x-1", statement }
      yield* tellConsent({ commandId: "c", ...consent })
      yield* TestClock.adjust(100)
      yield* observe(told("web-1", 1, phone(ada)))
      yield* withdraw({ commandId: "w", recordId: "x-1", ...decided })
      const again = [tell("x-1", chat), tellConsent({ commandId: "c again", ...consent })]
      for (const late of again) assert.strictEqual((yield* Effect.flip(late))._tag, "UnknownRecord")
      assert.deepStrictEqual(yield* momentsOf("web-1"), [])
      assert.deepStrictEqual(Option.getOrThrow(yield* profile("x-1")).consents, [])
      // News under the former id is that of the customer, and so is what comes with the record itself.
      yield* tell("x-1", click)
      assert.deepStrictEqual(yield* momentsOf("web-1"), [click])
      yield* observe(told("x-1", 3, phone(bob)))
      for (const once of again) yield* once
      assert.deepStrictEqual(yield* momentsOf("x-1"), [chat])
      assert.strictEqual(Option.getOrThrow(yield* profile("x-1")).consents.length, 1)
    }).pipe(Effect.provide(customersOver())),
  )
})
