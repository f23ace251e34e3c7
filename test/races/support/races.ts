/** All races, by the names that a racer is told. */
import { items } from "./items.ts"
import { kits } from "./kits.ts"
import { unplaced } from "./pool.ts"
import { promises } from "./promises.ts"
import type { Race } from "./race.ts"
import { serials } from "./serials.ts"

const races = { items, kits, promises, serials, unplaced } as const satisfies Record<string, Race>

export type RaceName = keyof typeof races

export const raceOf = (name: string): Race => {
  const found = Object.entries(races).find(([known]) => known === name)
  if (found === undefined) throw new Error(`there is no race ${name}`)
  return found[1]
}
