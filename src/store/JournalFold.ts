/**
 * Folding a stream of the journal, alone or beside records: what an audit and a projection begin with.
 *
 * @module
 */
import { Effect } from "effect"

import type {
  JournalEntry,
  JournalError,
  JournalFacts,
  JournalOptions,
  JournalShape,
} from "./Journal.ts"
import type { JournalStream } from "./JournalStream.ts"

/** How a stream is folded. */
export interface Folding<A extends { readonly _tag: string }, S> {
  readonly stream: JournalStream<A>
  readonly initial: S
  /** The state after an entry. */
  readonly step: (state: S, entry: JournalEntry<A>) => S
}

/** What a stream came to, and where the fold goes on. */
export interface Folded<S> {
  readonly state: S
  /** Entries that were folded, and the position of the last; 0 where there was none. */
  readonly entries: number
  readonly position: number
  readonly cursor: string | undefined
}

/**
 * Folds all of a stream, from where an earlier fold of it ended.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockEvent, StockLedger, StockRecords } from "entrepot/stock"
 * import { Journal, JournalFold, storeServices } from "entrepot/store"
 *
 * const program = Effect.gen(function* () {
 *   const ledger = yield* StockLedger
 *   const journal = yield* Journal
 *   yield* ledger.receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity: 3 }] })
 *   const { state, entries } = yield* JournalFold.fold(journal, {
 *     stream: StockRecords.Movements,
 *     initial: 0,
 *     step: (units, { fact }) => units + StockEvent.units(fact),
 *   })
 *   return `${state} units in ${entries} entry`
 * })
 * const services = storeServices.pipe(Layer.provide(Memory.layer()))
 * const layer = StockLedger.layerOver.pipe(Layer.provideMerge(services))
 * console.log(await Effect.runPromise(Effect.provide(program, layer)))
 * ```
 * ```text
 * 3 units in 1 entry
 * ```
 */
export const fold = Effect.fnUntraced(function* <A extends { readonly _tag: string }, S>(
  journal: JournalShape,
  { stream, initial, step }: Folding<A, S>,
  from?: Folded<S>,
): Effect.fn.Return<Folded<S>, JournalError> {
  let { state, entries, position, cursor } = from ?? nothing(initial)
  for (;;) {
    const page = yield* journal.page(stream, { after: cursor })
    state = page.entries.reduce(step, state)
    entries += page.entries.length
    position = page.entries.at(-1)?.position ?? position
    cursor = page.cursor
    if (page.end) return { state, entries, position, cursor }
  }
})

const nothing = <S>(initial: S): Folded<S> => ({
  state: initial,
  entries: 0,
  position: 0,
  cursor: undefined,
})

/** From where on a stream is gone through, and by how many entries at once. */
export interface Following<A extends { readonly _tag: string }, E, R> extends JournalOptions {
  readonly stream: JournalStream<A>
  /** What is done with a page. One that fails is not passed over: it comes again the next time. */
  readonly take: (page: JournalFacts<A>) => Effect.Effect<unknown, E, R>
}

/**
 * Goes through a stream page by page, from a bookmark of an earlier time on. After a restore from a
 * backup no cursor is of use: then it begins anew, and `take` passes over what was taken before.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger, StockRecords } from "entrepot/stock"
 * import { Journal, JournalFold, storeServices } from "entrepot/store"
 *
 * const program = Effect.gen(function* () {
 *   const ledger = yield* StockLedger
 *   yield* ledger.receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity: 3 }] })
 *   yield* JournalFold.follow(yield* Journal, {
 *     stream: StockRecords.Movements,
 *     take: ({ entries }) => Effect.sync(() => console.log(entries.length)),
 *   })
 * })
 * const services = storeServices.pipe(Layer.provide(Memory.layer()))
 * const layer = StockLedger.layerOver.pipe(Layer.provideMerge(services))
 * await Effect.runPromise(Effect.provide(program, layer))
 * ```
 * ```text
 * 1
 * ```
 */
export const follow = Effect.fnUntraced(function* <A extends { readonly _tag: string }, E, R>(
  journal: JournalShape,
  { stream, take, after, limit }: Following<A, E, R>,
): Effect.fn.Return<void, JournalError | E, R> {
  const read = (from: string | undefined) =>
    journal.page(stream, { after: from, ...(limit === undefined ? {} : { limit }) })
  let page = yield* Effect.catchTag(read(after), "CursorFromAnotherEpoch", () => read(undefined))
  for (;;) {
    yield* take(page)
    if (page.end) return
    page = yield* read(page.cursor)
  }
})

/** A fold beside the records that tell the same. */
export interface FoldedBeside<S, K> extends Folded<S> {
  readonly kept: K
  /** Whether nothing was posted while the records were read; if not, a difference may be news. */
  readonly quiet: boolean
}

/** How often records are read again when something was posted meanwhile. */
const patience = 5

/**
 * Folds all of a stream and reads the records that tell the same, again where something was posted
 * meanwhile, up to five times.
 */
export const beside = Effect.fnUntraced(function* <A extends { readonly _tag: string }, S, K, E, R>(
  journal: JournalShape,
  folding: Folding<A, S>,
  read: Effect.Effect<K, E, R>,
): Effect.fn.Return<FoldedBeside<S, K>, JournalError | E, R> {
  let told = yield* fold(journal, folding)
  for (let attempt = 1; ; attempt++) {
    const kept = yield* read
    const after = yield* fold(journal, folding, told)
    const quiet = after.entries === told.entries
    if (quiet || attempt === patience) return { ...after, kept, quiet }
    told = after
  }
})
