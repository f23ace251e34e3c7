/**
 * Training: what agreements weigh, learned from records without labels.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import * as Dependence from "./Dependence.ts"
import * as Frequencies from "./Frequencies.ts"
import type { Comparison, LinkageModel } from "./LinkageModel.ts"
import type { LinkRecord } from "./LinkRecord.ts"
import * as PairGroups from "./PairGroups.ts"
import * as PairSample from "./PairSample.ts"
import * as Weights from "./Weights.ts"

/** How training goes. */
export interface Training {
  /** The version of the model that comes of it. */
  readonly version: string
  /** Of the pairs that are drawn; 1 if not given. */
  readonly seed?: number
  /** The most pairs of records that are learned from, for matches and for chance each. */
  readonly pairs?: number
  /** Where fewer pairs of one person are expected, the weights of the start stand; 10 if not given. */
  readonly leastMatches?: number
}

/**
 * Learns a model's prior, weights and frequencies of values from records; a model of types
 * ({@link FieldType}) is a start. The same for any order of the records.
 *
 * It is the expectation-maximisation of Dempster, Laird & Rubin (1977) on the model of Fellegi & Sunter
 * (1969), where
 *
 * - each `m` is learned from pairs that a rule found which does not ask for that field;
 * - each `u` is learned from pairs drawn by chance, less what of them is likely to match;
 * - values are counted by people, not by records: each record weighs one divided by the number of
 *   records that its person is expected to have. So an address that one person has in ten records
 *   is not taken for a common one.
 *
 * What the start says counts as ten matches do, and as one more for each twenty records: so levels
 * that few records show keep a weight, and where there are few duplicates, another class of pairs (all
 * who have one name) is not taken for them. Where fewer than `leastMatches` are expected, nothing is
 * learned at all, and the model's `learned` says so.
 *
 * @example
 * ```ts
 * import { LinkRecord, StartModel, Training } from "entrepot/customers"
 *
 * const records = ["alan,leeds", "alan,leeds", "joan,york"].map((person, at) => {
 *   const [givenName = "", city = ""] = person.split(",")
 *   return LinkRecord.make(String(at), { givenName, city })
 * })
 * const start = StartModel.of({ givenName: "givenName", city: "locality" }, records)
 * const { learned, prior } = Training.fit(start, records, { version: "2026-11" })
 * console.log(learned?.weights, prior === start.prior)
 * ```
 * ```text
 * usual true
 * ```
 */
export const fit = (
  untrained: LinkageModel,
  records: ReadonlyArray<LinkRecord>,
  { version, seed = 1, pairs = 200_000, leastMatches = 10 }: Training,
): LinkageModel => {
  const columns = Columns.of(untrained, records)
  const found = PairGroups.patternsOf(untrained, PairSample.candidates(untrained, columns, pairs))
  const drawn = PairGroups.patternsOf(untrained, PairSample.random(untrained, columns, pairs, seed))
  const start = Dependence.learn(untrained, columns, drawn, seed)
  const learning = { start, columns, found, drawn }
  let people: Float64Array = new Float64Array(columns.records.length).fill(1)
  let model = start
  for (let round = 0; round < rounds; round += 1) {
    const counted = { ...model, values: Frequencies.tables(model, columns, people) }
    const learned = learn(learning, counted, people)
    model = learned.model
    people = learned.people
  }
  const matches = model.prior * Columns.pairsOf(columns)
  const learned = (weights: "learned" | "usual") => ({
    learned: { records: records.length, matches, weights },
  })
  return matches < leastMatches
    ? { ...untrained, version, ...learned("usual") }
    : { ...model, version, ...learned("learned") }
}

/** After the fourth count of people, weights move by hundredths of a bit. */
const rounds = 4

interface Learning {
  readonly start: LinkageModel
  readonly columns: Columns.Columns
  readonly found: PairGroups.Patterns
  readonly drawn: PairGroups.Patterns
}

/** Steps until weights stand still, with what is known of values and people. */
const learn = (
  { start, columns, found, drawn }: Learning,
  counted: LinkageModel,
  people: Float64Array,
) => {
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
    const sum = matches.reduce((sum, weight) => sum + weight, 0)
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
  return { model, people: peopleOf(columns, found.pairs, candidates, matches) }
}

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
  const sum = (counts: Float64Array) =>
    counts.subarray(1, size + 1).reduce((sum, count) => sum + count, 0)
  const [allMatches, allOthers] = [sum(matches), sum(others)]
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
