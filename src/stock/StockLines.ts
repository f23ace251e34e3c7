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
  const found = new Map<string, Pick<Differed, "sku" | "place"> & { deltas: Array<number> }>()
  for (const line of lines) {
    const { sku, place = mainPlace } = line
    const name = StockBook.shelfName({ sku, place })
    const known = found.get(name)
    if (known === undefined) found.set(name, { sku, place, deltas: [units(line)] })
    else known.deltas.push(units(line))
  }
  const differed: Array<Differed> = []
  for (const { sku, place, deltas } of found.values()) {
    const delta = Quantity.sum(deltas)
    if (Result.isFailure(delta)) return Result.fail(delta.failure)
    differed.push({ sku, place, delta: delta.success })
  }
  // The answer counts the units of all lines together.
  return Result.map(Quantity.sum(differed.map(({ delta }) => Math.abs(delta))), () => differed)
}

/** One line for each item at each place. */
export const summed = (lines: ReadonlyArray<Line>) =>
  Result.map(
    sums(lines, ({ quantity }) => quantity),
    (found) => found.map(({ sku, place, delta }): Moved => ({ sku, place, quantity: delta })),
  )
