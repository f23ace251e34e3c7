import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { OrderDesk, OrderRecords } from "entrepot/orders"
import { Namespace, Records, Store, type StoreShape } from "entrepot/store"

import { deskOver, document, history, pageOf, sourceThatShows } from "./support/desk.ts"

const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }

const secrets = ["Ada Secretname", "Hidden Lane 5", "+49-171-secret", "please ring the bell"]
const [name = "", street = "", phone, remark = ""] = secrets
const ada = {
  recipient: { name, phone: phone ?? "", lines: [street], city: "Bonn", country: "DE" },
  remark,
}

const withPersons = (revision: string, personal: typeof ada = ada, observedAt = 2_000) => {
  const shown = document(revision, { personal })
  return { ...shown, observedAt, raw: { ...ada, all: secrets.join(" ") } }
}

/** All that the store keeps, as text, but for the two collections that may hold what is personal. */
const elsewhere = Effect.gen(function* () {
  const store = yield* Store
  const namespace = yield* Namespace
  const entries = yield* store.journal(namespace, { limit: 1_000 })
  const records = []
  for (const collection of ["order", "order-checkpoint", "$receipt", "order-personal-key"]) {
    const { items } = yield* store.query(namespace, { collection, limit: 1_000 })
    assert.notStrictEqual(items.length, 0, collection)
    records.push(items)
  }
  return JSON.stringify([entries, records])
})

/** All records and entries of a store, as text. */
const everything = (store: StoreShape) =>
  Effect.gen(function* () {
    const namespace = yield* Namespace
    const entries = yield* store.journal(namespace, { limit: 1_000 })
    const kept = ["order-personal", "order-document", "order"].map((collection) =>
      store.query(namespace, { collection, limit: 1_000 }),
    )
    return JSON.stringify([entries, yield* Effect.all(kept)])
  })

describe("what an order says about persons", () => {
  it.effect("stands in records that can be erased, and nowhere else", () => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* desk.ingest(shop, pageOf("p1", withPersons("a")))
      const text = yield* elsewhere
      for (const secret of secrets) assert.notInclude(text, secret)
      const found = Option.getOrThrow(yield* desk.find(order))
      assert.match(found.destination?.door ?? "", /^[0-9a-f]{64}$/)
      const records = yield* Records
      const kept = yield* records.get(OrderRecords.Personals, OrderRecords.orderId(found))
      assert.deepStrictEqual(Option.getOrThrow(kept).personal, ada)
    }).pipe(Effect.provide(deskOver(store)))
  })

  it.effect("is gone when it was erased, and does not come back", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const records = yield* Records
      yield* desk.ingest(shop, pageOf("p1", withPersons("a"), withPersons("b", ada, 3_000)))
      yield* desk.erase({ commandId: "e1", actor: "eve", order })
      yield* desk.ingest(shop, pageOf("p2", withPersons("c", ada, 4_000)))
      for (const revision of ["a", "b", "c"]) {
        const ref = { ...order, kind: "order" as const, revision }
        assert.strictEqual(Option.getOrThrow(yield* desk.findDocument(ref)).raw, null)
      }
      const id = OrderRecords.orderId({ ...order, kind: "order" })
      const kept = Option.getOrThrow(yield* records.get(OrderRecords.Personals, id))
      assert.deepStrictEqual([kept.personal, kept.revisions], [undefined, []])
      assert.deepStrictEqual((yield* history).at(-2)?._tag, "Erased")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is gone too where nothing came of the document", () => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const desk = yield* OrderDesk
      const records = yield* Records
      const shown = withPersons("a")
      const [line] = shown.value.lines
      const odd = { ...shown, value: { ...shown.value, lines: [line, line] as const } }
      const { answer } = yield* desk.ingest(shop, pageOf("p1", odd))
      assert.strictEqual(answer.parked, 1)
      yield* desk.erase({ commandId: "e1", actor: "eve", order })
      const id = OrderRecords.documentId({ ...order, kind: "order", revision: "a" })
      const kept = Option.getOrThrow(yield* records.get(OrderRecords.Documents, id))
      assert.strictEqual(kept.raw, null)
      for (const secret of secrets) assert.notInclude(yield* everything(store), secret)
      const nobody = { ...order, externalId: "8" }
      const unknown = yield* Effect.flip(
        desk.erase({ commandId: "e2", actor: "eve", order: nobody }),
      )
      assert.strictEqual(unknown._tag, "UnknownOrder")
    }).pipe(Effect.provide(deskOver(store)))
  })

  it.effect("is that of the newest document, in whatever order they come", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const records = yield* Records
      const moved = { ...ada, recipient: { ...ada.recipient, lines: ["New Road 1"] } }
      yield* desk.ingest(shop, pageOf("p1", withPersons("b", moved, 3_000)))
      yield* desk.ingest(shop, pageOf("p2", withPersons("a")))
      const id = OrderRecords.orderId({ ...order, kind: "order" })
      const kept = Option.getOrThrow(yield* records.get(OrderRecords.Personals, id))
      assert.deepStrictEqual(kept.personal, moved)
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("hashes alike for one door, and apart for another tenant", () => {
    const store = Memory.make()
    const doorOf = Effect.gen(function* () {
      const desk = yield* OrderDesk
      const loud = { ...ada, recipient: { ...ada.recipient, lines: ["HIDDEN  LANE, 5"] } }
      const other = { ...document("b", { externalId: "8", personal: loud }), externalId: "8" }
      yield* desk.ingest(shop, pageOf("p1", withPersons("a"), other))
      const [first, second] = (yield* desk.page()).values.map((found) => found.destination?.door)
      assert.strictEqual(first, second)
      return first
    })
    return Effect.gen(function* () {
      const here = yield* doorOf
      const there = yield* doorOf.pipe(Effect.provideService(Namespace, "other"))
      assert.notStrictEqual(here, there)
    }).pipe(Effect.provide(deskOver(store)))
  })
})
