/**
 * The statements of a commit. The order in which they take locks is the order of keys, so that no
 * two commits wait for one another.
 *
 * @module
 */
import type { Capabilities, Key, StoredRecord } from "entrepot/store"

import type { Access, Statement } from "./session.ts"
import type { Tables } from "./tables.ts"

/** What the operations of a store stand on. */
export interface Database {
  readonly access: Access
  readonly tables: Tables
  readonly statements: Statements
  readonly capabilities: Capabilities
  readonly epoch: string
}

/** What a commit runs; `commit.ts` says when. */
export interface Statements {
  /** Which of the keys have another version than expected, as of one moment; locks nothing. */
  readonly compare: Statement
  /** The same, with the rows locked against everyone: waits, in the order given. */
  readonly lock: Statement
  /** The same, with the rows locked against writers: never waits, but tells them absent. */
  readonly share: Statement
  /** Draws the numbers and inserts what is expected to be absent, in the order given. */
  readonly insert: Statement
  /** Deletes records, and index entries that a record has no more. */
  readonly remove: Statement
  /** Writes everything else. */
  readonly write: Statement
  /** Gives what {@link Statements.insert} wrote a later number. */
  readonly renumber: Statement
}

/**
 * The statements over the tables of a schema.
 *
 * No plan is left to estimates, which are wrong for a namespace that is new, and for a table that
 * was small when the plan was made: each row is looked up by its key (`LATERAL … LIMIT 1`), in the
 * order of the arrays, and updated where its insert meets it.
 */
export const statementsOver = ({ schema, lock }: Tables): Statements => {
  const prefix = `entrepot ${lock("statements").toString(36)}`
  const statement = (name: string, text: string): Statement => ({ name: `${prefix} ${name}`, text })

  const compare = (locking: string) => `
    SELECT u.collection, u.id, f.version, f.as_of, f.schema, f.body::text AS body
    FROM unnest($2::text[], $3::text[], $4::bigint[]) AS u (collection, id, expected)
    LEFT JOIN LATERAL (
      SELECT version, as_of, schema, body FROM ${schema}.record AS r
      WHERE r.namespace = $1 AND r.collection = u.collection AND r.id = u.id LIMIT 1 ${locking}
    ) AS f ON true
    WHERE coalesce(f.version, 0) <> u.expected`

  return {
    compare: statement("compare", compare("")),
    lock: statement("lock", compare("FOR UPDATE")),
    share: statement("share", compare("FOR SHARE SKIP LOCKED")),

    // A violated key says that another was faster. ON CONFLICT would say it more gently, but makes
    // every insert take twice the time.
    insert: statement(
      "insert",
      `WITH drawn AS MATERIALIZED (SELECT * FROM ${schema}.draw_numbers($2, $3, $4, $5)),
      inserted AS (
        INSERT INTO ${schema}.record
          (namespace, collection, id, version, as_of, schema, body, entries)
        SELECT $1, u.collection, u.id, (SELECT version FROM drawn), u.as_of, u.schema,
          u.body::jsonb, u.entries
        FROM unnest($6::text[], $7::text[], $8::bigint[], $9::integer[], $10::text[], $11::text[])
          AS u (collection, id, as_of, schema, body, entries)
      )
      SELECT version, recorded_at FROM drawn`,
    ),

    // Without a name, so that the plan is of the tables as they are: rows by their places, unless
    // the tables are tiny.
    remove: {
      text: `WITH removed AS (
        DELETE FROM ${schema}.record WHERE ctid = ANY (ARRAY(
          SELECT f.ctid FROM unnest($2::text[], $3::text[]) AS u (collection, id),
          LATERAL (
            SELECT ctid FROM ${schema}.record AS r
            WHERE r.namespace = $1 AND r.collection = u.collection AND r.id = u.id LIMIT 1
          ) AS f))
      )
      DELETE FROM ${schema}.index_entry WHERE ctid = ANY (ARRAY(
        SELECT g.ctid FROM unnest($4::text[], $5::text[]) AS u (collection, id),
        LATERAL (
          SELECT entries FROM ${schema}.record AS r
          WHERE r.namespace = $1 AND r.collection = u.collection AND r.id = u.id LIMIT 1
        ) AS f,
        LATERAL jsonb_array_elements(f.entries::jsonb) AS p (entry),
        LATERAL (
          SELECT ctid FROM ${schema}.index_entry AS e
          WHERE e.namespace = $1 AND e.collection = u.collection
            AND e.name = p.entry->>0 AND e.at = p.entry->>1 AND e.id = u.id LIMIT 1
        ) AS g
        WHERE (u.collection, p.entry->>0, p.entry->>1, u.id) NOT IN (
          SELECT k.* FROM unnest($6::text[], $7::text[], $8::text[], $9::text[]) AS k)))`,
    },

    write: statement(
      "write",
      `WITH number AS MATERIALIZED (
        SELECT * FROM ${schema}.confirm_number($2, $3, $4, $5, $6, $7)
      ), updated AS (
        INSERT INTO ${schema}.record AS r
          (namespace, collection, id, version, as_of, schema, body, entries)
        SELECT $1, u.collection, u.id, number.version, u.as_of, u.schema, u.body::jsonb, u.entries
        FROM number, unnest($8::text[], $9::text[], $10::bigint[], $11::integer[], $12::text[],
          $13::text[]) AS u (collection, id, as_of, schema, body, entries)
        ON CONFLICT (namespace, collection, id) DO UPDATE
        SET version = excluded.version, as_of = excluded.as_of, schema = excluded.schema,
          body = excluded.body, entries = coalesce(excluded.entries, r.entries)
      ), moved AS (
        INSERT INTO ${schema}.index_entry (namespace, collection, name, at, id)
        SELECT $1, u.* FROM unnest($14::text[], $15::text[], $16::text[], $17::text[]) AS u
        ON CONFLICT DO NOTHING
      ), placed AS (
        INSERT INTO ${schema}.index_entry (namespace, collection, name, at, id)
        SELECT $1, u.* FROM unnest($18::text[], $19::text[], $20::text[], $21::text[]) AS u
      ), appended AS (
        INSERT INTO ${schema}.journal_entry (namespace, position, stream, type, schema, body,
          command_id, actor, reason, occurred_at, recorded_at)
        SELECT $1, number.version + u.ordinality - 1, u.stream, u.type, u.schema, u.body::jsonb,
          u.command_id, u.actor, u.reason, u.occurred_at, number.recorded_at
        FROM number, unnest($22::text[], $23::text[], $24::integer[], $25::text[], $26::text[],
          $27::text[], $28::text[], $29::bigint[]) WITH ORDINALITY
          AS u (stream, type, schema, body, command_id, actor, reason, occurred_at)
      )
      SELECT version FROM number`,
    ),

    renumber: statement(
      "renumber",
      `INSERT INTO ${schema}.record (namespace, collection, id, version, as_of, schema, body)
      SELECT $1, u.collection, u.id, $2, 0, 0, 'null'
      FROM unnest($3::text[], $4::text[]) AS u (collection, id)
      ON CONFLICT (namespace, collection, id) DO UPDATE SET version = excluded.version`,
    ),
  }
}

/** A record's columns, all null where there is none. */
export interface RecordRow {
  readonly collection: string
  readonly id: string
  readonly version: string | null
  readonly as_of: string
  readonly schema: string
  readonly body: string
}

export const recordOf = (key: Key.Key, row: RecordRow): StoredRecord => ({
  key,
  version: Number(row.version),
  asOf: Number(row.as_of),
  schema: Number(row.schema),
  body: row.body,
})
