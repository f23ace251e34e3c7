import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Random, Result, Schema } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, Customers, TradeEvent } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"
import { Namespace } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { placed } from "./segments/support/histories.ts"
import { ada, bob, customersOver, email, phone, told, whoHas } from "./support/customers.ts"

const encoded = Schema.encodeSync(TradeEvent.TradeEvent)

// --- whichever word comes first ------------------------------------------------------------------

const seven = { channel: "web", account: "shop", externalId: "7" }
const word = fc.record({
  at: fc.nat({ max: 3 }),
  says: fc.constantFrom(phone(ada), phone(bob), email("ada@example.com")),
  order: fc.constantFrom({}, { order: seven }),
})
const arrivals = fc
  .array(word, { minLength: 2, maxLength: 4 })
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
type Words = ReadonlyArray<typeof word extends fc.Arbitrary<infer W> ? W : never>

/** The record of a person of whom words come one after the other. */
const heard = (words: Words) => {
  const store = Memory.make()
  return Effect.gen(function* () {
    const { observe } = yield* Customers
    for (const [i, { at, says, order }] of words.entries())
      yield* observe({ ...told("web-1", at, says), ...order, commandId: `c${i}` })
    const { name } = CustomerRecords.Persons
    const page = yield* store.query(yield* Namespace, { collection: name, limit: 9 })
    const [body = ""] = page.items.map(({ record }) => record.body)
    return Result.getOrThrow(CustomerRecords.Persons.decode(JSON.parse(body)))
  }).pipe(Effect.provide(customersOver(store)), Random.withSeed("one key"))
}

const isOrderFree = (hear: typeof heard) =>
  fc.asyncProperty(arrivals, async (ways) => {
    const [one, other] = await Promise.all(ways.map((words) => Effect.runPromise(hear(words))))
    assert.deepStrictEqual(other, one)
    const latest = Math.max(...ways[0].map(({ at }) => at))
    assert.deepStrictEqual(
      [one?.knownSince, one?.observedAt],
      [Math.min(...ways[0].map(({ at }) => at)), latest],
    )
  })

/** Believes whoever spoke last, of whatever they speak. */
const lastArrival: typeof heard = (words) =>
  Effect.map(heard(words), (found) => {
    const last = words.at(-1)
    return last === undefined
      ? found
      : { ...found, kept: { ...found.kept, identifiers: [{ identifier: last.says }] } }
  })

/** Knows a record since its newest word. */
const sinceNewest: typeof heard = (words) =>
  Effect.map(heard(words), (found) => ({ ...found, knownSince: found.observedAt }))

describe("the words of a source", () => {
  it("count by their instants, and not by when they came", async () => {
    await holdsIn(15)(isOrderFree(heard))
    await killsAsync(isOrderFree(lastArrival))
    await killsAsync(isOrderFree(sinceNewest))
  }, 60_000)

  it.effect("that come late change nothing but the seniority, and are answered alike", () =>
    Effect.gen(function* () {
      const { observe } = yield* Customers
      yield* observe(told("web-1", 5, phone(ada)))
      yield* observe(told("web-2", 4, phone(ada)))
      const { answer } = yield* observe(told("web-1", 1, phone(bob), phone("12")))
      assert.deepStrictEqual(answer, {
        customer: "web-1",
        changes: 1,
        unused: [{ field: "phone", because: "malformed", count: 1 }],
      })
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-1", "web-1", "web-2"])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("of the desk count by its newest document, and since the order was placed", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const { observeOrder, profile } = yield* Customers
      const shop = sourceThatShows("whole")
      const order = { channel: "csv", account: "shop", externalId: "7" }
      const shown = (value: string) => ({
        personal: { recipient: { phone: value, lines: [], country: "DE" } },
      })
      yield* desk.ingest(shop, pageOf("p1", document("a", shown(ada))))
      const { answer } = yield* observeOrder({ commandId: "o1", order })
      const newer = { ...document("b", shown(bob)), observedAt: 9_000_000_000_000 }
      yield* desk.ingest(shop, pageOf("p2", newer))
      yield* observeOrder({ commandId: "o2", order })
      const { contacts } = Option.getOrThrow(yield* profile(answer.customer ?? ""))
      assert.deepStrictEqual(
        contacts.map(({ value }) => value),
        [bob],
      )
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are of one order, whichever word names it, until the record is withdrawn", () =>
    Effect.gen(function* () {
      const { observe, tellTrade, profile } = yield* Customers
      yield* observe({ ...told("web-1", 5, phone(ada)), order: seven })
      yield* tellTrade({ commandId: "t", event: encoded({ ...placed("t", {}, 4), order: seven }) })
      yield* observe({ ...told("web-1", 6, phone(ada)), commandId: "again" })
      const { trade } = Option.getOrThrow(yield* profile("web-1"))
      assert.strictEqual(trade.orders, 1)
      const eight = { ...seven, externalId: "8" }
      const other = { ...told("web-1", 7, phone(ada)), commandId: "other", order: eight }
      assert.strictEqual((yield* Effect.flip(observe(other)))._tag, "RecordOfOtherOrder")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("are answered with what cannot be used, and why, but not with the value", () =>
    Effect.gen(function* () {
      const { observe } = yield* Customers
      const expired = { issuer: "tmall", expiresAt: 1 }
      const { answer } = yield* observe(
        told(
          "web-1",
          5,
          phone("007"),
          phone("12"),
          email("x7f@marketplace.amazon.de"),
          { _tag: "Token", value: "t", scope: expired },
          { _tag: "BirthDate", value: "2999-01-01" },
        ),
      )
      assert.deepStrictEqual(answer.unused, [
        { field: "phone", because: "malformed", count: 2 },
        { field: "birthDate", because: "future", count: 1 },
        { field: "email", because: "relay", count: 1 },
        { field: "token", because: "expired", count: 1 },
      ])
      const shop = phone("+49 30 1234567")
      for (let i = 0; i < 20; i += 1)
        yield* observe(told(`till-${i}`, i, shop, email(`p${i}@example.com`)))
      const crowded = yield* observe(told("till-99", 99, shop, email("p99@example.com")))
      assert.deepStrictEqual(crowded.answer.unused, [
        { field: "phone", because: "generic", count: 1 },
      ])
    }).pipe(Effect.provide(customersOver())),
  )
})
