/**
 * Bytes become rows of fields (RFC 4180), with the place of each in the file.
 *
 * A line whose quotes are wrong costs that line alone: reading goes on with the next line.
 *
 * @module
 */
import { promises } from "node:stream"

import { CsvError, type Parser, parse } from "csv-parse"

/** A place between two rows. */
export interface Place {
  /** Unpacked bytes before it. */
  readonly offset: number
  /** The number of the line that begins here, from 1. */
  readonly line: number
}

/** A row that was split into its fields. */
export interface Fields {
  readonly _tag: "Fields"
  readonly place: Place
  readonly next: Place
  readonly fields: ReadonlyArray<string>
}

interface Fault {
  readonly reason: "quotes" | "length"
  readonly detail: string
}

/** A line that cannot be split. */
export interface Broken extends Fault {
  readonly _tag: "Broken"
  readonly place: Place
  readonly next: Place
  /** The line, perhaps cut. */
  readonly raw: string
}

/** A row, for better or worse; blank lines are none. */
export type Row = Fields | Broken

/** No row is longer than this, in bytes; a quote that is not closed ends here. */
const longestRow = 65_536

/** As much of a broken line is shown, in bytes. */
const shownBytes = 500

const newline = 10

/** A broken line whose end is not yet found. */
interface Beginning {
  readonly start: Place
  readonly seen: Buffer
  readonly fault: Fault
}

/** The rows of the bytes that begin at a place, as many at a time as a chunk brings. */
export async function* rows(
  bytes: AsyncIterable<Buffer>,
  from: Place,
  delimiter: string,
): AsyncGenerator<ReadonlyArray<Row>> {
  let place = from
  let held: Buffer = Buffer.alloc(0) // at least the bytes from `place` on
  let heldTo = from.offset
  let broken: Beginning | undefined
  let found: Array<Row> = []

  const take = (fields: ReadonlyArray<string>, end: number): void => {
    const next = { offset: end, line: place.line + linesOf(fields) }
    if (fields.length > 1 || fields[0] !== "") found.push({ _tag: "Fields", place, next, fields })
    place = next
  }
  const behind = (): Buffer => held.subarray(held.length - (heldTo - place.offset))
  let parser = open(delimiter, place, take)

  /** Leaves the broken line behind, or all that is held where the line goes on. */
  const leave = ({ start, seen, fault }: Beginning, end: boolean): boolean => {
    const rest = behind()
    const at = rest.indexOf(newline)
    const line = rest.subarray(0, at === -1 ? rest.length : at + 1)
    const shown = Buffer.concat([seen, line.subarray(0, shownBytes - seen.length)])
    place = { offset: place.offset + line.length, line: start.line + 1 }
    if (at === -1 && !end) {
      broken = { start, seen: shown, fault }
      return false
    }
    const raw = shown.toString().replace(/\r?\n$/, "")
    found.push({ _tag: "Broken", place: start, next: place, ...fault, raw })
    broken = undefined
    parser = open(delimiter, place, take)
    return true
  }

  /** Parses what is new, and after a broken line all that is held behind it. */
  const feed = async (fresh: Buffer, end: boolean): Promise<void> => {
    held = place.offset === heldTo ? fresh : Buffer.concat([behind(), fresh])
    heldTo += fresh.length
    let input = fresh
    for (;;) {
      if (broken !== undefined) {
        if (!leave(broken, end)) return
        input = behind()
      }
      const error = await run(parser, input, end)
      if (error === undefined) return
      broken = { start: place, seen: Buffer.alloc(0), fault: faultOf(error, behind()) }
    }
  }

  for await (const chunk of bytes) {
    await feed(chunk, false)
    if (found.length > 0) yield found
    found = []
  }
  await feed(Buffer.alloc(0), true)
  if (found.length > 0) yield found
}

const open = (
  delimiter: string,
  from: Place,
  take: (fields: ReadonlyArray<string>, end: number) => void,
): Parser => {
  const parser = parse({
    delimiter,
    max_record_size: longestRow,
    on_record: (fields: ReadonlyArray<string>, { bytes_records }) => {
      take(fields, from.offset + bytes_records)
      return null // nothing waits in the parser's own stream
    },
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
  })
  // Without a listener the error that `run` answers would also end the process.
  return parser.on("error", () => {}).resume()
}

const run = async (parser: Parser, input: Buffer, end: boolean): Promise<CsvError | undefined> => {
  try {
    if (input.length > 0)
      await new Promise<void>((resolve, reject) =>
        parser.write(input, (error) => (error ? reject(error) : resolve())),
      )
    if (end) await promises.finished(parser.end())
    return undefined
  } catch (error) {
    if (error instanceof CsvError) return error
    throw error
  }
}

/** How many lines a row takes: its quoted fields may hold line breaks. */
const linesOf = (fields: ReadonlyArray<string>): number => {
  let lines = 1
  for (const field of fields) if (field.includes("\n")) lines += field.split("\n").length - 1
  return lines
}

const faults: Partial<Record<CsvError["code"], string>> = {
  INVALID_OPENING_QUOTE: "a quote stands inside a field that is not quoted",
  CSV_INVALID_CLOSING_QUOTE: "a quote opens a field, and none closes it in front of a delimiter",
  CSV_MAX_RECORD_SIZE: `a quote is not closed within ${longestRow} bytes`,
  CSV_QUOTE_NOT_CLOSED: "a quote is not closed before the end of the file",
}

const faultOf = (error: CsvError, held: Buffer): Fault => {
  const end = held.indexOf(newline)
  return error.code === "CSV_MAX_RECORD_SIZE" && (end === -1 || end > longestRow)
    ? { reason: "length", detail: `the line has more than ${longestRow} bytes` }
    : { reason: "quotes", detail: faults[error.code] ?? error.message }
}
