/**
 * The decision on a scan: what is posted now, however often and in whatever order scans come. Pure.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"

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
): Result.Result<Outcome, ScanRefused> => {
  let known = units
  const movements: Array<SerialEvent> = []
  const attempt = (tried: SerialScan): Attempt => {
    const decision = SerialDecision.decide(known, commandOf(tried), tried.at)
    if (Result.isFailure(decision)) return notPosted(SerialBook.unit(known, tried), tried)
    movements.push(...decision.success)
    known = decision.success.reduce(SerialBook.evolve, known)
    return "Posted"
  }
  const attempts = attempting(book, scan)
  let next = attempts.next()
  while (next.done !== true) next = attempts.next(attempt(next.value))
  return Result.map(next.value, (scans) => ({ scans, movements }))
}

/** What came of posting a scan: it was posted, or told what is so already, or has to wait. */
export type Attempt = "Posted" | "Repeated" | "Waited"

/** Why a scan is not taken. */
export type ScanRefused = ScanConflict | ScansWaiting

/**
 * The decision step by step, for whoever posts the movements meanwhile: it yields each scan that is to
 * be posted, in their order, and wants to hear what came of it. In the end it tells what became of
 * all of them.
 */
export function* attempting(
  book: ScanBook.Book,
  scan: SerialScan,
): Generator<SerialScan, Result.Result<ReadonlyArray<ScanBook.ScanEvent>, ScanRefused>, Attempt> {
  const { sku, serial, scanId, device, sequence } = scan
  const known = ScanBook.namesOf(scan).flatMap((name) =>
    Option.toArray(HashMap.get(book.seen, name)),
  )
  if (known.length > 0)
    return known.every((other) => saysTheSame(scan, other))
      ? Result.succeed([])
      : Result.fail(new ScanConflict({ scanId, device, sequence }))
  const { waiting, lastAt: before = Number.NEGATIVE_INFINITY } = ScanBook.trail(book, scan)
  let lastAt = before
  const told: Array<ScanBook.ScanEvent> = []
  for (const tried of ScanBook.inserted(waiting, scan)) {
    if (tried.at < lastAt) {
      told.push({ _tag: "ScanLate", scan: tried })
      continue
    }
    const attempt = yield tried
    if (attempt !== "Waited") lastAt = tried.at
    told.push({ _tag: `Scan${attempt}`, scan: tried })
  }
  const scans = told.map((event): ScanBook.ScanEvent =>
    event._tag === "ScanWaited" && event.scan.at < lastAt
      ? { _tag: "ScanLate", scan: event.scan }
      : event,
  )
  // Where more than one was posted, fewer wait than before: nothing was posted where it is refused.
  return scans.filter(({ _tag }) => _tag === "ScanWaited").length > ScanBook.mostWaiting
    ? Result.fail(new ScansWaiting({ sku, serial, waiting: waiting.length }))
    : // Those that go on waiting are in the book already, but for the new one.
      Result.succeed(scans.filter((event) => event._tag !== "ScanWaited" || event.scan === scan))
}

const told = { Receive: "Received", Ship: "Shipped", Return: "Returned", Count: "" } as const

/**
 * What comes of a scan that could not be posted: somebody scanned twice where the last movement of the
 * unit is what the scan says, and else it waits.
 */
export const notPosted = (unit: Option.Option<SerialBook.SerialUnit>, scan: SerialScan): Attempt =>
  Option.exists(
    unit,
    ({ last, document, where }) =>
      last === told[scan.purpose] &&
      document === scan.document &&
      (scan.purpose === "Ship" || placeOf(where) === (scan.place ?? mainPlace)),
  )
    ? "Repeated"
    : "Waited"
