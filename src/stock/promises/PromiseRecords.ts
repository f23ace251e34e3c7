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

/**
 * A pool, and where anybody waits: the first and the last page of its queue, and the one where telling
 * dates stopped. A page has the id of the promise that opened it, so that two promises which come at
 * once never open the same.
 */
export const KeptPool = Schema.Struct({
  pool: Pool,
  ends: Schema.optionalKey(Schema.Struct({ first: Id.Id, last: Id.Id })),
  stopped: Schema.optionalKey(Id.Id),
})
/** A pool, and where anybody waits. */
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

/**
 * A page of a queue: ids of promises that wait, in promise order, and the pages before and after it.
 * However long the queue is, and whoever has left it, the next who waits is at most one page away.
 *
 * It is an unrolled doubly linked list, as in Shao, Reppy and Appel, "Unrolling Lists" (1994).
 */
export const Page = Schema.Struct({
  page: Id.Id,
  sku: Id.Sku,
  place: Id.PlaceId,
  /** Where the promise that opened it stands in the queue. */
  sequence: Quantity.Quantity,
  turns: Schema.Array(Id.Id),
  before: Schema.optionalKey(Id.Id),
  after: Schema.optionalKey(Id.Id),
})
/** A page of a queue. */
export type Page = typeof Page.Type

/** One record for each page; `byTurn` tells those of a pool in promise order. */
export const Pages: Collection.Collection<Page, "byTurn"> = Collection.make({
  name: "promisePage",
  schema: Page,
  id: ({ page }) => page,
  indexes: { byTurn: { entries: ({ sku, place, sequence }) => [[place, sku, sequence]] } },
})

/** A promise, and the page on which it waits or waited. */
export const KeptPromise = Schema.Struct({ promised: Promised, page: Id.Id })
/** A promise, and the page on which it waits or waited. */
export type KeptPromise = typeof KeptPromise.Type

/** One record for each promise. */
export const Promises: Collection.Collection<KeptPromise> = Collection.make({
  name: "promise",
  schema: KeptPromise,
  id: ({ promised }) => promised.promiseId,
})

/** The journal of promises: one entry for each event. */
export const PromiseHistory: JournalStream.JournalStream<PromiseEvent> = JournalStream.make({
  name: "promise",
  schema: PromiseEvent,
})
