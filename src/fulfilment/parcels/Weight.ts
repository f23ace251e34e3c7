/**
 * Weights in grams, and what a scale may differ from what was reckoned. Pure.
 *
 * @module
 */
import { Schema } from "effect"

/**
 * How far a parcel may be from its expected weight: some grams, or hundredths of a percent of what
 * was expected, whichever is more.
 */
export const Tolerance = Schema.Struct({
  grams: Schema.Natural,
  basisPoints: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })),
})
/** How far a parcel may be from its expected weight. */
export type Tolerance = typeof Tolerance.Type

/** A weighing: what the scale said, what was reckoned, and what the two may differ by. */
export const Weighing = Schema.Struct({
  measuredGrams: Schema.Int,
  expectedGrams: Schema.Int,
  allowedGrams: Schema.Int,
})
/** A weighing. */
export type Weighing = typeof Weighing.Type

/**
 * The weighing of a parcel.
 *
 * @example
 * ```ts
 * import { Weight } from "entrepot/fulfilment"
 *
 * const weighing = Weight.weigh(1_040, 1_000, { grams: 25, basisPoints: 300 })
 * console.log(weighing.allowedGrams, Weight.isWithin(weighing))
 * ```
 * ```text
 * 30 false
 * ```
 */
export const weigh = (
  measuredGrams: number,
  expectedGrams: number,
  { grams, basisPoints }: Tolerance,
): Weighing => ({
  measuredGrams,
  expectedGrams,
  allowedGrams: Math.max(grams, Math.floor((expectedGrams * basisPoints) / 10_000)),
})

/** Whether the two weights agree. */
export const isWithin = ({ measuredGrams, expectedGrams, allowedGrams }: Weighing): boolean =>
  Math.abs(measuredGrams - expectedGrams) <= allowedGrams

/**
 * The unit in which the weight was typed instead of grams, where the numbers show it: the weights
 * disagree, and agree once one of them is taken a thousand times. A weight typed in kilograms was
 * rounded to whole ones, so half a kilogram is allowed on top.
 *
 * @example
 * ```ts
 * import { Weight } from "entrepot/fulfilment"
 *
 * const tolerance = { grams: 25, basisPoints: 300 }
 * console.log(Weight.mistakenUnit(Weight.weigh(2, 2_350, tolerance)))
 * console.log(Weight.mistakenUnit(Weight.weigh(1_900, 2_350, tolerance)))
 * ```
 * ```text
 * kilograms
 * undefined
 * ```
 */
export const mistakenUnit = (weighing: Weighing): "kilograms" | "milligrams" | undefined => {
  const { measuredGrams, expectedGrams, allowedGrams } = weighing
  if (isWithin(weighing)) return undefined
  if (Math.abs(measuredGrams * 1_000 - expectedGrams) <= allowedGrams + 500) return "kilograms"
  return Math.abs(measuredGrams - expectedGrams * 1_000) <= allowedGrams * 1_000
    ? "milligrams"
    : undefined
}
