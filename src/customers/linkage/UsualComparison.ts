/**
 * The comparison that suits each type of field, before anything is learned.
 *
 * @module
 */
import type { FieldType } from "./FieldType.ts"
import type { Level } from "./Level.ts"
import type { Comparison, WeighedLevel } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"

type Weighed = readonly [level: Level, m: number, u: number, weak?: true]
type AllWeighed = readonly [Weighed, ...ReadonlyArray<Weighed>]

const same: Level = { _tag: "Exact" }
const folded: Level = { _tag: "Folded" }
const alike = (atLeast: number): Level => ({ _tag: "JaroWinkler", atLeast })
const edits = (atMost: number): Level => ({ _tag: "Damerau", atMost })
const wordsShared = (atLeast: number): Level => ({ _tag: "Words", atLeast })
const gramsShared = (atLeast: number): Level => ({ _tag: "Grams", atLeast })
/** As rare as masks of names and places are: what such a mask says hangs on what it shows. */
const ofWords: Weighed = [{ _tag: "Masked" }, 0.001, 0.000_01, true]
const daysApart = (atMost: number): Level => ({ _tag: "DaysApart", atMost })

const personName = (partner: FieldName | undefined): AllWeighed => [
  [same, 0.75, 0.005],
  ofWords,
  [folded, 0.02, 0.000_15],
  [alike(0.92), 0.06, 0.003],
  ...(partner === undefined
    ? []
    : [[{ _tag: "Crossed", with: partner, atLeast: 0.85 }, 0.02, 0.0001] as const]),
  [alike(0.85), 0.03, 0.006],
  [{ _tag: "Initial" }, 0.01, 0.005],
  [alike(0.7), 0.03, 0.04],
]

const levelsOf = (type: FieldType, partner: FieldName | undefined): AllWeighed => {
  switch (type) {
    case "givenName":
    case "surname":
      return personName(partner)
    case "fullName":
      return [
        [same, 0.6, 0.0005],
        ofWords,
        // Two of one name write it otherwise as often as one person does.
        [folded, 0.03, 0.000_025],
        [wordsShared(1), 0.05, 0.000_04],
        [alike(0.92), 0.1, 0.001],
        [{ _tag: "Subset" }, 0.05, 0.0005],
        [gramsShared(0.6), 0.05, 0.001],
        [wordsShared(0.3), 0.05, 0.01],
        [alike(0.7), 0.04, 0.04],
      ]
    case "birthDate":
      return [
        [same, 0.8, 0.0001],
        [{ _tag: "DayMonthSwapped" }, 0.02, 0.0001],
        [edits(1), 0.08, 0.001],
        [daysApart(31), 0.02, 0.003],
        [edits(2), 0.02, 0.015],
        [daysApart(366), 0.02, 0.03],
        [{ _tag: "SameYear" }, 0.01, 0.02],
      ]
    case "phone":
      return [
        [same, 0.75, 0.00001],
        [{ _tag: "Masked" }, 0.1, 0.00001, true],
        [edits(1), 0.05, 0.00005],
        [edits(2), 0.02, 0.001],
      ]
    case "email":
      return [
        [same, 0.7, 0.00001],
        [{ _tag: "Masked" }, 0.1, 0.0001, true],
        [folded, 0.02, 0.00001],
        [edits(2), 0.08, 0.00005],
        [{ _tag: "LocalPart" }, 0.05, 0.0001],
        [gramsShared(0.7), 0.03, 0.0005],
        [{ _tag: "LocalPartSimilar", atLeast: 0.9 }, 0.04, 0.002],
        [gramsShared(0.4), 0.03, 0.005],
      ]
    case "identifier":
      return [
        [same, 0.9, 0.00001],
        [{ _tag: "Masked" }, 0.1, 0.0001, true],
        [edits(1), 0.05, 0.00005],
        [edits(2), 0.02, 0.001],
      ]
    case "token":
      return [[same, 0.95, 0.000_001]]
    case "houseNumber":
      return [
        [same, 0.75, 0.01],
        [edits(1), 0.1, 0.1],
        [{ _tag: "Subset" }, 0.02, 0.01],
      ]
    case "street":
      return [
        [same, 0.65, 0.001],
        ofWords,
        [folded, 0.03, 0.0005],
        [alike(0.95), 0.08, 0.001],
        [gramsShared(0.75), 0.06, 0.001],
        [wordsShared(0.5), 0.05, 0.01],
        [gramsShared(0.5), 0.05, 0.02],
        [wordsShared(0.2), 0.03, 0.1],
      ]
    case "locality":
      return [
        [same, 0.75, 0.01],
        ofWords,
        [folded, 0.02, 0.001],
        [alike(0.92), 0.08, 0.005],
        [gramsShared(0.6), 0.04, 0.01],
        [alike(0.75), 0.03, 0.05],
      ]
    case "postcode":
      return [
        [same, 0.8, 0.002],
        [edits(1), 0.08, 0.02],
        [edits(2), 0.03, 0.1],
      ]
    case "region":
    case "category":
      return [
        [same, 0.85, 0.2],
        [alike(0.85), 0.05, 0.05],
      ]
    case "number":
      return [
        [same, 0.8, 0.02],
        [{ _tag: "NumbersWithin", difference: 1 }, 0.05, 0.03],
        [edits(1), 0.05, 0.1],
      ]
    case "text":
      return [
        [same, 0.5, 0.0005],
        [folded, 0.05, 0.0002],
        [wordsShared(0.8), 0.1, 0.0003],
        [gramsShared(0.8), 0.08, 0.0005],
        [{ _tag: "Subset" }, 0.05, 0.001],
        [wordsShared(0.5), 0.07, 0.002],
        [gramsShared(0.6), 0.05, 0.005],
        [wordsShared(0.25), 0.05, 0.02],
        [gramsShared(0.4), 0.03, 0.1],
      ]
  }
}

/**
 * The comparison that suits a type, with weights to begin with. Given name and surname are each
 * other's `partner`, where a record has both.
 *
 * @example
 * ```ts
 * import { UsualComparison } from "entrepot/customers"
 *
 * const { levels } = UsualComparison.of("postcode", "zip")
 * console.log(levels.map(({ level }) => level._tag))
 * ```
 * ```text
 * [ 'Exact', 'Damerau', 'Damerau' ]
 * ```
 */
export const of = (type: FieldType, field: FieldName, partner?: FieldName): Comparison => {
  const [first, ...rest] = levelsOf(type, partner)
  const levels = [weighed(first), ...rest.map(weighed)] as const
  const otherwise = {
    m: Math.max(0.02, 1 - levels.reduce((sum, { m }) => sum + m, 0)),
    u: 1 - levels.reduce((sum, { u }) => sum + u, 0),
  }
  return { field, levels, otherwise, byFrequency: true }
}

const weighed = ([level, m, u, weak]: Weighed): WeighedLevel => ({
  level,
  m,
  u,
  ...(weak === true ? { weak } : {}),
})
