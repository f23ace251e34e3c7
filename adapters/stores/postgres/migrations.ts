/**
 * The tables of each format, and the functions that number commits.
 *
 * @module
 */
import { escapeLiteral } from "pg"

/** A schema's name quoted, and the first half of the advisory lock under which it draws numbers. */
export interface Place {
  readonly schema: string
  readonly numbers: number
}

const body = (text: string) => escapeLiteral(`BEGIN ${text} END`)

/**
 * Each runs once, in this order, and is never changed after its release.
 *
 * Text is compared by its bytes, which is what `COLLATE "C"` means in UTF-8. A record repeats its
 * index entries (`[[name, at], …]`, or NULL where it never had any), so that replacing them needs
 * no second index.
 */
export const migrations: ReadonlyArray<(place: Place) => string> = [
  ({ schema, numbers }) => `
  CREATE TABLE ${schema}.meta (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    minimum_reader integer NOT NULL,
    epoch text NOT NULL
  );
  INSERT INTO ${schema}.meta (minimum_reader, epoch) VALUES (1, gen_random_uuid());

  CREATE TABLE ${schema}.record (
    namespace text COLLATE "C" NOT NULL,
    collection text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    as_of bigint NOT NULL,
    schema integer NOT NULL,
    body jsonb NOT NULL,
    entries text,
    PRIMARY KEY (namespace, collection, id)
  );

  CREATE TABLE ${schema}.index_entry (
    namespace text COLLATE "C" NOT NULL,
    collection text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    PRIMARY KEY (namespace, collection, name, at, id)
  );

  CREATE TABLE ${schema}.journal_entry (
    namespace text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    stream text COLLATE "C" NOT NULL,
    type text NOT NULL,
    schema integer NOT NULL,
    body jsonb NOT NULL,
    command_id text,
    actor text,
    reason text,
    occurred_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (namespace, position)
  );
  CREATE INDEX journal_entry_by_stream ON ${schema}.journal_entry (namespace, stream, position);

  -- What no rollback takes back: the last number drawn, the latest time recorded, and the last
  -- number of a commit that left a key absent.
  CREATE SEQUENCE ${schema}.last_number MINVALUE 0 START 0;
  CREATE SEQUENCE ${schema}.last_recorded MINVALUE ${Number.MIN_SAFE_INTEGER} START ${Number.MIN_SAFE_INTEGER};
  CREATE SEQUENCE ${schema}.last_absence MINVALUE 0 START 0;

  CREATE FUNCTION ${schema}.draw_numbers(
    namespace_lock integer, wanted integer, instant bigint, leaves_absence boolean,
    OUT version bigint, OUT recorded_at bigint
  ) LANGUAGE plpgsql AS ${body(`
    -- One transaction at a time, but only for this moment: the lock is not held to the end.
    PERFORM pg_advisory_lock(${numbers}, 0);
    version := 1 + (SELECT last_value FROM ${schema}.last_number);
    recorded_at := greatest(instant, (SELECT last_value FROM ${schema}.last_recorded));
    -- In flight from before anybody can see the number to the end. A lock has room for 32 bits.
    PERFORM pg_advisory_xact_lock_shared(namespace_lock,
      ((version + 2147483648) % 4294967296 - 2147483648)::integer);
    PERFORM setval(${escapeLiteral(`${schema}.last_number`)}, version + wanted - 1);
    PERFORM setval(${escapeLiteral(`${schema}.last_recorded`)}, recorded_at);
    IF leaves_absence THEN
      PERFORM setval(${escapeLiteral(`${schema}.last_absence`)}, version);
    END IF;
    PERFORM pg_advisory_unlock(${numbers}, 0);
  EXCEPTION WHEN query_canceled OR others THEN
    PERFORM pg_advisory_unlock(${numbers}, 0);
    RAISE;
  `)};

  -- Keeps the number drawn, unless a commit with a later one has left a key absent meanwhile: what
  -- was inserted since may stand on that, and is numbered after it.
  CREATE FUNCTION ${schema}.confirm_number(
    namespace_lock integer, wanted integer, instant bigint, leaves_absence boolean,
    INOUT version bigint, INOUT recorded_at bigint
  ) LANGUAGE plpgsql AS ${body(`
    IF (SELECT last_value FROM ${schema}.last_absence) > version THEN
      SELECT d.version, d.recorded_at INTO version, recorded_at
      FROM ${schema}.draw_numbers(namespace_lock, wanted, instant, leaves_absence) AS d;
    END IF;
  `)};

  -- The last number drawn, and the lowest up to it that another transaction has in flight. In this
  -- order: a number up to the last was locked before it could be seen, or its commit has ended.
  CREATE FUNCTION ${schema}.journal_horizon(
    namespace_lock integer, OUT last bigint, OUT in_flight bigint
  ) LANGUAGE plpgsql AS ${body(`
    IF pg_is_in_recovery() THEN
      RAISE EXCEPTION 'a replica cannot tell which entries are settled';
    END IF;
    last := (SELECT last_value FROM ${schema}.last_number);
    -- Of all numbers with the same low 32 bits, the one that is meant is the nearest to the last.
    SELECT min(last + n.distance) INTO in_flight
    FROM pg_locks AS l, LATERAL (
      SELECT (l.objid::bigint - last % 4294967296 + 6442450944) % 4294967296 - 2147483648
    ) AS n (distance)
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
      AND l.classid::bigint = namespace_lock
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.pid IS DISTINCT FROM pg_backend_pid()
      AND n.distance <= 0;
  `)};

  CREATE VIEW ${schema}.records AS
    SELECT namespace, collection, id, version,
      to_timestamp(as_of / 1000.0) AS as_of, schema, body
    FROM ${schema}.record;

  CREATE VIEW ${schema}.journal AS
    SELECT namespace, position, stream, type, schema, body, command_id, actor, reason,
      to_timestamp(occurred_at / 1000.0) AS occurred_at,
      to_timestamp(recorded_at / 1000.0) AS recorded_at
    FROM ${schema}.journal_entry;
  `,
]
