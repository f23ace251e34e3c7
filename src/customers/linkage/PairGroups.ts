/**
 * Pairs to learn from, brought together where they weigh the same: there are few patterns of levels.
 *
 * @module
 */
import type { LinkageModel } from "./LinkageModel.ts"
import * as PairNumbers from "./PairNumbers.ts"
import type { Pairs } from "./PairSample.ts"
import * as Scoring from "./Scoring.ts"
import * as Weights from "./Weights.ts"

/** The patterns of levels among pairs. */
export interface Patterns {
  readonly pairs: Pairs
  /** The pattern of each pair. */
  readonly ofPair: Int32Array
  /** Per comparison, the level in each pattern. */
  readonly levels: ReadonlyArray<Uint8Array>
  /** Per comparison, whether a rule that does not ask for its field found the pairs. */
  readonly isFree: ReadonlyArray<Uint8Array>
}

/** Pairs of one pattern whose values are as rare, within an eighth of a bit. */
export interface Groups {
  readonly count: number
  readonly ofPair: Int32Array
  readonly patterns: Int32Array
  /** What the rareness of the values adds, in bits. */
  readonly rareness: Float64Array
  /** How many pairs, each by its weight. */
  readonly weights: Float64Array
}

/** Finds the patterns of pairs. */
export const patternsOf = (model: LinkageModel, pairs: Pairs): Patterns => {
  const ofPair = new Int32Array(pairs.count)
  const refine = (mark: (pair: number) => number) => {
    const numbers = PairNumbers.make()
    for (let pair = 0; pair < pairs.count; pair += 1)
      ofPair[pair] = numbers.of(ofPair[pair] ?? 0, mark(pair))
    return numbers.size()
  }
  const free = model.comparisons.map(({ field }) => freeRules(model, field))
  const isFree = (at: number, pair: number) => ((pairs.rules[pair] ?? 0) & (free[at] ?? 0)) !== 0
  let size = pairs.count === 0 ? 0 : 1
  for (const at of model.comparisons.keys()) {
    const levels = pairs.levels[at]
    size = refine((pair) => 2 * (levels?.[pair] ?? 0) + (isFree(at, pair) ? 1 : 0))
  }
  const spread = (of: (pair: number) => number) => {
    const found = new Uint8Array(size)
    for (let pair = 0; pair < pairs.count; pair += 1) found[ofPair[pair] ?? 0] = of(pair)
    return found
  }
  return {
    pairs,
    ofPair,
    levels: pairs.levels.map((levels) => spread((pair) => levels[pair] ?? 0)),
    isFree: model.comparisons.map((_, at) => spread((pair) => (isFree(at, pair) ? 1 : 0))),
  }
}

/** The rules that do not ask for a field, as bits: pairs that they find are no proof of themselves. */
const freeRules = ({ blocking }: LinkageModel, field: string): number => {
  let found = 0
  for (const [bit, { parts }] of blocking.entries())
    if (!parts.some((part) => part.field === field)) found |= 1 << bit
  return found === 0 ? -1 : found
}

/** Groups pairs by their pattern and the rareness of their values, in bits by comparison. */
export const groupsOf = (
  model: LinkageModel,
  patterns: Patterns,
  rareness: ReadonlyArray<Float64Array>,
  weightOf: (pair: number) => number,
): Groups => {
  const { pairs } = patterns
  const eighths = eighthsOf(model, pairs, rareness)
  const numbers = PairNumbers.make()
  const ofPair = new Int32Array(pairs.count)
  const weights: Array<number> = []
  for (let pair = 0; pair < pairs.count; pair += 1) {
    const group = numbers.of(patterns.ofPair[pair] ?? 0, (eighths[pair] ?? 0) + 32_768)
    ofPair[pair] = group
    weights[group] = (weights[group] ?? 0) + weightOf(pair)
  }
  const count = numbers.size()
  return {
    count,
    ofPair,
    patterns: Int32Array.from({ length: count }, (_, group) => numbers.first(group)),
    rareness: Float64Array.from(
      { length: count },
      (_, group) => (numbers.second(group) - 32_768) / 8,
    ),
    weights: Float64Array.from(weights),
  }
}

const eighthsOf = (
  model: LinkageModel,
  pairs: Pairs,
  rareness: ReadonlyArray<Float64Array>,
): Int16Array => {
  const bits = new Float64Array(pairs.count)
  for (const [at, comparison] of model.comparisons.entries()) {
    const shares = Weights.sharesOf(comparison)
    const [levels, values, own] = [pairs.levels[at], pairs.values[at], rareness[at]]
    if (levels === undefined || values === undefined || own === undefined) continue
    const on = Weights.leftOf(model, comparison)
    const others = on === undefined ? undefined : pairs.levels[on.at]
    for (let pair = 0; pair < pairs.count; pair += 1) {
      const level = levels[pair] ?? 0
      const left = on?.shares[others?.[pair] ?? 0]?.[level] ?? 1
      const share = left * (shares[level] ?? 0)
      if (share === 0) continue
      const [a, b] = [values[2 * pair] ?? 0, values[2 * pair + 1] ?? 0]
      bits[pair] = (bits[pair] ?? 0) + share * Math.min(own[a] ?? 0, own[b] ?? 0)
    }
  }
  return Int16Array.from(bits, (own) => Math.round(own * 8))
}

/** The probability of each group that its pairs are of one person. */
export const expect = (model: LinkageModel, { levels }: Patterns, groups: Groups): Float64Array => {
  const sums = new Float64Array(levels[0]?.length ?? 0).fill(Scoring.bitsOf(model.prior))
  for (const [at, comparison] of model.comparisons.entries()) {
    const bits = Weights.bitsOfLevels(comparison)
    const on = Weights.leftOf(model, comparison)
    const [own, others] = [levels[at], on === undefined ? undefined : levels[on.at]]
    if (own === undefined) continue
    for (let pattern = 0; pattern < sums.length; pattern += 1) {
      const level = own[pattern] ?? 0
      const left = on?.shares[others?.[pattern] ?? 0]?.[level] ?? 1
      sums[pattern] = (sums[pattern] ?? 0) + left * (bits[level] ?? 0)
    }
  }
  return groups.rareness.map((rare, group) =>
    Scoring.probabilityOf((sums[groups.patterns[group] ?? 0] ?? 0) + rare),
  )
}

/** Weights of groups, by the pattern of their pairs. */
export const byPattern = (
  { levels }: Patterns,
  { patterns }: Groups,
  weights: Float64Array,
): Float64Array => {
  const sums = new Float64Array(levels[0]?.length ?? 0)
  for (const [group, weight] of weights.entries()) {
    const pattern = patterns[group] ?? 0
    sums[pattern] = (sums[pattern] ?? 0) + weight
  }
  return sums
}
