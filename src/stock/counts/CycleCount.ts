/**
 * A cycle count: a snapshot of the book, what counters found since, and what it comes to. Pure.
 *
 * @module
 */
import { Equal, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { JournalPosition } from "./CountCommand.ts"
import { type CountEvent, Finding } from "./CountEvent.ts"

/** What a counter found last; `quantity` and `expected` in units. */
export const CountEntry = Schema.Struct({
  counter: Id.Id,
  position: JournalPosition,
  quantity: Quantity.Quantity,
  expected: Quantity.QuantityDelta,
  finding: Finding,
})
/** What a counter found last. */
export type CountEntry = typeof CountEntry.Type

/** An item of a count: the book at the snapshot, and one entry for each counter. */
export const CountLine = Schema.Struct({
  sku: Id.Sku,
  onHand: Quantity.Quantity,
  serials: Schema.optionalKey(Schema.Array(Id.Id)),
  entries: Schema.Array(CountEntry),
  approved: Schema.optionalKey(Finding),
})
/** An item of a count. */
export type CountLine = typeof CountLine.Type

/**
 * A count of items at a place. It may lie as one record for the count and one for each line: to enter
 * or approve needs the lines that are named, to post needs all.
 */
export const CycleCount = Schema.Struct({
  countId: Id.Id,
  place: Id.PlaceId,
  position: JournalPosition,
  tolerance: Quantity.Quantity,
  agreement: Quantity.PositiveQuantity,
  status: Schema.Literals(["open", "posted", "abandoned"]),
  lines: Schema.Array(CountLine),
})
/** A count of items at a place. */
export type CycleCount = typeof CycleCount.Type

/**
 * What the count of an item comes to: the newest finding that enough counters agree on. Counters who
 * counted at different positions agree where they differ from the book by the same.
 */
export const settledFinding = (
  { agreement }: Pick<CycleCount, "agreement">,
  { entries }: CountLine,
): Finding | undefined =>
  entries
    .toSorted((one, other) => other.position - one.position)
    .find(
      ({ finding }) =>
        entries.filter((entry) => Equal.equals(entry.finding, finding)).length >= agreement,
    )?.finding

/** How much a finding is off, in units; serial numbers that were swapped count too. */
export const discrepancy = ({ variance, missing, unexpected }: Finding): number =>
  Math.max(Math.abs(variance), missing.length + unexpected.length)

/**
 * How far the count of an item has come: not counted, counted differently, beyond the tolerance and
 * not approved, or ready to be posted.
 *
 * @example
 * ```ts
 * import { CycleCount } from "entrepot/stock"
 *
 * const finding = { variance: -2, missing: [], unexpected: [] }
 * const entries = [{ counter: "ana", position: 9, quantity: 3, expected: 5, finding }]
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
  const finding = settledFinding(count, line)
  if (finding === undefined) return "Disputed"
  return discrepancy(finding) <= count.tolerance || Equal.equals(line.approved, finding)
    ? "Ready"
    : "ApprovalWanted"
}

/** The count after an event; nothing as long as none was opened. Total. */
export const evolve = (
  count: CycleCount | undefined,
  event: CountEvent,
): CycleCount | undefined => {
  if (event._tag === "CountOpened") {
    const { countId, place, position, tolerance, agreement, items } = event
    const lines = items.map((item) => ({ ...item, entries: [] }))
    return { countId, place, position, tolerance, agreement, status: "open", lines }
  }
  if (count === undefined) return undefined
  switch (event._tag) {
    case "CountEntered": {
      const { counter, position } = event
      return onLines(count, event.lines, (line, { quantity, expected, finding }) => ({
        ...line,
        entries: entered(line.entries, { counter, position, quantity, expected, finding }),
      }))
    }
    case "VarianceApproved":
      return onLines(count, event.lines, (line, { finding }) => ({ ...line, approved: finding }))
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
  if (before !== undefined && before.position > entry.position) return entries
  // The newest first, so that of two at one position the later one counts.
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
