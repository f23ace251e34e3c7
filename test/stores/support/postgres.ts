/** What the tests of PostgreSQL have in common. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import type { Commit, Revise, StoreShape, Touch } from "entrepot/store"
import { Client, escapeIdentifier } from "pg"
import { inject } from "vitest"

export const ns = "default"
export const url: string = inject("pgUrl")
export const decline: Revise = () => undefined

export const fork = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.forkScoped(effect, { startImmediately: true })

/** A connection of the test's own, closed with the scope. */
export const connected = Effect.acquireRelease(
  Effect.promise(async () => {
    const client = new Client(url)
    await client.connect()
    return client.on("error", () => {})
  }),
  (client) => Effect.promise(() => client.end()),
)

/** Runs statements on a connection of their own, and answers the rows of the last. */
export const sql = (text: string): Effect.Effect<ReadonlyArray<Record<string, unknown>>> =>
  Effect.scoped(Effect.flatMap(connected, (client) => query(client, text)))

export const query = (client: Client, text: string) =>
  Effect.promise(async (): Promise<ReadonlyArray<Record<string, unknown>>> => {
    const answer = await client.query(text)
    return (Array.isArray(answer) ? answer.at(-1) : answer).rows
  })

let schemas = 0

/** The name of a schema, which goes with the scope. */
export const freshSchema = Effect.acquireRelease(
  Effect.sync(() => `test ${process.pid} ${(schemas += 1)} "é' $$`),
  (schema) => sql(`DROP SCHEMA IF EXISTS ${escapeIdentifier(schema)} CASCADE`),
)

/** So many stores over one fresh schema, each with a pool of its own. */
export const opened = Effect.fnUntraced(function* (count = 1) {
  const schema = yield* freshSchema
  const name = `stores ${process.pid} ${schemas}`
  const named = `${url}?application_name=${encodeURIComponent(name)}`
  const stores = yield* Effect.all(
    Array.from({ length: count }, () => Postgres.make({ url: named, schema })),
  )
  const [store = assert.fail(), other = store] = stores
  return { schema, quoted: escapeIdentifier(schema), stores, store, other, waiting: waiting(name) }
})

/** Waits until a session of this name waits for a lock, and answers its process. */
const waiting = Effect.fnUntraced(function* (name: string) {
  while (true) {
    const [row] = yield* sql(`SELECT pid FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND application_name = '${name}'`)
    if (row !== undefined) return Number(row["pid"])
    yield* Effect.sleep(5)
  }
})

export const commitOf = (touches: Commit["touches"], rest: Partial<Commit> = {}): Commit => ({
  touches,
  entries: [],
  instant: 1,
  ...rest,
})

/** Touches a pair without writing it. */
export const seen = (id: string, expected: number): Touch => ({
  key: { collection: "pair", id },
  expected,
})

export const gone = (id: string, expected: number): Touch => ({
  ...seen(id, expected),
  write: { _tag: "Remove" },
})

export const read = (store: StoreShape, id: string) =>
  store.read(ns, [{ collection: "pair", id }]).pipe(Effect.map(([found]) => found?.record))

export const countOf = (found: { readonly body: string } | undefined): unknown =>
  found === undefined ? undefined : JSON.parse(found.body)["count"]

/** How many records, index entries and journal entries there are. */
export const sizes = Effect.fnUntraced(function* (quoted: string) {
  const [row] = yield* sql(`SELECT
    (SELECT count(*)::integer FROM ${quoted}.record) AS records,
    (SELECT count(*)::integer FROM ${quoted}.index_entry) AS places,
    (SELECT count(*)::integer FROM ${quoted}.journal_entry) AS entries`)
  return row
})

/** Work of the host that tells its connection's process, and waits to be let go. */
export const pausing = () => {
  const reached = Promise.withResolvers<number>()
  const go = Promise.withResolvers<void>()
  return {
    work: Postgres.alongside(async (client) => {
      const { rows } = await client.query("SELECT pg_backend_pid() AS pid")
      reached.resolve(rows[0].pid)
      await go.promise
    }),
    reached: Effect.promise(() => reached.promise),
    go: Effect.sync(() => go.resolve()),
  }
}

export const terminate = (pid: number) => sql(`SELECT pg_terminate_backend(${pid})`)

export const tells = (error: object, expected: object) => assert.include<object>(error, expected)
