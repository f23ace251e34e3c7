import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, Customers, type Identifier } from "entrepot/customers"
import type { Commit, StoreShape } from "entrepot/store"
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

// --- small worlds --------------------------------------------------------------------------------

const ids = ["web-1", "web-2", "web-3"] as const
const fields = ["phone", "email", "nationalId"] as const
const identifiers = fc
  .record(
    {
      phone: fc.constantFrom(phone(ada), phone(bob)),
      email: fc.constantFrom(email("ada@example.com"), email("bob@example.com")),
      nationalId: fc
        .constantFrom("AB123456", "ZY987654")
        .map((value): Identifier.Identifier => ({ _tag: "NationalId", value, country: "DE" })),
    },
    { requiredKeys: ["phone"] },
  )
  .map((said) => Object.values(said))
const world = fc.record({
  says: fc.tuple(...ids.map(() => identifiers)),
  edges: fc.array(
    fc
      .record({
        does: fc.constantFrom("merge" as const, "merge" as const, "keepApart" as const),
        pair: fc.shuffledSubarray([...ids], { minLength: 2, maxLength: 2 }),
      })
      .map(({ does, pair: [left = "", right = ""] }) => ({ does, left, right })),
    { maxLength: 2 },
  ),
  /** Which fields lapse; or whose customer is erased. */
  lapsing: fc.subarray([...fields], { minLength: 1 }),
  erased: fc.option(fc.constantFrom(...ids), { freq: 1 }),
  taken: fc.subarray([0, 1]),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

const everyone = Effect.forEach(ids, whoHas)

/** Brings all records and decisions in. */
const lived = Effect.fnUntraced(function* ({ says, edges, lapsing }: World) {
  const { setPolicy, observe, merge, keepApart } = yield* Customers
  const policy = {
    channel: "web",
    version: 1,
    fields: lapsing.map((field) => ({ field, keep: "clear" as const, days: 1 })),
    otherwise: { keep: "clear" as const },
  }
  yield* setPolicy({ commandId: "p", actor: "eve", policy })
  for (const [i, id] of ids.entries()) yield* observe(told(id, i, ...(says[i] ?? [])))
  for (const [i, { does, left, right }] of edges.entries()) {
    const command = { commandId: `c${i}`, edgeId: `e${i}`, ...decided }
    yield* Effect.result(
      does === "merge"
        ? merge({ ...command, records: [left, right] })
        : keepApart({ ...command, left: [left], right: [right] }),
    )
  }
})

/** Lets words go: they lapse, or a customer is erased. */
type Fade = (all: World) => Effect.Effect<void, unknown, Customers>
/** How words go, and over which store. */
interface Words {
  readonly fade: Fade
  readonly over: () => StoreShape
}

const faded: Fade = Effect.fnUntraced(function* ({ erased }) {
  const { lapse, erase } = yield* Customers
  yield* TestClock.adjust("2 days")
  if (erased === null) yield* lapse()
  else yield* erase({ commandId: "erase", actor: "eve", customerId: erased })
})

const truly: Words = {
  fade: faded,
  over: () => Memory.make(),
}

const takenBack = ({ taken }: World) =>
  Effect.flatMap(Customers, ({ takeBack }) =>
    Effect.forEach(taken, (i) =>
      Effect.result(takeBack({ commandId: `t${i}`, edgeId: `e${i}`, ...decided })),
    ),
  )

/** Decides something about everybody and takes it back, so that they are looked at anew. */
const lookedAtAnew = Effect.gen(function* () {
  const { merge, takeBack } = yield* Customers
  for (const [i, id] of ids.slice(1).entries()) {
    const records = [ids[i] ?? id, id] as const
    yield* Effect.result(merge({ commandId: `m ${id}`, edgeId: `m ${id}`, ...decided, records }))
    yield* Effect.result(takeBack({ commandId: `b ${id}`, edgeId: `m ${id}`, ...decided }))
  }
})

/** Nobody is another customer when words go, nor when they are looked at afterwards. */
const nobodyMoves = ({ fade, over }: Words) =>
  fc.asyncProperty(world, async (all) => {
    const [before, after] = await Effect.runPromise(
      Effect.gen(function* () {
        yield* lived(all)
        const was = yield* everyone
        yield* fade(all)
        yield* lookedAtAnew
        return [was, yield* everyone]
      }).pipe(Effect.provide([customersOver(over()), TestClock.layer()])),
    )
    assert.deepStrictEqual(after, before)
  })

/** A decision that is taken back leaves the customers that it would leave with all words there. */
const takesBackAlike = ({ fade, over }: Words) =>
  fc.asyncProperty(world, async (all) => {
    const left = (go: Fade) =>
      Effect.runPromise(
        Effect.gen(function* () {
          yield* lived(all)
          yield* go(all)
          yield* takenBack(all)
          return yield* everyone
        }).pipe(Effect.provide([customersOver(over()), TestClock.layer()])),
      )
    assert.deepStrictEqual(await left(fade), await left(() => Effect.void))
  })

// --- mutants -------------------------------------------------------------------------------------

/** Writes nothing down before words go: the store hears of no legacy. */
const withoutLegacies: Words = {
  fade: faded,
  over: () => {
    const store = Memory.make({ capabilities: { revise: false } })
    const isLegacy = ({ key, write }: Commit["touches"][number]): boolean =>
      key.collection === CustomerRecords.Edges.name &&
      write?._tag === "Put" &&
      write.body.includes('"Legacy"')
    return {
      ...store,
      commit: (namespace, commit, revise) =>
        store.commit(
          namespace,
          {
            ...commit,
            touches: commit.touches.map(({ write, ...touch }) =>
              write === undefined || isLegacy({ ...touch, write }) ? touch : { ...touch, write },
            ),
          },
          revise,
        ),
    }
  },
}

/** Bonds all records of a customer to each other, whatever held them together. */
const chained: Words = {
  ...withoutLegacies,
  fade: (all) =>
    Effect.gen(function* () {
      const { merge } = yield* Customers
      const customers = new Map(
        (yield* everyone).flatMap((one) => (one === null ? [] : [[one[0], one.slice(1)]])),
      )
      for (const own of customers.values())
        for (const [i, id] of own.slice(1).entries()) {
          const command = { commandId: `bond ${id}`, edgeId: `bond ${id}`, ...decided }
          yield* merge({ ...command, records: [own[i] ?? id, id] })
        }
      yield* faded(all)
    }),
}

describe("words that go", () => {
  it("leave everybody the customer that they were", async () => {
    await holdsIn(12)(nobodyMoves(truly))
    await killsAsync(nobodyMoves(withoutLegacies))
    await killsAsync(nobodyMoves(chained))
  }, 60_000)

  it("leave decisions by hand as free to be taken back as before", async () => {
    await holdsIn(8)(takesBackAlike(truly))
    await killsAsync(takesBackAlike(withoutLegacies))
    await killsAsync(takesBackAlike(chained))
  }, 60_000)

  it.effect("leave a buyer of many orders one, though not each pair of them is written down", () =>
    Effect.gen(function* () {
      const { observe, erase, split, identity } = yield* Customers
      const all = Array.from({ length: 30 }, (_, i) => `web-${100 + i}`)
      const [first = "", second = "", ...rest] = all
      for (const [i, id] of all.entries()) yield* observe(told(id, i, email("ada@example.com")))
      yield* erase({ commandId: "erase", actor: "eve", customerId: second })
      assert.deepStrictEqual(yield* whoHas(second), [first, ...all])
      const { decisions } = Option.getOrThrow(yield* identity.explain(first))
      const pairs = decisions.flatMap(({ edge }) => (edge._tag === "Legacy" ? edge.links : []))
      assert.isBelow(pairs.length, all.length * 11)
      const records = [first, second] as const
      yield* split({ commandId: "split", edgeId: "e", ...decided, records })
      assert.deepStrictEqual(yield* whoHas(rest[9] ?? ""), [rest[0], ...rest])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("keep what they came to until their record has other words", () =>
    Effect.gen(function* () {
      const { setPolicy, observe, lapse, identity } = yield* Customers
      const otherwise = { keep: "clear", days: 1 } as const
      const policy = { channel: "till", version: 1, fields: [], otherwise }
      yield* setPolicy({ commandId: "p", actor: "eve", policy })
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("till-1", 2, phone(ada)))
      yield* TestClock.adjust("2 days")
      yield* lapse()
      const both = ["web-1", "web-1", "till-1"]
      assert.deepStrictEqual(yield* whoHas("till-1"), both)
      const { reasons, decisions } = Option.getOrThrow(yield* identity.explain("web-1"))
      assert.deepStrictEqual(
        [reasons.map(({ text }) => text), decisions.map(({ edge }) => edge._tag)],
        [["till-1 and web-1 are one customer's, by words that are gone"], ["Legacy"]],
      )
      yield* observe({ ...told("web-1", 9, phone(ada)), commandId: "again" })
      assert.deepStrictEqual(yield* whoHas("till-1"), both)
      yield* observe({ ...told("till-1", 9, phone(bob)), commandId: "other" })
      assert.deepStrictEqual(yield* whoHas("till-1"), ["till-1", "till-1"])
    }).pipe(Effect.provide(customersOver())),
  )
})
