/**
 * How long the parcels of a courier's service took: counts, and what can be relied on. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Quantity from "../kernel/Quantity.ts"

const Arrived = Schema.Struct({
  /** Calendar days from the day that the courier got it. */
  days: Quantity.Quantity,
  parcels: Quantity.PositiveQuantity,
})

/**
 * What became of parcels on one lane, such as a service from a place to a zone: how many arrived after
 * how many calendar days, and how many never did. Each number of days stands once.
 */
export const DeliveryHistory = Schema.Struct({
  arrived: Schema.Array(Arrived),
  /** Lost, or sent back: they count against every promise. */
  neverArrived: Quantity.Quantity,
}).check(
  Schema.makeFilter(({ arrived }) =>
    new Set(arrived.map(({ days }) => days)).size === arrived.length
      ? undefined
      : "a number of days stands twice",
  ),
)
/** What became of parcels on one lane. */
export type DeliveryHistory = typeof DeliveryHistory.Type

/** Nothing was sent yet. */
export const empty: DeliveryHistory = { arrived: [], neverArrived: 0 }

/** All parcels, arrived or not. */
export const parcels = ({ arrived, neverArrived }: DeliveryHistory): number =>
  arrived.reduce((sum, { parcels }) => sum + parcels, neverArrived)

/** How many parcels arrived within so many calendar days. */
export const arrivedWithin = ({ arrived }: DeliveryHistory, days: number): number =>
  arrived.reduce((sum, of) => (of.days <= days ? sum + of.parcels : sum), 0)

/**
 * The history with one more parcel: the calendar days that it took, or none where it never arrived.
 *
 * @example
 * ```ts
 * import { DeliveryHistory } from "entrepot/couriers"
 *
 * const days = [1, 1, 2, undefined]
 * console.log(days.reduce(DeliveryHistory.withParcel, DeliveryHistory.empty))
 * ```
 * ```text
 * {
 *   arrived: [ { days: 1, parcels: 2 }, { days: 2, parcels: 1 } ],
 *   neverArrived: 1
 * }
 * ```
 */
export const withParcel = (history: DeliveryHistory, days?: number): DeliveryHistory => {
  if (days === undefined) return { ...history, neverArrived: history.neverArrived + 1 }
  const before = history.arrived.find((of) => of.days === days)?.parcels ?? 0
  const arrived = [
    ...history.arrived.filter((of) => of.days !== days),
    { days, parcels: before + 1 },
  ].toSorted((one, other) => one.days - other.days)
  return { ...history, arrived }
}

/**
 * The calendar days within which at least so many percent of all parcels arrived; none where fewer
 * ever did, or nothing was sent.
 *
 * The percentile by nearest rank: the least number of days at which the share of parcels reaches
 * `percent`. It is definition 1 of R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages,
 * The American Statistician 50 (1996), the inverse of the empirical distribution; nothing is
 * interpolated, so the answer is a number of days that parcels took. Parcels that never arrived took
 * longer than any others.
 *
 * @throws RangeError where `percent` is no whole number from 1 to 100 (a programmer's error)
 * @example
 * ```ts
 * import { DeliveryHistory } from "entrepot/couriers"
 *
 * const history = { arrived: [{ days: 1, parcels: 90 }, { days: 3, parcels: 8 }], neverArrived: 2 }
 * const { reliableDays } = DeliveryHistory
 * console.log(reliableDays(history, 90), reliableDays(history, 95), reliableDays(history, 99))
 * ```
 * ```text
 * 1 3 undefined
 * ```
 */
export const reliableDays = (history: DeliveryHistory, percent: number): number | undefined => {
  if (!Number.isInteger(percent) || percent < 1 || percent > 100)
    throw new RangeError(`not a whole percentage from 1 to 100: ${percent}`)
  const total = parcels(history)
  let arrived = 0
  for (const { days, parcels } of history.arrived.toSorted((a, b) => a.days - b.days)) {
    arrived += parcels
    if (arrived * 100 >= percent * total) return days
  }
  return undefined
}
