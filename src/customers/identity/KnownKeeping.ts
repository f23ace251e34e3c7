/**
 * What a transaction knows of records of persons: each is read once, and compared without the values
 * that too many have.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { hashing } from "../../orders/PersonalKeeping.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import { Persons } from "../CustomerRecords.ts"
import * as LinkageModel from "../linkage/LinkageModel.ts"
import type { FieldName, LinkRecord } from "../linkage/LinkRecord.ts"
import type { Hash } from "../profile/Kept.ts"
import * as PersonRecord from "../profile/PersonRecord.ts"
import { type TellingValue, tellingValues } from "../resolution/GenericValue.ts"
import { everyone, type Linker } from "../resolution/Linker.ts"
import { Crowds, Generics, Identities, type Identity } from "./IdentityRecords.ts"
import * as MarkKeeping from "./MarkKeeping.ts"
import * as ModelKeeping from "./ModelKeeping.ts"

/** What is known of records while a transaction goes on. */
export interface Known {
  readonly tx: TransactionShape
  readonly linker: Linker
  /** What is found by the model in force bears this. */
  readonly model: string
  readonly persons: Map<string, PersonRecord.PersonRecord>
  readonly identities: Map<string, Identity>
  /** What records said that are told of anew, or withdrawn. */
  readonly before: Map<string, LinkRecord>
  /** Values that are generic. */
  readonly generic: MarkKeeping.Marks
  /** Keys that are crowded. */
  readonly crowded: MarkKeeping.Marks
  /** Reads what is kept of records, unless it was read. */
  readonly know: (recordIds: ReadonlyArray<string>) => Effect.Effect<void>
  /** Takes in what is told of a record from now on; of one that is withdrawn nothing. */
  readonly tell: (recordId: string, person: PersonRecord.PersonRecord | undefined) => void
  /** The telling values of a record, with the keyed hashes that they are found by. */
  readonly valuesOf: (recordId: string) => ReadonlyArray<Named>
  /** The keys of a record by their keyed hashes. */
  readonly keysOf: (record: LinkRecord) => ReadonlyMap<string, string>
  /** The keyed hash of the key that is never crowded. */
  readonly everyone: string
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

/**
 * One for each model and person whom the transactor keeps in memory: to read evidence takes long. A
 * model reads by its own relays.
 */
const read = new WeakMap<Linker, WeakMap<PersonRecord.PersonRecord, LinkRecord>>()

const readOf = (linker: Linker, person: PersonRecord.PersonRecord, hash: Hash): LinkRecord => {
  const own = read.get(linker) ?? new WeakMap<PersonRecord.PersonRecord, LinkRecord>()
  read.set(linker, own)
  const known = own.get(person)
  if (known !== undefined) return known
  const record = PersonRecord.linkRecord(person, hash, linker.relays)
  own.set(person, record)
  return record
}

/**
 * The same of the keyed hashes by which a record is found, for each that was read: so many of one buyer
 * are looked at again with each further one.
 */
const named = new WeakMap<LinkRecord, ReadonlyArray<Named>>()
const hashed = new WeakMap<LinkRecord, ReadonlyMap<string, string>>()

/** The keyed hash by which the records of a telling value are found. */
export const markOf = (hash: Hash, { field, value }: TellingValue): string =>
  hash(`value\n${field}\n${value}`)

/** Begins with nothing. */
export const nothing = Effect.fnUntraced(function* (tx: TransactionShape): Effect.fn.Return<Known> {
  const linker = yield* ModelKeeping.inForce(tx)
  const hash = yield* hashing(tx)
  const persons = new Map<string, PersonRecord.PersonRecord>()
  const identities = new Map<string, Identity>()
  const before = new Map<string, LinkRecord>()
  const model = ModelKeeping.stampOf(linker)
  const generic = MarkKeeping.over(tx, Generics, model)
  const crowded = MarkKeeping.over(tx, Crowds, model)

  const know: Known["know"] = Effect.fnUntraced(function* (recordIds) {
    const strangers = recordIds.filter((id) => !persons.has(id))
    for (const person of (yield* tx.getAll(Persons, strangers)).flatMap(Option.toArray))
      persons.set(person.recordId, person)
    const unnamed = recordIds.filter((id) => !identities.has(id))
    for (const identity of (yield* tx.getAll(Identities, unnamed)).flatMap(Option.toArray))
      identities.set(identity.recordId, identity)
  })

  const linkRecord = (id: string): LinkRecord => {
    const person = persons.get(id)
    return person === undefined ? { id, values: new Map() } : readOf(linker, person, hash)
  }
  const tell: Known["tell"] = (id, person) => {
    if (persons.has(id)) before.set(id, linkRecord(id))
    if (person === undefined) persons.delete(id)
    else persons.set(id, person)
  }
  const valuesOf = (id: string): ReadonlyArray<Named> => {
    const record = linkRecord(id)
    const known = named.get(record)
    if (known !== undefined) return known
    const values = tellingValues(record).map((told) => ({ ...told, name: markOf(hash, told) }))
    named.set(record, values)
    return values
  }
  const comparedOf: Known["comparedOf"] = Effect.fnUntraced(function* (id) {
    const values = valuesOf(id)
    yield* generic.learn(values.map(({ name }) => name))
    const ignored = Map.groupBy(
      values.filter(({ name }) => generic.has(name)),
      ({ field }) => field,
    )
    const byField = Array.from(
      ignored,
      ([field, some]) => [field, new Set(some.map(({ value }) => value))] as const,
    )
    return LinkageModel.withoutGeneric(new Map(byField), linkRecord(id))
  })
  const hashOf = (key: string): string => hash(`key\n${key}`)
  const keysOf: Known["keysOf"] = (record) => {
    const known = hashed.get(record)
    if (known !== undefined) return known
    const keys = new Map(linker.keysOf(record).map((key) => [hashOf(key), key]))
    hashed.set(record, keys)
    return keys
  }

  return {
    tx,
    linker,
    model,
    persons,
    identities,
    before,
    generic,
    crowded,
    know,
    tell,
    valuesOf,
    keysOf,
    everyone: hashOf(everyone),
    linkRecord,
    comparedOf,
  }
})

/** What a record is found by, by the model in force. */
export const drawn = Effect.fnUntraced(function* (
  { model, valuesOf, keysOf, comparedOf }: Known,
  recordId: string,
): Effect.fn.Return<Pick<Identity, "keys" | "values" | "model">> {
  return {
    keys: [...keysOf(yield* comparedOf(recordId)).keys()],
    values: [...new Set(valuesOf(recordId).map(({ name }) => name))],
    model,
  }
})
