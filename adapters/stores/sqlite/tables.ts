/**
 * The tables, how they come to be, and the views that anyone may read with plain SQL.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite"

import { Result } from "effect"
import { StoreUnavailable } from "entrepot/store"

import { prepare } from "./statements.ts"
import { transact } from "./transaction.ts"

// Each runs once, in this order, and is never changed after its release. Large rows lie in tables
// with a rowid, where an insert appends and a tree stays flat; the order of text is that of its
// bytes. A record repeats its index entries, so that replacing them needs no second index.
const migrations: ReadonlyArray<string> = [
  `
  CREATE TABLE entrepot_meta (
    minimum_reader INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    last_number INTEGER NOT NULL
  ) STRICT;
  INSERT INTO entrepot_meta VALUES (1, lower(hex(randomblob(16))), 0);

  CREATE TABLE entrepot_record (
    number INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    schema INTEGER NOT NULL,
    body TEXT NOT NULL,
    entries TEXT NOT NULL,
    UNIQUE (namespace, collection, id)
  ) STRICT;

  CREATE TABLE entrepot_index_entry (
    namespace TEXT NOT NULL,
    collection TEXT NOT NULL,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (namespace, collection, name, at, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE entrepot_journal_entry (
    position INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    stream TEXT NOT NULL,
    type TEXT NOT NULL,
    schema INTEGER NOT NULL,
    body TEXT NOT NULL,
    command_id TEXT,
    actor TEXT,
    reason TEXT,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX entrepot_journal_by_namespace ON entrepot_journal_entry (namespace);
  CREATE INDEX entrepot_journal_by_stream ON entrepot_journal_entry (namespace, stream);

  CREATE VIEW entrepot_records AS
    SELECT namespace, collection, id, version,
      strftime('%Y-%m-%dT%H:%M:%fZ', as_of / 1000.0, 'unixepoch') AS as_of,
      schema, body
    FROM entrepot_record;

  CREATE VIEW entrepot_journal AS
    SELECT position, namespace, stream, type, schema, body, command_id, actor, reason,
      strftime('%Y-%m-%dT%H:%M:%fZ', occurred_at / 1000.0, 'unixepoch') AS occurred_at,
      strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1000.0, 'unixepoch') AS recorded_at
    FROM entrepot_journal_entry;
  `,
]

const unavailable = (detail: string) =>
  new StoreUnavailable({ operation: "open", reason: "failed", outcome: "nothing", detail })

/** The settings of a connection of our own. */
export const configure = (database: DatabaseSync): Result.Result<void> => {
  // fullfsync: on macOS a plain fsync does not reach the disk; elsewhere it changes nothing. A
  // checkpoint each 16 MB instead of 4 MB writes a page that many commits touch fewer times. What is removed is
  // overwritten, so that an erased person is not in a free page until something else is.
  database.exec(`
    PRAGMA busy_timeout = 5;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA secure_delete = ON;
  `)
  return Result.void
}

/** Refuses settings that break a promise: text by its bytes, and commits that survive a crash. */
export const assertDurable = (database: DatabaseSync): Result.Result<void, StoreUnavailable> => {
  const encoding = prepare(database, "PRAGMA encoding").get()?.["encoding"]
  if (encoding !== "UTF-8")
    return Result.fail(unavailable(`the database has encoding ${encoding}, not UTF-8`))
  const synchronous = prepare(database, "PRAGMA synchronous").get()?.["synchronous"]
  return Number(synchronous) < 2
    ? Result.fail(unavailable(`the connection has synchronous = ${synchronous}, below FULL (2)`))
    : Result.void
}

/** Brings the tables to this release's format; safe from several processes at once. */
export const migrate = (database: DatabaseSync): Result.Result<void, StoreUnavailable> => {
  if (formatOf(database) >= migrations.length) return Result.void
  return transact("open", database, "BEGIN IMMEDIATE", () => {
    // Asked again, because another process may have been faster.
    const applied = formatOf(database)
    if (applied === 0)
      database.exec(`
        CREATE TABLE IF NOT EXISTS entrepot_migration (
          number INTEGER PRIMARY KEY,
          applied_at TEXT NOT NULL
        ) STRICT`)
    for (const [i, sql] of migrations.entries()) {
      if (i < applied) continue
      database.exec(sql)
      prepare(
        database,
        "INSERT INTO entrepot_migration VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
      ).run(i + 1)
    }
    return Result.void
  })
}

const formatOf = (database: DatabaseSync): number => {
  const tables = "SELECT count(*) AS count FROM sqlite_master WHERE name = 'entrepot_migration'"
  if (Number(prepare(database, tables).get()?.["count"]) === 0) return 0
  const last = "SELECT coalesce(max(number), 0) AS number FROM entrepot_migration"
  return Number(prepare(database, last).get()?.["number"])
}

/** The epoch of the data, a new one after a restore; refuses tables of a later release. */
export const openEpoch = (
  database: DatabaseSync,
  restored: boolean,
): Result.Result<string, StoreUnavailable> => {
  const meta = prepare(database, "SELECT minimum_reader, epoch FROM entrepot_meta").get()
  const reader = Number(meta?.["minimum_reader"])
  if (reader > migrations.length)
    return Result.fail(
      unavailable(`the tables need a reader of format ${reader}, not ${migrations.length}`),
    )
  if (!restored) return Result.succeed(String(meta?.["epoch"]))
  return transact("open", database, "BEGIN IMMEDIATE", () => {
    const begin = "UPDATE entrepot_meta SET epoch = lower(hex(randomblob(16))) RETURNING epoch"
    return Result.succeed(String(prepare(database, begin).get()?.["epoch"]))
  })
}
