/**
 * Ranks: how many of some ascending numbers are at or before another.
 *
 * @module
 */

/**
 * The rank of any number among ascending ones. Numbers fall into equal buckets, and a bucket says
 * between which ranks to search: mostly that is one or two. Only the search decides, so that the
 * buckets may be as rough as floating point makes them.
 *
 * Source: the interpolation of W. W. Peterson, Addressing for random-access storage, 1957, with its
 * steps tabled.
 */
export const of = (ascending: ReadonlyArray<number>): ((value: number) => number) => {
  const numbers = Float64Array.from(ascending)
  const [first = 0, last = 0] = [numbers[0], numbers[numbers.length - 1]]
  const size = Math.min(4 * numbers.length, mostBuckets)
  const scale = last > first ? size / (last - first) : 0
  const bucketOf = (value: number): number =>
    value <= first ? 0 : value >= last ? size : Math.floor((value - first) * scale)
  // A later bucket has later numbers only: the bucket's first and last possible rank.
  const starts = new Int32Array(size + 2)
  for (const number of numbers) {
    const after = bucketOf(number) + 1
    starts[after] = (starts[after] ?? 0) + 1
  }
  for (let at = 1; at < starts.length; at += 1)
    starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0)
  return (value) => {
    const bucket = bucketOf(value)
    let low = starts[bucket] ?? 0
    let high = starts[bucket + 1] ?? numbers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((numbers[middle] ?? 0) <= value) low = middle + 1
      else high = middle
    }
    return low
  }
}

const mostBuckets = 4_096
