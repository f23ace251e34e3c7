/**
 * The journal: reading typed facts in the order in which they were recorded.
 *
 * @module
 */
import { Context, Effect, Layer, Option, Result, Stream } from "effect"

import * as Collection from "./Collection.ts"
import type { JournalStream } from "./JournalStream.ts"
import { Namespace } from "./Namespace.ts"
import { type JournalRecord, Store } from "./Store.ts"
import type { CursorError, StoreError } from "./StoreError.ts"
import type { FutureSchema, RecordCorrupt } from "./TransactionError.ts"

/** A fact with where, when, why and by whom it was recorded. */
export interface JournalEntry<A> {
  /** Ascends in the namespace, with gaps. */
  readonly position: number
  /** Epoch milliseconds; never decreases by position. */
  readonly recordedAt: number
  /** Epoch milliseconds; a fact from outside may be late. */
  readonly occurredAt: number
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly reason: string | undefined
  readonly fact: A
}

/** Some entries, a cursor that continues behind them, and whether they were the last for now. */
export interface JournalFacts<A> {
  readonly entries: ReadonlyArray<JournalEntry<A>>
  readonly cursor: string
  readonly end: boolean
}

/** Where to begin (the cursor of an earlier page) and how many entries to read at most. */
export interface JournalOptions {
  readonly after?: string | undefined
  readonly limit?: number
}

/** Why the journal cannot be read. */
export type JournalError = StoreError | CursorError | FutureSchema | RecordCorrupt

/** Reading facts. */
export interface JournalShape {
  /** One page of a stream, at most 1,000 entries unless said otherwise. */
  readonly page: <A extends { readonly _tag: string }>(
    stream: JournalStream<A>,
    options?: JournalOptions,
  ) => Effect.Effect<JournalFacts<A>, JournalError>
  /** All facts recorded until now, page by page. */
  readonly all: <A extends { readonly _tag: string }>(
    stream: JournalStream<A>,
    options?: JournalOptions,
  ) => Stream.Stream<JournalEntry<A>, JournalError>
}

/**
 * The service that reads the journal of the current namespace.
 *
 * A reader who follows the cursors misses nothing, whatever commits meanwhile.
 */
export class Journal extends Context.Service<Journal, JournalShape>()("entrepot/store/Journal") {
  /** Reads from the store. */
  static readonly layer: Layer.Layer<Journal, never, Store> = Layer.effect(
    Journal,
    Effect.gen(function* () {
      const store = yield* Store
      const page: JournalShape["page"] = Effect.fnUntraced(function* (from, options = {}) {
        const { entries, cursor, end } = yield* store.journal(yield* Namespace, {
          stream: from.name,
          limit: options.limit ?? 1_000,
          ...(options.after === undefined ? {} : { after: options.after }),
        })
        const decoded = Result.all(entries.map((entry) => toEntry(from, entry)))
        return { entries: yield* Effect.fromResult(decoded), cursor, end }
      })
      const all: JournalShape["all"] = (from, options = {}) =>
        Stream.paginate(options.after, (after) =>
          page(from, { ...options, after }).pipe(
            Effect.map(
              ({ entries, cursor, end }) =>
                [entries, end ? Option.none() : Option.some(cursor)] as const,
            ),
          ),
        )
      return Journal.of({ page, all })
    }),
  )
}

const toEntry = <A extends { readonly _tag: string }>(
  from: JournalStream<A>,
  { position, recordedAt, occurredAt, commandId, actor, reason, schema, body }: JournalRecord,
): Result.Result<JournalEntry<A>, FutureSchema | RecordCorrupt> =>
  Result.map(
    Collection.decodeVersioned(from, schema, body, { collection: from.name, id: `${position}` }),
    (fact) => ({ position, recordedAt, occurredAt, commandId, actor, reason, fact }),
  )
