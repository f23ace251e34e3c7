/**
 * Quick sets of places that serve an order, good or bad: what a search starts from. Pure.
 *
 * @module
 */
import type { Problem } from "./Problem.ts"

const mostStarts = 8

/**
 * From each of the sites that have most (eight at most), adds the site that has most of what is still
 * missing, until nothing is. Sets are in ascending order; those that do not get there are left out.
 *
 * Source: V. Chvátal, A Greedy Heuristic for the Set-Covering Problem, Mathematics of Operations
 * Research 4 (1979).
 */
export const covers = (problem: Problem): ReadonlyArray<ReadonlyArray<number>> => {
  const { has, wanted, sites, maxParcels } = problem
  const gain = (site: number, missing: ReadonlyArray<number>): number => {
    let sum = 0
    for (let line = 0; line < missing.length; line += 1)
      sum += Math.min(missing[line] ?? 0, has[line]?.[site] ?? 0)
    return sum
  }
  const without = (missing: ReadonlyArray<number>, site: number): ReadonlyArray<number> =>
    missing.map((units, line) => Math.max(0, units - (has[line]?.[site] ?? 0)))
  const cover = (start: number): ReadonlyArray<number> | undefined => {
    const set = [start]
    let missing = without(wanted, start)
    while (missing.some((units) => units > 0)) {
      if (set.length === maxParcels) return undefined
      let best = -1
      let most = 0
      for (let site = 0; site < sites.length; site += 1) {
        const units = gain(site, missing)
        if (units <= most || set.includes(site)) continue
        best = site
        most = units
      }
      if (best < 0) return undefined
      set.push(best)
      missing = without(missing, best)
    }
    return set.toSorted((a, b) => a - b)
  }
  const gains = sites.map((_, site) => gain(site, wanted))
  const starts = [...gains.keys()].toSorted((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0) || a - b)
  return starts.slice(0, mostStarts).flatMap((start) => {
    const set = cover(start)
    return set === undefined ? [] : [set]
  })
}
