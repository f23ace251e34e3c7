/**
 * Reach as it is counted over all customers that there are.
 *
 * @module
 */
import { Effect, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Identities, type Identity } from "../identity/IdentityRecords.ts"
import * as BaseFacts from "../profile/BaseFacts.ts"
import type { PersonRecord } from "../profile/PersonRecord.ts"
import * as Reach from "../profile/Reach.ts"
import * as ContactKeeping from "./ContactKeeping.ts"
import * as DossierKeeping from "./DossierKeeping.ts"

/**
 * How many customers of each channel can be written to for a purpose at an instant. Who was erased
 * is not counted: they stand for nobody who could be written to, or could have been.
 */
export const of = Effect.fnUntraced(function* (
  records: RecordsShape,
  purpose: string,
  at: Calendar.Instant,
): Effect.fn.Return<Reach.Reach, RecordsError> {
  const dossiers = DossierKeeping.make(records)
  const viewOf = yield* ContactKeeping.views(records, { many: true })
  const isReachable = Effect.fnUntraced(function* (persons: ReadonlyArray<PersonRecord>) {
    const found = yield* dossiers.consents(persons.map(({ recordId }) => recordId))
    const told = found.filter(({ statement }) => statement.purpose === purpose)
    // Who said yes to nothing is not looked at.
    if (!told.some(({ statement }) => statement.standing === "given")) return false
    return BaseFacts.isReachable(BaseFacts.of(persons, told, yield* viewOf(persons, at)), purpose)
  })
  const reachedOf = Effect.fnUntraced(function* (identities: ReadonlyArray<Identity>) {
    const ids = identities.map(({ recordId }) => recordId)
    const persons = yield* dossiers.persons(ids, at)
    const living = persons.filter(({ erasedAt }) => erasedAt === undefined)
    if (living.length === 0) return []
    const channels = living.map(({ channel }) => channel)
    return [{ channels, isReachable: yield* isReachable(persons) }]
  })
  return yield* records.all(Identities, { index: "byCustomer" }).pipe(
    // The records of a customer follow one another.
    Stream.groupAdjacentBy(({ customer }) => customer),
    Stream.mapEffect(([, identities]) => reachedOf(identities)),
    Stream.runFold(
      () => Reach.none,
      (total, reached) => reached.reduce(Reach.count, total),
    ),
  )
})
