/**
 * Verdicts: what comes of two records, from what they weigh and from the levels of their fields.
 *
 * @module
 */
import { fulfils } from "./Conditions.ts"
import type { Comparison, DecidingRule, LinkageModel } from "./LinkageModel.ts"
import * as Scoring from "./Scoring.ts"

/**
 * What comes of two records: a veto or a deciding rule by its id, else their weight. `Unlinked` with
 * `isWeak` is a pair that weighs enough, but has nothing other than masks and weak levels to show.
 */
export type Verdict =
  | { readonly _tag: "Vetoed"; readonly rule: string }
  | { readonly _tag: "Linked"; readonly rule?: string }
  | { readonly _tag: "Unlinked"; readonly isWeak: boolean }

/** The rule by which records of one source are never one person's: it has each person once. */
export const oneSource = "one source"

/** Decides of pairs by a model. Levels are those of {@link Scoring.Scorer}. */
export interface Deciding {
  /** The first rule by which two records are never one person's. */
  readonly vetoOf: (levels: Uint8Array) => string | undefined
  /** What comes of two records of different sources. */
  readonly of: (bits: number, levels: Uint8Array) => Verdict
}

/**
 * Decides by a model: a veto comes before a rule that links, and a rule before the weights. They link
 * from the model's threshold on, or another one, where one field at least speaks for one person at a
 * level that is not weak.
 *
 * @example
 * ```ts
 * import { LinkageModel, Verdict } from "entrepot/customers"
 *
 * const model: LinkageModel.LinkageModel = {
 *   version: "1",
 *   prior: 0.001,
 *   threshold: 0.5,
 *   comparisons: [
 *     {
 *       field: "phone",
 *       levels: [{ level: { _tag: "Exact" }, m: 0.9, u: 0.000_001 }],
 *       otherwise: { m: 0.1, u: 0.999 },
 *       byFrequency: false,
 *     },
 *   ],
 *   values: [],
 *   blocking: [],
 *   links: [],
 *   vetoes: [{ id: "two phones", all: [{ field: "phone", is: "different" }] }],
 * }
 * const deciding = Verdict.deciding(model)
 * for (const level of [0, 1, 2]) console.log(deciding.of(9.8, Uint8Array.of(level)))
 * ```
 * ```text
 * { _tag: 'Unlinked', isWeak: true }
 * { _tag: 'Linked' }
 * { _tag: 'Vetoed', rule: 'two phones' }
 * ```
 */
export const deciding = (model: LinkageModel, threshold = model.threshold): Deciding => {
  const vetoes = model.vetoes.map(compiled(model))
  const links = model.links.map(compiled(model))
  const least = Scoring.bitsOf(threshold)
  const proofs = model.comparisons.map(proofsOf)
  const vetoOf = (levels: Uint8Array) => vetoes.find(({ holds }) => holds(levels))?.id
  return {
    vetoOf,
    of: (bits, levels) => {
      const veto = vetoOf(levels)
      if (veto !== undefined) return { _tag: "Vetoed", rule: veto }
      const rule = links.find(({ holds }) => holds(levels))
      if (rule !== undefined) return { _tag: "Linked", rule: rule.id }
      if (bits < least) return { _tag: "Unlinked", isWeak: false }
      const isProof = proofs.some((known, at) => known[levels[at] ?? 0] === true)
      return isProof ? { _tag: "Linked" } : { _tag: "Unlinked", isWeak: true }
    },
  }
}

/** Which levels of a field, from the one of missing values on, are no weak word for one person. */
const proofsOf = ({ levels }: Comparison): ReadonlyArray<boolean> => [
  false,
  ...levels.map(({ m, u, weak }) => weak !== true && m > u),
]

interface Rule {
  readonly id: string
  readonly holds: (levels: Uint8Array) => boolean
}

/** A rule with the places of its fields; of a field that is not compared, it would never hold. */
const compiled =
  ({ comparisons }: LinkageModel) =>
  ({ id, all }: DecidingRule): Rule => {
    const wanted = all.map(({ field, is }) => {
      const at = comparisons.findIndex((comparison) => comparison.field === field)
      const { levels = [] } = comparisons[at] ?? {}
      const tags = [...levels.map(({ level }) => level._tag), undefined]
      return { at, holds: [false, ...tags.map(fulfils[is])] }
    })
    return {
      id,
      holds: (levels) => wanted.every(({ at, holds }) => holds[levels[at] ?? 0] === true),
    }
  }
