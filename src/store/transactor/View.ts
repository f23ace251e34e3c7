/**
 * What a run of a program looks at, and what it leaves behind.
 *
 * @internal
 * @module
 */
import type { Context, Effect } from "effect"

import type * as Key from "../Key.ts"
import type { JournalDraft } from "../Store.ts"
import type { TransactionError } from "../TransactionError.ts"
import type * as Catalog from "./Catalog.ts"
import type * as Slot from "./Slot.ts"

/** Where an attempt looks for facts. */
export interface View {
  /** The instant of transactions over this view, in epoch milliseconds. */
  readonly instant: number
  /** The newest fact that is known of a key. */
  readonly find: (name: string) => Slot.Slot | undefined
  /** The catalog's entry of a collection, where it is known to have one. */
  readonly registered: (collection: string) => Catalog.Entry | undefined
  /** Fetches facts that are not known. A view under the store's lock cannot. */
  readonly load:
    | ((
        keys: ReadonlyArray<Key.Key>,
      ) => Effect.Effect<ReadonlyMap<string, Slot.Slot>, TransactionError>)
    | undefined
  /** Fetches the members of a guard's stretch of an index, into the guard's slot. */
  readonly loadMembers:
    | ((
        guard: Slot.Slot,
        collection: string,
        index: string,
        parts: ReadonlyArray<Key.Part>,
      ) => Effect.Effect<void, TransactionError>)
    | undefined
}

/** What stays the same in every run of one program. */
export interface Origin {
  /** Who issued the command, for its journal entries. */
  readonly header: Pick<JournalDraft, "commandId" | "actor" | "reason"> | undefined
  readonly context: Context.Context<never>
  /** The random numbers of earlier runs, in order; a run adds to them where it draws more. */
  readonly drawn: Array<number>
  /** Whether to read what would otherwise be presumed absent. */
  readonly doubtful: boolean
}

/** Why the result of an attempt does not count and the program must run once more. */
export type Restart = "NeedsLoad" | "ClockBehind"

/** What a run did with a key: the fact that it read first, and what it would write. */
export interface Access {
  readonly read: Slot.Slot
  write: Slot.Slot | undefined
}

/** The newest fact of a key, as the run sees it. */
export const newest = ({ read, write }: Access): Slot.Slot => write ?? read
