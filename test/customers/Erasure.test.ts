import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { Customers, CustomerRecords } from "entrepot/customers"
import { OrderDesk, OrderRecords } from "entrepot/orders"
import { Namespace, type StoreShape } from "entrepot/store"

import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { customersOver, told } from "./support/customers.ts"

const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }
const secrets = [
  "Ada Secretname",
  "Hidden Lane 5",
  "+4915123456789",
  "ada.secret@example.com",
  "it hurt my cat",
]
const [name = "", street = "", number = "", address = "", complaint = ""] = secrets
const recipient = {
  name,
  phone: number,
  email: address,
  lines: [street],
  city: "Bonn",
  country: "DE",
}

/** A customer of an order and of a sign-up, of whom everything is told, and who is erased then. */
const lived = Effect.gen(function* () {
  const desk = yield* OrderDesk
  const customers = yield* Customers
  const shown = document("a", { personal: { recipient } })
  yield* desk.ingest(shop, pageOf("p1", { ...shown, raw: { buyer: secrets.join(" ") } }))
  yield* customers.observeOrder({ commandId: "o1", order })
  const { answer } = yield* customers.observe({
    ...told("web-1", 5, { _tag: "Name", value: name }, { _tag: "Phone", value: number }),
    portrait: [{ name: "pet", value: complaint }],
  })
  const talk = { kind: "complaint", caseId: "t-9", isOpen: true, text: complaint } as const
  const moment = {
    _tag: "Interacted",
    eventId: "i1",
    channel: "chat",
    occurredAt: 9,
    ...talk,
  } as const
  yield* customers.tellMoment({ commandId: "m1", recordId: "web-1", moment })
  const why = { actor: "eve", reason: `${name} came by` }
  yield* customers.split({ commandId: "s1", edgeId: "e1", ...why, records: ["web-1"] })
  yield* customers.takeBack({ commandId: "t1", edgeId: "e1", ...why })
  yield* customers.followTrade()
  return answer.customer ?? ""
})

const erased = Effect.gen(function* () {
  const customers = yield* Customers
  const id = yield* lived
  const before = Option.getOrThrow(yield* customers.profile(id))
  const held = JSON.stringify(yield* customers.exportOf(id))
  for (const secret of secrets) assert.include(held, secret)
  const reasons = Effect.map(customers.history("web-1"), (log) => log.map(({ reason }) => reason))
  assert.include(yield* reasons, `${name} came by`)
  yield* customers.erase({ commandId: "e1", actor: "eve", reason: name, customerId: id })
  assert.notInclude(yield* reasons, `${name} came by`)
  const after = Option.getOrThrow(yield* customers.profile("web-1"))
  assert.deepStrictEqual(after.trade, before.trade)
  assert.deepStrictEqual([after.customerId, after.recordIds], [before.customerId, before.recordIds])
  assert.deepStrictEqual([after.facts, after.contacts, after.portrait], [[], [], []])
  return id
})

/** All that a store keeps, read behind the back of the services. */
const everything = Effect.fnUntraced(function* (store: StoreShape) {
  const namespace = yield* Namespace
  const named = [...Object.values(CustomerRecords), ...Object.values(OrderRecords)].flatMap((one) =>
    typeof one === "object" && "indexes" in one ? [one.name] : [],
  )
  const records = yield* Effect.forEach(["$receipt", "$guard", ...named], (collection) =>
    store.query(namespace, { collection, limit: 1_000 }),
  )
  return JSON.stringify([records, yield* store.journal(namespace, { limit: 1_000 })])
})

describe("a customer who is erased", () => {
  it.effect("leaves no word in the store, and all ledgers as they were", () => {
    const store = Memory.make()
    return Effect.gen(function* () {
      yield* lived
      const before = yield* everything(store)
      for (const secret of secrets) assert.include(before, secret)
      const customers = yield* Customers
      yield* customers.erase({ commandId: "e0", actor: "eve", reason: name, customerId: "web-1" })
      const after = yield* everything(store)
      for (const secret of secrets) assert.notInclude(after, secret)
    }).pipe(Effect.provide(customersOver(store)))
  })

  it.effect("is one customer still, with the same trade, and is not filled again", () =>
    Effect.gen(function* () {
      yield* erased
      const { observe, observeOrder, exportOf } = yield* Customers
      const again = yield* Effect.flip(observe(told("web-1", 9, { _tag: "Name", value: name })))
      assert.strictEqual(again._tag, "RecordErased")
      const nobody = yield* Effect.flip(observeOrder({ commandId: "o2", order }))
      assert.strictEqual(nobody._tag, "OrderTellsNobody")
      const held = JSON.stringify(yield* exportOf("web-1"))
      for (const secret of secrets) assert.notInclude(held, secret)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves no byte in the file of a store", () => {
    const folder = mkdtempSync(join(tmpdir(), "entrepot-erasure-"))
    const bytes = () =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file)).toString("latin1"))
        .join("")
    const inFile = <A, E>(program: Effect.Effect<A, E, Customers | OrderDesk>) =>
      Effect.scoped(
        Effect.flatMap(Sqlite.make({ path: join(folder, "shop.db") }), (store) =>
          program.pipe(Effect.provide(customersOver(store), { local: true })),
        ),
      )
    return Effect.gen(function* () {
      yield* inFile(lived)
      for (const secret of secrets) assert.include(bytes(), secret)
      yield* inFile(
        Customers.use(({ erase }) => erase({ commandId: "e1", actor: "eve", customerId: "web-1" })),
      )
      for (const secret of secrets) assert.notInclude(bytes(), secret)
    }).pipe(Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true }))))
  })
})
