/** CSV files with a mapping, read into records to link and the truth about them. */
import { readFileSync } from "node:fs"

import { parse } from "csv-parse/sync"
import { Result, Schema } from "effect"
import { type FieldType, LinkRecord } from "entrepot/customers"

import * as fields from "./fields.ts"

/** Which pairs count: of one file, of two files, or all. */
const Link = Schema.Literals(["within", "across", "both"])

/** What the columns of a file hold. The key of a field is a type, or what people call it. */
export const Mapping = Schema.Struct({
  fields: Schema.Record(
    Schema.String,
    Schema.Union([Schema.String, Schema.NonEmptyArray(Schema.String)]),
  ),
  truth: Schema.Struct({ column: Schema.String, pattern: Schema.optionalKey(Schema.String) }),
  link: Schema.optionalKey(Link),
})
export type Mapping = typeof Mapping.Type

/** Records with what is true of them, by their place. */
export interface Data {
  readonly records: ReadonlyArray<LinkRecord.LinkRecord>
  readonly truth: ReadonlyMap<string, string>
  readonly types: Readonly<Record<string, FieldType.FieldType>>
  /** Records with no value in any mapped field. */
  readonly empty: number
  /** Records of which the truth is blank: each counts as a person of its own. */
  readonly untold: number
}

/** A mapping cannot be read, or does not fit its files: says what and where. */
export class MappingRefused extends Schema.TaggedError<MappingRefused>()("MappingRefused", {
  where: Schema.String,
  reason: Schema.Literals([
    "options",
    "file",
    "csv",
    "empty",
    "mapping",
    "link",
    "pattern",
    "columns",
    "truth",
  ]),
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.where}: ${this.detail}`
  }
}

const refuse = (where: string, reason: MappingRefused["reason"], detail: string): MappingRefused =>
  new MappingRefused({ where, reason, detail })

/** What a function answers, or a refusal that says in one line why it failed. */
const orRefuse = <A>(where: string, reason: MappingRefused["reason"], run: () => A): A =>
  Result.getOrThrow(
    Result.try({
      try: run,
      catch: (cause) =>
        refuse(where, reason, cause instanceof Error ? cause.message : String(cause)),
    }),
  )

const textOf = (file: string): string => orRefuse(file, "file", () => readFileSync(file, "utf8"))

/** Reads a mapping from JSON. */
export const mappingOf = (file: string): Mapping => {
  const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Mapping), {
    errors: "all",
    onExcessProperty: "error",
  })
  const read = decode(textOf(file))
  if (Result.isFailure(read)) throw refuse(file, "mapping", read.failure.message)
  if (Object.keys(read.success.fields).length === 0)
    throw refuse(file, "mapping", `"fields" names no column to compare`)
  patternOf(read.success, file)
  return read.success
}

/** Reads files as a mapping says; two files are linked across, unless it says otherwise. */
export const read = (files: ReadonlyArray<string>, mapping: Mapping): Data => {
  const link = mapping.link ?? (files.length > 1 ? "across" : "within")
  if (link === "across" && files.length < 2)
    throw refuse(files.join(), "link", `"link" is "across", and there is one file`)
  const columns = Object.entries(mapping.fields).map(
    ([field, names]) => [field, typeof names === "string" ? [names] : names] as const,
  )
  const types: Record<string, FieldType.FieldType> = {}
  for (const [field] of columns) {
    types[field] = fields.typeOf(field) ?? "text"
    if (fields.typeOf(field) === undefined)
      console.error(`"${field}" is no type of field, so it is compared as text; types and words:
${fields.help()}`)
  }
  const wanted = [mapping.truth.column, ...columns.flatMap(([, names]) => names)]
  const pattern = patternOf(mapping)
  const truth = new Map<string, string>()
  const records: Array<LinkRecord.LinkRecord> = []
  let untold = 0
  for (const [number, file] of files.entries()) {
    const rows = rowsOf(file, wanted)
    for (const [at, row] of rows.entries()) {
      // Ids say nothing of the order of lines within a person.
      const id = `${number}-${at}`
      const told = row.get(mapping.truth.column) ?? ""
      const known = pattern.exec(told)?.[1]
      if (told !== "" && known === undefined)
        throw refuse(
          `${file}, record ${at + 1}`,
          "truth",
          `the truth column "${mapping.truth.column}" has no group of ${pattern.source}`,
        )
      if (told === "") untold += 1
      truth.set(id, told === "" || known === undefined ? `only ${id}` : `person ${known}`)
      const values = columns.map(([field, names]) => {
        const raw = names.map((name) => row.get(name) ?? "").join(" ")
        return [field, fields.normalised(types[field] ?? "text", raw)] as const
      })
      // By number: one file may be given twice.
      const source = link === "across" ? String(number) : undefined
      records.push(LinkRecord.make(id, Object.fromEntries(values), source))
    }
  }
  const empty = records.filter(({ values }) => values.size === 0).length
  return { records, truth, types, empty, untold }
}

/** The pattern of the truth: it is one, and has a group. */
const patternOf = ({ truth }: Mapping, file = "the mapping"): RegExp => {
  const { column, pattern = "^(.*)$" } = truth
  const where = `${file}, truth column "${column}"`
  const known = orRefuse(where, "pattern", () => new RegExp(pattern, "s"))
  // What also matches nothing tells how many groups there are.
  const groups = new RegExp(`${pattern}|`).exec("") ?? []
  if (groups.length < 2) throw refuse(where, "pattern", `${pattern} has no group`)
  return known
}

const rowsOf = (
  file: string,
  wanted: ReadonlyArray<string>,
): ReadonlyArray<ReadonlyMap<string, string>> => {
  const text = textOf(file)
  const [head = [], ...lines] = orRefuse(file, "csv", () =>
    parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_quotes: true,
      relax_column_count: true,
    }),
  )
  if (head.length === 0) throw refuse(file, "empty", "it has no line")
  const twice = head.filter((name, at) => name !== "" && head.indexOf(name) !== at)
  if (twice.length > 0)
    throw refuse(
      file,
      "columns",
      `its head has ${[...new Set(twice)].map((name) => JSON.stringify(name)).join(", ")} twice`,
    )
  const missing = wanted.filter((name) => !head.includes(name))
  if (missing.length > 0)
    throw refuse(
      file,
      "columns",
      `no column ${missing.map((name) => JSON.stringify(name)).join(", ")}; it has ${head.join(", ")}`,
    )
  if (lines.length === 0) throw refuse(file, "empty", "it has a head and no record")
  return lines.map((line) => new Map(head.map((name, at) => [name, line[at] ?? ""])))
}
