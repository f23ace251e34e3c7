/**
 * How alike two texts are. All of it is symmetric, and counts UTF-16 units.
 *
 * @module
 */

import * as BitParallel from "./BitParallel.ts"

/** Reused from call to call: none of them gives way to another. */
const scratch = { used: new Uint8Array(64), rows: new Int32Array(3 * 65) }

const cleared = (length: number): Uint8Array => {
  if (scratch.used.length < length) scratch.used = new Uint8Array(2 * length)
  return scratch.used.fill(0, 0, length)
}

/**
 * The similarity of Jaro (1989): 1 of equal texts, 0 where no character is in common within half of
 * the longer text.
 *
 * @example
 * ```ts
 * import { Similarity } from "entrepot/customers"
 *
 * console.log(Similarity.jaro("martha", "marhta").toFixed(3))
 * ```
 * ```text
 * 0.944
 * ```
 */
export const jaro = (one: string, other: string): number => {
  if (one === other) return 1
  // Characters are taken greedily, so that the order of the texts could count.
  const isFirst = one.length < other.length || (one.length === other.length && one < other)
  const [a, b] = isFirst ? [one, other] : [other, one]
  return b.length <= BitParallel.longest ? BitParallel.jaro(a, b) : greedy(a, b)
}

const greedy = (a: string, b: string): number => {
  const window = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1)
  const used = cleared(a.length + b.length)
  let common = 0
  for (let at = 0; at < a.length; at += 1) {
    const unit = a.charCodeAt(at)
    const last = Math.min(b.length - 1, at + window)
    for (let other = Math.max(0, at - window); other <= last; other += 1) {
      if (used[a.length + other] === 1 || b.charCodeAt(other) !== unit) continue
      used[at] = 1
      used[a.length + other] = 1
      common += 1
      break
    }
  }
  if (common === 0) return 0
  let misplaced = 0
  let other = 0
  for (let at = 0; at < a.length; at += 1) {
    if (used[at] === 0) continue
    while (used[a.length + other] === 0) other += 1
    if (a.charCodeAt(at) !== b.charCodeAt(other)) misplaced += 1
    other += 1
  }
  return (common / a.length + common / b.length + (common - misplaced / 2) / common) / 3
}

/**
 * The similarity of Winkler (1990): Jaro's, and a tenth of what is missing to 1 for each of the first
 * four characters that agree.
 *
 * @example
 * ```ts
 * import { Similarity } from "entrepot/customers"
 *
 * console.log(Similarity.jaroWinkler("martha", "marhta").toFixed(3))
 * ```
 * ```text
 * 0.961
 * ```
 */
export const jaroWinkler = (a: string, b: string): number => {
  const plain = jaro(a, b)
  const longest = Math.min(4, a.length, b.length)
  let prefix = 0
  while (prefix < longest && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1
  return plain + prefix * 0.1 * (1 - plain)
}

/**
 * Which characters a text has, by the last five bits of their code: two texts can be told to be far
 * apart without looking at them.
 *
 * @example
 * ```ts
 * import { Similarity } from "entrepot/customers"
 *
 * const [one, other] = ["bolton", "leeds"].map(Similarity.kindsOf)
 * console.log(Similarity.kindsLost(one ?? 0, other ?? 0))
 * ```
 * ```text
 * 4
 * ```
 */
export const kindsOf = (text: string): number => {
  let kinds = 0
  for (let at = 0; at < text.length; at += 1) kinds |= 1 << (text.charCodeAt(at) & 31)
  return kinds
}

/**
 * How many kinds of characters one text has and another one has not; see {@link kindsOf}.
 *
 * @example
 * ```ts
 * import { Similarity } from "entrepot/customers"
 *
 * const [one, other] = ["leeds", "needs"].map(Similarity.kindsOf)
 * console.log(Similarity.kindsLost(one ?? 0, other ?? 0))
 * ```
 * ```text
 * 1
 * ```
 */
export const kindsLost = (kinds: number, others: number): number => {
  // Counts bits two by two, four by four and so on (Warren 2002).
  let count = kinds & ~others
  count -= (count >>> 1) & 0x55555555
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * What {@link jaroWinkler} is at most, by the lengths of two texts and the kinds of characters that
 * each has and the other has not.
 *
 * @example
 * ```ts
 * import { Similarity } from "entrepot/customers"
 *
 * console.log(Similarity.mostAlike(6, 4, 5, 3).toFixed(2))
 * ```
 * ```text
 * 0.66
 * ```
 */
export const mostAlike = (
  length: number,
  lost: number,
  otherLength: number,
  otherLost: number,
): number => {
  const common = Math.min(length - lost, otherLength - otherLost)
  if (common <= 0) return 0
  const jaro = (common / length + common / otherLength + 1) / 3
  return jaro + Math.min(4, common) * 0.1 * (1 - jaro)
}

/**
 * How many characters have to be put in, left out, replaced or changed places with their neighbour
 * to get from one text to the other, none of them twice: Damerau (1964), as optimal string alignment.
 * Counts no further than `atMost + 1`.
 *
 * @example
 * ```ts
 * import { Similarity } from "entrepot/customers"
 *
 * console.log(Similarity.damerau("bolton", "blotn"), Similarity.damerau("bolton", "leeds", 2))
 * ```
 * ```text
 * 2 3
 * ```
 */
export const damerau = (a: string, b: string, atMost = Number.MAX_SAFE_INTEGER): number => {
  if (a === b) return 0
  const bound = Math.min(atMost, Math.max(a.length, b.length))
  if (Math.abs(a.length - b.length) > bound) return bound + 1
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length > 0 && short.length <= BitParallel.longest)
    return Math.min(BitParallel.edits(short, long), bound + 1)
  const width = b.length + 1
  if (scratch.rows.length < 3 * width) scratch.rows = new Int32Array(6 * width)
  const { rows } = scratch
  let before = 2 * width
  let last = 0
  let row = width
  for (let to = 0; to < width; to += 1) rows[to] = to
  for (let from = 1; from <= a.length; from += 1) {
    // No way within the bound leads through a cell further from the diagonal.
    const first = Math.max(1, from - bound)
    const end = Math.min(b.length, from + bound)
    const unit = a.charCodeAt(from - 1)
    const unitBefore = from > 1 ? a.charCodeAt(from - 2) : -1
    rows[row + first - 1] = first === 1 ? from : bound + 1
    let least = first === 1 ? from : bound + 1
    for (let to = first; to <= end; to += 1) {
      const other = b.charCodeAt(to - 1)
      let cost = (rows[last + to - 1] ?? 0) + (unit === other ? 0 : 1)
      const left = (rows[row + to - 1] ?? 0) + 1
      if (left < cost) cost = left
      const above = (rows[last + to] ?? 0) + 1
      if (above < cost) cost = above
      if (to > 1 && unitBefore === other && unit === b.charCodeAt(to - 2)) {
        const swapped = (rows[before + to - 2] ?? 0) + 1
        if (swapped < cost) cost = swapped
      }
      rows[row + to] = cost
      if (cost < least) least = cost
    }
    if (end < b.length) rows[row + end + 1] = bound + 1
    if (least > bound) return bound + 1
    const free = before
    before = last
    last = row
    row = free
  }
  return Math.min(rows[last + b.length] ?? 0, bound + 1)
}
