/** CSV files as rows by the names of their columns; what is wrong in them is said with its line. */
import { readFileSync } from "node:fs"

import { parse } from "csv-parse/sync"
import { Schema } from "effect"

import { orRefuse, refuse } from "./refusal.ts"

/** A record that has more or fewer cells than the head: what is missing is blank, the rest ignored. */
export interface Uneven {
  readonly file: string
  /** The line on which it ends, from 1. */
  readonly line: number
  readonly cells: number
}

/** The records of a file. */
export interface Table {
  readonly rows: ReadonlyArray<ReadonlyMap<string, string>>
  readonly uneven: ReadonlyArray<Uneven>
}

/** Whether bytes are the beginning of a text, and which; a character may end behind them. */
const beginning = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}

/** The line of the first byte that is no text: so many bytes before it are one. */
const brokenLine = (bytes: Uint8Array, encoding: string): number => {
  let [sound, broken] = [0, bytes.length + 1]
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1
    if (beginning(bytes.subarray(0, middle), encoding) === undefined) broken = middle
    else sound = middle
  }
  return (beginning(bytes.subarray(0, sound), encoding) ?? "").split("\n").length
}

/** The text of a file. Nothing is replaced: bytes that are no text are refused with their line. */
export const textOf = (file: string, encoding = "utf-8"): string => {
  const bytes = orRefuse(file, "file", () => readFileSync(file))
  const decoder = orRefuse(file, "encoding", () => new TextDecoder(encoding, { fatal: true }))
  try {
    return decoder.decode(bytes)
  } catch {
    const where = `${file}, line ${brokenLine(bytes, encoding)}`
    const hint = `a mapping may name their "encoding", such as "gb18030"`
    throw refuse(where, "encoding", `its bytes are no ${encoding}; ${hint}`)
  }
}

/** What stands between cells. */
export const Delimiter = Schema.Literals([",", ";", "\t", "|"])
export type Delimiter = typeof Delimiter.Type

/** How files are written. */
interface Format {
  readonly encoding?: string
  readonly delimiter?: Delimiter
}

const asRows = {
  trim: true,
  skip_empty_lines: true,
  relax_quotes: true,
  relax_column_count: true,
}

/** What stands between cells by the head, which has all the columns that are wanted: else, commas. */
const delimiterOf = (text: string, wanted: ReadonlyArray<string>): Delimiter =>
  Delimiter.literals.find((delimiter) => {
    try {
      const [head = []] = parse(text, { ...asRows, delimiter, to: 1 })
      return wanted.every((name) => head.includes(name))
    } catch {
      return false
    }
  }) ?? ","

/** Reads a file that has these columns, and a record at least. */
export const read = (
  file: string,
  wanted: ReadonlyArray<string>,
  { encoding, delimiter }: Format = {},
): Table => {
  const text = textOf(file, encoding)
  const ends: Array<number> = []
  const [head = [], ...lines] = orRefuse(file, "csv", () =>
    parse(text, {
      ...asRows,
      delimiter: delimiter ?? delimiterOf(text, wanted),
      on_record: (record, { lines }) => {
        ends.push(lines)
        return record
      },
    }),
  )
  if (head.length === 0) throw refuse(file, "empty", "it has no line")
  const twice = head.filter((name, at) => name !== "" && head.indexOf(name) !== at)
  if (twice.length > 0)
    throw refuse(file, "columns", `its head has ${quoted([...new Set(twice)])} twice`)
  const missing = wanted.filter((name) => !head.includes(name))
  if (missing.length > 0)
    throw refuse(file, "columns", `no column ${quoted(missing)}; it has ${head.join(", ")}`)
  if (lines.length === 0) throw refuse(file, "empty", "it has a head and no record")
  return {
    rows: lines.map((line) => new Map(head.map((name, at) => [name, line[at] ?? ""]))),
    uneven: lines.flatMap(({ length }, at) =>
      length === head.length ? [] : [{ file, line: ends[at + 1] ?? 0, cells: length }],
    ),
  }
}

const quoted = (names: ReadonlyArray<string>): string =>
  names.map((name) => JSON.stringify(name)).join(", ")
