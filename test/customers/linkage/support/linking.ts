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

/** Links records without looking at the truth, then says how right that was. */
export const link = (data: Data, threshold: number) => {
  const began = cpuSeconds()
  const start = StartModel.of(data.types, data.records)
  const model = Training.fit(start, data.records, { version: "trained" })
  const trained = cpuSeconds()
  const columns = Columns.of(model, data.records)
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
  const done = cpuSeconds()
  const truth = columns.records.map(({ id }) => data.truth.get(id) ?? id)
  const isRight = (pair: number) => truth[as[pair] ?? 0] === truth[bs[pair] ?? 0]
  const at = Array.from({ length: pairs }, (_, pair) => pair)
  const [right, wrong] = [true, false].map((wanted) =>
    Float64Array.from(
      at.filter((pair) => isRight(pair) === wanted),
      (pair) => scores[pair] ?? 0,
    ),
  )
  const none = new Float64Array()
  const { best, bestBits, atHalf } = judging.ofScores(
    right ?? none,
    wrong ?? none,
    truth,
    columns.sources,
    0,
  )
  const clustered = judging.ofClusters(clusters, truth, columns.sources)
  /** Where no two records are one person's, there is nothing to find, and no share of it. */
  const told = (share: number) =>
    judging.pairsOf(truth, columns.sources) === 0 ? null : rounded(share)
  return {
    model,
    ids: columns.records.map(({ id }) => id),
    clusters,
    figures: {
      records: data.records.length,
      withoutValue: data.empty,
      withoutTruth: data.untold,
      best: told(best.f1),
      bestAtBits: rounded(bestBits, 1),
      atHalf: told(atHalf.f1),
      clustered: told(clustered.f1),
      clusteredPrecision: rounded(clustered.precision),
      clusteredRecall: rounded(clustered.recall),
      threshold,
      weights: model.learned?.weights,
      rules: model.blocking.length,
      scoredPairs: pairs,
      trainingCpuSeconds: rounded(trained - began, 2),
      predictionCpuSeconds: rounded(predicted - trained, 2),
      recordsPerCpuSecond: Math.round(data.records.length / (done - began)),
      scoredPairsPerCpuSecond: Math.round(pairs / (predicted - trained)),
      peakMebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  }
}
