/** How right links are, pair by pair. */

/** Pairwise precision, recall and their harmonic mean. */
export interface Accuracy {
  readonly f1: number
  readonly precision: number
  readonly recall: number
}

const accuracyOf = (right: number, found: number, wanted: number): Accuracy => ({
  f1: found + wanted === 0 ? 1 : (2 * right) / (found + wanted),
  precision: found === 0 ? 1 : right / found,
  recall: wanted === 0 ? 1 : right / wanted,
})

/** Counts pairs of places that have the same label; places of one source are no pair. */
export const pairsOf = (labels: Iterable<string>, sources: Int32Array): number => {
  const members = new Map<string, Map<number, number>>()
  let pairs = 0
  for (const [place, label] of [...labels].entries()) {
    const source = sources[place] ?? -1
    const counts = members.get(label) ?? new Map<number, number>()
    members.set(label, counts)
    for (const [other, count] of counts) if (source < 0 || other !== source) pairs += count
    counts.set(source, (counts.get(source) ?? 0) + 1)
  }
  return pairs
}

/** How right clusters are: both by a label for each place. */
export const ofClusters = (
  clusters: ReadonlyArray<string>,
  truth: ReadonlyArray<string>,
  sources: Int32Array,
): Accuracy =>
  accuracyOf(
    pairsOf(
      clusters.map((cluster, place) => `${cluster} ${truth[place]}`),
      sources,
    ),
    pairsOf(clusters, sources),
    pairsOf(truth, sources),
  )

/** How right scores are at one threshold, and at the best one. */
export const ofScores = (
  right: Float64Array,
  wrong: Float64Array,
  truth: ReadonlyArray<string>,
  sources: Int32Array,
  half: number,
): { readonly best: Accuracy; readonly bestBits: number; readonly atHalf: Accuracy } => {
  const wanted = pairsOf(truth, sources)
  const [ofRight, ofWrong] = [right.toSorted().toReversed(), wrong.toSorted().toReversed()]
  let [taken, mistaken] = [0, 0]
  let best = accuracyOf(0, 0, wanted)
  let bestBits = Number.POSITIVE_INFINITY
  while (taken < ofRight.length) {
    const bits = ofRight[taken] ?? 0
    while (taken < ofRight.length && ofRight[taken] === bits) taken += 1
    while (mistaken < ofWrong.length && (ofWrong[mistaken] ?? 0) >= bits) mistaken += 1
    const found = accuracyOf(taken, taken + mistaken, wanted)
    if (found.f1 > best.f1) [best, bestBits] = [found, bits]
  }
  const above = (all: Float64Array) =>
    all.reduce((count, bits) => count + (bits >= half ? 1 : 0), 0)
  const found = above(right)
  return { best, bestBits, atHalf: accuracyOf(found, found + above(wrong), wanted) }
}
