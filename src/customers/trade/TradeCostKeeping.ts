/**
 * Keeping what the units of orders cost: which hold is of which order fulfilment tells, and what left or
 * came back by a hold the stock ledger.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { FulfilmentEvent } from "../../fulfilment/FulfilmentRecords.ts"
import type { CostEvent } from "../../stock/cost/CostEvent.ts"
import { issueKey, Issues } from "../../stock/cost/CostRecords.ts"
import type { JournalEntry } from "../../store/Journal.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import * as CostTelling from "./CostTelling.ts"
import type { TradeEvent } from "./TradeEvent.ts"
import { HoldCosts, type SoldHold } from "./TradeRecords.ts"

const soldBy = (tx: TransactionShape, holdId: string): Effect.Effect<SoldHold> =>
  Effect.map(
    tx.get(HoldCosts, holdId),
    Option.getOrElse((): SoldHold => ({ holdId, told: [] })),
  )

/**
 * Notes whose the holds of a consignment are, and answers what is known of their cost already. A hold
 * stays the order's for which it was made, wherever its consignment goes.
 *
 * @internal
 */
export const consigned = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { fact }: JournalEntry<FulfilmentEvent>,
): Effect.fn.Return<ReadonlyArray<TradeEvent>> {
  const tie = fact._tag === "Consigned" ? CostTelling.tieOf(fact) : undefined
  if (fact._tag !== "Consigned" || tie === undefined) return []
  const events: Array<TradeEvent> = []
  for (const { holdId } of fact.holds) {
    const known = yield* soldBy(tx, holdId)
    if (known.tie !== undefined) continue
    yield* tx.put(HoldCosts, { holdId, tie, told: [] })
    events.push(...known.told.map((told) => CostTelling.eventOf(tie, told)))
  }
  return events
})

/**
 * Answers what a movement of value tells of an order, or notes it until its hold is known.
 *
 * @internal
 */
export const costed = Effect.fnUntraced(function* (
  tx: TransactionShape,
  entry: JournalEntry<CostEvent>,
): Effect.fn.Return<ReadonlyArray<TradeEvent>> {
  const told = CostTelling.of(entry)
  const holdId = told === undefined ? undefined : yield* holdOf(tx, entry.fact)
  if (told === undefined || holdId === undefined) return []
  const known = yield* soldBy(tx, holdId)
  if (known.tie !== undefined) return [CostTelling.eventOf(known.tie, told)]
  if (!known.told.some(({ eventId }) => eventId === told.eventId))
    yield* tx.put(HoldCosts, { holdId, told: [...known.told, told] })
  return []
})

/** The hold by which units were sold; what comes back names its issue. */
const holdOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  fact: CostEvent,
): Effect.fn.Return<string | undefined> {
  if (fact._tag !== "Returned") return "document" in fact ? fact.document : undefined
  return Option.getOrUndefined(yield* tx.get(Issues, issueKey(fact)))?.document
})
