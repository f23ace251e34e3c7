/**
 * The port to a database: four promises, small enough that any database can keep them.
 *
 * A store keeps records (versioned JSON documents in collections), index entries (strings that
 * sort by their bytes) and a journal (append-only facts in one order, which is also the outbox).
 *
 * @module
 */
import { Context, type Effect } from "effect"

import type { Key } from "./Key.ts"
import type { CursorError, StoreConflict, StoreError } from "./StoreError.ts"

/** A record as the store holds it. */
export interface StoredRecord {
  readonly key: Key
  /** Greater than zero, ascending, never used twice for a key, not even after a removal. */
  readonly version: number
  /** The instant of the transaction that wrote it, in epoch milliseconds. */
  readonly asOf: number
  /** The version of the collection's schema that wrote it, from 1. */
  readonly schema: number
  /** JSON text. */
  readonly body: string
}

/** What a read found under a key: a record, or nothing. */
export interface Snapshot {
  readonly key: Key
  readonly record: StoredRecord | undefined
}

/** One place of a record in an index; `at` sorts by its bytes. */
export interface IndexEntry {
  readonly index: string
  readonly at: string
}

/** Writes a record. */
export interface Put {
  readonly _tag: "Put"
  /** Epoch milliseconds. */
  readonly asOf: number
  readonly schema: number
  /** JSON text, without U+0000 and lone surrogates. */
  readonly body: string
  /** All index entries of the record; absent where those it has stay as they are. */
  readonly index?: ReadonlyArray<IndexEntry>
}

/** Removes a record and its index entries. */
export interface Remove {
  readonly _tag: "Remove"
}

/** A key of a commit: the version that it must have, and what becomes of it. */
export interface Touch {
  readonly key: Key
  /** The version that was read; 0 means that there must be no record. */
  readonly expected: number
  /** Absent where the record was only read. */
  readonly write?: Put | Remove
}

/** A fact to append to the journal: one whole balanced movement, never a leg of one. */
export interface JournalDraft {
  /** The name of the stream, such as `stock`. */
  readonly stream: string
  /** The name of the fact, in the past tense. */
  readonly type: string
  /** The version of the fact's schema, from 1. */
  readonly schema: number
  /** JSON text. */
  readonly body: string
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly reason: string | undefined
  /** When it happened outside, in epoch milliseconds; it may be late. */
  readonly occurredAt: number
}

/** A journal entry as the store holds it. */
export interface JournalRecord extends JournalDraft {
  /** Ascends in the namespace, with gaps. */
  readonly position: number
  /** When it was written, in epoch milliseconds; it never decreases by position. */
  readonly recordedAt: number
}

/** Work of the host inside our commit; only the adapter that made it can read it. */
export interface HostWork {
  readonly adapter: string
  readonly run: unknown
}

/** All or nothing: every expectation holds, then all writes and entries are durable. */
export interface Commit {
  /** Distinct keys. A commit whose touches write nothing and that has no entries only validates. */
  readonly touches: ReadonlyArray<Touch>
  readonly entries: ReadonlyArray<JournalDraft>
  /** The transactions' instant, in epoch milliseconds; the store may record a later one. */
  readonly instant: number
  /** Runs after our locks are held and before the writes; its failure refuses the commit. */
  readonly alongside?: HostWork
}

/** What a commit came to. */
export interface Committed {
  /**
   * The number of the commit: the version of all that it put, and the position of its first entry.
   * Its other entries follow without gaps. 0 for a commit that only validated.
   */
  readonly version: number
}

/**
 * Answers a commit whose expectations no longer hold, from the records that changed.
 *
 * It is synchronous and pure, may be called again with fresher facts, and touches only keys of the
 * commit. `undefined` declines: the store answers {@link StoreConflict}.
 */
export type Revise = (changed: ReadonlyArray<Snapshot>) => Commit | undefined

/** A stretch of an index, or of a collection in the order of its ids. */
export interface Range {
  readonly collection: string
  /** The name of the index; absent for the order of ids. */
  readonly index?: string
  /** The first string, included; absent for the beginning. */
  readonly from?: string
  /** The string to stop before; absent for the end. */
  readonly to?: string
  readonly reverse?: boolean
  /** At most this many records, from 1. */
  readonly limit: number
  /** Where the page before ended. */
  readonly cursor?: string
}

/** A record found by a query, and the string under which it was found. */
export interface Found {
  readonly at: string
  readonly record: StoredRecord
}

/** Some records of a range, and where the next page begins, absent at the end. */
export interface Page {
  readonly items: ReadonlyArray<Found>
  readonly cursor: string | undefined
}

/** Which journal entries to read. */
export interface JournalRange {
  /** Where the page before ended; absent for the beginning. */
  readonly after?: string
  /** Only entries of this stream. */
  readonly stream?: string
  /** At most this many entries, from 1. */
  readonly limit: number
}

/** Some entries, a cursor that continues behind them, and whether they were the last for now. */
export interface JournalPage {
  readonly entries: ReadonlyArray<JournalRecord>
  readonly cursor: string
  readonly end: boolean
}

/** What a store can do beside the promises, as data. */
export interface Capabilities {
  /** It calls {@link Revise} with the rows locked. Without it every conflict is answered. */
  readonly revise: boolean
  /** Index entries are seen with the commit, or later. */
  readonly indexes: "atCommit" | "eventual"
  /** The journal has one order per namespace, or only per stream. */
  readonly journalOrder: "namespace" | "stream"
  /** A host can join its own transaction with ours. */
  readonly joinsHost: boolean
  readonly maxCommitKeys: number
  /** UTF-8 bytes of all bodies of a commit. */
  readonly maxCommitBytes: number
  /** UTF-8 bytes of one body. */
  readonly maxRecordBytes: number
}

/** What a store has where its adapter says nothing else. */
export const defaultCapabilities: Capabilities = {
  revise: false,
  indexes: "atCommit",
  journalOrder: "namespace",
  joinsHost: false,
  maxCommitKeys: 20_000,
  maxCommitBytes: 16_000_000,
  maxRecordBytes: 1_000_000,
}

/** The four operations, each inside one namespace. */
export interface StoreShape {
  readonly capabilities: Capabilities
  /** Changes when the data is restored from a backup; every cursor carries it. */
  readonly epoch: string
  /** The records under the keys, in the order of the keys. */
  readonly read: (
    namespace: string,
    keys: ReadonlyArray<Key>,
    options?: {
      /** On replicas: at least as fresh as this position. */
      readonly atLeast?: number
    },
  ) => Effect.Effect<ReadonlyArray<Snapshot>, StoreError>
  /** All or nothing; where records changed meanwhile, revised under the lock or a conflict. */
  readonly commit: (
    namespace: string,
    commit: Commit,
    revise: Revise,
  ) => Effect.Effect<Committed, StoreConflict | StoreError>
  /** A page of records, in the order of an index or of ids. */
  readonly query: (namespace: string, range: Range) => Effect.Effect<Page, StoreError | CursorError>
  /** A page of settled entries: nothing that commits later has a lower position. */
  readonly journal: (
    namespace: string,
    range: JournalRange,
  ) => Effect.Effect<JournalPage, StoreError | CursorError>
}

/**
 * The service: provided by an adapter such as `entrepot/adapters/stores/sqlite`.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 *
 * const program = Store.use((store) =>
 *   store.read("default", [{ collection: "shelf", id: "mug" }]),
 * )
 * const [found] = await Effect.runPromise(program.pipe(Effect.provide(Memory.layer())))
 * console.log(found?.record)
 * ```
 * ```text
 * undefined
 * ```
 */
export class Store extends Context.Service<Store, StoreShape>()("entrepot/store/Store") {}
