/**
 * How a transaction ends other than by its own answer or refusal.
 *
 * @module
 */
import { Schema } from "effect"

import type { StoreConflict, StoreError } from "./StoreError.ts"

const KeyFields = Schema.Struct({ collection: Schema.String, id: Schema.String })

/** A record or entry was written by a newer release than this one; it is left as it is. */
export class FutureSchema extends Schema.TaggedError<FutureSchema>()("FutureSchema", {
  key: KeyFields,
  found: Schema.Int,
  known: Schema.Int,
}) {
  override get message(): string {
    const { collection, id } = this.key
    return `${collection} ${JSON.stringify(id)} has schema version ${this.found}, this release knows ${this.known}`
  }
}

/** A record does not decode, although its version is known: somebody else wrote it. */
export class RecordCorrupt extends Schema.TaggedError<RecordCorrupt>()("RecordCorrupt", {
  key: KeyFields,
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.key.collection} ${JSON.stringify(this.key.id)} does not decode: ${this.detail}`
  }
}

/** The store's data needs a newer release to be read. */
export class FutureFormat extends Schema.TaggedError<FutureFormat>()("FutureFormat", {
  minimumReader: Schema.Int,
  known: Schema.Int,
}) {
  override get message(): string {
    return `the data needs a reader of format ${this.minimumReader}, this release knows ${this.known}`
  }
}

/** The index has not been filled for the records that stand since before it: run `Records.backfill`. */
export class IndexNotReady extends Schema.TaggedError<IndexNotReady>()("IndexNotReady", {
  collection: Schema.String,
  index: Schema.String,
}) {
  override get message(): string {
    return `index ${this.index} of ${this.collection} is not filled yet`
  }
}

/**
 * Other processes changed the records again and again before this transaction could commit.
 *
 * Nothing was written. Try again later, or with fewer records at once.
 */
export class Contended extends Schema.TaggedError<Contended>()("Contended", {
  attempts: Schema.Int,
}) {
  override get message(): string {
    return `given up after ${this.attempts} attempts: others changed the same records each time`
  }
}

/** The command id was used before, with another body. */
export class CommandReused extends Schema.TaggedError<CommandReused>()("CommandReused", {
  commandId: Schema.String,
}) {
  override get message(): string {
    return `command id ${JSON.stringify(this.commandId)} was used before with another body`
  }
}

/** The command is older than the receipts that are kept, so nobody can say whether it was done. */
export class CommandTooOld extends Schema.TaggedError<CommandTooOld>()("CommandTooOld", {
  commandId: Schema.String,
  issuedAt: Schema.Int,
  horizon: Schema.Int,
}) {
  override get message(): string {
    return `command ${JSON.stringify(this.commandId)} is older than the receipts that are kept`
  }
}

/** The input of a service does not decode: what and where. */
export class InputInvalid extends Schema.TaggedError<InputInvalid>()("InputInvalid", {
  service: Schema.String,
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.service}: ${this.detail}`
  }
}

/** Every way in which reading or committing can fail. */
export type TransactionError =
  | StoreError
  | StoreConflict
  | FutureSchema
  | RecordCorrupt
  | FutureFormat
  | IndexNotReady
  | Contended
