/**
 * Training: what agreements weigh, learned from records without labels.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import * as Dependence from "./Dependence.ts"
import * as Frequencies from "./Frequencies.ts"
import * as Identifiability from "./Identifiability.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { LinkRecord } from "./LinkRecord.ts"
import * as Maximising from "./Maximising.ts"
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
  /** The least pairs of one person that have to be expected; 10 if not given. */
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
 * who have one name) is not taken for them.
 *
 * The weights of the start stand, and the model's `learned` says why, where fewer than `leastMatches` are
 * expected; where most of them show fewer than three fields that say nothing of each other, since another
 * class then fits as well as persons do (Goodman 1974; Allman, Matias & Rhodes 2009); and where what was
 * learned contradicts what fields mean. So a list of names, or of e-mail addresses alone, teaches nothing.
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
 * console.log(learned?.weights, learned?.because, prior === start.prior)
 * ```
 * ```text
 * usual fewFields true
 * ```
 */
export const fit = (
  untrained: LinkageModel,
  records: ReadonlyArray<LinkRecord>,
  { version, seed = 1, pairs = 200_000, leastMatches = 10 }: Training,
): LinkageModel => {
  const { columns, found, model, expected } = learn(untrained, records, { seed, pairs })
  const matches = model.prior * Columns.pairsOf(columns)
  const because = Identifiability.doubtOf(model, found, expected, leastMatches)
  const learned = { records: records.length, matches, weights: "learned" } as const
  if (because === undefined) return { ...model, version, learned }
  const stand = { ...learned, weights: "usual", because } as const
  return because === "fewMatches"
    ? { ...untrained, version, learned: stand }
    : {
        ...untrained,
        version,
        learned: { ...stand, matches: matchesBy(untrained, columns, found) },
      }
}

/**
 * What is learned from records, whether {@link fit} takes it or not.
 *
 * @internal
 */
export const learn = (
  untrained: LinkageModel,
  records: ReadonlyArray<LinkRecord>,
  { seed = 1, pairs = 200_000 }: Pick<Training, "seed" | "pairs">,
) => {
  const columns = Columns.of(untrained, records)
  const found = PairGroups.patternsOf(untrained, PairSample.candidates(untrained, columns, pairs))
  const drawn = PairGroups.patternsOf(untrained, PairSample.random(untrained, columns, pairs, seed))
  const start = Dependence.learn(untrained, columns, drawn, seed)
  const learning = { start, columns, found, drawn }
  let step: Maximising.Step = {
    model: start,
    people: new Float64Array(columns.records.length).fill(1),
    expected: new Float64Array(),
  }
  for (let round = 0; round < rounds; round += 1) {
    const values = Frequencies.tables(step.model, columns, step.people)
    step = Maximising.learn(learning, { ...step.model, values }, step.people)
  }
  return { columns, found, ...step }
}

/** After the fourth count of people, weights move by hundredths of a bit. */
const rounds = 4

/** How many matches a model expects as it is. */
const matchesBy = (
  model: LinkageModel,
  columns: Columns.Columns,
  found: PairGroups.Patterns,
): number => {
  const rareness = Weights.rarenessIn(model, columns)
  const groups = PairGroups.groupsOf(model, found, rareness, () => found.pairs.scale)
  const shares = PairGroups.expect(model, found, groups)
  return shares.reduce((sum, share, group) => sum + share * (groups.weights[group] ?? 0), 0)
}
