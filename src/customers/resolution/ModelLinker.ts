/**
 * A model of linkage, ready to be asked about pairs, with the rule that masks alone prove nothing.
 *
 * @module
 */
import * as Mask from "../evidence/Mask.ts"
import * as Blocking from "../linkage/Blocking.ts"
import * as Columns from "../linkage/Columns.ts"
import type { Comparison, LinkageModel, WeighedLevel } from "../linkage/LinkageModel.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import * as Scoring from "../linkage/Scoring.ts"
import type { Because } from "./Link.ts"
import { everyone, type Judge, type Linker } from "./Linker.ts"

/** The rule by which records of one source are never one person's: it has each person once. */
export const oneSource = "one source"

/**
 * Compiles a model for resolution.
 *
 * Two records are linked by a rule of the model, or where their weights reach its threshold and at least
 * one field agrees in full, at a level that is not weak. Masks weigh as much as their own level says,
 * even where two of them are the same text, all together at most as much as what agrees in full; and no
 * rule is fulfilled by them. So records that have nothing but masks are never linked, however many
 * they have.
 *
 * @example
 * ```ts
 * import { LinkageModel, LinkRecord, ModelLinker } from "entrepot/customers"
 *
 * const model: LinkageModel.LinkageModel = {
 *   version: "phones",
 *   prior: 0.001,
 *   threshold: 0.9,
 *   comparisons: [
 *     {
 *       field: "phone",
 *       levels: [{ level: { _tag: "Exact" }, m: 0.9, u: 0.000_001 }],
 *       otherwise: { m: 0.1, u: 0.999 },
 *       byFrequency: false,
 *     },
 *   ],
 *   values: [],
 *   blocking: [{ id: "phone", parts: [{ field: "phone", take: "whole" }] }],
 *   links: [],
 *   vetoes: [],
 * }
 * const linker = ModelLinker.make(model)
 * const [a, b] = ["a", "b"].map((id) => LinkRecord.make(id, { phone: "+8618312342807" }))
 * const [c, d] = ["c", "d"].map((id) => LinkRecord.make(id, { phone: "+86183****2807" }))
 * if (a && b && c && d) {
 *   const judge = linker.over([a, b, c, d])
 *   console.log(judge.linkOf(a, b)?._tag, judge.linkOf(c, d)?._tag)
 * }
 * ```
 * ```text
 * Weights undefined
 * ```
 */
export const make = (model: LinkageModel): Linker => {
  const vetoing = new Set(model.vetoes.flatMap(({ all }) => all.map(({ field }) => field)))
  const skipped = new Map(model.blocking.map(({ id, skip }) => [id, new Set(skip)]))
  return {
    version: model.version,
    keysOf: (record) =>
      model.blocking.flatMap((rule) =>
        rule.parts.length === 0
          ? [everyone]
          : Blocking.keys(rule, record)
              .filter((key) => skipped.get(rule.id)?.has(key) !== true)
              .map((key) => `${rule.id}\u0000${key}`),
      ),
    vetoKeyOf: (record) => {
      const fields = Array.from(vetoing, (field) => record.values.get(field) ?? [])
      const source = record.source ?? ""
      return source === "" && fields.every((values) => values.length === 0)
        ? undefined
        : JSON.stringify([source, ...fields])
    },
    over: (records) => judgeOf(model, records),
  }
}

/** What is known of the fields of two records. */
interface Compared {
  readonly bits: number
  readonly levels: Uint8Array
}

const judgeOf = (model: LinkageModel, records: ReadonlyArray<LinkRecord>): Judge => {
  const bare = new Map(records.map((record) => [record.id, withoutMasks(record)]))
  const shown = comparing(model, [...bare.values()])
  const masked = new Set(records.filter((record) => bare.get(record.id) !== record))
  const whole = masked.size === 0 ? shown : comparing(model, records)
  const weights = model.comparisons.map(({ levels, otherwise }) => [
    0,
    ...levels.map(weightOf),
    weightOf(otherwise),
  ])
  const hidden = model.comparisons.map(hiddenWeights)
  const prior = Scoring.bitsOf(model.prior)
  /**
   * Fields that both show weigh by what they show; others by how their masks agree, together no more
   * than what is shown.
   */
  const compare = (a: LinkRecord, b: LinkRecord): Compared => {
    const { bits, levels } = shown(a, b)
    if (!masked.has(a) && !masked.has(b)) return { bits, levels }
    const withMasks = whole(a, b).levels
    const more = hidden.map((known, at) =>
      levels[at] === 0 ? (known[withMasks[at] ?? 0] ?? 0) : 0,
    )
    const sum = more.reduce((total, own) => total + own, 0)
    return { bits: bits + Math.min(sum, Math.max(0, bits - prior)), levels }
  }
  const isProof = (levels: Uint8Array): boolean =>
    model.comparisons.some(({ levels: known }, at) => {
      const level = levels[at] ?? 0
      return (
        level > 0 &&
        level <= known.length &&
        known[level - 1]?.weak !== true &&
        (weights[at]?.[level] ?? 0) > 0
      )
    })
  return {
    linkOf: (a, b): Because | undefined => {
      if (sameSource(a, b)) return undefined
      const { bits, levels } = compare(a, b)
      if (model.vetoes.some((rule) => Scoring.holds(model, rule, levels))) return undefined
      const rule = model.links.find((deciding) => Scoring.holds(model, deciding, levels))
      if (rule !== undefined) return { _tag: "Rule", rule: rule.id, bits }
      const probability = Scoring.probabilityOf(bits)
      return probability >= model.threshold && isProof(levels)
        ? { _tag: "Weights", bits, probability }
        : undefined
    },
    vetoOf: (a, b) => {
      if (sameSource(a, b)) return oneSource
      if (model.vetoes.length === 0) return undefined
      const { levels } = shown(a, b)
      return model.vetoes.find((rule) => Scoring.holds(model, rule, levels))?.id
    },
  }
}

const sameSource = (a: LinkRecord, b: LinkRecord): boolean =>
  a.source !== undefined && a.source === b.source

/**
 * What each level weighs between values of which one at least is masked: nothing, where the model does
 * not know masks of the field.
 */
const hiddenWeights = ({ levels, otherwise }: Comparison): ReadonlyArray<number> => {
  const agreeing = levels.find(({ level }) => level._tag === "Masked")
  if (agreeing === undefined) return []
  const ofLevel = ({ level }: WeighedLevel): number => {
    // Two masks that are the same text agree as masks do, and no better.
    const agrees = level._tag === "Masked" || level._tag === "Exact" || level._tag === "Folded"
    return weightOf(agrees ? agreeing : otherwise)
  }
  return [0, ...levels.map(ofLevel), weightOf(otherwise)]
}

const weightOf = ({ m, u }: { readonly m: number; readonly u: number }): number => Math.log2(m / u)

/** Compares two of some records by their ids; the answer is overwritten by the next. */
const comparing = (
  model: LinkageModel,
  records: ReadonlyArray<LinkRecord>,
): ((a: LinkRecord, b: LinkRecord) => Compared) => {
  const columns = Columns.of(model, records)
  const places = new Map(columns.records.map(({ id }, place) => [id, place]))
  const scorer = Scoring.over(model, columns)
  const levels = new Uint8Array(model.comparisons.length)
  return (a, b) => {
    const [one = 0, other = 0] = [places.get(a.id), places.get(b.id)]
    return { bits: scorer.bits(one, other, levels), levels }
  }
}

const withoutMasks = (record: LinkRecord): LinkRecord => {
  const hasMask = Array.from(record.values.values()).some((values) => values.some(Mask.isMasked))
  if (!hasMask) return record
  const shown = Array.from(
    record.values,
    ([field, values]) => [field, values.filter((value) => !Mask.isMasked(value))] as const,
  )
  return { ...record, values: new Map(shown.filter(([, values]) => values.length > 0)) }
}
