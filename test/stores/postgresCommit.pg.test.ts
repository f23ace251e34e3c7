import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { type Commit, Key, type Revise, type StoreShape, type Touch } from "entrepot/store"

import { entry, put } from "./support/pairs.ts"
import {
  commitOf,
  connected,
  countOf,
  decline,
  fork,
  gone,
  ns,
  opened,
  pausing,
  query,
  read,
  seen,
  sizes,
  sql,
  tells,
} from "./support/postgres.ts"

/** Answers the same commit on the versions that are found. */
const anew =
  (commit: Commit): Revise =>
  (changed) => {
    const now = new Map(changed.map(({ key, record }) => [Key.toString(key), record?.version ?? 0]))
    const touches = commit.touches.map((touch) => ({
      ...touch,
      expected: now.get(Key.toString(touch.key)) ?? touch.expected,
    }))
    return { ...commit, touches }
  }

const deadlocks = Effect.map(
  sql(`SELECT sum(deadlocks)::integer AS deadlocks FROM pg_stat_database`),
  ([row]) => Number(row?.["deadlocks"]),
)

/** Reads, writes, inserts and removes the same six records, in an order of its own. */
const mixture = (store: StoreShape, i: number) => {
  const ids = ["0", "1", "2", "3", "4", "5"]
  const touches = (i % 2 === 0 ? ids : ids.toReversed()).map((id, n): Touch => {
    const kind = (i + n * n) % 5
    return kind === 0 ? seen(id, 0) : kind === 1 ? gone(id, 0) : put(id, 0, i)
  })
  const commit = commitOf(touches, { entries: [entry(i)] })
  return store.commit(ns, commit, anew(commit))
}

describe("commits of several processes on PostgreSQL", () => {
  it.live("lose no increment of one hot record", () =>
    Effect.gen(function* () {
      const { stores, store } = yield* opened(3)
      const commits = Array.from({ length: 120 }, (_, i) => i)
      yield* Effect.forEach(
        commits,
        (i) =>
          (stores[i % 3] ?? assert.fail()).commit(ns, commitOf([put("a", 0, 1)]), ([now]) =>
            commitOf([put("a", now?.record?.version ?? 0, Number(countOf(now?.record)) + 1)]),
          ),
        { concurrency: 30 },
      )
      assert.strictEqual(countOf(yield* read(store, "a")), commits.length)
    }),
  )

  it.live(
    "never wait for one another in a circle, whatever they read, write, insert and remove",
    () =>
      Effect.gen(function* () {
        yield* sql(`ALTER DATABASE postgres SET deadlock_timeout = '5ms'`)
        yield* Effect.addFinalizer(() => sql(`ALTER DATABASE postgres RESET deadlock_timeout`))
        const before = yield* deadlocks
        const entries = yield* Effect.scoped(
          Effect.gen(function* () {
            const { stores, quoted } = yield* opened(4)
            yield* Effect.forEach(
              Array.from({ length: 100 }, (_, i) => i),
              (i) => Effect.retry(mixture(stores[i % 4] ?? assert.fail(), i), { times: 40 }),
              { concurrency: 12 },
            )
            return (yield* sizes(quoted))?.["entries"]
          }),
        )
        assert.strictEqual(entries, 100)
        // A session tells what it met when it ends, and it ended with the scope.
        yield* Effect.sleep(200)
        assert.strictEqual(yield* deadlocks, before)
      }),
  )

  it.live("meet where each expects what the other inserts to be absent", () =>
    Effect.gen(function* () {
      const { store, other, waiting } = yield* opened(2)
      const { work, reached, go } = pausing()
      const first = yield* fork(
        store.commit(
          ns,
          commitOf([put("left", 0, 1), seen("right", 0)], { alongside: work }),
          decline,
        ),
      )
      yield* reached
      const second = yield* fork(
        Effect.flip(other.commit(ns, commitOf([seen("left", 0), put("right", 0, 1)]), decline)),
      )
      yield* waiting
      yield* go
      yield* Fiber.join(first)
      const conflict = yield* Fiber.join(second)
      tells(conflict, { _tag: "StoreConflict" })
      assert.deepInclude(conflict, { changed: [{ collection: "pair", id: "left" }] })
      assert.isUndefined(yield* read(store, "right"))
    }),
  )

  it.live("do not wait for a key that was only expected to be absent, once it is decided", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      yield* store.commit(ns, commitOf([seen("a", 0), gone("b", 0), put("c", 0, 1)]), decline)
      assert.deepStrictEqual(yield* sizes(quoted), { records: 1, places: 1, entries: 0 })
      yield* store.commit(ns, commitOf([put("a", 0, 1), put("b", 0, 1)]), decline)
    }),
  )

  it.live("wait for a row that they only read, while another changes it", () =>
    Effect.gen(function* () {
      const { store, other, waiting } = yield* opened(2)
      const { version } = yield* store.commit(ns, commitOf([put("price", 0, 1)]), decline)
      const { work, reached, go } = pausing()
      const first = yield* fork(
        store.commit(ns, commitOf([put("price", version, 2)], { alongside: work }), decline),
      )
      yield* reached
      const told: Array<unknown> = []
      const second = yield* fork(
        other.commit(ns, commitOf([seen("price", version), put("sale", 0, 1)]), ([now]) => {
          told.push(countOf(now?.record))
          return commitOf([seen("price", now?.record?.version ?? 0), put("sale", 0, 2)])
        }),
      )
      yield* waiting
      yield* go
      yield* Fiber.join(first)
      yield* Fiber.join(second)
      assert.deepStrictEqual(told, [2])
      assert.strictEqual(countOf(yield* read(store, "sale")), 2)
    }),
  )

  it.live("share a row that they only read", () =>
    Effect.gen(function* () {
      const { store, other } = yield* opened(2)
      const { version } = yield* store.commit(ns, commitOf([put("price", 0, 1)]), decline)
      const { work, reached, go } = pausing()
      const touches = [seen("price", version), put("sale", 0, 1)]
      const first = yield* fork(store.commit(ns, commitOf(touches, { alongside: work }), decline))
      yield* reached
      yield* other.commit(ns, commitOf([seen("price", version), put("other", 0, 1)]), decline)
      yield* other.commit(ns, commitOf([seen("price", version)]), decline)
      yield* go
      yield* Fiber.join(first)
    }),
  )

  it.live("are numbered anew where a key became free under a later number", () =>
    Effect.gen(function* () {
      const { store, other, quoted, waiting } = yield* opened(2)
      const { version } = yield* store.commit(ns, commitOf([put("z", 0, 1)]), decline)
      // Somebody else's insert of the first key holds the commit up, with its number drawn.
      const rival = yield* connected
      yield* query(
        rival,
        `BEGIN; INSERT INTO ${quoted}.record VALUES ('${ns}', 'pair', 'a', 1, 1, 1, '{}')`,
      )
      const entries = [entry(1), entry(2)]
      const held = yield* fork(
        store.commit(ns, commitOf([put("a", 0, 2), put("z", 0, 2)], { entries }), decline),
      )
      yield* waiting
      const removal = yield* other.commit(
        ns,
        commitOf([gone("z", version)], { entries: [entry(0)] }),
        decline,
      )
      yield* query(rival, "ROLLBACK")
      const insertion = yield* Fiber.join(held)
      assert.isAbove(insertion.version, removal.version)
      for (const id of ["a", "z"])
        assert.strictEqual((yield* read(store, id))?.version, insertion.version)
      const told = (yield* store.journal(ns, { limit: 9 })).entries
      assert.deepStrictEqual(told.map(countOf), [0, 1, 2])
      // The number drawn first, which a commit that keeps it would have had, is the gap.
      assert.strictEqual(removal.version, version + 3)
    }),
  )

  it.live("leave the index as the last of them says", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      const places = (version: number, ...at: ReadonlyArray<string>) => ({
        ...put("a", version, 1),
        write: {
          _tag: "Put" as const,
          asOf: 1,
          schema: 1,
          body: "1",
          index: at.map((place) => ({ index: "by", at: place })),
        },
      })
      const commit = (touch: Touch) =>
        Effect.map(store.commit(ns, commitOf([touch]), decline), ({ version }) => version)
      const stored = Effect.map(sql(`SELECT at FROM ${quoted}.index_entry ORDER BY at`), (rows) =>
        rows.map(({ at }) => at),
      )
      const first = yield* commit(places(0, "x", "y", "y"))
      assert.deepStrictEqual(yield* stored, ["x", "y"])
      const second = yield* commit(places(first, "y", "z"))
      assert.deepStrictEqual(yield* stored, ["y", "z"])
      const third = yield* commit(places(second))
      assert.deepStrictEqual(yield* stored, [])
      const fourth = yield* commit(places(third, "w"))
      yield* commit(gone("a", fourth))
      assert.deepStrictEqual(yield* stored, [])
    }),
  )

  it.live("name the record that is no JSON, and write nothing", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      const poison = {
        ...put("b", 0, 1),
        write: { _tag: "Put" as const, asOf: 1, schema: 1, body: "{" },
      }
      const error = yield* Effect.flip(
        store.commit(ns, commitOf([put("a", 0, 1), poison, put("c", 0, 1)]), decline),
      )
      tells(error, { _tag: "RecordRefused" })
      assert.deepInclude(error, { key: poison.key })
      assert.deepStrictEqual(yield* sizes(quoted), { records: 0, places: 0, entries: 0 })
    }),
  )
})

describe("work of the host alongside a commit on PostgreSQL", () => {
  const withInvoices = Effect.gen(function* () {
    const { store, quoted } = yield* opened()
    yield* sql(
      `CREATE TABLE ${quoted}.invoice (number integer UNIQUE DEFERRABLE INITIALLY DEFERRED)`,
    )
    const numbers = Effect.map(sql(`SELECT number FROM ${quoted}.invoice ORDER BY 1`), (rows) =>
      rows.map(({ number }) => number),
    )
    const attempt = (alongside: Commit["alongside"]) =>
      store.commit(
        ns,
        commitOf([put("a", 0, 1)], { entries: [entry(1)], ...(alongside && { alongside }) }),
        decline,
      )
    const nothing = Effect.gen(function* () {
      assert.deepStrictEqual(yield* sizes(quoted), { records: 0, places: 0, entries: 0 })
      assert.deepStrictEqual(yield* numbers, [])
    })
    return { store, insert: `INSERT INTO ${quoted}.invoice VALUES (1)`, numbers, attempt, nothing }
  })

  it.live("commits together with it", () =>
    Effect.gen(function* () {
      const { store, insert, numbers, attempt } = yield* withInvoices
      const { version } = yield* attempt(
        Postgres.alongside(async (client) => void (await client.query(insert))),
      )
      assert.deepStrictEqual(yield* numbers, [1])
      assert.strictEqual((yield* read(store, "a"))?.version, version)
    }),
  )

  it.live("leaves nothing where it fails, and the store goes on", () =>
    Effect.gen(function* () {
      const { insert, attempt, nothing } = yield* withInvoices
      const failing = Postgres.alongside(async (client) => {
        await client.query(insert)
        throw new Error("no paper")
      })
      tells(yield* Effect.flip(attempt(failing)), { _tag: "HostWorkFailed", detail: "no paper" })
      yield* nothing
      yield* attempt(undefined)
    }),
  )

  it.live("leaves nothing where it hides that one of its statements failed", () =>
    Effect.gen(function* () {
      const { insert, attempt, nothing } = yield* withInvoices
      const hiding = Postgres.alongside(async (client) => {
        await client.query(insert)
        await client.query("SELECT 1 / 0").catch(() => {})
      })
      tells(yield* Effect.flip(attempt(hiding)), { _tag: "HostWorkFailed" })
      yield* nothing
    }),
  )

  it.live("leaves nothing where a constraint of its own refuses the end", () =>
    Effect.gen(function* () {
      const { insert, attempt, nothing } = yield* withInvoices
      const twice = Postgres.alongside(async (client) => {
        await client.query(insert)
        await client.query(insert)
      })
      tells(yield* Effect.flip(attempt(twice)), { _tag: "HostWorkFailed" })
      yield* nothing
    }),
  )

  it.live("runs where our rows are locked, once for a commit that is tried again", () =>
    Effect.gen(function* () {
      const { store, other } = yield* opened(2)
      const { version } = yield* store.commit(ns, commitOf([put("a", 0, 1)]), decline)
      yield* store.commit(ns, commitOf([put("a", version, 2)]), decline)
      let runs = 0
      const counting = Postgres.alongside(async (client) => {
        runs += 1
        const { rows } = await client.query("SHOW synchronous_commit")
        assert.deepStrictEqual(rows, [{ synchronous_commit: "on" }])
        const error = await Effect.runPromise(
          Effect.flip(other.commit(ns, commitOf([put("a", 0, 9)]), decline)).pipe(
            Effect.timeoutOption(100),
          ),
        )
        assert.strictEqual(error._tag, "None")
      })
      const commit = commitOf([put("a", version, 3), put("b", 0, 3)], { alongside: counting })
      yield* store.commit(ns, commit, anew(commit))
      assert.strictEqual(runs, 1)
    }),
  )
})
