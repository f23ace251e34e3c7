/**
 * Conditions as rows: a condition holds where all parts of one of its rows do, and each part asks of
 * one fact only. Pure.
 *
 * @module
 */
import { type Condition, leaves } from "../Condition.ts"

/** What one row asks of each fact; under the empty name stands what asks of none. */
export type Row = ReadonlyMap<string, ReadonlyArray<Condition>>

/**
 * The rows of a condition, or nothing where they would be too many. What asks of one fact only stays
 * together, however it is combined; the rest is a disjunctive form by the laws of De Morgan and of
 * distribution, which hold for three truth values as for two.
 */
export const of = (condition: Condition, most: number): ReadonlyArray<Row> | undefined => {
  const facts = factsOf(condition)
  if (facts.size <= 1) {
    const [fact = ""] = facts
    return [new Map([[fact, [condition]]])]
  }
  switch (condition._tag) {
    case "Not":
      return of(mirrored(condition.of), most)
    case "All":
      return product(grouped("All", condition.of), most)
    case "Any":
      return union(grouped("Any", condition.of), most)
    default:
      return undefined
  }
}

const factsOf = (condition: Condition): ReadonlySet<string> =>
  new Set(leaves(condition).map(({ fact }) => fact))

/** The opposite, with its `Not` further inside. */
const mirrored = (condition: Condition): Condition => {
  const opposite = (part: Condition): Condition => ({ _tag: "Not", of: part })
  switch (condition._tag) {
    case "Not":
      return condition.of
    case "All":
      return { _tag: "Any", of: condition.of.map(opposite) }
    case "Any":
      return { _tag: "All", of: condition.of.map(opposite) }
    default:
      return opposite(condition)
  }
}

/** Parts that ask of the same single fact, as one part. */
const grouped = (
  _tag: "All" | "Any",
  parts: ReadonlyArray<Condition>,
): ReadonlyArray<Condition> => {
  const groups = Map.groupBy(parts, (part) => {
    const facts = [...factsOf(part)]
    return facts.length > 1 ? part : facts.join()
  })
  return Array.from(groups.values(), ([first, ...others]): Condition =>
    first === undefined || others.length > 0
      ? { _tag, of: [...(first === undefined ? [] : [first]), ...others] }
      : first,
  )
}

const union = (parts: ReadonlyArray<Condition>, most: number): ReadonlyArray<Row> | undefined => {
  const rows: Array<Row> = []
  for (const part of parts) {
    const more = of(part, most)
    if (more === undefined || rows.length + more.length > most) return undefined
    rows.push(...more)
  }
  return rows
}

const product = (parts: ReadonlyArray<Condition>, most: number): ReadonlyArray<Row> | undefined => {
  let rows: ReadonlyArray<Row> = [new Map()]
  for (const part of parts) {
    const more = of(part, most)
    if (more === undefined || rows.length * more.length > most) return undefined
    rows = rows.flatMap((row) => more.map((other) => merged(row, other)))
  }
  return rows
}

const merged = (left: Row, right: Row): Row => {
  const both = new Map(left)
  for (const [fact, asked] of right) both.set(fact, [...(both.get(fact) ?? []), ...asked])
  return both
}
