import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { Customers, CustomerRecords, type CustomersShape, OrderEvidence } from "entrepot/customers"
import { OrderDesk, OrderRecords } from "entrepot/orders"
import { Namespace, type StoreShape } from "entrepot/store"

import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { customersOver, told } from "./support/customers.ts"

const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }
/** A credit note of its own id. */
const c7 = { ...order, externalId: "C7" }
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
  const credit = { externalId: "C7", kind: "cancellation", personal: { recipient } } as const
  const note = { ...document("c", credit), raw: { credited: secrets.join(" ") } }
  yield* desk.ingest(shop, pageOf("p2", note))
  yield* customers.observe({ ...told("csv-c7", 6, { _tag: "Phone", value: number }), order: c7 })
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
  const lines = [{ lineId: "1", quantity: 1 }]
  yield* desk.returnLines({ commandId: "r1", order, ...why, lines })
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
  it.effect("leaves no word in the store", () => {
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
      for (const known of [order, c7]) {
        const command = { commandId: `again ${known.externalId}`, order: known }
        assert.strictEqual((yield* Effect.flip(observeOrder(command)))._tag, "OrderTellsNobody")
      }
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

/** Why anything was done about Ada, which names her. */
const secret = { actor: "eve", reason: "it is Ada Secretname" }
const both = [{ _tag: "Phone", value: number }] as const

/** Commands with a reason, and a record of which each says nothing, though it may name its person. */
const reasoned: ReadonlyArray<{
  readonly does: string
  readonly erased: string
  readonly run: (customers: CustomersShape) => Effect.Effect<unknown, unknown, OrderDesk>
}> = [
  {
    does: "what was done with an order",
    erased: OrderEvidence.recordIdOf(order),
    run: Effect.fnUntraced(function* ({ observeOrder }) {
      const desk = yield* OrderDesk
      const lines = [{ lineId: "1", quantity: 1 }]
      yield* desk.ingest(shop, pageOf("p1", document("a", { personal: { recipient } })))
      yield* desk.cancelLines({ commandId: "c", order, ...secret, lines })
      yield* observeOrder({ commandId: "o", order })
    }),
  },
  {
    does: "a split of another record",
    erased: "web-1",
    run: ({ split }) => split({ commandId: "c", edgeId: "e", ...secret, records: ["web-3"] }),
  },
  {
    does: "a split that was taken back",
    erased: "web-2",
    run: ({ split, takeBack }) =>
      Effect.andThen(
        split({ commandId: "c", edgeId: "e", actor: "eve", reason: "?", records: ["web-3"] }),
        takeBack({ commandId: "d", edgeId: "e", ...secret }),
      ),
  },
  {
    does: "a withdrawal",
    erased: "web-1",
    run: ({ withdraw }) => withdraw({ commandId: "c", ...secret, recordId: "web-2" }),
  },
  {
    does: "a word that brings a record to others",
    erased: "web-2",
    run: ({ observe }) => observe({ ...told("web-4", 4, ...both), ...secret }),
  },
  {
    does: "a word that takes a record from others",
    erased: "web-2",
    run: ({ observe }) => observe({ ...told("web-3", 4), ...secret }),
  },
  {
    does: "a merge with somebody else",
    erased: "web-2",
    run: ({ merge }) =>
      merge({ commandId: "c", edgeId: "e", ...secret, records: ["web-9", "web-1"] }),
  },
  {
    does: "a consent",
    erased: "web-3",
    run: ({ tellConsent }) => {
      const about = { purpose: "news", means: "sms", proof: "form", at: 0 } as const
      const statement = { ...about, statementId: "s", standing: "given" } as const
      return tellConsent({ commandId: "c", ...secret, customerId: "web-1", statement })
    },
  },
  {
    does: "a moment",
    erased: "web-1",
    run: ({ tellMoment }) => {
      const viewed = { _tag: "Viewed", channel: "web", occurredAt: 1, sku: "MUG" } as const
      const moment = { ...viewed, eventId: "v" }
      return tellMoment({ commandId: "c", ...secret, recordId: "web-2", moment })
    },
  },
  {
    does: "trade",
    erased: "web-1",
    run: ({ observe, tellTrade }) => {
      const when = { eventId: "f", order, occurredAt: 1, recordedAt: 1, lines: [] }
      const event = { _tag: "Cancelled", ...when } as const
      const ordered = observe({ ...told("web-5", 5, ...both), order })
      return Effect.andThen(ordered, tellTrade({ commandId: "c", ...secret, event }))
    },
  },
]

/** Commands with a reason about somebody who is erased. */
const afterwards: ReadonlyArray<{
  readonly does: string
  readonly erased: string
  readonly run: (customers: CustomersShape) => Effect.Effect<unknown, unknown>
}> = [
  {
    does: "trade",
    erased: "web-1",
    run: ({ tellTrade }) => {
      const when = { eventId: "f", order, occurredAt: 1, recordedAt: 1, lines: [] }
      return tellTrade({ commandId: "c", ...secret, event: { _tag: "Cancelled", ...when } })
    },
  },
  {
    does: "a consent",
    erased: "web-2",
    run: ({ tellConsent }) => {
      const about = { purpose: "news", means: "sms", proof: "form", at: 0 } as const
      const statement = { ...about, statementId: "s", standing: "withdrawn" } as const
      return tellConsent({ commandId: "c", ...secret, customerId: "web-1", statement })
    },
  },
  {
    does: "a merge with somebody else",
    erased: "web-1",
    run: ({ merge }) =>
      merge({ commandId: "c", edgeId: "e", ...secret, records: ["web-9", "web-1"] }),
  },
  {
    does: "a veto",
    erased: "web-1",
    run: ({ keepApart }) =>
      keepApart({ commandId: "c", edgeId: "e", ...secret, left: ["web-9"], right: ["web-2"] }),
  },
  {
    does: "a split",
    erased: "web-1",
    run: ({ split }) => split({ commandId: "c", edgeId: "e", ...secret, records: ["web-2"] }),
  },
]

describe("a reason that may name somebody", () => {
  it.effect.each(reasoned)("of $does is exported with them and goes with them", (one) => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const customers = yield* Customers
      for (const id of ["web-1", "web-2", "web-3"])
        yield* customers.observe(told(id, Number(id.slice(-1)), ...both))
      yield* customers.observe(told("web-9", 9))
      yield* one.run(customers)
      assert.include(JSON.stringify(yield* customers.exportOf(one.erased)), secret.reason)
      yield* customers.erase({ commandId: "x", actor: "eve", customerId: one.erased })
      assert.notInclude(yield* everything(store), secret.reason)
    }).pipe(Effect.provide(customersOver(store)))
  })

  it.effect.each(afterwards)("of $does is not kept once they are erased", ({ erased, run }) => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const customers = yield* Customers
      yield* customers.observe(told("web-1", 1, ...both))
      yield* customers.observe({ ...told("web-2", 2, ...both), order })
      yield* customers.observe(told("web-9", 9))
      yield* customers.erase({ commandId: "x", actor: "eve", customerId: erased })
      yield* run(customers)
      assert.notInclude(yield* everything(store), secret.reason)
    }).pipe(Effect.provide(customersOver(store)))
  })

  it.effect("of a decision by hand about others is kept, and so is why it is taken back", () =>
    Effect.gen(function* () {
      const { observe, erase, merge, split, takeBack, history, exportOf } = yield* Customers
      yield* observe(told("web-1", 1, ...both))
      yield* erase({ commandId: "x", actor: "eve", customerId: "web-1" })
      yield* observe(told("web-9", 9))
      yield* merge({ commandId: "m", edgeId: "e1", ...secret, records: ["web-1", "web-9"] })
      const why = { actor: "eve", reason: "his brother" }
      yield* split({ commandId: "s", edgeId: "e2", ...why, records: ["web-9"] })
      yield* takeBack({ commandId: "t1", edgeId: "e2", actor: "eve", reason: "it was him" })
      yield* takeBack({ commandId: "t2", edgeId: "e1", ...secret })
      const reasons = (yield* history("web-9")).flatMap(({ reason }) => reason ?? [])
      assert.deepStrictEqual(reasons, ["his brother", "it was him"])
      assert.notInclude(JSON.stringify(yield* exportOf("web-1")), secret.reason)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("of a record that is gone is exported as long as it is kept", () =>
    Effect.gen(function* () {
      const { observe, withdraw, exportOf, history } = yield* Customers
      yield* observe(told("web-1", 1, ...both))
      yield* withdraw({ commandId: "c", ...secret, recordId: "web-1" })
      assert.strictEqual((yield* history("web-1")).at(-1)?.reason, secret.reason)
      assert.include(JSON.stringify(yield* exportOf("web-1")), secret.reason)
    }).pipe(Effect.provide(customersOver())),
  )
})
