/**
 * The history of a unit: every movement with document, place and actor, and where it was at any time.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { placeOf, SerialAccount, supplier } from "./SerialAccount.ts"
import { serialName } from "./SerialBook.ts"
import { SerialRef } from "./SerialCommand.ts"
import { type Moved, type SerialEvent, SerialEventTag } from "./SerialEvent.ts"

/**
 * One movement of a unit: one record, by item, serial number and `number`, which counts the movements
 * of the unit from 1. A count moves nothing and is none.
 */
export const SerialMovement = Schema.Struct({
  ...SerialRef.fields,
  number: Quantity.PositiveQuantity,
  /** Epoch milliseconds: when it was decided. The journal may have recorded it a moment later. */
  recordedAt: Calendar.Instant,
  /** Epoch milliseconds: when it happened outside; a fact from there may be late. */
  occurredAt: Calendar.Instant,
  event: SerialEventTag,
  from: SerialAccount,
  to: SerialAccount,
  /** Where it arrived, or else what it left: a unit that leaves us leaves from a place. */
  place: Schema.optionalKey(Id.PlaceId),
  document: Schema.optionalKey(Id.Id),
  actor: Schema.optionalKey(Id.Id),
  /** The other unit of a replacement. */
  with: Schema.optionalKey(SerialRef),
})
/** One movement of a unit. */
export type SerialMovement = typeof SerialMovement.Type

/** As much of an entry of the journal as a history needs. */
export interface Entry {
  readonly recordedAt: Calendar.Instant
  readonly fact: SerialEvent
}

/** What a line of an event is in the history of its unit. */
export const movementOf = (
  { recordedAt, fact }: Entry,
  { sku, serial, from, to, with: other }: Moved,
  number: number,
): SerialMovement => {
  const { _tag: event, at, document, actor } = fact
  const place = placeOf(to) ?? placeOf(from)
  return {
    sku,
    serial,
    number,
    recordedAt,
    occurredAt: at,
    event,
    from,
    to,
    ...(place === undefined ? {} : { place }),
    ...(document === undefined ? {} : { document }),
    ...(actor === undefined ? {} : { actor }),
    ...(other === undefined ? {} : { with: other }),
  }
}

/**
 * The movements of a unit that entries of the journal tell, which must be in their order and all there
 * are. The ledger keeps a record of each movement instead, and reads only those of the unit.
 *
 * @example
 * ```ts
 * import { SerialHistory } from "entrepot/stock"
 *
 * const unit = { sku: "PHONE", serial: "A1" }
 * const entry: SerialHistory.Entry = {
 *   recordedAt: 5,
 *   fact: {
 *     _tag: "Received",
 *     at: 5,
 *     document: "po-1",
 *     actor: "ann",
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
  for (const entry of entries)
    if (entry.fact._tag !== "Counted")
      for (const line of entry.fact.lines)
        if (serialName(line) === name) found.push(movementOf(entry, line, found.length + 1))
  return found
}

/**
 * Where a unit was at an instant, that instant included, by its whole history. `axis` says which time
 * is meant: when it was recorded, or when it happened outside. A late entry counts from when it
 * happened, but never comes before what was posted earlier.
 *
 * @example
 * ```ts
 * import { SerialHistory } from "entrepot/stock"
 *
 * console.log(SerialHistory.whereAsOf([], 0, "recordedAt")._tag)
 * ```
 * ```text
 * Supplier
 * ```
 */
export const whereAsOf = (
  history: ReadonlyArray<SerialMovement>,
  instant: Calendar.Instant,
  axis: "recordedAt" | "occurredAt",
): SerialAccount => history.findLast((movement) => movement[axis] <= instant)?.to ?? supplier
