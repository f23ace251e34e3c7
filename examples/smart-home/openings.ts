/** What stands on the shelves in the morning, and the lines at which items are watched and bought. */
import type { Worlds } from "entrepot/testing"

import { items } from "./goods.ts"
import * as Purchasing from "./purchasing.ts"

/** An item in the morning. */
export interface Opening {
  readonly sku: string
  readonly own: number
  readonly thirdParty: number
  readonly lines: Purchasing.Lines
}

/** Days of which the demand is known. */
const daysKnown = 28

/**
 * What stands on the shelves, by the units of each item that are wanted today: enough for some weeks,
 * or days; of two items not even for today.
 */
export const drawOpenings = (
  world: Worlds.World,
  wantedToday: ReadonlyMap<string, number>,
): ReadonlyArray<Opening> => {
  const short = new Set(
    world
      .shuffle(items.slice(4, 20))
      .slice(0, 2)
      .map(({ sku }) => sku),
  )
  return items.map(({ sku, leadDays, isSerialised }) => {
    const wanted = wantedToday.get(sku) ?? 1
    const days = world.times(daysKnown, () => Math.round((wanted * world.integer(60, 140)) / 100))
    const lines = Purchasing.linesOf({ leadDays }, days)
    const units = short.has(sku)
      ? Math.floor((wanted * 7) / 10)
      : Math.ceil((lines.level * world.integer(50, 140)) / 100) + wanted
    // What has serial numbers is kept where the scanners are.
    const thirdParty = isSerialised ? 0 : Math.floor((units * 3) / 10)
    return { sku, own: units - thirdParty, thirdParty, lines }
  })
}
