/**
 * Weights: what each level of a field weighs, what is left of it where a field depends on another one, and what the
 * rareness of a value adds.
 *
 * @module
 */
import * as Once from "../../kernel/Once.ts"
import type * as Columns from "./Columns.ts"
import type { Level } from "./Level.ts"
import type { Comparison, LinkageModel } from "./LinkageModel.ts"

/** What a model says of each field, whatever the records. */
export interface FieldWeights {
  readonly bits: Float64Array
  readonly ofMasks: Float64Array
  readonly shares: Float64Array
  readonly dependence: WeightLeft | undefined
}

/** The weights of each comparison of a model: it is asked about few records at a time, over and over. */
export const of: (model: LinkageModel) => ReadonlyArray<FieldWeights> = Once.per((model) =>
  model.comparisons.map((comparison) => ({
    bits: bitsOfLevels(comparison),
    ofMasks: bitsOfMasks(comparison),
    shares: sharesOf(comparison),
    dependence: leftOf(model, comparison),
  })),
)

/** What is left of the weight of a field that depends on another one. */
export interface WeightLeft {
  /** The other comparison's place. */
  readonly at: number
  /** By the other's level, from the level of missing values on, and by its own: from 0 to 1. */
  readonly shares: ReadonlyArray<Float64Array | undefined>
}

/** What is left of a field's weight where the one that it depends on is known, if it depends on one. */
export const leftOf = (
  { comparisons }: LinkageModel,
  { levels, otherwise, dependsOn }: Comparison,
): WeightLeft | undefined => {
  if (dependsOn === undefined) return undefined
  const at = comparisons.findIndex(({ field }) => field === dependsOn.field)
  const all = [...levels, otherwise]
  const leftBy = (us: ReadonlyArray<number>): Float64Array | undefined =>
    us.length === 0
      ? undefined
      : Float64Array.of(
          0,
          ...all.map(({ m, u }, level) => {
            const [alone, rest] = [Math.log2(m / u), Math.log2(m / (us[level] ?? u))]
            return alone === 0 ? 0 : Math.min(1, Math.max(0, rest / alone))
          }),
        )
  return { at, shares: [undefined, ...dependsOn.us.map(leftBy)] }
}

/** What each level weighs, from the level of missing values on. */
export const bitsOfLevels = ({ levels, otherwise }: Comparison): Float64Array =>
  Float64Array.of(0, ...[...levels, otherwise].map(({ m, u }) => Math.log2(m / u)))

/** The same of masks: one that is of another value tells no level from another. */
const bitsOfMasks = (comparison: Comparison): Float64Array => {
  const bits = bitsOfLevels(comparison)
  const { levels, otherwise } = comparison
  const others = levels.filter(({ level }) => level._tag !== "Exact" && level._tag !== "Masked")
  const [m, u] = [...others, otherwise].reduce(([m, u], one) => [m + one.m, u + one.u], [0, 0])
  bits[levels.length + 1] = Math.log2(m / u)
  return bits
}

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
  const table = model.values.find((one) => one.field === field)
  const mean = levels.find(({ level }) => level._tag === "Exact")?.u
  if (!byFrequency || table === undefined || mean === undefined)
    return new Float64Array(values.length)
  const frequencies = new Map(table.frequencies)
  const { rarest } = table
  return Float64Array.from(values, (value) => Math.log2(mean / (frequencies.get(value) ?? rarest)))
}
