/**
 * The catalog: which indexes of which collections the records of a namespace carry, and the format
 * of the whole. It is kept as ordinary records, in reserved collections.
 *
 * @internal
 * @module
 */
import { Option, Schema } from "effect"

import * as Collection from "../Collection.ts"

/**
 * The indexes that all records of a collection carry, each with the version of its meaning and the
 * parts by which its guards were bumped.
 */
export interface Entry {
  readonly collection: string
  readonly indexes: ReadonlyArray<{
    readonly index: string
    readonly version: number
    readonly guard?: number
  }>
}

/** One entry a collection, written with its first record. */
export const Entries: Collection.Collection<Entry> = Collection.make({
  name: "$catalog",
  schema: Schema.Struct({
    collection: Schema.String,
    indexes: Schema.Array(
      Schema.Struct({
        index: Schema.String,
        version: Schema.Int,
        guard: Schema.optionalKey(Schema.Int),
      }),
    ),
  }),
  id: (entry) => entry.collection,
})

/** Guard records have no content: their version is what counts. */
export const Guards: Collection.Collection<{ readonly id: string }> = Collection.make({
  name: Collection.guardCollection,
  schema: Schema.Struct({ id: Schema.String }),
  id: (guard) => guard.id,
})

/** The format of a namespace's records: who may read them. */
export interface Format {
  readonly id: "format"
  readonly format: number
  /** A release that knows a lower format than this must not read the data. */
  readonly minimumReader: number
}

/** The reserved collection of the one format record. */
export const Formats: Collection.Collection<Format> = Collection.make({
  name: "$format",
  schema: Schema.Struct({
    id: Schema.Literal("format"),
    format: Schema.Int,
    minimumReader: Schema.Int,
  }),
  id: (format) => format.id,
})

/** The format that this release writes. */
export const present: Format = { id: "format", format: 1, minimumReader: 1 }

/** The entry of a collection whose records all carry its present indexes. */
export const entryOf = <A>(collection: Collection.Collection<A>): Entry => ({
  collection: collection.name,
  indexes: Array.from(collection.indexes, ([index, { version = 1, guard }]) => ({
    index,
    version,
    ...(guard === undefined ? {} : { guard }),
  })),
})

/** The beginning of the names of reserved collections, which need no entry. */
export const reserved = "$"

/**
 * Whether all records of a collection carry the index as it is meant now. A collection without an
 * entry has no records yet, so there is nothing to carry.
 */
export const isReady = <A>(
  entry: Option.Option<Entry>,
  collection: Collection.Collection<A>,
  index: string,
): boolean =>
  Option.isNone(entry) ||
  entry.value.indexes.some(
    (known) =>
      known.index === index &&
      known.version === (collection.indexes.get(index)?.version ?? 1) &&
      known.guard === collection.indexes.get(index)?.guard,
  )
