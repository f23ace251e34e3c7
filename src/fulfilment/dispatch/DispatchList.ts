/**
 * What goes to the couriers from a place, by cut-off, and what missed its cut-off. Pure.
 *
 * @module
 */
import { Order } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import * as Outbound from "../parcels/Outbound.ts"
import * as Parcel from "../parcels/Parcel.ts"

/** A parcel that is ready for its courier. */
export interface ReadyParcel {
  readonly consignmentId: string
  readonly parcelId: string
  readonly trackingNumber: string
  readonly service: string
  /** As it was measured. */
  readonly weightGrams: number
}

/** The parcels that a courier takes at one cut-off. */
export interface Collection {
  readonly courier: string
  readonly cutoffAt: Calendar.Instant
  readonly parcels: ReadonlyArray<ReadyParcel>
  readonly weightGrams: number
}

/** A consignment whose cut-off has passed and of which something is still here. */
export interface MissedCutOff {
  readonly consignmentId: string
  readonly courier: string
  readonly cutoffAt: Calendar.Instant
  readonly parcels: ReadonlyArray<{ readonly parcelId: string; readonly status: Parcel.Status }>
  /** Units that are in no parcel and were not put off as a partial shipment. */
  readonly unpackedUnits: number
}

/** A parcel that was stopped and that its courier has all the same; see `StrayParcel`. */
export interface Stray {
  readonly consignmentId: string
  readonly parcelId: string
  readonly trackingNumbers: ReadonlyArray<string>
}

/** What goes from a place. */
export interface DispatchList {
  readonly place: string
  /** From the earliest cut-off on. */
  readonly collections: ReadonlyArray<Collection>
  readonly missed: ReadonlyArray<MissedCutOff>
  /** They went against our will, and wait for somebody to see to them. */
  readonly strays: ReadonlyArray<Stray>
}

const here: ReadonlySet<Parcel.Status> = new Set(["open", "packed", "held", "weighed", "labelled"])

const byCutOff = Order.combine(
  Order.mapInput(Order.Number, ({ cutoffAt }: Pick<Collection, "cutoffAt">) => cutoffAt),
  Order.mapInput(Order.String, ({ courier }: Pick<Collection, "cutoffAt" | "courier">) => courier),
)
type Named = Pick<Stray, "consignmentId" | "parcelId">
const byConsignment = Order.mapInput(
  Order.String,
  ({ consignmentId }: Pick<Named, "consignmentId">) => consignmentId,
)
const byName = Order.combine(
  byConsignment,
  Order.mapInput(Order.String, ({ parcelId }: Named) => parcelId),
)

/**
 * The dispatch list of a place at an instant. A parcel that has its label goes with the courier of
 * its label; one that missed its cut-off is listed and named, since the courier may still be there.
 *
 * @example
 * ```ts
 * import { DispatchList } from "entrepot/fulfilment"
 *
 * console.log(DispatchList.of([], "main", 0))
 * ```
 * ```text
 * { place: 'main', collections: [], missed: [], strays: [] }
 * ```
 */
export const of = (
  outbounds: Iterable<Outbound.Outbound>,
  place: string,
  now: Calendar.Instant,
): DispatchList => {
  const ready: Array<Pick<Collection, "cutoffAt" | "courier"> & { readonly parcel: ReadyParcel }> =
    []
  const missed: Array<MissedCutOff> = []
  const strays: Array<Stray> = []
  for (const outbound of outbounds) {
    const { consignmentId, courier, cutoffAt } = outbound.consignment
    if (outbound.consignment.place !== place) continue
    for (const parcel of outbound.parcels) {
      const { parcelId, label, weighing, voids } = parcel
      if (Parcel.isStray(parcel)) strays.push({ consignmentId, parcelId, trackingNumbers: voids })
      if (Parcel.status(parcel) !== "labelled" || label === undefined) continue
      const { trackingNumber, service } = label
      const weightGrams = weighing?.measuredGrams ?? 0
      ready.push({
        courier: label.courier,
        cutoffAt,
        parcel: { consignmentId, parcelId, trackingNumber, service, weightGrams },
      })
    }
    const parcels = outbound.parcels
      .map((parcel) => ({ parcelId: parcel.parcelId, status: Parcel.status(parcel) }))
      .filter(({ status }) => here.has(status))
    const unpackedUnits = isPutOff(outbound)
      ? 0
      : Outbound.unpacked(outbound).reduce((total, { quantity }) => total + quantity, 0)
    if (cutoffAt < now && (parcels.length > 0 || unpackedUnits > 0))
      missed.push({ consignmentId, courier, cutoffAt, parcels, unpackedUnits })
  }
  const cuts = Map.groupBy(ready, ({ courier, cutoffAt }) => `${cutoffAt}\u0000${courier}`)
  const collections = [...cuts.values()].flatMap(
    ([first, ...others]): ReadonlyArray<Collection> => {
      if (first === undefined) return []
      const parcels = [first, ...others].map(({ parcel }) => parcel).toSorted(byName)
      const weightGrams = parcels.reduce((total, parcel) => total + parcel.weightGrams, 0)
      return [{ courier: first.courier, cutoffAt: first.cutoffAt, parcels, weightGrams }]
    },
  )
  return {
    place,
    collections: collections.toSorted(byCutOff),
    missed: missed.toSorted(Order.combine<MissedCutOff>(byCutOff, byConsignment)),
    strays: strays.toSorted(byName),
  }
}

/** Nothing more is to be packed of it today: it was cancelled, or goes in part. */
const isPutOff = ({ cancelled, parcels }: Outbound.Outbound): boolean =>
  cancelled ||
  parcels.some(({ stage, rest }) => stage !== "stopped" && rest?._tag === "PartialShipment")
