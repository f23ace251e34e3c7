/**
 * Promises as records: reading as much of a queue as a decision needs, and writing what changed.
 *
 * @module
 */
import { Array, Effect, HashMap, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import * as PromiseBook from "./PromiseBook.ts"
import type { Needs } from "./PromiseDecision.ts"
import * as PromisePool from "./PromisePool.ts"
import {
  type KeptPool,
  type Page,
  pageId,
  pageOf,
  Pages,
  poolId,
  Pools,
  Promises,
  type Where,
} from "./PromiseRecords.ts"
import { PromiseExists } from "./PromiseRefusal.ts"

/** The pool of an item at a place, empty where nothing was ever expected. */
export const poolOf = (tx: TransactionShape, where: Where): Effect.Effect<KeptPool> =>
  Effect.map(
    tx.get(Pools, poolId(where)),
    Option.getOrElse((): KeptPool => ({ pool: PromisePool.empty(where) })),
  )

/**
 * What comes next of an item to a place and is promised to nobody yet, if anything does: when it is
 * due (epoch milliseconds), and how many units.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { PromiseKeeping } from "entrepot/stock"
 * import { Transaction } from "entrepot/store"
 *
 * const program = Effect.flatMap(Transaction, (tx) =>
 *   PromiseKeeping.nextInbound(tx, { sku: "MUG", place: "main" }),
 * )
 * ```
 */
export const nextInbound = (
  tx: TransactionShape,
  where: Where,
): Effect.Effect<{ readonly due: number; readonly units: number } | undefined> =>
  Effect.map(poolOf(tx, where), ({ pool }) => {
    const next = PromisePool.schedule(pool).find(({ open, promised }) => open > promised)
    return next && { due: next.due, units: next.open - next.promised }
  })

/** The promises of a page, in promise order. */
export const promisesOf = (
  tx: TransactionShape,
  { turns }: Page,
): Effect.Effect<ReadonlyArray<PromiseBook.Promised>> =>
  Effect.map(
    tx.getAll(
      Promises,
      turns.map(({ promiseId }) => promiseId),
    ),
    Array.getSomes,
  )

/** The waiting promises that a decision needs: it reads a page more than that at most. */
export const waitingOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { pool, pages }: KeptPool,
  needs: Needs,
): Effect.fn.Return<ReadonlyArray<PromiseBook.Promised>> {
  if (needs._tag === "None" || pages === undefined) return []
  const isForward = needs._tag !== "Last"
  const least = needs._tag === "From" ? needs.sequence : 0
  const most = needs._tag === "From" ? Infinity : needs.units
  const found: Array<PromiseBook.Promised> = []
  let units = 0
  let page: number | undefined = isForward ? pages.first : pages.last
  if (least > 0) page = stopped(pool) ?? page
  while (page !== undefined && units < most && found.length < needs.promises) {
    const here: Page = yield* pageAt(tx, pool, page)
    const promises = yield* promisesOf(tx, here)
    for (const promised of isForward ? promises : promises.toReversed()) {
      if (promised.sequence < least) continue
      if (units >= most || found.length >= needs.promises) break
      units += PromiseBook.waiting(promised)
      found.push(promised)
    }
    page = isForward ? here.after : here.before
  }
  return found
})

/** The page where telling stopped. It stays, though nobody may wait there any more. */
const stopped = ({ telling }: PromisePool.Pool): number | undefined =>
  telling === undefined ? undefined : pageOf(telling.sequence - 1)

const pageAt = (tx: TransactionShape, where: Where, page: number): Effect.Effect<Page> =>
  Effect.map(tx.get(Pages, pageId({ ...where, page })), Option.getOrThrow)

/**
 * Writes what changed of a book, and who waits where. A new promise is inserted without looking for
 * one of its id: the commit finds out, and then nothing is written.
 */
export const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  kept: KeptPool,
  before: PromiseBook.Book,
  after: PromiseBook.Book,
): Effect.fn.Return<void, PromiseExists> {
  const { pool } = after
  let pages = kept.pages
  const left = new Set<number>()
  const old = stopped(kept.pool)
  if (old !== undefined) left.add(old)
  const gone = new Set<number>()
  for (const promised of HashMap.values(after.promises)) {
    const known = Option.getOrUndefined(PromiseBook.promise(before, promised.promiseId))
    if (known === promised) continue
    if (known === undefined) {
      const { promiseId } = promised
      if (!(yield* tx.insert(Promises, promised))) return yield* new PromiseExists({ promiseId })
      pages = yield* append(tx, pages, promised)
      continue
    }
    yield* tx.put(Promises, promised)
    if (PromiseBook.waiting(known) > 0 && PromiseBook.waiting(promised) === 0) {
      left.add(pageOf(promised.sequence))
      gone.add(promised.sequence)
    }
  }
  for (const page of left) {
    const here = yield* pageAt(tx, pool, page)
    const turns = here.turns.filter(({ sequence }) => !gone.has(sequence))
    if (turns.length > 0 || page === stopped(pool)) {
      if (turns.length < here.turns.length) yield* tx.put(Pages, { ...here, turns })
    } else pages = yield* unlink(tx, pages, here)
  }
  yield* tx.put(Pools, pages === undefined ? { pool } : { pool, pages })
})

type Ends = KeptPool["pages"]

/** Puts a promise behind all others. */
const append = Effect.fnUntraced(function* (
  tx: TransactionShape,
  ends: Ends,
  { sku, place, sequence, promiseId }: PromiseBook.Promised,
): Effect.fn.Return<Ends> {
  const page = pageOf(sequence)
  const turn = { sequence, promiseId }
  if (ends === undefined) {
    yield* open(tx, { sku, place, page, turns: [turn] })
    return { first: page, last: page }
  }
  const last = yield* pageAt(tx, { sku, place }, ends.last)
  if (ends.last === page) {
    yield* tx.put(Pages, { ...last, turns: [...last.turns, turn] })
    return ends
  }
  yield* tx.put(Pages, { ...last, after: page })
  yield* open(tx, { sku, place, page, turns: [turn], before: ends.last })
  return { ...ends, last: page }
})

/** A new page is inserted without looking: a read would hold up whoever comes next. */
const open = (tx: TransactionShape, page: Page): Effect.Effect<void> =>
  Effect.flatMap(tx.insert(Pages, page), (isNew) => (isNew ? Effect.void : tx.put(Pages, page)))

/** Takes a page out of the queue. */
const unlink = Effect.fnUntraced(function* (
  tx: TransactionShape,
  ends: Ends,
  { before, after, ...page }: Page,
): Effect.fn.Return<Ends> {
  yield* tx.remove(Pages, pageId(page))
  if (before !== undefined) {
    const left = yield* pageAt(tx, page, before)
    yield* tx.put(Pages, between(left, left.before, after))
  }
  if (after !== undefined) {
    const right = yield* pageAt(tx, page, after)
    yield* tx.put(Pages, between(right, before, right.after))
  }
  const first = before === undefined ? after : ends?.first
  const last = after === undefined ? before : ends?.last
  return first === undefined || last === undefined ? undefined : { first, last }
})

/** A page between these, or at an end. */
const between = (
  { sku, place, page, turns }: Page,
  before: number | undefined,
  after: number | undefined,
): Page => ({
  sku,
  place,
  page,
  turns,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})
