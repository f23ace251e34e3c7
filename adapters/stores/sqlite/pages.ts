/**
 * Reading: records by key, pages of an index, pages of the journal.
 *
 * @module
 */
import type { SQLInputValue } from "node:sqlite"

import { Result } from "effect"
import {
  Admission,
  Cursor,
  type CursorError,
  CursorMalformed,
  type JournalPage,
  type JournalRange,
  type JournalRecord,
  type Key,
  type Page,
  type Range,
  type RecordRefused,
  type Snapshot,
  type StoreUnavailable,
} from "entrepot/store"

import { type Connection, recordOf, type Row } from "./statements.ts"
import { transact } from "./transaction.ts"

/** The records under the keys, all as of one moment. */
export const readRecords = (
  { database, statements }: Connection,
  namespace: string,
  keys: ReadonlyArray<Key.Key>,
): Result.Result<ReadonlyArray<Snapshot>, RecordRefused | StoreUnavailable> => {
  const refused = keys.map((key) => Admission.ofKey(namespace, key)).find(Boolean)
  if (refused !== undefined) return Result.fail(refused)
  const read = (): ReadonlyArray<Snapshot> =>
    keys.map((key) => {
      const row = statements.read.get(namespace, key.collection, key.id)
      return { key, record: row && recordOf(key, row) }
    })
  // The host's own open transaction is one moment too, and one key needs no transaction.
  return keys.length < 2 || database.isTransaction
    ? Result.succeed(read())
    : transact("read", database, "BEGIN", () => Result.succeed(read()))
}

/** A page of an index, or of the ids of a collection. */
export const queryPage = (
  { epoch, statements }: Connection,
  namespace: string,
  range: Range,
): Result.Result<Page, CursorError | RecordRefused> => {
  const refused = Admission.ofRange(namespace, range)
  if (refused !== undefined) return Result.fail(refused)
  const place = Result.gen(function* () {
    if (range.cursor === undefined) return undefined
    const [at, id] = yield* Cursor.decode(epoch, range.cursor)
    return typeof at === "string" && typeof id === "string"
      ? { at, id }
      : yield* Result.fail(new CursorMalformed({ cursor: range.cursor }))
  })
  if (Result.isFailure(place)) return Result.fail(place.failure)

  const { sql, values } = selectOf(namespace, range, place.success)
  const rows = statements.page(sql).all(...values)
  const items = rows.slice(0, range.limit).map((row) => {
    const key = { collection: range.collection, id: String(row["id"]) }
    return { at: String(row["at"]), record: recordOf(key, row) }
  })
  const last = items.at(-1)
  return Result.succeed({
    items,
    cursor:
      last === undefined || rows.length <= range.limit
        ? undefined
        : Cursor.encode(epoch, [last.at, last.record.key.id]),
  })
}

interface Place {
  readonly at: string
  readonly id: string
}

// The order of ids is an index too, in which a record's string is its id. One row more than asked
// for tells whether there is a next page.
const selectOf = (namespace: string, range: Range, place: Place | undefined) => {
  const { collection, index, from, to, reverse = false, limit } = range
  const order = reverse ? "DESC" : "ASC"
  const beyond = reverse ? "<" : ">"
  const [source, at, tie] =
    index === undefined
      ? ["entrepot_record AS e", "e.id", ""]
      : [
          `entrepot_index_entry AS e CROSS JOIN entrepot_record AS r
             ON r.namespace = e.namespace AND r.collection = e.collection AND r.id = e.id`,
          "e.at",
          `, e.id ${order}`,
        ]
  const conditions = ["e.namespace = ?", "e.collection = ?"]
  const values: Array<SQLInputValue> = [namespace, collection]
  const demand = (condition: string, ...operands: ReadonlyArray<string>) => {
    conditions.push(condition)
    values.push(...operands)
  }
  if (index !== undefined) demand("e.name = ?", index)
  if (place !== undefined && index !== undefined)
    demand(`(e.at, e.id) ${beyond} (?, ?)`, place.at, place.id)
  if (place !== undefined && index === undefined) demand(`e.id ${beyond} ?`, place.id)
  // The plus keeps the planner from starting at the beginning of the range on every page.
  if (from !== undefined) demand(`${place && !reverse ? "+" : ""}${at} >= ?`, from)
  if (to !== undefined) demand(`${place && reverse ? "+" : ""}${at} < ?`, to)
  const sql = `
    SELECT ${at} AS at, e.id, version, as_of, schema, body FROM ${source}
    WHERE ${conditions.join(" AND ")} ORDER BY ${at} ${order}${tie} LIMIT ?`
  return { sql, values: [...values, limit + 1] }
}

/** A page of the journal: with one writer at a time, what is visible is settled. */
export const journalPage = (
  { epoch, statements }: Connection,
  namespace: string,
  { after, stream, limit }: JournalRange,
): Result.Result<JournalPage, CursorError | RecordRefused> => {
  const refused = Admission.ofJournal(namespace, {
    limit,
    ...(stream === undefined ? {} : { stream }),
  })
  if (refused !== undefined) return Result.fail(refused)
  const start = Result.gen(function* () {
    if (after === undefined) return 0
    const [position] = yield* Cursor.decode(epoch, after)
    return typeof position === "number"
      ? position
      : yield* Result.fail(new CursorMalformed({ cursor: after }))
  })
  if (Result.isFailure(start)) return Result.fail(start.failure)

  // Asked before the rows: up to here a reader of one stream has passed over all others.
  const passed = Number(statements.lastEntry.get(namespace)?.["position"] ?? 0)
  const ofStream = stream === undefined ? "" : "AND stream = ?"
  const rows = statements
    .page(
      `SELECT * FROM entrepot_journal_entry
       WHERE namespace = ? ${ofStream} AND position > ? ORDER BY position LIMIT ?`,
    )
    .all(namespace, ...(stream === undefined ? [] : [stream]), start.success, limit + 1)
  const entries = rows.slice(0, limit).map(entryOf)
  const end = rows.length <= limit
  const last = entries.at(-1)?.position ?? start.success
  return Result.succeed({
    entries,
    cursor: Cursor.encode(epoch, [end ? Math.max(last, passed) : last]),
    end,
  })
}

const entryOf = (row: Row): JournalRecord => ({
  position: Number(row["position"]),
  stream: String(row["stream"]),
  type: String(row["type"]),
  schema: Number(row["schema"]),
  body: String(row["body"]),
  commandId: textOf(row["command_id"]),
  actor: textOf(row["actor"]),
  reason: textOf(row["reason"]),
  occurredAt: Number(row["occurred_at"]),
  recordedAt: Number(row["recorded_at"]),
})

const textOf = (value: Row[string] | undefined): string | undefined =>
  typeof value === "string" ? value : undefined
