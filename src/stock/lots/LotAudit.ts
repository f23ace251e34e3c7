/**
 * The audit of lots: what the journal tells of them, beside the records that were kept, and both beside
 * the shelves that lots are part of. Pure.
 *
 * @module
 */
import { HashMap } from "effect"

import * as Slots from "../Expiry.ts"
import { besides } from "../StockAccount.ts"
import * as StockBook from "../StockBook.ts"
import type { Lot, LotShelf } from "./Lot.ts"
import * as LotBook from "./LotBook.ts"

/** A number that the journal and the records tell differently. */
export interface Difference {
  /**
   * Which record, or which shelf: `policy of MILK`, `lot A of MILK`, `lot A of MILK at main`,
   * `hold 7: lot A of MILK at main`, or `lots of MILK at main`.
   */
  readonly where: string
  /** Which number of the record; `blocked` is 1 for a lot that was recalled. */
  readonly what: string
  /** As the journal tells; of the lots of an item at a place, as their shelf does. */
  readonly journal: number
  /** As the records tell; of the lots of an item at a place, what they sum up to. */
  readonly record: number
}

/**
 * What two books tell differently: the one that the journal's events make, and that of the records.
 *
 * @example
 * ```ts
 * import { LotAudit, LotBook } from "entrepot/stock"
 *
 * const shelf = { sku: "MILK", place: "main", lot: "A", onHand: 3, held: 0, receivedAt: 0 }
 * const told = LotBook.of({ shelves: [shelf] })
 * const kept = LotBook.of({ shelves: [{ ...shelf, onHand: 4 }] })
 * const [first] = LotAudit.differences(told, kept)
 * console.log(`${first?.where}: ${first?.what} ${first?.journal}, not ${first?.record}`)
 * ```
 * ```text
 * lot A of MILK at main: onHand 3, not 4
 * ```
 */
export const differences = (
  told: LotBook.LotBook,
  kept: LotBook.LotBook,
): ReadonlyArray<Difference> => {
  const journal = entriesOf(told)
  const record = entriesOf(kept)
  return Array.from(new Map([...record, ...journal])).flatMap(([name, { where }]) =>
    compared(where, journal.get(name)?.numbers, record.get(name)?.numbers),
  )
}

/**
 * What the lots of an item at a place sum up to, where that is not what their shelf says: both as they
 * are at one moment.
 *
 * @example
 * ```ts
 * import { LotAudit } from "entrepot/stock"
 *
 * const shelf = { sku: "MILK", place: "main", onHand: 3, held: 0 }
 * const lots = [{ ...shelf, lot: "A", onHand: 2, receivedAt: 0 }]
 * const [first] = LotAudit.unlike(shelf, lots)
 * console.log(`${first?.where}: ${first?.what} ${first?.journal}, not ${first?.record}`)
 * ```
 * ```text
 * lots of MILK at main: onHand 3, not 2
 * ```
 */
export const unlike = (
  shelf: StockBook.Shelf,
  lots: ReadonlyArray<LotShelf>,
): ReadonlyArray<Difference> => {
  const sums = lots.map(unitsOf).reduce(plus, {})
  return compared(`lots of ${shelf.sku} at ${shelf.place}`, unitsOf(shelf), sums)
}

/** Numbers by their names, of which ids are no part. */
type Numbers = Readonly<Record<string, number>>

interface Entry {
  readonly where: string
  readonly numbers: Numbers
}

/** Everything that a book tells, under names that no two share. */
const entriesOf = (book: LotBook.LotBook): ReadonlyMap<string, Entry> => {
  const entries = new Map<string, Entry>()
  const add = (name: ReadonlyArray<string>, where: string, numbers: Numbers): void => {
    entries.set(name.join("\u0000"), { where, numbers })
  }
  for (const { sku, expiryRequired, minimumDays } of HashMap.values(book.policies))
    add(["policy", sku], `policy of ${sku}`, {
      known: 1,
      expiryRequired: expiryRequired ? 1 : 0,
      minimumDays,
    })
  for (const lot of HashMap.values(book.lots))
    add(["lot", lot.sku, lot.lot], lotOf(lot), {
      known: 1,
      blocked: lot.blocked ? 1 : 0,
      expiresAt: lot.expiresAt ?? 0,
    })
  for (const shelf of LotBook.shelves(book))
    add(["shelf", shelf.sku, shelf.place, shelf.lot], lotAt(shelf), {
      ...unitsOf(shelf),
      expiring: Slots.total(shelf.expiring),
      receivedAt: shelf.receivedAt,
    })
  for (const { holdId, expiresAt = 0, lines } of HashMap.values(book.holds)) {
    add(["hold", holdId], `hold ${holdId}`, { expiresAt })
    for (const line of lines)
      add(["line", holdId, line.sku, line.place, line.lot], `hold ${holdId}: ${lotAt(line)}`, {
        quantity: line.quantity,
        shipped: line.shipped,
        released: line.released,
      })
  }
  return entries
}

const lotOf = ({ sku, lot }: Pick<Lot, "sku" | "lot">): string => `lot ${lot} of ${sku}`
const lotAt = (of: LotBook.Of): string => `${lotOf(of)} at ${of.place}`

const unitsOf = (shelf: StockBook.Shelf): Numbers => ({
  onHand: shelf.onHand,
  held: shelf.held,
  ...Object.fromEntries(besides.map((account) => [account, StockBook.beside(shelf, account)])),
})

const plus = (sums: Numbers, numbers: Numbers): Numbers =>
  Object.fromEntries(Object.entries(numbers).map(([what, n]) => [what, n + (sums[what] ?? 0)]))

/** The numbers that differ; what one side does not know is 0 there. */
const compared = (
  where: string,
  told: Numbers = {},
  kept: Numbers = {},
): ReadonlyArray<Difference> =>
  Object.keys({ ...told, ...kept })
    .map((what) => ({ where, what, journal: told[what] ?? 0, record: kept[what] ?? 0 }))
    .filter(({ journal, record }) => journal !== record)
