/**
 * How promises lie in the store: for each item at each place a pool, and its queue in pages that name
 * each other; each promise a record of its own.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import { Promised } from "./PromiseBook.ts"
import { PromiseEvent } from "./PromiseEvent.ts"
import { Pool } from "./PromisePool.ts"

/** An item at a place. */
export type Where = Pick<Pool, "sku" | "place">

/** A pool, and the first and the last page of its queue, where anybody waits. */
export const KeptPool = Schema.Struct({
  pool: Pool,
  pages: Schema.optionalKey(Schema.Struct({ first: Quantity.Quantity, last: Quantity.Quantity })),
})
/** A pool, and the ends of its queue. */
export type KeptPool = typeof KeptPool.Type

/** The id of the pool of an item at a place. */
export const poolId = ({ sku, place }: Where): string => Key.join([place, sku])

/** One record for each item at each place where anything was ever expected. */
export const Pools: Collection.Collection<KeptPool> = Collection.make({
  name: "promisePool",
  schema: KeptPool,
  id: ({ pool }) => poolId(pool),
})

/** The most promises of one page. */
export const mostTurns = 16

/** The page of a promise, by its place in the queue. */
export const pageOf = (sequence: number): number => Math.floor(sequence / mostTurns)

/**
 * A page of a queue: promises that wait, in promise order, and the pages before and after it. However
 * long the queue is, and whoever has left it, the next who waits is at most one page away.
 *
 * It is an unrolled doubly linked list, as in Shao, Reppy and Appel, "Unrolling Lists" (1994).
 */
export const Page = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  page: Quantity.Quantity,
  turns: Schema.Array(Schema.Struct({ sequence: Quantity.Quantity, promiseId: Id.Id })),
  before: Schema.optionalKey(Quantity.Quantity),
  after: Schema.optionalKey(Quantity.Quantity),
})
/** A page of a queue. */
export type Page = typeof Page.Type

/** The id of a page. */
export const pageId = ({ sku, place, page }: Where & Pick<Page, "page">): string =>
  Key.join([place, sku, page])

/** One record for each page on which anybody waits. */
export const Pages: Collection.Collection<Page> = Collection.make({
  name: "promisePage",
  schema: Page,
  id: (page) => pageId(page),
})

/** One record for each promise. */
export const Promises: Collection.Collection<Promised> = Collection.make({
  name: "promise",
  schema: Promised,
  id: ({ promiseId }) => promiseId,
})

/** The journal of promises: one entry for each event. */
export const PromiseHistory: JournalStream.JournalStream<PromiseEvent> = JournalStream.make({
  name: "promise",
  schema: PromiseEvent,
})
