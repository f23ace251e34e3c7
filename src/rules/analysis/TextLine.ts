/**
 * The lines of texts and of sets of texts: those that conditions name, and any other. Pure.
 *
 * @module
 */
import type { Simple } from "../Condition.ts"
import type { Values } from "./Values.ts"

/** The named texts, one in another case where case does not count, and one that is not named. */
export const of = (asked: ReadonlyArray<Simple>, named: ReadonlyArray<string>): Values<string> => {
  const matches = asked.filter((condition) => condition._tag === "Text")
  const equal = matches.filter(({ is }) => is === "equals")
  const loose = equal.filter(({ ignoreCase }) => ignoreCase === true).flatMap(({ anyOf }) => anyOf)
  const exact = new Set([...named, ...equal.flatMap(({ anyOf }) => anyOf)])
  const pieces = (["startsWith", "contains", "like", "endsWith"] as const).flatMap((how) =>
    matches.filter(({ is }) => is === how).flatMap(({ anyOf }) => anyOf),
  )
  const values = new Set([...exact, ...pieces, ...(pieces.length > 1 ? [pieces.join("")] : [])])
  // Of a text in any case, one that no exact condition names.
  const isClosed = loose
    .map((text) => {
      const other = casings(text).find((casing) => !exact.has(casing))
      if (other !== undefined) values.add(other)
      return other !== undefined || text.toLowerCase() === text.toUpperCase()
    })
    .every(Boolean)
  const taken = new Set([...values].map((text) => text.toLowerCase()))
  let other = "other"
  while (taken.has(other)) other += "-"
  const listed = [...values].toSorted().concat(other)
  if (pieces.length > 0) return { values: listed, open: "text patterns" }
  return { values: listed, ...(isClosed ? {} : { open: "texts in any case" }) }
}

const casings = (text: string): ReadonlyArray<string> => {
  const lower = text.toLowerCase()
  const upper = text.toUpperCase()
  const mixed = Array.from(lower, (_, at) => upper.slice(0, at + 1) + lower.slice(at + 1))
  return [lower, upper, ...mixed].filter((casing) => casing.toLowerCase() === lower)
}

/** All subsets of so many named texts; of more only samples. */
const mostSubsets = 6

/** The sets of the named texts. */
export const ofSet = (asked: ReadonlyArray<Simple>): Values<ReadonlyArray<string>> => {
  const named = [
    ...new Set(asked.flatMap((condition) => (condition._tag === "Has" ? condition.values : []))),
  ].toSorted()
  if (named.length > mostSubsets) {
    const samples = [[], ...named.map((text) => [text]), named]
    return { values: samples, open: `a set that is asked for ${named.length} texts` }
  }
  const subsets = Array.from({ length: 2 ** named.length }, (_, bits) =>
    named.filter((_text, at) => (bits >>> at) & 1),
  )
  return { values: subsets }
}
