/**
 * What deliveries do to promises: they come, and keep them; or they do not, and break them.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import * as PromiseBook from "./PromiseBook.ts"
import { mostPromises, type PromiseCommand } from "./PromiseCommand.ts"
import type { Kept, PromiseEvent, PromiseUnits } from "./PromiseEvent.ts"
import * as PromisePool from "./PromisePool.ts"
import * as PromiseRefusal from "./PromiseRefusal.ts"

type Decision = Result.Result<ReadonlyArray<PromiseEvent>, PromiseRefusal.PromiseRefusal>
type CommandOf<Tag extends PromiseCommand["_tag"]> = Extract<PromiseCommand, { _tag: Tag }>

/** The item and the place of a book. */
export const where = ({ pool: { sku, place } }: PromiseBook.Book) => ({ sku, place })

/** The delivery of an id that is open. */
const known = (
  pool: PromisePool.Pool,
  { inboundId }: { readonly inboundId: string },
): Result.Result<PromisePool.Inbound, PromiseRefusal.UnknownInbound> => {
  const found = PromisePool.inbound(pool, inboundId)
  return found === undefined
    ? Result.fail(new PromiseRefusal.UnknownInbound({ inboundId }))
    : Result.succeed(found)
}

/** Deliveries that are to come. */
export const expecting = (
  pool: PromisePool.Pool,
  { inboundId, quantity, due }: CommandOf<"Expect">,
): Decision => {
  const { sku, place, inbounds } = pool
  if (PromisePool.inbound(pool, inboundId) !== undefined)
    return Result.fail(new PromiseRefusal.InboundExists({ inboundId }))
  const most = PromisePool.mostInbounds
  if (inbounds.length >= most)
    return Result.fail(new PromiseRefusal.TooManyInbounds({ sku, place, most }))
  return Result.map(Quantity.plus(PromisePool.open(pool), quantity), () => [
    { _tag: "Expected", sku, place, inboundId, quantity, due },
  ])
}

/** They will be there at another instant. */
export const postponing = (book: PromiseBook.Book, command: CommandOf<"Postpone">): Decision =>
  Result.map(known(book.pool, command), ({ inboundId, due: from }) =>
    from === command.due
      ? []
      : [{ _tag: "Postponed", ...where(book), inboundId, from, to: command.due }],
  )

/** They are there: promises are kept in promise order. */
export const arriving = (
  book: PromiseBook.Book,
  { inboundId, quantity }: CommandOf<"Arrive">,
): Decision =>
  Result.flatMap(known(book.pool, { inboundId }), ({ open }) => {
    const holds: Array<Kept> = []
    const taken = new Set(book.taken)
    const promised = Math.min(quantity, book.pool.waiting)
    let left = promised
    for (const promise of PromiseBook.queue(book)) {
      if (left === 0) break
      if (holds.length === mostPromises) return tooMany(inboundId, quantity - left)
      const { promiseId, sequence } = promise
      const holdId = PromiseBook.holdId(promise, taken)
      taken.add(holdId)
      const waiting = PromiseBook.waiting(promise)
      const units = Math.min(left, waiting)
      holds.push({ promiseId, sequence, quantity: units, holdId, waiting: waiting - units })
      left -= units
    }
    if (left > 0) throw unknown(left)
    return Result.succeed([
      {
        _tag: "Arrived",
        ...where(book),
        inboundId,
        quantity,
        expected: Math.min(quantity, open),
        holds,
        free: quantity - promised,
        waiting: book.pool.waiting - promised,
      },
    ])
  })

/** They do not come: promises are broken in reverse order. */
export const cutting = (book: PromiseBook.Book, command: CommandOf<"Cut">): Decision =>
  Result.flatMap(known(book.pool, command), ({ inboundId, open }) => {
    const { quantity = open } = command
    if (quantity > open)
      return Result.fail(new PromiseRefusal.InboundExceeded({ inboundId, wanted: quantity, open }))
    const broken: Array<PromiseUnits> = []
    let short = book.pool.waiting - (PromisePool.open(book.pool) - quantity)
    for (const promise of PromiseBook.queue(book).toReversed()) {
      if (short <= 0) break
      if (broken.length === mostPromises) return tooMany(inboundId, quantity - short)
      const { promiseId, sequence } = promise
      const units = PromiseBook.waiting(promise)
      broken.push({ promiseId, sequence, quantity: units })
      short -= units
    }
    if (short > 0) throw unknown(short)
    return Result.succeed([{ _tag: "InboundCut", ...where(book), inboundId, quantity, broken }])
  })

const tooMany = (inboundId: string, units: number): Decision =>
  Result.fail(new PromiseRefusal.TooManyPromises({ inboundId, most: mostPromises, units }))

/** A programmer's error: the book was asked without what it needs. */
export const unknown = (units: number) =>
  new RangeError(`the book does not know who waits for ${units} units`)
