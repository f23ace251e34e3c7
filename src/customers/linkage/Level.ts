/**
 * Levels of agreement between two values of a field, as values.
 *
 * @module
 */
import { Schema } from "effect"

import { FieldName } from "./LinkRecord.ts"

const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

/**
 * How two values agree. Of a comparison's levels the first one that holds is the pair's.
 *
 * - `Exact`: the same text; beside a level `Masked`, without `*`.
 * - `Folded`: the same but for case, marks (diacritics), spaces and punctuation.
 * - `Masked`: one of them or both hide characters behind `*`, and those shown agree: `183****2807`.
 * - `Crossed`: this field and another have changed places, such as given name and surname: each is
 *   as like the other's as Winkler's similarity says, or the other is not known.
 * - `JaroWinkler`: the similarity of Winkler (1990) is at least this.
 * - `Damerau`: at most so many characters are put in, left out, replaced or changed places with
 *   their neighbour (Damerau 1964; optimal string alignment), and at least half are left as are.
 * - `Initial`: one is the first letter of the other.
 * - `Subset`: all words of one are among the words of the other.
 * - `Words`: the words that both have, by the length of all (Jaccard 1901), are at least this share.
 * - `Grams`: the same of pairs of neighbouring characters (Dice 1945).
 * - `DayMonthSwapped`, `SameYear`, `DaysApart`: of dates such as `1990-02-28` or `19900228`.
 * - `LocalPart`, `LocalPartSimilar`, `Domain`: of e-mail addresses, what stands before or after `@`.
 * - `NumbersWithin`: of numbers, a difference of at most this.
 */
export const Level = Schema.TaggedUnion({
  Exact: {},
  Folded: {},
  Masked: {},
  Crossed: { with: FieldName, atLeast: Share },
  JaroWinkler: { atLeast: Share },
  Damerau: { atMost: Schema.Natural },
  Initial: {},
  Subset: {},
  Words: { atLeast: Share },
  Grams: { atLeast: Share },
  DayMonthSwapped: {},
  SameYear: {},
  DaysApart: { atMost: Schema.Natural },
  LocalPart: {},
  LocalPartSimilar: { atLeast: Share },
  Domain: {},
  NumbersWithin: { difference: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)) },
})
/** How two values agree. */
export type Level = typeof Level.Type
