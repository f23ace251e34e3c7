import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Ref } from "effect"
import type { JournalPage, StoreShape } from "entrepot/store"

import { entry, put } from "./support/pairs.ts"
import { commitOf, countOf, decline, fork, ns, opened, pausing, sql } from "./support/postgres.ts"

const write = (store: StoreShape, count: number, rest: Parameters<typeof commitOf>[1] = {}) =>
  store.commit(
    ns,
    commitOf([put(`${count}`, 0, count)], { entries: [entry(count)], ...rest }),
    decline,
  )

const counts = ({ entries }: JournalPage) => entries.map(countOf)

describe("the journal of a PostgreSQL store", () => {
  it.live("stops below a number in flight, and goes on behind it", () =>
    Effect.gen(function* () {
      const { store, other, quoted } = yield* opened(2)
      yield* write(store, 1)
      const { work, reached, go } = pausing()
      const held = yield* fork(write(store, 2, { alongside: work }))
      yield* reached
      yield* write(other, 3)
      // Whoever goes by what is there would now read on behind the third, and miss the second.
      const naive = yield* sql(
        `SELECT body->>'count' AS count FROM ${quoted}.journal ORDER BY position`,
      )
      assert.deepStrictEqual(naive, [{ count: "1" }, { count: "3" }])
      const first = yield* other.journal(ns, { limit: 9 })
      assert.deepStrictEqual(counts(first), [1])
      assert.isFalse(first.end)
      yield* go
      yield* Fiber.join(held)
      const rest = yield* other.journal(ns, { limit: 9, after: first.cursor })
      assert.deepStrictEqual(counts(rest), [2, 3])
      assert.isTrue(rest.end)
    }),
  )

  it.live("waits a moment for a number in flight, so that a caller finds what it has written", () =>
    Effect.gen(function* () {
      const { store, other } = yield* opened(2)
      const { work, reached, go } = pausing()
      const held = yield* fork(write(store, 1, { alongside: work }))
      yield* reached
      yield* write(other, 2)
      const page = yield* fork(other.journal(ns, { limit: 9 }))
      yield* Effect.sleep(100)
      yield* go
      yield* Fiber.join(held)
      assert.deepStrictEqual(counts(yield* Fiber.join(page)), [1, 2])
    }),
  )

  it.live(
    "does not wait for a full page, another namespace, or a number that was rolled back",
    () =>
      Effect.gen(function* () {
        const { store, other } = yield* opened(2)
        yield* write(store, 1)
        const { work, reached, go } = pausing()
        const held = yield* fork(write(store, 2, { alongside: work }))
        yield* reached
        const quick = <A, E>(effect: Effect.Effect<A, E>) => Effect.timeout(effect, 1000)
        const commit = commitOf([], { entries: [entry(9)] })
        yield* other.commit("elsewhere", commit, decline)
        assert.deepStrictEqual(counts(yield* quick(other.journal("elsewhere", { limit: 9 }))), [9])
        yield* write(other, 3)
        assert.deepStrictEqual(counts(yield* quick(other.journal(ns, { limit: 1 }))), [1])
        yield* Fiber.interrupt(held)
        yield* go
        assert.deepStrictEqual(counts(yield* quick(other.journal(ns, { limit: 9 }))), [1, 3])
      }),
  )

  it.live("misses nothing of eight writers, read behind them as they write", () =>
    Effect.gen(function* () {
      const { stores, store } = yield* opened(4)
      const [writers, commits] = [8, 30]
      const done = yield* Ref.make(false)
      const told: Array<unknown> = []
      const reader = yield* fork(
        Effect.gen(function* () {
          let page = yield* store.journal(ns, { limit: 7 })
          while (true) {
            told.push(...counts(page))
            if (page.end && (yield* Ref.get(done))) {
              const last = yield* store.journal(ns, { limit: 1000, after: page.cursor })
              return void told.push(...counts(last))
            }
            page = yield* store.journal(ns, { limit: 7, after: page.cursor })
          }
        }),
      )
      const versions = yield* Effect.forEach(
        Array.from({ length: writers }, (_, writer) => writer),
        (writer) =>
          Effect.forEach(
            Array.from({ length: commits }, (_, i) => writer * 1000 + i),
            (count) =>
              Effect.map(
                write(stores[writer % 4] ?? assert.fail(), count),
                ({ version }) => [version, count] as const,
              ),
          ),
        { concurrency: "unbounded" },
      )
      yield* Ref.set(done, true)
      yield* Fiber.join(reader)
      const truth = versions.flat().toSorted(([left], [right]) => left - right)
      assert.deepStrictEqual(
        told,
        truth.map(([, count]) => count),
      )
    }),
  )

  it.live("knows numbers in flight beyond the 32 bits that a lock has room for", () =>
    Effect.gen(function* () {
      const { store, other, quoted } = yield* opened(2)
      for (const last of [2 ** 31 - 2, 2 ** 32 - 2, 3 * 2 ** 32 - 2, 2 ** 45 + 2 ** 31 - 2]) {
        yield* sql(`SELECT setval('${quoted.replaceAll("'", "''")}.last_number', ${last})`)
        const { work, reached, go } = pausing()
        const held = yield* fork(write(store, last, { alongside: work }))
        yield* reached
        const later = [yield* write(other, last + 1), yield* write(other, last + 2)]
        const after = (yield* other.journal(ns, { limit: 1 })).cursor.replace(/\d+\]$/, `${last}]`)
        const before = yield* fork(other.journal(ns, { limit: 9, after }))
        yield* Effect.sleep(50)
        yield* go
        const { version } = yield* Fiber.join(held)
        assert.strictEqual(version, last + 1)
        assert.isTrue(later.every((commit) => commit.version > version))
        assert.deepStrictEqual(counts(yield* Fiber.join(before)), [last, last + 1, last + 2])
      }
    }),
  )
})
