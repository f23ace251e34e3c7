/**
 * What a program sees of the store: records by collection, guarded queries, one instant, and the
 * journal to append to.
 *
 * @module
 */
import { Context, type Effect, type Option } from "effect"

import type { Collection } from "./Collection.ts"
import type { JournalStream } from "./JournalStream.ts"
import type { Part } from "./Key.ts"

/**
 * The view that a program has of one namespace.
 *
 * A program may run several times before one of its runs commits, so it draws instants, ids and
 * randomness from here and does nothing outside. Nothing it returns counts, not even a refusal,
 * before everything it read was found unchanged in the answering commit.
 */
export interface TransactionShape {
  /** The instant of the batch in epoch milliseconds, never before the writing of what was read. */
  readonly now: Effect.Effect<number>
  /** A random number from 0 to below 1, of the caller's `Random` service. */
  readonly random: Effect.Effect<number>
  /** A fresh id: 32 hexadecimal digits of the caller's `Random` service. */
  readonly id: Effect.Effect<string>
  /** The value of an id, where there is one. */
  readonly get: <A>(collection: Collection<A>, id: string) => Effect.Effect<Option.Option<A>>
  /** Reads many at once; what is not known yet is fetched in one go. */
  readonly getAll: <A>(
    collection: Collection<A>,
    ids: ReadonlyArray<string>,
  ) => Effect.Effect<ReadonlyArray<Option.Option<A>>>
  /**
   * All values under the leading parts of a guarded index, in its order, this program's own writes
   * included. As many parts as the index's `guard` says.
   */
  readonly query: <A, I extends string>(
    collection: Collection<A, I>,
    index: I,
    parts: ReadonlyArray<Part>,
  ) => Effect.Effect<ReadonlyArray<A>>
  /**
   * Puts a value under an id that should be free, without reading first: the commit tells. `false`
   * where there is one already, and nothing is written.
   */
  readonly insert: <A>(collection: Collection<A>, value: NoInfer<A>) => Effect.Effect<boolean>
  /** Writes a value under its id, whatever was there. */
  readonly put: <A>(collection: Collection<A>, value: NoInfer<A>) => Effect.Effect<void>
  /** Removes the value of an id, where there is one. */
  readonly remove: <A>(collection: Collection<A>, id: string) => Effect.Effect<void>
  /** Writes the index entries of a record anew, for a backfill. */
  readonly reindex: <A>(collection: Collection<A>, id: string) => Effect.Effect<void>
  /** Appends a fact; `occurredAt` (epoch milliseconds) is {@link now} unless given. */
  readonly append: <A extends { readonly _tag: string }>(
    stream: JournalStream<A>,
    fact: NoInfer<A>,
    options?: { readonly occurredAt?: number | undefined },
  ) => Effect.Effect<void>
}

/**
 * The service that a program requires, and nothing else: `Effect<A, E, Transaction>` cannot do I/O
 * through a service, so it can be run again.
 *
 * @example
 * ```ts
 * import { Effect, Option, Schema } from "effect"
 * import { Collection, Transaction } from "entrepot/store"
 *
 * const Counters = Collection.make({
 *   name: "counter",
 *   schema: Schema.Struct({ id: Schema.String, count: Schema.Int }),
 *   id: (counter) => counter.id,
 * })
 * const increment = Effect.fnUntraced(function* (id: string) {
 *   const tx = yield* Transaction
 *   const found = yield* tx.get(Counters, id)
 *   const count = Option.match(found, { onNone: () => 1, onSome: (known) => known.count + 1 })
 *   yield* tx.put(Counters, { id, count })
 *   return count
 * })
 * ```
 */
export class Transaction extends Context.Service<Transaction, TransactionShape>()(
  "entrepot/store/Transaction",
) {}
