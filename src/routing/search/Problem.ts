/**
 * A request in plain whole numbers, as the search wants it: lines and usable places in one order,
 * whatever order they were given in. Pure.
 *
 * @module
 */
import * as Decimal from "../../kernel/Decimal.ts"
import type { Money } from "../../kernel/Money.ts"
import { type Assessed, byLineId, type Usable } from "../plan/Assessment.ts"
import { maySend, type Goal, type RouteLine, type RouteRequest } from "../plan/RouteRequest.ts"
import * as LineWeights from "./LineWeights.ts"

type Row = ReadonlyArray<number>

/** A request in whole numbers. Sites are usable places; rows are by site unless they say else. */
export interface Problem {
  readonly lines: ReadonlyArray<RouteLine>
  readonly sites: ReadonlyArray<Usable>
  readonly goals: ReadonlyArray<Goal>
  readonly maxParcels: number
  readonly splitLines: boolean
  /** By line. */
  readonly wanted: Row
  /** By line and site: the most units of the line that the site can give, other lines aside. */
  readonly has: ReadonlyArray<Row>
  /** By line and site. */
  readonly unitCost: ReadonlyArray<Row>
  readonly parcelCost: Row
  readonly metres: Row
  readonly priority: Row
  /** Days as numbers, as `DayNumber` counts. */
  readonly arrival: Row
  /** By line: whole numbers, by which sites that lack different lines can be seen not to suffice. */
  readonly weights: Row
  /** Where lines compete for units of a site; absent where each can be looked at alone. */
  readonly bins?: Bins
  /** Costs are counted in units of 10 to the power of minus this. */
  readonly digits: number
}

/**
 * What limits several lines at once: lots, shelves, and the units that a site can do in a day. A unit
 * takes from each bin of its chain, from the inner one to the outer one.
 */
export interface Bins {
  readonly room: Row
  /** By line and site. */
  readonly chains: ReadonlyArray<ReadonlyArray<Row>>
}

/** Puts a request whose candidates were assessed into whole numbers. */
export const of = (request: RouteRequest, assessed: ReadonlyArray<Assessed>): Problem => {
  const { limits, goals } = request
  const lines = request.lines.toSorted(byLineId)
  const sites = assessed.flatMap(({ usable }) => (usable === undefined ? [] : [usable]))
  const wanted = lines.map(({ quantity }) => quantity)
  const has = wanted.map((units, at) =>
    sites.map(({ place, offers }) => {
      const most = Math.min(units, offers[at]?.there ?? 0, place.unitsLeft?.left ?? units)
      return limits.splitLines || most === units ? most : 0
    }),
  )
  const bins = binsOf(lines, sites, has)
  return {
    lines,
    sites,
    goals,
    maxParcels: Math.min(limits.maxParcels, sites.length),
    splitLines: limits.splitLines,
    wanted,
    has,
    ...costsOf(lines, sites),
    metres: sites.map(({ distanceMetres }) => distanceMetres),
    priority: sites.map(({ place }) => place.priority),
    arrival: sites.map(({ arrival }) => arrival),
    weights: LineWeights.of(wanted, has),
    ...(bins === undefined ? {} : { bins }),
  }
}

const costsOf = (
  lines: ReadonlyArray<RouteLine>,
  sites: ReadonlyArray<Usable>,
): Pick<Problem, "unitCost" | "parcelCost" | "digits"> => {
  const bands = new Set(sites.map(({ band }) => band))
  const digits = Math.max(
    0,
    ...sites.flatMap(({ place }) => [
      place.perParcel.amount.decimalPlaces(),
      place.perUnit.amount.decimalPlaces(),
    ]),
    // What a gram costs has three digits more than what a kilogram does.
    ...Array.from(bands, ({ perParcel, perKilogram }) =>
      Math.max(perParcel.amount.decimalPlaces(), perKilogram.amount.decimalPlaces() + 3),
    ),
  )
  const unit = Decimal.shift(Decimal.one, digits)
  const whole = ({ amount }: Money): number => Decimal.times(amount, unit).toNumber()
  const ofBand = new Map(
    Array.from(bands, (band) => [
      band,
      { parcel: whole(band.perParcel), gram: whole(band.perKilogram) / 1_000 },
    ]),
  )
  const perUnit = sites.map(({ place }) => whole(place.perUnit))
  const perGram = sites.map(({ band }) => ofBand.get(band)?.gram ?? 0)
  return {
    digits,
    parcelCost: sites.map(
      ({ place, band }) => whole(place.perParcel) + (ofBand.get(band)?.parcel ?? 0),
    ),
    unitCost: lines.map(({ weightGrams }) =>
      sites.map((_, site) => (perUnit[site] ?? 0) + (perGram[site] ?? 0) * weightGrams),
    ),
  }
}

/** The most that any route can cost, to see whether all sums stay exact. */
export const mostCost = ({ parcelCost, unitCost, wanted }: Problem): number =>
  wanted.reduce(
    (sum, units, line) => sum + units * Math.max(0, ...(unitCost[line] ?? [])),
    parcelCost.reduce((sum, cost) => sum + cost, 0),
  )

const binsOf = (
  lines: ReadonlyArray<RouteLine>,
  sites: ReadonlyArray<Usable>,
  has: ReadonlyArray<Row>,
): Bins | undefined => {
  const isShared = new Set(lines.map(({ sku }) => sku)).size < lines.length
  const isTight = sites.some(({ place }, site) => {
    const most = has.reduce((sum, row) => sum + (row[site] ?? 0), 0)
    return place.unitsLeft !== undefined && place.unitsLeft.left < most
  })
  if (!isShared && !isTight) return undefined
  const room: Array<number> = []
  const names = new Map<string, number>()
  const bin = (name: string, units: number): number => {
    const known = names.get(name)
    if (known !== undefined) return known
    names.set(name, room.length)
    return room.push(units) - 1
  }
  const chains = lines.map((wanted, line) =>
    sites.map(({ place, offers }, site) => {
      const { sku, lot } = wanted
      const chain: Array<number> = []
      if (!maySend(place, wanted)) chain.push(bin("", 0))
      // Ids hold no NUL, so that no two names meet.
      if (lot !== undefined)
        chain.push(bin([site, sku, lot].join("\u0000"), offers[line]?.there ?? 0))
      const free = place.stock.find((each) => each.sku === sku)?.free ?? 0
      chain.push(bin([site, sku].join("\u0000"), free))
      if (place.unitsLeft !== undefined) chain.push(bin(String(site), place.unitsLeft.left))
      return chain
    }),
  )
  return { room, chains }
}
