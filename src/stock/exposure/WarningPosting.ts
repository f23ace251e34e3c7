/**
 * Posting warnings: the lines of an item, and what readings of it come to.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import * as ExposureKeeping from "./ExposureKeeping.ts"
import { Warnings, Watches } from "./ExposureRecords.ts"
import type { ExposureRequest } from "./ExposureRequest.ts"
import * as StockWarning from "./StockWarning.ts"

/** What came of it, and how many warnings were raised. */
interface Watched {
  readonly event: "LinesSet" | "None"
  readonly raised: number
}

/** Sets the lines of an item, of which so many units are available. */
export const watch = Effect.fnUntraced(function* (
  { sku, lines, occurredAt }: Extract<ExposureRequest, { readonly _tag: "Watch" }>,
  available: number,
): Effect.fn.Return<Watched, never, Transaction> {
  const tx = yield* Transaction
  const before = Option.getOrUndefined(yield* tx.get(Watches, sku))
  const isSame = before !== undefined && Equal.equals(before.lines, lines)
  if (!isSame) {
    yield* ExposureKeeping.tie(sku)
    const event = { _tag: "LinesSet", sku, lines } as const
    yield* tx.put(Watches, StockWarning.evolve(before ?? { sku, lines, raised: [] }, event))
    yield* tx.append(Warnings, event, { occurredAt })
  }
  const raised = yield* warn(sku, [{ _tag: "Available", units: available }])
  return { event: isSame ? "None" : "LinesSet", raised }
})

/**
 * Raises or arms again the warnings that readings of an item call for, where it has lines; returns how
 * many were raised.
 */
export const warn = Effect.fnUntraced(function* (
  sku: string,
  readings: ReadonlyArray<StockWarning.Reading>,
): Effect.fn.Return<number, never, Transaction> {
  if (readings.length === 0) return 0
  const tx = yield* Transaction
  const before = Option.getOrUndefined(yield* tx.get(Watches, sku))
  if (before === undefined) return 0
  const events = readings.flatMap((reading) => StockWarning.decide(before, reading))
  if (events.length === 0) return 0
  yield* tx.put(Watches, events.reduce(StockWarning.evolve, before))
  for (const event of events) yield* tx.append(Warnings, event)
  return events.filter(({ _tag }) => _tag === "Raised").length
})
