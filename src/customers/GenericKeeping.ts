/**
 * Values that too many have, such as a forwarder's phone: recognised when a record that has one comes
 * or goes.
 *
 * @module
 */
import { Effect } from "effect"

import { Generics, Identities } from "./CustomerRecords.ts"
import type { Known, Named } from "./KnownKeeping.ts"
import * as GenericValue from "./resolution/GenericValue.ts"

/**
 * Looks at the values that some records have now, and at those that they had. Answers the records that
 * have to be compared anew, since a value of theirs became generic, or is it no longer.
 *
 * A value that is generic stays it when more come, so of such a one nobody is counted.
 */
export const recognise = Effect.fnUntraced(function* (
  known: Known,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<string>> {
  const { tx, identities, generic } = known
  const now = new Map(
    recordIds.flatMap((id) => known.valuesOf(id).map((value) => [value.name, value] as const)),
  )
  const gone = recordIds.flatMap(
    (id) => identities.get(id)?.values.filter((name) => !now.has(name)) ?? [],
  )
  yield* known.learn([...now.keys(), ...gone])
  const anew = new Set<string>()
  const turn = Effect.fnUntraced(function* (name: string, holders: ReadonlyArray<string>) {
    const isGeneric = generic.get(name) !== true
    generic.set(name, isGeneric)
    if (isGeneric) yield* tx.put(Generics, { value: name, since: yield* tx.now })
    else yield* tx.remove(Generics, name)
    for (const id of holders) anew.add(id)
  })
  for (const value of now.values()) {
    if (generic.get(value.name) === true) continue
    const holders = yield* holdersOf(known, value.name, recordIds)
    if (yield* isTooCommon(known, value, holders)) yield* turn(value.name, holders)
  }
  for (const name of new Set(gone)) {
    if (generic.get(name) !== true) continue
    const holders = yield* holdersOf(known, name, recordIds)
    yield* known.know(holders)
    const value = holders.flatMap(known.valuesOf).find((one) => one.name === name)
    const stays = value !== undefined && (yield* isTooCommon(known, value, holders))
    if (!stays) yield* turn(name, holders)
  }
  return [...anew]
})

/** The records that have a value, some of them as they are now. */
const holdersOf = Effect.fnUntraced(function* (
  { tx, valuesOf }: Known,
  name: string,
  changed: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<string>> {
  const found = yield* tx.query(Identities, "byValue", [name])
  return [
    ...found.map(({ recordId }) => recordId).filter((id) => !changed.includes(id)),
    ...changed.filter((id) => valuesOf(id).some((one) => one.name === name)),
  ]
})

const isTooCommon = Effect.fnUntraced(function* (
  known: Known,
  { field, value }: Named,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<boolean> {
  if (recordIds.length <= GenericValue.defaults.companions) return false
  yield* known.know(recordIds)
  const holding = { field, value, recordIds }
  return GenericValue.recognise(holding, known.linkRecord, GenericValue.defaults) !== undefined
})
