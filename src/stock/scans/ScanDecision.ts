/**
 * The decision on a scan: what is posted now, however often and in whatever order scans come. Pure.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import { placeOf } from "../serials/SerialAccount.ts"
import * as SerialBook from "../serials/SerialBook.ts"
import * as SerialDecision from "../serials/SerialDecision.ts"
import type { SerialEvent } from "../serials/SerialEvent.ts"
import { mainPlace } from "../StockCommand.ts"
import * as ScanBook from "./ScanBook.ts"
import { ScanConflict, ScansWaiting } from "./ScanRefusal.ts"
import { commandOf, saysTheSame, type SerialScan } from "./SerialScan.ts"

/**
 * What a scan comes to: what became of it and of scans that waited, and the movements, one for each
 * `ScanPosted` and in their order.
 */
export interface Outcome {
  readonly scans: ReadonlyArray<ScanBook.ScanEvent>
  readonly movements: ReadonlyArray<SerialEvent>
}

/**
 * Decides a scan on books that know its names, its unit and the unit's trail.
 *
 * A scan that has come before changes nothing. Any other joins those of its unit that wait, and
 * these are posted by the time they were made, each if the unit is where it should be. What is
 * earlier than a scan that was posted is late, and is only noted: the latest scan says where a unit
 * is. So once all scans of a unit have come, the book has it where the last one left it: the scan
 * behind the last that was posted is possible, since it was possible when it was made. This needs
 * clocks of devices that agree better than the time between two scans of a unit.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ScanBook, ScanDecision, SerialBook } from "entrepot/stock"
 *
 * const decision = ScanDecision.decide(ScanBook.empty, SerialBook.empty, {
 *   scanId: "s-1",
 *   device: "gun-1",
 *   sequence: 1,
 *   at: 5,
 *   purpose: "Receive",
 *   sku: "PHONE",
 *   serial: "A1",
 * })
 * const { scans, movements } = Result.getOrThrow(decision)
 * console.log(scans.map(({ _tag }) => _tag), movements.map(({ _tag }) => _tag))
 * ```
 * ```text
 * [ 'ScanPosted' ] [ 'Received' ]
 * ```
 */
export const decide = (
  book: ScanBook.Book,
  units: SerialBook.Book,
  scan: SerialScan,
): Result.Result<Outcome, ScanConflict | ScansWaiting> => {
  const { sku, serial, scanId, device, sequence } = scan
  const known = ScanBook.namesOf(scan).flatMap((name) =>
    Option.toArray(HashMap.get(book.seen, name)),
  )
  if (known.length > 0)
    return known.every((other) => saysTheSame(scan, other))
      ? Result.succeed({ scans: [], movements: [] })
      : Result.fail(new ScanConflict({ scanId, device, sequence }))
  const { waiting, lastAt } = ScanBook.trail(book, scan)
  const { scans, movements } = inOrder(ScanBook.inserted(waiting, scan), lastAt, units)
  const open = scans.filter(({ _tag }) => _tag === "ScanWaited").length
  return open > ScanBook.mostWaiting
    ? Result.fail(new ScansWaiting({ sku, serial, waiting: waiting.length }))
    : Result.succeed({
        // Those that go on waiting are in the book already, but for the new one.
        scans: scans.filter((event) => event._tag !== "ScanWaited" || event.scan === scan),
        movements,
      })
}

const inOrder = (
  scans: ReadonlyArray<SerialScan>,
  since: Calendar.Instant | undefined,
  before: SerialBook.Book,
): Outcome => {
  let units = before
  let lastAt = since ?? Number.NEGATIVE_INFINITY
  const found: Array<ScanBook.ScanEvent> = []
  const movements: Array<SerialEvent> = []
  for (const scan of scans) {
    if (scan.at < lastAt) {
      found.push({ _tag: "ScanLate", scan })
      continue
    }
    const decision = SerialDecision.decide(units, commandOf(scan), scan.at)
    if (Result.isSuccess(decision)) {
      found.push({ _tag: "ScanPosted", scan })
      movements.push(...decision.success)
      units = decision.success.reduce(SerialBook.evolve, units)
      lastAt = scan.at
    } else if (isSo(units, scan)) {
      found.push({ _tag: "ScanRepeated", scan })
      lastAt = scan.at
    } else found.push({ _tag: "ScanWaited", scan })
  }
  return {
    scans: found.map((event) =>
      event._tag === "ScanWaited" && event.scan.at < lastAt
        ? { _tag: "ScanLate", scan: event.scan }
        : event,
    ),
    movements,
  }
}

const told = { Receive: "Received", Ship: "Shipped", Return: "Returned", Count: "" } as const

/** Whether the last movement of the unit is what the scan says: somebody scanned it twice. */
const isSo = (units: SerialBook.Book, scan: SerialScan): boolean =>
  Option.match(SerialBook.unit(units, scan), {
    onNone: () => false,
    onSome: ({ last, document, where }) =>
      last === told[scan.purpose] &&
      document === scan.document &&
      (scan.purpose === "Ship" || placeOf(where) === (scan.place ?? mainPlace)),
  })
