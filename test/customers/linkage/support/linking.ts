/** The whole chain on some records: a start by types, training, prediction, clusters. */
import { Blocking, Clustering, Columns, Scoring, StartModel, Training } from "entrepot/customers"

import type { Data } from "./files.ts"
import * as judging from "./judging.ts"

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits))

const longer = <A extends Int32Array | Float64Array>(list: A, empty: A): A => {
  empty.set(list)
  return empty
}

/** Links records without looking at the truth. */
const chained = (types: Data["types"], records: Data["records"], threshold: number) => {
  const began = cpuSeconds()
  const start = StartModel.of(types, records)
  const model = Training.fit(start, records, { version: "trained" })
  const trained = cpuSeconds()
  const columns = Columns.of(model, records)
  const scorer = Scoring.over(model, columns)
  let [as, bs] = [new Int32Array(1 << 16), new Int32Array(1 << 16)]
  let scores = new Float64Array(1 << 16)
  let pairs = 0
  Blocking.forEachPair(model, columns, (a, b) => {
    if (pairs === scores.length) {
      as = longer(as, new Int32Array(2 * pairs))
      bs = longer(bs, new Int32Array(2 * pairs))
      scores = longer(scores, new Float64Array(2 * pairs))
    }
    as[pairs] = a
    bs[pairs] = b
    scores[pairs] = scorer.bits(a, b)
    pairs += 1
  })
  const predicted = cpuSeconds()
  const { join, find } = Clustering.joining(columns.records.length)
  const least = Scoring.bitsOf(threshold)
  for (let pair = 0; pair < pairs; pair += 1)
    if ((scores[pair] ?? 0) >= least) join(as[pair] ?? 0, bs[pair] ?? 0)
  const clusters = columns.records.map((_, place) => find(place))
  return {
    model,
    columns,
    clusters,
    pairs,
    as,
    bs,
    scores,
    seconds: {
      training: trained - began,
      prediction: predicted - trained,
      all: cpuSeconds() - began,
    },
  }
}

/** The scores of the pairs that are of one person, or of those that are not. */
const scoresOf = (
  { as, bs, scores, pairs }: ReturnType<typeof chained>,
  truth: ReadonlyArray<string>,
  wanted: boolean,
): Float64Array =>
  scores
    .subarray(0, pairs)
    .filter((_, pair) => (truth[as[pair] ?? 0] === truth[bs[pair] ?? 0]) === wanted)

/**
 * Links records without looking at the truth, then says how right that was. Files that are linked each
 * within itself have a model each, of which the first one's is answered, and are judged together.
 */
export const link = (data: Data, threshold: number) => {
  const [first, ...others] = data.parts
  const chain = chained(data.types, first, threshold)
  const chains = [chain, ...others.map((part) => chained(data.types, part, threshold))]
  const truths = chains.map(({ columns }) =>
    columns.records.map(({ id }) => data.truth.get(id) ?? id),
  )
  const scoresThatAre = (wanted: boolean) =>
    Float64Array.from(chains.flatMap((own, at) => [...scoresOf(own, truths[at] ?? [], wanted)]))
  // A person of two parts is two: nothing is to be found between them.
  const truth = truths.flatMap((own, part) => own.map((person) => `${part} ${person}`))
  const clusters = chains.flatMap((own, part) => own.clusters.map((at) => `${part} ${at}`))
  const sources = Int32Array.from(chains.flatMap(({ columns }) => [...columns.sources]))
  const { best, bestBits, atHalf } = judging.ofScores(
    scoresThatAre(true),
    scoresThatAre(false),
    truth,
    sources,
    0,
  )
  const clustered = judging.ofClusters(clusters, truth, sources)
  const truePairs = judging.pairsOf(truth, sources)
  /** Where no two records are one person's, there is nothing to find, and no share of it. */
  const told = (share: number) => (truePairs === 0 ? null : rounded(share))
  const sum = (of: (own: (typeof chains)[number]) => number) =>
    chains.reduce((total, own) => total + of(own), 0)
  const scoredPairs = sum(({ pairs }) => pairs)
  const prediction = sum(({ seconds }) => seconds.prediction)
  return {
    model: chain.model,
    figures: {
      records: data.records.length,
      withoutValue: data.empty,
      withoutTruth: data.untold,
      uneven: data.uneven.length,
      truePairs,
      best: told(best.f1),
      bestAtBits: rounded(bestBits, 1),
      atHalf: told(atHalf.f1),
      clustered: told(clustered.f1),
      clusteredPrecision: rounded(clustered.precision),
      clusteredRecall: rounded(clustered.recall),
      threshold,
      weights: [
        ...new Set(
          chains.map(({ model: { learned } }) =>
            learned?.because === undefined ? learned?.weights : `usual: ${learned.because}`,
          ),
        ),
      ].join(" and "),
      rules: sum(({ model }) => model.blocking.length),
      scoredPairs,
      trainingCpuSeconds: rounded(
        sum(({ seconds }) => seconds.training),
        2,
      ),
      predictionCpuSeconds: rounded(prediction, 2),
      recordsPerCpuSecond: Math.round(data.records.length / sum(({ seconds }) => seconds.all)),
      scoredPairsPerCpuSecond: Math.round(scoredPairs / prediction),
      peakMebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  }
}
