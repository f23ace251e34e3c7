/**
 * Waterfalls: why two records are linked or are not, field by field.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import type { Level } from "./Level.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { FieldName, LinkRecord } from "./LinkRecord.ts"
import * as Scoring from "./Scoring.ts"

/** What one field adds to the evidence. */
export interface Step {
  readonly field: FieldName
  /** How the values agree: at no level, or not known on one side. */
  readonly level: Level | "different" | "missing"
  /** The two values that agree best; absent where one is missing. */
  readonly values?: readonly [string, string]
  /** What the level weighs, in bits. */
  readonly bits: number
  /** What the rareness of the values adds, or their being common takes away, in bits. */
  readonly frequencyBits: number
}

/**
 * What comes of two records: a veto or a deciding rule by its id, else their weight. `Unlinked` with
 * `isWeak` is a pair that weighs enough, but has nothing other than weak levels to show.
 */
export type Verdict =
  | { readonly _tag: "Vetoed"; readonly rule: string }
  | { readonly _tag: "Linked"; readonly rule?: string }
  | { readonly _tag: "Unlinked"; readonly isWeak: boolean }

/** Why two records are linked or are not: `bits` is the sum of the prior's and of all steps. */
export interface Waterfall {
  readonly verdict: Verdict
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
 * const shop = LinkRecord.make("shop", { phone: "18312342807", name: "wang xiaoming" })
 * const masked = LinkRecord.make("channel", { phone: "183****2807", name: "wang xiaoming" })
 * const { verdict, priorBits, steps, bits } = Waterfall.explain(PriorModel.model, shop, masked)
 * console.log("prior", priorBits.toFixed(1))
 * for (const { field, level, bits } of steps)
 *   if (typeof level === "object") console.log(field, level._tag, bits.toFixed(1))
 * console.log(verdict._tag, bits.toFixed(1))
 * ```
 * ```text
 * prior -15.6
 * phone Masked 13.3
 * name Exact 10.2
 * Linked 7.9
 * ```
 */
export const explain = (model: LinkageModel, a: LinkRecord, b: LinkRecord): Waterfall => {
  const columns = Columns.of(model, [a, b])
  const fields = Scoring.over(model, columns).fields(0, 1)
  const priorBits = Scoring.bitsOf(model.prior)
  const bits = fields.reduce(
    (sum, { bits, frequencyBits }) => sum + bits + frequencyBits,
    priorBits,
  )
  const probability = Scoring.probabilityOf(bits)
  const steps = model.comparisons.map(({ field, levels }, at): Step => {
    const score = fields[at]
    if (score === undefined || score.level === 0)
      return { field, level: "missing", bits: 0, frequencyBits: 0 }
    const texts = columns.columns.get(field)?.values ?? []
    return {
      field,
      level: levels[score.level - 1]?.level ?? "different",
      values: [texts[score.a] ?? "", texts[score.b] ?? ""],
      bits: score.bits,
      frequencyBits: score.frequencyBits,
    }
  })
  return { verdict: verdictOf(model, fields, probability), priorBits, steps, bits, probability }
}

const verdictOf = (
  model: LinkageModel,
  fields: ReadonlyArray<Scoring.FieldScore>,
  probability: number,
): Verdict => {
  const levels = Uint8Array.from(fields, ({ level }) => level)
  const veto = model.vetoes.find((rule) => Scoring.holds(model, rule, levels))
  if (veto !== undefined) return { _tag: "Vetoed", rule: veto.id }
  const rule = model.links.find((rule) => Scoring.holds(model, rule, levels))
  if (rule !== undefined) return { _tag: "Linked", rule: rule.id }
  if (probability < model.threshold) return { _tag: "Unlinked", isWeak: false }
  return Scoring.isProof(model, levels) ? { _tag: "Linked" } : { _tag: "Unlinked", isWeak: true }
}
