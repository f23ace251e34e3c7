/**
 * What people of one home or one place have in common, where nothing is learned yet.
 *
 * @module
 */
import type { Level } from "./Level.ts"
import type { Beside, Comparison } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"

type Tag = Level["_tag"]

/** Of two people who agree on one field, so many agree on another one because they live together. */
interface Shared {
  readonly of: FieldName
  readonly on: FieldName
  readonly share: number
  /** At which levels, each as often. */
  readonly at: ReadonlyArray<Tag>
}

const alike: ReadonlyArray<Tag> = ["Folded", "Damerau", "LocalPart", "LocalPartSimilar", "Grams"]

/**
 * Set by hand, for tens of thousands of people: one in ten who write the same street and house live in
 * one home, since many towns have that street; of these most have one surname. Their mailboxes and
 * contracts are often taken out together, and so look alike.
 */
const shares: ReadonlyArray<Shared> = [
  { of: "city", on: "postcode", share: 0.95, at: ["Exact"] },
  { of: "postcode", on: "address", share: 0.1, at: ["Exact"] },
  { of: "surname", on: "address", share: 0.07, at: ["Exact"] },
  { of: "name", on: "address", share: 0.07, at: ["JaroWinkler", "Subset", "Grams", "Words"] },
  { of: "email", on: "address", share: 0.03, at: alike },
  { of: "phone", on: "address", share: 0.02, at: ["Damerau"] },
]

/**
 * Comparisons that count only once what people of one home or place share anyway: their `u` beside a
 * field that agrees mixes strangers with those who live together.
 */
export const besides = (comparisons: ReadonlyArray<Comparison>): ReadonlyArray<Comparison> =>
  comparisons.map((comparison) => {
    const shared = shares.find(({ of }) => of === comparison.field)
    const other = comparisons.find(({ field }) => field === shared?.on)
    if (shared === undefined || other === undefined) return comparison
    return { ...comparison, beside: besideOf(comparison, other, shared) }
  })

const besideOf = (
  { levels, otherwise }: Comparison,
  other: Comparison,
  { on, share, at }: Shared,
): Beside => {
  const isShared = levels.map(({ level }) => at.includes(level._tag))
  const each = share / Math.max(1, isShared.filter(Boolean).length)
  const mixed = (u: number, own: number) => (1 - share) * u + own
  const us = [
    ...levels.map(({ u }, level) => mixed(u, isShared[level] === true ? each : 0)),
    mixed(otherwise.u, 0),
  ]
  return { field: on, us: other.levels.map(({ m, u }) => (m > u ? us : [])) }
}
