/**
 * The self-audit of serial numbers: the units that the journal tells, beside their records, and beside
 * the shelves of the ledger. Pure: what it compares is read elsewhere.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import { isBeside, type StockAccount } from "../StockAccount.ts"
import * as StockBook from "../StockBook.ts"
import { describe } from "./SerialAccount.ts"
import * as SerialBook from "./SerialBook.ts"
import type { Binding } from "./SerialHold.ts"
import { accountOf } from "./SerialStock.ts"

/**
 * Something that is told differently: by the `journal` of units, and by the `record` of a unit, a
 * shelf or a hold. Shelves are compared by how many units are in an account of theirs.
 */
export interface SerialDifference {
  /** Which record, such as `unit PHONE A1`, `shelf main/PHONE` or `hold 7: main/PHONE`. */
  readonly where: string
  readonly what: "account" | "movements" | "onHand" | "bound" | StockAccount["_tag"]
  readonly journal: string | number
  readonly record: string | number
}

/** What an audit of serial numbers found. */
export interface SerialAudit {
  /** Whether everything agrees. */
  readonly ok: boolean
  /** Journal entries that were folded. */
  readonly entries: number
  /** Units of which the journal tells. */
  readonly units: number
  /** The first ten that disagree. */
  readonly differences: ReadonlyArray<SerialDifference>
  /** Whether nothing was posted while the records were read; if not, a difference may be news. */
  readonly quiet: boolean
}

/** The records that are compared with the journal: all there are. */
export interface Kept {
  readonly units: Iterable<SerialBook.SerialUnit>
  readonly bindings: Iterable<Binding>
  /** Of these only the ones of items that are told apart by serial number. */
  readonly shelves: Iterable<StockBook.Shelf>
}

/**
 * The records beside the units that the journal tells, and each difference between them.
 *
 * @example
 * ```ts
 * import { SerialAudit, SerialBook } from "entrepot/stock"
 *
 * const shelf = { sku: "PHONE", place: "main", onHand: 1, held: 0, ties: { tracked: "serials" } } as const
 * const kept = { units: [], bindings: [], shelves: [shelf] }
 * const differences = SerialAudit.compare(SerialBook.empty, kept)
 * for (const { where, what, journal, record } of differences)
 *   console.log(`${where}: ${what} ${journal}, not ${record}`)
 * ```
 * ```text
 * shelf main/PHONE: onHand 0, not 1
 * ```
 */
export const compare = (units: SerialBook.Book, kept: Kept): ReadonlyArray<SerialDifference> => {
  const differences: Array<SerialDifference> = []
  const differ = (
    where: string,
    what: SerialDifference["what"],
    journal: string | number,
    record: string | number,
  ): void => {
    if (journal !== record && differences.length < 10)
      differences.push({ where, what, journal, record })
  }

  const records = SerialBook.of(kept.units)
  for (const [, { sku, serial }] of HashMap.union(units, records)) {
    const where = `unit ${sku} ${serial}`
    const ref = { sku, serial }
    differ(
      where,
      "account",
      describe(SerialBook.where(units, ref)),
      describe(SerialBook.where(records, ref)),
    )
    differ(where, "movements", movementsOf(units, ref), movementsOf(records, ref))
  }

  const told = countsOf(units)
  const shelves = countsOfShelves(kept.shelves)
  for (const [name, { where, what }] of new Map([...told, ...shelves]))
    differ(where, what, told.get(name)?.units ?? 0, shelves.get(name)?.units ?? 0)

  const held = heldOf(units)
  for (const { holdId, lines } of kept.bindings)
    for (const { sku, place, units: bound } of lines) {
      const where = `hold ${holdId}: ${place}/${sku}`
      differ(where, "bound", held.get(where) ?? 0, bound)
    }
  return differences
}

const movementsOf = (book: SerialBook.Book, ref: Pick<SerialBook.SerialUnit, "sku" | "serial">) =>
  Option.match(SerialBook.unit(book, ref), {
    onNone: () => 0,
    onSome: ({ movements }) => movements,
  })

/** Units in an account of a shelf. */
interface Count {
  readonly where: string
  readonly what: SerialDifference["what"]
  readonly units: number
}
type Counts = ReadonlyMap<string, Count>

const counted = (
  counts: Map<string, Count>,
  { sku, place }: Pick<StockBook.Shelf, "sku" | "place">,
  what: Count["what"],
  units: number,
): void => {
  const name = `${what}\u0000${StockBook.shelfName({ sku, place })}`
  const before = counts.get(name)?.units ?? 0
  counts.set(name, { where: `shelf ${place}/${sku}`, what, units: before + units })
}

const countsOf = (units: SerialBook.Book): Counts => {
  const counts = new Map<string, Count>()
  for (const [, { sku, where }] of units) {
    const account = accountOf(where)
    if ("place" in account)
      counted(counts, { sku, place: account.place }, isBeside(account) ? account._tag : "onHand", 1)
  }
  return counts
}

const countsOfShelves = (shelves: Iterable<StockBook.Shelf>): Counts => {
  const counts = new Map<string, Count>()
  for (const shelf of shelves) {
    if (shelf.ties?.tracked !== "serials") continue
    counted(counts, shelf, "onHand", shelf.onHand)
    for (const account of besides) counted(counts, shelf, account, StockBook.beside(shelf, account))
  }
  return counts
}

/** What units can be in; what is expected has no serial number yet. */
const besides = ["Transit", "Quarantine", "Repair", "CustomerRepair"] as const

const heldOf = (units: SerialBook.Book): ReadonlyMap<string, number> => {
  const held = new Map<string, number>()
  for (const [, { sku, where }] of units) {
    if (where._tag !== "Held") continue
    const name = `hold ${where.holdId}: ${where.place}/${sku}`
    held.set(name, (held.get(name) ?? 0) + 1)
  }
  return held
}
