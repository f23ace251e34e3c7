import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { BaseFacts, Consent, Customers } from "entrepot/customers"

import { ada, bob, customersOver, decided, phone, told } from "../support/customers.ts"

const news = { purpose: "news", means: "sms" }

const said = (statementId: string, standing: "given" | "withdrawn", at: number) => ({
  commandId: `tell ${statementId}`,
  statement: { ...news, statementId, standing, at, proof: "form-3" },
})

const wordOf = Effect.fnUntraced(function* (recordId: string) {
  const { profile } = yield* Customers
  const { consents } = Option.getOrThrow(yield* profile(recordId))
  return consents.find(({ purpose }) => purpose === "news")?.standing
})

const saidInTimeline = (recordId: string) =>
  Customers.use(({ timeline }) =>
    Effect.map(timeline(recordId), ({ entries }) =>
      entries.flatMap((entry) => (entry.kind === "consent" ? [entry.what.statementId] : [])),
    ),
  )

/** Two persons, who are taken for one by mistake. */
const wronglyMerged = Effect.gen(function* () {
  yield* TestClock.adjust(100)
  const { observe, merge } = yield* Customers
  yield* observe(told("web-1", 1, phone(ada)))
  yield* observe(told("till-1", 2, phone(bob)))
  yield* merge({ commandId: "m", edgeId: "e", records: ["web-1", "till-1"], ...decided })
})

/** One person with one phone, by two records, who said yes at the till and no on the web. */
const saidNo = Effect.gen(function* () {
  yield* TestClock.adjust(100)
  const { observe, tellConsent } = yield* Customers
  yield* observe(told("web-1", 1, phone(ada)))
  yield* observe(told("till-1", 2, phone(ada)))
  yield* tellConsent({ customerId: "till-1", ...said("yes", "given", 10) })
  yield* tellConsent({ customerId: "web-1", ...said("no", "withdrawn", 20) })
})

describe("a consent that was withdrawn", () => {
  it.effect("stays so for all records of then, whatever their sources tell of them later", () =>
    Effect.gen(function* () {
      yield* saidNo
      const { observe, withdraw, reach } = yield* Customers
      yield* observe(told("web-1", 30, phone(bob)))
      for (const id of ["web-1", "till-1"]) {
        assert.strictEqual(yield* wordOf(id), "withdrawn")
        assert.deepInclude(yield* saidInTimeline(id), "no")
      }
      assert.strictEqual((yield* reach("news")).reachable, 0)
      yield* withdraw({ commandId: "w", recordId: "web-1", ...decided })
      assert.strictEqual(yield* wordOf("till-1"), "withdrawn")
      assert.strictEqual((yield* reach("news")).reachable, 0)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is that of the one who said so where somebody says that they are two", () =>
    Effect.gen(function* () {
      yield* saidNo
      const { split, observe, takeBack, identity } = yield* Customers
      const parting = { edgeId: "e", records: ["till-1"], ...decided } as const
      const preview = identity.preview({ _tag: "Split", commandId: "s", ...parting }, () => "")
      const words = Effect.map(preview, (all) =>
        all.flatMap(({ before, after }) =>
          [before, after].map((some) =>
            some.map(({ customer, attached }) => [
              customer.id,
              attached.consents.map(({ standing }) => standing),
            ]),
          ),
        ),
      )
      const apart = [
        ["till-1", ["given"]],
        ["web-1", ["withdrawn"]],
      ]
      assert.deepStrictEqual(yield* words, [[["web-1", ["withdrawn"]]], apart])
      yield* split({ commandId: "s", ...parting })
      assert.strictEqual(yield* wordOf("till-1"), "given")
      assert.deepStrictEqual(yield* saidInTimeline("till-1"), ["yes"])
      assert.strictEqual(yield* wordOf("web-1"), "withdrawn")
      // A split that was wrong takes no no away, though source data parts them in the meantime.
      yield* observe(told("web-1", 30, phone(bob)))
      yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
      assert.strictEqual(yield* wordOf("till-1"), "withdrawn")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is that of both again where the split names only a record that is withdrawn", () =>
    Effect.gen(function* () {
      yield* saidNo
      const { split, observe, withdraw, tellConsent } = yield* Customers
      yield* observe(told("app-1", 3, phone(ada)))
      yield* tellConsent({ customerId: "app-1", ...said("no more", "withdrawn", 30) })
      const both = ["till-1", "web-1"] as const
      yield* split({ commandId: "s", edgeId: "e", records: both, ...decided })
      yield* tellConsent({ customerId: "till-1", ...said("yes again", "given", 25) })
      assert.strictEqual(yield* wordOf("till-1"), "given")
      yield* withdraw({ commandId: "w", recordId: "app-1", ...decided })
      assert.strictEqual(yield* wordOf("till-1"), "withdrawn")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("counts as soon as it is heard, though a clock that is ahead stamped it", () =>
    Effect.gen(function* () {
      yield* saidNo
      const { tellConsent, observe } = yield* Customers
      yield* observe(told("app-1", 3, phone(bob)))
      yield* tellConsent({ customerId: "app-1", ...said("yes, app", "given", 50) })
      yield* tellConsent({ customerId: "app-1", ...said("no, app", "withdrawn", 300_100) })
      assert.strictEqual(yield* wordOf("app-1"), "withdrawn")
      yield* tellConsent({ customerId: "app-1", ...said("yes, soon", "given", 300_200) })
      assert.strictEqual(yield* wordOf("app-1"), "withdrawn")
      yield* TestClock.adjust("6 minutes")
      assert.strictEqual(yield* wordOf("app-1"), "given")
    }).pipe(Effect.provide(customersOver())),
  )
})

describe("a consent", () => {
  it.effect("is refused for a means that no contact has, with those that there are", () =>
    Effect.gen(function* () {
      const { tellConsent, observe, profile } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      const { commandId, statement } = said("s1", "given", 0)
      const tell = (means: string) =>
        tellConsent({
          commandId: `${commandId} ${means}`,
          customerId: "web-1",
          statement: { ...statement, statementId: means, means },
        })
      for (const means of ["e-mail", "SMS", "toString"]) {
        const refused = yield* Effect.flip(tell(means))
        assert.strictEqual(refused._tag, "MeansUnknown")
        assert.include(refused.message, BaseFacts.knownMeans.join(", "))
      }
      for (const means of BaseFacts.knownMeans) yield* tell(means)
      const { consents } = Option.getOrThrow(yield* profile("web-1"))
      assert.sameMembers(
        consents.map(({ means }) => means),
        ["email", "phone", "sms", "wechat", "post"],
      )
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("stays with whom it came from when a wrong merge is taken back", () =>
    Effect.gen(function* () {
      const { tellConsent, takeBack, merge, reach } = yield* Customers
      yield* wronglyMerged
      yield* tellConsent({ customerId: "till-1", ...said("s1", "given", 10) })
      assert.strictEqual(yield* wordOf("web-1"), "given")
      assert.strictEqual((yield* reach("news")).reachable, 1)

      yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
      assert.strictEqual(yield* wordOf("web-1"), undefined)
      assert.strictEqual(yield* wordOf("till-1"), "given")
      assert.deepStrictEqual(yield* saidInTimeline("web-1"), [])
      assert.deepStrictEqual(yield* saidInTimeline("till-1"), ["s1"])
      assert.strictEqual((yield* reach("news")).reachable, 1)

      yield* tellConsent({ customerId: "web-1", ...said("s2", "withdrawn", 20) })
      yield* merge({ commandId: "m2", edgeId: "e2", records: ["web-1", "till-1"], ...decided })
      assert.strictEqual(yield* wordOf("till-1"), "withdrawn")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect(
    "told of the whole customer gives again what one record withdrew, while they are one",
    () =>
      Effect.gen(function* () {
        const { tellConsent, takeBack, identity } = yield* Customers
        yield* wronglyMerged
        yield* tellConsent({ customerId: "web-1", ...said("no", "withdrawn", 10) })
        yield* tellConsent({ customerId: "till-1", ...said("yes", "given", 20) })
        assert.strictEqual(yield* wordOf("web-1"), "given")
        const back = { _tag: "TakeBack", commandId: "t", edgeId: "e", ...decided } as const
        const [seen] = yield* identity.preview(back, () => "")
        assert.deepStrictEqual(
          seen?.after.map(({ customer, attached }) => [
            customer.id,
            Consent.allows(attached.consents, news),
          ]),
          [
            ["till-1", true],
            ["web-1", false],
          ],
        )
        yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
        assert.strictEqual(yield* wordOf("web-1"), "withdrawn")
        assert.strictEqual(yield* wordOf("till-1"), "given")
      }).pipe(Effect.provide(customersOver())),
  )

  it.effect("told under a former id is that of whoever has the customer now", () =>
    Effect.gen(function* () {
      const { observe, withdraw, merge, takeBack, tellConsent, reach, exportOf } = yield* Customers
      yield* TestClock.adjust(100)
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("till-1", 2, phone(ada)))
      yield* tellConsent({ customerId: "till-1", ...said("yes", "given", 10) })
      yield* withdraw({ commandId: "w", recordId: "web-1", ...decided })
      assert.strictEqual(yield* wordOf("web-1"), "given")

      const no = { customerId: "web-1", ...said("no", "withdrawn", 20) }
      assert.strictEqual((yield* tellConsent(no)).answer.customer, "till-1")
      assert.strictEqual(yield* wordOf("web-1"), "withdrawn")
      assert.strictEqual(yield* wordOf("till-1"), "withdrawn")
      assert.strictEqual((yield* reach("news")).reachable, 0)
      assert.deepStrictEqual(yield* saidInTimeline("till-1"), ["no", "yes"])
      assert.include(JSON.stringify(yield* exportOf("till-1")), '"no"')
      yield* tellConsent({ ...no, commandId: "again", customerId: "till-1" })

      yield* observe(told("app-1", 3, phone(bob)))
      yield* merge({ commandId: "m", edgeId: "e", records: ["web-1", "app-1"], ...decided })
      yield* tellConsent({ customerId: "web-1", ...said("yes again", "given", 30) })
      assert.strictEqual(yield* wordOf("app-1"), "given")
      yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
      assert.strictEqual(yield* wordOf("web-1"), "given")
      assert.strictEqual(yield* wordOf("app-1"), undefined)
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("that is told again counts once, and is nobody else's", () =>
    Effect.gen(function* () {
      const { tellConsent, takeBack } = yield* Customers
      yield* wronglyMerged
      const statement = { customerId: "till-1", ...said("s1", "given", 10) }
      yield* tellConsent(statement)
      yield* tellConsent({ ...statement, commandId: "again", customerId: "web-1" })
      assert.deepStrictEqual(yield* saidInTimeline("web-1"), ["s1"])
      yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
      const other = { ...statement, commandId: "other", customerId: "web-1" }
      assert.strictEqual((yield* Effect.flip(tellConsent(other)))._tag, "EventReused")
      const changed = { customerId: "till-1", ...said("s1", "withdrawn", 10), commandId: "changed" }
      assert.strictEqual((yield* Effect.flip(tellConsent(changed)))._tag, "EventReused")
    }).pipe(Effect.provide(customersOver())),
  )
})
