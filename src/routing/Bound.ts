/**
 * What every route that extends a set of places comes to at least, goal by goal. Pure.
 *
 * @module
 */
import type { Problem } from "./Problem.ts"
import type { Goal } from "./RouteRequest.ts"

/** Values in the order of the goals; compared from the left, and less is better. */
export type Vector = ReadonlyArray<number>

/** Negative, zero or positive as the first is better, equal or worse. */
export const compare = (left: Vector, right: Vector): number => {
  for (let at = 0; at < left.length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

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

/** What a set and its filling come to, in the order of the goals. */
export const vectorOf = (
  { goals }: Problem,
  { set, parcelCost, metres, priority, arrival }: Chosen,
  filling: { readonly cost: number; readonly splits: number },
): Vector => {
  const values = {
    parcels: set.length,
    cost: parcelCost + filling.cost,
    promised: arrival,
    distance: metres,
    priority,
    together: filling.splits,
  }
  return goals.map((goal) => values[goal])
}

/** By index of a site: what the sites from it on can add. The last index stands for none. */
export interface Tail {
  /** By line and number of sites: the most units of the line that so many of them have. */
  readonly most: ReadonlyArray<ReadonlyArray<number>>
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
    unitCost: wanted.map(() => Infinity),
    earliest: wanted.map(() => Infinity),
    whole: wanted.map(() => false),
    parcelCost: Infinity,
    metres: Infinity,
    priority: Infinity,
  }
  const found = [empty]
  const greatest: ReadonlyArray<Array<number>> = wanted.map(() => [])
  let after = empty
  for (let site = sites.length - 1; site >= 0; site -= 1) {
    const { most } = after
    after = {
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

/**
 * How many sites of a tail a set needs at least, with one more site, to have as many units as the
 * lines want; infinitely many where no number will do.
 */
export const missing = (
  { wanted, has }: Problem,
  { covered }: Chosen,
  site: number,
  { most }: Tail,
): number => {
  let more = 0
  for (let line = 0; line < wanted.length; line += 1) {
    const left = (wanted[line] ?? 0) - (covered[line] ?? 0) - (has[line]?.[site] ?? 0)
    const sum = most[line] ?? []
    while (more < sum.length && (sum[more] ?? 0) < left) more += 1
    // Beyond its end a tail has nothing more to add.
    if (more >= sum.length && (sum[sum.length - 1] ?? 0) < left) return Infinity
  }
  return more
}

/** Routes whose places are those chosen, one more site, and `more` of a tail or still more of it. */
export interface Branch {
  readonly chosen: Chosen
  readonly site: number
  readonly tail: Tail
  readonly more: number
}

/**
 * What every route of a branch comes to at least. Each goal is bounded by itself, so that no route is
 * better than the bound in the first goal in which they differ.
 */
export const of = (problem: Problem, branch: Branch): Vector =>
  problem.goals.map((goal) => goalOf(problem, branch, goal))

/** Compares the bound of a branch with a vector, goal by goal and no further than it takes. */
export const compareOf = (problem: Problem, branch: Branch, vector: Vector): number => {
  const { goals } = problem
  for (let at = 0; at < goals.length; at += 1) {
    const goal = goals[at]
    if (goal === undefined) break
    const difference = goalOf(problem, branch, goal) - (vector[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const goalOf = (problem: Problem, branch: Branch, goal: Goal): number => {
  const { chosen, site, tail, more } = branch
  // Of nothing, even what is infinitely much comes to nothing.
  const plus = (before: number, own: number | undefined, each: number) =>
    before + (own ?? 0) + (more === 0 ? 0 : more * each)
  switch (goal) {
    case "parcels":
      return chosen.set.length + 1 + more
    case "cost":
      return (
        plus(chosen.parcelCost, problem.parcelCost[site], tail.parcelCost) +
        unitsCost(problem, branch)
      )
    case "promised":
      return lastArrival(problem, branch)
    case "distance":
      return plus(chosen.metres, problem.metres[site], tail.metres)
    case "priority":
      return plus(chosen.priority, problem.priority[site], tail.priority)
    case "together":
      return splits(problem, branch)
  }
}

const unitsCost = (
  { wanted, has, unitCost }: Problem,
  { chosen, site, tail, more }: Branch,
): number => {
  let cost = 0
  for (let line = 0; line < wanted.length; line += 1) {
    let least = chosen.unitCost[line] ?? Infinity
    if ((has[line]?.[site] ?? 0) > 0) least = Math.min(least, unitCost[line]?.[site] ?? 0)
    if (more > 0) least = Math.min(least, tail.unitCost[line] ?? Infinity)
    cost += (wanted[line] ?? 0) * least
  }
  return cost
}

const lastArrival = (
  { wanted, has, arrival }: Problem,
  { chosen, site, tail, more }: Branch,
): number => {
  const own = arrival[site] ?? 0
  let last = Math.max(chosen.arrival, own)
  for (let line = 0; line < wanted.length; line += 1) {
    let earliest = chosen.earliest[line] ?? Infinity
    if ((has[line]?.[site] ?? 0) > 0) earliest = Math.min(earliest, own)
    if (more > 0) earliest = Math.min(earliest, tail.earliest[line] ?? Infinity)
    last = Math.max(last, earliest)
  }
  return last
}

const splits = ({ wanted, has }: Problem, { chosen, site, tail, more }: Branch): number => {
  let count = 0
  for (let line = 0; line < wanted.length; line += 1) {
    const isWhole =
      chosen.whole[line] || has[line]?.[site] === wanted[line] || (more > 0 && tail.whole[line])
    if (!isWhole) count += 1
  }
  return count
}
