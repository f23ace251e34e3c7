/**
 * Comparing two records of columns: the level of each field.
 *
 * @module
 */
import * as Agreement from "./Agreement.ts"
import * as Columns from "./Columns.ts"
import type { Comparison } from "./LinkageModel.ts"
import * as Similarity from "./Similarity.ts"

/** One field of two records. */
export interface Compared {
  /** 0 where the field is missing; the place of the level from 1; or one more than there are. */
  level: number
  /** The numbers of the two values that agree best, or -1. */
  a: number
  b: number
}

/** Compares a field of two records, by their places; the answer is overwritten by the next. */
export type Compare = (a: number, b: number) => Compared

/** Compares by a comparison in columns; each two values are compared once, as long as there is room. */
export const compile = (comparison: Comparison, columns: Columns.Columns): Compare => {
  const column = columns.columns.get(comparison.field)
  const compared: Compared = { level: 0, a: -1, b: -1 }
  if (column === undefined) return () => compared
  const { first, several, values } = column
  const levelOf = remembered(values.length, values.length, levels(comparison, values))
  const crossing = crossingOf(comparison, columns)
  const best = (a: number, b: number): void => {
    for (const one of Columns.numbersOf(column, a))
      for (const other of Columns.numbersOf(column, b)) {
        const level = levelOf(one, other)
        if (compared.level !== 0 && level >= compared.level) continue
        Object.assign(compared, { level, a: one, b: other })
      }
  }
  return (a, b) => {
    const [one, other] = [first[a] ?? -1, first[b] ?? -1]
    compared.level = 0
    if (one < 0 || other < 0) return compared
    if (several.has(a) || several.has(b)) best(a, b)
    else {
      compared.level = levelOf(one, other)
      compared.a = one
      compared.b = other
    }
    if (crossing !== undefined && compared.level > crossing.level && crossing.holds(a, b))
      compared.level = crossing.level
    return compared
  }
}

/** The level of two values by their numbers, from 1. */
const levels = (comparison: Comparison, values: ReadonlyArray<string>) => {
  const first = Agreement.firstOf(
    comparison.levels.map(({ level }) => level),
    values,
  )
  return (a: number, b: number): number => first(a, b) + 1
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
  /** 0 where one is missing, 1 where they are alike, 2 where not. */
  const side = (a: number, b: number): number => {
    const [one, two] = [own.first[a] ?? -1, other.first[b] ?? -1]
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
