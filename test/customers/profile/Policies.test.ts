import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, Customers, OrderEvidence, PriorModel } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"
import { Namespace, type StoreShape } from "entrepot/store"

import { document, pageOf, sourceThatShows } from "../../orders/support/desk.ts"
import { ada, customersOver, email, phone, told, whoHas } from "../support/customers.ts"

const policy = (fields: ReadonlyArray<object>, version = 1) => ({
  commandId: `p${version}`,
  actor: "eve",
  policy: {
    channel: "amazon",
    version,
    fields: fields as never,
    otherwise: { keep: "none" as const },
  },
})
const hashed = [{ field: "phone", keep: "hash" }]
const address = "ada.secret@example.com"

const talk = (eventId: string, occurredAt: number, text: string) => ({
  commandId: eventId,
  recordId: "amazon-1",
  moment: {
    _tag: "Interacted" as const,
    eventId,
    channel: "amazon",
    occurredAt,
    kind: "chat" as const,
    caseId: "t-1",
    isOpen: true,
    text,
  },
})

/** What the room keeps, but for its journal. */
const kept = Effect.fnUntraced(function* (store: StoreShape) {
  const namespace = yield* Namespace
  const all = yield* Effect.forEach(
    [CustomerRecords.Persons, CustomerRecords.Identities, CustomerRecords.Moments],
    ({ name }) => store.query(namespace, { collection: name, limit: 1_000 }),
  )
  return JSON.stringify(all)
})

const orders = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  all.length < 2
    ? [all]
    : all.flatMap((one, i) =>
        orders([...all.slice(0, i), ...all.slice(i + 1)]).map((rest) => [one, ...rest]),
      )

const order = { channel: "csv", account: "shop", externalId: "7" }
const lines = [
  { lineId: "1", quantity: 2 },
  { lineId: "2", quantity: 1 },
]
const recipient = {
  name: "Ada Lovelace",
  phone: ada,
  email: address,
  lines: ["Elm St. 5"],
  city: "Bonn",
  country: "DE",
}
const none = { keep: "none" } as const
const deskPolicies = [
  { says: "only hashes", keeps: false, fields: hashed, otherwise: none },
  { says: "only hashes of all", keeps: false, fields: [], otherwise: { keep: "hash" } },
  {
    says: "no name, number or street, and the town",
    keeps: false,
    fields: ["name", "phone", "email", "address"].map((field) => ({ field, ...none })),
    otherwise: { keep: "clear" },
  },
  {
    says: "a phone number",
    keeps: true,
    fields: [{ field: "phone", keep: "clear" }],
    otherwise: none,
  },
]

describe("a policy that is set", () => {
  it.effect.each(deskPolicies)(
    "to keep $says leaves the order desk its copy of an order that is over: $keeps",
    ({ keeps, fields, otherwise }) =>
      Effect.forEach([true, false], (isSetFirst) =>
        Effect.gen(function* () {
          const { observeOrder, setPolicy, lapse, exportOf } = yield* Customers
          const desk = yield* OrderDesk
          const { commandId, actor, policy: closed } = policy(fields)
          const set = setPolicy({
            commandId,
            actor,
            policy: { ...closed, channel: "csv", otherwise: otherwise as never },
          })
          if (isSetFirst) yield* set
          yield* desk.ingest(
            sourceThatShows("whole"),
            pageOf("p1", document("a", { personal: { recipient } })),
          )
          yield* observeOrder({ commandId: "o", order })
          yield* desk.cancelLines({ commandId: "c", order, lines })
          yield* set
          yield* TestClock.adjust("1 day")
          yield* Effect.repeat(lapse(), { times: 1 })
          assert.strictEqual(yield* lapse(), 0)
          const held = JSON.stringify(yield* exportOf(OrderEvidence.recordIdOf(order)))
          for (const word of [recipient.name, recipient.email, "Elm St. 5"])
            assert.strictEqual(held.includes(word), keeps, word)
        }).pipe(Effect.provide(customersOver())),
      ),
  )

  it.effect("makes nobody another customer, in any order of policies and words", () =>
    Effect.forEach(orders(["policy", "web", "amazon", "other"] as const), (order) =>
      Effect.gen(function* () {
        const { observe, setPolicy, lapse } = yield* Customers
        for (const step of order)
          if (step === "policy") yield* setPolicy(policy(hashed))
          else if (step === "other") yield* observe(told("amazon-2", 3, phone(ada)))
          else yield* observe(told(`${step}-1`, step === "web" ? 1 : 2, phone(ada)))
        const all = ["web-1", "web-1", "amazon-1", "amazon-2"]
        assert.deepStrictEqual(yield* whoHas("amazon-1"), all, order.join(" "))
        yield* lapse()
        assert.deepStrictEqual(yield* whoHas("amazon-1"), all, order.join(" "))
      }).pipe(Effect.provide(customersOver())),
    ),
  )

  it.effect("keeps no hash of an address of a relay, also of one that the model adds", () =>
    Effect.gen(function* () {
      const { observe, setPolicy, refit } = yield* Customers
      const relays = [{ domain: "fwd.example", issuer: "a forwarder", source: "contract" }]
      const model = { ...PriorModel.model, version: "relays", relays }
      yield* refit({ commandId: "fit", actor: "eve", model })
      yield* setPolicy(policy([{ field: "email", keep: "hash" }]))
      for (const i of [1, 2]) yield* observe(told(`amazon-${i}`, i, email("orders@fwd.example")))
      assert.deepStrictEqual(yield* whoHas("amazon-2"), ["amazon-2", "amazon-2"])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("reaches what is held: by upkeep it goes, ends earlier or becomes a hash", () => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const { observe, setPolicy, lapse, tellMoment, profile } = yield* Customers
      yield* observe({
        ...told("amazon-1", 1, phone(ada), email(address)),
        portrait: [{ name: "pet", value: "secret cat" }],
      })
      yield* observe(told("amazon-2", 2, email(address)))
      yield* tellMoment(talk("i1", 5, "secret words"))
      const before = yield* whoHas("amazon-1")
      yield* setPolicy(policy(hashed))
      assert.include(yield* kept(store), "secret")
      // Two persons and a talk.
      assert.strictEqual(yield* lapse(), 3)
      const left = yield* kept(store)
      for (const word of ["secret", "23456789"]) assert.notInclude(left, word)
      assert.strictEqual(yield* lapse(), 0)
      assert.deepStrictEqual(yield* whoHas("amazon-1"), before)
      const { interactions } = Option.getOrThrow(yield* profile("amazon-1"))
      assert.deepStrictEqual(
        interactions.map(({ eventId }) => eventId),
        ["i1"],
      )
      yield* observe(told("web-1", 9, phone(ada)))
      assert.deepStrictEqual(yield* whoHas("web-1"), [...(before ?? []), "web-1"])
    }).pipe(Effect.provide(customersOver(store)))
  })

  it.effect("goes over what another one let in, page by page, and over nothing else", () =>
    Effect.gen(function* () {
      const { observe, setPolicy, lapse } = yield* Customers
      const tell = (i: number) => observe(told(`amazon-${i}`, i, phone(`+49 151 2345678${i}`)))
      for (const i of [1, 2, 3]) yield* tell(i)
      yield* setPolicy(policy(hashed, 1))
      for (const i of [4, 5]) yield* tell(i)
      yield* setPolicy(policy([{ field: "phone", keep: "hash", days: 30 }], 2))
      yield* tell(6)
      yield* observe(told("web-1", 1, phone(ada)))
      const counts = [2, 2, 2, 2].map((limit) => lapse({ limit }))
      assert.deepStrictEqual(yield* Effect.all(counts), [2, 2, 1, 0])
      yield* setPolicy({ ...policy([{ days: 30, field: "phone", keep: "hash" }], 3) })
      assert.strictEqual(yield* lapse(), 0)
      yield* TestClock.adjust("31 days")
      assert.strictEqual(yield* lapse(), 6)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("says how long the text of a talk is kept", () =>
    Effect.gen(function* () {
      const { observe, setPolicy, lapse, tellMoment, timeline } = yield* Customers
      yield* setPolicy(policy([...hashed, { field: "talk", keep: "clear", days: 30 }]))
      yield* observe(told("amazon-1", 1, phone(ada)))
      yield* tellMoment(talk("i1", 5, "first words"))
      yield* tellMoment({ ...talk("i2", 5, "of the web"), recordId: "amazon-1" })
      const texts = Effect.map(timeline("amazon-1"), ({ entries }) => JSON.stringify(entries))
      assert.include(yield* texts, "first words")
      assert.strictEqual(yield* lapse(), 0)
      yield* TestClock.adjust("31 days")
      assert.strictEqual(yield* lapse(), 2)
      assert.notInclude(yield* texts, "first words")
      yield* setPolicy(policy([...hashed, { field: "talk", keep: "hash" }], 2))
      yield* tellMoment(talk("i3", 9, "never kept"))
      assert.notInclude(yield* texts, "never kept")
      assert.include(yield* texts, "i3")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect(
    "is refused where it is misspelt or comes late, and the one before stays in force",
    () => {
      const store = Memory.make()
      return Effect.gen(function* () {
        const { observe, setPolicy } = yield* Customers
        yield* setPolicy(policy([{ field: "phone", keep: "none" }], 5))
        const misspelt = yield* Effect.flip(
          setPolicy(policy([{ field: "Phone", keep: "none" }], 6)),
        )
        assert.strictEqual(misspelt._tag, "PolicyFieldUnknown")
        const late = yield* Effect.flip(setPolicy(policy([{ field: "phone", keep: "clear" }], 3)))
        assert.strictEqual(late._tag, "PolicyOutdated")
        yield* observe(told("amazon-1", 1, phone(ada)))
        assert.notInclude(yield* kept(store), ada)
        yield* setPolicy(policy([{ field: "phone", keep: "clear" }], 6))
      }).pipe(Effect.provide(customersOver(store)))
    },
  )
})
