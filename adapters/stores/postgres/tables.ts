/**
 * Where the tables are, and how they come to be.
 *
 * @module
 */
import { Effect, Result } from "effect"
import { StoreUnavailable } from "entrepot/store"
import { escapeIdentifier, escapeLiteral } from "pg"

import { migrations } from "./migrations.ts"
import { run, type Session } from "./session.ts"

/** The tables of one schema. */
export interface Tables {
  /** The schema's name, quoted. */
  readonly schema: string
  /** The first half of an advisory lock for this purpose, of this schema. */
  readonly lock: (purpose: string) => number
}

/** The first half of the advisory locks on the numbers that commits of a namespace have in flight. */
export const numbersOf = ({ lock }: Tables, namespace: string): number =>
  lock(`numbers in flight\0${namespace}`)

/** Tables in a schema of this name, or why there can be none. */
export const tablesIn = (name: string): Result.Result<Tables, StoreUnavailable> =>
  name === "" || name.includes("\0") || Buffer.byteLength(name) > longestName
    ? Result.fail(unfit(`no schema can have the name ${JSON.stringify(name)}`))
    : Result.succeed({
        schema: escapeIdentifier(name),
        lock: (purpose) => hash(`entrepot\0${name}\0${purpose}`),
      })

// PostgreSQL cuts off what is longer, and two names become one.
const longestName = 63

// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) without the sign. Whoever takes the same lock
// by accident makes others wait, no more.
const hash = (text: string): number => {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193)
  return state & 0x7fffffff
}

const unfit = (detail: string) =>
  new StoreUnavailable({ operation: "open", reason: "failed", outcome: "nothing", detail })

/** Brings the tables to this release's format; safe from several processes at once. */
export const migrate = Effect.fnUntraced(function* (session: Session, tables: Tables) {
  const encoding = yield* valueOf(session, "current_setting('server_encoding')")
  if (encoding !== "UTF8") return yield* unfit(`the database has encoding ${encoding}, not UTF8`)
  if ((yield* formatOf(session, tables)) >= migrations.length) return
  yield* run(session, { text: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" })
  yield* Effect.tapError(createTables(session, tables), () =>
    Effect.ignore(run(session, { text: "ROLLBACK" })),
  )
  yield* run(session, { text: "COMMIT" })
})

const createTables = Effect.fnUntraced(function* (session: Session, tables: Tables) {
  const { schema, lock } = tables
  yield* run(session, { text: `SELECT pg_advisory_xact_lock(${lock("migrations")}, 0)` })
  // A host may have made the schema for a role that may not make one.
  const exists = yield* valueOf(session, `to_regnamespace(${escapeLiteral(schema)})`)
  if (exists === null) yield* run(session, { text: `CREATE SCHEMA ${schema}` })
  // Asked again, because another process may have been faster.
  const applied = yield* formatOf(session, tables)
  if (applied === 0)
    yield* run(session, {
      text: `CREATE TABLE ${schema}.migration (
        number integer PRIMARY KEY,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`,
    })
  for (const [i, sql] of migrations.entries()) {
    if (i < applied) continue
    yield* run(session, { text: sql({ schema, numbers: lock("numbers") }) })
    yield* run(session, { text: `INSERT INTO ${schema}.migration (number) VALUES (${i + 1})` })
  }
})

const formatOf = Effect.fnUntraced(function* (session: Session, { schema }: Tables) {
  const table = yield* valueOf(session, `to_regclass(${escapeLiteral(`${schema}.migration`)})`)
  if (table === null) return 0
  return Number(yield* valueOf(session, `(SELECT max(number) FROM ${schema}.migration)`))
})

/** The epoch of the data, a new one after a restore; refuses tables of a later release. */
export const openEpoch = Effect.fnUntraced(function* (
  session: Session,
  { schema }: Tables,
  restored: boolean,
) {
  const reader = Number(yield* valueOf(session, `(SELECT minimum_reader FROM ${schema}.meta)`))
  if (reader > migrations.length)
    return yield* unfit(`the tables need a reader of format ${reader}, not ${migrations.length}`)
  if (restored) yield* run(session, { text: `UPDATE ${schema}.meta SET epoch = gen_random_uuid()` })
  return String(yield* valueOf(session, `(SELECT epoch FROM ${schema}.meta)`))
})

const valueOf = (session: Session, expression: string) =>
  run<{ readonly value: string | null }>(session, { text: `SELECT ${expression} AS value` }).pipe(
    Effect.map(([row]) => row?.value ?? null),
  )
