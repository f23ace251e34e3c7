/**
 * Choosing blocking rules by what they cost.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import * as KeyBlocks from "./KeyBlocks.ts"
import type { BlockingRule, KeyPart } from "./LinkageModel.ts"
import type { FieldName, LinkRecord } from "./LinkRecord.ts"

/** How many pairs may be looked at. */
export interface Budget {
  /** By one rule. */
  readonly rulePairs: number
  /** By all rules together. */
  readonly pairs: number
}

/** The most rules of a model. */
export const mostRules = 30

/**
 * Chooses rules of one part or two, from the most lenient one that is within the budget, until the
 * budget is spent: a slip in one field should leave several rules that still find the pair. Where all
 * pairs are within the budget, one rule finds them all. Of words, those that too many records have
 * are skipped.
 *
 * @example
 * ```ts
 * import { BlockingChoice, LinkRecord } from "entrepot/customers"
 *
 * const records = Array.from({ length: 10 }, (_, at) =>
 *   LinkRecord.make(String(at), { city: at < 8 ? "leeds" : "york", year: String(at % 5) }),
 * )
 * const parts = [
 *   { field: "city", take: "whole" },
 *   { field: "year", take: "whole" },
 * ] as const
 * const rules = BlockingChoice.choose(parts, records, { rulePairs: 10, pairs: 20 })
 * console.log(rules.map(({ id }) => id))
 * ```
 * ```text
 * [ 'year' ]
 * ```
 */
export const choose = (
  parts: ReadonlyArray<KeyPart>,
  records: ReadonlyArray<LinkRecord>,
  budget: Budget,
): ReadonlyArray<BlockingRule> => {
  const fields = parts.map(({ field }) => field)
  const columns = Columns.ofFields(fields, records)
  if (Columns.pairsOf(columns) <= budget.pairs) return [{ id: "all", parts: [] }]
  const blocksOf = KeyBlocks.over(columns)
  const isFarAbove = estimate(columns, budget.rulePairs, fields)
  const candidates: Array<{ readonly rule: BlockingRule; readonly pairs: number }> = []
  // From the lenient ones on: what one of them finds already is not counted.
  for (const rule of rulesOf(parts).toSorted((a, b) => strictnessOf(a) - strictnessOf(b))) {
    if (candidates.some((other) => isImplied(rule, other.rule)) || isFarAbove(rule)) continue
    const own = affordable(rule, blocksOf(rule), columns.sources, budget.rulePairs)
    if (own.pairs > 0 && own.pairs <= budget.rulePairs) candidates.push(own)
  }
  const byPairs = candidates.toSorted(
    (a, b) => b.pairs - a.pairs || Columns.byText(a.rule.id, b.rule.id),
  )
  const chosen: Array<BlockingRule> = []
  let sum = 0
  for (const { rule, pairs } of byPairs) {
    const isSpent = sum + pairs > budget.pairs || chosen.length === mostRules
    if (isSpent || chosen.some((other) => isImplied(rule, other))) continue
    chosen.push(rule)
    sum += pairs
  }
  return chosen
}

/** Of more records, rules are first tried on so many of them. */
const tried = 10_000

/** Says of rules whether they cost far too much, by a few of the records. */
const estimate = (
  { records }: Columns.Columns,
  budget: number,
  fields: ReadonlyArray<FieldName>,
): ((rule: BlockingRule) => boolean) => {
  const every = Math.floor(records.length / tried)
  if (every < 2) return () => false
  const few = Columns.ofFields(
    fields,
    records.filter((_, place) => place % every === 0),
  )
  const blocksOf = KeyBlocks.over(few)
  return (rule) => {
    // Of words, the frequent ones are skipped: their cost is not that of all.
    if (rule.parts.some(({ take }) => take === "words")) return false
    const pairs = KeyBlocks.pairsOf(blocksOf(rule), few.sources).reduce((sum, own) => sum + own, 0)
    return pairs * every * every > 2 * budget
  }
}

const rulesOf = (parts: ReadonlyArray<KeyPart>): ReadonlyArray<BlockingRule> =>
  parts.flatMap((part, at) => {
    const others = parts.slice(at + 1).filter(({ field }) => field !== part.field)
    return [ruleOf([part]), ...others.map((other) => ruleOf([part, other]))]
  })

/** A rule is never less strict than one that finds all that it finds. */
const strictnessOf = ({ parts }: BlockingRule): number =>
  parts.reduce((sum, { take }) => sum + (take === "whole" ? 2 : 1), 0)

const ruleOf = (parts: ReadonlyArray<KeyPart>): BlockingRule => ({
  id: parts.map(nameOf).join(" and "),
  parts,
})

const nameOf = ({ field, take, length }: KeyPart): FieldName =>
  take === "whole" ? field : `${field} ${take}${length === undefined ? "" : ` ${length}`}`

/** A rule with its pairs; of words, the most frequent ones are skipped as long as it costs too much. */
const affordable = (
  rule: BlockingRule,
  blocks: KeyBlocks.KeyBlocks,
  sources: Int32Array,
  budget: number,
): { readonly rule: BlockingRule; readonly pairs: number } => {
  const pairs = KeyBlocks.pairsOf(blocks, sources)
  const sum = pairs.reduce((sum, own) => sum + own, 0)
  const isOfWords = rule.parts.length === 1 && rule.parts[0]?.take === "words"
  if (sum <= budget || !isOfWords) return { rule, pairs: sum }
  const costly = Array.from(pairs.keys()).toSorted((a, b) => (pairs[b] ?? 0) - (pairs[a] ?? 0))
  const skip: Array<string> = []
  let rest = sum
  for (const key of costly) {
    if (rest <= budget) break
    rest -= pairs[key] ?? 0
    skip.push(blocks.name(key))
  }
  return { rule: { ...rule, skip: skip.toSorted(Columns.byText) }, pairs: rest }
}

/** Whether all that a rule finds is found by another one. */
const isImplied = (rule: BlockingRule, other: BlockingRule): boolean =>
  other.skip === undefined &&
  other.parts.every((part) =>
    rule.parts.some(
      ({ field, take, length }) =>
        field === part.field &&
        (take === "whole" || (take === part.take && length === part.length)),
    ),
  )
