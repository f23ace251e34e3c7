/**
 * The search for the best set of places: by branch and bound over all sets, exact unless its steps
 * run out, and then with a proof of how much better a route could be. Pure.
 *
 * @module
 */
import * as Bound from "./Bound.ts"
import * as Filling from "./Filling.ts"
import { covers } from "./GreedyCover.ts"
import type { Problem } from "./Problem.ts"
import * as Reach from "./Reach.ts"

// Up to so many lines and usable places a search is exact, however many steps it takes.
const exactLines = 4
const exactPlaces = 6
/** Steps of a search beyond that, where the request names none. */
export const defaultBudget = 20_000

/** A set of sites with its best filling. */
export interface Solution {
  readonly set: ReadonlyArray<number>
  readonly vector: Bound.Vector
  readonly filling: Filling.Filling
}

/** What a search came to. */
export interface Outcome {
  /** The best first; after it the best of those that were met. */
  readonly solutions: ReadonlyArray<Solution>
  /** No route is better than this; absent where none is possible at all. */
  readonly bound?: Bound.Vector
  /** Sets of places: those filled, those that a bound ruled out, and those left when steps ran out. */
  readonly lookedAt: number
  readonly boundedAway: number
  readonly unseen: number
}

const mostSolutions = 4

/**
 * Searches all sets of at most `maxParcels` sites, each with its best filling.
 *
 * Sets of one site come first, then those of two, and so on. A set is extended by later sites only, and
 * is left out with all its extensions once they cannot have what is wanted, or their bound is no better
 * than the last of the solutions that are kept; once half of the steps are gone, than the best of them.
 * Between equals goes the set whose sites come first, compared one by one, so that the answer never
 * depends on the way of the search.
 *
 * The first solutions are those of {@link covers}. Where the steps are too few for all sets, their sites
 * are exchanged one by one, as long as that makes them better.
 *
 * Source: A. H. Land and A. G. Doig, An Automatic Method of Solving Discrete Programming Problems,
 * Econometrica 28 (1960).
 */
export const search = (problem: Problem, budget: number = defaultBudget): Outcome => {
  const { lines, sites, maxParcels } = problem
  const isSmall = lines.length <= exactLines && sites.length <= exactPlaces
  const steps: Filling.Steps = { left: isSmall ? Infinity : budget }
  const kept = new Kept()
  const nothing = Reach.nothing(problem)
  const tails = Reach.tails(problem)
  let lookedAt = 0
  let boundedAway = 0
  let unseen = 0
  let floor: Bound.Vector | undefined
  const leave = (branch: Bound.Branch, sets: number): void => {
    unseen += sets
    const bound = Bound.of(problem, branch)
    if (floor === undefined || Bound.compare(bound, floor) < 0) floor = bound
  }
  const look = (chosen: Reach.Chosen): boolean => {
    const filling = Filling.of(problem, chosen.set, steps)
    const solution = filling && solutionOf(problem, chosen, filling)
    if (solution !== undefined) kept.add(solution)
    return filling?.isBest === true || steps.left > 0
  }
  const extend = (chosen: Reach.Chosen, from: number, more: number): void => {
    for (let site = from; site + more < sites.length; site += 1) {
      const tail = tails[site + 1]
      if (tail === undefined) return
      steps.left -= 1
      const branch = { chosen, site, tail, more }
      const sets = choices(sites.length - site - 1, more)
      // Alternatives are for those who read: a proof that no route is better comes before them.
      const rank = steps.left > budget / 2 ? mostSolutions : 1
      if (!Bound.suffices(problem, branch) || !kept.wants(problem, branch, rank))
        boundedAway += sets
      else if (steps.left <= 0) leave(branch, sets)
      else if (more > 0) extend(Reach.adding(problem, chosen, site), site + 1, more - 1)
      else if (look(Reach.adding(problem, chosen, site))) lookedAt += 1
      else leave(branch, sets)
    }
  }
  const lookAt = (set: ReadonlyArray<number>): boolean =>
    look(set.reduce((chosen, site) => Reach.adding(problem, chosen, site), nothing))
  const improve = (): void => {
    const seen = new Set<Solution>()
    for (;;) {
      const next = kept.solutions.find((solution) => !seen.has(solution))
      if (next === undefined) return
      seen.add(next)
      for (const set of neighbours(next.set, sites.length)) {
        if (steps.left <= budget / 2) return
        steps.left -= 1
        lookAt(set)
      }
    }
  }
  if (maxParcels > 0) for (const set of covers(problem)) lookAt(set)
  if (!isSmall && setsUpTo(sites.length, maxParcels) > budget) improve()
  for (let size = 1; size <= maxParcels; size += 1) extend(nothing, 0, size - 1)
  const [best] = kept.solutions
  const bound =
    floor === undefined || (best !== undefined && Bound.compare(best.vector, floor) <= 0)
      ? best?.vector
      : floor
  return {
    solutions: kept.solutions,
    ...(bound === undefined ? {} : { bound }),
    lookedAt,
    boundedAway,
    unseen,
  }
}

const solutionOf = (
  problem: Problem,
  chosen: Reach.Chosen,
  filling: Filling.Filling,
): Solution | undefined => {
  // A site that gives nothing is no parcel: the set without it is looked at by itself.
  const isIdle = chosen.set.some((_, at) => filling.units.every((row) => row[at] === 0))
  if (isIdle) return undefined
  return { set: chosen.set, vector: Bound.vectorOf(problem, chosen, filling), filling }
}

/** The best solutions so far, the best first. */
class Kept {
  readonly #solutions: Array<Solution> = []

  get solutions(): ReadonlyArray<Solution> {
    return this.#solutions
  }

  /** Whether a set of a branch could be among so many best, by what it comes to at least. */
  wants(problem: Problem, branch: Bound.Branch, rank: number): boolean {
    const last = this.#solutions[rank - 1]
    if (last === undefined) return true
    const difference = Bound.compareOf(problem, branch, last.vector)
    if (difference !== 0) return difference < 0
    return earlier([...branch.chosen.set, branch.site], last.set) < 0
  }

  add(solution: Solution): void {
    const at = this.#solutions.findIndex(
      ({ vector, set }) =>
        (Bound.compare(solution.vector, vector) || earlier(solution.set, set)) <= 0,
    )
    if (at >= 0 && earlier(solution.set, this.#solutions[at]?.set ?? []) === 0) return
    this.#solutions.splice(at < 0 ? this.#solutions.length : at, 0, solution)
    this.#solutions.length = Math.min(this.#solutions.length, mostSolutions)
  }
}

/** Negative where the first set comes before the other: site by site, and a set before its extensions. */
const earlier = (left: ReadonlyArray<number>, right: ReadonlyArray<number>): number => {
  const common = Math.min(left.length, right.length)
  for (let at = 0; at < common; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Sets with one of the sites left out, or another one in its stead. */
function* neighbours(
  set: ReadonlyArray<number>,
  sites: number,
): Generator<ReadonlyArray<number>, void> {
  for (const out of set) {
    const rest = set.filter((site) => site !== out)
    if (rest.length > 0) yield rest
    for (let site = 0; site < sites; site += 1)
      if (!set.includes(site)) yield [...rest, site].toSorted((a, b) => a - b)
  }
}

/** How many sets of at most so many of these sites there are. */
const setsUpTo = (sites: number, most: number): number => {
  let sum = 0
  for (let size = 1; size <= most; size += 1) sum += choices(sites, size)
  return sum
}

/** How many sets of so many of these sites there are; a safe number. */
const choices = (sites: number, size: number): number => {
  let count = 1
  for (let taken = 1; taken <= size; taken += 1) {
    count = (count * (sites - taken + 1)) / taken
    if (count > Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER
  }
  return count
}
