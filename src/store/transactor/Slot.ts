/**
 * A slot: what the transactor knows of one record, committed or pending.
 *
 * @internal
 * @module
 */
import { Option, Result } from "effect"

import * as Collection from "../Collection.ts"
import type { Key } from "../Key.ts"
import type { Snapshot } from "../Store.ts"
import type { FutureSchema, RecordCorrupt } from "../TransactionError.ts"

/** The version of a slot whose write has not committed yet. */
export const pending = -1

/** Compared by identity: two pending slots of one key are different facts. */
export interface Slot {
  readonly key: Key
  /** 0 for an absence, {@link pending} until its commit gives a version. */
  version: number
  /** Of a pending slot the instant of its program, until its commit tells a later one. */
  asOf: number
  readonly schema: number
  /** JSON text of a committed record; dropped once decoded. */
  body: string | undefined
  decoded: boolean
  /** None for an absence, and until it is decoded. */
  value: Option.Option<unknown>
  /** Of a pending slot: how to encode it. */
  readonly collection: Collection.Collection<unknown> | undefined
  /** Whether the store must write all index entries, whatever they were. */
  reindexed: boolean
  /** Of a guard: the members of its index stretch. */
  members: Members | undefined
}

/**
 * What stands under a guard, or how it differs from the guard's earlier slot while nobody has
 * asked.
 */
export type Members =
  | { readonly _tag: "Known"; readonly ids: MemberIds }
  | { readonly _tag: "Changed"; readonly from: Slot; readonly changes: ReadonlyArray<Change> }

/** Ids of records by {@link member}. */
export type MemberIds = ReadonlyMap<string, string>

/** An index entry that appears or disappears. */
export interface Change {
  readonly at: string
  readonly id: string
  readonly present: boolean
}

/** Names one entry; sorts as a store orders entries: by the place, then by the id. */
export const member = (at: string, id: string): string => `${at}\u0000${id}`

/** The slot of a record as the store has it. */
export const committed = ({ key, record }: Snapshot): Slot =>
  record === undefined
    ? absent(key)
    : {
        key,
        version: record.version,
        asOf: record.asOf,
        schema: record.schema,
        body: record.body,
        decoded: false,
        value: nothing,
        collection: undefined,
        reindexed: false,
        members: undefined,
      }

/** The slot of a record that is not there. */
export const absent = (key: Key): Slot => ({
  key,
  version: 0,
  asOf: 0,
  schema: 0,
  body: undefined,
  decoded: true,
  value: nothing,
  collection: undefined,
  reindexed: false,
  members: undefined,
})

const nothing = Option.none()

/** The slot of a write that has not committed; `undefined` removes. */
export const written = <A>(
  collection: Collection.Collection<A>,
  key: Key,
  value: A | undefined,
  asOf: number,
  members: Members | undefined,
  reindexed: boolean,
): Slot => ({
  key,
  version: pending,
  asOf,
  schema: collection.version,
  body: undefined,
  decoded: true,
  value: value === undefined ? nothing : Option.some(value),
  // Values enter a slot only through their own collection, which the key names.
  collection: collection as Collection.Collection<unknown>,
  reindexed,
  members,
})

/** Whether two slots are the same fact. */
export const same = (left: Slot, right: Slot): boolean =>
  left === right || (left.version !== pending && left.version === right.version)

/** Decodes what is in a slot, once; or says why it cannot be. */
export const decode = <A>(
  collection: Collection.Collection<A>,
  slot: Slot,
): FutureSchema | RecordCorrupt | undefined => {
  if (slot.decoded) return undefined
  const { key, version, asOf, schema, body = "null" } = slot
  const value = Collection.read(collection, { key, version, asOf, schema, body })
  if (Result.isFailure(value)) return value.failure
  slot.value = Option.some(value.success)
  slot.decoded = true
  slot.body = undefined
  return undefined
}

/** The value in a decoded slot: of type `A`, since the key names the collection. */
export const valueOf = <A>(slot: Slot): Option.Option<A> => slot.value as Option.Option<A>

/**
 * The members of a guard's slot, or the committed slot for which the store must be asked first.
 *
 * The changes since the last known members are applied to one copy, oldest first.
 */
export const resolveMembers = (slot: Slot): MemberIds | Slot => {
  const changes: Array<ReadonlyArray<Change>> = []
  let known = slot
  while (known.members?._tag === "Changed") {
    changes.push(known.members.changes)
    known = known.members.from
  }
  // An absent guard has never been bumped, so nothing stands below it.
  if (known.members === undefined && known.version > 0) return known
  const ids = new Map(known.members?._tag === "Known" ? known.members.ids : undefined)
  for (const { at, id, present } of changes.toReversed().flat()) {
    if (present) ids.set(member(at, id), id)
    else ids.delete(member(at, id))
  }
  slot.members = { _tag: "Known", ids }
  return ids
}

/** Drops what only mattered while the write was pending, so that no chain of slots grows. */
export const settle = (slot: Slot, version: number, asOf: number): void => {
  slot.version = version
  slot.asOf = asOf
  slot.reindexed = false
  if (slot.members?._tag === "Changed") slot.members = undefined
}
