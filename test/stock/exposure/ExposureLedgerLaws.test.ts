import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Exposure,
  ExposureBook,
  ExposureRecords,
  StockLedger,
  StockRecords,
  type StockWarning,
} from "entrepot/stock"
import {
  type Commit,
  Journal,
  Receipt,
  type Records,
  Store,
  type StoreShape,
  StoreUnavailable,
  Transactor,
} from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import { comparingNothing, changing, forgetting, miswriting } from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { contentsOf } from "../support/ledger.ts"
import {
  due,
  exposureOf,
  histories,
  isPublish,
  pooled,
  type Publish,
  sales,
  sellable,
  skus,
  type Step,
  take,
  told,
} from "./support/selling.ts"

type Services = StockLedger | Transactor | Records | Journal | Store

const law = (
  makeStore: () => StoreShape,
  steps: fc.Arbitrary<ReadonlyArray<Step>>,
  check: (history: ReadonlyArray<Step>) => Effect.Effect<void, unknown, Services>,
) =>
  fc.asyncProperty(steps, fc.boolean(), (history, isPooled) =>
    Effect.runPromise(
      Effect.provide(
        isPooled ? Effect.andThen(pooled, check(history)) : check(history),
        ledgerOver(makeStore()),
      ),
    ),
  )

const holds = holdsIn(30)

// --- stores and mutants --------------------------------------------------------------------------

const sound = Memory.make

const withoutPublishes = (commit: Commit): Commit => ({
  ...commit,
  entries: commit.entries.filter(({ type }) => type !== "Published"),
})

/** A store that crashes at every third commit, and then keeps what is left of it. */
const crashing = (left: (commit: Commit) => Commit | undefined) => (): StoreShape => {
  const memory = Memory.make()
  let commits = 0
  return {
    ...memory,
    commit: (namespace, commit, revise) => {
      if (commit.entries.length === 0) return memory.commit(namespace, commit, revise)
      commits += 1
      if (commits % 3 !== 0) return memory.commit(namespace, commit, revise)
      const kept = left(commit)
      const crash = new StoreUnavailable({
        operation: "commit",
        reason: "gone",
        outcome: "nothing",
        detail: "crashed",
      })
      return kept === undefined
        ? Effect.fail(crash)
        : Effect.andThen(memory.commit(namespace, kept, revise), Effect.fail(crash))
    },
  }
}

const { Exposures, Warnings, Watches } = ExposureRecords

// --- laws ----------------------------------------------------------------------------------------

/** Takes a step as a process of its own, which knows what the store knows. */
const alone = (step: Step, commandId: string) =>
  Effect.flatMap(Store, (store) => Effect.provide(take(step, commandId), ledgerOver(store)))

const play = (history: ReadonlyArray<Step>) =>
  Effect.forEach(history, (step, i) => alone(step, `c-${i}`), { discard: true })

const nameOf = ({ sku, channel }: Pick<Publish, "sku" | "channel">) => `${sku}\u0000${channel}`

/** The newest publishes by item and channel, read on from where the last reading ended. */
const outbox = () => {
  const newest = new Map<string, Publish>()
  let after: string | undefined
  return Effect.fnUntraced(function* () {
    const { exposure } = yield* StockLedger
    for (;;) {
      const page = yield* exposure.outbox({ after, limit: 3 })
      for (const { fact } of page.publishes) newest.set(nameOf(fact), fact)
      after = page.cursor
      if (page.end) return newest
    }
  })
}

const channelsAreTold = Effect.fnUntraced(function* (newest: ReadonlyMap<string, Publish>) {
  for (const sku of skus)
    for (const [channel, quantity] of yield* due(sku))
      assert.strictEqual(newest.get(nameOf({ sku, channel }))?.quantity, quantity, "published")
})

const tellsWhatThereIs = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      const read = outbox()
      for (const [i, step] of history.entries()) {
        yield* alone(step, `c-${i}`)
        yield* channelsAreTold(yield* read())
      }
    }),
  )

const versionsGrow = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      yield* play(history)
      const versions = new Map<string, Publish>()
      for (const { fact } of (yield* told).filter(isPublish)) {
        const before = versions.get(nameOf(fact))
        assert.strictEqual(fact.version, (before?.version ?? 0) + 1)
        assert.isAtLeast(fact.ledgerVersion, before?.ledgerVersion ?? 0)
        versions.set(nameOf(fact), fact)
      }
    }),
  )

const recordsAreWhatTheJournalTells = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      yield* play(history)
      const facts = (yield* told).map(({ fact }) => fact)
      for (const sku of skus)
        assert.deepStrictEqual(
          yield* exposureOf(sku),
          facts.filter((fact) => fact.sku === sku).reduce(ExposureBook.evolve, Exposure.empty(sku)),
        )
    }),
  )

/** What came at once to two ledgers over one store is told as if it had come one by one. */
const tellsWhatThereIsAfterARace = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      const other = yield* Effect.provide(Transactor, ledgerOver(yield* Store))
      yield* Effect.forEach(
        history,
        (step, i) =>
          i % 2 === 0
            ? take(step, `c-${i}`)
            : Effect.provideService(take(step, `c-${i}`), Transactor, other),
        { concurrency: "unbounded" },
      )
      yield* channelsAreTold(yield* outbox()())
    }),
  )

/**
 * All that a channel may show after these events, by trying: each publish lands at some time before it
 * is accepted, perhaps never where nothing was heard, and after a rejection not any more.
 */
const mayShow = (events: ReadonlyArray<{ readonly _tag: string; readonly version?: number }>) => {
  let worlds = new Map<
    string,
    { readonly shown: number; readonly ways: ReadonlyMap<number, number> }
  >()
  const add = (shown: number, ways: ReadonlyMap<number, number>): void => {
    const name = `${shown}: ${[...ways.keys()].join()}`
    if (worlds.has(name)) return
    worlds.set(name, { shown, ways })
    for (const [version, quantity] of ways)
      add(quantity, new Map([...ways].filter(([other]) => other !== version)))
  }
  add(0, new Map())
  for (const event of events) {
    const before = [...worlds.values()]
    worlds = new Map()
    const { _tag, version = 0 } = event
    for (const { shown, ways } of before) {
      if (_tag === "Published")
        add(shown, new Map([...ways, [version, (event as Publish).quantity]]))
      else if (_tag === "Accepted" ? !ways.has(version) : _tag !== "Rejected") add(shown, ways)
      else if (_tag === "Rejected" && ways.has(version))
        add(shown, new Map([...ways].filter(([other]) => other !== version)))
    }
  }
  return Math.max(...[...worlds.values()].map(({ shown }) => shown))
}

const isInOrder = ({ settings }: Exposure.ChannelExposure) => settings.landing === "inOrder"

const worstCaseIsTheWorst = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    sales,
    Effect.fnUntraced(function* (history) {
      const { exposure } = yield* StockLedger
      for (const [i, step] of history.entries()) {
        yield* alone(step, `c-${i}`)
        const facts = (yield* told).map(({ fact }) => fact)
        for (const sku of skus) {
          const { channels, places } = yield* exposureOf(sku)
          // A channel that keeps the order may show less than this tries.
          if (channels.length === 0 || channels.some(isInOrder)) continue
          const shown = channels.map(({ channel }) =>
            mayShow(facts.filter((f) => f.sku === sku && "channel" in f && f.channel === channel)),
          )
          const most = shown.reduce((sum, units) => sum + units, 0)
          assert.strictEqual(
            yield* exposure.worstCaseOversell(sku),
            Math.max(0, most - (yield* sellable(sku, places))),
          )
        }
      }
    }),
  )

const lines: StockWarning.Lines = { low: { at: 2, rearmAt: 4 }, outOfStock: { rearmAt: 2 } }

/** How often readings fall to a line, having been at the level that arms it in between. */
const breaches = (
  readings: ReadonlyArray<number>,
  isBreached: (units: number) => boolean,
  isWell: (units: number) => boolean,
): number => {
  const telling = readings.filter((some) => isBreached(some) || isWell(some)).map(isBreached)
  return telling.filter((breached, at) => breached && telling[at - 1] !== true).length
}

const warnsOncePerBreach = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      const { exposure } = yield* StockLedger
      const journal = yield* Journal
      yield* exposure.watch({ commandId: "watch", sku: "mug", lines })
      const readings = [0]
      for (const [i, step] of history.entries()) {
        yield* alone(step, `c-${i}`)
        const { places } = yield* exposureOf("mug")
        readings.push(yield* sellable("mug", places))
      }
      const facts = (yield* Stream.runCollect(journal.all(Warnings))).map(({ fact }) => fact)
      const raised = (kind: StockWarning.Kind) =>
        facts.filter((fact) => fact._tag === "Raised" && fact.kind === kind).length
      const low = breaches(
        readings,
        (units) => units <= 2,
        (units) => units >= 4,
      )
      assert.strictEqual(raised("Low"), low, "low")
      const out = breaches(
        readings,
        (units) => units === 0,
        (units) => units >= 2,
      )
      assert.strictEqual(raised("OutOfStock"), out, "out of stock")
      const standing = new Set<string>()
      for (const fact of facts)
        if (fact._tag === "Raised") standing.add(fact.kind)
        else if (fact._tag === "Rearmed") standing.delete(fact.kind)
      const { values } = yield* exposure.warnings()
      assert.sameMembers(
        values.map(({ kind }) => kind),
        [...standing],
      )
    }),
  )

const contents = Effect.flatMap(
  Store,
  contentsOf(StockRecords.Shelves, StockRecords.Holds, Exposures, Watches),
)

const repeatingTellsNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      const done: Array<readonly [Step, string]> = []
      for (const [i, step] of history.entries())
        // Which publish is answered depends on when it is asked.
        if (step._tag !== "Told" && Option.isSome(yield* take(step, `c-${i}`)))
          done.push([step, `c-${i}`])
      const before = yield* contents
      for (const [step, commandId] of done.toReversed()) yield* alone(step, commandId)
      assert.deepStrictEqual(yield* contents, before)
    }),
  )

describe("the laws of exposure over the ledger", { timeout: 30_000 }, () => {
  it("after every command the newest publish of a channel is its part of what is available", async () => {
    await holds(tellsWhatThereIs(sound))
    await kills(tellsWhatThereIs(changing(withoutPublishes)))
    await kills(tellsWhatThereIs(miswriting(StockRecords.Shelves, ({ ties: _, ...json }) => json)))
  })

  it("a publish is in the commit of its sale: a crash leaves both or neither", async () => {
    await holds(tellsWhatThereIs(crashing(() => undefined)))
    await kills(tellsWhatThereIs(crashing(withoutPublishes)))
  })

  it("what two ledgers over one store sell at once is told right", async () => {
    await holds(tellsWhatThereIsAfterARace(sound))
    await kills(tellsWhatThereIsAfterARace(comparingNothing))
  })

  it("versions grow by one for each item and channel", async () => {
    await holds(versionsGrow(sound))
    await kills(versionsGrow(forgetting(Exposures)))
  })

  it("records are what the journal tells", async () => {
    await holds(recordsAreWhatTheJournalTells(sound))
    await kills(recordsAreWhatTheJournalTells(changing(withoutPublishes)))
  })

  it("the worst case is the most that channels may show, whatever landed, less what there is", async () => {
    await holds(worstCaseIsTheWorst(sound))
    await kills(
      worstCaseIsTheWorst(
        miswriting(Exposures, (json) => ({
          ...json,
          channels: (json["channels"] as ReadonlyArray<object>).map((known) => ({
            ...known,
            onTheirWay: [],
          })),
        })),
      ),
    )
  })

  it("a warning is raised once for each breach, and armed again", async () => {
    await holds(warnsOncePerBreach(sound))
    await kills(warnsOncePerBreach(miswriting(Watches, (json) => ({ ...json, raised: [] }))))
  })

  it("a history that is repeated publishes and warns of nothing", async () => {
    await holds(repeatingTellsNothing(sound))
    await kills(repeatingTellsNothing(forgetting(Receipt.Receipts)))
  })
})
