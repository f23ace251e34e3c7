/**
 * Blocking: which pairs of records are looked at, and what that costs.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import * as KeyBlocks from "./KeyBlocks.ts"
import { isOfWhole, take } from "./KeyTaking.ts"
import type { BlockingRule, KeyPart, LinkageModel } from "./LinkageModel.ts"
import { type LinkRecord, namesOf } from "./LinkRecord.ts"

/**
 * The keys of a record under a rule: two records are looked at where they share one. A rule without
 * parts has one key for all.
 *
 * @example
 * ```ts
 * import { Blocking, LinkRecord } from "entrepot/customers"
 *
 * const record = LinkRecord.make("1", { surname: "robinson", birthDate: "1990-02-28" })
 * const rule = {
 *   id: "surname and year",
 *   parts: [
 *     { field: "surname", take: "sound" },
 *     { field: "birthDate", take: "year" },
 *   ],
 * } as const
 * console.log(Blocking.keys(rule, record))
 * ```
 * ```text
 * [ 'R152\x1F1990' ]
 * ```
 */
export const keys = (rule: BlockingRule, record: LinkRecord): ReadonlyArray<string> =>
  Array.from(namedKeys(rule, record).keys())

/**
 * The keys of a record by the names of its values, and how each shows: what is kept as a hash shares the
 * keys that it would have in clear, as far as these take whole values, folded or not.
 *
 * @internal
 */
export const namedKeys = (rule: BlockingRule, record: LinkRecord): ReadonlyMap<string, string> => {
  const found = keysOf(rule.parts, record)
  if (record.names === undefined || rule.parts.every(({ take }) => take !== "folded")) return found
  // No hash tells how its value folds: it meets the value as it is written.
  const written = rule.parts.map((part) => (isOfWhole(part) ? { ...part, take: whole } : part))
  return new Map([...keysOf(written, record), ...found])
}

const whole = "whole" as const

const keysOf = (parts: ReadonlyArray<KeyPart>, record: LinkRecord): ReadonlyMap<string, string> => {
  let found = new Map([["", ""]])
  for (const [at, part] of parts.entries()) {
    const longer = new Map<string, string>()
    for (const [name, text] of found)
      for (const [ownName, own] of partOf(part, record))
        longer.set(
          at === 0 ? ownName : name + KeyBlocks.between + ownName,
          at === 0 ? own : text + KeyBlocks.between + own,
        )
    found = longer
  }
  return found
}

const partOf = (part: KeyPart, record: LinkRecord): ReadonlyMap<string, string> => {
  const values = record.values.get(part.field) ?? []
  const names = part.take === "whole" ? namesOf(record, part.field) : []
  return new Map(
    values.flatMap((value, at) =>
      take(part, value).map((text) => [names[at] ?? text, text] as const),
    ),
  )
}

/** Whom a pair of records is shown to, by their places. */
export type Visit = (a: number, b: number) => void

/**
 * Shows every pair that a model's rules find, once, the lower place first. Records of one source
 * are no pair.
 *
 * @example
 * ```ts
 * import { Blocking, Columns, LinkRecord, PriorModel } from "entrepot/customers"
 *
 * const phones = ["+8618312342807", "+8618312342808", "+8618312342807"]
 * const all = phones.map((phone, at) => LinkRecord.make(`r${at}`, { phone }))
 * const columns = Columns.of(PriorModel.model, all)
 * Blocking.forEachPair(PriorModel.model, columns, (a, b) => console.log(a, b))
 * ```
 * ```text
 * 0 2
 * ```
 */
export const forEachPair = (model: LinkageModel, columns: Columns.Columns, visit: Visit): void =>
  forEachPairIn(blocksOf(model, columns), columns, visit)

/**
 * {@link forEachPair} of blocks that were formed before.
 *
 * @internal
 */
export const forEachPairIn = (
  all: ReadonlyArray<KeyBlocks.KeyBlocks>,
  { sources }: Columns.Columns,
  visit: Visit,
): void => {
  for (const [at, blocks] of all.entries()) {
    const { starts, members } = blocks
    const before = all.slice(0, at)
    for (let key = 0; key + 1 < starts.length; key += 1) {
      const [from = 0, to = 0] = [starts[key], starts[key + 1]]
      for (let one = from; one < to; one += 1) {
        const a = members[one] ?? 0
        const source = sources[a] ?? -1
        for (let other = one + 1; other < to; other += 1) {
          const b = members[other] ?? 0
          if (source !== -1 && source === sources[b]) continue
          // The first rule that finds a pair shows it, at the first key that the two share.
          if (KeyBlocks.sharedKey(blocks, a, b) !== key || isFound(before, a, b)) continue
          visit(a, b)
        }
      }
    }
  }
}

const isFound = (all: ReadonlyArray<KeyBlocks.KeyBlocks>, a: number, b: number): boolean => {
  for (let rule = 0; rule < all.length; rule += 1) {
    const blocks = all[rule]
    if (blocks !== undefined && KeyBlocks.sharedKey(blocks, a, b) >= 0) return true
  }
  return false
}

/**
 * The blocks of each of a model's rules.
 *
 * @internal
 */
export const blocksOf = (
  { blocking }: LinkageModel,
  columns: Columns.Columns,
): ReadonlyArray<KeyBlocks.KeyBlocks> => blocking.map(KeyBlocks.over(columns))

/**
 * Says which rules find a pair, as a bit for each, by their blocks.
 *
 * @internal
 */
export const rulesOf =
  (all: ReadonlyArray<KeyBlocks.KeyBlocks>) =>
  (a: number, b: number): number => {
    let found = 0
    for (const [rule, blocks] of all.entries())
      if (KeyBlocks.sharedKey(blocks, a, b) >= 0) found |= 1 << rule
    return found
  }

/** What a blocking rule costs. */
export interface Cost {
  readonly rule: string
  /** Records that have a key. */
  readonly records: number
  readonly keys: number
  /** Pairs that share a key, counted for each key: at least as many as are looked at. */
  readonly pairs: number
  /** The keys of the most records, from the largest. */
  readonly largest: ReadonlyArray<{ readonly key: string; readonly records: number }>
}

/**
 * What rules cost on records, counted from their keys alone: no pair is formed.
 *
 * @example
 * ```ts
 * import { Blocking, LinkRecord } from "entrepot/customers"
 *
 * const records = ["leeds", "leeds", "leeds", "london"].map((city, at) =>
 *   LinkRecord.make(String(at), { city }),
 * )
 * const rule = { id: "city", parts: [{ field: "city", take: "whole" }] } as const
 * for (const { pairs, largest } of Blocking.costs([rule], records)) console.log(pairs, largest)
 * ```
 * ```text
 * 3 [ { key: 'leeds', records: 3 } ]
 * ```
 */
export const costs = (
  rules: ReadonlyArray<BlockingRule>,
  records: ReadonlyArray<LinkRecord>,
): ReadonlyArray<Cost> => {
  const fields = rules.flatMap(({ parts }) => parts.map(({ field }) => field))
  const columns = Columns.ofFields(fields, records)
  const blocksOf = KeyBlocks.over(columns)
  return rules.map((rule) => {
    const blocks = blocksOf(rule)
    const sizes = Array.from(KeyBlocks.sizesOf(blocks), (records, key) => ({ key, records }))
    const largest = sizes
      .filter(({ records }) => records > 1)
      .toSorted((a, b) => b.records - a.records || a.key - b.key)
      .slice(0, 10)
      .map(({ key, records }) => ({ key: blocks.name(key), records }))
    return {
      rule: rule.id,
      records: blocks.from.filter((at, record) => at < (blocks.from[record + 1] ?? 0)).length,
      keys: sizes.filter(({ records }) => records > 0).length,
      pairs: KeyBlocks.pairsOf(blocks, columns.sources).reduce((sum, pairs) => sum + pairs, 0),
      largest,
    }
  })
}
