/**
 * Lines of one item at one place, summed: what is asked for twice counts twice.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as StockBook from "./StockBook.ts"
import { type Line, mainPlace } from "./StockCommand.ts"
import type { Differed, Moved } from "./StockEvent.ts"

/** One difference for each item at each place. */
export const sums = <L extends Pick<Line, "sku" | "place">>(
  lines: ReadonlyArray<L>,
  units: (line: L) => number,
): Result.Result<ReadonlyArray<Differed>, Quantity.QuantityOverflow> => {
  const [only] = lines
  if (only !== undefined && lines.length === 1) {
    const { sku, place = mainPlace } = only
    return Result.succeed([{ sku, place, delta: units(only) }])
  }
  const found = Quantity.sumBy(
    lines,
    ({ sku, place = mainPlace }) => StockBook.shelfName({ sku, place }),
    units,
  )
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const differed = found.success.map(([{ sku, place = mainPlace }, delta]) => ({
    sku,
    place,
    delta,
  }))
  // The answer counts the units of all lines together.
  return Result.map(Quantity.sum(differed.map(({ delta }) => Math.abs(delta))), () => differed)
}

/** One line for each item at each place. */
export const summed = (lines: ReadonlyArray<Line>) =>
  Result.map(
    sums(lines, ({ quantity }) => quantity),
    (found) => found.map(({ sku, place, delta }): Moved => ({ sku, place, quantity: delta })),
  )
