/**
 * How often values are, by people and not by records.
 *
 * @module
 */
import * as Columns from "./Columns.ts"
import type { FieldValues, LinkageModel } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"

/**
 * Counts values: a record counts as the share of a person that it is. One person in the count is the
 * one that is asked about, so that what says how often others have a value is discounted (Ney, Essen
 * & Kneser 1994): of a value of one person, only what values of two make likely remains.
 */
export const tables = (
  model: LinkageModel,
  columns: Columns.Columns,
  people: Float64Array,
): ReadonlyArray<FieldValues> =>
  model.comparisons.flatMap(({ field }) => {
    const column = columns.columns.get(field)
    const generic = model.values.find((known) => known.field === field)?.generic ?? []
    return column === undefined ? [] : [tableOf(column, people, generic)]
  })

const tableOf = (
  column: Columns.Column,
  people: Float64Array,
  generic: ReadonlyArray<string>,
): FieldValues => {
  const counts = new Float64Array(column.values.length)
  let all = 0
  for (let record = 0; record < people.length; record += 1)
    for (const number of Columns.numbersOf(column, record)) {
      counts[number] = (counts[number] ?? 0) + (people[record] ?? 1)
      all += people[record] ?? 1
    }
  let [once, twice] = [0.5, 0.5]
  for (const count of counts) {
    if (count >= 0.5 && count < 1.5) once += 1
    if (count >= 1.5 && count < 2.5) twice += 1
  }
  const discount = once / (once + 2 * twice)
  const least = 1 - discount
  const share = (count: number) => Math.min(0.999, Math.max(count - discount, least) / (all + 1))
  const frequencies = Array.from(
    column.values,
    (value, number) => [value, counts[number] ?? 0] as const,
  )
    .filter(([, count]) => count > 1)
    .map(([value, count]) => [value, share(count)] as const)
  return { field: column.field, frequencies, rarest: share(1), generic }
}

/** That two people have the same value. */
export const meanOf = (model: LinkageModel, field: FieldName): number | undefined => {
  const known = model.values.find((table) => table.field === field)
  if (known === undefined) return undefined
  let [mean, rest] = [0, 1]
  for (const [, share] of known.frequencies) {
    mean += share * share
    rest -= share
  }
  return Math.min(0.999, Math.max(mean + Math.max(0, rest) * known.rarest, 1e-9))
}
