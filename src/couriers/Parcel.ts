/**
 * A parcel as couriers see it: what it weighs, how large it is, and what is in it.
 *
 * @module
 */
import { Schema } from "effect"

import * as Money from "../kernel/Money.ts"

/**
 * Lithium batteries by the UN number that they travel under: 3480 ion cells alone, 3481 ion cells with
 * or in equipment, 3090 metal cells alone, 3091 metal cells with or in equipment.
 */
export const Battery = Schema.Literals(["none", "UN3480", "UN3481", "UN3090", "UN3091"])
/** Which lithium batteries a parcel holds. */
export type Battery = typeof Battery.Type

const whole = (unit: string, maximum: number) =>
  Schema.Finite.check(
    Schema.makeFilter((given) => Number.isSafeInteger(given) && given >= 1 && given <= maximum, {
      expected: `whole ${unit}, from 1 to ${maximum}`,
    }),
  )

/** Whole grams, up to ten tonnes. */
export const Grams = whole("grams", 10_000_000).annotate({ title: "Grams" })

/** Whole millimetres, up to twenty metres. */
export const Millimetres = whole("millimetres", 20_000).annotate({ title: "Millimetres" })

/** What a parcel measures; couriers take the sides in any order. */
export interface Sizes {
  readonly lengthMm: number
  readonly widthMm: number
  readonly heightMm: number
}

/**
 * The space that a parcel takes up.
 *
 * @example
 * ```ts
 * import { Parcel } from "entrepot/couriers"
 *
 * console.log(Parcel.volumeMm3({ lengthMm: 300, widthMm: 200, heightMm: 100 }))
 * ```
 * ```text
 * 6000000
 * ```
 */
export const volumeMm3 = ({ lengthMm, widthMm, heightMm }: Sizes): number =>
  lengthMm * widthMm * heightMm

/** The sides from the longest to the shortest, in millimetres. */
export const sidesMm = ({
  lengthMm,
  widthMm,
  heightMm,
}: Sizes): readonly [number, number, number] => {
  const longest = Math.max(lengthMm, widthMm, heightMm)
  const shortest = Math.min(lengthMm, widthMm, heightMm)
  return [longest, lengthMm + widthMm + heightMm - longest - shortest, shortest]
}

/**
 * Length plus girth in millimetres: the longest side, and once around the other two. Parcel couriers
 * limit it beside the longest side.
 *
 * @example
 * ```ts
 * import { Parcel } from "entrepot/couriers"
 *
 * console.log(Parcel.lengthPlusGirthMm({ lengthMm: 200, widthMm: 300, heightMm: 100 }))
 * ```
 * ```text
 * 900
 * ```
 */
export const lengthPlusGirthMm = (sizes: Sizes): number => {
  const [longest, middle, shortest] = sidesMm(sizes)
  return longest + 2 * (middle + shortest)
}

// Nothing that is packed is lighter than air (1.2 grams a litre) or denser than osmium (22.6 grams a
// cubic centimetre). A number in another unit is, nearly always.
const faultOf = (parcel: Sizes & { readonly weightGrams: number }): string | undefined => {
  const { weightGrams } = parcel
  const volume = volumeMm3(parcel)
  const what = `${weightGrams} grams in ${parcel.lengthMm} x ${parcel.widthMm} x ${parcel.heightMm} mm`
  if (weightGrams * 10_000_000 < volume * 12)
    return `${what} is lighter than air: is the weight in kilograms?`
  if (weightGrams * 10_000 > volume * 226)
    return `${what} is denser than any metal: are the sides in centimetres?`
  return undefined
}

/**
 * A parcel that is ready to go.
 *
 * Weights and sizes are whole grams and millimetres; a number in another unit is refused wherever it
 * makes a parcel that cannot be.
 *
 * @example
 * ```ts
 * import { Result, Schema } from "effect"
 * import { Parcel } from "entrepot/couriers"
 *
 * const sizes = { lengthMm: 300, widthMm: 200, heightMm: 100 }
 * const two = { weightGrams: 2, ...sizes, battery: "none", contents: "Mugs" }
 * const read = Schema.decodeUnknownResult(Parcel.Parcel)(two)
 * console.log(Result.isFailure(read) && read.failure.message)
 * ```
 * ```text
 * 2 grams in 300 x 200 x 100 mm is lighter than air: is the weight in kilograms?
 * ```
 */
export const Parcel = Schema.Struct({
  weightGrams: Grams,
  lengthMm: Millimetres,
  widthMm: Millimetres,
  heightMm: Millimetres,
  /** What the goods are worth, where it is told. */
  declaredValue: Schema.optionalKey(Money.Money),
  battery: Battery,
  /** What is in it, in words for couriers and customs. */
  contents: Schema.NonEmptyString,
}).check(Schema.makeFilter(faultOf))
/** A parcel that is ready to go. */
export type Parcel = typeof Parcel.Type
