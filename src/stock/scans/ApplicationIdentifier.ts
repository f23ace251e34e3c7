/**
 * Application identifiers of GS1: what the numbers before the values of a barcode mean, as tables.
 *
 * @module
 */

/** What a value has to be beyond its characters and its length. */
export type Holds = "text" | "digits" | "key" | "date"

/** What is known of an identifier: `key` has a check digit as its last. */
export interface Definition {
  readonly title: string
  readonly holds: Holds
  readonly least: number
  readonly most: number
}

const define = (title: string, holds: Holds, least: number, most = least): Definition => ({
  title,
  holds,
  least,
  most,
})

const definitions: ReadonlyMap<string, Definition> = new Map([
  ["00", define("SSCC", "key", 18)],
  ["01", define("GTIN", "key", 14)],
  ["02", define("CONTENT", "key", 14)],
  ["10", define("BATCH/LOT", "text", 1, 20)],
  ["11", define("PROD DATE", "date", 6)],
  ["12", define("DUE DATE", "date", 6)],
  ["13", define("PACK DATE", "date", 6)],
  ["15", define("BEST BEFORE", "date", 6)],
  ["16", define("SELL BY", "date", 6)],
  ["17", define("EXPIRY", "date", 6)],
  ["20", define("VARIANT", "digits", 2)],
  ["21", define("SERIAL", "text", 1, 20)],
  ["22", define("CPV", "text", 1, 20)],
  ["240", define("ADDITIONAL ID", "text", 1, 30)],
  ["241", define("CUST. PART No.", "text", 1, 30)],
  ["250", define("SECONDARY SERIAL", "text", 1, 30)],
  ["30", define("VAR. COUNT", "digits", 1, 8)],
  ["37", define("COUNT", "digits", 1, 8)],
  ["400", define("ORDER NUMBER", "text", 1, 30)],
  ["410", define("SHIP TO LOC", "key", 13)],
  ["414", define("LOC No.", "key", 13)],
])

/** The measures 310n to 369n: six digits, of which the last digit of the identifier says the point. */
const measure = define("MEASURE", "digits", 6)

/** The longest value there is: the company's own identifiers 91 to 99. */
const longest = 90

/**
 * How long an identifier is by its first two digits (GS1 General Specifications, 7.8.2). Whatever
 * is not here is none.
 */
const lengths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    2: "00 01 02 03 04 10 11 12 13 14 15 16 17 18 19 20 21 22 30 37 90 91 92 93 94 95 96 97 98 99",
    3: "23 24 25 40 41 42 71",
    4: "31 32 33 34 35 36 39 43 70 72 80 81 82",
  }).flatMap(([length, firsts]) => firsts.split(" ").map((two) => [two, Number(length)] as const)),
)

/**
 * How long a value is whose length the first two digits settle for ever, so that no separator has to
 * follow (GS1 General Specifications, 7.8.5, less the identifier itself).
 */
const predefined: ReadonlyMap<string, number> = new Map(
  Object.entries({
    18: "00",
    14: "01 02 03",
    16: "04",
    6: "11 12 13 14 15 16 17 18 19 31 32 33 34 35 36",
    2: "20",
    13: "41",
  }).flatMap(([length, firsts]) => firsts.split(" ").map((two) => [two, Number(length)] as const)),
)

/** How many digits the identifier has that begins with these two, if any does. */
export const lengthOf = (firstTwo: string): number | undefined => lengths.get(firstTwo)

/** How long the value must be where no separator has to follow. */
export const predefinedLength = (ai: string): number | undefined => predefined.get(ai.slice(0, 2))

/** Whether the identifier is in the table, and not only known by its length. */
export const isKnown = (ai: string): boolean => known(ai) !== undefined

const known = (ai: string): Definition | undefined =>
  /^3[1-6]\d[0-5]$/.test(ai) ? measure : definitions.get(ai)

/**
 * What a value of the identifier has to be; one that is not in the table may hold any text, of its
 * predefined length if it has one.
 *
 * @example
 * ```ts
 * import { ApplicationIdentifier } from "entrepot/stock"
 *
 * const { title, most } = ApplicationIdentifier.definition("21")
 * console.log(title, most)
 * ```
 * ```text
 * SERIAL 20
 * ```
 */
export const definition = (ai: string): Definition =>
  known(ai) ?? define("", "text", predefinedLength(ai) ?? 1, predefinedLength(ai) ?? longest)
