import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { OrderDesk } from "entrepot/orders"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../../kernel/law.ts"
import { deskOver, pageOf, sourceThatShows } from "../support/desk.ts"
import {
  account,
  holding,
  lookedAt,
  named,
  opened,
  order,
  reviewOf,
  rulesOf,
  withRecipient,
} from "./support/shop.ts"

/** Some orders of two buyers, one after the other, some of which are held. */
const orders = fc.array(
  fc.record({
    minutes: fc.integer({ min: 0, max: 60 }),
    buyer: fc.constantFrom("ada", "bob"),
    collect: fc.constantFrom(undefined, "900.00"),
    line: fc.constantFrom("home", "Elm Street 5"),
  }),
  { minLength: 1, maxLength: 4 },
)

/** What a review said is said again by who asks later, whatever else was ordered and however late. */
const replays = (meanwhile: Effect.Effect<unknown, unknown, OrderDesk>) =>
  fc.asyncProperty(orders, (placed) =>
    Effect.gen(function* () {
      const desk = yield* opened()
      for (const [at, { minutes, buyer, collect, line }] of placed.entries()) {
        yield* TestClock.adjust(`${minutes} minutes`)
        const terms = { placedAt: minutes, customerRef: buyer, ...(collect && { collect }) }
        yield* lookedAt(order(`${at}`, { ...terms, ...withRecipient(buyer, { lines: [line] }) }))
      }
      yield* TestClock.adjust("1 day")
      yield* meanwhile
      for (const at of placed.keys()) {
        const { since: _, ...review } = yield* reviewOf(`${at}`)
        const { verdict, evidence, whatIf } = yield* desk.review.explain(named(`${at}`))
        const { ruleSetHash, factsHash } = evidence
        assert.deepInclude(review, { ruleSetHash, factsHash })
        assert.deepInclude(verdict, review)
        assert.strictEqual(whatIf._tag === "NotHeld", review.state === "released")
      }
    }).pipe(Effect.provide(TestClock.layer()), Effect.provide(deskOver()), Effect.runPromise),
  )

const blacklisting = OrderDesk.use(({ review }) =>
  review.blacklist({ commandId: "b", by: "phone", text: "+49 ada", because: "x" }),
)

describe("the explanation of an order", () => {
  it("replays from its hashes", async () => {
    await holdsIn(15)(replays(Effect.void))
  })

  it("is another one where something changed since", async () => {
    await killsAsync(replays(blacklisting))
  })

  it.effect("hangs on nothing that a review says: its tags are no fact", () =>
    Effect.gen(function* () {
      const desk = yield* opened()
      const byTag = holding("tag", { _tag: "Has", fact: "tags", which: "any", values: ["vip"] })
      const ruleSet = { ...rulesOf(byTag), version: 2 }
      const refused = yield* Effect.flip(desk.review.publish({ commandId: "r", ruleSet }))
      assert.include(refused.message, 'there is no fact "tags"')
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is by the rules that looked at it, whatever was published since", () =>
    Effect.gen(function* () {
      const units = (value: number) =>
        rulesOf(holding("many", { _tag: "Compare", fact: "units", is: ">", value }))
      const desk = yield* opened(units(1))
      yield* lookedAt(order("1"))
      const before = yield* reviewOf("1")
      yield* desk.review.publish({ commandId: "2", ruleSet: { ...units(99), version: 2 } })
      const { verdict, evidence, traces, whatIf } = yield* desk.review.explain(named("1"))
      assert.deepInclude(verdict, { state: "held", ruleSetVersion: 1, findings: before.findings })
      assert.strictEqual(evidence.ruleSetHash, before.ruleSetHash)
      assert.strictEqual(traces.rules[0]?.truth, "true")
      assert.strictEqual(whatIf._tag, "None")
      yield* lookedAt(order("2"))
      const later = yield* desk.review.explain(named("2"))
      assert.deepInclude(later.verdict, { state: "released", ruleSetVersion: 2 })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is by no rules where there were none when it was looked at", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* desk.listings.nameAlike({ commandId: "same", ...account, same: true })
      yield* lookedAt(order("1"))
      yield* opened(rulesOf(holding("all", { _tag: "Compare", fact: "units", is: ">", value: 0 })))
      const { verdict } = yield* desk.review.explain(named("1"))
      assert.deepInclude(verdict, { state: "released", ruleSetVersion: 0 })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("says as of now what the rules will look at again", () =>
    Effect.gen(function* () {
      const desk = yield* opened()
      yield* lookedAt(order("1"))
      const later = { ...order("1", withRecipient("1", { lines: ["home"] })), observedAt: 9_000 }
      yield* desk.ingest(sourceThatShows("whole"), pageOf("p", { ...later, revision: "x" }))
      yield* TestClock.adjust(500)
      const { verdict } = yield* desk.review.explain(named("1"))
      assert.deepInclude(verdict, { state: "held", decidedAt: 500 })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("names the listing that an order waits for: no fact lets it go", () =>
    Effect.gen(function* () {
      const desk = yield* opened()
      yield* desk.listings.nameAlike({ commandId: "not", ...account, same: false })
      yield* lookedAt(order("1"), order("2", { collect: "900.00" }))
      const explained = (id: string) =>
        Effect.map(desk.review.explain(named(id)), ({ whatIf }) => whatIf)
      const because = 'nobody has mapped "MUG", "CUP"'
      assert.deepStrictEqual(yield* explained("1"), {
        _tag: "None",
        rules: ["unmapped-listing"],
        because,
      })
      const rules = ["cash-on-delivery-risk", "unmapped-listing"]
      assert.deepStrictEqual(yield* explained("2"), { _tag: "None", rules, because })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("names the rate that an order waits for", () =>
    Effect.gen(function* () {
      const value = { currency: "EUR", amount: "5" }
      const large = { _tag: "Compare", fact: "total", is: ">", value } as const
      const because = "no rate from JPY to EUR"
      const lines = [{ lineId: "1", sku: "MUG", quantity: 1, unitPrice: "950" }] as const
      const phoned = holding("phoned", { _tag: "IsMissing", fact: "phone" })
      const whatIf = Effect.fnUntraced(
        function* (rule: ReturnType<typeof holding>, onUnknown: "hold" | "skip", phone: string) {
          const desk = yield* opened({ ...rulesOf(), rules: [{ ...rule, onUnknown }, phoned] })
          const { recipient } = withRecipient("1", {}).personal
          const { phone: known, ...rest } = recipient
          const said = phone === "" ? rest : { ...rest, phone: known }
          yield* lookedAt(order("1", { currency: "JPY", lines, personal: { recipient: said } }))
          return (yield* desk.review.explain(named("1"))).whatIf
        },
        (looking) => Effect.provide(looking, deskOver()),
      )
      const none = { _tag: "None", rules: ["large"], because } as const
      assert.deepStrictEqual(yield* whatIf(holding("large", large), "skip", "1"), none)
      assert.deepStrictEqual(yield* whatIf(holding("large", large), "hold", "1"), none)
      const missing = { _tag: "IsMissing", fact: "phone" } as const
      const both = holding("large", { _tag: "All", of: [missing, large] })
      // With the phone nobody asks for the rate.
      assert.strictEqual((yield* whatIf(both, "hold", ""))._tag, "Released")
      // To write the phone down would be in vain.
      assert.deepStrictEqual(yield* whatIf(holding("large", large), "skip", ""), none)
    }),
  )
})

describe("a rehearsal", () => {
  it.effect("lists as many orders as are asked for, with the traces of the rules that differ", () =>
    Effect.gen(function* () {
      const desk = yield* opened(rulesOf())
      yield* lookedAt(...["1", "2", "3"].map((id) => order(id)))
      const named = { _tag: "Compare", fact: "recipient", is: "=", value: "Ada 2" } as const
      const ruleSet = {
        ...rulesOf(holding("named", { _tag: "Not", of: named })),
        version: 2,
      }
      const { changed, sample } = yield* desk.review.rehearse({ ruleSet })
      assert.deepStrictEqual([changed, sample.length], [2, 2])
      const [trace] = sample[0]?.shadow.differences[0]?.traces?.after?.rules ?? []
      assert.strictEqual(trace?.truth, "true")
      assert.notInclude(JSON.stringify(sample), "Ada")
      const some = yield* desk.review.rehearse({ ruleSet, sample: 1 })
      assert.deepStrictEqual([some.changed, some.sample.length], [2, 1])
    }).pipe(Effect.provide(deskOver())),
  )
})
