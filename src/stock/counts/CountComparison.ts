/**
 * What was counted against what the book expects there and then. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import type { CountedLine, CountItem, JournalPosition, MovedSince } from "./CountCommand.ts"
import type { EnteredLine } from "./CountEvent.ts"

/** A movement of an item at the place, by the journal; serial numbers where it has them. */
export interface Movement {
  readonly position: JournalPosition
  readonly delta: Quantity.QuantityDelta
  readonly serials?: ReadonlyArray<string> | undefined
}

/**
 * What moved after one position up to another, from the movements of the item at the place in journal
 * order. A serial number that came and left again, or left and came back, did not move.
 *
 * @example
 * ```ts
 * import { CountComparison } from "entrepot/stock"
 *
 * const movements = [
 *   { position: 7, delta: 5 },
 *   { position: 9, delta: -2 },
 *   { position: 12, delta: -1 },
 * ]
 * console.log(CountComparison.movedSince(movements, 7, 11).units)
 * ```
 * ```text
 * -2
 * ```
 */
export const movedSince = (
  movements: ReadonlyArray<Movement>,
  after: JournalPosition,
  through: JournalPosition,
): MovedSince => {
  const within = movements.filter(({ position }) => position > after && position <= through)
  const net = new Map<string, number>()
  for (const { delta, serials = [] } of within)
    for (const serial of serials) net.set(serial, (net.get(serial) ?? 0) + Math.sign(delta))
  const serialsBy = (sign: number) =>
    Array.from(net)
      .filter(([, units]) => units === sign)
      .map(([serial]) => serial)
  return {
    // Each partial sum is a difference of two balances of the shelf, so it is countable.
    units: within.reduce((total, { delta }) => total + delta, 0),
    arrived: serialsBy(1),
    left: serialsBy(-1),
  }
}

/**
 * What a counter found of an item, compared with the snapshot and what moved since.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { CountComparison } from "entrepot/stock"
 *
 * const item = { sku: "PHONE", onHand: 2, serials: ["A", "B"] }
 * const since = { units: -1, left: ["A"] }
 * const counted = { sku: "PHONE", quantity: 1, serials: ["C"], since }
 * const { expected, finding } = Result.getOrThrow(CountComparison.compare(item, counted))
 * console.log(expected, finding.variance, finding.missing.join(), finding.unexpected.join())
 * ```
 * ```text
 * 1 0 B C
 * ```
 */
export const compare = (
  { onHand, serials: before = [] }: Pick<CountItem, "onHand" | "serials">,
  { sku, quantity, serials = [], since }: CountedLine,
): Result.Result<EnteredLine, Quantity.QuantityOverflow> =>
  Quantity.plus(onHand, since.units).pipe(
    Result.flatMap((expected) =>
      Result.map(Quantity.minus(quantity, expected), (variance) => ({ expected, variance })),
    ),
    Result.map(({ expected, variance }) => {
      const book = new Set([...before, ...(since.arrived ?? [])])
      for (const serial of since.left ?? []) book.delete(serial)
      const there = new Set(serials)
      const missing = Array.from(book).filter((serial) => !there.has(serial))
      const unexpected = serials.filter((serial) => !book.has(serial))
      return {
        sku,
        quantity,
        expected,
        finding: { variance, missing: missing.toSorted(), unexpected: unexpected.toSorted() },
      }
    }),
  )
