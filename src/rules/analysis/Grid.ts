/**
 * The search behind the analysis: the line of each fact is cut into atoms, a row of conditions is a
 * box of atoms, and the question is always whether boxes leave a point of a region uncovered. Pure.
 *
 * @module
 */

/**
 * The line of one fact: `admits[atom]` holds the boxes that the atom does not exclude, one bit each.
 */
export interface Axis {
  readonly admits: ReadonlyArray<Uint32Array>
}

/** The atoms that may be chosen on each axis, those that are liked most first. */
export type Region = ReadonlyArray<ReadonlyArray<number>>

/** How many cells may still be looked at; a search counts it down. */
export interface Budget {
  left: number
}

/** A point of the region that no box covers, that there is none, or that the budget ended first. */
export type Answer =
  | { readonly _tag: "Found"; readonly point: ReadonlyArray<number> }
  | { readonly _tag: "Covered" }
  | { readonly _tag: "Exhausted" }

/** No bit, with room for `size` of them. */
export const none = (size: number): Uint32Array => new Uint32Array((size + 31) >>> 5)

/** All of `size` bits. */
export const all = (size: number): Uint32Array => {
  const bits = none(size).fill(~0)
  const rest = size & 31
  if (rest > 0) bits[bits.length - 1] = (1 << rest) - 1
  return bits
}

/** Clears one bit. */
export const drop = (bits: Uint32Array, index: number): void => {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) & ~(1 << (index & 31))
}

/** Sets one bit. */
export const add = (bits: Uint32Array, index: number): void => {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31))
}

/** Whether one bit is set. */
export const has = (bits: Uint32Array, index: number): boolean =>
  ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0

/** The bits of both. */
export const and = (left: Uint32Array, right: Uint32Array): Uint32Array =>
  left.map((word, at) => word & (right[at] ?? 0))

/** The bits of either, kept in the first. */
export const join = (into: Uint32Array, from: Uint32Array): void => {
  for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) | (from[at] ?? 0)
}

/** The set bits, in order. */
export function* members(bits: Uint32Array): Generator<number> {
  for (const [at, whole] of bits.entries())
    for (let word = whole; word !== 0; word &= word - 1)
      yield at * 32 + (31 - Math.clz32(word & -word))
}

const isEmpty = (bits: Uint32Array): boolean => bits.every((word) => word === 0)
const isWithin = (part: Uint32Array, whole: Uint32Array): boolean =>
  part.every((word, at) => (word & ~(whole[at] ?? 0)) === 0)

/** Whether there is a bit in both. */
export const meets = (left: Uint32Array, right: Uint32Array): boolean =>
  left.some((word, at) => (word & (right[at] ?? 0)) !== 0)

/**
 * Looks for a point of a region that none of the boxes covers: the first in the order of the
 * region, axis by axis.
 *
 * It walks the axes and keeps the boxes that still cover what was chosen, as in the sweep over
 * decision tables of D. Calvanese et al., "Semantics and Analysis of DMN Decision Tables" (BPM 2016),
 * on bitsets. A branch ends where no box is left (found), or where one is left that excludes nothing
 * on the axes to come (covered). Of atoms on one axis only those are tried that leave no superset of
 * the boxes that an earlier one leaves, and a set of boxes that was covered once from an axis on is
 * not looked at again. So the work follows the distinct sets of boxes, not the product of the atoms.
 */
export const uncovered = (
  axes: ReadonlyArray<Axis>,
  region: Region,
  boxes: Uint32Array,
  budget: Budget,
): Answer => {
  if (region.some((atoms) => atoms.length === 0)) return { _tag: "Covered" }
  const everywhere = fromHere(axes, region, boxes)
  const point = region.map(([first]) => first ?? 0)
  const covered = axes.map(() => new Set<string>())
  const visit = (axis: number, left: Uint32Array): Answer["_tag"] => {
    if (isEmpty(left)) return "Found"
    const { admits } = axes[axis] ?? { admits: [] }
    if (axis === axes.length || meets(left, everywhere[axis] ?? left)) return "Covered"
    const name = left.join()
    if (covered[axis]?.has(name) === true) return "Covered"
    const tried: Array<Uint32Array> = []
    for (const atom of region[axis] ?? []) {
      if (budget.left-- <= 0) return "Exhausted"
      const next = and(left, admits[atom] ?? left)
      if (tried.some((before) => isWithin(before, next))) continue
      tried.push(next)
      point[axis] = atom
      const answer = visit(axis + 1, next)
      if (answer !== "Covered") return answer
    }
    point[axis] = region[axis]?.[0] ?? 0
    covered[axis]?.add(name)
    return "Covered"
  }
  const answer = visit(0, boxes)
  return answer === "Found" ? { _tag: answer, point } : { _tag: answer }
}

/** For each axis the boxes that cover the region on it and on all that come after it. */
const fromHere = (
  axes: ReadonlyArray<Axis>,
  region: Region,
  boxes: Uint32Array,
): ReadonlyArray<Uint32Array> => {
  const everywhere: Array<Uint32Array> = []
  let whole = boxes
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { admits } = axes[axis] ?? { admits: [] }
    for (const atom of region[axis] ?? []) whole = and(whole, admits[atom] ?? whole)
    everywhere[axis] = whole
  }
  return everywhere
}
