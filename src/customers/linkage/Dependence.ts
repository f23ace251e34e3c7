/**
 * Dependence of fields: what agreement of one field says of another one, of two people.
 *
 * @module
 */
import type { Columns } from "./Columns.ts"
import type { Comparison, Dependency, LinkageModel } from "./LinkageModel.ts"
import * as PairGroups from "./PairGroups.ts"
import * as PairSample from "./PairSample.ts"
import * as Scoring from "./Scoring.ts"
import * as Weights from "./Weights.ts"

/** One field depends on another one, by their places. */
interface Arrow {
  readonly of: number
  readonly on: number
  readonly dependency: Dependency
  /** How much nearer two people seem than they are, in bits, of all pairs. */
  readonly bits: number
}

/**
 * A model that says of which other field each one depends, where one does: two people of one postcode
 * live in one town. The strongest dependences are taken, to a forest (Chow & Liu 1968).
 *
 * It is counted from pairs drawn by chance and from pairs drawn among those that share a value, each
 * by how likely it is to be of two people by what the model says of the other fields. So it stands
 * before weights are learned, and does not hang on them. Of a value that one person's records share
 * rather than two people's, such as a phone, nothing is said.
 */
export const learn = (
  model: LinkageModel,
  columns: Columns,
  drawn: PairGroups.Patterns,
  seed: number,
): LinkageModel => {
  const { comparisons } = model
  const chance = tallyOf(model, drawn)
  const arrows = comparisons.flatMap((other, on) => {
    const pairs = PairSample.sharing(model, columns, other.field, sharing, seed + on)
    const shared = tallyOf(model, PairGroups.patternsOf(model, pairs))
    return comparisons.flatMap((_, of) =>
      of === on ? [] : arrowOf(comparisons, of, on, chance, shared),
    )
  })
  const taken = new Map<number, Arrow>()
  const leadsTo = (from: number, to: number): boolean => {
    const next = taken.get(from)
    return from === to || (next !== undefined && leadsTo(next.on, to))
  }
  for (const arrow of arrows.toSorted((a, b) => b.bits - a.bits || a.of - b.of || a.on - b.on))
    if (!taken.has(arrow.of) && !leadsTo(arrow.on, arrow.of)) taken.set(arrow.of, arrow)
  return {
    ...model,
    comparisons: comparisons.map((comparison, at): Comparison => {
      const arrow = taken.get(at)
      return arrow === undefined ? comparison : { ...comparison, dependsOn: arrow.dependency }
    }),
  }
}

/** Pairs drawn among those that share a value of a field. */
const sharing = 5_000
/** So many pairs of two people have to show it, and be at least this share of all that do. */
const leastPairs = 50
const leastShare = 0.5
/** So many bits two people have to seem nearer than they are, in the mean. */
const leastBits = 0.3

/** Pairs by pattern, with the weight in bits of all of their fields and of each one. */
interface Tally {
  readonly levels: ReadonlyArray<Uint8Array>
  readonly counts: Float64Array
  readonly sums: Float64Array
  readonly bits: ReadonlyArray<Float64Array>
}

const tallyOf = (model: LinkageModel, { levels, ofPair }: PairGroups.Patterns): Tally => {
  const size = levels[0]?.length ?? 0
  const [counts, sums] = [new Float64Array(size), new Float64Array(size)]
  for (const pattern of ofPair) counts[pattern] = (counts[pattern] ?? 0) + 1
  const bits = model.comparisons.map(Weights.bitsOfLevels)
  for (let pattern = 0; pattern < size; pattern += 1)
    sums[pattern] = levels.reduce(
      (sum, own, at) => sum + (bits[at]?.[own[pattern] ?? 0] ?? 0),
      Scoring.bitsOf(model.prior),
    )
  return { levels, counts, sums, bits }
}

/** Levels of a field at one level of another one, of two people. */
const countsOf = ({ levels, counts, sums, bits }: Tally, of: number, on: number, level: number) => {
  const found = new Float64Array(256)
  let [strangers, all] = [0, 0]
  for (const [pattern, count] of counts.entries()) {
    const own = levels[of]?.[pattern] ?? 0
    if (own === 0 || (level > 0 && levels[on]?.[pattern] !== level)) continue
    const others = (sums[pattern] ?? 0) - (bits[of]?.[own] ?? 0)
    const weight = count * (1 - Scoring.probabilityOf(others))
    found[own] = (found[own] ?? 0) + weight
    strangers += weight
    all += count
  }
  return { found, strangers, all }
}

const arrowOf = (
  comparisons: ReadonlyArray<Comparison>,
  of: number,
  on: number,
  chance: Tally,
  shared: Tally,
): ReadonlyArray<Arrow> => {
  const [comparison, other] = [comparisons[of], comparisons[on]]
  if (comparison === undefined || other === undefined) return []
  const all = [...comparison.levels, comparison.otherwise]
  const plain = countsOf(chance, of, on, 0)
  const expected = all.map(({ u }, at) => mixed(plain.found[at + 1], plain.strangers, u))
  let sum = 0
  const us = other.levels.map(({ level }, at) => {
    const tally = level._tag === "Exact" ? shared : chance
    const { found, strangers, all: seen } = countsOf(tally, of, on, at + 1)
    if (strangers < leastPairs || strangers < leastShare * seen) return []
    const own = expected.map((u, at) => mixed(found[at + 1], strangers, u))
    const bits = own.reduce((sum, u, at) => sum + u * Math.log2(u / (expected[at] ?? u)), 0)
    if (bits < leastBits) return []
    sum += bits * countsOf(chance, of, on, at + 1).strangers
    return own
  })
  if (us.every(({ length }) => length === 0)) return []
  return [{ of, on, dependency: { field: other.field, us }, bits: sum }]
}

/** A share, where what is known before counts as ten pairs. */
const mixed = (count = 0, all: number, before: number): number => (count + 10 * before) / (all + 10)
