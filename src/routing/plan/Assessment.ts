/**
 * Looks at every place for an order: what it has, when its parcel would arrive, and what is in the way.
 * Pure.
 *
 * @module
 */
import { Order } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type { Fault, Offer } from "./Candidate.ts"
import * as DayNumber from "./DayNumber.ts"
import { metresTo } from "./Distance.ts"
import {
  maySend,
  type Band,
  type RouteLine,
  type RoutePlace,
  type RouteRequest,
} from "./RouteRequest.ts"
import type { Workdays } from "./Workdays.ts"

/** A place that may serve an order, with what routing needs of it. */
export interface Usable {
  readonly place: RoutePlace
  readonly offers: ReadonlyArray<Offer>
  readonly band: Band
  readonly distanceMetres: number
  readonly shipsOn: Calendar.Day
  readonly promisedOn: Calendar.Day
  /** The day of the promise as a number, as `DayNumber` counts. */
  readonly arrival: number
}

/** A place with its faults; `usable` where it has none. */
export interface Assessed {
  readonly place: RoutePlace
  readonly offers: ReadonlyArray<Offer>
  readonly faults: ReadonlyArray<Fault>
  readonly usable?: Usable
}

/** Places by priority, then by name in the order of UTF-16 code units. */
export const byPriority: Order.Order<Pick<RoutePlace, "priority" | "place">> = Order.combine(
  Order.mapInput(Order.Number, ({ priority }) => priority),
  Order.mapInput(Order.String, ({ place }) => place),
)

/** Lines by their ids in the order of UTF-16 code units. */
export const byLineId: Order.Order<Pick<RouteLine, "lineId">> = Order.mapInput(
  Order.String,
  ({ lineId }) => lineId,
)

/** Assesses every place, by priority, then by name. */
export const assess = (
  request: RouteRequest,
  calendar: PromiseCalendar = promiseCalendar(request),
): ReadonlyArray<Assessed> => {
  const lines = request.lines.toSorted(byLineId)
  return request.places
    .toSorted(byPriority)
    .map((place) => assessed(request, lines, place, calendar))
}

const assessed = (
  { at, destination, distances = [], bands, limits }: RouteRequest,
  lines: ReadonlyArray<RouteLine>,
  place: RoutePlace,
  calendar: PromiseCalendar,
): Assessed => {
  const faults: Array<Fault> = []
  const { country, region } = destination
  if (!shipsTo(place, country, region))
    faults.push({
      _tag: "DoesNotShipTo",
      country,
      ...(region === undefined ? {} : { region }),
    })
  for (const what of ["orders", "units"] as const) {
    const room = what === "orders" ? place.ordersLeft : place.unitsLeft
    if (room !== undefined && room.left === 0)
      faults.push({ _tag: "CapacityUsedUp", what, left: room.left, of: room.of })
  }
  const ships = calendar.shipsOn(place, at > place.cutOffAt)
  const shipsOn = calendar.dayAt(ships)
  const { shipBy } = limits
  if (shipBy !== undefined && shipsOn > shipBy) {
    const { cutOffAt } = place
    const wasInTime = at > cutOffAt && calendar.dayAt(calendar.shipsOn(place, false)) <= shipBy
    faults.push(
      wasInTime
        ? { _tag: "CutOffPassed", cutOffAt, shipsOn, shipBy }
        : { _tag: "ShipsLate", shipsOn, shipBy },
    )
  }
  const offers = lines.map((line) => offerOf(place, line))
  const servable = offers.some(({ wanted, there }) => there >= (limits.splitLines ? 1 : wanted))
  if (!servable) faults.push({ _tag: "TooFewUnits", offers })
  if (place.noCourier !== undefined)
    faults.push({ _tag: "NoCourier", alternatives: place.noCourier })
  const distanceMetres = metresTo(destination, place, distances)
  if (distanceMetres === undefined) {
    faults.push({ _tag: "DistanceUnknown" })
    return { place, offers, faults }
  }
  const band = bands.find(({ upToKilometres = Infinity }) => distanceMetres <= upToKilometres * 1e3)
  if (band === undefined)
    faults.push({ _tag: "BeyondBands", kilometres: Math.ceil(distanceMetres / 1_000) })
  if (band === undefined || faults.length > 0) return { place, offers, faults }
  const arrival = calendar.arrivesOn(ships, band.transitDays)
  const promisedOn = calendar.dayAt(arrival)
  const usable = { place, offers, band, distanceMetres, shipsOn, promisedOn, arrival }
  return { place, offers, faults, usable }
}

const shipsTo = (place: RoutePlace, country: string, region: string | undefined): boolean =>
  place.shipsTo?.some(
    (area) =>
      area.country === country &&
      (area.regions === undefined || (region !== undefined && area.regions.includes(region))),
  ) ?? true

const offerOf = (place: RoutePlace, line: RouteLine): Offer => {
  const { lineId, sku, lot, quantity } = line
  if (!maySend(place, line)) return { lineId, sku, wanted: quantity, there: 0 }
  const shelf = place.stock.find((each) => each.sku === sku)
  const free = shelf?.free ?? 0
  const ofLot =
    lot === undefined ? free : (shelf?.lots?.find((each) => each.lot === lot)?.free ?? 0)
  return { lineId, sku, wanted: quantity, there: Math.min(free, ofLot) }
}

/** When a parcel leaves a place, and when it arrives: days as numbers. */
export interface PromiseCalendar {
  readonly shipsOn: (place: RoutePlace, isLate: boolean) => number
  readonly arrivesOn: (shipsOn: number, transitDays: number) => number
  readonly dayAt: (number: number) => Calendar.Day
}

const memo = <K, A>(make: (key: K) => A): ((key: K) => A) => {
  const known = new Map<K, A>()
  return (key) => {
    const found = known.get(key) ?? make(key)
    known.set(key, found)
    return found
  }
}

/**
 * The days of an order. They depend on its instant and its delivery days only, so that a request that
 * differs in other things may share them: days of a zone take tens of microseconds each.
 */
export const promiseCalendar = ({ at, deliveryDays }: RouteRequest): PromiseCalendar => {
  const dayAt = memo(DayNumber.toDay)
  const today = memo((zone: Calendar.Zone) => Calendar.dayOf(at, zone))
  const numberOf = memo(DayNumber.of)
  const startOf = memo((zone: Calendar.Zone) => Calendar.startOf(today(zone), zone))
  const after = (workdays: Workdays, number: number, count: number) =>
    DayNumber.after(workdays, number, count, dayAt)
  return {
    shipsOn: ({ zone, cutOffAt, workdays, handlingDays }, isLate) => {
      // A cut-off that passed on another day is no reason to wait for tomorrow.
      const waits = isLate && cutOffAt >= startOf(zone)
      const from = numberOf(today(zone)) + (waits ? 1 : 0)
      return after(workdays, from, handlingDays)
    },
    // Transit counts delivery days after the day on which the carrier takes over.
    arrivesOn: (shipsOn, transitDays) =>
      transitDays === 0
        ? after(deliveryDays, shipsOn, 0)
        : after(deliveryDays, shipsOn + 1, transitDays - 1),
    dayAt,
  }
}
