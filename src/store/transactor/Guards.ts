/**
 * Guarded indexes within a run: a query reads the guard of its stretch first, and every change below
 * a guard bumps it, so that two runs that decide over the same set conflict.
 *
 * @internal
 * @module
 */
import { Effect, Option } from "effect"

import * as Collection from "../Collection.ts"
import * as Key from "../Key.ts"
import type { TransactionShape } from "../Transaction.ts"
import * as Catalog from "./Catalog.ts"
import * as Slot from "./Slot.ts"
import { type Access, newest } from "./View.ts"

/** What guards need of the run that they belong to. */
interface Run extends Pick<TransactionShape, "get" | "getAll"> {
  readonly instant: number
  /** A key whose fact is known, noted as read. */
  readonly require: (key: Key.Key) => Effect.Effect<Access>
  /** Fetches the members of a guard's stretch of an index, into the guard's slot. */
  readonly loadMembers: <A>(
    guard: Slot.Slot,
    collection: Collection.Collection<A>,
    index: string,
    parts: ReadonlyArray<Key.Part>,
  ) => Effect.Effect<void>
  /** Fails where not all records of the collection carry the index yet. */
  readonly assertReady: <A>(
    collection: Collection.Collection<A>,
    index: string,
  ) => Effect.Effect<void>
}

/** All values under the leading parts of a guarded index, in its order. */
export const query = Effect.fnUntraced(function* <A>(
  run: Run,
  collection: Collection.Collection<A>,
  index: string,
  parts: ReadonlyArray<Key.Part>,
): Effect.fn.Return<ReadonlyArray<A>> {
  if (collection.indexes.get(index)?.guard !== parts.length)
    return yield* Effect.die(
      new Error(`${collection.name}.${index} is not guarded by ${parts.length} parts`),
    )
  yield* run.assertReady(collection, index)
  const guard = guardKey(Collection.guardId(collection.name, index, parts))
  for (;;) {
    const members = Slot.resolveMembers(newest(yield* run.require(guard)))
    if ("version" in members) {
      yield* run.loadMembers(members, collection, index, parts)
      continue
    }
    const places = Array.from(members).toSorted(([left], [right]) => Key.compareBytes(left, right))
    const found = yield* run.getAll(
      collection,
      places.map(([, id]) => id),
    )
    return found.flatMap(Option.toArray)
  }
})

/** Writes the index entries of a record anew. */
export const reindex = <A>(
  run: Run,
  collection: Collection.Collection<A>,
  id: string,
): Effect.Effect<void> =>
  Effect.flatMap(run.get(collection, id), (found) => {
    if (Option.isNone(found)) return Effect.void
    const key = Collection.key(collection, id)
    // As if it had not been there: every entry is new, and every guard above them is bumped.
    return Effect.andThen(
      bump(run, collection, id, undefined, found.value),
      Effect.map(run.require(key), (access) => {
        access.write = Slot.written(collection, key, found.value, run.instant, undefined, true)
      }),
    )
  })

/** Bumps every guard below which a change of a record's value changes an entry. */
export const bump = <A>(
  run: Run,
  collection: Collection.Collection<A>,
  id: string,
  before: A | undefined,
  after: A | undefined,
): Effect.Effect<void> =>
  Effect.forEach(
    changesOf(collection, id, before, after),
    ([guard, changes]) => {
      const key = guardKey(guard)
      return Effect.map(run.require(key), (access) => {
        const members: Slot.Members = { _tag: "Changed", from: newest(access), changes }
        access.write = Slot.written(Catalog.Guards, key, { id: guard }, run.instant, members, false)
      })
    },
    { discard: true },
  )

const guardKey = (id: string): Key.Key => ({ collection: Collection.guardCollection, id })

/** How a write changes what stands under each guard, by the id of the guard. */
const changesOf = <A>(
  collection: Collection.Collection<A>,
  id: string,
  before: A | undefined,
  after: A | undefined,
): ReadonlyMap<string, ReadonlyArray<Slot.Change>> => {
  const changes = new Map<string, Array<Slot.Change>>()
  const old = Collection.guardedEntries(collection, before)
  const fresh = Collection.guardedEntries(collection, after)
  const add = (
    from: Collection.GuardedEntries,
    other: Collection.GuardedEntries,
    present: boolean,
  ) =>
    from.forEach(({ guard, at }, name) => {
      if (other.has(name)) return
      const below = changes.get(guard) ?? []
      below.push({ at, id, present })
      changes.set(guard, below)
    })
  add(old, fresh, false)
  add(fresh, old, true)
  return changes
}
