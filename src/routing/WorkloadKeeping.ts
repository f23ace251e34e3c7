/**
 * What places begin on a day, counted by consignment, so that one that does not go gives back what it
 * took.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { Transaction } from "../store/Transaction.ts"
import { type BegunWork, BegunWorks, workloadId, Workloads } from "./RoutingRecords.ts"

/** Counts a consignment on the day on which its place begins it. */
export const begin = Effect.fnUntraced(function* (
  work: BegunWork,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  yield* tx.put(BegunWorks, work)
  yield* count(work, work.orders, work.units)
})

/**
 * Gives back the capacity of the day that units of a consignment took, in the transaction in which they
 * are taken out of it; where nothing else of it goes, it is an order less as well. Units beyond what it
 * was counted with, such as those that were merged into it, give nothing back.
 */
export const giveBack = Effect.fnUntraced(function* (
  consignmentId: string,
  units: number,
  isAll: boolean,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const work = Option.getOrUndefined(yield* tx.get(BegunWorks, consignmentId))
  if (work === undefined) return
  const back = Math.min(units, work.units)
  yield* isAll
    ? tx.remove(BegunWorks, consignmentId)
    : tx.put(BegunWorks, { ...work, units: work.units - back })
  yield* count(work, isAll ? -work.orders : 0, -back)
})

const count = Effect.fnUntraced(function* (
  { place, day }: BegunWork,
  orders: number,
  units: number,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const found = yield* tx.get(Workloads, workloadId({ place, day }))
  const begun = Option.getOrElse(found, () => ({ place, day, orders: 0, units: 0 }))
  const after = { orders: begun.orders + orders, units: begun.units + units }
  yield* tx.put(Workloads, { place, day, ...after })
})
