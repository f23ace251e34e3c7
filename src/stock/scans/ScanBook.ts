/**
 * The scan book: which scans have come, and which of them wait for an earlier one. Pure.
 *
 * @module
 */
import { HashMap, Option, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as SerialBook from "../serials/SerialBook.ts"
import { SerialRef } from "../serials/SerialCommand.ts"
import { isBefore, SerialScan } from "./SerialScan.ts"

/**
 * What became of a scan. It was posted as a movement; or it waits, since the unit is not where it
 * should be; or it told once more what is so already; or it was late: a later scan of the unit has
 * been posted, and what was before that is moot.
 */
export const ScanEvent = Schema.TaggedUnion({
  ScanPosted: { scan: SerialScan },
  ScanWaited: { scan: SerialScan },
  ScanRepeated: { scan: SerialScan },
  ScanLate: { scan: SerialScan },
})
/** What became of a scan. */
export type ScanEvent = typeof ScanEvent.Type

/** The most scans of one unit that may wait. */
export const mostWaiting = 32

/**
 * The scans of one unit: one record, by item and serial number. `lastAt` (epoch milliseconds) is
 * when the latest scan was made that agreed with the book; all that wait are later, in their order.
 */
export const ScanTrail = Schema.Struct({
  ...SerialRef.fields,
  lastAt: Schema.optionalKey(Calendar.Instant),
  waiting: Schema.Array(SerialScan),
})
/** The scans of one unit. */
export type ScanTrail = typeof ScanTrail.Type

/**
 * Scans by their two names, each name a record, and trails by unit: all of them, or those that a
 * decision needs. The names may be forgotten after as long as a scanner can repeat itself.
 */
export interface Book {
  readonly seen: HashMap.HashMap<string, SerialScan>
  readonly trails: HashMap.HashMap<string, ScanTrail>
}

/** A book of no scan. */
export const empty: Book = { seen: HashMap.empty(), trails: HashMap.empty() }

/** Makes a book of scans by their names, and of trails. */
export const of = (
  seen: Iterable<readonly [name: string, scan: SerialScan]>,
  trails: Iterable<ScanTrail>,
): Book => ({
  seen: HashMap.fromIterable(seen),
  trails: HashMap.fromIterable(
    Array.from(trails, (trail) => [SerialBook.serialName(trail), trail]),
  ),
})

/** The names of a scan: its own id, and its number of the device. */
export const namesOf = ({ scanId, device, sequence }: SerialScan): readonly [string, string] => [
  `id\u0000${scanId}`,
  `device\u0000${device}\u0000${sequence}`,
]

/** The scans of a unit. */
export const trail = (book: Book, { sku, serial }: SerialRef): ScanTrail =>
  Option.getOrElse(HashMap.get(book.trails, SerialBook.serialName({ sku, serial })), () => ({
    sku,
    serial,
    waiting: [],
  }))

/** The scans of all units that wait for an earlier one: what a person should look at. */
export const waiting = (book: Book): ReadonlyArray<SerialScan> =>
  Array.from(book.trails).flatMap(([, found]) => found.waiting)

/** The book after an event. Total. */
export const evolve = (book: Book, { _tag, scan }: ScanEvent): Book => {
  const [id, slot] = namesOf(scan)
  const before = trail(book, scan)
  const others = before.waiting.filter((other) => namesOf(other)[1] !== slot)
  const agreed = _tag === "ScanPosted" || _tag === "ScanRepeated"
  const after: ScanTrail = {
    ...before,
    ...(agreed ? { lastAt: Math.max(scan.at, before.lastAt ?? scan.at) } : {}),
    waiting: _tag === "ScanWaited" ? inserted(others, scan) : others,
  }
  return {
    seen: HashMap.set(HashMap.set(book.seen, id, scan), slot, scan),
    trails: HashMap.set(book.trails, SerialBook.serialName(scan), after),
  }
}

/** Scans in their order, with one more. */
export const inserted = (
  scans: ReadonlyArray<SerialScan>,
  scan: SerialScan,
): ReadonlyArray<SerialScan> => {
  const at = scans.findIndex((other) => isBefore(scan, other))
  return scans.toSpliced(at < 0 ? scans.length : at, 0, scan)
}
