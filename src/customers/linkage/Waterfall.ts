/**
 * Waterfalls: why two records are linked or are not, field by field.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import type { Level } from "./Level.ts"
import type { Comparison, LinkageModel } from "./LinkageModel.ts"
import type { FieldName, LinkRecord } from "./LinkRecord.ts"
import * as Scoring from "./Scoring.ts"
import * as Verdict from "./Verdict.ts"

/** What one field adds to the evidence. */
export interface Step {
  readonly field: FieldName
  /** How the values agree: at no level, or not known on one side (or compared in parts). */
  readonly level: Level | "different" | "missing"
  /** The two values that agree best, in the order of the records; absent where one is missing. */
  readonly values?: readonly [string, string]
  /** Whether a mask hides a part of either: then it fulfils no rule, and is no proof. */
  readonly isMasked: boolean
  /** What the level weighs, in bits: masks no more than what all others leave to them. */
  readonly bits: number
  /** What the rareness of the values adds, or their being common takes away, in bits. */
  readonly frequencyBits: number
}

/** Why two records are linked or are not: `bits` is the sum of the prior's and of all steps. */
export interface Waterfall {
  readonly verdict: Verdict.Verdict
  /** Whom the records may be of, if not of one person: all weighs as it does against these. */
  readonly against: Scoring.Weighed["against"]
  readonly priorBits: number
  readonly steps: ReadonlyArray<Step>
  readonly bits: number
  readonly probability: number
}

/**
 * Explains two records by a model.
 *
 * @example
 * ```ts
 * import { LinkRecord, PriorModel, Waterfall } from "entrepot/customers"
 *
 * const home = { name: "wang xiaoming", city: "hangzhou" }
 * const shop = LinkRecord.make("shop", { ...home, phone: "18312342807" })
 * const masked = LinkRecord.make("channel", { ...home, phone: "183****2807" })
 * const found = Waterfall.explain(PriorModel.model, shop, masked)
 * console.log(`against ${found.against}`, found.priorBits.toFixed(1))
 * for (const { field, level, bits } of found.steps)
 *   if (typeof level === "object") console.log(field, level._tag, bits.toFixed(1))
 * console.log(found.verdict._tag, found.bits.toFixed(1))
 * ```
 * ```text
 * against one home 0.0
 * phone Masked 1.2
 * name Exact 7.6
 * city Exact 0.0
 * Linked 8.7
 * ```
 */
export const explain = (model: LinkageModel, a: LinkRecord, b: LinkRecord): Waterfall => {
  const columns = Columns.of(model, [a, b])
  const [one, other] = columns.records[0]?.id === a.id ? [0, 1] : [1, 0]
  return over(model, columns)(one, other)
}

/**
 * Explains pairs of records of columns, by their places: what all pairs need is worked out once.
 *
 * @example
 * ```ts
 * import { Columns, LinkRecord, PriorModel, Waterfall } from "entrepot/customers"
 *
 * const phone = "+8618312342807"
 * const records = ["web", "till"].map((id) => LinkRecord.make(id, { phone }))
 * const columns = Columns.of(PriorModel.model, records)
 * const explain = Waterfall.over(PriorModel.model, columns)
 * console.log(explain(0, 1).verdict)
 * ```
 * ```text
 * { _tag: 'Linked', rule: 'same phone' }
 * ```
 */
export const over = (
  model: LinkageModel,
  columns: Columns.Columns,
): ((a: number, b: number) => Waterfall) => {
  const scorer = Scoring.over(model, columns)
  const deciding = Verdict.deciding(model)
  const levels = new Uint8Array(model.comparisons.length)
  return (a, b) => {
    const bits = scorer.bits(a, b, levels)
    const verdict: Verdict.Verdict = Columns.areOfOneSource(columns, a, b)
      ? { _tag: "Vetoed", rule: Verdict.oneSource }
      : deciding.of(bits, levels)
    const { against, priorBits, fields } = scorer.fields(a, b)
    const steps = model.comparisons.map((comparison, at) => stepOf(comparison, columns, fields[at]))
    return { verdict, against, priorBits, steps, bits, probability: Scoring.probabilityOf(bits) }
  }
}

const stepOf = (
  { field, levels }: Comparison,
  { columns }: Columns.Columns,
  score: Scoring.FieldScore | undefined,
): Step => {
  if (score === undefined || score.level === 0)
    return { field, level: "missing", isMasked: false, bits: 0, frequencyBits: 0 }
  const { level, a, b, isMasked, bits, frequencyBits } = score
  const texts = columns.get(field)?.values ?? []
  const values = [texts[a] ?? "", texts[b] ?? ""] as const
  return {
    field,
    level: levels[level - 1]?.level ?? "different",
    values,
    isMasked,
    bits,
    frequencyBits,
  }
}
