import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { type Commit, type Revise, Store, type StoreShape } from "entrepot/store"

import { freshPath } from "./support/folder.ts"
import { entry, put } from "./support/pairs.ts"

const ns = "default"
const decline: Revise = () => undefined
const commitOf = (touches: Commit["touches"], rest: Partial<Commit> = {}): Commit => ({
  touches,
  entries: [],
  instant: 1,
  ...rest,
})
const countOf = (body: string | undefined): unknown =>
  body === undefined ? undefined : JSON.parse(body)["count"]

const read = (store: StoreShape, id: string) =>
  store.read(ns, [{ collection: "pair", id }]).pipe(Effect.map(([found]) => found?.record))

const handed = Effect.fnUntraced(function* (database = new DatabaseSync(":memory:")) {
  const store = yield* Sqlite.make({ database, busyTimeout: "60 millis" })
  return { database, store }
})

const insert = (database: DatabaseSync) => database.exec("INSERT INTO invoice VALUES (1)")
const invoices = (database: DatabaseSync) =>
  database.prepare("SELECT count(*) AS count FROM invoice").get()?.["count"]
const withInvoices = Effect.suspend(() => {
  const database = new DatabaseSync(":memory:")
  database.exec("CREATE TABLE invoice (number)")
  return handed(database)
})

const tells = (error: object, expected: object) => assert.include<object>(error, expected)

describe("opening a SQLite store", () => {
  it.live("opens a path twice, and both see one another's commits", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const one = yield* Sqlite.make({ path })
      const other = yield* Sqlite.make({ path })
      const { version } = yield* one.commit(ns, commitOf([put("a", 0, 1)]), decline)
      assert.strictEqual((yield* read(other, "a"))?.version, version)
      const next = yield* other.commit(ns, commitOf([put("a", version, 2)]), decline)
      assert.isAbove(next.version, version)
      assert.strictEqual(countOf((yield* read(one, "a"))?.body), 2)
      const stale = yield* Effect.flip(one.commit(ns, commitOf([put("a", version, 3)]), decline))
      tells(stale, { _tag: "StoreConflict" })
    }),
  )

  it.live("loses no increment of two connections that write at once", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const stores = [yield* Sqlite.make({ path }), yield* Sqlite.make({ path })]
      yield* Effect.forEach(
        Array.from({ length: 200 }, (_, i) => i),
        (i) =>
          (stores[i % 2] ?? assert.fail()).commit(ns, commitOf([put("a", 0, 1)]), ([now]) =>
            commitOf([put("a", now?.record?.version ?? 0, Number(countOf(now?.record?.body)) + 1)]),
          ),
        { concurrency: "unbounded" },
      )
      assert.strictEqual(countOf((yield* read(stores[0] ?? assert.fail(), "a"))?.body), 200)
    }),
  )

  it.live("leaves no bytes of what was removed or replaced in a file that is closed", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const long = (word: string) => word.repeat(1_000)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const store = yield* Sqlite.make({ path })
          const first = [put("a", 0, 1, long("Ada")), put("b", 0, 1, "Bob"), put("c", 0, 1, "Cid")]
          const { version } = yield* store.commit(ns, commitOf(first), decline)
          const gone = { key: { collection: "pair", id: "a" }, expected: version }
          const next: Commit["touches"] = [
            { ...gone, write: { _tag: "Remove" } },
            put("b", version, 2),
          ]
          yield* store.commit(ns, commitOf(next), decline)
        }),
      )
      const bytes = readFileSync(path)
      assert.isFalse(existsSync(`${path}-wal`))
      assert.deepStrictEqual(
        ["AdaAda", "Bob", "Cid"].map((word) => bytes.includes(word)),
        [false, false, true],
      )
    }),
  )

  it.live("makes the file but not its folder", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const missing = join(dirname(path), "no", "store.db")
      const error = yield* Effect.flip(Sqlite.make({ path: missing }))
      tells(error, { operation: "open", reason: "gone", outcome: "nothing" })
      assert.include(error.message, missing)
      assert.isFalse(existsSync(dirname(missing)))
      yield* Sqlite.make({ path })
      assert.isTrue(existsSync(path))
    }),
  )

  it.live("refuses a file that is no database", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      writeFileSync(path, "sku;quantity\n".repeat(100))
      const error = yield* Effect.flip(Sqlite.make({ path }))
      tells(error, { operation: "open", reason: "failed", outcome: "nothing" })
    }),
  )

  it.live("refuses a connection whose commits a power cut could undo", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(yield* freshPath)
      database.exec("PRAGMA synchronous = NORMAL")
      const error = yield* Effect.flip(Sqlite.make({ database }))
      tells(error, { operation: "open", reason: "failed" })
      assert.include(error.message, "synchronous = 1")
      database.close()
    }),
  )

  it.live("refuses a database whose text is not UTF-8", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      database.exec("PRAGMA encoding = 'UTF-16le'; CREATE TABLE host (x)")
      const error = yield* Effect.flip(Sqlite.make({ database }))
      assert.include(error.message, "UTF-16le")
    }),
  )

  it.live("refuses tables that a later release wrote for later readers only", () =>
    Effect.gen(function* () {
      const { database } = yield* handed()
      database.exec("UPDATE entrepot_meta SET minimum_reader = 99")
      const error = yield* Effect.flip(Sqlite.make({ database }))
      assert.include(error.message, "format 99")
    }),
  )

  it.live("reads right on a host's connection that prefers bigints and arrays", () =>
    Effect.gen(function* () {
      const options = { readBigInts: true, returnArrays: true }
      const { store } = yield* handed(new DatabaseSync(":memory:", options))
      yield* store.commit(ns, commitOf([put("a", 0, 7)], { entries: [entry(7)] }), decline)
      assert.deepStrictEqual(yield* read(store, "a"), {
        key: { collection: "pair", id: "a" },
        version: 1,
        asOf: 7,
        schema: 1,
        body: `{"count":7}`,
      })
    }),
  )

  it.live("closes its own file with the scope, and a host's connection never", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const own = yield* Effect.scoped(Sqlite.make({ path }))
      const error = yield* Effect.flip(read(own, "a"))
      tells(error, { _tag: "StoreUnavailable", reason: "gone", operation: "read" })
      const { database } = yield* Effect.scoped(handed())
      assert.isTrue(database.isOpen)
    }),
  )

  it.live("begins a new epoch after a restore, and refuses cursors from before", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const before = yield* Effect.scoped(
        Effect.gen(function* () {
          const store = yield* Sqlite.make({ path })
          const entries = [entry(1), entry(2)]
          yield* store.commit(ns, commitOf([put("a", 0, 1), put("b", 0, 1)], { entries }), decline)
          const page = yield* store.query(ns, { collection: "pair", limit: 1 })
          const journal = yield* store.journal(ns, { limit: 1 })
          return { epoch: store.epoch, cursor: page.cursor ?? "", after: journal.cursor }
        }),
      )
      const same = yield* Effect.scoped(Sqlite.make({ path }))
      assert.strictEqual(same.epoch, before.epoch)

      const restored = yield* Sqlite.make({ path, restored: true })
      const expected = {
        _tag: "CursorFromAnotherEpoch",
        cursorEpoch: before.epoch,
        storeEpoch: restored.epoch,
      }
      const { cursor, after } = before
      tells(
        yield* Effect.flip(restored.query(ns, { collection: "pair", limit: 1, cursor })),
        expected,
      )
      tells(yield* Effect.flip(restored.journal(ns, { limit: 1, after })), expected)
      assert.strictEqual(restored.epoch, (yield* Sqlite.make({ path })).epoch)
    }),
  )

  it.live("is provided as a layer", () =>
    Store.use((store) => store.commit(ns, commitOf([put("a", 0, 1)]), decline)).pipe(
      Effect.map(({ version }) => assert.isAbove(version, 0)),
      Effect.provide(Sqlite.layer({ path: ":memory:" }), { local: true }),
    ),
  )
})

describe("a SQLite store and its host", () => {
  it.live("refuses a commit while the host's own transaction is open", () =>
    Effect.gen(function* () {
      const { database, store } = yield* withInvoices
      database.exec("BEGIN")
      insert(database)
      const error = yield* Effect.flip(store.commit(ns, commitOf([put("a", 0, 1)]), decline))
      tells(error, { _tag: "StoreUnavailable", reason: "busy", outcome: "nothing" })
      assert.isUndefined(yield* read(store, "a"))
      database.exec("ROLLBACK")
      assert.strictEqual(invoices(database), 0)
      yield* store.commit(ns, commitOf([put("a", 0, 1)]), decline)
      assert.isDefined(yield* read(store, "a"))
    }),
  )

  it.live("waits for a host's transaction that soon ends", () =>
    Effect.gen(function* () {
      const { database, store } = yield* withInvoices
      database.exec("BEGIN")
      insert(database)
      yield* Effect.forkScoped(
        Effect.delay(
          Effect.sync(() => database.exec("COMMIT")),
          "15 millis",
        ),
      )
      yield* store.commit(ns, commitOf([put("a", 0, 1)]), decline)
      assert.strictEqual(invoices(database), 1)
    }),
  )

  it.live("commits the host's work with its own", () =>
    Effect.gen(function* () {
      const { database, store } = yield* withInvoices
      const alongside = Sqlite.alongside(insert)
      yield* store.commit(ns, commitOf([put("a", 0, 1)], { alongside }), decline)
      assert.strictEqual(invoices(database), 1)
      assert.isDefined(yield* read(store, "a"))
      const only = yield* store.commit(ns, commitOf([], { alongside }), decline)
      assert.deepStrictEqual([only.version, invoices(database)], [0, 2])
    }),
  )

  it.live("runs no work of the host where the commit is refused", () =>
    Effect.gen(function* () {
      const { database, store } = yield* withInvoices
      const stale = commitOf([put("a", 9, 1)], { alongside: Sqlite.alongside(insert) })
      tells(yield* Effect.flip(store.commit(ns, stale, decline)), { _tag: "StoreConflict" })
      assert.strictEqual(invoices(database), 0)
    }),
  )

  const failing: Record<string, (database: DatabaseSync) => void> = {
    throws: (database) => {
      insert(database)
      throw new Error("no such customer")
    },
    "breaks a constraint": (database) => {
      insert(database)
      insert(database)
      database.exec("CREATE UNIQUE INDEX once ON invoice (number)")
    },
    // oxlint-disable-next-line typescript/no-misused-promises -- the mistake under test
    "is asynchronous": async (database) => insert(database),
    "rolls back by itself": (database) => database.exec("ROLLBACK"),
  }
  for (const [what, run] of Object.entries(failing))
    it.live(`writes nothing where the host's work ${what}`, () =>
      Effect.gen(function* () {
        const { database, store } = yield* withInvoices
        const commit = commitOf([put("a", 0, 1)], { alongside: Sqlite.alongside(run) })
        const error = yield* Effect.flip(store.commit(ns, commit, decline))
        tells(error, { _tag: "HostWorkFailed" })
        assert.strictEqual(invoices(database), 0)
        assert.isUndefined(yield* read(store, "a"))
        assert.isFalse(database.isTransaction)
      }),
    )

  it.live("refuses work that was made for another adapter", () =>
    Effect.gen(function* () {
      const { store } = yield* handed()
      const alongside = { adapter: "postgres", run: () => {} }
      const error = yield* Effect.flip(store.commit(ns, commitOf([], { alongside }), decline))
      tells(error, { _tag: "RecordRefused" })
    }),
  )
})

describe("a SQLite store in trouble", () => {
  it.live("says full, has written nothing, and works on when there is room", () =>
    Effect.gen(function* () {
      const { database, store } = yield* handed(new DatabaseSync(yield* freshPath))
      yield* store.commit(ns, commitOf([put("a", 0, 1)], { entries: [entry(1)] }), decline)
      const limit = database.prepare("PRAGMA page_count").get()?.["page_count"]
      database.exec(`PRAGMA max_page_count = ${Number(limit) + 5}`)

      const touches = Array.from({ length: 100 }, (_, i) =>
        put(`large-${i}`, 0, 1, "x".repeat(2_000)),
      )
      const commit = commitOf([put("a", 1, 2), ...touches], { entries: [entry(2)] })
      const error = yield* Effect.flip(store.commit(ns, commit, decline))
      tells(error, { _tag: "StoreUnavailable", reason: "full", outcome: "nothing" })
      assert.strictEqual(countOf((yield* read(store, "a"))?.body), 1)
      assert.lengthOf((yield* store.query(ns, { collection: "pair", limit: 200 })).items, 1)
      const byCount = { collection: "pair", index: "byCount", limit: 200 }
      assert.lengthOf((yield* store.query(ns, byCount)).items, 1)
      assert.lengthOf((yield* store.journal(ns, { limit: 200 })).entries, 1)

      database.exec("PRAGMA max_page_count = 100000")
      yield* store.commit(ns, commit, decline)
      assert.lengthOf((yield* store.query(ns, byCount)).items, 101)
      database.close()
    }),
  )

  it.live("says gone when the database is closed under it", () =>
    Effect.gen(function* () {
      const { database, store } = yield* handed()
      database.close()
      const commit = store.commit(ns, commitOf([put("a", 0, 1)]), decline)
      const gone = { _tag: "StoreUnavailable", reason: "gone", outcome: "nothing" }
      tells(yield* Effect.flip(commit), { ...gone, operation: "commit" })
      tells(yield* Effect.flip(read(store, "a")), { ...gone, operation: "read" })
      const query = store.query(ns, { collection: "pair", limit: 1 })
      tells(yield* Effect.flip(query), { ...gone, operation: "query" })
      const journal = store.journal(ns, { limit: 1 })
      tells(yield* Effect.flip(journal), { ...gone, operation: "journal" })
    }),
  )

  it.live("says that the outcome is unknown when the disk fails at COMMIT", () =>
    Effect.gen(function* () {
      let errcode = 0
      class Failing extends DatabaseSync {
        override exec(sql: string): void {
          if (sql !== "COMMIT" || errcode === 0) return super.exec(sql)
          throw Object.assign(new Error("fault"), { code: "ERR_SQLITE_ERROR", errcode })
        }
      }
      const { database, store } = yield* handed(new Failing(":memory:"))
      const commit = Effect.flip(store.commit(ns, commitOf([put("a", 0, 1)]), decline))
      errcode = 1034 // SQLITE_IOERR_FSYNC
      tells(yield* commit, { reason: "gone", outcome: "unknown" })
      errcode = 13 // SQLITE_FULL
      tells(yield* commit, { reason: "full", outcome: "nothing" })
      assert.isFalse(database.isTransaction)
    }),
  )

  it.live("says busy when another connection writes for too long, and blocks no timer", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const store = yield* Sqlite.make({ path, busyTimeout: "100 millis" })
      const other = new DatabaseSync(path)
      other.exec("BEGIN IMMEDIATE")
      let ticks = 0
      yield* Effect.forkScoped(
        Effect.forever(
          Effect.delay(
            Effect.sync(() => (ticks += 1)),
            "5 millis",
          ),
        ),
      )
      const error = yield* Effect.flip(store.commit(ns, commitOf([put("a", 0, 1)]), decline))
      tells(error, { _tag: "StoreUnavailable", reason: "busy", outcome: "nothing" })
      assert.isAbove(ticks, 0)
      other.close()
    }),
  )
})

describe("the views of a SQLite store", () => {
  it.live("show records and the journal to plain SQL", () =>
    Effect.gen(function* () {
      const { database, store } = yield* handed()
      const at = Date.parse("2026-02-28T23:59:59.999Z")
      const commit = commitOf([put("a", 0, at)], { entries: [entry(at)], instant: at + 1 })
      yield* store.commit(ns, commit, decline)
      const records = database.prepare(
        "SELECT namespace, collection, id, version, as_of, body ->> '$.count' AS count FROM entrepot_records",
      )
      assert.deepStrictEqual(
        { ...records.get() },
        {
          namespace: "default",
          collection: "pair",
          id: "a",
          version: 1,
          as_of: "2026-02-28T23:59:59.999Z",
          count: at,
        },
      )
      assert.deepStrictEqual(
        { ...database.prepare("SELECT * FROM entrepot_journal").get() },
        {
          position: 1,
          namespace: "default",
          stream: "pairs",
          type: "Counted",
          schema: 1,
          body: JSON.stringify({ count: at }),
          command_id: null,
          actor: null,
          reason: null,
          occurred_at: "2026-02-28T23:59:59.999Z",
          recorded_at: "2026-03-01T00:00:00.000Z",
        },
      )
    }),
  )
})
