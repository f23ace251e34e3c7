/**
 * Records as columns: each field's values by small numbers, so that comparing is done once for two
 * values and not for each pair of records that has them.
 *
 * @module
 */
import * as Model from "./LinkageModel.ts"
import type { FieldName, LinkRecord } from "./LinkRecord.ts"

/** One field of all records. */
export interface Column {
  readonly field: FieldName
  /** The distinct values; a value's number is its place. */
  readonly values: ReadonlyArray<string>
  /** The number of each record's first value, or -1. */
  readonly first: Int32Array
  /** All numbers of the records that have several values. */
  readonly several: ReadonlyMap<number, ReadonlyArray<number>>
}

/** Records by their place in the order of their ids, so that nothing hangs on their arrival. */
export interface Columns {
  readonly records: ReadonlyArray<LinkRecord>
  readonly columns: ReadonlyMap<FieldName, Column>
  /** The number of each record's source, or -1. */
  readonly sources: Int32Array
}

/**
 * Compares texts by UTF-16 units.
 *
 * @internal
 */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Records as columns of the fields that a model compares or blocks by, without generic values.
 *
 * @example
 * ```ts
 * import { Columns, LinkRecord, PriorModel } from "entrepot/customers"
 *
 * const all = ["york", "leeds", "york"].map((city, at) => LinkRecord.make(`r${at}`, { city }))
 * const column = Columns.of(PriorModel.model, all).columns.get("city")
 * console.log(column?.values, column?.first)
 * ```
 * ```text
 * [ 'york', 'leeds' ] Int32Array(3) [ 0, 1, 0 ]
 * ```
 */
export const of = (model: Model.LinkageModel, records: ReadonlyArray<LinkRecord>): Columns => {
  const generic = Model.genericOf(model)
  const fields = [
    ...model.comparisons.map(({ field }) => field),
    ...model.blocking.flatMap(({ parts }) => parts.map(({ field }) => field)),
  ]
  const usable =
    generic.size === 0 ? records : records.map((record) => Model.withoutGeneric(generic, record))
  return ofFields(fields, usable)
}

/**
 * Records as columns of these fields.
 *
 * @internal
 */
export const ofFields = (
  fields: ReadonlyArray<FieldName>,
  records: ReadonlyArray<LinkRecord>,
): Columns => {
  const ascending = records.toSorted((a, b) => byText(a.id, b.id))
  const columns = new Map<FieldName, Column>()
  for (const field of new Set(fields)) columns.set(field, columnOf(field, ascending))
  const sources = numbered()
  return {
    records: ascending,
    columns,
    sources: Int32Array.from(ascending, ({ source }) =>
      source === undefined ? -1 : sources.number(source),
    ),
  }
}

const columnOf = (field: FieldName, records: ReadonlyArray<LinkRecord>): Column => {
  const distinct = numbered()
  const first = new Int32Array(records.length).fill(-1)
  const several = new Map<number, ReadonlyArray<number>>()
  for (const [at, { values }] of records.entries()) {
    const known = values.get(field)
    if (known === undefined) continue
    if (known.length > 1) several.set(at, known.map(distinct.number))
    const [value] = known
    if (value !== undefined) first[at] = distinct.number(value)
  }
  return { field, values: distinct.values, first, several }
}

/**
 * Texts that are numbered as they come.
 *
 * @internal
 */
export interface Numbered {
  /** By their numbers. */
  readonly values: ReadonlyArray<string>
  /** The number of a text, a new one where it has none yet. */
  readonly number: (value: string) => number
}

/**
 * Numbers texts as they come.
 *
 * @internal
 */
export const numbered = (): Numbered => {
  const numbers = new Map<string, number>()
  const values: Array<string> = []
  const number = (value: string): number => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, values.length)
    return values.push(value) - 1
  }
  return { values, number }
}

/**
 * The numbers of a record's values.
 *
 * @internal
 */
export const numbersOf = ({ first, several }: Column, record: number): ReadonlyArray<number> => {
  const number = first[record] ?? -1
  return several.get(record) ?? (number < 0 ? [] : [number])
}

/**
 * Whether two records are of one source, which has each person once.
 *
 * @internal
 */
export const areOfOneSource = ({ sources }: Columns, a: number, b: number): boolean =>
  (sources[a] ?? -1) >= 0 && sources[a] === sources[b]

/**
 * How many pairs there are in all, at least 1: records of one source are no pair.
 *
 * @internal
 */
export const pairsOf = ({ records, sources }: Columns): number => {
  const sizes = new Map<number, number>()
  for (const source of sources) if (source >= 0) sizes.set(source, (sizes.get(source) ?? 0) + 1)
  let pairs = (records.length * (records.length - 1)) / 2
  for (const size of sizes.values()) pairs -= (size * (size - 1)) / 2
  return Math.max(1, pairs)
}
