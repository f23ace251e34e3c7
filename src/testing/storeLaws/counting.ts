/**
 * Counters: commits that add one to what is there, and so show every lost write.
 *
 * @module
 */
import { Effect } from "effect"

import * as Key from "../../store/Key.ts"
import type { Commit, StoredRecord } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import { draft, type Handle, put, thing, touch, valueOf } from "./Fixture.ts"

type Found = StoredRecord | undefined

/**
 * Adds one to each count and notes the first: on what was read or, where the store revises, on
 * what is there.
 */
export const increment = Effect.fnUntraced(function* (handle: Handle, ids: ReadonlyArray<string>) {
  const read = yield* handle.read(...ids.map(thing))
  const { touches, ...rest } = more(ids, read)
  yield* handle.commit(touches, {
    ...rest,
    revise: (changed) => {
      const fresh = new Map(changed.map(({ key, record }) => [Key.toString(key), record]))
      const found = ids.map((id, i) => {
        const name = Key.toString(thing(id))
        return fresh.has(name) ? fresh.get(name) : read[i]
      })
      return more(ids, found)
    },
  })
})

const more = (ids: ReadonlyArray<string>, found: ReadonlyArray<Found>): Commit => {
  const counts = found.map((record) => (record === undefined ? 0 : Number(valueOf(record))) + 1)
  return {
    touches: ids.map((id, i) => touch(id, found[i]?.version ?? 0, put(counts[i]))),
    entries: [draft(String(counts[0]))],
    instant: 1000,
  }
}

export const expectCounts = Effect.fnUntraced(function* (
  { read }: Handle,
  ids: ReadonlyArray<string>,
  count: number,
) {
  const records = yield* read(...ids.map(thing))
  const counts = records.map((record) => record && valueOf(record))
  yield* Law.equal(
    "the counts",
    counts,
    ids.map(() => count),
  )
})
