/** CSV files with a mapping, read into records to link and the truth about them. */
import { Result, Schema } from "effect"
import { Evidence, type FieldType, LinkRecord, type Reading } from "entrepot/customers"
import { Address } from "entrepot/kernel"

import * as fields from "./fields.ts"
import { orRefuse, refuse } from "./refusal.ts"
import * as table from "./table.ts"

/** Which pairs are looked at and count: of one file each, of two files, or all. */
const Link = Schema.Literals(["within", "across", "both"])

/** What the columns of a file hold. The key of a field is a type, or what people call it. */
export const Mapping = Schema.Struct({
  fields: Schema.Record(
    Schema.String,
    Schema.Union([Schema.String, Schema.NonEmptyArray(Schema.String)]),
  ),
  truth: Schema.Struct({ column: Schema.String, pattern: Schema.optionalKey(Schema.String) }),
  link: Schema.optionalKey(Link),
  /** In whose form phones, postcodes and national numbers are written, unless they say otherwise. */
  country: Schema.optionalKey(Address.Country),
  /** What the bytes of the files are, by a name that TextDecoder knows; UTF-8 if not given. */
  encoding: Schema.optionalKey(Schema.String),
  /** What stands between the cells; if not given, what the head tells. */
  delimiter: Schema.optionalKey(table.Delimiter),
})
export type Mapping = typeof Mapping.Type

type Records = ReadonlyArray<LinkRecord.LinkRecord>

/** Records with what is true of them, by their ids. */
export interface Data {
  readonly records: Records
  /** The records that are linked among each other and with no others: all, or those of each file. */
  readonly parts: readonly [Records, ...ReadonlyArray<Records>]
  readonly truth: ReadonlyMap<string, string>
  readonly types: Readonly<Record<string, FieldType.FieldType>>
  /** Records with no value in any mapped field. */
  readonly empty: number
  /** Records of which the truth is blank: each counts as a person of its own. */
  readonly untold: number
  /**
   * Values that the room would not compare, by field and reason. What it cannot read is compared as it
   * is written; what it reads and leaves out, such as the address of a relay, is left out here too.
   */
  readonly unread: ReadonlyArray<Evidence.Tallied>
  readonly uneven: ReadonlyArray<table.Uneven>
}

/** Reads a mapping from JSON. */
export const mappingOf = (file: string): Mapping => {
  const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Mapping), {
    errors: "all",
    onExcessProperty: "error",
  })
  const read = decode(table.textOf(file))
  if (Result.isFailure(read)) throw refuse(file, "mapping", read.failure.message)
  if (Object.keys(read.success.fields).length === 0)
    throw refuse(file, "mapping", `"fields" names no column to compare`)
  patternOf(read.success, file)
  return read.success
}

/** Reads files as a mapping says; two files are linked across, unless it says otherwise. */
export const read = (files: ReadonlyArray<string>, mapping: Mapping): Data => {
  const blank = files.indexOf("")
  if (blank >= 0)
    throw refuse("files", "file", `the name of file ${blank + 1} of ${files.length} is empty`)
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
  const unread: Array<{ readonly field: string; readonly because: Reading.Because }> = []
  const uneven: Array<table.Uneven> = []
  let untold = 0
  const valueOf = (field: string, raw: string): string => {
    const { text, because } = fields.read(types[field] ?? "text", raw, mapping.country)
    if (because !== undefined) unread.push({ field, because })
    return text
  }
  const recordsOf = (file: string, number: number): Records => {
    const { rows, uneven: own } = table.read(file, wanted, mapping)
    uneven.push(...own)
    return rows.map((row, at) => {
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
        return [field, valueOf(field, raw)] as const
      })
      // By number: one file may be given twice.
      const source = link === "across" ? String(number) : undefined
      return LinkRecord.make(id, Object.fromEntries(values), source)
    })
  }
  const ofFiles = files.map(recordsOf)
  const records = ofFiles.flat()
  const [first = [], ...others] = link === "within" ? ofFiles : [records]
  const empty = records.filter(({ values }) => values.size === 0).length
  const parts = [first, ...others] as const
  return { records, parts, truth, types, empty, untold, unread: Evidence.tally(unread), uneven }
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
