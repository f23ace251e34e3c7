/**
 * Comparing two records of columns: the level of each field.
 *
 * @module
 */
import * as Mask from "../evidence/Mask.ts"
import * as Agreement from "./Agreement.ts"
import * as Columns from "./Columns.ts"
import * as HashedValue from "./HashedValue.ts"
import type { Comparison } from "./LinkageModel.ts"
import * as MaskedValue from "./MaskedValue.ts"
import * as Similarity from "./Similarity.ts"
import * as ValueKind from "./ValueKind.ts"

/** One field of two records. */
export interface Compared {
  /** 0 where the field is missing; the place of the level from 1; or one more than there are. */
  level: number
  /** Whether a mask hides a part of either value: then it is the level of masks, or none. */
  isMasked: boolean
  /** The numbers of the two values that agree best, or -1. */
  a: number
  b: number
}

/** Compares a field of two records, by their places; the answer is overwritten by the next. */
export type Compare = (a: number, b: number) => Compared

/**
 * Compares by a comparison in columns; each two values are compared once, as long as there is room.
 * Values that are shown are compared where both have some, and masks only where one has none.
 */
export const compile = (comparison: Comparison, columns: Columns.Columns): Compare => {
  const column = columns.columns.get(comparison.field)
  const compared: Compared = { level: 0, isMasked: false, a: -1, b: -1 }
  if (column === undefined) return () => compared
  const { first, several, values } = column
  const find = codes(comparison, values)
  const same = new Uint8Array(values.length)
  const others = remembered(values.length, values.length, find)
  const codeOf = (a: number, b: number): number => {
    if (a === b) return same[a] || (same[a] = find(a, a))
    return a < b ? others(a, b) : others(b, a)
  }
  const crossing = crossingOf(comparison, columns)
  const shownBy = (a: number, b: number): number =>
    MaskedValue.mostBits(values[a] ?? "", values[b] ?? "")
  const showsMore = (code: number, a: number, b: number): boolean =>
    isMask(code) && shownBy(a, b) > shownBy(compared.a, compared.b)
  /** The least code: what is shown before masks, of each the first level, and of masks what says most. */
  const best = (a: number, b: number): number => {
    let least = 2 * masked
    for (const one of Columns.numbersOf(column, a))
      for (const other of Columns.numbersOf(column, b)) {
        const code = codeOf(one, other)
        if (code > least || (code === least && !showsMore(code, one, other))) continue
        least = code
        compared.a = one
        compared.b = other
      }
    return least
  }
  return (a, b) => {
    const [one, other] = [first[a] ?? -1, first[b] ?? -1]
    compared.level = 0
    compared.isMasked = false
    if (one < 0 || other < 0) return compared
    compared.a = one
    compared.b = other
    const code = several.has(a) || several.has(b) ? best(a, b) : codeOf(one, other)
    if (code === incomparable) return compared
    compared.isMasked = code >= masked
    compared.level = compared.isMasked ? code - masked : code
    if (crossing !== undefined && code > crossing.level && code < masked && crossing.holds(a, b))
      compared.level = crossing.level
    return compared
  }
}

/** Comes on top of a level where a mask hides a part of a value. */
const masked = 128
/** Of two values that say nothing about each other: as if one were missing. */
const incomparable = 255
const isMask = (code: number): boolean => code > masked && code !== incomparable

/** The level of two values by their numbers, from 1; masks have a level of their own, or none. */
const codes = (comparison: Comparison, values: ReadonlyArray<string>) => {
  const levels = comparison.levels.map(({ level }) => level)
  const first = Agreement.firstOf(levels, values)
  const ofMasks = levels.findIndex(({ _tag }) => _tag === "Masked")
  const isMasked = values.map(Mask.isMasked)
  const hasMasks = isMasked.includes(true)
  const isHashed = values.map(HashedValue.isHashed)
  const areComparable = ValueKind.comparing(values)
  return (a: number, b: number): number => {
    if (!areComparable(a, b)) return incomparable
    if (!hasMasks || (isMasked[a] !== true && isMasked[b] !== true)) return first(a, b) + 1
    // What a hash is of may be what a mask shows a part of, or not.
    if (ofMasks < 0 || isHashed[a] === true || isHashed[b] === true) return masked
    const areAlike = MaskedValue.areAlike(values[a] ?? "", values[b] ?? "")
    return masked + (areAlike ? ofMasks + 1 : levels.length + 1)
  }
}

/** Where two fields may have changed places: the level, and whether they have. */
const crossingOf = (comparison: Comparison, columns: Columns.Columns) => {
  const at = comparison.levels.findIndex(({ level }) => level._tag === "Crossed")
  const level = comparison.levels[at]?.level
  const own = columns.columns.get(comparison.field)
  if (level?._tag !== "Crossed" || own === undefined) return undefined
  const other = columns.columns.get(level.with)
  if (other === undefined) return undefined
  const alike = remembered(own.values.length, other.values.length, (a, b) => {
    const [one = "", two = ""] = [own.values[a], other.values[b]]
    return Similarity.jaroWinkler(one, two) >= level.atLeast ? 1 : 2
  })
  const [owns, others] = [shownOf(own), shownOf(other)]
  /** 0 where one is missing, 1 where they are alike, 2 where not. */
  const side = (a: number, b: number): number => {
    const [one, two] = [owns[a] ?? -1, others[b] ?? -1]
    return one < 0 || two < 0 ? 0 : alike(one, two)
  }
  const holds = (a: number, b: number): boolean => {
    const one = side(a, b)
    if (one === 2) return false
    const two = side(b, a)
    return two !== 2 && one + two > 0
  }
  return { level: at + 1, holds }
}

/** The number of each record's first value that neither a mask nor a hash hides, or -1. */
const shownOf = (column: Columns.Column): Int32Array => {
  const isShown = column.values.map(
    (value) => !Mask.isMasked(value) && !HashedValue.isHashed(value),
  )
  return isShown.every(Boolean)
    ? column.first
    : column.first.map(
        (_, record) => Columns.numbersOf(column, record).find((number) => isShown[number]) ?? -1,
      )
}
const dense = 1 << 24
const sparse = 1 << 20

/**
 * Remembers small positive numbers of pairs of numbers: all of them in a table where it is not too
 * large, else the last ones in a cache whose places are shared.
 */
const remembered = (
  rows: number,
  width: number,
  find: (a: number, b: number) => number,
): ((a: number, b: number) => number) => {
  if (rows * width <= dense) {
    const known = new Uint8Array(rows * width)
    return (a, b) => {
      const at = a * width + b
      return known[at] || (known[at] = find(a, b))
    }
  }
  const owners = new Float64Array(sparse).fill(-1)
  const known = new Uint8Array(sparse)
  return (a, b) => {
    const key = a * width + b
    const at = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 12
    if (owners[at] !== key) {
      known[at] = find(a, b)
      owners[at] = key
    }
    return known[at] ?? 0
  }
}
