/**
 * What the room knows of contacts beside what was told: which are generic, and which are relays.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import * as Digest from "../../kernel/Digest.ts"
import { personalKeyId, PersonalKeys } from "../../orders/OrderRecords.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Generics, type Mark, modelId, Models } from "../identity/IdentityRecords.ts"
import { markOf } from "../identity/KnownKeeping.ts"
import * as ModelKeeping from "../identity/ModelKeeping.ts"
import * as PriorModel from "../linkage/PriorModel.ts"
import type { View } from "../profile/BaseFacts.ts"
import * as Kept from "../profile/Kept.ts"
import * as PersonRecord from "../profile/PersonRecord.ts"
import { tellingValues } from "../resolution/GenericValue.ts"

/** Finds out how contacts of some persons are to be looked at, at an instant. */
export type Views = (
  persons: ReadonlyArray<PersonRecord.PersonRecord>,
  at: Calendar.Instant,
) => Effect.Effect<View, RecordsError>

/** For whoever looks at few persons, or at `many`: then all generic values are read beforehand. */
export const views = Effect.fnUntraced(function* (
  records: RecordsShape,
  { many }: { readonly many: boolean },
): Effect.fn.Return<Views, RecordsError> {
  const kept = Option.getOrUndefined(yield* records.get(PersonalKeys, personalKeyId))
  const model = yield* records.get(Models, modelId)
  const { relays } = ModelKeeping.linkerOf(
    Option.match(model, { onNone: () => PriorModel.model, onSome: (found) => found.model }),
  )
  const hash: Kept.Hash = (text) => Digest.keyed(kept?.key ?? "", text)
  const namesOf = (marks: ReadonlyArray<Mark>) => new Set(marks.map(({ name }) => name))
  const all = many ? namesOf(yield* Stream.runCollect(records.all(Generics))) : undefined
  const among = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
    if (all !== undefined) return all
    const found = yield* Effect.forEach(new Set(names), (name) => records.get(Generics, name))
    return namesOf(found.flatMap(Option.toArray))
  })
  return Effect.fnUntraced(function* (persons, at) {
    const told = persons.flatMap((one) => tellingValues(PersonRecord.linkRecord(one, hash, relays)))
    const generic = yield* among(told.map((value) => markOf(hash, value)))
    const isGeneric: View["isGeneric"] = (field, value) =>
      generic.has(markOf(hash, { field, value: Kept.nameOf(hash, field, value) }))
    return { at, relays, isGeneric }
  })
})
