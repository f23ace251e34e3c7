/**
 * What may come into a lot: units whose expiry is known where the item demands it.
 *
 * @module
 */
import { Option, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { mainPlace } from "../StockCommand.ts"
import * as Lot from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import type { ReceivedLine } from "./LotCommand.ts"
import type { LotReceived } from "./LotEvent.ts"
import { evolve } from "./LotEvolution.ts"
import { ExpiryDiffers, ExpiryMissing, type OtherExpiry } from "./LotRefusal.ts"

/**
 * The lots of a receipt, one line for each at each place. A lot has one expiry: a line that names
 * another than is known, from before or from a line above, is refused.
 */
export const receiving = (
  book: LotBook.LotBook,
  lines: ReadonlyArray<ReceivedLine>,
  at: Instant,
): Result.Result<
  ReadonlyArray<LotReceived>,
  ExpiryMissing | ExpiryDiffers | Quantity.QuantityOverflow
> => {
  const missing: Array<{ readonly line: number; readonly sku: string; readonly lot: string }> = []
  const differing: Array<OtherExpiry> = []
  const received = new Map<string, LotReceived>()
  let after = book
  for (const [line, { sku, place = mainPlace, lot, quantity, expires }] of lines.entries()) {
    const known = Option.getOrUndefined(LotBook.lot(after, { sku, lot }))
    const given = expires === undefined ? known?.expiresAt : Lot.expiresAt(expires)
    if (given === undefined && LotBook.policy(book, sku).expiryRequired)
      missing.push({ line, sku, lot })
    if (known !== undefined && given !== undefined && given !== known.expiresAt)
      differing.push({
        line,
        sku,
        lot,
        given,
        ...(known.expiresAt === undefined ? {} : { known: known.expiresAt }),
      })
    const of = { sku, place, lot, ...(given === undefined ? {} : { expiresAt: given }) }
    const sum = Quantity.plus(LotBook.shelf(after, of).onHand, quantity)
    if (Result.isFailure(sum)) return Result.fail(sum.failure)
    after = evolve(after, { _tag: "Received", lines: [{ ...of, quantity }], at })
    const name = [place, sku, lot].join("\u0000")
    received.set(name, { ...of, quantity: quantity + (received.get(name)?.quantity ?? 0) })
  }
  if (missing.length > 0) return Result.fail(new ExpiryMissing({ lines: missing }))
  if (differing.length > 0) return Result.fail(new ExpiryDiffers({ lines: differing }))
  return Result.succeed([...received.values()])
}
