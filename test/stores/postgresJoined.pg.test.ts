import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import type { StoreShape } from "entrepot/store"
import type { Client } from "pg"

import { entry, put } from "./support/pairs.ts"
import {
  commitOf,
  connected,
  countOf,
  decline,
  ns,
  opened,
  query,
  read,
  sizes,
  sql,
  tells,
} from "./support/postgres.ts"

const commit = commitOf([put("a", 0, 1), put("b", 0, 1)], { entries: [entry(1)] })

/** A store of its own, and a host's connection on which a transaction begins. */
const hosted = Effect.gen(function* () {
  const database = yield* opened()
  yield* sql(`CREATE TABLE ${database.quoted}.invoice (number integer)`)
  const host = yield* connected
  const join = Effect.fnUntraced(function* (client: Client = host, begin = "BEGIN") {
    yield* query(client, begin)
    return yield* Postgres.joinedStore(client, { schema: database.schema })
  })
  return { ...database, host, join, invoice: `INSERT INTO ${database.quoted}.invoice VALUES (1)` }
})

describe("a store joined to the host's own PostgreSQL transaction", () => {
  it.live("is committed by the host, together with its own rows", () =>
    Effect.gen(function* () {
      const { store, quoted, host, join, invoice } = yield* hosted
      const joined = yield* join()
      yield* query(host, invoice)
      const { version } = yield* joined.commit(ns, commit, decline)
      assert.strictEqual((yield* read(joined, "a"))?.version, version)
      assert.isUndefined(yield* read(store, "a"))
      yield* query(host, "COMMIT")
      assert.strictEqual((yield* read(store, "a"))?.version, version)
      assert.deepStrictEqual(yield* sizes(quoted), { records: 2, places: 2, entries: 1 })
      assert.deepStrictEqual(yield* sql(`SELECT * FROM ${quoted}.invoice`), [{ number: 1 }])
    }),
  )

  it.live("leaves nothing where the host rolls back", () =>
    Effect.gen(function* () {
      const { store, quoted, host, join, invoice } = yield* hosted
      const joined = yield* join()
      yield* query(host, invoice)
      const { version } = yield* joined.commit(ns, commit, decline)
      yield* joined.commit(ns, commitOf([put("a", version, 2)]), decline)
      yield* query(host, "ROLLBACK")
      assert.deepStrictEqual(yield* sizes(quoted), { records: 0, places: 0, entries: 0 })
      yield* store.commit(ns, commit, decline)
      assert.deepStrictEqual((yield* store.journal(ns, { limit: 9 })).entries.map(countOf), [1])
    }),
  )

  it.live("leaves the host's transaction usable where its commit conflicts or is refused", () =>
    Effect.gen(function* () {
      const { store, host, quoted, join, invoice } = yield* hosted
      yield* store.commit(ns, commitOf([put("a", 0, 7)]), decline)
      const joined = yield* join()
      yield* query(host, invoice)
      tells(yield* Effect.flip(joined.commit(ns, commit, decline)), { _tag: "StoreConflict" })
      const poison = {
        ...put("c", 0, 1),
        write: { _tag: "Put" as const, asOf: 1, schema: 1, body: "{" },
      }
      tells(yield* Effect.flip(joined.commit(ns, commitOf([poison]), decline)), {
        _tag: "RecordRefused",
      })
      const died = yield* Effect.exit(
        joined.commit(ns, commit, () => {
          throw new Error("a defect")
        }),
      )
      assert.strictEqual(died._tag, "Failure")
      yield* joined.commit(ns, commit, ([now]) =>
        commitOf([put("a", now?.record?.version ?? 0, 8), put("b", 0, 8)]),
      )
      yield* query(host, "COMMIT")
      assert.strictEqual(countOf(yield* read(store, "b")), 8)
      assert.lengthOf(yield* sql(`SELECT * FROM ${quoted}.invoice`), 1)
    }),
  )

  it.live("refuses a connection without a transaction, and one that is not READ COMMITTED", () =>
    Effect.gen(function* () {
      const { schema, host, join } = yield* hosted
      const refused = (detail: string) => (error: object) =>
        Effect.sync(() => tells(error, { _tag: "HostTransactionUnfit", detail }))
      yield* Effect.flip(Postgres.joinedStore(host, { schema })).pipe(
        Effect.flatMap(refused("no transaction is open")),
      )
      yield* Effect.flip(join(host, "BEGIN ISOLATION LEVEL REPEATABLE READ")).pipe(
        Effect.flatMap(refused("its isolation is repeatable read, not read committed")),
      )
      yield* Effect.promise(() => host.query("SELECT 1 / 0").catch(() => {}))
      yield* query(host, "SELECT").pipe(Effect.exit)
      yield* Effect.flip(Postgres.joinedStore(host, { schema })).pipe(
        Effect.flatMap(refused("it has failed")),
      )
      yield* query(host, "ROLLBACK; BEGIN")
      const missing = yield* Effect.flip(Postgres.joinedStore(host, { schema: "not opened" }))
      tells(missing, { _tag: "StoreUnavailable", operation: "open", outcome: "nothing" })
    }),
  )

  it.live("holds back readers of the journal from its position until the host ends", () =>
    Effect.gen(function* () {
      const { store, host, join } = yield* hosted
      const joined = yield* join()
      yield* joined.commit(ns, commit, decline)
      assert.deepStrictEqual((yield* joined.journal(ns, { limit: 9 })).entries.map(countOf), [1])
      yield* store.commit(ns, commitOf([], { entries: [entry(2)] }), decline)
      const page = yield* store.journal(ns, { limit: 9 })
      assert.deepStrictEqual([page.entries, page.end], [[], false])
      yield* query(host, "COMMIT")
      const after = yield* store.journal(ns, { limit: 9, after: page.cursor })
      assert.deepStrictEqual([after.entries.map(countOf), after.end], [[1, 2], true])
    }),
  )

  it.live("says that the host must try again where its transaction would deadlock", () =>
    Effect.gen(function* () {
      const { store, host, join } = yield* hosted
      const { version } = yield* store.commit(
        ns,
        commitOf([put("a", 0, 1), put("b", 0, 1)]),
        decline,
      )
      const other = yield* connected
      const [one, two] = [yield* join(), yield* join(other)]
      yield* one.commit(ns, commitOf([put("b", version, 2)]), decline)
      yield* two.commit(ns, commitOf([put("a", version, 2)]), decline)
      const meet = (joined: StoreShape, client: Client, id: string) =>
        joined.commit(ns, commitOf([put(id, version, 3)]), decline).pipe(
          Postgres.orHostMustRetry,
          Effect.tapError(() => query(client, "ROLLBACK")),
          Effect.result,
        )
      const outcomes = yield* Effect.all([meet(one, host, "a"), meet(two, other, "b")], {
        concurrency: 2,
      })
      // Whose it was is PostgreSQL's choice; the other one could then go on.
      assert.lengthOf(outcomes.filter(Result.isSuccess), 1)
      assert.deepStrictEqual(
        outcomes.filter(Result.isFailure).map(({ failure }) => failure._tag),
        ["HostMustRetry"],
      )
      yield* Effect.forEach([host, other], (client) => query(client, "ROLLBACK"))
    }),
  )

  it.live("runs no work alongside, since the host has its own transaction", () =>
    Effect.gen(function* () {
      const { host, join } = yield* hosted
      const joined = yield* join()
      assert.isFalse(joined.capabilities.joinsHost)
      const alongside = Postgres.alongside(async () => {})
      const error = yield* Effect.flip(joined.commit(ns, { ...commit, alongside }, decline))
      tells(error, { _tag: "RecordRefused" })
      yield* query(host, "ROLLBACK")
    }),
  )
})
