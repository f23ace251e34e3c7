/**
 * Expectation and maximisation in turn (Dempster, Laird & Rubin 1977): which pairs match by the weights, and
 * what agreements weigh by these matches.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import * as Frequencies from "./Frequencies.ts"
import type { Comparison, LinkageModel } from "./LinkageModel.ts"
import * as PairGroups from "./PairGroups.ts"
import type * as PairSample from "./PairSample.ts"
import * as Weights from "./Weights.ts"

/** What is learned from. */
export interface Learning {
  readonly start: LinkageModel
  readonly columns: Columns.Columns
  readonly found: PairGroups.Patterns
  readonly drawn: PairGroups.Patterns
}

/** What is learned of a model, with what is known of values and people before. */
export interface Step {
  readonly model: LinkageModel
  /** Which part of a person each record is expected to be. */
  readonly people: Float64Array
  /** The matches that are expected of each pattern of found pairs. */
  readonly expected: Float64Array
}

/** Steps until weights stand still, with what is known of values and people. */
export const learn = (
  { start, columns, found, drawn }: Learning,
  counted: LinkageModel,
  people: Float64Array,
): Step => {
  const rareness = Weights.rarenessIn(counted, columns)
  const { a, b } = drawn.pairs
  const candidates = PairGroups.groupsOf(counted, found, rareness, () => found.pairs.scale)
  const chance = PairGroups.groupsOf(
    counted,
    drawn,
    rareness,
    (pair) => (people[a[pair] ?? 0] ?? 1) * (people[b[pair] ?? 0] ?? 1),
  )
  const all = Columns.pairsOf(columns)
  const means = start.comparisons.map(({ field }) => Frequencies.meanOf(counted, field))
  const known = Math.max(matchesOfStart, columns.records.length / recordsForOne)
  let model = counted
  for (let step = 0; step < steps; step += 1) {
    const matches = weighed(PairGroups.expect(model, found, candidates), candidates)
    const others = weighed(
      PairGroups.expect(model, drawn, chance).map((p) => 1 - p),
      chance,
    )
    const sum = sumOf(matches)
    const comparisons = start.comparisons.map((comparison, at) =>
      reweighed(
        comparison,
        countsOf(found, candidates, at, matches),
        countsOf(drawn, chance, at, others),
        means[at],
        known,
      ),
    )
    const before = model
    model = { ...model, prior: Math.min(0.5, Math.max(1 / all, sum / all)), comparisons }
    if (isStill(before, model)) break
  }
  const matches = PairGroups.expect(model, found, candidates)
  return {
    model,
    people: peopleOf(columns, found.pairs, candidates, matches),
    expected: PairGroups.byPattern(found, candidates, weighed(matches, candidates)),
  }
}

const sumOf = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0)

const steps = 25

const isStill = (before: LinkageModel, after: LinkageModel): boolean =>
  after.comparisons.every(({ levels }, at) =>
    levels.every(({ m }, level) => {
      const known = before.comparisons[at]?.levels[level]?.m ?? 0
      return Math.abs(m - known) < 0.0005
    }),
  )

const weighed = (shares: Float64Array, { weights }: PairGroups.Groups): Float64Array =>
  shares.map((share, group) => share * (weights[group] ?? 0))

/** Sums weights by level, of the pairs that a rule found that does not ask for the field. */
const countsOf = (
  { levels, isFree }: PairGroups.Patterns,
  { patterns }: PairGroups.Groups,
  comparison: number,
  weights: Float64Array,
): Float64Array => {
  const counts = new Float64Array(256)
  const [own, free] = [levels[comparison], isFree[comparison]]
  for (const [group, weight] of weights.entries()) {
    const pattern = patterns[group] ?? 0
    const level = own?.[pattern] ?? 0
    if (free?.[pattern] === 1) counts[level] = (counts[level] ?? 0) + weight
  }
  return counts
}

/** So many matches what the start says counts as, and one more for each so many records. */
const matchesOfStart = 10
const recordsForOne = 20

/**
 * So often at most do two records of one person differ in a field. Without a bound (Winkler 1993), what
 * is learned may be another class than persons, such as all who live in one town.
 */
const mostDiffering = 0.5

const reweighed = (
  comparison: Comparison,
  matches: Float64Array,
  others: Float64Array,
  mean: number | undefined,
  known: number,
): Comparison => {
  const size = comparison.levels.length + 1
  const allOf = (counts: Float64Array) => sumOf(counts.subarray(1, size + 1))
  const [allMatches, allOthers] = [allOf(matches), allOf(others)]
  const ofStart = known / (allMatches + known)
  const mixed = (start: number, count = 0, all: number) =>
    all === 0 ? start : (1 - ofStart) * (count / all) + ofStart * start
  const { m, u } = comparison.otherwise
  const differing = mixed(m, matches[size], allMatches)
  const otherwise = {
    m: Math.min(differing, mostDiffering),
    u: mixed(u, others[size], allOthers),
  }
  const scale = (1 - otherwise.m) / (1 - differing)
  const [first, ...rest] = comparison.levels.map((level, at) => ({
    ...level,
    m: scale * mixed(level.m, matches[at + 1], allMatches),
    u:
      level.level._tag === "Exact" && mean !== undefined
        ? mean
        : mixed(level.u, others[at + 1], allOthers),
  }))
  return first === undefined ? comparison : { ...comparison, levels: [first, ...rest], otherwise }
}

/** Which part of a person each record is expected to be. */
const peopleOf = (
  { records }: Columns.Columns,
  { count, scale, a, b }: PairSample.Pairs,
  { ofPair }: PairGroups.Groups,
  matches: Float64Array,
): Float64Array => {
  const others = new Float64Array(records.length)
  for (let pair = 0; pair < count; pair += 1) {
    const p = scale * (matches[ofPair[pair] ?? 0] ?? 0)
    for (const record of [a[pair] ?? 0, b[pair] ?? 0]) others[record] = (others[record] ?? 0) + p
  }
  return others.map((own) => 1 / (1 + own))
}
