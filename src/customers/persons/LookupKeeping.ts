/**
 * Looking up several records of the store at once.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type { Collection } from "../../store/Collection.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"

/** Several records. */
export type Found<A> = Effect.Effect<ReadonlyArray<A>, RecordsError>

/** Looks up records. */
export interface Lookup {
  /** Those of some ids that there are. */
  readonly each: <A>(from: Collection<A>, ids: Iterable<string>) => Found<A>
  /** All that an index has under any of some ids, once each. */
  readonly under: <A, I extends string>(
    from: Collection<A, I>,
    index: I,
    ids: Iterable<string>,
  ) => Found<A>
}

/** A look-up in a store. */
export const make = (records: RecordsShape): Lookup => ({
  each: (from, ids) =>
    Effect.map(
      Effect.forEach(new Set(ids), (id) => records.get(from, id)),
      (found) => found.flatMap(Option.toArray),
    ),
  under: (from, index, ids) =>
    Effect.map(
      Effect.forEach(new Set(ids), (id) =>
        Stream.runCollect(records.all(from, { index, under: [id] })),
      ),
      (found) => [...new Map(found.flat().map((one) => [from.id(one), one])).values()],
    ),
})
