/**
 * Posting that consignments go together.
 *
 * @module
 */
import { Array, Effect, Option, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import { Orders } from "../../orders/OrderRecords.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import { Dockets } from "../FulfilmentRecords.ts"
import type { UnknownConsignment } from "../parcels/ParcelRefusal.ts"
import type { Docket } from "./Docket.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import { MergedWithItself, type MergeRefusal } from "./DocketRefusal.ts"
import * as Merging from "./Merging.ts"

/** Has consignments go with another one. */
export const Merge = Schema.TaggedStruct("Merge", {
  ...CommandHeader.fields,
  into: Id.Id,
  from: Schema.NonEmptyArray(Id.Id),
})
/** Has consignments go with another one. */
export type Merge = typeof Merge.Type

/** The answer: how many consignments went into the other one. */
export const Merged = Schema.Struct({ consignments: Schema.Int })
/** The answer of a merge. */
export type Merged = typeof Merged.Type

/** A consignment with its orders as they are now. */
export const candidate = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket,
): Effect.fn.Return<Merging.Candidate> {
  const ids = docket.orders.map(({ orderName }) => orderName)
  return { docket, orders: Array.getSomes(yield* tx.getAll(Orders, ids)) }
})

/**
 * Has all lines, holds and orders of consignments go with another one, or none. It fails before it
 * writes anything.
 *
 * @example
 * ```ts
 * import { MergePosting } from "entrepot/fulfilment"
 *
 * const program = MergePosting.merge({ commandId: "1", into: "c1", from: ["c2"], _tag: "Merge" })
 * ```
 */
export const merge = Effect.fnUntraced(function* ({
  into,
  from,
  occurredAt,
}: Merge): Effect.fn.Return<Merged, MergeRefusal | UnknownConsignment, Transaction> {
  const tx = yield* Transaction
  const now = yield* tx.now
  const repeated = from.find((id, at) => from.indexOf(id) !== at)
  if (repeated !== undefined) return yield* new MergedWithItself({ consignmentId: repeated })
  let taking = yield* candidate(tx, yield* DocketKeeping.read(tx, into))
  const steps: Array<{ readonly given: Docket; readonly after: Merging.Candidate }> = []
  for (const id of from) {
    const given = yield* candidate(tx, yield* DocketKeeping.read(tx, id))
    const refusal = Merging.refusal(taking, given, now)
    if (refusal !== undefined) return yield* refusal
    const docket = { ...taking.docket, ...Merging.together(taking.docket, given.docket) }
    taking = { docket, orders: [...taking.orders, ...given.orders] }
    steps.push({ given: given.docket, after: taking })
  }
  for (const { given, after } of steps) {
    const { consignment, holds, orders } = after.docket
    const { consignmentId } = given.consignment
    const event = { _tag: "ConsignmentMerged" as const, from: consignmentId, into: consignment }
    yield* DocketKeeping.write(tx, given, [{ ...event, holds, orders }], occurredAt)
  }
  yield* tx.put(Dockets, taking.docket)
  yield* DocketKeeping.carry(tx, taking.docket)
  return { consignments: from.length }
})

/** The consignments of a place that may go together; see {@link Merging.plan}. */
export const plan = Effect.fnUntraced(function* (
  waiting: ReadonlyArray<Docket>,
  windowMinutes: number,
): Effect.fn.Return<ReadonlyArray<Merging.Merge>, never, Transaction> {
  const tx = yield* Transaction
  const dockets = Option.all(
    yield* tx.getAll(
      Dockets,
      waiting.map(({ consignment }) => consignment.consignmentId),
    ),
  )
  const candidates = yield* Effect.forEach(
    Option.getOrElse(dockets, () => waiting),
    (docket) => candidate(tx, docket),
  )
  return Merging.plan(candidates, { windowMinutes, now: yield* tx.now })
})
