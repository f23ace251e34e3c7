/**
 * Lines of lots, summed and compared.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import { mainPlace } from "../StockCommand.ts"
import type { LotLine } from "./LotCommand.ts"
import type { LotMoved } from "./LotEvent.ts"
import type { ExcessLot } from "./LotRefusal.ts"

/** One line for each lot at each place. */
export const merged = (lines: ReadonlyArray<LotLine>) =>
  Result.map(sums(lines.map(({ quantity, ...line }) => ({ ...line, delta: quantity }))), (found) =>
    found.map(({ delta, ...line }): LotMoved => ({ ...line, quantity: delta })),
  )

interface Delta {
  readonly sku: string
  readonly place?: string | undefined
  readonly lot: string
  readonly delta: number
}

/** One difference for each lot at each place. */
export const sums = (lines: ReadonlyArray<Delta>) =>
  Result.flatMap(
    Quantity.sumBy(
      lines,
      ({ sku, place = mainPlace, lot }) => [place, sku, lot].join("\u0000"),
      ({ delta }) => delta,
    ),
    (found) =>
      // The answer counts the units of all lines together.
      Result.map(Quantity.sum(found.map(([, delta]) => Math.abs(delta))), () =>
        found.map(([{ sku, place = mainPlace, lot }, delta]) => ({ sku, place, lot, delta })),
      ),
  )

/** The lines that want more than there is. */
export const exceeding = (
  lines: ReadonlyArray<LotMoved>,
  there: (line: LotMoved) => number,
): ReadonlyArray<ExcessLot> =>
  lines
    .map(({ quantity, ...line }) => ({
      ...line,
      wanted: quantity,
      there: there({ ...line, quantity }),
    }))
    .filter(({ wanted, there }) => wanted > there)
