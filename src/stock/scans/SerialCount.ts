/**
 * A count by scans: the units that were seen at a place, beside those that the book has there.
 *
 * @module
 */
import { placeOf } from "../serials/SerialAccount.ts"
import { serialName, type SerialUnit } from "../serials/SerialBook.ts"
import type { SerialCommand, SerialRef } from "../serials/SerialCommand.ts"

/** What a count found. */
export interface Difference {
  /** In the book at the place, and not seen. */
  readonly missing: ReadonlyArray<SerialUnit>
  /** Seen at the place, and elsewhere in the book. */
  readonly surplus: ReadonlyArray<SerialRef>
}

/**
 * Compares units of the book with those seen at a place; seen twice is seen once. Units on their way
 * to the place are not there yet.
 *
 * @example
 * ```ts
 * import { SerialCount } from "entrepot/stock"
 *
 * const seen = [{ sku: "PHONE", serial: "A1" }]
 * const { missing, surplus } = SerialCount.compare("main", [], seen)
 * console.log(missing.length, surplus.length)
 * ```
 * ```text
 * 0 1
 * ```
 */
export const compare = (
  place: string,
  units: Iterable<SerialUnit>,
  seen: Iterable<SerialRef>,
): Difference => {
  const found = new Map(Array.from(seen, (ref) => [serialName(ref), ref]))
  const missing: Array<SerialUnit> = []
  for (const unit of units)
    if (placeOf(unit.where) === place && unit.where._tag !== "Transit")
      if (!found.delete(serialName(unit))) missing.push(unit)
  return { missing, surplus: [...found.values()].map(({ sku, serial }) => ({ sku, serial })) }
}

/**
 * The command that writes missing units off, or nothing where none is missing. Its id follows from
 * the count and the place, so that it is posted once. It is refused where a unit is held: that hold
 * has to be released first.
 *
 * @example
 * ```ts
 * import { SerialCount } from "entrepot/stock"
 *
 * const difference = { missing: [], surplus: [] }
 * console.log(SerialCount.writeOff("count-7", "main", difference))
 * ```
 * ```text
 * undefined
 * ```
 */
export const writeOff = (
  countId: string,
  place: string,
  { missing }: Difference,
): SerialCommand | undefined =>
  missing.length === 0
    ? undefined
    : {
        _tag: "Lose",
        commandId: `count/${countId}/${place}`,
        document: countId,
        lines: missing.map(({ sku, serial }) => ({ sku, serial, place })),
      }
