/**
 * A manifest: the parcels that a courier took away together. It closes once. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import type { DispatchList } from "./DispatchList.ts"
import { ManifestOver, type ManifestRefusal, ParcelsNotReady } from "./ManifestRefusal.ts"

const named = { consignmentId: Id.Id, parcelId: Id.Id }

/** A parcel of a manifest. */
export const ManifestParcel = Schema.Struct({
  ...named,
  trackingNumber: Id.Id,
  service: Id.Id,
  weightGrams: Schema.Int,
})
/** A parcel of a manifest. */
export type ManifestParcel = typeof ManifestParcel.Type

const head = {
  manifestId: Id.Id,
  place: Id.PlaceId,
  courier: Id.Id,
  cutoffAt: Calendar.Instant,
}

/** The parcels that a courier took away together: one record. */
export const Manifest = Schema.Struct({
  ...head,
  parcels: Schema.Array(ManifestParcel),
  weightGrams: Schema.Int,
})
/** The parcels that a courier took away together. */
export type Manifest = typeof Manifest.Type

/** Closes a manifest over parcels of one collection; what else is ready goes with another one. */
export const CloseManifest = Schema.Struct({
  ...CommandHeader.fields,
  ...head,
  parcels: Schema.NonEmptyArray(Schema.Struct(named)),
})
/** Closes a manifest. */
export type CloseManifest = typeof CloseManifest.Type

/** An event of manifests. */
export const ManifestEvent = Schema.TaggedUnion({ ManifestClosed: Manifest.fields })
/** An event of manifests. */
export type ManifestEvent = typeof ManifestEvent.Type

type Named = CloseManifest["parcels"][number]
const nameOf = ({ consignmentId, parcelId }: Named): string => `${consignmentId}\u0000${parcelId}`

/**
 * Decides to close a manifest, from what was closed before under its id, and from the dispatch list
 * of its place. A parcel that is named twice goes once, and to ask again for the same tells nothing.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { DispatchList, Manifest } from "entrepot/fulfilment"
 *
 * const decision = Manifest.decide(undefined, DispatchList.of([], "main", 0), {
 *   commandId: "1",
 *   manifestId: "m1",
 *   place: "main",
 *   courier: "post",
 *   cutoffAt: 0,
 *   parcels: [{ consignmentId: "c1", parcelId: "p1" }],
 * })
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * manifest "m1" for post: parcel "p1" of "c1" is not ready
 * ```
 */
export const decide = (
  manifest: Manifest | undefined,
  list: DispatchList,
  { manifestId, place, courier, cutoffAt, parcels }: CloseManifest,
): Result.Result<ReadonlyArray<ManifestEvent>, ManifestRefusal> => {
  const asked = new Map(parcels.map((parcel) => [nameOf(parcel), parcel]))
  if (manifest !== undefined)
    return manifest.place === place &&
      manifest.courier === courier &&
      manifest.cutoffAt === cutoffAt &&
      manifest.parcels.length === asked.size &&
      manifest.parcels.every((parcel) => asked.has(nameOf(parcel)))
      ? Result.succeed([])
      : Result.fail(new ManifestOver({ manifestId }))
  const collection = list.collections.find(
    (found) => list.place === place && found.courier === courier && found.cutoffAt === cutoffAt,
  )
  const ready = new Map((collection?.parcels ?? []).map((parcel) => [nameOf(parcel), parcel]))
  const others = [...asked.values()].filter((parcel) => !ready.has(nameOf(parcel)))
  if (others.length > 0)
    return Result.fail(new ParcelsNotReady({ manifestId, courier, parcels: others }))
  const taken = [...asked.keys()].flatMap((name) => ready.get(name) ?? [])
  const weightGrams = taken.reduce((total, parcel) => total + parcel.weightGrams, 0)
  const head = { manifestId, place, courier, cutoffAt }
  return Result.succeed([{ _tag: "ManifestClosed", ...head, parcels: taken, weightGrams }])
}

/** The manifest after an event. Total. */
export const evolve = (
  _manifest: Manifest | undefined,
  { _tag, ...closed }: ManifestEvent,
): Manifest => closed
