import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, HashMap, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  PromiseBook,
  type PromiseEvent,
  PromisePool,
  PromiseRecords,
  StockLedger,
  StockRecords,
} from "entrepot/stock"
import { Journal, Receipt, Records, Store, type StoreShape, Transactor } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  forgetting,
  forgettingReceipts,
  losingEntries,
  miswriting,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { contentsOf, ledgerOver } from "../support/ledger.ts"
import { histories, places, send, sku, type Step } from "./support/orders.ts"

type Services = StockLedger | Transactor | Records | Journal | Store
interface History {
  readonly beginning: ReadonlyArray<Step>
  readonly rest: ReadonlyArray<Step>
}

const holds = holdsIn(40)
const sound = Memory.make

const law = (
  makeStore: () => StoreShape,
  check: (history: History) => Effect.Effect<void, unknown, Services>,
) =>
  fc.asyncProperty(histories, (history) =>
    Effect.runPromise(Effect.provide(check(history), ledgerOver(makeStore()))),
  )

/** First what is expected, then all preorders at once. */
const begin = Effect.fnUntraced(function* ({ beginning }: History) {
  const isPromise = ({ command }: Step) => command._tag === "Promise"
  for (const step of beginning) if (!isPromise(step)) yield* Effect.ignore(send(step))
  yield* Effect.forEach(beginning.filter(isPromise), (step) => Effect.ignore(send(step)), {
    concurrency: "unbounded",
    discard: true,
  })
})

const { Pages, Pools, Promises, PromiseHistory } = PromiseRecords
const { Holds, Items, Shelves } = StockRecords
const contents = contentsOf(Shelves, Items, Holds, Pools, Pages, Promises, Receipt.Receipts)

// --- mutants -------------------------------------------------------------------------------------

/** Loses the way from one page of a queue to the next. */
const losingTheNextPage = miswriting(Pages, ({ after: _, ...page }) => page)

/** Promises what is promised already. */
const forgettingPromises = miswriting(Pools, ({ pool, ...kept }) => ({
  ...kept,
  pool: { ...(pool as object), waiting: 0 },
}))

// --- laws ----------------------------------------------------------------------------------------

/** What the journal tells of promises, for each place. */
const told = Effect.gen(function* () {
  const { all } = yield* Journal
  const books = new Map(places.map((place) => [place, PromiseBook.empty({ sku, place })]))
  for (const { fact } of yield* Stream.runCollect(all(PromiseHistory))) {
    const before = books.get(fact.place as (typeof places)[number])
    assert(before !== undefined)
    const after = PromiseBook.evolve(before, fact)
    if (fact._tag === "Arrived") inOrder(after, fact)
    books.set(fact.place as (typeof places)[number], after)
  }
  return [...books.values()]
})

/** Who is served came before everybody who still waits. */
const inOrder = (
  book: PromiseBook.Book,
  event: Extract<PromiseEvent.PromiseEvent, { readonly _tag: "Arrived" }>,
) => {
  const served = event.holds.map(({ sequence }) => sequence)
  assert.deepStrictEqual(
    served,
    served.toSorted((a, b) => a - b),
  )
  const [next] = PromiseBook.queue(book)
  if (next !== undefined) assert.isAtMost(served.at(-1) ?? 0, next.sequence)
}

/** Journal, records, queue, ledger and shelf tell the same, and nothing is promised against air. */
const agrees = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const records = yield* Records
  for (const { pool, promises } of yield* told) {
    const found = yield* records.get(Pools, PromiseRecords.poolId(pool))
    const kept = Option.getOrElse(found, (): PromiseRecords.KeptPool => ({ pool }))
    assert.isTrue(Equal.equals(kept.pool, pool), "pool")
    assert.isAtMost(pool.waiting, PromisePool.open(pool), "promised against air")
    const { expected } = yield* ledger.level(sku, pool.place)
    assert.strictEqual(expected, PromisePool.open(pool), "expected")
    const queue = yield* Stream.runCollect(ledger.promises.queue(sku, pool.place))
    assert.deepStrictEqual(queue, PromiseBook.queue({ pool, promises }), "queue")
    yield* pagesAreLinked(kept)
    for (const promised of HashMap.values(promises)) {
      const known = yield* ledger.promises.find(promised.promiseId)
      assert.deepStrictEqual(Option.getOrThrow(known), promised)
      let units = 0
      for (const holdId of promised.holds) {
        const hold = Option.getOrThrow(yield* ledger.findHold(holdId))
        for (const { quantity } of hold.lines) units += quantity
      }
      assert.strictEqual(units, promised.kept, "what is kept is held")
    }
  }
  assert.isTrue((yield* ledger.audit()).ok, "audit")
})

/** From the first page to the last, and back; only where telling stopped may be empty. */
const pagesAreLinked = Effect.fnUntraced(function* (kept: PromiseRecords.KeptPool) {
  const { pool, ends, stopped } = kept
  const records = yield* Records
  const under = [pool.place, pool.sku]
  const all = yield* Stream.runCollect(records.all(Pages, { index: "byTurn", under }))
  const names = all.map(({ page }) => page)
  assert.deepStrictEqual([ends?.first, ends?.last], [names[0], names.at(-1)])
  for (const [at, { page, turns, before, after }] of all.entries()) {
    assert.deepStrictEqual([before, after], [names[at - 1], names[at + 1]])
    assert.isTrue(turns.length > 0 || page === stopped, "an empty page")
  }
  assert.strictEqual(stopped === undefined, pool.telling === undefined)
})

const agreesAfter = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      yield* begin(history)
      for (const step of history.rest) yield* Effect.ignore(send(step))
      yield* agrees
    }),
  )

const agreesAtOnce = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      yield* begin(history)
      const store = yield* Store
      const other = yield* Effect.provide(
        Effect.context<StockLedger | Transactor>(),
        ledgerOver(store),
      )
      yield* Effect.forEach(
        history.rest,
        (step, at) => {
          const sent = Effect.exit(send(step))
          return at % 2 === 0 ? sent : Effect.provide(sent, other)
        },
        { concurrency: "unbounded", discard: true },
      )
      yield* agrees
    }),
  )

const repeatingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* ({ beginning, rest }) {
      const sent: Array<readonly [Step, unknown]> = []
      for (const step of [...beginning.slice(0, 9), ...rest]) {
        const outcome = yield* Effect.option(send(step))
        if (Option.isSome(outcome)) sent.push([step, { ...outcome.value, repeated: true }])
      }
      const store = yield* Store
      const before = yield* contents(store)
      for (const [step, outcome] of sent.toReversed()) {
        const again = Effect.provide(Effect.option(send(step)), ledgerOver(store))
        assert.deepStrictEqual(yield* again, Option.some(outcome))
      }
      assert.deepStrictEqual(yield* contents(store), before)
    }),
  )

const refusingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      const store = yield* Store
      yield* begin(history)
      for (const step of history.rest.slice(0, 12)) {
        const before = yield* contents(store)
        if (Option.isNone(yield* Effect.option(send(step))))
          assert.deepStrictEqual(yield* contents(store), before)
      }
    }),
  )

describe("the laws of promises over the ledger", { timeout: 60_000 }, () => {
  it("journal, queue, holds and shelf agree: what arrives is held in promise order, and nothing else is promised", async () => {
    await holds(agreesAfter(sound))
    await kills(agreesAfter(losingTheNextPage))
    await kills(agreesAfter(forgettingPromises))
    await kills(agreesAfter(forgetting(Pages)))
    await kills(agreesAfter(losingEntries(["Held"])))
    await kills(agreesAfter(losingEntries(["PromiseCancelled"])))
  })

  it("they agree whatever comes at once, to two ledgers over one store", async () => {
    await holds(agreesAtOnce(sound))
    await holds(agreesAtOnce(() => Memory.make({ capabilities: { revise: false } })))
    await kills(agreesAtOnce(comparingNothing))
  })

  it("a history that is repeated changes nothing, and is answered as the first time", async () => {
    await holds(repeatingChangesNothing(sound))
    await kills(repeatingChangesNothing(forgettingReceipts))
  })

  it("a refusal changes nothing", async () => {
    await holds(refusingChangesNothing(sound))
    await kills(refusingChangesNothing(writingRefusalsDown))
  })
})
