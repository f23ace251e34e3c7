/**
 * Everybody at once, as a whole: what a model is learned from, and what another one would find.
 *
 * @module
 */
import { Effect, Stream } from "effect"

import { hashing } from "../../orders/PersonalKeeping.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { Persons } from "../CustomerRecords.ts"
import * as LinkageModel from "../linkage/LinkageModel.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import * as Training from "../linkage/Training.ts"
import type { Hash } from "../profile/Kept.ts"
import * as PersonRecord from "../profile/PersonRecord.ts"
import { type TellingValue, tellingValues } from "../resolution/GenericValue.ts"
import type { Linker } from "../resolution/Linker.ts"
import { Generics, type Mark } from "./IdentityRecords.ts"
import * as KnownKeeping from "./KnownKeeping.ts"
import * as ModelKeeping from "./ModelKeeping.ts"

/** All persons that are kept, and the values that too many have. */
export interface Everyone {
  readonly persons: ReadonlyArray<PersonRecord.PersonRecord>
  /** The mark of a value that is generic. */
  readonly markOf: (value: TellingValue) => Mark | undefined
  /** What a person says, as a model reads it. */
  readonly linkRecord: (person: PersonRecord.PersonRecord, linker: Linker) => LinkRecord
}

/** Reads all persons; `models` are those that are to be asked about them. */
export const everyone = Effect.fnUntraced(function* (
  records: RecordsShape,
  hash: Hash,
  models: ReadonlyArray<LinkageModel.LinkageModel>,
): Effect.fn.Return<Everyone, RecordsError> {
  const persons = yield* Stream.runCollect(records.all(Persons))
  const all = yield* Stream.runCollect(records.all(Generics))
  const marks = new Map(all.map((mark) => [mark.name, mark]))
  // Names take a while, and nothing else is known by them.
  const areNamed =
    marks.size > 0 ||
    persons.some(({ kept }) => kept.hashes.length > 0) ||
    models.some(({ values }) => values.some(({ generic }) => generic.length > 0))
  return {
    persons,
    markOf: (value) => (marks.size === 0 ? undefined : marks.get(KnownKeeping.markOf(hash, value))),
    linkRecord: (person, { relays }) =>
      PersonRecord.linkRecord(person, areNamed ? hash : undefined, relays),
  }
})

/** Learns a model from all persons that are kept, of whom those who were erased say nothing. */
export const train =
  (transactor: TransactorShape, records: RecordsShape) =>
  (
    training: Training.Training,
  ): Effect.Effect<LinkageModel.LinkageModel, RecordsError | TransactionError> =>
    Effect.gen(function* () {
      const hash = yield* transactor.run(Effect.flatMap(Transaction, hashing))
      const start = yield* ModelKeeping.modelInForce(records)
      const { persons, markOf, linkRecord } = yield* everyone(records, hash, [start])
      const linker = ModelKeeping.linkerOf(start)
      const said = persons
        .map((person) => withoutMarked(linkRecord(person, linker), markOf))
        .filter(({ values }) => values.size > 0)
      return Training.fit(start, said, training)
    })

/** A record without the values that too many have: two who share one are no sign of a person. */
const withoutMarked = (record: LinkRecord, markOf: Everyone["markOf"]): LinkRecord => {
  const marked = tellingValues(record).filter((value) => markOf(value) !== undefined)
  const byField = Array.from(
    Map.groupBy(marked, ({ field }) => field),
    ([field, some]) => [field, new Set(some.map(({ value }) => value))] as const,
  )
  return LinkageModel.withoutGeneric(new Map(byField), record)
}
