/**
 * What a transaction knows of records of persons: each is read once, and compared without the values
 * that too many have.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { hashing } from "../orders/PersonalKeeping.ts"
import type { TransactionShape } from "../store/Transaction.ts"
import { Generics, Identities, type Identity, Persons } from "./CustomerRecords.ts"
import * as LinkageModel from "./linkage/LinkageModel.ts"
import type { FieldName, LinkRecord } from "./linkage/LinkRecord.ts"
import * as ModelKeeping from "./ModelKeeping.ts"
import * as PersonRecord from "./profile/PersonRecord.ts"
import { tellingValues } from "./resolution/GenericValue.ts"
import type { Linker } from "./resolution/Linker.ts"

/** What is known of records while a transaction goes on. */
export interface Known {
  readonly tx: TransactionShape
  readonly linker: Linker
  readonly persons: Map<string, PersonRecord.PersonRecord>
  readonly identities: Map<string, Identity>
  /** Whether values are generic, by their names. */
  readonly generic: Map<string, boolean>
  /** Reads what is kept of records, unless it was read. */
  readonly know: (recordIds: ReadonlyArray<string>) => Effect.Effect<void>
  /** Reads whether values are generic, unless it was read. */
  readonly learn: (names: ReadonlyArray<string>) => Effect.Effect<void>
  /** The telling values of a record, with the keyed hashes that they are found by. */
  readonly valuesOf: (recordId: string) => ReadonlyArray<Named>
  /** The keyed hashes of the keys of a record. */
  readonly keysOf: (record: LinkRecord) => ReadonlyArray<string>
  readonly linkRecord: (recordId: string) => LinkRecord
  /** A record as it is compared: without generic values. */
  readonly comparedOf: (recordId: string) => Effect.Effect<LinkRecord>
}

/** A value and the keyed hash that it is found by. */
export interface Named {
  readonly name: string
  readonly field: FieldName
  readonly value: string
}

/** One for each person whom the transactor keeps in memory: to read evidence takes long. */
const read = new WeakMap<PersonRecord.PersonRecord, LinkRecord>()

const readOf = (person: PersonRecord.PersonRecord): LinkRecord => {
  const known = read.get(person)
  if (known !== undefined) return known
  const record = PersonRecord.linkRecord(person)
  read.set(person, record)
  return record
}

/** Begins with nothing. */
export const nothing = Effect.fnUntraced(function* (tx: TransactionShape): Effect.fn.Return<Known> {
  const linker = yield* ModelKeeping.inForce(tx)
  const hash = yield* hashing(tx)
  const persons = new Map<string, PersonRecord.PersonRecord>()
  const identities = new Map<string, Identity>()
  const generic = new Map<string, boolean>()

  const know: Known["know"] = Effect.fnUntraced(function* (recordIds) {
    const strangers = recordIds.filter((id) => !persons.has(id))
    for (const person of (yield* tx.getAll(Persons, strangers)).flatMap(Option.toArray))
      persons.set(person.recordId, person)
    const unnamed = recordIds.filter((id) => !identities.has(id))
    for (const identity of (yield* tx.getAll(Identities, unnamed)).flatMap(Option.toArray))
      identities.set(identity.recordId, identity)
  })

  const learn: Known["learn"] = Effect.fnUntraced(function* (names) {
    const unknown = [...new Set(names)].filter((name) => !generic.has(name))
    const found = new Set(
      (yield* tx.getAll(Generics, unknown)).flatMap(Option.toArray).map(({ value }) => value),
    )
    for (const name of unknown) generic.set(name, found.has(name))
  })

  const linkRecord = (id: string): LinkRecord => {
    const person = persons.get(id)
    return person === undefined ? { id, values: new Map() } : readOf(person)
  }
  const named = new WeakMap<LinkRecord, ReadonlyArray<Named>>()
  const valuesOf = (id: string): ReadonlyArray<Named> => {
    const record = linkRecord(id)
    const known = named.get(record)
    if (known !== undefined) return known
    const values = tellingValues(record).map(({ field, value }) => ({
      name: hash(`value\n${field}\n${value}`),
      field,
      value,
    }))
    named.set(record, values)
    return values
  }
  const comparedOf: Known["comparedOf"] = Effect.fnUntraced(function* (id) {
    const values = valuesOf(id)
    yield* learn(values.map(({ name }) => name))
    const ignored = Map.groupBy(
      values.filter(({ name }) => generic.get(name) === true),
      ({ field }) => field,
    )
    const byField = Array.from(
      ignored,
      ([field, some]) => [field, new Set(some.map(({ value }) => value))] as const,
    )
    return LinkageModel.withoutGeneric(new Map(byField), linkRecord(id))
  })
  const keysOf = (record: LinkRecord): ReadonlyArray<string> =>
    [...new Set(linker.keysOf(record))].map((key) => hash(`key\n${key}`))

  return {
    tx,
    linker,
    persons,
    identities,
    generic,
    know,
    learn,
    valuesOf,
    keysOf,
    linkRecord,
    comparedOf,
  }
})
