/**
 * Typed streams of the journal.
 *
 * @module
 */
import { type Result, Schema } from "effect"

import { encoder, type Upcast } from "./Collection.ts"

/** A named stream of facts of type `A`, told in the past tense. */
export interface JournalStream<A extends { readonly _tag: string }> {
  readonly name: string
  readonly version: number
  readonly upcasts: ReadonlyArray<Upcast>
  /** Reads JSON of the present version. */
  readonly decode: (json: unknown) => Result.Result<A, Schema.SchemaError>
  /** Writes JSON of the present version. */
  readonly encode: (fact: A) => Schema.Json
}

/**
 * Declares a stream. As for a collection, its version is one more than the number of upcasts.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { JournalStream } from "entrepot/store"
 *
 * const Doors = JournalStream.make({
 *   name: "door",
 *   schema: Schema.TaggedUnion({ Opened: { by: Schema.String }, Closed: {} }),
 * })
 * console.log(Doors.name, Doors.version)
 * ```
 * ```text
 * door 1
 * ```
 */
export const make = <A extends { readonly _tag: string }, E extends Schema.Json>(options: {
  readonly name: string
  readonly schema: Schema.Codec<A, E>
  readonly upcasts?: ReadonlyArray<Upcast>
}): JournalStream<A> => ({
  name: options.name,
  version: (options.upcasts?.length ?? 0) + 1,
  upcasts: options.upcasts ?? [],
  decode: Schema.decodeUnknownResult(options.schema),
  encode: encoder(options.schema),
})
