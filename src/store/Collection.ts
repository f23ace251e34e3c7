/**
 * A collection: how values of one kind become records, and the indexes that find them again.
 *
 * @module
 */
import { Result, Schema, SchemaAST } from "effect"

import * as Key from "./Key.ts"
import type { IndexEntry, StoredRecord } from "./Store.ts"
import { FutureSchema, RecordCorrupt } from "./TransactionError.ts"

/**
 * An index of a collection.
 *
 * `entries` gives the places of a value: each a list of parts that sorts as {@link Key.join} says,
 * none for a value that the index leaves out. `guard` is the number of leading parts under which a
 * transaction may query: every change below them bumps a guard record, so that two transactions
 * which decide over the same set conflict. Leave it out for indexes that only pages read.
 */
export interface Index<A> {
  /** The places of a value, each as a list of parts. */
  readonly entries: (value: A) => ReadonlyArray<ReadonlyArray<Key.Part>>
  readonly guard?: number
  /** Raise it when `entries` changes its meaning; the index answers only after a backfill. */
  readonly version?: number
}

/** Lifts the JSON of one schema version to the next. */
export type Upcast = (older: Schema.Json) => Schema.Json

/** The names of a collection's indexes. */
export type Indexes<A> = Readonly<Record<string, Index<A>>>

/** Values of type `A`, kept as records under ids of their own. */
export interface Collection<A, I extends string = string> {
  readonly name: string
  readonly schema: Schema.Codec<A, Schema.Json>
  /** The version of the schema, from 1. */
  readonly version: number
  readonly upcasts: ReadonlyArray<Upcast>
  /** The id under which a value is kept. */
  readonly id: (value: A) => string
  readonly indexes: ReadonlyMap<I, Index<A>>
  /** Reads JSON of the present version. */
  readonly decode: (json: unknown) => Result.Result<A, Schema.SchemaError>
  /** Writes JSON of the present version. */
  readonly encode: (value: A) => Schema.Json
}

/**
 * Declares a collection.
 *
 * The schema's encoded side is the JSON in the store. When it changes, add an upcast: the version
 * is one more than their number, older records are lifted when read, and a record of a newer
 * version is refused ({@link FutureSchema}) and never rewritten.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { Collection } from "entrepot/store"
 *
 * const Notes = Collection.make({
 *   name: "note",
 *   schema: Schema.Struct({ id: Schema.String, order: Schema.String, text: Schema.String }),
 *   id: (note) => note.id,
 *   indexes: { byOrder: { entries: (note) => [[note.order, note.id]], guard: 1 } },
 * })
 * console.log(Notes.version)
 * ```
 * ```text
 * 1
 * ```
 */
export const make = <A, E extends Schema.Json, I extends string = never>(options: {
  readonly name: string
  readonly schema: Schema.Codec<A, E>
  readonly id: (value: A) => string
  readonly indexes?: Readonly<Record<I, Index<A>>>
  readonly upcasts?: ReadonlyArray<Upcast>
}): Collection<A, I> => ({
  name: options.name,
  schema: options.schema,
  version: (options.upcasts?.length ?? 0) + 1,
  upcasts: options.upcasts ?? [],
  id: options.id,
  indexes: new Map(Object.entries(options.indexes ?? {}) as Array<[I, Index<A>]>),
  decode: Schema.decodeUnknownResult(options.schema),
  encode: encoder(options.schema),
})

/**
 * Encodes what our own code made. Where the schema transforms nothing, values are JSON as they are:
 * they were decoded at the door, and are trusted inside.
 */
export const encoder = <A, E extends Schema.Json>(
  schema: Schema.Codec<A, E>,
): ((value: A) => Schema.Json) =>
  SchemaAST.toEncoded(schema.ast) === schema.ast
    ? (value) => value as unknown as Schema.Json
    : Schema.encodeSync(schema)

/** The key under which a collection keeps the value of an id. */
export const key = <A>(collection: Collection<A>, id: string): Key.Key => ({
  collection: collection.name,
  id,
})

/** Reads a record: lifts it to the present version and decodes it. */
export const read = <A>(
  collection: Collection<A>,
  record: StoredRecord,
): Result.Result<A, FutureSchema | RecordCorrupt> =>
  decodeVersioned(collection, record.schema, record.body, record.key)

/**
 * Decodes JSON text that some version of a schema wrote: of a record, or of a journal entry.
 */
export const decodeVersioned = <A>(
  codec: Pick<Collection<A>, "version" | "upcasts" | "decode">,
  version: number,
  body: string,
  key: Key.Key,
): Result.Result<A, FutureSchema | RecordCorrupt> => {
  if (version > codec.version)
    return Result.fail(new FutureSchema({ key, found: version, known: codec.version }))
  const corrupt = (detail: string) => new RecordCorrupt({ key, detail })
  const lifted = Result.try({
    try: (): Schema.Json =>
      codec.upcasts.slice(version - 1).reduce((older, upcast) => upcast(older), JSON.parse(body)),
    catch: (fault) => corrupt(String(fault)),
  })
  return Result.flatMap(lifted, (json) =>
    Result.mapError(codec.decode(json), (error) => corrupt(error.message)),
  )
}

/** All index entries of a value, as the store wants them. */
export const indexEntries = <A>(collection: Collection<A>, value: A): ReadonlyArray<IndexEntry> => {
  if (collection.indexes.size === 0) return noEntries
  const entries: Array<IndexEntry> = []
  for (const [index, { entries: places }] of collection.indexes)
    for (const parts of places(value)) entries.push({ index, at: Key.join(parts) })
  return entries
}

const noEntries: ReadonlyArray<IndexEntry> = []

/** Whether any index of the collection is guarded. */
export const hasGuards = <A>(collection: Collection<A>): boolean => {
  for (const { guard } of collection.indexes.values()) if (guard !== undefined) return true
  return false
}

/** The guarded entries of a value, each under a name of its own. */
export type GuardedEntries = ReadonlyMap<string, { readonly guard: string; readonly at: string }>

/** The guarded entries of a value, with the ids of their guard records. */
export const guardedEntries = <A>(
  collection: Collection<A>,
  value: A | undefined,
): GuardedEntries => {
  const guarded = new Map<string, { readonly guard: string; readonly at: string }>()
  if (value === undefined) return guarded
  for (const [index, { entries, guard }] of collection.indexes) {
    if (guard === undefined) continue
    for (const parts of entries(value))
      guarded.set(Key.join([index, ...parts]), {
        guard: guardId(collection.name, index, parts.slice(0, guard)),
        at: Key.join(parts),
      })
  }
  return guarded
}

/** The reserved collection of guard records. */
export const guardCollection = "$guard"

/** The id of the guard record of an index under the leading parts. */
export const guardId = (
  collection: string,
  index: string,
  parts: ReadonlyArray<Key.Part>,
): string => Key.join([collection, index, ...parts])
