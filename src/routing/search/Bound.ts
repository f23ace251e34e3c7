import type { Goal } from "../plan/RouteRequest.ts"
/**
 * What every route that extends a set of places comes to at least, goal by goal. Pure.
 *
 * @module
 */
import type { Problem } from "./Problem.ts"
import type { Chosen, Tail } from "./Reach.ts"

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

/** Routes whose places are those chosen, one more site, and exactly `more` of a tail. */
export interface Branch {
  readonly chosen: Chosen
  readonly site: number
  readonly tail: Tail
  readonly more: number
}

/**
 * Whether so many sites can have as many units as each line wants, and all lines together by their
 * weights. Where it says no, none of the branch's sets serves the order.
 */
export const suffices = (
  { wanted, has, weights }: Problem,
  { chosen: { covered }, site, tail: { most, mostWeight }, more }: Branch,
): boolean => {
  let weight = 0
  for (let line = 0; line < wanted.length; line += 1) {
    const left = (wanted[line] ?? 0) - (covered[line] ?? 0) - (has[line]?.[site] ?? 0)
    if (left <= 0) continue
    if (upTo(most[line] ?? [], more) < left) return false
    weight += (weights[line] ?? 0) * left
  }
  return upTo(mostWeight, more) >= weight
}

/** Beyond its end a tail has nothing more to add. */
const upTo = (sums: ReadonlyArray<number>, count: number): number =>
  sums[Math.min(count, sums.length - 1)] ?? 0

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
