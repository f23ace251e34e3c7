/**
 * Accepted values: those of one fact for which conditions on it hold, as sets that can be united,
 * intersected and complemented.
 *
 * @module
 */
import * as Decimal from "../kernel/Decimal.ts"

/** A point on the line of an ordered fact: of one line all are numbers, decimals, or texts (days). */
export type Point = number | string | Decimal.Decimal

/** Where a line changes between accepted and not: before its point, or right after it. */
export interface Cut {
  readonly at: Point
  readonly after: boolean
}

/** Intervals of an ordered fact: whether its line begins accepted, and where that changes. */
export interface Spans {
  readonly _tag: "Spans"
  readonly begins: boolean
  /** Ascending; no two are the same. */
  readonly cuts: ReadonlyArray<Cut>
}

/** Texts or booleans that are named: those, or all but those. */
export interface Names {
  readonly _tag: "Names"
  readonly except: boolean
  readonly names: ReadonlySet<string | boolean>
}

/** Accepted values. Two that are combined are of one fact, and so of one kind. */
export type Accept = Spans | Names

/** Negative, zero or positive as a point comes before, is or comes after another of its line. */
export const comparePoints = (left: Point, right: Point): number =>
  typeof left === "object" && typeof right === "object"
    ? Decimal.compare(left, right)
    : left < right
      ? -1
      : left > right
        ? 1
        : 0

/** Negative, zero or positive as a cut comes before, is or comes after another of its line. */
export const compareCuts = (left: Cut, right: Cut): number =>
  comparePoints(left.at, right.at) || Number(left.after) - Number(right.after)

/** Every value that is accepted but by none of these. */
export const complement = (accept: Accept): Accept =>
  accept._tag === "Spans"
    ? { ...accept, begins: !accept.begins }
    : { ...accept, except: !accept.except }

/** What both accept. */
export const intersect = (left: Accept, right: Accept): Accept => {
  if (left._tag === "Spans" && right._tag === "Spans") return overlap(left, right)
  if (left._tag === "Names" && right._tag === "Names") return common(left, right)
  throw new TypeError("accepted values of two kinds")
}

/** What at least one of them accepts. */
export const unite = (left: Accept, right: Accept): Accept =>
  complement(intersect(complement(left), complement(right)))

const overlap = (left: Spans, right: Spans): Spans => {
  const cuts: Array<Cut> = []
  let [inLeft, inRight, l, r] = [left.begins, right.begins, 0, 0]
  const begins = inLeft && inRight
  let isIn = begins
  for (;;) {
    const [a, b] = [left.cuts[l], right.cuts[r]]
    const cut = a === undefined ? b : b === undefined || compareCuts(a, b) <= 0 ? a : b
    if (cut === undefined) return { _tag: "Spans", begins, cuts }
    if (a !== undefined && compareCuts(a, cut) === 0) {
      inLeft = !inLeft
      l += 1
    }
    if (b !== undefined && compareCuts(b, cut) === 0) {
      inRight = !inRight
      r += 1
    }
    if ((inLeft && inRight) !== isIn) {
      isIn = !isIn
      cuts.push(cut)
    }
  }
}

const common = (left: Names, right: Names): Names => {
  if (left.except && right.except)
    return { _tag: "Names", except: true, names: new Set([...left.names, ...right.names]) }
  const [named, other] = left.except ? [right, left] : [left, right]
  const names = Array.from(named.names).filter((name) => other.names.has(name) !== other.except)
  return { _tag: "Names", except: false, names: new Set(names) }
}
