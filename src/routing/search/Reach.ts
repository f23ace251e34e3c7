/**
 * What a set of places has and comes to, and what the places after it can add at most. Pure.
 *
 * @module
 */
import * as LineWeights from "./LineWeights.ts"
import type { Problem } from "./Problem.ts"

/** A set of sites, in ascending order, with what its sites come to together. */
export interface Chosen {
  readonly set: ReadonlyArray<number>
  readonly parcelCost: number
  readonly metres: number
  readonly priority: number
  readonly arrival: number
  /** By line: units that the set has, its cheapest unit, its earliest arrival, and a whole line. */
  readonly covered: ReadonlyArray<number>
  readonly unitCost: ReadonlyArray<number>
  readonly earliest: ReadonlyArray<number>
  readonly whole: ReadonlyArray<boolean>
}

/** No site at all. */
export const nothing = ({ wanted }: Problem): Chosen => ({
  set: [],
  parcelCost: 0,
  metres: 0,
  priority: 0,
  arrival: -Infinity,
  covered: wanted.map(() => 0),
  unitCost: wanted.map(() => Infinity),
  earliest: wanted.map(() => Infinity),
  whole: wanted.map(() => false),
})

/** The set with one more site, which comes after all that are in it. */
export const adding = (problem: Problem, chosen: Chosen, site: number): Chosen => {
  const arrival = problem.arrival[site] ?? 0
  const next = {
    set: [...chosen.set, site],
    parcelCost: chosen.parcelCost + (problem.parcelCost[site] ?? 0),
    metres: chosen.metres + (problem.metres[site] ?? 0),
    priority: chosen.priority + (problem.priority[site] ?? 0),
    arrival: Math.max(chosen.arrival, arrival),
    covered: [...chosen.covered],
    ...lessWith(problem, chosen, site),
  }
  for (let line = 0; line < problem.has.length; line += 1)
    next.covered[line] = (next.covered[line] ?? 0) + (problem.has[line]?.[site] ?? 0)
  return next
}

type Least = Pick<Chosen, "unitCost" | "earliest" | "whole">

/** What lines come to at least when a site may serve them too. */
const lessWith = (problem: Problem, before: Least, site: number): Least => {
  const unitCost = [...before.unitCost]
  const earliest = [...before.earliest]
  const whole = [...before.whole]
  const arrival = problem.arrival[site] ?? 0
  for (let line = 0; line < problem.wanted.length; line += 1) {
    const has = problem.has[line]?.[site] ?? 0
    if (has === 0) continue
    const cost = problem.unitCost[line]?.[site] ?? 0
    if (cost < (unitCost[line] ?? Infinity)) unitCost[line] = cost
    if (arrival < (earliest[line] ?? Infinity)) earliest[line] = arrival
    if (has === problem.wanted[line]) whole[line] = true
  }
  return { unitCost, earliest, whole }
}

/** By index of a site: what the sites from it on can add. The last index stands for none. */
export interface Tail {
  /** By line and number of sites: the most units of the line that so many of them have. */
  readonly most: ReadonlyArray<ReadonlyArray<number>>
  /** By number of sites: the most that so many of them have of all lines, by the lines' weights. */
  readonly mostWeight: ReadonlyArray<number>
  readonly unitCost: ReadonlyArray<number>
  readonly earliest: ReadonlyArray<number>
  readonly whole: ReadonlyArray<boolean>
  readonly parcelCost: number
  readonly metres: number
  readonly priority: number
}

/** The tails of all sites; the last one is empty. */
export const tails = (problem: Problem): ReadonlyArray<Tail> => {
  const { wanted, maxParcels, sites } = problem
  const empty: Tail = {
    most: wanted.map(() => [0]),
    mostWeight: [0],
    unitCost: wanted.map(() => Infinity),
    earliest: wanted.map(() => Infinity),
    whole: wanted.map(() => false),
    parcelCost: Infinity,
    metres: Infinity,
    priority: Infinity,
  }
  const found = [empty]
  const greatest: ReadonlyArray<Array<number>> = wanted.map(() => [])
  const heaviest: Array<number> = []
  let after = empty
  for (let site = sites.length - 1; site >= 0; site -= 1) {
    const { most, mostWeight } = after
    const weight = LineWeights.weightOf(problem, site)
    after = {
      mostWeight: insert(heaviest, weight, maxParcels) ? sums(heaviest) : mostWeight,
      most: greatest.map((kept, line) => {
        const isNew = insert(kept, problem.has[line]?.[site] ?? 0, maxParcels)
        return isNew ? sums(kept) : (most[line] ?? [0])
      }),
      ...lessWith(problem, after, site),
      parcelCost: Math.min(after.parcelCost, problem.parcelCost[site] ?? 0),
      metres: Math.min(after.metres, problem.metres[site] ?? 0),
      priority: Math.min(after.priority, problem.priority[site] ?? 0),
    }
    found.unshift(after)
  }
  return found
}

/** Keeps the greatest in descending order, and no more than `most`; whether it kept the value. */
const insert = (greatest: Array<number>, value: number, most: number): boolean => {
  if (value === 0 || (greatest.length === most && value <= (greatest[most - 1] ?? 0))) return false
  let at = greatest.length
  while (at > 0 && (greatest[at - 1] ?? 0) < value) at -= 1
  greatest.splice(at, 0, value)
  if (greatest.length > most) greatest.pop()
  return true
}

const sums = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  const found = [0]
  let sum = 0
  for (const value of values) found.push((sum += value))
  return found
}
