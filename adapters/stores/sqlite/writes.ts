/**
 * What a commit leaves behind: records, their index entries, and the journal.
 *
 * @module
 */
import type { SQLInputValue } from "node:sqlite"

import type { Commit, IndexEntry, JournalDraft, Put, Touch } from "entrepot/store"

import type { Connection, Row } from "./statements.ts"

/**
 * Writes all of a commit whose touches found these rows, and answers its number; 0 where there is
 * nothing to write, `undefined` where a new record is there already.
 */
export const writeAll = (
  connection: Connection,
  namespace: string,
  commit: Commit,
  found: ReadonlyArray<Row | undefined>,
): number | undefined => {
  const { touches, entries, instant } = commit
  if (entries.length === 0 && touches.every((touch) => touch.write === undefined)) return 0
  const { statements } = connection
  const numbers = Math.max(1, entries.length)
  const last = statements.drawNumbers.get(numbers)?.["last_number"]
  const version = Number(last) - numbers + 1
  const rows = rowsOf(connection, namespace, version, touches, found)
  if (statements.insert(rows.records) < rows.records.length / columnsOfRecord) return undefined
  statements.addEntries(rows.entries)
  if (entries.length > 0) append(connection, namespace, version, instant, entries)
  return version
}

/** New rows, their values one after another. */
interface Rows {
  readonly records: Array<SQLInputValue>
  readonly entries: Array<SQLInputValue>
}

const columnsOfRecord = 8

/** Changes the records that are there already, and answers what is new. */
const rowsOf = (
  { statements }: Connection,
  namespace: string,
  version: number,
  touches: ReadonlyArray<Touch>,
  found: ReadonlyArray<Row | undefined>,
): Rows => {
  const rows: Rows = { records: [], entries: [] }
  for (const [i, { key, write }] of touches.entries()) {
    if (write === undefined) continue
    const { collection, id } = key
    const row = found[i]
    const number = row?.["number"]
    const before = String(row?.["entries"] ?? none)
    const after = write._tag === "Remove" ? none : entriesText(write, before)
    if (write._tag === "Remove") {
      if (number !== undefined) statements.remove.run(number)
    } else {
      const { asOf, schema, body } = write
      if (number !== undefined) statements.update.run(version, asOf, schema, body, after, number)
      else rows.records.push(namespace, collection, id, version, asOf, schema, body, after)
    }
    if (after === before) continue
    for (const { index, at } of entriesIn(before))
      statements.dropEntry.run(namespace, collection, index, at, id)
    for (const { index, at } of write._tag === "Remove" ? [] : (write.index ?? []))
      rows.entries.push(namespace, collection, index, at, id)
  }
  return rows
}

const none = "[]"

const entriesIn = (text: string): ReadonlyArray<IndexEntry> =>
  text === none ? [] : JSON.parse(text)

const entriesText = (put: Put, before: string): string => {
  if (put.index === undefined) return before
  return put.index.length === 0
    ? none
    : JSON.stringify(put.index.map(({ index, at }): IndexEntry => ({ index, at })))
}

const append = (
  { statements }: Connection,
  namespace: string,
  first: number,
  instant: number,
  entries: ReadonlyArray<JournalDraft>,
): void => {
  const last = Number(statements.lastEntry.get(namespace)?.["recorded_at"] ?? 0)
  const recordedAt = Math.max(instant, last)
  const rows: Array<SQLInputValue> = []
  for (const [i, entry] of entries.entries())
    rows.push(
      first + i,
      namespace,
      entry.stream,
      entry.type,
      entry.schema,
      entry.body,
      entry.commandId ?? null,
      entry.actor ?? null,
      entry.reason ?? null,
      entry.occurredAt,
      recordedAt,
    )
  statements.append(rows)
}
