/**
 * Pairs to learn from, with the levels of their fields.
 *
 * @module
 */
import * as Blocking from "./Blocking.ts"
import type { Columns } from "./Columns.ts"
import * as Comparing from "./Comparing.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"

/** Pairs of records as columns. */
export interface Pairs {
  readonly count: number
  /** How many pairs each one stands for. */
  readonly scale: number
  readonly a: Int32Array
  readonly b: Int32Array
  /** A bit for each blocking rule that found the pair. */
  readonly rules: Int32Array
  /** Per comparison, the level of each pair. */
  readonly levels: ReadonlyArray<Uint8Array>
  /** Per comparison, the numbers of the two values of each pair. */
  readonly values: ReadonlyArray<Int32Array>
}

/** The pairs that blocking finds, or a fixed share of them where they are more than wanted. */
export const candidates = (model: LinkageModel, columns: Columns, atMost: number): Pairs => {
  const [a, b]: [Array<number>, Array<number>] = [[], []]
  let every = 1
  const blocks = Blocking.blocksOf(model, columns)
  const take = (one: number, other: number): void => {
    if (every > 1 && mixed(one, other) % every !== 0) return
    a.push(one)
    b.push(other)
    if (a.length < 2 * atMost) return
    every *= 2
    let kept = 0
    for (let at = 0; at < a.length; at += 1) {
      const [one = 0, other = 0] = [a[at], b[at]]
      if (mixed(one, other) % every !== 0) continue
      a[kept] = one
      b[kept] = other
      kept += 1
    }
    a.length = kept
    b.length = kept
  }
  Blocking.forEachPairIn(blocks, columns, take)
  const rulesOf = Blocking.rulesOf(blocks)
  const rules = Int32Array.from(a, (one, at) => rulesOf(one, b[at] ?? 0))
  return compared(model, columns, { a, b, rules, scale: every })
}

/** Pairs drawn at random by a seed, or all where there are not more. */
export const random = (
  model: LinkageModel,
  columns: Columns,
  atMost: number,
  seed: number,
): Pairs => {
  const { length } = columns.records
  const [a, b]: [Array<number>, Array<number>] = [[], []]
  const take = (one: number, other: number) => {
    if (one === other || isOneSource(columns, one, other)) return
    a.push(one)
    b.push(other)
  }
  if ((length * (length - 1)) / 2 <= atMost)
    for (let one = 0; one < length; one += 1)
      for (let other = one + 1; other < length; other += 1) take(one, other)
  else {
    const draw = drawing(seed)
    for (let times = 0; times < 4 * atMost && a.length < atMost; times += 1)
      take(Math.floor(draw() * length), Math.floor(draw() * length))
  }
  return compared(model, columns, { a, b, rules: new Int32Array(a.length).fill(-1), scale: 1 })
}

/** Pairs drawn by a seed among those that share a value of a field: its first ones count. */
export const sharing = (
  model: LinkageModel,
  columns: Columns,
  field: FieldName,
  atMost: number,
  seed: number,
): Pairs => {
  const [a, b]: [Array<number>, Array<number>] = [[], []]
  const { first = new Int32Array(), values = [] } = columns.columns.get(field) ?? {}
  const members = values.map((): Array<number> => [])
  for (const [record, value] of first.entries()) members[value]?.push(record)
  const ends = new Float64Array(values.length)
  let all = 0
  for (const [value, { length }] of members.entries()) {
    all += (length * (length - 1)) / 2
    ends[value] = all
  }
  const draw = drawing(seed)
  const wanted = Math.min(atMost, all)
  for (let times = 0; times < 2 * wanted && a.length < wanted; times += 1) {
    const own = members[firstAbove(ends, draw() * all)] ?? []
    if (own.length < 2) continue
    const one = Math.floor(draw() * own.length)
    const other = (one + 1 + Math.floor(draw() * (own.length - 1))) % own.length
    const [two = 0, too = 0] = [own[one], own[other]]
    if (isOneSource(columns, two, too)) continue
    a.push(two)
    b.push(too)
  }
  return compared(model, columns, { a, b, rules: new Int32Array(a.length).fill(-1), scale: 1 })
}

const isOneSource = ({ sources }: Columns, a: number, b: number): boolean =>
  sources[a] !== -1 && sources[a] === sources[b]

/** The first place of an ascending list whose number is above this one. */
const firstAbove = (ascending: Float64Array, number: number): number => {
  let [from, to] = [0, ascending.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((ascending[middle] ?? 0) > number) to = middle
    else from = middle + 1
  }
  return from
}

interface Taken extends Pick<Pairs, "rules" | "scale"> {
  readonly a: ReadonlyArray<number>
  readonly b: ReadonlyArray<number>
}

const compared = (model: LinkageModel, columns: Columns, { a, b, rules, scale }: Taken): Pairs => {
  const levels: Array<Uint8Array> = []
  const values: Array<Int32Array> = []
  for (const comparison of model.comparisons) {
    const compare = Comparing.compile(comparison, columns)
    const [own, numbers] = [new Uint8Array(a.length), new Int32Array(2 * a.length)]
    for (let pair = 0; pair < a.length; pair += 1) {
      const found = compare(a[pair] ?? 0, b[pair] ?? 0)
      own[pair] = found.level
      numbers[2 * pair] = found.a
      numbers[2 * pair + 1] = found.b
    }
    levels.push(own)
    values.push(numbers)
  }
  const places = { a: Int32Array.from(a), b: Int32Array.from(b) }
  return { count: a.length, scale, ...places, rules, levels, values }
}

/** A number that hangs on both places alone (the finisher of MurmurHash3, Appleby 2011). */
const mixed = (a: number, b: number): number => {
  let hash = Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Numbers from 0 up to 1 (mulberry32, Ettinger 2017). */
const drawing = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
