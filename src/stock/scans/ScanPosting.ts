/**
 * Posting scans: what a scan comes to as a program of a transaction; and registering codes.
 *
 * @module
 */
import { Effect, Option, Result, Schema } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as SerialPosting from "../serials/SerialPosting.ts"
import { Units, unitId } from "../serials/SerialRecords.ts"
import * as ScanBook from "./ScanBook.ts"
import { codeOf, register, type CodeCommand } from "./ScanCode.ts"
import * as ScanDecision from "./ScanDecision.ts"
import {
  CodeFacts,
  codeId,
  Codes,
  ofDeviceId,
  ScanFacts,
  Scans,
  ScansOfDevices,
  trailId,
  Trails,
} from "./ScanRecords.ts"
import type { CheckDigitWrong, ScanCharacterInvalid } from "./ScanRefusal.ts"
import { commandOf, type SerialScan } from "./SerialScan.ts"

/**
 * The answer of a scan: what became of it, how many movements were posted by it (others may have
 * waited for it), and the name of the refusal for which it waits, where there was one.
 */
export const ScanTaken = Schema.Struct({
  scan: Schema.Literals(["Posted", "Waited", "Repeated", "Late", "Known"]),
  movements: Schema.Int,
  refusal: Schema.optionalKey(Schema.String),
})
/** The answer of a scan. */
export type ScanTaken = typeof ScanTaken.Type

/**
 * Takes a scan: posts it and what waited for it, in the order in which they were made. What units or
 * shelves refuse waits: the unit has been seen, and a later scan of it may clear things up. The actor
 * of each movement is that of its scan.
 *
 * @example
 * ```ts
 * import { ScanPosting, type SerialScan } from "entrepot/stock"
 *
 * const takeBoth = (one: SerialScan.SerialScan, other: SerialScan.SerialScan) =>
 *   [one, other].map(ScanPosting.post)
 * ```
 */
export const post = Effect.fnUntraced(function* (
  scan: SerialScan,
): Effect.fn.Return<ScanTaken, ScanDecision.ScanRefused, Transaction> {
  const tx = yield* Transaction
  const book = yield* bookOf(tx, scan)
  let movements = 0
  let refusal: string | undefined
  const attempt = Effect.fnUntraced(function* (tried: SerialScan) {
    const posted = yield* Effect.result(SerialPosting.post(commandOf(tried)))
    if (Result.isSuccess(posted)) {
      movements += 1
      return "Posted"
    }
    if (tried === scan) refusal = posted.failure._tag
    return ScanDecision.notPosted(yield* tx.get(Units, unitId(tried)), tried)
  })
  const attempts = ScanDecision.attempting(book, scan)
  let next = attempts.next()
  while (next.done !== true) next = attempts.next(yield* attempt(next.value))
  const events = yield* Effect.fromResult(next.value)
  yield* write(tx, book, scan, events)
  const became = events.find((event) => event.scan === scan)
  const answer = { scan: saidOf(became), movements }
  return answer.scan === "Waited" && refusal !== undefined ? { ...answer, refusal } : answer
})

const saidOf = (became: ScanBook.ScanEvent | undefined): ScanTaken["scan"] => {
  switch (became?._tag) {
    case "ScanPosted":
      return "Posted"
    case "ScanWaited":
      return "Waited"
    case "ScanRepeated":
      return "Repeated"
    case "ScanLate":
      return "Late"
    default:
      return "Known"
  }
}

/** As much of the scan book as the decision on a scan needs. */
const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  scan: SerialScan,
): Effect.fn.Return<ScanBook.Book> {
  const [id, ofDevice] = ScanBook.namesOf(scan)
  const byId = yield* tx.get(Scans, scan.scanId)
  const byDevice = yield* tx.get(ScansOfDevices, ofDeviceId(scan))
  const trail = yield* tx.get(Trails, trailId(scan))
  const seen = [
    ...Option.toArray(byId).map((known) => [id, known] as const),
    ...Option.toArray(byDevice).map((known) => [ofDevice, known] as const),
  ]
  return ScanBook.of(seen, Option.toArray(trail))
})

const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  book: ScanBook.Book,
  scan: SerialScan,
  events: ReadonlyArray<ScanBook.ScanEvent>,
): Effect.fn.Return<void> {
  if (events.length === 0) return
  yield* tx.put(Scans, scan)
  yield* tx.put(ScansOfDevices, scan)
  yield* tx.put(Trails, ScanBook.trail(events.reduce(ScanBook.evolve, book), scan))
  for (const event of events) yield* tx.append(ScanFacts, event, { occurredAt: event.scan.at })
})

/** The answer of a registered code; `None` where it was known as the same. */
export const CodePosted = Schema.Struct({ event: Schema.Literals(["CodeRegistered", "None"]) })
/** The answer of a registered code. */
export type CodePosted = typeof CodePosted.Type

/** Registers the item or the unit of a code. */
export const registerCode = Effect.fnUntraced(function* (
  command: CodeCommand,
): Effect.fn.Return<CodePosted, CheckDigitWrong | ScanCharacterInvalid, Transaction> {
  const tx = yield* Transaction
  const code = yield* Effect.fromResult(codeOf(command))
  const [event] = register(code, yield* tx.get(Codes, codeId(code)))
  if (event === undefined) return { event: "None" }
  yield* tx.put(Codes, code)
  yield* tx.append(CodeFacts, event, { occurredAt: command.occurredAt })
  return { event: event._tag }
})
