/**
 * Values that too many have, such as a forwarder's phone: recognised when a record that has one comes,
 * changes or goes.
 *
 * @module
 */
import { Effect, Equal } from "effect"

import type { FieldName } from "../linkage/LinkRecord.ts"
import * as GenericValue from "../resolution/GenericValue.ts"
import { Identities } from "./IdentityRecords.ts"
import type { Known, Named } from "./KnownKeeping.ts"

/** Where a value may have become generic, or may be it no longer. */
export interface Doubt {
  /** Records that are told of, told of anew or withdrawn, or that another model reads. */
  readonly recordIds: ReadonlyArray<string>
  /** Generic values that are to be judged anew in any case. */
  readonly values: ReadonlyArray<string>
}

/**
 * Looks at the values that some records have now, and at those that they had. Answers the records that
 * have to be compared anew, since a value of theirs became generic, or is it no longer.
 *
 * A record that only comes cannot make a value less generic. So such a one is judged anew where a record
 * that was there before loses it or has something else beside it now.
 */
export const recognise = Effect.fnUntraced(function* (
  known: Known,
  { recordIds, values }: Doubt,
): Effect.fn.Return<ReadonlyArray<string>> {
  const { generic } = known
  const told = new Map<string, Named>()
  const doubted = new Set(values)
  for (const id of recordIds) {
    const own = new Set(known.valuesOf(id).map(({ name }) => name))
    for (const value of known.valuesOf(id)) told.set(value.name, value)
    for (const name of known.identities.get(id)?.values ?? []) if (!own.has(name)) doubted.add(name)
    const was = known.before.get(id)
    if (was !== undefined && !Equal.equals(was, known.linkRecord(id)))
      for (const name of own) doubted.add(name)
  }
  yield* generic.learn([...told.keys(), ...doubted])
  const turned = new Set<string>()
  for (const name of new Set([...told.keys(), ...doubted])) {
    const wasGeneric = generic.has(name)
    // Nobody can make it generic by letting go of it, nor ordinary by coming.
    if (wasGeneric ? !doubted.has(name) : !told.has(name)) continue
    const holders = yield* holdersOf(known, name, recordIds)
    const value = told.get(name) ?? (yield* valueOf(known, name, holders))
    const faded = generic.fadedOf(name)
    const isGeneric =
      value === undefined
        ? // Whose words went may be all who had it: nobody says of which field it was.
          faded !== undefined && faded > 0
        : yield* isTooCommon(known, value, {
            recordIds: holders,
            ...(faded === undefined ? {} : { faded }),
          })
    yield* generic.set(name, isGeneric)
    if (isGeneric !== wasGeneric) for (const id of holders) turned.add(id)
  }
  return [...turned]
})

/**
 * Writes down of generic values that words of their records went: what was too common by those is no
 * less so, though they can be counted no more.
 */
export const fade = Effect.fnUntraced(function* (
  { before, identities, generic, linkRecord, valuesOf }: Known,
  recordIds: Iterable<string>,
) {
  const gone = new Map<string, number>()
  for (const id of recordIds) {
    const left = new Set(valuesOf(id).map(({ name }) => name))
    const was = before.get(id)
    const isThinner = was !== undefined && GenericValue.isThinner(was, linkRecord(id))
    for (const name of identities.get(id)?.values ?? [])
      if (!left.has(name)) gone.set(name, (gone.get(name) ?? 0) + 1)
      else if (isThinner) gone.set(name, gone.get(name) ?? 0)
  }
  yield* generic.learn(gone.keys())
  for (const [name, count] of gone) if (generic.has(name)) yield* generic.fade(name, count)
})

/** The records that have a value, some of them as they are now. */
const holdersOf = Effect.fnUntraced(function* (
  { tx, valuesOf }: Known,
  name: string,
  changed: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<string>> {
  const found = yield* tx.query(Identities, "byValue", [name])
  const fresh = new Set(changed)
  return [
    ...found.map(({ recordId }) => recordId).filter((id) => !fresh.has(id)),
    ...[...fresh].filter((id) => valuesOf(id).some((one) => one.name === name)),
  ]
})

/** The value of a name, as one of those who have it says it. */
const valueOf = Effect.fnUntraced(function* (
  known: Known,
  name: string,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<Named | undefined> {
  yield* known.know(recordIds)
  return recordIds.flatMap(known.valuesOf).find((one) => one.name === name)
})

const isTooCommon = Effect.fnUntraced(function* (
  known: Known,
  { field, value }: Named,
  held: Pick<GenericValue.Holding, "recordIds" | "faded">,
): Effect.fn.Return<boolean> {
  const { limits } = known.linker
  const holding = { field, value, ...held }
  const suspicion = GenericValue.suspicionOf(holding, limits)
  if (suspicion !== "by companions") return suspicion === "certain"
  yield* known.know(held.recordIds)
  return GenericValue.recognise(holding, known.linkRecord, limits) !== undefined
})

/** The fields of records of which values are not compared, since too many have them. */
export const ignored = Effect.fnUntraced(function* (
  known: Known,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<{ readonly recordId: string; readonly field: FieldName }>> {
  const values = recordIds.flatMap((recordId) =>
    known.valuesOf(recordId).map(({ field, name }) => ({ recordId, field, name })),
  )
  yield* known.generic.learn(values.map(({ name }) => name))
  return values
    .filter(({ name }) => known.generic.has(name))
    .map(({ recordId, field }) => ({ recordId, field }))
})
