/**
 * Posting manifests: the parcels that a courier takes away together leave together.
 *
 * @module
 */
import { Array, Effect, Option, Schema } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import { Dockets, FulfilmentHistory, Manifests } from "../FulfilmentRecords.ts"
import * as OutboundPosting from "../parcels/OutboundPosting.ts"
import * as DispatchList from "./DispatchList.ts"
import * as Manifest from "./Manifest.ts"
import type { ManifestRefusal } from "./ManifestRefusal.ts"

/** The answer: what left. */
export const ManifestPosted = Schema.Struct({
  event: Schema.Literals(["ManifestClosed", "None"]),
  parcels: Schema.Int,
  weightGrams: Schema.Int,
})
/** The answer of a closed manifest. */
export type ManifestPosted = typeof ManifestPosted.Type

/**
 * Closes a manifest: all of its parcels leave, or none. One of which an order may not leave is named
 * with why.
 *
 * @example
 * ```ts
 * import { ManifestPosting } from "entrepot/fulfilment"
 *
 * const program = ManifestPosting.close({
 *   commandId: "1",
 *   manifestId: "m1",
 *   place: "main",
 *   courier: "post",
 *   cutoffAt: 0,
 *   parcels: [{ consignmentId: "c1", parcelId: "p1" }],
 * })
 * ```
 */
export const close = Effect.fnUntraced(function* (
  command: Manifest.CloseManifest,
): Effect.fn.Return<
  ManifestPosted,
  ManifestRefusal | OutboundPosting.OutboundRefusal,
  Transaction
> {
  const tx = yield* Transaction
  const { manifestId, place, commandId, occurredAt } = command
  const before = Option.getOrUndefined(yield* tx.get(Manifests, manifestId))
  const ids = [...new Set(command.parcels.map(({ consignmentId }) => consignmentId))]
  const dockets = Array.getSomes(yield* tx.getAll(Dockets, ids))
  const list = DispatchList.of(dockets, place, yield* tx.now)
  const [event] = yield* Effect.fromResult(Manifest.decide(before, list, command))
  if (event === undefined)
    return {
      event: "None",
      parcels: before?.parcels.length ?? 0,
      weightGrams: before?.weightGrams ?? 0,
    }
  const { parcels, weightGrams } = event
  for (const { consignmentId, parcelId } of parcels)
    yield* OutboundPosting.post({
      _tag: "Dispatch",
      commandId,
      occurredAt,
      consignmentId,
      parcelId,
      manifestId,
    })
  yield* tx.put(Manifests, Manifest.evolve(before, event))
  yield* tx.append(FulfilmentHistory, event, { occurredAt })
  return { event: "ManifestClosed", parcels: parcels.length, weightGrams }
})
