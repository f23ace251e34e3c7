/**
 * The blocks of a rule in columns: which records share a key, by numbers.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import { take } from "./KeyTaking.ts"
import type { BlockingRule, KeyPart } from "./LinkageModel.ts"
import * as PairNumbers from "./PairNumbers.ts"

/** Stands between the parts of a key: no value has it after normalising. */
export const between = "\u001f"

/** The blocks of one rule; a key's number is its place. */
export interface KeyBlocks {
  /** The keys of a record, ascending: `keys[from[record]]` up to those of the next one. */
  readonly from: Int32Array
  readonly keys: Int32Array
  /** The records of a key, ascending: `members[starts[key]]` up to those of the next one. */
  readonly starts: Int32Array
  readonly members: Int32Array
  /** A key as text. */
  readonly name: (key: number) => string
}

/** A part of all records' keys: the texts are numbered as they come. */
interface PartColumn {
  readonly texts: ReadonlyArray<string>
  /** The numbers of what is taken of each value of the field. */
  readonly ofValue: ReadonlyArray<ReadonlyArray<number>>
  readonly column: Columns.Column
}

const partOf = (columns: Columns.Columns, part: KeyPart): PartColumn | undefined => {
  const column = columns.columns.get(part.field)
  if (column === undefined) return undefined
  const { values: texts, number } = Columns.numbered()
  const ofValue = column.values.map((value) => [...new Set(take(part, value))].map(number))
  return { texts, ofValue, column }
}

const numbersOf = ({ column, ofValue }: PartColumn, record: number): ReadonlyArray<number> => {
  const number = column.first[record] ?? -1
  if (number < 0) return none
  const several = column.several.get(record)
  if (several === undefined) return ofValue[number] ?? none
  return [...new Set(several.flatMap((value) => ofValue[value] ?? none))]
}

const none: ReadonlyArray<number> = []

/** Forms the blocks of rules; what rules take in common of a field is taken once. */
export const over = (columns: Columns.Columns): ((rule: BlockingRule) => KeyBlocks) => {
  const parts = new Map<string, PartColumn | undefined>()
  const known = (part: KeyPart): PartColumn | undefined => {
    const id = JSON.stringify([part.field, part.take, part.length])
    if (!parts.has(id)) parts.set(id, partOf(columns, part))
    return parts.get(id)
  }
  return (rule) => blocksOf(columns.records.length, rule, rule.parts.map(known))
}

const blocksOf = (
  records: number,
  rule: BlockingRule,
  parts: ReadonlyArray<PartColumn | undefined>,
): KeyBlocks => {
  let known: Keys = {
    from: new Int32Array(records + 1).map((_, at) => at),
    keys: new Int32Array(records),
    size: 1,
    name: () => "",
  }
  for (const part of parts) known = part === undefined ? noKeys(records) : longer(known, part)
  return gathered(without(rule.skip ?? [], known))
}

interface Keys extends Pick<KeyBlocks, "from" | "keys" | "name"> {
  /** How many keys there are. */
  readonly size: number
}

const noKeys = (records: number): Keys => ({
  from: new Int32Array(records + 1),
  keys: new Int32Array(),
  size: 0,
  name: () => "",
})

/** Keys with one more part. */
const longer = ({ from, keys, name }: Keys, part: PartColumn): Keys => {
  const numbers = PairNumbers.make()
  const joined: Array<number> = []
  const next = new Int32Array(from.length)
  for (let record = 0; record + 1 < from.length; record += 1) {
    const own = numbersOf(part, record)
    for (let at = from[record] ?? 0; at < (from[record + 1] ?? 0); at += 1)
      for (const number of own) joined.push(numbers.of(keys[at] ?? 0, number))
    next[record + 1] = joined.length
  }
  const nameOf = (key: number): string => {
    const before = name(numbers.first(key))
    const own = part.texts[numbers.second(key)] ?? ""
    return before === "" ? own : before + between + own
  }
  return { from: next, keys: new Int32Array(joined), size: numbers.size(), name: nameOf }
}

const without = (skip: ReadonlyArray<string>, all: Keys): Keys => {
  if (skip.length === 0) return all
  const names = new Set(skip)
  const isSkipped = Array.from({ length: all.size }, (_, key) => names.has(all.name(key)))
  const kept: Array<number> = []
  const from = new Int32Array(all.from.length)
  for (let record = 0; record + 1 < from.length; record += 1) {
    for (const key of all.keys.subarray(all.from[record], all.from[record + 1]))
      if (isSkipped[key] !== true) kept.push(key)
    from[record + 1] = kept.length
  }
  return { ...all, from, keys: new Int32Array(kept) }
}

/** Brings the records of each key together. */
const gathered = ({ from, keys, size, name }: Keys): KeyBlocks => {
  const starts = new Int32Array(size + 1)
  for (const key of keys) starts[key + 1] = (starts[key + 1] ?? 0) + 1
  for (let key = 1; key < starts.length; key += 1)
    starts[key] = (starts[key] ?? 0) + (starts[key - 1] ?? 0)
  const members = new Int32Array(keys.length)
  const next = starts.slice()
  for (let record = 0; record + 1 < from.length; record += 1) {
    const [first = 0, end = 0] = [from[record], from[record + 1]]
    if (end - first > 1) keys.subarray(first, end).sort()
    for (let own = first; own < end; own += 1) {
      const key = keys[own] ?? 0
      const at = next[key] ?? 0
      members[at] = record
      next[key] = at + 1
    }
  }
  return { from, keys, starts, members, name }
}

/** The least key that two records share, or -1. */
export const sharedKey = ({ from, keys }: KeyBlocks, a: number, b: number): number => {
  let [one, other] = [from[a] ?? 0, from[b] ?? 0]
  const [oneTo, otherTo] = [from[a + 1] ?? 0, from[b + 1] ?? 0]
  while (one < oneTo && other < otherTo) {
    const [ofA, ofB] = [keys[one] ?? 0, keys[other] ?? 0]
    if (ofA === ofB) return ofA
    if (ofA < ofB) one += 1
    else other += 1
  }
  return -1
}

/** How many records each key has. */
export const sizesOf = ({ starts }: KeyBlocks): Int32Array =>
  Int32Array.from(
    { length: starts.length - 1 },
    (_, key) => (starts[key + 1] ?? 0) - (starts[key] ?? 0),
  )

/** How many pairs share each key: records of one source are no pair. */
export const pairsOf = ({ starts, members }: KeyBlocks, sources: Int32Array): Float64Array => {
  const pairs = new Float64Array(starts.length - 1)
  const counts = new Map<number, number>()
  for (let key = 0; key < pairs.length; key += 1) {
    const [from = 0, to = 0] = [starts[key], starts[key + 1]]
    pairs[key] = ((to - from) * (to - from - 1)) / 2
    if (to - from < 2) continue
    counts.clear()
    for (let at = from; at < to; at += 1) {
      const source = sources[members[at] ?? 0] ?? -1
      if (source < 0) continue
      const before = counts.get(source) ?? 0
      // The record is no pair with those of its source that came before it.
      pairs[key] = (pairs[key] ?? 0) - before
      counts.set(source, before + 1)
    }
  }
  return pairs
}
