/**
 * How a file is to be read: what the caller says, and what holds where nothing is said.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { basename } from "node:path"

import { Result, Schema } from "effect"
import { Calendar, Currency, Id } from "entrepot/kernel"

import { Column, isOnlineRetail, type Positions } from "./columns.ts"
import type { Reading } from "./lines.ts"

/** Settings of a file as a channel. */
export interface Options {
  /**
   * The file, plain or gzip (recognised by its first bytes): UTF-8, with or without a byte order
   * mark, a header, lines that end by LF or CRLF, quotes as in RFC 4180.
   */
  readonly path: string
  /**
   * The names of columns that are not recognised by themselves. Case and separators count only
   * where a column is named exactly so. What stands in the column of the customer is their id and
   * stays when they are erased: where it holds names, put numbers or keyed hashes there. An e-mail
   * address stands as its SHA-256, in small letters.
   */
  readonly columns?: { readonly [C in Column]?: string }
  /** Between the fields, one character; a comma by default. */
  readonly delimiter?: string
  /** The id of the channel; `csv` by default. */
  readonly channel?: string
  /** Whose orders they are; by default the name of the file without its endings. */
  readonly account?: string
  /** The currency of all prices, by ISO 4217; `GBP` by default. */
  readonly currency?: Currency.Currency
  /** The zone of instants without an offset; `UTC` by default. */
  readonly timeZone?: Calendar.Zone
  /**
   * What stands for no customer or no description beside an empty field; by default what programs
   * that write such files put there: `NA`, `N/A`, `NULL`, `null`, `None`, `NaN` and `nan`.
   */
  readonly absent?: ReadonlyArray<string>
  /**
   * Order ids that begin so name documents that take back, even without a price: their lines of
   * less than zero units are no write-offs. `C` by default.
   */
  readonly cancellationPrefix?: string
  /**
   * Order ids that begin so name adjustments. By default `A` where the columns are those of the UCI
   * data set Online Retail, and none elsewhere.
   */
  readonly adjustmentPrefix?: string
  /** How many orders a page holds, from 1; 200 by default. */
  readonly pageOrders?: number
}

/** The options make no sense; `detail` says which and why. */
export class OptionsRefused extends Schema.TaggedError<OptionsRefused>()("OptionsRefused", {
  detail: Schema.String,
}) {
  override get message(): string {
    return this.detail
  }
}

const text = Schema.optionalKey(Schema.NonEmptyString)

const OptionsSchema = Schema.Struct({
  path: Schema.NonEmptyString,
  columns: Schema.optionalKey(
    Schema.Struct({
      order: text,
      sku: text,
      quantity: text,
      at: text,
      price: text,
      customer: text,
      market: text,
      description: text,
    }),
  ),
  delimiter: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^[^"\r\n]$/, { expected: "one character that is no quote" }),
    ),
  ),
  channel: Schema.optionalKey(Id.Id),
  account: Schema.optionalKey(Id.Id),
  currency: Schema.optionalKey(Currency.Currency),
  timeZone: Schema.optionalKey(Calendar.Zone),
  absent: Schema.optionalKey(Schema.Array(Schema.String)),
  cancellationPrefix: text,
  adjustmentPrefix: text,
  pageOrders: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
})

/** The options with their defaults. */
export type Settings = Required<Omit<Options, "adjustmentPrefix">> &
  Pick<Options, "adjustmentPrefix">

const decode = Schema.decodeUnknownResult(OptionsSchema, { onExcessProperty: "error" })

/** Reads options from outside. */
export const parse = (options: Options): Result.Result<Settings, OptionsRefused> =>
  decode(options).pipe(
    Result.mapError(({ message }) => new OptionsRefused({ detail: message })),
    Result.map((given) => ({
      columns: {},
      delimiter: ",",
      channel: "csv",
      account: basename(given.path).replace(/(?<=.)(\.(csv|tsv|txt))?(\.gz)?$/i, ""),
      currency: "GBP",
      timeZone: "UTC",
      absent: ["NA", "N/A", "NULL", "null", "None", "NaN", "nan"],
      cancellationPrefix: "C",
      pageOrders: 200,
      ...given,
    })),
  )

/** How the rows of a file with this header are read. */
export const readingOf = (
  settings: Settings,
  header: ReadonlyArray<string>,
  positions: Positions,
): Reading => {
  const { timeZone, absent, cancellationPrefix } = settings
  const adjustmentPrefix = settings.adjustmentPrefix ?? (isOnlineRetail(header) ? "A" : undefined)
  return { header, positions, timeZone, absent, cancellationPrefix, adjustmentPrefix }
}

/** Changes where the same file would be read to something else. */
export const fingerprintOf = (reading: Reading, { currency, delimiter }: Settings): string =>
  createHash("sha256")
    .update(JSON.stringify([reading, currency, delimiter]))
    .digest("base64url")
    .slice(0, 22)
