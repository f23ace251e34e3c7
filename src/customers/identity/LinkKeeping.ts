/**
 * Links of records that are new, or compared anew, to all that share a key with them. A key that too
 * many share is crowded and joins nobody; that it is stands in the store, so that nobody counts them.
 *
 * @module
 */
import { Effect } from "effect"

import type { LinkRecord } from "../linkage/LinkRecord.ts"
import * as Alike from "../resolution/Alike.ts"
import type { Linker } from "../resolution/Linker.ts"
import { Identities } from "./IdentityRecords.ts"
import type { Known } from "./KnownKeeping.ts"

/** Records of one key that are looked at. */
interface Block {
  readonly recordIds: ReadonlyArray<string>
  /** Nobody looked there before. */
  readonly isNew: boolean
}

/** Where a key may be crowded no longer. */
export interface Doubt {
  /** Keys that are counted in any case. */
  readonly doubted: ReadonlyArray<string>
  /** Fresh records of which less is kept: that they leave a key is no sign of anything. */
  readonly fading: ReadonlySet<string>
}

/**
 * Looks at every pair of a fresh record and one that shares a key with it, and at all pairs of keys that
 * are crowded no longer. Answers the records that may hang together otherwise: those at either end of a
 * link, and those of a key that is crowded now.
 */
export const compare = Effect.fnUntraced(function* (
  known: Known,
  fresh: ReadonlySet<string>,
  { doubted, fading }: Doubt,
): Effect.fn.Return<ReadonlySet<string>> {
  const having = new Map<string, Set<string>>()
  const left = new Set(doubted)
  for (const id of fresh) {
    const own = known.persons.has(id) ? known.keysOf(yield* known.comparedOf(id)) : new Map()
    for (const key of own.keys()) having.set(key, (having.get(key) ?? new Set()).add(id))
    if (fading.has(id)) continue
    for (const key of known.identities.get(id)?.keys ?? []) if (!own.has(key)) left.add(key)
  }
  const touched = new Set<string>()
  const blocks: Array<Block> = []
  yield* known.crowded.learn([...having.keys(), ...left])
  for (const key of new Set([...having.keys(), ...left])) {
    const wasCrowded = known.crowded.has(key)
    // Nobody can make it crowded by leaving it, nor the opposite by coming.
    if (wasCrowded ? !left.has(key) : !having.has(key)) continue
    const found = yield* known.tx.query(Identities, "byKey", [key])
    for (const identity of found) known.identities.set(identity.recordId, identity)
    // A fresh record is found by the keys that it has now.
    const others = found.map(({ recordId }) => recordId).filter((id) => !fresh.has(id))
    const recordIds = [...others, ...(having.get(key) ?? [])]
    const isCrowded = key !== known.everyone && recordIds.length > known.linker.limits.perKey
    yield* known.crowded.set(key, isCrowded)
    if (!isCrowded) blocks.push({ recordIds, isNew: wasCrowded })
    else if (!wasCrowded) for (const id of recordIds) touched.add(id)
  }
  for (const id of yield* linkedIn(known, blocks, fresh)) touched.add(id)
  return touched
})

/** The records that share a key with some of these, as they are known. Changes nothing. */
export const sharing = Effect.fnUntraced(function* (
  known: Known,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlySet<string>> {
  const keys = new Set<string>()
  for (const id of recordIds)
    for (const key of known.keysOf(yield* known.comparedOf(id)).keys()) keys.add(key)
  yield* known.crowded.learn([...keys])
  const found = new Set<string>()
  for (const key of keys)
    if (!known.crowded.has(key))
      for (const { recordId } of yield* known.tx.query(Identities, "byKey", [key]))
        found.add(recordId)
  return found
})

/** Records at either end of a link. */
const linkedIn = Effect.fnUntraced(function* (
  known: Known,
  blocks: ReadonlyArray<Block>,
  fresh: ReadonlySet<string>,
): Effect.fn.Return<ReadonlySet<string>> {
  const all = new Set(blocks.flatMap(({ recordIds }) => recordIds))
  yield* known.know([...all])
  const records = new Map<string, LinkRecord>()
  for (const id of all) records.set(id, yield* known.comparedOf(id))
  const isLinked = Alike.linkedOver(known.linker, records.values())
  const linked = new Set<string>()
  for (const { recordIds, isNew } of blocks)
    for (const a of recordIds.filter((id) => isNew || fresh.has(id)))
      for (const b of recordIds) {
        if (a === b || (linked.has(a) && linked.has(b))) continue
        const [one, other] = [records.get(a), records.get(b)]
        if (one === undefined || other === undefined) continue
        if (isLinked(one, other)) linked.add(a).add(b)
      }
  return linked
})

/**
 * The model in force for records that are all that hangs together: generic values are out of them
 * already, crowded keys are not looked at, and nothing is counted a second time.
 */
export const linkerFor = Effect.fnUntraced(function* (
  { linker, crowded, keysOf }: Known,
  records: ReadonlyArray<LinkRecord>,
): Effect.fn.Return<Linker> {
  yield* crowded.learn(records.flatMap((record) => [...keysOf(record).keys()]))
  return {
    ...linker,
    limits: { companions: Infinity, records: Infinity, perKey: Infinity },
    keysOf: (record) =>
      Array.from(keysOf(record))
        .filter(([name]) => !crowded.has(name))
        .map(([, key]) => key),
  }
})
