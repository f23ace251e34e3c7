/**
 * How a store says no: each error says whether anything was written.
 *
 * @module
 */
import { Schema } from "effect"

import type { Key } from "./Key.ts"

const KeyFields = Schema.Struct({ collection: Schema.String, id: Schema.String })

const name = (key: Key | undefined): string =>
  key === undefined ? "a record" : `${key.collection} ${JSON.stringify(key.id)}`

/**
 * Expectations of a commit no longer hold, and nothing was written.
 *
 * `changed` names the keys that moved, where the store knows them.
 */
export class StoreConflict extends Schema.TaggedError<StoreConflict>()("StoreConflict", {
  changed: Schema.Array(KeyFields),
}) {
  override get message(): string {
    return `${this.changed.length} records changed meanwhile`
  }
}

/**
 * The database did not answer, or answered that it cannot serve now.
 *
 * `outcome` says of a commit whether nothing was written (`nothing`) or nobody knows (`unknown`);
 * repeating the command by its id is safe in both cases. `reason` is `gone` (no connection),
 * `full` (no space left), `busy` (somebody else holds it) or `failed` (see `detail`).
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  operation: Schema.Literals(["open", "read", "commit", "query", "journal"]),
  reason: Schema.Literals(["gone", "full", "busy", "failed"]),
  outcome: Schema.Literals(["nothing", "unknown"]),
  detail: Schema.String,
}) {
  override get message(): string {
    const what = this.outcome === "nothing" ? "nothing was written" : "the outcome is unknown"
    return `store ${this.reason} at ${this.operation}: ${this.detail} (${what})`
  }
}

/**
 * The store does not take this record or key, however often it is tried; nothing was written.
 */
export class RecordRefused extends Schema.TaggedError<RecordRefused>()("RecordRefused", {
  key: Schema.optionalKey(KeyFields),
  detail: Schema.String,
}) {
  override get message(): string {
    return `the store refuses ${name(this.key)}: ${this.detail}`
  }
}

/** The host's own work inside a commit failed; nothing was written. */
export class HostWorkFailed extends Schema.TaggedError<HostWorkFailed>()("HostWorkFailed", {
  detail: Schema.String,
  cause: Schema.Defect(),
}) {
  override get message(): string {
    return `the host's work inside the commit failed: ${this.detail}`
  }
}

/** The cursor was made before the data was restored from a backup: begin again. */
export class CursorFromAnotherEpoch extends Schema.TaggedError<CursorFromAnotherEpoch>()(
  "CursorFromAnotherEpoch",
  { cursorEpoch: Schema.String, storeEpoch: Schema.String },
) {
  override get message(): string {
    return `the cursor is of epoch ${this.cursorEpoch}, the store of ${this.storeEpoch}`
  }
}

/** The text is no cursor of this store. */
export class CursorMalformed extends Schema.TaggedError<CursorMalformed>()("CursorMalformed", {
  cursor: Schema.String,
}) {
  override get message(): string {
    return `not a cursor: ${JSON.stringify(this.cursor)}`
  }
}

/** How any operation can fail. */
export type StoreError = StoreUnavailable | RecordRefused | HostWorkFailed

/** How a page can fail beside: its cursor is of no use. */
export type CursorError = CursorFromAnotherEpoch | CursorMalformed
