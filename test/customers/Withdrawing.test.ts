import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, Customers, type Identifier } from "entrepot/customers"
import { Namespace, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
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

// --- a record that never was ---------------------------------------------------------------------

const ids = ["web-1", "web-2", "web-3"] as const
const identifiers = fc.array(
  fc.constantFrom<Identifier.Identifier>(phone(ada), phone(bob), email("ada@example.com")),
  { maxLength: 2 },
)
const pair = fc.shuffledSubarray([...ids, "x-1"], { minLength: 2, maxLength: 2 })
const world = fc.record({
  says: fc.tuple(identifiers, identifiers, identifiers),
  test: fc.array(identifiers, { minLength: 1, maxLength: 2 }),
  edges: fc.array(fc.record({ does: fc.constantFrom("merge", "keepApart"), pair }), {
    maxLength: 3,
  }),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

const withdraw = (recordId: string) => ({ commandId: `withdraw ${recordId}`, recordId, ...decided })
const consent = {
  statementId: "s1",
  purpose: "news",
  means: "sms",
  proof: "form",
  at: 0,
  standing: "given",
} as const

/** Brings the records in, with one more that was a test or without it. */
const lived = Effect.fnUntraced(function* ({ says, test, edges }: World, hasTest: boolean) {
  const { observe, merge, keepApart, tellConsent, tellMoment } = yield* Customers
  for (const [i, id] of ids.entries()) yield* observe(told(id, i, ...(says[i] ?? [])))
  if (hasTest) {
    // What is told of it while nobody knows whose it is, is its own.
    yield* observe(told("x-1", -1))
    const moment = {
      _tag: "Viewed",
      eventId: "v",
      channel: "x",
      occurredAt: 1,
      sku: "MUG",
    } as const
    yield* tellMoment({ commandId: "v", recordId: "x-1", moment })
    yield* tellConsent({ commandId: "s", customerId: "x-1", statement: consent })
    // What comes in one millisecond is at once: it would be of whoever has them both then.
    yield* Effect.sleep(2)
    for (const [i, own] of test.entries()) yield* observe(told("x-1", i, ...own))
  }
  for (const [i, { does, pair }] of edges.entries()) {
    const [left = "", right = ""] = pair
    if (!hasTest && pair.includes("x-1")) continue
    const command = { commandId: `c${i}`, edgeId: `e${i}`, ...decided }
    yield* Effect.result(
      does === "merge"
        ? merge({ ...command, records: [left, right] })
        : keepApart({ ...command, left: [left], right: [right] }),
    )
  }
})

/** All that lies in the store about who is who, but for when and by which command it came to be so. */
const standing = Effect.fnUntraced(function* (store: StoreShape) {
  const namespace = yield* Namespace
  const { Persons, Edges, Consents, Moments } = CustomerRecords
  const pages = yield* Effect.forEach([Persons, Edges, Consents, Moments], ({ name }) =>
    store.query(namespace, { collection: name, limit: 100 }),
  )
  const records = pages.map(({ items }) => items.map(({ record }) => record.key.id))
  return { records, who: yield* Effect.forEach(ids, whoHas) }
})

type Take = (all: World) => Effect.Effect<unknown, unknown, Customers>

const isAsNever = (take: Take) =>
  fc.asyncProperty(world, async (all) => {
    const after = (program: Effect.Effect<unknown, unknown, Customers>) => {
      const store = Memory.make()
      return Effect.runPromise(
        Effect.andThen(program, standing(store)).pipe(Effect.provide(customersOver(store))),
      )
    }
    const withdrawn = after(Effect.andThen(lived(all, true), take(all)))
    assert.deepStrictEqual(await withdrawn, await after(lived(all, false)))
  })

const truly: Take = () => Customers.use((customers) => customers.withdraw(withdraw("x-1")))

/** Only empties the record. */
const emptying: Take = () => Customers.use(({ observe }) => observe(told("x-1", 99)))

describe("a record that is withdrawn", () => {
  it("is as if it had never come", async () => {
    await holdsIn(10)(isAsNever(truly))
    await killsAsync(isAsNever(emptying))
  }, 60_000)

  it.effect("has to be there, and not erased", () =>
    Effect.gen(function* () {
      const { observe, erase, withdraw: take } = yield* Customers
      const nobody = yield* Effect.flip(take(withdraw("nobody")))
      assert.strictEqual(nobody._tag, "UnknownRecord")
      yield* observe(told("web-1", 1, phone(ada)))
      yield* erase({ commandId: "e", actor: "eve", customerId: "web-1" })
      assert.strictEqual((yield* Effect.flip(take(withdraw("web-1"))))._tag, "RecordErased")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves its id to the customer that it named", () =>
    Effect.gen(function* () {
      const { observe, identity, withdraw: take } = yield* Customers
      for (const [i, id] of ["web-1", "web-2", "web-3"].entries())
        yield* observe(told(id, i, phone(ada)))
      yield* take(withdraw("web-1"))
      assert.deepStrictEqual(yield* whoHas("web-1"), ["web-2", "web-2", "web-3"])
      assert.isTrue(Option.isSome(yield* identity.explain("web-1")))
      yield* take(withdraw("web-2"))
      assert.deepStrictEqual(yield* whoHas("web-1"), ["web-3", "web-3"])
      yield* take(withdraw("web-3"))
      assert.isNull(yield* whoHas("web-1"))
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves a no to all others of its customer, though they part by it", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(100)
      const { observe, tellConsent, profile, exportOf, withdraw: take } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("till-1", 2, phone(bob)))
      yield* tellConsent({ commandId: "yes", customerId: "till-1", statement: consent })
      yield* observe(told("x-1", 0, phone(ada), phone(bob)))
      const no = { ...consent, statementId: "s2", at: 1, standing: "withdrawn" } as const
      const { customerId } = Option.getOrThrow(yield* profile("till-1"))
      assert.strictEqual(customerId, "x-1")
      yield* tellConsent({ commandId: "no", customerId, statement: no })
      yield* take(withdraw("x-1"))
      assert.deepStrictEqual(yield* whoHas("till-1"), ["till-1", "till-1"])
      for (const id of ["web-1", "till-1"]) {
        const { consents } = Option.getOrThrow(yield* profile(id))
        assert.deepStrictEqual(consents, [no])
        assert.include(JSON.stringify(yield* exportOf(id)), "s2")
      }
      // Told again it is the one that is known.
      yield* tellConsent({ commandId: "again", customerId: "till-1", statement: no })
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves a yes to the senior of the others", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(100)
      const { observe, merge, takeBack, tellConsent, profile, withdraw: take } = yield* Customers
      yield* observe(told("x-1", 0, phone(ada)))
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("till-1", 2, phone(bob)))
      yield* merge({ commandId: "m", edgeId: "e", records: ["web-1", "till-1"], ...decided })
      yield* tellConsent({ commandId: "s", customerId: "x-1", statement: consent })
      yield* take(withdraw("x-1"))
      const wordOf = (id: string) =>
        Effect.map(profile(id), (found) => Option.getOrThrow(found).consents[0]?.standing)
      assert.deepStrictEqual(yield* whoHas("x-1"), ["web-1", "web-1", "till-1"])
      assert.strictEqual(yield* wordOf("x-1"), "given")
      yield* takeBack({ commandId: "t", edgeId: "e", ...decided })
      assert.strictEqual(yield* wordOf("web-1"), "given")
      assert.isUndefined(yield* wordOf("till-1"))
    }).pipe(Effect.provide(customersOver())),
  )

  const complaint = (eventId: string, recordId: string) => ({
    commandId: `tell ${eventId}`,
    recordId,
    moment: {
      _tag: "Interacted" as const,
      eventId,
      channel: "desk",
      occurredAt: 50,
      kind: "complaint" as const,
      caseId: eventId,
      isOpen: true,
    },
  })
  const talksOf = (id: string) =>
    Customers.use(({ profile }) =>
      Effect.map(profile(id), (found) =>
        Option.getOrThrow(found).interactions.map(({ eventId }) => eventId),
      ),
    )

  it.effect("leaves what was told under its id while that was the customer's", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(100)
      const { observe, tellMoment, withdraw: take } = yield* Customers
      yield* observe(told("x-1", 0, phone(ada)))
      yield* tellMoment(complaint("its own", "x-1"))
      yield* TestClock.adjust(100)
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("web-2", 2, phone(ada)))
      yield* tellMoment(complaint("of all", "x-1"))
      yield* tellMoment(complaint("of web-2", "web-2"))
      yield* take(withdraw("x-1"))
      assert.deepStrictEqual(yield* talksOf("web-1"), ["of web-2", "of all"])
      // Under the former id it is told again, and of web-1 from now on.
      const again = { ...complaint("of all", "x-1"), commandId: "again" }
      assert.strictEqual((yield* tellMoment(again)).answer.customer, "web-1")
      yield* tellMoment(complaint("later", "x-1"))
      yield* take(withdraw("web-2"))
      assert.deepStrictEqual(yield* talksOf("web-1"), ["of all", "later"])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves no words to a record that was erased", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(100)
      const { observe, merge, tellMoment, erase, exportOf, withdraw: take } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* erase({ commandId: "e", actor: "eve", customerId: "web-1" })
      yield* observe(told("x-1", 0, phone(bob)))
      yield* merge({ commandId: "m", edgeId: "e", records: ["x-1", "web-1"], ...decided })
      const { moment, ...header } = complaint("c", "x-1")
      yield* tellMoment({ ...header, moment: { ...moment, text: "I am Ada" } })
      assert.include(JSON.stringify(yield* exportOf("web-1")), "I am Ada")
      yield* take(withdraw("x-1"))
      assert.notInclude(JSON.stringify(yield* exportOf("web-1")), "I am Ada")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves no reason behind that an erasure would miss", () =>
    Effect.gen(function* () {
      const { observe, tellMoment, erase, exportOf, withdraw: take } = yield* Customers
      yield* observe(told("x-1", 0, phone(ada)))
      yield* observe(told("web-1", 1, phone(ada)))
      yield* take(withdraw("x-1"))
      yield* tellMoment({ ...complaint("c", "x-1"), reason: "Ada called" })
      assert.include(JSON.stringify(yield* exportOf("web-1")), "Ada called")
      yield* erase({ commandId: "e", actor: "eve", customerId: "web-1" })
      assert.notInclude(JSON.stringify(yield* exportOf("web-1")), "Ada called")
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leaves whom it joined apart, and the reason until that is erased", () =>
    Effect.gen(function* () {
      const { observe, history, erase, withdraw: take } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("web-2", 2, phone(bob)))
      yield* observe(told("x-1", 3, phone(ada), phone(bob)))
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-1", "web-1", "web-2", "x-1"])
      yield* take(withdraw("x-1"))
      assert.deepStrictEqual(yield* whoHas("web-2"), ["web-2", "web-2"])
      assert.isNull(yield* whoHas("x-1"))
      const reasonOf = Effect.map(history("web-1"), (log) => log.at(-1)?.reason)
      assert.strictEqual(yield* reasonOf, decided.reason)
      yield* erase({ commandId: "e", actor: "eve", customerId: "x-1" })
      assert.isUndefined(yield* reasonOf)
    }).pipe(Effect.provide(customersOver())),
  )
})
