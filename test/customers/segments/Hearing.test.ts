import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  CustomerRecords,
  Customers,
  SegmentFacts,
  SegmentRecords,
  Segments,
} from "entrepot/customers"
import { type Condition, Conditions } from "entrepot/rules"
import { Records, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../../kernel/law.ts"
import { losingEntries, mistelling, without } from "../../stock/support/brokenStores.ts"
import { ada, bob, decided, phone, told } from "../support/customers.ts"
import { quarter, settings } from "./support/histories.ts"
import * as Past from "./support/past.ts"

// --- a law ---------------------------------------------------------------------------------------

type Step = Pick<Past.Step, "later"> & {
  readonly step:
    | Past.Step["step"]
    | { readonly _tag: "Withdraw" | "Erase" | "RefreshHeard"; readonly record: string }
    /** A process that ends after so many commits. */
    | { readonly _tag: "Crash"; readonly commits: number }
}

const more: fc.Arbitrary<Step> = fc.record({
  later: fc.constantFrom(0, quarter),
  step: fc.oneof(
    fc.record({
      _tag: fc.constantFrom("Withdraw" as const, "Erase" as const),
      record: fc.constantFrom(...Past.records),
    }),
    fc.record({ _tag: fc.constant("Crash" as const), commits: fc.integer({ min: 0, max: 3 }) }),
  ),
})

/** Nobody looks but at whoever something was heard of, or who is due. */
const hearing = (step: Past.Step): Step =>
  step.step._tag === "Refresh" || step.step._tag === "RefreshAll"
    ? { ...step, step: { ...step.step, _tag: "RefreshHeard" } }
    : step

/** A history with something more here and there. */
const worlds: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(
    Past.histories(Past.ofAnything),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 14 }), more), { maxLength: 3 }),
  )
  .map(([steps, some]) =>
    some.reduce<ReadonlyArray<Step>>(
      (all, [at, one]) => all.toSpliced(Math.min(all.length, at + 4), 0, one),
      steps.map(hearing),
    ),
  )

/** What was told of an order that two records name, one of which is withdrawn. */
const speakerWithdrawn: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(Past.orderOfTwo, fc.constantFrom(...Past.records))
  .map(([steps, record]) => [
    ...steps.map(hearing),
    { later: quarter, step: { _tag: "Withdraw", record } },
  ])

/** A store whose process may end after some commits. */
const crashing = (
  memory: StoreShape,
  dying: (commit: Parameters<StoreShape["commit"]>) => ReturnType<StoreShape["commit"]>,
) => {
  let left = Infinity
  const store: StoreShape = {
    ...memory,
    commit: (...asked) => {
      left -= 1
      return left < 0 ? dying(asked) : memory.commit(...asked)
    },
  }
  const after = (commits: number) => {
    left = commits
  }
  return { store, after }
}
const ends = () => Effect.die("the process ended")

const heardNow = Segments.use(({ refreshHeard }) => refreshHeard())

const play = Effect.fnUntraced(function* (
  { step }: Step,
  i: number,
  crashAfter: (commits: number) => void,
) {
  const { withdraw, erase } = yield* Customers
  const commandId = `${i}`
  switch (step._tag) {
    case "Withdraw":
      return yield* Effect.ignore(withdraw({ commandId, recordId: step.record, ...decided }))
    case "Erase":
      return yield* Effect.ignore(erase({ commandId, customerId: step.record, ...decided }))
    case "RefreshHeard":
      return yield* heardNow
    case "Crash":
      crashAfter(step.commits)
      yield* Effect.exit(heardNow)
      return crashAfter(Infinity)
    default:
      return yield* Past.play(step, yield* Clock.currentTimeMillis, commandId)
  }
})

const standings = Effect.map(
  Records.use((records) => Stream.runCollect(records.all(SegmentRecords.Standings))),
  (all) => all.map(({ asOf: _, ...standing }) => standing),
)

/** Once all is heard and nobody is due, a look at everybody finds nothing new. */
const missesNobody = (
  makeStore: () => StoreShape = Memory.make,
  histories = worlds,
  dying: (store: StoreShape) => Parameters<typeof crashing>[1] = () => ends,
) =>
  fc.asyncProperty(histories, (history) => {
    const memory = makeStore()
    const { store, after } = crashing(memory, dying(memory))
    return Effect.gen(function* () {
      const segments = yield* Segments
      for (const [i, one] of history.entries()) {
        yield* TestClock.adjust(one.later)
        yield* play(one, i, after)
      }
      yield* segments.refreshHeard()
      yield* segments.advance()
      const heard = yield* standings
      const { moves } = yield* segments.refreshAll()
      assert.strictEqual(moves, 0)
      assert.deepStrictEqual(heard, yield* standings)
    }).pipe(
      Effect.provide(Past.roomsOver(store)),
      Effect.provide(TestClock.layer()),
      Effect.runPromise,
    )
  })

/** It does not say what of a type happened to customers. */
const deaf = (type: string) => losingEntries([type], CustomerRecords.History)

const aboutB = { record: "web-b", lag: 0 } as const
const observeB = { ...aboutB, _tag: "Observe", phone: "5" } as const
const now = (...steps: ReadonlyArray<Step["step"]>) =>
  steps.map((step): Step => ({ later: quarter, step }))

/** Everybody is known and looked at, and then something happens to one who may be of a segment by it. */
const then = (
  when: Condition.Condition,
  happening: ReadonlyArray<Step["step"]>,
  before: ReadonlyArray<Step["step"]> = [],
): fc.Arbitrary<ReadonlyArray<Step>> =>
  fc.constant(
    now(
      { ...aboutB, _tag: "Define", when },
      { ...observeB, record: "web-a", phone: "4", hasOrder: false },
      { ...observeB, hasOrder: before.length === 0 },
      ...before,
      { _tag: "RefreshHeard", record: "" },
      ...happening,
    ),
  )
const { compare, has } = Conditions.over(SegmentFacts.declared)
const hasOrdered = compare("ordersInYear", ">=", 1)
const hasViewed = compare("daysSinceLastMoment", ">=", 0)
const saidYes = has("consents", "any", ["news by sms"])
const isAnybody = compare("ordersInYear", "=", 0)
const tradeTold = { ...aboutB, _tag: "TellTrade", sku: "MUG" } as const
const momentTold = { ...aboutB, _tag: "TellMoment" } as const

/** Whoever is withdrawn is, and nobody says which order they spoke for. */
const withoutOrder = mistelling((entry) => {
  if (entry.type !== "Withdrawn") return [entry]
  const { order: _, ...rest } = JSON.parse(entry.body) as { order?: object }
  return [{ ...entry, body: JSON.stringify(rest) }]
})

/** A process that marks as heard what it did not look at. */
const marksFirst =
  (store: StoreShape): Parameters<typeof crashing>[1] =>
  ([namespace, commit, revise]) =>
    store.commit(namespace, without(commit, SegmentRecords.Standings), (changed) => {
      const revised = revise(changed)
      return revised && without(revised, SegmentRecords.Standings)
    })

describe("looking at whoever something was heard of", { timeout: 60_000 }, () => {
  it("leaves everybody as a look at all would, whatever happened and whoever crashed", () =>
    holdsIn(20)(missesNobody()))

  for (const [who, type, world] of [
    ["was merged", "Regrouped", then(isAnybody, [{ ...aboutB, _tag: "Merge", with: "web-a" }])],
    ["had trade that a host told", "TradeTold", then(hasOrdered, [tradeTold])],
    [
      "had trade that the desk told",
      "TradeHeard",
      then(hasOrdered, [
        { ...aboutB, _tag: "Order", sku: "MUG" },
        { ...aboutB, _tag: "FollowTrade" },
      ]),
    ],
    ["viewed something", "MomentTold", then(hasViewed, [momentTold])],
    [
      "gave a consent",
      "ConsentTold",
      then(saidYes, [{ ...aboutB, _tag: "TellConsent", standing: "given" }]),
    ],
    ["got an order", "Observed", then(hasOrdered, [{ ...observeB, hasOrder: true }], [tradeTold])],
  ] as const)
    it(`looks at whoever ${who}`, async () => {
      await holdsIn(1)(missesNobody(Memory.make, world))
      await killsAsync(missesNobody(deaf(type), world))
    })

  it("looks at whoever gets an order since the record that spoke for it is withdrawn", async () => {
    await holdsIn(10)(missesNobody(Memory.make, speakerWithdrawn))
    await killsAsync(missesNobody(withoutOrder, speakerWithdrawn))
  })

  it("marks nobody as heard before they were looked at", async () => {
    const world = then(hasViewed, [momentTold, { _tag: "Crash", commits: 0 }])
    await holdsIn(1)(missesNobody(Memory.make, world))
    await killsAsync(missesNobody(Memory.make, world, marksFirst))
  })
})

// --- what it does not do ---------------------------------------------------------------------------

const viewers = { id: "viewers", version: 1, when: hasViewed }
const viewed = (recordId: string) =>
  Customers.use(({ tellMoment }) =>
    tellMoment({
      commandId: `view ${recordId}`,
      recordId,
      moment: { _tag: "Viewed", channel: "web", occurredAt: 0, sku: "MUG", eventId: recordId },
    }),
  )
const twoWhoMayView = Effect.gen(function* () {
  const { observe } = yield* Customers
  yield* Segments.use(({ define }) => define({ commandId: "d", actor: "eve", segment: viewers }))
  yield* observe(told("web-1", 0, phone(ada)))
  yield* observe(told("web-2", 0, phone(bob)))
})
const isViewer = (recordId: string) =>
  Segments.use(({ of }) => Effect.map(of(recordId), (all) => all.length > 0))

const over = <A, E>(
  store: StoreShape,
  program: Effect.Effect<A, E, Layer.Success<ReturnType<typeof Past.roomsOver>>>,
) =>
  program.pipe(
    Effect.provide(Past.roomsOver(store, Effect.succeed(settings))),
    Effect.provide(TestClock.layer()),
    Effect.runPromise,
  )

describe("a host", () => {
  it("pays for a look at nobody where nothing was heard, and for one where something was of one", () => {
    const memory = Memory.make()
    let [commits, looks] = [0, 0]
    const store: StoreShape = {
      ...memory,
      commit: (...asked) => {
        commits += 1
        looks += asked[1].touches.filter(
          ({ key }) => key.collection === SegmentRecords.Standings.name,
        ).length
        return memory.commit(...asked)
      },
    }
    return over(
      store,
      Effect.gen(function* () {
        yield* twoWhoMayView
        yield* heardNow
        ;[commits, looks] = [0, 0]
        assert.strictEqual((yield* heardNow).moves, 0)
        assert.deepStrictEqual([commits, looks], [0, 0])
        yield* viewed("web-1")
        ;[commits, looks] = [0, 0]
        assert.strictEqual((yield* heardNow).moves, 1)
        assert.deepStrictEqual([commits, looks], [2, 1])
      }),
    )
  })

  it("that knows less does not undo what another one found meanwhile", () => {
    const memory = Memory.make()
    let meanwhile: Effect.Effect<unknown> = Effect.void
    const slow: StoreShape = {
      ...memory,
      commit: (...asked) => {
        const isLook = asked[1].touches.some(
          ({ key }) => key.collection === SegmentRecords.Standings.name,
        )
        if (!isLook) return memory.commit(...asked)
        const first = meanwhile
        meanwhile = Effect.void
        return Effect.andThen(first, memory.commit(...asked))
      },
    }
    return over(
      slow,
      Effect.gen(function* () {
        yield* twoWhoMayView
        yield* heardNow
        const another = Effect.andThen(viewed("web-1"), heardNow).pipe(
          Effect.provide(Past.roomsOver(memory, Effect.succeed(settings))),
          Effect.orDie,
        )
        meanwhile = another
        yield* Segments.use(({ refresh }) => refresh("web-1"))
        assert.isTrue(yield* isViewer("web-1"))
      }),
    )
  })

  it("whose clock is behind looks at whoever another one looked at in its future", () =>
    over(
      Memory.make(),
      Effect.gen(function* () {
        yield* twoWhoMayView
        yield* TestClock.setTime(1_000)
        yield* heardNow
        yield* TestClock.setTime(500)
        yield* viewed("web-1")
        yield* heardNow
        assert.isTrue(yield* isViewer("web-1"))
      }),
    ))
})
