/**
 * Areas of a country by the beginnings of their postcodes. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { Country } from "../../kernel/Address.ts"
import type { Area as Place } from "../Shipment.ts"

const Prefix = Schema.String.check(
  Schema.isPattern(/^[0-9A-Z]{1,10}$/, { expected: "digits and capitals, such as 80 or SW1" }),
)

/**
 * Postcodes by their beginnings: `{ from: "80", to: "87" }` are all from 80… to 87…, both included.
 * Both are equally long.
 */
export const PostcodeRange = Schema.Struct({ from: Prefix, to: Prefix }).check(
  Schema.makeFilter(({ from, to }) =>
    from.length === to.length && from <= to
      ? undefined
      : "wanted two beginnings of one length, the lower one first",
  ),
)
/** Postcodes by their beginnings. */
export type PostcodeRange = typeof PostcodeRange.Type

/**
 * A part of a country. Without `postcodes` it is what no other area of the country names, which may be
 * all of it.
 */
export const Area = Schema.Struct({
  country: Country,
  postcodes: Schema.optionalKey(Schema.NonEmptyArray(PostcodeRange)),
})
/** A part of a country. */
export type Area = typeof Area.Type

/** A postcode without spaces and hyphens, in capitals. */
export const normal = (postcode: string): string => postcode.toUpperCase().replace(/[^0-9A-Z]/g, "")

// Above everything that begins with the text.
const endOf = ({ to }: PostcodeRange): string => `${to}\uffff`

/** Whether any postcode belongs to both. */
export const overlap = (one: PostcodeRange, other: PostcodeRange): boolean =>
  one.from < endOf(other) && other.from < endOf(one)

/** Whether an area names the place, and not only as the rest of its country. */
const names = ({ country, postcodes }: Area, place: Place): boolean => {
  if (country !== place.country || place.postcode === undefined) return false
  const postcode = normal(place.postcode)
  return postcodes?.some((range) => range.from <= postcode && postcode < endOf(range)) ?? false
}

/** Areas under a name. */
export interface Named {
  readonly areas: ReadonlyArray<Area>
}

/**
 * Which of several groups of areas a place belongs to: the one that names its postcode, or else the
 * one that has the rest of its country. Without a postcode, a place in a country that is divided by
 * postcodes belongs to none.
 *
 * @example
 * ```ts
 * import { Postcodes } from "entrepot/couriers"
 *
 * const alps = { name: "alps", areas: [{ country: "DE", postcodes: [{ from: "82", to: "87" }] }] }
 * const rest = { name: "rest", areas: [{ country: "DE" }] }
 * const of = (postcode: string) => Postcodes.groupOf([alps, rest], { country: "DE", postcode })?.name
 * console.log(of("87561"), of("53111"))
 * ```
 * ```text
 * alps rest
 * ```
 */
export const groupOf = <A extends Named>(groups: ReadonlyArray<A>, place: Place): A | undefined => {
  const ofCountry = ({ country }: Area) => country === place.country
  const named = groups.find(({ areas }) => areas.some((area) => names(area, place)))
  if (named !== undefined) return named
  const isDivided = groups.some(({ areas }) =>
    areas.some((area) => ofCountry(area) && area.postcodes !== undefined),
  )
  if (isDivided && place.postcode === undefined) return undefined
  return groups.find(({ areas }) =>
    areas.some((area) => ofCountry(area) && area.postcodes === undefined),
  )
}

const digits = "0123456789"
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/** The characters that postcodes have at each position, by those that the ranges name there. */
const alphabetsOf = (ranges: ReadonlyArray<PostcodeRange>): ReadonlyArray<string> => {
  const bounds = ranges.flatMap(({ from, to }) => [from, to])
  const length = bounds.reduce((most, bound) => Math.max(most, bound.length), 0)
  return Array.from({ length }, (_, at) => {
    const seen = bounds.map((bound) => bound.charAt(at)).join("")
    return (/\d/.test(seen) ? digits : "") + (/[A-Z]/.test(seen) ? letters : "")
  })
}

const lastOf = (alphabet: string | undefined): string | undefined => alphabet?.at(-1)

/** The first beginning behind a range, empty where there is none. */
const behind = ({ to }: PostcodeRange, alphabets: ReadonlyArray<string>): string | undefined => {
  let at = to.length - 1
  while (at >= 0 && to.charAt(at) === lastOf(alphabets[at])) at -= 1
  if (at < 0) return undefined
  const alphabet = alphabets[at] ?? ""
  const begun = to.slice(0, at) + alphabet.charAt(alphabet.indexOf(to.charAt(at)) + 1)
  return padded(begun, to.length, alphabets)
}

/** The same beginning with the lowest characters behind it. */
const padded = (bound: string, length: number, alphabets: ReadonlyArray<string>): string =>
  alphabets.slice(bound.length, length).reduce((text, alphabet) => text + alphabet.charAt(0), bound)

/** The same beginning without the lowest characters at its end: 800 begins where 8 does. */
const shortest = (bound: string, alphabets: ReadonlyArray<string>): string => {
  let length = bound.length
  while (length > 0 && bound.charAt(length - 1) === alphabets[length - 1]?.charAt(0)) length -= 1
  return bound.slice(0, length)
}

/**
 * Where postcodes begin that none of the ranges has, as far as the ranges themselves show how
 * postcodes of the country look; none where they cover everything.
 *
 * @example
 * ```ts
 * import { Postcodes } from "entrepot/couriers"
 *
 * const [low, high] = [{ from: "0", to: "3" }, { from: "50", to: "99" }]
 * console.log(Postcodes.holes([high, low]))
 * ```
 * ```text
 * [ '4' ]
 * ```
 */
export const holes = (ranges: ReadonlyArray<PostcodeRange>): ReadonlyArray<string> => {
  const alphabets = alphabetsOf(ranges)
  const found: Array<string> = []
  const sorted = ranges.toSorted((one, other) => (one.from < other.from ? -1 : 1))
  // The beginning behind everything seen so far; none once that is the last there is.
  let next: string | undefined = ""
  for (const range of sorted) {
    if (next === undefined) return found
    const from = shortest(range.from, alphabets)
    if (from > shortest(next, alphabets)) found.push(padded(next, 1, alphabets))
    const after = behind(range, alphabets)
    if (after === undefined || after > next) next = after
  }
  return next === undefined ? found : [...found, next]
}
