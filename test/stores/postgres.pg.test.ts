import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { Store } from "entrepot/store"
import { escapeIdentifier, Pool, TypeOverrides } from "pg"

import { entry, put } from "./support/pairs.ts"
import {
  commitOf,
  countOf,
  decline,
  freshSchema,
  ns,
  opened,
  read,
  sql,
  tells,
  url,
} from "./support/postgres.ts"

const poolOf = (config: object = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => new Pool({ connectionString: url, ...config })),
    (pool) => Effect.promise(() => pool.end()),
  )

const opening = (schema: string, at: number) =>
  Effect.promise(
    () =>
      new Promise<string>((resolve) => {
        const file = fileURLToPath(new URL("./support/postgresOpener.ts", import.meta.url))
        const args = ["--conditions=@entrepot/source", file, url, schema, `${at}`]
        const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
        let text = ""
        child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more))
        child.on("close", () => resolve(text.trim()))
      }),
  )

describe("opening a PostgreSQL store", () => {
  it.live("makes the tables once, whichever of two processes is first", () =>
    Effect.gen(function* () {
      const schema = yield* freshSchema
      const at = Date.now() + 1500
      const epochs = yield* Effect.all([opening(schema, at), opening(schema, at)], {
        concurrency: 2,
      })
      assert.isNotEmpty(epochs[0])
      assert.strictEqual(epochs[0], epochs[1])
      const rows = yield* sql(`SELECT number FROM ${escapeIdentifier(schema)}.migration`)
      assert.deepStrictEqual(rows, [{ number: 1 }])
    }),
  )

  it.live("makes the tables once, whichever of many pools is first", () =>
    Effect.gen(function* () {
      const schema = yield* freshSchema
      const stores = yield* Effect.all(
        Array.from({ length: 6 }, () => Postgres.make({ url, schema })),
        { concurrency: "unbounded" },
      )
      assert.strictEqual(new Set(stores.map(({ epoch }) => epoch)).size, 1)
    }),
  )

  it.live("refuses a schema name that PostgreSQL would cut or not take", () =>
    Effect.forEach(["", "a\0b", "é".repeat(32)], (schema) =>
      Effect.map(Effect.flip(Postgres.make({ url, schema })), (error) => {
        tells(error, { operation: "open", reason: "failed", outcome: "nothing" })
        assert.include(error.detail, JSON.stringify(schema))
      }),
    ),
  )

  it.live("keeps stores in two schemas apart, on one pool", () =>
    Effect.gen(function* () {
      const pool = yield* poolOf({ max: 1 })
      const one = yield* Postgres.make({ pool, schema: yield* freshSchema })
      const other = yield* Postgres.make({ pool, schema: yield* freshSchema })
      yield* one.commit(ns, commitOf([put("a", 0, 1)]), decline)
      yield* other.commit(ns, commitOf([put("a", 0, 2)]), decline)
      assert.strictEqual(countOf(yield* read(one, "a")), 1)
      assert.strictEqual(countOf(yield* read(other, "a")), 2)
    }),
  )

  it.live("leaves a pool that was handed in open, and gives back its connections", () =>
    Effect.gen(function* () {
      const pool = yield* poolOf({ max: 1 })
      const live = Postgres.layer({ pool, schema: yield* freshSchema })
      const use = Store.use((store) =>
        Effect.gen(function* () {
          const { version } = yield* store.commit(ns, commitOf([put("a", 0, 1)]), decline)
          yield* Effect.flip(store.commit(ns, commitOf([put("a", version + 1, 2)]), decline))
          yield* Effect.flip(store.commit(ns, commitOf([put("a", 0, 2)]), decline))
        }),
      )
      yield* Effect.provide(use, live, { local: true })
      assert.deepInclude(yield* Effect.promise(() => pool.query("SELECT 1 AS one")), {
        rows: [{ one: 1 }],
      })
      assert.strictEqual(pool.idleCount, 1)
    }),
  )

  it.live("closes the connections of its own pool with its scope", () =>
    Effect.gen(function* () {
      const name = `closes ${process.pid}`
      const schema = yield* freshSchema
      const named = `${url}?application_name=${encodeURIComponent(name)}`
      const count = Effect.map(
        sql(`SELECT count(*)::integer FROM pg_stat_activity WHERE application_name = '${name}'`),
        ([row]) => row?.["count"],
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Postgres.make({ url: named, schema })
          assert.strictEqual(yield* count, 1)
        }),
      )
      yield* Effect.sleep(100)
      assert.strictEqual(yield* count, 0)
    }),
  )

  it.live("reads right on a host's pool that parses numbers and JSON in its own way", () =>
    Effect.gen(function* () {
      const types = new TypeOverrides()
      types.setTypeParser(20, () => "nonsense")
      types.setTypeParser(25, () => "nonsense")
      const pool = yield* poolOf({ types })
      const store = yield* Postgres.make({ pool, schema: yield* freshSchema })
      const { version } = yield* store.commit(
        ns,
        commitOf([put("a", 0, 7)], { entries: [entry(7)] }),
        decline,
      )
      const found = yield* read(store, "a")
      tells(found ?? {}, { version, asOf: 7, schema: 1 })
      assert.strictEqual(countOf(found), 7)
      const { entries } = yield* store.journal(ns, { limit: 1 })
      tells(entries[0] ?? {}, { position: version, recordedAt: 1, commandId: undefined })
    }),
  )

  it.live("says that the server is gone where nobody answers", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Postgres.make({ url: "postgres://x@127.0.0.1:1/x" }))
      tells(error, { operation: "open", reason: "gone", outcome: "nothing" })
    }),
  )

  it.live("refuses a database whose text is not UTF-8", () =>
    Effect.gen(function* () {
      const name = `latin_${process.pid}`
      yield* sql(`CREATE DATABASE ${name} ENCODING LATIN1 LOCALE 'C' TEMPLATE template0`)
      yield* Effect.addFinalizer(() => sql(`DROP DATABASE ${name} WITH (FORCE)`))
      const there = new URL(url)
      there.pathname = `/${name}`
      const error = yield* Effect.flip(Effect.scoped(Postgres.make({ url: there.href })))
      assert.include(error.detail, "LATIN1")
    }),
  )

  it.live("refuses tables that a later release wrote for later readers only", () =>
    Effect.gen(function* () {
      const { schema, quoted } = yield* opened()
      yield* sql(`UPDATE ${quoted}.meta SET minimum_reader = 99`)
      const error = yield* Effect.flip(Postgres.make({ url, schema }))
      assert.include(error.detail, "format 99")
    }),
  )

  it.live("works for a role that may make tables in its schema, and nothing else", () =>
    Effect.gen(function* () {
      const schema = yield* freshSchema
      const role = `clerk_${process.pid}`
      yield* sql(`CREATE ROLE ${role} LOGIN; REVOKE CREATE ON DATABASE postgres FROM PUBLIC;
        CREATE SCHEMA ${escapeIdentifier(schema)} AUTHORIZATION ${role}`)
      yield* Effect.addFinalizer(() => sql(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`))
      const theirs = new URL(url)
      theirs.username = role
      const store = yield* Postgres.make({ url: theirs.href, schema })
      yield* store.commit(ns, commitOf([put("a", 0, 1)], { entries: [entry(1)] }), decline)
      assert.lengthOf((yield* store.journal(ns, { limit: 9 })).entries, 1)
    }),
  )

  it.live("begins a new epoch where the data was restored, and refuses cursors from before", () =>
    Effect.gen(function* () {
      const { schema, store } = yield* opened()
      yield* store.commit(
        ns,
        commitOf([put("a", 0, 1), put("b", 0, 1)], { entries: [entry(1)] }),
        decline,
      )
      const { cursor } = yield* store.journal(ns, { limit: 9 })
      const page = yield* store.query(ns, { collection: "pair", limit: 1 })
      const restored = yield* Postgres.make({ url, schema, restored: true })
      assert.notStrictEqual(restored.epoch, store.epoch)
      assert.strictEqual((yield* Postgres.make({ url, schema })).epoch, restored.epoch)
      const before = { cursorEpoch: store.epoch, storeEpoch: restored.epoch }
      tells(yield* Effect.flip(restored.journal(ns, { limit: 9, after: cursor })), before)
      const range = { collection: "pair", limit: 1, cursor: page.cursor ?? "" }
      tells(yield* Effect.flip(restored.query(ns, range)), before)
    }),
  )

  it.live("is a layer, whose capabilities a host may narrow", () =>
    Effect.gen(function* () {
      const narrow = { revise: false, joinsHost: false, maxCommitKeys: 2 }
      const live = Postgres.layer({ url, schema: yield* freshSchema, capabilities: narrow })
      const told = Store.use(({ capabilities }) => Effect.succeed(capabilities))
      tells(yield* Effect.provide(told, live, { local: true }), {
        ...narrow,
        indexes: "atCommit",
        journalOrder: "namespace",
      })
    }),
  )
})

describe("the views of a PostgreSQL store", () => {
  it.live("give records and journal in typed columns to anyone with plain SQL", () =>
    Effect.gen(function* () {
      const { quoted, store } = yield* opened()
      const instant = Date.UTC(2026, 1, 3, 4, 5, 6, 789)
      const { version } = yield* store.commit(
        ns,
        commitOf([put("a", 0, instant)], {
          entries: [{ ...entry(instant), actor: "web" }],
          instant,
        }),
        decline,
      )
      const [record] = yield* sql(`
        SELECT *, body->>'count' AS count, pg_typeof(as_of)::text AS type FROM ${quoted}.records`)
      tells(record ?? {}, {
        namespace: ns,
        collection: "pair",
        id: "a",
        version: `${version}`,
        count: `${instant}`,
        type: "timestamp with time zone",
      })
      assert.deepStrictEqual(record?.["as_of"], new Date(instant))
      const [fact] = yield* sql(`SELECT * FROM ${quoted}.journal`)
      tells(fact ?? {}, { position: `${version}`, stream: "pairs", type: "Counted", actor: "web" })
      assert.deepStrictEqual(fact?.["body"], { count: instant })
      assert.deepStrictEqual(fact?.["occurred_at"], new Date(instant))
      assert.deepStrictEqual(fact?.["recorded_at"], new Date(instant))
    }),
  )
})
