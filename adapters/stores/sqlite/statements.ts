/**
 * The statements that every commit and page runs, prepared once.
 *
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite"

import type { Capabilities, Key, StoredRecord } from "entrepot/store"

import { insertion } from "./insertion.ts"

/** An open store. */
export interface Connection {
  readonly database: DatabaseSync
  readonly capabilities: Capabilities
  readonly epoch: string
  readonly statements: Statements
}

/** A row as `node:sqlite` gives it. */
export type Row = Record<string, SQLOutputValue>

/** Prepares a statement whose rows are objects with numbers, whatever the host's defaults are. */
export const prepare = (database: DatabaseSync, sql: string): StatementSync => {
  const statement = database.prepare(sql)
  statement.setReadBigInts(false)
  statement.setReturnArrays(false)
  return statement
}

/** The statements of a connection. */
export interface Statements extends ReturnType<typeof prepareStatements> {}

/** Prepares the statements. */
export const prepareStatements = (database: DatabaseSync) => {
  const pages = new Map<string, StatementSync>()
  return {
    /** namespace, collection, id */
    locate: prepare(
      database,
      `SELECT number, version, entries FROM entrepot_record
       WHERE namespace = ? AND collection = ? AND id = ?`,
    ),
    /** namespace, collection, id */
    read: prepare(
      database,
      `SELECT version, as_of, schema, body FROM entrepot_record
       WHERE namespace = ? AND collection = ? AND id = ?`,
    ),
    /** namespace, collection, id, version, as_of, schema, body, entries; not what is there already */
    insert: insertion(
      database,
      "entrepot_record (namespace, collection, id, version, as_of, schema, body, entries)",
      8,
      "IGNORE",
    ),
    /** version, as_of, schema, body, entries, number */
    update: prepare(
      database,
      `UPDATE entrepot_record SET version = ?, as_of = ?, schema = ?, body = ?, entries = ?
       WHERE number = ?`,
    ),
    /** number */
    remove: prepare(database, "DELETE FROM entrepot_record WHERE number = ?"),
    /** namespace, collection, name, at, id */
    addEntries: insertion(database, "entrepot_index_entry", 5, "IGNORE"),
    /** namespace, collection, name, at, id */
    dropEntry: prepare(
      database,
      `DELETE FROM entrepot_index_entry
       WHERE namespace = ? AND collection = ? AND name = ? AND at = ? AND id = ?`,
    ),
    /** how many */
    drawNumbers: prepare(
      database,
      "UPDATE entrepot_meta SET last_number = last_number + ? RETURNING last_number",
    ),
    /** namespace */
    lastEntry: prepare(
      database,
      `SELECT position, recorded_at FROM entrepot_journal_entry
       WHERE namespace = ? ORDER BY position DESC LIMIT 1`,
    ),
    /** the columns in their order */
    append: insertion(database, "entrepot_journal_entry", 11, "FAIL"),
    /** A statement for a page, whose text depends on the range; there are few such texts. */
    page: (sql: string): StatementSync => {
      const known = pages.get(sql)
      if (known !== undefined) return known
      const fresh = prepare(database, sql)
      pages.set(sql, fresh)
      return fresh
    },
  }
}

/** The record in a row of version, as_of, schema and body. */
export const recordOf = (key: Key.Key, row: Row): StoredRecord => ({
  key,
  version: Number(row["version"]),
  asOf: Number(row["as_of"]),
  schema: Number(row["schema"]),
  body: String(row["body"]),
})
