/**
 * Links of records that are new, or compared anew, to all that share a key with them.
 *
 * @module
 */
import { Effect } from "effect"

import { Identities } from "./CustomerRecords.ts"
import type { Known } from "./KnownKeeping.ts"
import type { LinkRecord } from "./linkage/LinkRecord.ts"
import { defaults } from "./resolution/GenericValue.ts"

/** What comes of comparing. */
export interface Compared {
  /** The keyed hashes of the keys of each fresh record. */
  readonly keys: ReadonlyMap<string, ReadonlyArray<string>>
  /** Records at either end of a link. */
  readonly linked: ReadonlySet<string>
}

/** Looks at every pair of a fresh record and one that shares a key with it. */
export const compare = Effect.fnUntraced(function* (
  known: Known,
  fresh: ReadonlySet<string>,
): Effect.fn.Return<Compared> {
  const keys = new Map<string, ReadonlyArray<string>>()
  const sharing = new Map<string, Set<string>>()
  for (const id of fresh) {
    const own = known.keysOf(yield* known.comparedOf(id))
    keys.set(id, own)
    for (const key of own) sharing.set(key, (sharing.get(key) ?? new Set()).add(id))
  }
  for (const [key, ids] of sharing) {
    const found = yield* known.tx.query(Identities, "byKey", [key])
    if (found.length > defaults.perKey) sharing.delete(key)
    // A fresh record is found by the keys that it has now.
    else for (const { recordId } of found) if (!fresh.has(recordId)) ids.add(recordId)
  }
  const all = [...new Set([...sharing.values()].flatMap((ids) => [...ids]))]
  yield* known.know(all)
  const records = new Map<string, LinkRecord>()
  for (const id of all) records.set(id, yield* known.comparedOf(id))
  const judge = known.linker.over([...records.values()])
  const linked = new Set<string>()
  for (const ids of sharing.values())
    for (const a of ids)
      for (const b of ids) {
        if (a >= b || (!fresh.has(a) && !fresh.has(b))) continue
        const [one, other] = [records.get(a), records.get(b)]
        if (one === undefined || other === undefined) continue
        if (judge.linkOf(one, other) !== undefined) linked.add(a).add(b)
      }
  return { keys, linked }
})
