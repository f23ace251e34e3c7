import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"

import { entry, pairs, put } from "./support/pairs.ts"
import {
  commitOf,
  connected,
  countOf,
  decline,
  fork,
  freshSchema,
  ns,
  opened,
  pausing,
  query,
  read,
  sizes,
  sql,
  tells,
  terminate,
  url,
} from "./support/postgres.ts"
import { proxied } from "./support/postgresProxy.ts"

const commit = commitOf([put("a", 0, 1), put("b", 0, 1)], { entries: [entry(1)] })
const nothing = { records: 0, places: 0, entries: 0 }
const whole = { records: 2, places: 2, entries: 1 }

describe("a PostgreSQL store whose connection is lost", () => {
  it.live("writes nothing where it happens between two statements, and goes on", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      const { work, reached, go } = pausing()
      const held = yield* fork(
        Effect.flip(store.commit(ns, { ...commit, alongside: work }, decline)),
      )
      yield* terminate(yield* reached)
      yield* Effect.sleep(50)
      yield* go
      tells(yield* Fiber.join(held), { operation: "commit", reason: "gone", outcome: "nothing" })
      assert.deepStrictEqual(yield* sizes(quoted), nothing)
      yield* store.commit(ns, commit, decline)
      assert.deepStrictEqual(yield* sizes(quoted), whole)
    }),
  )

  it.live("writes nothing where it happens while it waits for a lock", () =>
    Effect.gen(function* () {
      const { store, quoted, waiting } = yield* opened()
      const { version } = yield* store.commit(ns, commitOf([put("a", 0, 1)]), decline)
      const rival = yield* connected
      yield* query(rival, `BEGIN; SELECT FROM ${quoted}.record FOR UPDATE`)
      const touches = [put("a", version, 2), put("b", 0, 2)]
      const held = yield* fork(Effect.flip(store.commit(ns, commitOf(touches), decline)))
      yield* terminate(yield* waiting)
      tells(yield* Fiber.join(held), { operation: "commit", reason: "gone", outcome: "nothing" })
      yield* query(rival, "ROLLBACK")
      assert.strictEqual(countOf(yield* read(store, "a")), 1)
      yield* store.commit(ns, commitOf(touches), decline)
    }),
  )

  it.live("does not know the outcome where it happens during COMMIT", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      // A constraint that is checked at the end is a place inside COMMIT.
      yield* sql(`CREATE TABLE ${quoted}.slow (id integer);
        CREATE FUNCTION ${quoted}.sleep() RETURNS trigger LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON ${quoted}.slow
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${quoted}.sleep()`)
      const pid = Promise.withResolvers<number>()
      const alongside = Postgres.alongside(async (client) => {
        await client.query(`INSERT INTO ${quoted}.slow VALUES (1)`)
        const { rows } = await client.query("SELECT pg_backend_pid() AS pid")
        pid.resolve(rows[0].pid)
      })
      const held = yield* fork(Effect.flip(store.commit(ns, { ...commit, alongside }, decline)))
      yield* Effect.promise(() => pid.promise)
      yield* Effect.sleep(100)
      yield* terminate(yield* Effect.promise(() => pid.promise))
      tells(yield* Fiber.join(held), { operation: "commit", reason: "gone", outcome: "unknown" })
      assert.deepStrictEqual(yield* sizes(quoted), nothing)
    }),
  )

  it.live(
    "does not know the outcome where the answer of COMMIT is lost, which may be a success",
    () =>
      Effect.gen(function* () {
        const schema = yield* freshSchema
        const { url: through, cutNext } = yield* proxied(url)
        const store = yield* Postgres.make({ url: through, schema })
        for (const cut of ["before COMMIT", "before its answer"] as const) {
          cutNext(cut)
          const error = yield* Effect.flip(store.commit(ns, commit, decline))
          tells(error, { operation: "commit", reason: "gone", outcome: "unknown" })
          cutNext(undefined)
          const found = yield* read(store, "a")
          assert.strictEqual(countOf(found), cut === "before COMMIT" ? undefined : 1)
        }
      }),
  )

  it.live("says so of whatever is asked while the server is away", () =>
    Effect.gen(function* () {
      const schema = yield* freshSchema
      const proxy = yield* proxied(url)
      const store = yield* Postgres.make({ url: proxy.url, schema })
      proxy.close()
      const gone = { reason: "gone", outcome: "nothing" }
      tells(yield* Effect.flip(read(store, "a")), { ...gone, operation: "read" })
      tells(yield* Effect.flip(store.commit(ns, commit, decline)), { ...gone, operation: "commit" })
      const range = { collection: "pair", limit: 1 }
      tells(yield* Effect.flip(store.query(ns, range)), { ...gone, operation: "query" })
      tells(yield* Effect.flip(store.journal(ns, { limit: 1 })), { ...gone, operation: "journal" })
    }),
  )
})

describe("a PostgreSQL store whose server refuses", () => {
  it.live("says that the disk is full, and writes nothing", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      yield* sql(`CREATE FUNCTION ${quoted}.refuse() RETURNS trigger LANGUAGE plpgsql
          AS 'BEGIN RAISE EXCEPTION ''no space left'' USING ERRCODE = ''53100''; END';
        CREATE TRIGGER refuse BEFORE INSERT ON ${quoted}.journal_entry
          FOR EACH ROW EXECUTE FUNCTION ${quoted}.refuse()`)
      tells(yield* Effect.flip(store.commit(ns, commit, decline)), {
        _tag: "StoreUnavailable",
        reason: "full",
        outcome: "nothing",
      })
      assert.deepStrictEqual(yield* sizes(quoted), nothing)
      yield* sql(`DROP TRIGGER refuse ON ${quoted}.journal_entry`)
      yield* store.commit(ns, commit, decline)
      assert.deepStrictEqual(yield* sizes(quoted), whole)
    }),
  )

  it.live("numbers on, where a statement was cancelled while it drew its numbers", () =>
    Effect.gen(function* () {
      const { store, quoted, waiting } = yield* opened()
      const [row] = yield* sql(`SELECT (regexp_match(prosrc, 'pg_advisory_lock\\((\\d+), 0\\)'))[1]
        AS class FROM pg_proc WHERE proname = 'draw_numbers'
        AND pronamespace = '${quoted.replaceAll("'", "''")}'::regnamespace`)
      const rival = yield* connected
      yield* query(rival, `SELECT pg_advisory_lock(${row?.["class"]}, 0)`)
      const held = yield* fork(Effect.flip(store.commit(ns, commit, decline)))
      yield* sql(`SELECT pg_cancel_backend(${yield* waiting})`)
      tells(yield* Fiber.join(held), { reason: "busy", outcome: "nothing" })
      yield* query(rival, `SELECT pg_advisory_unlock(${row?.["class"]}, 0)`)
      yield* store.commit(ns, commit, decline)
      const [locks] = yield* sql(`SELECT count(*)::integer AS count FROM pg_locks
        WHERE locktype = 'advisory' AND classid = ${row?.["class"]}`)
      assert.deepStrictEqual(locks, { count: 0 })
    }),
  )
})

/** Runs the writer until it is killed behind so many lines; answers the last commit it told. */
const writer = (schema: string, mode: "whole" | "torn", killAfter = Infinity) =>
  Effect.promise(
    () =>
      new Promise<number>((resolve) => {
        const file = fileURLToPath(new URL("./support/postgresWriter.ts", import.meta.url))
        const args = ["--conditions=@entrepot/source", file, url, schema, mode]
        const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
        let text = ""
        child.stdout.setEncoding("utf8").on("data", (more: string) => {
          text += more
          // Not at once, because a commit was just answered: somewhere in one of the next.
          if (text.split("\n").length > killAfter)
            setTimeout(() => child.kill("SIGKILL"), Math.random() * 20)
        })
        child.on("close", () => resolve(Number(text.split("\n").at(-2))))
      }),
  )

/** The counts on the left, on the right, in the index and in the journal; no two may differ. */
const countsIn = Effect.fnUntraced(function* (schema: string) {
  const store = yield* Postgres.make({ url, schema })
  const keys = pairs.flatMap(({ left, right }) => [left, right])
  const found = yield* store.read(
    ns,
    keys.map((id) => ({ collection: "pair", id })),
  )
  const range = { collection: "pair", index: "byCount", limit: 1000 }
  const { items } = yield* store.query(ns, range)
  const { entries } = yield* store.journal(ns, { limit: 100_000 })
  return new Set([
    ...found.map(({ record }) => countOf(record)),
    ...items.map(({ at }) => Number(at)),
    countOf(entries.at(-1)),
  ])
})

describe("a process with a PostgreSQL store that is killed", () => {
  it.live("leaves all or nothing of a commit, and all that was answered for", () =>
    Effect.forEach(
      [1, 8, 25],
      Effect.fnUntraced(function* (killAfter) {
        const schema = yield* freshSchema
        const told = yield* writer(schema, "whole", killAfter)
        const counts = yield* countsIn(schema)
        assert.strictEqual(counts.size, 1, `torn: ${[...counts].join()}`)
        assert.isAtLeast(Math.max(...[...counts].map(Number)), told)
      }),
      { concurrency: 2, discard: true },
    ),
  )

  it.live("would be seen to leave half a commit, if its commits were halves", () =>
    Effect.gen(function* () {
      const schema = yield* freshSchema
      yield* writer(schema, "torn")
      assert.deepStrictEqual(yield* countsIn(schema), new Set([3, 2]))
    }),
  )
})
