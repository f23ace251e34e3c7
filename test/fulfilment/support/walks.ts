/** Walks to compare with: the next shelf that is nearest, and the shortest walk there is. */
import { PickWalk } from "entrepot/fulfilment"

type Locations = ReadonlyArray<PickWalk.ShelfLocation>

/** The shortest way between two spots, through the cross aisle that is nearer. */
export const between = (
  layout: PickWalk.Layout,
  from: PickWalk.Spot,
  to: PickWalk.Spot,
): number => {
  if (from.aisle === to.aisle) return Math.abs(from.depthMm - to.depthMm)
  const depths = from.depthMm + to.depthMm
  const across = Math.abs(from.aisle - to.aisle) * layout.aislePitchMm
  return across + Math.min(depths, 2 * PickWalk.aisleLengthMm(layout) - depths)
}

const depotOf = ({ depotAisle }: PickWalk.Layout) => ({ aisle: depotAisle, depthMm: 0 })
const spotsOf = (layout: PickWalk.Layout, locations: Locations): ReadonlyArray<PickWalk.Spot> => {
  const spots = locations.map((location) => ({
    aisle: location.aisle,
    depthMm: PickWalk.depthMm(layout, location),
  }))
  return [...new Map(spots.map((spot) => [JSON.stringify(spot), spot])).values()]
}

/** Goes on to the nearest shelf that is left, each time. */
export const nearestNeighbourMm = (layout: PickWalk.Layout, locations: Locations): number => {
  const left = [...spotsOf(layout, locations)]
  let at: PickWalk.Spot = depotOf(layout)
  let total = 0
  while (left.length > 0) {
    const from = at
    const next = left.reduce((best, spot) =>
      between(layout, from, spot) < between(layout, from, best) ? spot : best,
    )
    total += between(layout, at, next)
    left.splice(left.indexOf(next), 1)
    at = next
  }
  return total + between(layout, at, depotOf(layout))
}

/** The shortest walk of all, by trying every order: for a few shelves. */
export const shortestMm = (layout: PickWalk.Layout, locations: Locations): number => {
  const depot = depotOf(layout)
  const from = (at: PickWalk.Spot, left: ReadonlyArray<PickWalk.Spot>): number =>
    left.length === 0
      ? between(layout, at, depot)
      : Math.min(
          ...left.map(
            (next) =>
              between(layout, at, next) +
              from(
                next,
                left.filter((other) => other !== next),
              ),
          ),
        )
  return from(depot, spotsOf(layout, locations))
}
