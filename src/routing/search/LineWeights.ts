/**
 * Weights of lines that show how many sites an order needs at least: where no site has more of all lines
 * together than its part, so many parts take as many sites. Pure.
 *
 * @module
 */

type Row = ReadonlyArray<number>
/** By line: its units at each site. */
type Rows = ReadonlyArray<Row>

const rounds = 8
const growth = 0.1
const scale = 1_000_000

/**
 * Weights by which sites have as little as possible of what all lines want together. Any weights give a
 * bound that holds, so they may be found by rough numbers; these are near the best of them, the dual
 * solution of the fractional covering problem.
 *
 * Source: N. Garg and J. Könemann, Faster and Simpler Algorithms for Multicommodity Flow and Other
 * Fractional Packing Problems, SIAM Journal on Computing 37 (2007).
 */
export const of = (wanted: Row, has: Rows): Row => {
  const [first = []] = has
  const lengths = first.map(() => 1)
  const most = has.map((row) => Math.max(0, ...row))
  const weights = wanted.map(() => 0)
  for (let round = 0; round < rounds * wanted.length; round += 1) {
    let line = -1
    let least = Infinity
    for (const [at, row] of has.entries()) {
      if (most[at] === 0) continue
      let length = 0
      for (let site = 0; site < row.length; site += 1)
        length += (row[site] ?? 0) * (lengths[site] ?? 0)
      length /= wanted[at] ?? 1
      if (length >= least) continue
      least = length
      line = at
    }
    if (line < 0) break
    const row = has[line] ?? []
    const step = most[line] ?? 1
    weights[line] = (weights[line] ?? 0) + 1 / step
    for (let site = 0; site < row.length; site += 1)
      lengths[site] = (lengths[site] ?? 0) * (1 + (growth * (row[site] ?? 0)) / step)
  }
  // Whole numbers, so small that no sum of them is inexact.
  const greatest = Math.max(...weights)
  const all = wanted.reduce((sum, units) => sum + units, 0)
  const factor = Math.min(scale, 2 ** 45 / all) / (greatest || 1)
  return weights.map((weight) => Math.floor(weight * factor))
}

/** What a site has of all lines, by their weights. */
export const weightOf = (
  { weights, has }: { readonly weights: Row; readonly has: Rows },
  site: number,
): number => weights.reduce((sum, weight, line) => sum + weight * (has[line]?.[site] ?? 0), 0)
