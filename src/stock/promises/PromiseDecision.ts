/**
 * The decisions of promises: given the book, a command and an instant, the events or the refusal.
 * Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as PromiseBook from "./PromiseBook.ts"
import { mostPromises, type PromiseCommand } from "./PromiseCommand.ts"
import type { PromiseEvent, Redated } from "./PromiseEvent.ts"
import * as PromisePool from "./PromisePool.ts"
import * as PromiseRefusal from "./PromiseRefusal.ts"
import { arriving, cutting, expecting, postponing, unknown, where } from "./PromiseSupply.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<PromiseEvent>, PromiseRefusal.PromiseRefusal>

type CommandOf<Tag extends PromiseCommand["_tag"]> = Extract<PromiseCommand, { _tag: Tag }>

/** Which promises a decision needs beside the one that its command names. */
export type Needs =
  /** None. */
  | { readonly _tag: "None" }
  /** From the first, or from the last backwards, as many as so many units wait for, up to a number. */
  | { readonly _tag: "First" | "Last"; readonly units: number; readonly promises: number }
  /** So many, from a sequence on. */
  | { readonly _tag: "From"; readonly sequence: number; readonly promises: number }

/**
 * Which waiting promises a command needs to know, so that however many there are, a decision reads
 * no more than it changes.
 *
 * @example
 * ```ts
 * import { PromiseDecision, PromisePool } from "entrepot/stock"
 *
 * const pool = {
 *   ...PromisePool.empty({ sku: "MUG", place: "main" }),
 *   inbounds: [{ inboundId: "po-1", due: 1_000, open: 5 }],
 *   waiting: 4,
 * }
 * const arrive = { commandId: "c1", sku: "MUG", inboundId: "po-1", quantity: 9 }
 * console.log(PromiseDecision.needs(pool, { _tag: "Arrive", ...arrive }))
 * ```
 * ```text
 * { _tag: 'First', units: 4, promises: 1001 }
 * ```
 */
export const needs = (pool: PromisePool.Pool, command: PromiseCommand): Needs => {
  switch (command._tag) {
    case "Arrive":
      return { _tag: "First", units: Math.min(command.quantity, pool.waiting), promises: enough }
    case "Cut": {
      const cut = command.quantity ?? PromisePool.inbound(pool, command.inboundId)?.open ?? 0
      const units = Math.max(0, pool.waiting - PromisePool.open(pool) + cut)
      return { _tag: "Last", units, promises: enough }
    }
    case "Tell":
      return { _tag: "From", sequence: pool.telling?.sequence ?? 0, promises: command.most }
    default:
      return { _tag: "None" }
  }
}

/** One promise too many is enough to refuse. */
const enough = mostPromises + 1

/**
 * Decides a command at an instant (epoch milliseconds) on the book of its item and place, which knows
 * the promise that the command names and those that it {@link needs}.
 *
 * A promise gets the first units that are due and not promised yet; its date is that of the last of
 * them. What arrives becomes holds strictly in promise order, whatever delivery a promise was made
 * on. What is cut breaks promises in reverse order, each with all that waits of it.
 *
 * @throws RangeError where the book does not know the promises that the command needs
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PromiseBook, PromiseDecision } from "entrepot/stock"
 *
 * const where = { sku: "MUG", place: "main" }
 * const inbound = { ...where, inboundId: "po-1", quantity: 5, due: Date.UTC(2026, 6, 1) }
 * const book = PromiseBook.evolve(PromiseBook.empty(where), { _tag: "Expected", ...inbound })
 * const wanted = { commandId: "c1", sku: "MUG", promiseId: "order-1", quantity: 6 }
 * const decision = PromiseDecision.decide(book, { _tag: "Promise", ...wanted }, 0)
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * MUG at main: 6 wanted, 5 coming, next due 2026-07-01T00:00:00.000Z
 * ```
 */
export const decide = (book: PromiseBook.Book, command: PromiseCommand, at: Instant): Decision => {
  switch (command._tag) {
    case "Expect":
      return expecting(book.pool, command)
    case "Postpone":
      return postponing(book, command)
    case "Cut":
      return cutting(book, command)
    case "Promise":
      return promising(book, command, at)
    case "Cancel":
      return cancelling(book, command)
    case "Arrive":
      return arriving(book, command)
    case "Tell":
      return Result.succeed(telling(book, command))
  }
}

const promising = (
  book: PromiseBook.Book,
  { promiseId, quantity, wantedBy }: CommandOf<"Promise">,
  at: Instant,
): Decision => {
  const { pool } = book
  if (Option.isSome(PromiseBook.promise(book, promiseId)))
    return Result.fail(new PromiseRefusal.PromiseExists({ promiseId }))
  const scheduled = PromisePool.schedule(pool)
  const first = scheduled.find(({ open, promised }) => open > promised)
  if (first !== undefined && first.due < at)
    return Result.fail(
      new PromiseRefusal.InboundOverdue({ inboundId: first.inboundId, due: first.due }),
    )
  const { units: promisable, ...next } = PromisePool.promisable(pool, wantedBy)
  const by = wantedBy === undefined ? {} : { wantedBy }
  if (quantity > promisable)
    return Result.fail(
      new PromiseRefusal.PromiseShort({
        ...where(book),
        promiseId,
        wanted: quantity,
        promisable,
        unpromised: PromisePool.promisable(pool).units,
        ...by,
        ...next,
      }),
    )
  const after = PromisePool.schedule({ ...pool, waiting: pool.waiting + quantity })
  const allotted = after
    .map(({ inboundId, due, promised }, index) => ({
      inboundId,
      due,
      quantity: promised - (scheduled[index]?.promised ?? 0),
    }))
    .filter((units) => units.quantity > 0)
  const due = allotted.at(-1)?.due ?? at
  const sequence = pool.next
  return Result.succeed([
    { _tag: "Promised", ...where(book), promiseId, sequence, quantity, due, ...by, allotted },
  ])
}

const cancelling = (book: PromiseBook.Book, { promiseId }: CommandOf<"Cancel">): Decision => {
  const found = PromiseBook.promise(book, promiseId)
  if (Option.isNone(found)) return Result.fail(new PromiseRefusal.UnknownPromise({ promiseId }))
  const quantity = PromiseBook.waiting(found.value)
  const { sequence } = found.value
  return quantity === 0
    ? Result.fail(new PromiseRefusal.PromiseSettled({ promiseId }))
    : Result.succeed([{ _tag: "PromiseCancelled", ...where(book), promiseId, sequence, quantity }])
}

const telling = (
  book: PromiseBook.Book,
  { most }: CommandOf<"Tell">,
): ReadonlyArray<PromiseEvent> => {
  const { pool } = book
  if (pool.telling === undefined && !pool.stale) return []
  const from = pool.telling ?? { sequence: 0, ahead: 0 }
  let { sequence, ahead } = from
  const page = PromiseBook.queue(book).filter((promise) => promise.sequence >= from.sequence)
  const promises: Array<Redated> = []
  for (const promise of page.slice(0, most)) {
    sequence = promise.sequence + 1
    ahead += PromiseBook.waiting(promise)
    const { promiseId, due, wantedBy = Infinity } = promise
    const to = PromisePool.dueOf(pool, ahead) ?? due
    if (to !== due)
      promises.push({ promiseId, sequence: promise.sequence, from: due, to, late: to > wantedBy })
  }
  if (ahead < pool.waiting && page.length < most) throw unknown(pool.waiting - ahead)
  const next = ahead < pool.waiting ? { next: { sequence, ahead } } : {}
  return [{ _tag: "Told", ...where(book), promises, ...next }]
}
