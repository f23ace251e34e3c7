/**
 * What people of one home or one place have in common, where nothing is learned yet.
 *
 * @module
 */
import { Equal } from "effect"

import * as Once from "../../kernel/Once.ts"
import type { Level } from "./Level.ts"
import type { Comparison, Dependency, LinkageModel } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"

/** What two people of one home have in common of a field. */
interface Shared {
  /** So many have one value, and write it as one person does. */
  readonly share: number
  /** So many are at these levels beside that. */
  readonly near?: ReadonlyArray<readonly [Level, number]>
}

/**
 * Set by hand. People of one home have one address, mostly one surname, often a device and sometimes a
 * phone or a mailbox; a few are twins. Their mailboxes and contracts are often taken out together, and
 * so look alike, as some given names do. Full names of one surname share a word, or begin or end alike;
 * a few are those of a father and a son.
 */
const shared: ReadonlyMap<FieldName, Shared> = new Map<FieldName, Shared>([
  ["address", { share: 1 }],
  ["postcode", { share: 1 }],
  ["city", { share: 1 }],
  ["surname", { share: 0.7 }],
  ["device", { share: 0.6 }],
  ["birthDate", { share: 0.02 }],
  [
    "phone",
    {
      share: 0.45,
      near: [
        [{ _tag: "Damerau", atMost: 1 }, 0.05],
        [{ _tag: "Damerau", atMost: 2 }, 0.05],
      ],
    },
  ],
  [
    "email",
    {
      share: 0.3,
      near: [
        [{ _tag: "Damerau", atMost: 2 }, 0.05],
        [{ _tag: "LocalPart" }, 0.05],
        [{ _tag: "Grams", atLeast: 0.7 }, 0.05],
        [{ _tag: "LocalPartSimilar", atLeast: 0.9 }, 0.05],
        [{ _tag: "Grams", atLeast: 0.4 }, 0.1],
      ],
    },
  ],
  [
    "givenName",
    {
      share: 0,
      near: [
        [{ _tag: "JaroWinkler", atLeast: 0.92 }, 0.01],
        [{ _tag: "JaroWinkler", atLeast: 0.85 }, 0.01],
        [{ _tag: "JaroWinkler", atLeast: 0.7 }, 0.1],
      ],
    },
  ],
  [
    "name",
    {
      share: 0.005,
      near: [
        [{ _tag: "Masked" }, 0.001],
        [{ _tag: "JaroWinkler", atLeast: 0.92 }, 0.02],
        [{ _tag: "Subset" }, 0.05],
        [{ _tag: "Grams", atLeast: 0.6 }, 0.15],
        [{ _tag: "Words", atLeast: 0.3 }, 0.35],
        [{ _tag: "JaroWinkler", atLeast: 0.7 }, 0.2],
      ],
    },
  ],
])

/**
 * Of two strangers, who agree on one field agree on another one, too: most of one postcode are of one
 * town, and one in ten who write the same street and house mean the same, since many towns have it.
 */
const places = [
  { of: "city", on: "postcode", share: 0.95 },
  { of: "postcode", on: "address", share: 0.1 },
]

/**
 * Comparisons that know what two people of one home have in common, and what two have who are of one
 * place.
 */
export const among = (comparisons: ReadonlyArray<Comparison>): ReadonlyArray<Comparison> =>
  comparisons.map((comparison) => {
    const place = places.find(({ of }) => of === comparison.field)
    const other = comparisons.find(({ field }) => field === place?.on)
    const own = shared.get(comparison.field)
    return {
      ...comparison,
      ...(place === undefined || other === undefined
        ? {}
        : { dependsOn: dependencyOf(comparison, other, place.share) }),
      ...(own === undefined ? {} : { atHome: usAtHome(comparison, own) }),
    }
  })

/** So many have the value in common; of the others, at each level as many as of two strangers. */
const dependencyOf = (
  { levels, otherwise }: Comparison,
  other: Comparison,
  share: number,
): Dependency => {
  const us = [...levels, otherwise].map(({ u }, at) => (1 - share) * u + (at === 0 ? share : 0))
  return { field: other.field, us: other.levels.map(({ m, u }) => (m > u ? us : [])) }
}

const usAtHome = (
  { levels, otherwise }: Comparison,
  { share, near = [] }: Shared,
): ReadonlyArray<number> => {
  const rest = near.reduce((left, [, own]) => left - own, 1 - share)
  const nearOf = (level: Level): number => near.find(([own]) => Equal.equals(own, level))?.[1] ?? 0
  return [
    ...levels.map(({ level, m, u }) => share * m + nearOf(level) + rest * u),
    share * otherwise.m + rest * otherwise.u,
  ]
}

/** The model that weighs two records of one home: against two people of it. The same one each time. */
export const atHome: (model: LinkageModel) => LinkageModel | undefined = Once.per((model) =>
  model.atHome === undefined
    ? undefined
    : { ...model, prior: model.atHome, comparisons: model.comparisons.map(ofHome) },
)

/** How rare a value is says nothing at home, where it is shared for another reason. */
const ofHome = ({ atHome, dependsOn: _, ...comparison }: Comparison): Comparison => {
  if (atHome === undefined) return comparison
  const uOf = (u: number, at: number): number => atHome[at] ?? u
  const [first, ...rest] = comparison.levels
  return {
    ...comparison,
    levels: [
      { ...first, u: uOf(first.u, 0) },
      ...rest.map((level, at) => ({ ...level, u: uOf(level.u, at + 1) })),
    ],
    otherwise: {
      ...comparison.otherwise,
      u: uOf(comparison.otherwise.u, comparison.levels.length),
    },
    byFrequency: false,
  }
}
