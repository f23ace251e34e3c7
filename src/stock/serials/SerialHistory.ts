/**
 * The history of a unit: every movement with document, place and actor, and where it was at any time.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import { placeOf, type SerialAccount, supplier } from "./SerialAccount.ts"
import { serialName } from "./SerialBook.ts"
import type { SerialRef } from "./SerialCommand.ts"
import type { Moved, SerialEvent } from "./SerialEvent.ts"

/** An entry of the journal, as far as a history needs it. */
export interface Entry {
  /** Ascends; it orders the history. */
  readonly position: number
  /** Epoch milliseconds; never decreases by position. */
  readonly recordedAt: Calendar.Instant
  /** Epoch milliseconds; a fact from outside may be late. */
  readonly occurredAt: Calendar.Instant
  readonly actor: string | undefined
  readonly fact: SerialEvent
}

/** One movement of a unit. */
export interface SerialMovement extends SerialRef {
  readonly position: number
  readonly recordedAt: Calendar.Instant
  readonly occurredAt: Calendar.Instant
  readonly event: SerialEvent["_tag"]
  readonly from: SerialAccount
  readonly to: SerialAccount
  /** Where it arrived, or else what it left; a unit that leaves us leaves from a place. */
  readonly place: string | undefined
  readonly document: string | undefined
  readonly actor: string | undefined
  /** The other unit of a replacement. */
  readonly with: SerialRef | undefined
}

/**
 * The movements of a unit, in the order of the journal. Entries of other units are passed over, so
 * the whole journal may be given; a service keeps one record for each movement (item, serial,
 * number) in the commit of its event, and gives those.
 *
 * @example
 * ```ts
 * import { SerialHistory } from "entrepot/stock"
 *
 * const unit = { sku: "PHONE", serial: "A1" }
 * const entry: SerialHistory.Entry = {
 *   position: 1,
 *   recordedAt: 5,
 *   occurredAt: 5,
 *   actor: "ann",
 *   fact: {
 *     _tag: "Received",
 *     at: 5,
 *     document: "po-1",
 *     lines: [{ ...unit, from: { _tag: "Supplier" }, to: { _tag: "Shelf", place: "main" } }],
 *   },
 * }
 * for (const { event, document, place, actor } of SerialHistory.history([entry], unit))
 *   console.log(event, document, place, actor)
 * ```
 * ```text
 * Received po-1 main ann
 * ```
 */
export const history = (
  entries: Iterable<Entry>,
  ref: SerialRef,
): ReadonlyArray<SerialMovement> => {
  const name = serialName(ref)
  const found: Array<SerialMovement> = []
  for (const { fact, ...entry } of entries)
    for (const line of fact.lines)
      if (serialName(line) === name) found.push(movementOf(entry, fact, line))
  return found.toSorted((one, other) => one.position - other.position)
}

const movementOf = (
  { position, recordedAt, occurredAt, actor }: Omit<Entry, "fact">,
  { _tag, document }: SerialEvent,
  { sku, serial, from, to, with: other }: Moved,
): SerialMovement => ({
  sku,
  serial,
  position,
  recordedAt,
  occurredAt,
  event: _tag,
  from,
  to,
  place: placeOf(to) ?? placeOf(from),
  document,
  actor,
  with: other,
})

/**
 * Where a unit was at an instant, that instant included. `axis` says which time is meant: when it
 * was recorded, or when it happened outside. A late entry counts from when it happened, but never
 * comes before what was posted earlier.
 *
 * @example
 * ```ts
 * import { SerialHistory } from "entrepot/stock"
 *
 * const unit = { sku: "PHONE", serial: "A1" }
 * console.log(SerialHistory.whereAsOf([], unit, 0, "recordedAt")._tag)
 * ```
 * ```text
 * Supplier
 * ```
 */
export const whereAsOf = (
  entries: Iterable<Entry>,
  ref: SerialRef,
  instant: Calendar.Instant,
  axis: "recordedAt" | "occurredAt",
): SerialAccount =>
  history(entries, ref).findLast((movement) => movement[axis] <= instant)?.to ?? supplier
