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
  type KeptPromise,
  mostTurns,
  type Page,
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
  Effect.map(tx.getAll(Promises, turns), (found) =>
    Array.getSomes(found).map(({ promised }) => promised),
  )

/** The waiting promises that a decision needs: it reads a page more than that at most. */
export const waitingOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { ends, stopped }: KeptPool,
  needs: Needs,
): Effect.fn.Return<ReadonlyArray<PromiseBook.Promised>> {
  if (needs._tag === "None" || ends === undefined) return []
  const isForward = needs._tag !== "Last"
  const least = needs._tag === "From" ? needs.sequence : 0
  const most = needs._tag === "From" ? Infinity : needs.units
  const found: Array<PromiseBook.Promised> = []
  let units = 0
  let page: string | undefined = isForward ? ends.first : ends.last
  if (least > 0) page = stopped ?? page
  while (page !== undefined && units < most && found.length < needs.promises) {
    const here: Page = yield* pageAt(tx, page)
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

const pageAt = (tx: TransactionShape, page: string): Effect.Effect<Page> =>
  Effect.map(tx.get(Pages, page), Option.getOrThrow)

const keptOf = (
  tx: TransactionShape,
  { promiseId }: PromiseBook.Promised,
): Effect.Effect<KeptPromise> => Effect.map(tx.get(Promises, promiseId), Option.getOrThrow)

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
  let ends = kept.ends
  const gone = new Set<string>()
  // The page where telling stopped stays, though nobody may wait there, until telling goes on.
  const left = new Set<string>()
  if (kept.stopped !== undefined) left.add(kept.stopped)
  for (const promised of HashMap.values(after.promises)) {
    const { promiseId } = promised
    const known = Option.getOrUndefined(PromiseBook.promise(before, promiseId))
    if (known === promised) continue
    if (known === undefined) {
      ends = yield* append(tx, ends, promised)
      continue
    }
    const { page } = yield* keptOf(tx, promised)
    yield* tx.put(Promises, { promised, page })
    if (PromiseBook.waiting(known) === 0 || PromiseBook.waiting(promised) > 0) continue
    gone.add(promiseId)
    left.add(page)
  }
  const stopped = yield* stoppedAt(tx, kept, after)
  for (const page of left) {
    const here = yield* pageAt(tx, page)
    const turns = here.turns.filter((promiseId) => !gone.has(promiseId))
    if (turns.length === 0 && page !== stopped) ends = yield* unlink(tx, ends, here)
    else if (turns.length < here.turns.length) yield* tx.put(Pages, { ...here, turns })
  }
  yield* tx.put(Pools, {
    pool: after.pool,
    ...(ends === undefined ? {} : { ends }),
    ...(stopped === undefined ? {} : { stopped }),
  })
})

/** The page of the promise that was told its date last, while others are still to be told. */
const stoppedAt = Effect.fnUntraced(function* (
  tx: TransactionShape,
  kept: KeptPool,
  { pool, promises }: PromiseBook.Book,
): Effect.fn.Return<string | undefined> {
  const { telling } = pool
  if (telling === undefined) return undefined
  if (telling.sequence === kept.pool.telling?.sequence) return kept.stopped
  const last = globalThis.Array.from(HashMap.values(promises)).find(
    ({ sequence }) => sequence === telling.sequence - 1,
  )
  return last === undefined ? kept.stopped : (yield* keptOf(tx, last)).page
})

type Ends = KeptPool["ends"]

/** Puts a new promise behind all others. */
const append = Effect.fnUntraced(function* (
  tx: TransactionShape,
  ends: Ends,
  promised: PromiseBook.Promised,
): Effect.fn.Return<Ends, PromiseExists> {
  const { promiseId, sku, place, sequence } = promised
  const last = ends === undefined ? undefined : yield* pageAt(tx, ends.last)
  const hasRoom = last !== undefined && last.turns.length < mostTurns
  const page = hasRoom ? last.page : promiseId
  if (!(yield* tx.insert(Promises, { promised, page })))
    return yield* new PromiseExists({ promiseId })
  if (hasRoom) {
    yield* tx.put(Pages, { ...last, turns: [...last.turns, promiseId] })
    return ends
  }
  const opened: Page = { page, sku, place, sequence, turns: [promiseId] }
  yield* tx.insert(Pages, between(opened, last?.page, undefined))
  if (last !== undefined) yield* tx.put(Pages, between(last, last.before, page))
  return { first: ends?.first ?? page, last: page }
})

/** Takes a page out of the queue. */
const unlink = Effect.fnUntraced(function* (
  tx: TransactionShape,
  ends: Ends,
  { page, before, after }: Page,
): Effect.fn.Return<Ends> {
  yield* tx.remove(Pages, page)
  if (before !== undefined) {
    const left = yield* pageAt(tx, before)
    yield* tx.put(Pages, between(left, left.before, after))
  }
  if (after !== undefined) {
    const right = yield* pageAt(tx, after)
    yield* tx.put(Pages, between(right, before, right.after))
  }
  const first = before === undefined ? after : ends?.first
  const last = after === undefined ? before : ends?.last
  return first === undefined || last === undefined ? undefined : { first, last }
})

/** A page between these, or at an end. */
const between = (
  { page, sku, place, sequence, turns }: Page,
  before: string | undefined,
  after: string | undefined,
): Page => ({
  page,
  sku,
  place,
  sequence,
  turns,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})
