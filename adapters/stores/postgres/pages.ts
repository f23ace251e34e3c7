/**
 * Reading: records by key, and pages of an index.
 *
 * @module
 */
import { Effect, Result } from "effect"
import {
  Admission,
  Cursor,
  type CursorError,
  CursorMalformed,
  Key,
  type Page,
  type Range,
  type Snapshot,
  type StoreError,
} from "entrepot/store"

import { textArray } from "./arrays.ts"
import { run } from "./session.ts"
import { type Database, recordOf, type RecordRow } from "./statements.ts"

/** The records under the keys, all as of one moment. */
export const readRecords = (
  { access, tables }: Database,
  namespace: string,
  keys: ReadonlyArray<Key.Key>,
): Effect.Effect<ReadonlyArray<Snapshot>, StoreError> =>
  Effect.gen(function* () {
    const refused = keys.map((key) => Admission.ofKey(namespace, key)).find(Boolean)
    if (refused !== undefined) return yield* refused
    if (keys.length === 0) return []
    const text = `
      SELECT f.* FROM unnest($2::text[], $3::text[]) AS u (collection, id), LATERAL (
        SELECT collection, id, version, as_of, schema, body::text AS body
        FROM ${tables.schema}.record AS r
        WHERE r.namespace = $1 AND r.collection = u.collection AND r.id = u.id LIMIT 1
      ) AS f`
    const rows = yield* access.use("read", (session) =>
      run<RecordRow>(session, { text }, [
        namespace,
        textArray(keys.map(({ collection }) => collection)),
        textArray(keys.map(({ id }) => id)),
      ]),
    )
    const found = new Map(rows.map((row) => [Key.toString(row), row]))
    return keys.map((key) => {
      const row = found.get(Key.toString(key))
      return { key, record: row && recordOf(key, row) }
    })
  })

/** A page of an index, or of the ids of a collection. */
export const queryPage = (
  database: Database,
  namespace: string,
  range: Range,
): Effect.Effect<Page, StoreError | CursorError> =>
  Effect.gen(function* () {
    const refused = Admission.ofRange(namespace, range)
    if (refused !== undefined) return yield* refused
    const { access, epoch, tables } = database
    const place = yield* Effect.fromResult(placeOf(epoch, range.cursor))
    const { text, values } = selectOf(tables.schema, namespace, range, place)
    const rows = yield* access.use("query", (session) =>
      run<RecordRow & { readonly at: string }>(session, { text }, values),
    )
    const items = rows.slice(0, range.limit).map((row) => {
      const key = { collection: range.collection, id: row.id }
      return { at: row.at, record: recordOf(key, row) }
    })
    const last = items.at(-1)
    const cursor =
      last === undefined || rows.length <= range.limit
        ? undefined
        : Cursor.encode(epoch, [last.at, last.record.key.id])
    return { items, cursor }
  })

interface Place {
  readonly at: string
  readonly id: string
}

const placeOf = (epoch: string, cursor: string | undefined) =>
  Result.gen(function* () {
    if (cursor === undefined) return undefined
    const [at, id] = yield* Cursor.decode(epoch, cursor)
    return typeof at === "string" && typeof id === "string"
      ? { at, id }
      : yield* Result.fail(new CursorMalformed({ cursor }))
  })

// The order of ids is an index too, in which a record's string is its id. One row more than asked
// for tells whether there is a next page. The text is planned anew each time, for these values.
const selectOf = (schema: string, namespace: string, range: Range, place: Place | undefined) => {
  const { collection, index, from, to, reverse = false, limit } = range
  const values: Array<string | number> = [namespace, collection]
  const value = (operand: string | number) => `$${values.push(operand)}`
  const order = reverse ? "DESC" : "ASC"
  const [table, at] = index === undefined ? ["record", "id"] : ["index_entry", "at"]
  const conditions = ["namespace = $1", "collection = $2"]
  if (index !== undefined) conditions.push(`name = ${value(index)}`)
  if (from !== undefined) conditions.push(`${at} >= ${value(from)}`)
  if (to !== undefined) conditions.push(`${at} < ${value(to)}`)
  if (place !== undefined)
    conditions.push(`(${at}, id) ${reverse ? "<" : ">"} (${value(place.at)}, ${value(place.id)})`)
  const text = `
    SELECT e.at, f.* FROM (
      SELECT ${at} AS at, id FROM ${schema}.${table} WHERE ${conditions.join(" AND ")}
      ORDER BY ${at} ${order}, id ${order} LIMIT ${value(limit + 1)}
    ) AS e, LATERAL (
      SELECT collection, id, version, as_of, schema, body::text AS body FROM ${schema}.record AS r
      WHERE r.namespace = $1 AND r.collection = $2 AND r.id = e.id LIMIT 1
    ) AS f ORDER BY e.at ${order}, e.id ${order}`
  return { text, values }
}
