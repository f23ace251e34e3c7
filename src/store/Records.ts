/**
 * Reading records outside transactions, and filling new indexes.
 *
 * @module
 */
import { Context, Effect, Layer, Option, Stream } from "effect"

import * as Collection from "./Collection.ts"
import type { Part } from "./Key.ts"
import { Namespace } from "./Namespace.ts"
import { type Page, type Range, Store, type StoredRecord } from "./Store.ts"
import type { CursorError, StoreError } from "./StoreError.ts"
import { Transaction } from "./Transaction.ts"
import {
  type FutureSchema,
  IndexNotReady,
  type RecordCorrupt,
  type TransactionError,
} from "./TransactionError.ts"
import { Transactor } from "./Transactor.ts"
import * as Catalog from "./transactor/Catalog.ts"
import { under } from "./transactor/Under.ts"

/** Why records cannot be read. */
export type RecordsError = StoreError | CursorError | FutureSchema | RecordCorrupt | IndexNotReady

/** A stretch of a collection: by id, or by an index; everything unless bounded. */
export interface Stretch<I extends string = string> {
  readonly index?: I
  /** Only what stands at or below these leading parts. */
  readonly under?: ReadonlyArray<Part>
  readonly reverse?: boolean
}

/** Which page, and how long: the first one, of 100 values, unless said otherwise. */
export interface PageOptions {
  /** Where the page before it ended. */
  readonly cursor?: string | undefined
  readonly limit?: number
}

/** Some values of a stretch, and where the next page begins, absent at the end. */
export interface Values<A> {
  readonly values: ReadonlyArray<A>
  readonly cursor: string | undefined
}

/** Reading records. */
export interface RecordsShape {
  /** The value of an id, where there is one. */
  readonly get: <A>(
    collection: Collection.Collection<A>,
    id: string,
    options?: {
      /** On replicas: at least as fresh as this position. */
      readonly atLeast?: number
    },
  ) => Effect.Effect<Option.Option<A>, RecordsError>
  /** One page, of 100 values unless said otherwise. It is no snapshot together with other pages. */
  readonly page: <A, I extends string>(
    collection: Collection.Collection<A, I>,
    stretch?: Stretch<I>,
    options?: PageOptions,
  ) => Effect.Effect<Values<A>, RecordsError>
  /** All values of a stretch, page by page. */
  readonly all: <A, I extends string>(
    collection: Collection.Collection<A, I>,
    stretch?: Stretch<I>,
  ) => Stream.Stream<A, RecordsError>
  /**
   * Gives every record the collection's present indexes, after which they answer. Returns how many
   * records it went through; safe to repeat, and to run while others write.
   */
  readonly backfill: <A>(
    collection: Collection.Collection<A>,
  ) => Effect.Effect<number, RecordsError | TransactionError>
}

/**
 * The service that reads the store itself, never a cache, and decodes what it finds.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Option, Schema } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Collection, Records, Transactor } from "entrepot/store"
 *
 * const Notes = Collection.make({
 *   name: "note",
 *   schema: Schema.Struct({ id: Schema.String, text: Schema.String }),
 *   id: (note) => note.id,
 * })
 * const layer = Records.layer.pipe(
 *   Layer.provideMerge(Transactor.layer()),
 *   Layer.provide(Memory.layer()),
 * )
 * const found = Records.use((records) => records.get(Notes, "n1")).pipe(Effect.provide(layer))
 * console.log(Option.isNone(await Effect.runPromise(found)))
 * ```
 * ```text
 * true
 * ```
 */
export class Records extends Context.Service<Records, RecordsShape>()("entrepot/store/Records") {
  /** Reads from the store; the transactor serves {@link RecordsShape.backfill}. */
  static readonly layer: Layer.Layer<Records, never, Store | Transactor> = Layer.effect(
    Records,
    Effect.gen(function* () {
      const store = yield* Store
      const transactor = yield* Transactor

      const get: RecordsShape["get"] = Effect.fnUntraced(function* (collection, id, options) {
        const key = Collection.key(collection, id)
        const [found] = yield* store.read(yield* Namespace, [key], options)
        return found?.record === undefined
          ? Option.none()
          : Option.some(yield* decode(collection, found.record))
      })

      const rawPage = Effect.fnUntraced(function* <A, I extends string>(
        collection: Collection.Collection<A, I>,
        stretch: Stretch<I> = {},
        { cursor, limit = 100 }: PageOptions = {},
      ) {
        const { index } = stretch
        if (index !== undefined) {
          const entry = yield* get(Catalog.Entries, collection.name)
          if (!Catalog.isReady(entry, collection, index))
            return yield* new IndexNotReady({ collection: collection.name, index })
        }
        const range: Range = {
          collection: collection.name,
          limit,
          reverse: stretch.reverse ?? false,
          ...(index === undefined ? {} : { index }),
          ...under(stretch.under ?? []),
          ...(cursor === undefined ? {} : { cursor }),
        }
        return yield* store.query(yield* Namespace, range)
      })

      const page: RecordsShape["page"] = Effect.fnUntraced(
        function* (collection, stretch, options) {
          const { items, cursor }: Page = yield* rawPage(collection, stretch, options)
          const values = yield* Effect.forEach(items, ({ record }) => decode(collection, record))
          return { values, cursor }
        },
      )

      const all: RecordsShape["all"] = (collection, stretch) =>
        Stream.paginate(undefined as string | undefined, (cursor) =>
          Effect.map(
            page(collection, stretch, { cursor, limit: 1_000 }),
            (found) =>
              [
                found.values,
                Option.fromUndefinedOr(found.cursor).pipe(
                  Option.map((next): string | undefined => next),
                ),
              ] as const,
          ),
        )

      const backfill: RecordsShape["backfill"] = Effect.fnUntraced(function* (collection) {
        let cursor: string | undefined
        let count = 0
        do {
          const { items, cursor: next }: Page = yield* rawPage(
            collection,
            {},
            { cursor, limit: 200 },
          )
          yield* transactor.run(
            Effect.gen(function* () {
              const tx = yield* Transaction
              yield* Effect.forEach(items, ({ record }) => tx.reindex(collection, record.key.id), {
                discard: true,
              })
            }),
          )
          count += items.length
          cursor = next
        } while (cursor !== undefined)
        yield* transactor.run(
          Transaction.use((tx) => tx.put(Catalog.Entries, Catalog.entryOf(collection))),
        )
        return count
      })

      return Records.of({ get, page, all, backfill })
    }),
  )
}

const decode = <A>(collection: Collection.Collection<A>, record: StoredRecord) =>
  Effect.fromResult(Collection.read(collection, record))
