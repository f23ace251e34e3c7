/** Every set of places, one after the other, without a bound: what the search is measured against. */
import type { RouteRequest } from "entrepot/routing"

/** What the best route comes to by parcels and cost, in whichever order the request declares them. */
export interface Best {
  readonly parcels: number
  readonly cost: number
}

type Goal = keyof Best

const kilometres = (
  from: { readonly latitude: number; readonly longitude: number },
  to: { readonly latitude: number; readonly longitude: number },
): number => {
  const angle = (degrees: number) => (degrees * Math.PI) / 180
  const square = (value: number) => Math.sin(angle(value) / 2) ** 2
  const h =
    square(to.latitude - from.latitude) +
    Math.cos(angle(from.latitude)) *
      Math.cos(angle(to.latitude)) *
      square(to.longitude - from.longitude)
  return 2 * 6_371.0088 * Math.asin(Math.sqrt(h))
}

/** The best of all sets; lines of these orders share no item, so each takes the cheapest first. */
export const bestRoute = (request: RouteRequest.RouteRequest): Best | undefined => {
  const { destination, bands, lines, limits } = request
  const goals = request.goals.filter((goal): goal is Goal => goal === "parcels" || goal === "cost")
  const sites = request.places.flatMap((place) => {
    if (place.position === undefined || destination.position === undefined) return []
    const distance = kilometres(place.position, destination.position)
    const band = bands.find(({ upToKilometres = Infinity }) => distance <= upToKilometres)
    if (band === undefined) return []
    const perUnit = place.perUnit.amount.toNumber()
    const perKilogram = band.perKilogram.amount.toNumber()
    return [
      {
        parcel: place.perParcel.amount.toNumber() + band.perParcel.amount.toNumber(),
        unit: lines.map(({ weightGrams }) => perUnit + (perKilogram * weightGrams) / 1_000),
        free: lines.map(({ sku }) => place.stock.find((each) => each.sku === sku)?.free ?? 0),
      },
    ]
  })
  let best: Best | undefined
  const isBetter = (one: Best, other: Best): boolean => {
    const goal = goals.find((each) => Math.abs(one[each] - other[each]) > 1e-9)
    return goal !== undefined && one[goal] < other[goal]
  }
  const fill = (set: ReadonlyArray<number>): void => {
    let cost = set.reduce((sum, site) => sum + (sites[site]?.parcel ?? 0), 0)
    const used = new Set<number>()
    for (const [line, { quantity }] of lines.entries()) {
      let left = quantity
      const price = (site: number) => sites[site]?.unit[line] ?? 0
      for (const site of set.toSorted((a, b) => price(a) - price(b))) {
        const units = Math.min(left, sites[site]?.free[line] ?? 0)
        if (units > 0) used.add(site)
        left -= units
        cost += units * price(site)
      }
      if (left > 0) return
    }
    const found = { parcels: set.length, cost }
    if (used.size === set.length && (best === undefined || isBetter(found, best))) best = found
  }
  const visit = (set: ReadonlyArray<number>, from: number): void => {
    if (set.length > 0) fill(set)
    if (set.length === limits.maxParcels) return
    for (let site = from; site < sites.length; site += 1) visit([...set, site], site + 1)
  }
  visit([], 0)
  return best
}
