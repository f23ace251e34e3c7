/**
 * A cycle count: a snapshot of the book, what counters found since, and what it comes to. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { CountEvent } from "./CountEvent.ts"

/**
 * What a counter found last, and what the book had there and then, both in units. It is the snapshot
 * and whatever moved since.
 */
export const CountEntry = Schema.Struct({
  counter: Id.Id,
  countedAt: Calendar.Instant,
  quantity: Quantity.Quantity,
  expected: Quantity.Quantity,
})
/** What a counter found last. */
export type CountEntry = typeof CountEntry.Type

/**
 * An item of a count: what the book had at the snapshot, one entry for each counter, the newest
 * arrival first, and the difference that somebody approved.
 */
export const CountLine = Schema.Struct({
  sku: Id.Sku,
  onHand: Quantity.Quantity,
  entries: Schema.Array(CountEntry),
  approved: Schema.optionalKey(Quantity.QuantityDelta),
})
/** An item of a count. */
export type CountLine = typeof CountLine.Type

/** A count without its items; `openedAt` is the instant of the snapshot. */
export const CountHead = Schema.Struct({
  countId: Id.Id,
  place: Id.PlaceId,
  openedAt: Calendar.Instant,
  tolerance: Quantity.Quantity,
  agreement: Quantity.PositiveQuantity,
  status: Schema.Literals(["open", "posted", "abandoned"]),
})
/** A count without its items. */
export type CountHead = typeof CountHead.Type

/**
 * A count of items at a place. It lies as one record for the count and one for each item: to enter or
 * approve needs the items that are named, to post needs all.
 */
export interface CycleCount extends CountHead {
  readonly lines: ReadonlyArray<CountLine>
}

/** By how many units a counter found more (positive) or less than the book had. */
export const varianceOf = ({ quantity, expected }: CountEntry): number => quantity - expected

/**
 * What the count of an item comes to: the newest difference that enough counters agree on. Counters
 * who counted at different instants agree where they differ from the book by the same.
 */
export const settledVariance = (
  { agreement }: Pick<CycleCount, "agreement">,
  { entries }: CountLine,
): number | undefined =>
  entries
    .toSorted((one, other) => other.countedAt - one.countedAt)
    .map(varianceOf)
    .find(
      (variance) => entries.filter((entry) => varianceOf(entry) === variance).length >= agreement,
    )

/**
 * How far the count of an item has come: not counted, counted differently, beyond the tolerance and
 * not approved, or ready to be posted.
 *
 * @example
 * ```ts
 * import { CycleCount } from "entrepot/stock"
 *
 * const entries = [{ counter: "ana", countedAt: 9_000, quantity: 3, expected: 5 }]
 * const line = { sku: "MUG", onHand: 5, entries }
 * console.log(CycleCount.standing({ agreement: 1, tolerance: 1 }, line))
 * console.log(CycleCount.standing({ agreement: 2, tolerance: 1 }, line))
 * ```
 * ```text
 * ApprovalWanted
 * Disputed
 * ```
 */
export const standing = (
  count: Pick<CycleCount, "agreement" | "tolerance">,
  line: CountLine,
): "Uncounted" | "Disputed" | "ApprovalWanted" | "Ready" => {
  if (line.entries.length === 0) return "Uncounted"
  const variance = settledVariance(count, line)
  if (variance === undefined) return "Disputed"
  return Math.abs(variance) <= count.tolerance || line.approved === variance
    ? "Ready"
    : "ApprovalWanted"
}

/** The count after an event; nothing as long as none was opened. Total. */
export const evolve = (
  count: CycleCount | undefined,
  event: CountEvent,
): CycleCount | undefined => {
  if (event._tag === "CountOpened") {
    const { countId, place, openedAt, tolerance, agreement, items } = event
    const lines = items.map((item) => ({ ...item, entries: [] }))
    return { countId, place, openedAt, tolerance, agreement, status: "open", lines }
  }
  if (count === undefined) return undefined
  switch (event._tag) {
    case "CountEntered": {
      const { counter, countedAt } = event
      return onLines(count, event.lines, (line, { quantity, expected }) => ({
        ...line,
        entries: entered(line.entries, { counter, countedAt, quantity, expected }),
      }))
    }
    case "VarianceApproved":
      return onLines(count, event.lines, (line, { variance }) => ({ ...line, approved: variance }))
    case "CountPosted":
      return { ...count, status: "posted" }
    case "CountAbandoned":
      return { ...count, status: "abandoned" }
  }
}

/** A handheld may send late: what a counter found later stays. */
const entered = (
  entries: ReadonlyArray<CountEntry>,
  entry: CountEntry,
): ReadonlyArray<CountEntry> => {
  const before = entries.find(({ counter }) => counter === entry.counter)
  if (before !== undefined && before.countedAt > entry.countedAt) return entries
  // The newest first, so that of two at one instant the later one counts.
  return [entry, ...entries.filter((known) => known !== before)]
}

const onLines = <L extends Pick<CountLine, "sku">>(
  count: CycleCount,
  changes: ReadonlyArray<L>,
  change: (line: CountLine, by: L) => CountLine,
): CycleCount => {
  const found = new Map(changes.map((by) => [by.sku, by]))
  return {
    ...count,
    lines: count.lines.map((line) => {
      const by = found.get(line.sku)
      return by === undefined ? line : change(line, by)
    }),
  }
}
