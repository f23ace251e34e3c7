/**
 * What a commit leaves behind: records, their index entries, and the journal.
 *
 * @module
 */
import type { Commit, IndexEntry, JournalDraft, Key, Put, Touch } from "entrepot/store"

import type { Connection, Row } from "./statements.ts"

/**
 * Writes all of a commit whose touches found these rows, and answers its number; 0 where there is
 * nothing to write, `undefined` where a new record is there already.
 */
export const writeAll = (
  connection: Connection,
  namespace: string,
  { touches, entries, instant }: Commit,
  found: ReadonlyArray<Row | undefined>,
): number | undefined => {
  if (entries.length === 0 && touches.every((touch) => touch.write === undefined)) return 0
  const numbers = Math.max(1, entries.length)
  const last = connection.statements.drawNumbers.get(numbers)?.["last_number"]
  const version = Number(last) - numbers + 1
  const isWritten = (touch: Touch, i: number) =>
    writeRecord(connection, namespace, version, touch, found[i])
  if (!touches.every(isWritten)) return undefined
  if (entries.length > 0) append(connection, namespace, version, instant, entries)
  return version
}

/** Writes a record and its index entries; `false` where a new one is there already. */
const writeRecord = (
  connection: Connection,
  namespace: string,
  version: number,
  { key, write }: Touch,
  found: Row | undefined,
): boolean => {
  if (write === undefined) return true
  const { insert, update, remove } = connection.statements
  const before = String(found?.["entries"] ?? none)
  const after = write._tag === "Remove" ? none : entriesText(write, before)
  const number = found?.["number"]
  if (write._tag === "Remove") {
    if (number !== undefined) remove.run(number)
  } else if (number !== undefined)
    update.run(version, write.asOf, write.schema, write.body, after, number)
  else {
    const { asOf, schema, body } = write
    const { collection, id } = key
    const { changes } = insert.run(namespace, collection, id, version, asOf, schema, body, after)
    if (changes === 0) return false
  }
  if (after !== before) replaceEntries(connection, namespace, key, before, after)
  return true
}

const none = "[]"

const entriesText = (put: Put, before: string): string =>
  put.index === undefined
    ? before
    : JSON.stringify(put.index.map(({ index, at }): IndexEntry => ({ index, at })))

const replaceEntries = (
  { statements }: Connection,
  namespace: string,
  { collection, id }: Key.Key,
  before: string,
  after: string,
): void => {
  const drop: ReadonlyArray<IndexEntry> = before === none ? [] : JSON.parse(before)
  const add: ReadonlyArray<IndexEntry> = after === none ? [] : JSON.parse(after)
  for (const { index, at } of drop) statements.dropEntry.run(namespace, collection, index, at, id)
  for (const { index, at } of add) statements.addEntry.run(namespace, collection, index, at, id)
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
  for (const [i, entry] of entries.entries())
    statements.append.run(
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
}
