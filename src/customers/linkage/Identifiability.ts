/**
 * Identifiability: whether a class of pairs that was learned without labels can be told to be those of one
 * person.
 *
 * @module
 */
import type { Comparison, Learned, LinkageModel } from "./LinkageModel.ts"
import type { Patterns } from "./PairGroups.ts"

/**
 * Why what was learned is not taken, if it is not; `expected` are the matches of each pattern.
 *
 * Two latent classes can be told apart only by three fields that say nothing of each other within a class
 * (Goodman 1974; Allman, Matias & Rhodes 2009): of fewer, people who are merely alike fit as well as one
 * person does. So most matches have to show three. Fields that depend on each other count as one, and one
 * that contradicts its meaning does not count.
 */
export const doubtOf = (
  { comparisons }: LinkageModel,
  { levels }: Patterns,
  expected: Float64Array,
  leastMatches: number,
): Learned["because"] => {
  const trees = comparisons.map((_, at) => treeOf(comparisons, at))
  const matches = expected.reduce((sum, own) => sum + own, 0)
  const areShown = (counts: (comparison: Comparison) => boolean): boolean => {
    const places = comparisons.flatMap((comparison, at) => (counts(comparison) ? [at] : []))
    const shown = expected.filter((_, pattern) => {
      const known = places.filter((at) => (levels[at]?.[pattern] ?? 0) > 0)
      return new Set(known.map((at) => trees[at])).size >= leastFields
    })
    return shown.reduce((sum, own) => sum + own, 0) >= matches / 2
  }
  if (!areShown(() => true)) return "fewFields"
  if (matches < leastMatches) return "fewMatches"
  return areShown(isSound) ? undefined : "contradicted"
}

const leastFields = 3

/** The field on which all of a tree of dependence hang: by it, the tree is known. */
const treeOf = (comparisons: ReadonlyArray<Comparison>, from: number): number => {
  let root = from
  for (let step = 0; step < comparisons.length; step += 1) {
    const { dependsOn, parts } = comparisons[root] ?? {}
    const field = dependsOn?.field ?? parts?.[0]
    const next = comparisons.findIndex((one) => one.field === field)
    if (next < 0) break
    root = next
  }
  return root
}

/**
 * Whether the same value speaks for one person, and none of the levels of another value is both likelier of
 * one person and weighs more.
 */
const isSound = ({ levels }: Comparison): boolean => {
  const same = levels.find(({ level }) => level._tag === "Exact")
  if (same === undefined) return true
  return (
    same.m >= same.u &&
    levels.every(
      ({ level, m, u }) => sayTheSame.has(level._tag) || m <= same.m || m / u <= same.m / same.u,
    )
  )
}

/** The same value, written otherwise, hidden in part or put elsewhere. */
const sayTheSame: ReadonlySet<string> = new Set(["Exact", "Folded", "Masked", "Crossed"])
