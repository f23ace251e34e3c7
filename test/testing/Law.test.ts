import { assert, it } from "@effect/vitest"
import { Context, Effect, Exit } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Store, StoreUnavailable } from "entrepot/store"
import { Law, SecondStore, storeLaws } from "entrepot/testing"

import * as Fault from "./faults.ts"

/** The names of the laws that a store with the fault breaks, of those that `picked` picks. */
const brokenBy = async (fault: Fault.Fault, picked: RegExp) => {
  const healthy = Memory.make()
  const store = { ...healthy, ...fault(healthy) }
  const verdicts = await Law.runAll(storeLaws.filter(({ name }) => picked.test(name))).pipe(
    Effect.provideContext(Context.make(Store, store).pipe(Context.add(SecondStore, store))),
    Effect.provideService(Law.Patience, 1000),
    Effect.runPromise,
  )
  return verdicts.filter(({ outcome }) => outcome !== "holds").map(({ law }) => law)
}

const allButLimits = /^(?!.* of the most )/

it("a broken law tells its name, what it expected and what it saw", () => {
  const law = Law.make("two and two are five", Law.equal("the sum", 2 + 2, 5))
  const broken = Effect.runSync(Effect.flip(law.check))
  assert.strictEqual(broken.message, "two and two are five: expected the sum to be 5, saw 4")
})

it("a law that draws at random tells its seed, and draws the same from it", () => {
  const drawn: Array<number> = []
  const law = Law.seeded("nothing is drawn", (world) => {
    drawn.push(world.integer(0, 1_000_000))
    return Law.holds(false, "nothing", drawn)
  })
  const { seed } = Effect.runSync(Effect.flip(law.check))
  Effect.runSync(Effect.flip(law.check.pipe(Effect.provideService(Law.Seed, seed))))
  Effect.runSync(Effect.flip(law.check))
  assert.isDefined(seed)
  assert.strictEqual(drawn[0], drawn[1])
  assert.notStrictEqual(drawn[0], drawn[2])
})

it("an error of the port breaks a law", () => {
  const gone = new StoreUnavailable({
    operation: "read",
    reason: "gone",
    outcome: "nothing",
    detail: "no route",
  })
  const broken = Effect.runSync(Effect.flip(Law.make("it answers", Effect.fail(gone)).check))
  assert.strictEqual(broken.expected, "no failure")
  assert.include(broken.seen, "StoreUnavailable: store gone at read: no route")
})

it("an effect that fails otherwise than expected, or not at all, is a mismatch", () => {
  const refused = Effect.fail(new Law.Mismatch({ expected: "a", seen: "b" }))
  const expected = Law.failsWith(["Mismatch"], "a mismatch", refused)
  assert.strictEqual(Effect.runSync(expected).seen, "b")
  const none = Law.failsWith<number, never, never>([], "an answer", Effect.succeed(1))
  assert.isTrue(Exit.isFailure(Effect.runSyncExit(none)))
})

it.effect("a law waits in real time, also where a test has stopped the clock", () =>
  Effect.gen(function* () {
    const hangs = Law.make("nothing hangs", Law.inTime("a hanging read", Effect.never))
    const broken = yield* Effect.flip(hangs.check).pipe(Effect.provideService(Law.Patience, 5))
    assert.strictEqual(broken.seen, "nothing after 5 ms")
  }),
)

it("a report names every law with what became of it", async () => {
  const report = await Effect.runPromise(
    Law.runAll([
      Law.make("holds", Effect.void),
      Law.make("breaks", Law.holds(false, "truth", "falsehood")),
      Law.make("dies", Effect.die(new Error("a bug"))),
      Law.make("holds again", Effect.void),
    ]),
  )
  assert.deepStrictEqual(
    report.map(({ law, outcome }) => [law, outcome]),
    [
      ["holds", "holds"],
      ["breaks", "broken"],
      ["dies", "defect"],
      ["holds again", "holds"],
    ],
  )
})

it("the laws have names of their own", () => {
  assert.strictEqual(new Set(storeLaws.map(({ name }) => name)).size, storeLaws.length)
})

// The first query of an index after a commit does not see it yet.
const laggingIndex: Fault.Fault = ({ commit, query }) => {
  let behind = false
  return {
    commit: (namespace, proposal, revise) =>
      Effect.tap(commit(namespace, proposal, revise), () => Effect.sync(() => (behind = true))),
    query: (namespace, range) =>
      Effect.suspend(() => {
        if (range.index === undefined || !behind) return query(namespace, range)
        behind = false
        return Effect.succeed({ items: [], cursor: undefined })
      }),
  }
}

it("an index may lag behind where the store says so, and only there", async () => {
  const honest = Fault.together(laggingIndex, Fault.claiming({ indexes: "eventual" }))
  assert.deepStrictEqual(await brokenBy(honest, allButLimits), [])
  assert.lengthOf(await brokenBy(laggingIndex, /^index entries are replaced/), 1)
})

// Each stream keeps its order; all streams together have none.
const streamsApart = Fault.telling((page, { stream }) =>
  stream === undefined ? { ...page, entries: page.entries.toReversed() } : page,
)

it("the journal may have an order per stream where the store says so, and only there", async () => {
  const honest = Fault.together(streamsApart, Fault.claiming({ journalOrder: "stream" }))
  assert.deepStrictEqual(await brokenBy(honest, allButLimits), [])
  assert.lengthOf(await brokenBy(streamsApart, /^an effect stands after its cause/), 1)
})
