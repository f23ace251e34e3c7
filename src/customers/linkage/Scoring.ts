/**
 * Scoring: what the agreement of two records weighs, in bits.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import * as Comparing from "./Comparing.ts"
import type { Level } from "./Level.ts"
import type { Comparison, LinkageModel } from "./LinkageModel.ts"
import * as MaskedValue from "./MaskedValue.ts"

/**
 * The odds of a probability, in bits.
 *
 * @example
 * ```ts
 * import { Scoring } from "entrepot/customers"
 *
 * console.log(Scoring.bitsOf(0.5), Scoring.bitsOf(0.75).toFixed(2))
 * ```
 * ```text
 * 0 1.58
 * ```
 */
export const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability))

/**
 * The probability of odds in bits.
 *
 * @example
 * ```ts
 * import { Scoring } from "entrepot/customers"
 *
 * console.log(Scoring.probabilityOf(0), Scoring.probabilityOf(2))
 * ```
 * ```text
 * 0.5 0.8
 * ```
 */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)

/** What one field adds. */
export interface FieldScore {
  /** 0 where the field is missing; the place of the level from 1; or one more than there are. */
  readonly level: number
  /** Whether a mask hides a part of either value. */
  readonly isMasked: boolean
  /** The places of the two values that agree best in the field's column; meaningless at level 0. */
  readonly a: number
  readonly b: number
  readonly bits: number
  /** What rareness adds to it, or takes away. */
  readonly frequencyBits: number
}

/** Scores pairs of records of columns, by their places. */
export interface Scorer {
  /**
   * The weight of the evidence with the prior, in bits. Writes the levels, if told where: of a field
   * that a mask hides as if it were missing, since no mask fulfils a rule or is a proof.
   */
  readonly bits: (a: number, b: number, levels?: Uint8Array) => number
  /** The same, field by field. */
  readonly fields: (a: number, b: number) => ReadonlyArray<FieldScore>
}

/**
 * Scores by a model: the prior's odds and log2(m / u) of each field's level (Fellegi & Sunter 1969),
 * where the u of an equal value is its own frequency (Winkler 2000). Masks weigh as much as their own
 * level says, even where two of them are the same text, but no more than what both show
 * ({@link MaskedValue.mostBits}), and all together at most as much as what is not masked.
 */
export const over = (model: LinkageModel, columns: Columns.Columns): Scorer => {
  const fields = model.comparisons.map((comparison) => fieldOf(model, comparison, columns))
  const prior = bitsOf(model.prior)
  const found = new Uint8Array(fields.length)
  const masked = new Uint8Array(fields.length)
  const own = new Float64Array(fields.length)
  const rare = new Float64Array(fields.length)
  /** Weighs each field alone, without what another one takes away; answers what masks weigh. */
  const weigh = (a: number, b: number): number => {
    let ofMasks = 0
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]
      if (field === undefined) continue
      const { level, isMasked, a: one, b: other } = field.compare(a, b)
      const full = field.weights.bits[level] ?? 0
      const bits = isMasked && full > 0 ? Math.min(full, field.shownBy(one, other)) : full
      found[at] = isMasked ? 0 : level
      masked[at] = isMasked ? level : 0
      own[at] = bits
      rare[at] = 0
      if (isMasked) {
        ofMasks += bits
        continue
      }
      const share = field.weights.rareness[level] ?? 0
      if (share > 0)
        rare[at] = share * Math.min(field.rareness[one] ?? 0, field.rareness[other] ?? 0)
    }
    return ofMasks
  }
  /** Which share of a field's weight stands beside the other fields. */
  const keptOf = (at: number): number => {
    const beside = fields[at]?.beside
    return beside === undefined ? 1 : (beside.kept[found[beside.at] ?? 0]?.[found[at] ?? 0] ?? 1)
  }
  const shown = (): number => {
    let sum = 0
    for (let at = 0; at < found.length; at += 1)
      if (found[at] !== 0) sum += keptOf(at) * ((own[at] ?? 0) + (rare[at] ?? 0))
    return sum
  }
  return {
    bits: (a, b, levels) => {
      const ofMasks = weigh(a, b)
      levels?.set(found)
      const sum = shown()
      return prior + sum + atMost(ofMasks, sum)
    },
    fields: (a, b) => {
      const ofMasks = weigh(a, b)
      const share = ofMasks === 0 ? 1 : atMost(ofMasks, shown()) / ofMasks
      return fields.map(({ compare }, at) => {
        const isMasked = (masked[at] ?? 0) > 0
        const kept = isMasked ? share : keptOf(at)
        return {
          ...compare(a, b),
          isMasked,
          bits: kept * (own[at] ?? 0),
          frequencyBits: kept * (rare[at] ?? 0),
        }
      })
    },
  }
}

/** What masks may weigh beside what is shown. */
const atMost = (ofMasks: number, shown: number): number => Math.min(ofMasks, Math.max(0, shown))

const fieldOf = (model: LinkageModel, comparison: Comparison, columns: Columns.Columns) => {
  const values = columns.columns.get(comparison.field)?.values ?? []
  return {
    compare: Comparing.compile(comparison, columns),
    weights: { bits: bitsOfLevels(comparison), rareness: sharesOf(comparison) },
    beside: besideOf(model, comparison),
    rareness: rarenessOf(model, comparison, values),
    shownBy: (a: number, b: number) => MaskedValue.mostBits(values[a] ?? "", values[b] ?? ""),
  }
}

/** What is kept of a field's weight beside another one. */
export interface KeptBeside {
  /** The other comparison's place. */
  readonly at: number
  /** By the other's level, from the level of missing values on, and by its own: from 0 to 1. */
  readonly kept: ReadonlyArray<Float64Array | undefined>
}

/** What is kept of a field's weight beside the one that it depends on, if it does. */
export const besideOf = (
  { comparisons }: LinkageModel,
  { levels, otherwise, beside }: Comparison,
): KeptBeside | undefined => {
  if (beside === undefined) return undefined
  const at = comparisons.findIndex(({ field }) => field === beside.field)
  const all = [...levels, otherwise]
  const keptOf = (us: ReadonlyArray<number>): Float64Array | undefined =>
    us.length === 0
      ? undefined
      : Float64Array.of(
          0,
          ...all.map(({ m, u }, level) => {
            const [alone, rest] = [Math.log2(m / u), Math.log2(m / (us[level] ?? u))]
            return alone === 0 ? 0 : Math.min(1, Math.max(0, rest / alone))
          }),
        )
  return { at, kept: [undefined, ...beside.us.map(keptOf)] }
}

/** What each level weighs, from the level of missing values on. */
export const bitsOfLevels = ({ levels, otherwise }: Comparison): Float64Array =>
  Float64Array.of(0, ...[...levels, otherwise].map(({ m, u }) => Math.log2(m / u)))

/** How much of a value's rareness each level takes. */
export const sharesOf = ({ levels }: Comparison): Float64Array =>
  Float64Array.of(0, ...levels.map(({ level }) => shareOf(level)), 0)

const shareOf = ({ _tag }: Level): number => {
  if (_tag === "Exact" || _tag === "Folded") return 1
  // A slip of the pen is likelier to have been the common value than the rare one: half is kept.
  return _tag === "JaroWinkler" || _tag === "Damerau" ? 0.5 : 0
}

/** What each value's rareness adds, of each comparison. */
export const rarenessIn = (
  model: LinkageModel,
  columns: Columns.Columns,
): ReadonlyArray<Float64Array> =>
  model.comparisons.map((comparison) =>
    rarenessOf(model, comparison, columns.columns.get(comparison.field)?.values ?? []),
  )

/** What each value's rareness adds, in bits: of the mean value, nothing. */
const rarenessOf = (
  model: LinkageModel,
  { field, levels, byFrequency }: Comparison,
  values: ReadonlyArray<string>,
): Float64Array => {
  const known = model.values.find((table) => table.field === field)
  const mean = levels.find(({ level }) => level._tag === "Exact")?.u
  if (!byFrequency || known === undefined || mean === undefined)
    return new Float64Array(values.length)
  const frequencies = new Map(known.frequencies)
  const { rarest } = known
  return Float64Array.from(values, (value) => Math.log2(mean / (frequencies.get(value) ?? rarest)))
}
