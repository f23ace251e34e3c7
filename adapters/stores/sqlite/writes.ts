/**
 * What a commit leaves behind: records, their index entries, and the journal.
 *
 * @module
 */
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
  const { insert, addEntries, drawNumbers } = connection.statements
  const numbers = Math.max(1, entries.length)
  const version = Number(drawNumbers.get(numbers)?.["last_number"]) - numbers + 1
  insert.begin()
  addEntries.begin()
  for (const [i, touch] of touches.entries())
    writeRecord(connection, namespace, version, touch, found[i])
  if (!insert.end()) return undefined
  addEntries.end()
  if (entries.length > 0) append(connection, namespace, version, instant, entries)
  return version
}

/** Writes a record and its index entries. */
const writeRecord = (
  { statements }: Connection,
  namespace: string,
  version: number,
  { key, write }: Touch,
  found: Row | undefined,
): void => {
  if (write === undefined) return
  const { collection, id } = key
  const number = found?.["number"]
  const before = String(found?.["entries"] ?? none)
  const after = write._tag === "Remove" ? none : entriesText(write, before)
  if (write._tag === "Remove") {
    if (number !== undefined) statements.remove.run(number)
  } else {
    const { asOf, schema, body } = write
    if (number !== undefined) statements.update.run(version, asOf, schema, body, after, number)
    else statements.insert.add(namespace, collection, id, version, asOf, schema, body, after)
  }
  if (after === before) return
  for (const { index, at } of entriesIn(before))
    statements.dropEntry.run(namespace, collection, index, at, id)
  if (write._tag === "Put")
    for (const { index, at } of write.index ?? [])
      statements.addEntries.add(namespace, collection, index, at, id)
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
  const { append: rows } = statements
  rows.begin()
  for (const [i, entry] of entries.entries())
    rows.add(
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
  rows.end()
}
