/**
 * What comparisons take of values: words, pairs of characters, dates, parts of addresses.
 *
 * @module
 */
import { dayMillis } from "../../kernel/Calendar.ts"
import * as Accents from "../evidence/Accents.ts"

/** A text without case, accents, spaces and punctuation. */
export const folded = (text: string): string =>
  Accents.strip(text)
    .replace(/[\p{P}\p{Z}\p{S}]/gu, "")
    .toLowerCase()

/** The words of a text, each once: it is cut at everything that is neither letter, mark nor digit. */
export const words = (text: string): ReadonlyArray<string> => [
  ...new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu)),
]

/** The pairs of neighbouring characters of a text, each once. */
export const grams = (text: string): ReadonlyArray<string> => [
  ...new Set(
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)),
  ),
]

/** Takes numbers for members, ascending: sets of them are compared faster than sets of texts. */
export const numbered = (
  members: (text: string) => ReadonlyArray<string>,
): ((text: string) => Int32Array) => {
  const numbers = new Map<string, number>()
  const number = (member: string): number => {
    const known = numbers.get(member) ?? numbers.size
    if (known === numbers.size) numbers.set(member, known)
    return known
  }
  return (text) => Int32Array.from(members(text), number).toSorted()
}

/** A date by its parts. */
export interface DateParts {
  readonly year: string
  readonly month: string
  readonly date: string
  /** Days since 1970. */
  readonly day: number
}

/** Reads `1990-02-28` and `19900228`; of anything else, no part agrees with another. */
export const dateOf = (text: string): DateParts | undefined => {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text)
  if (parts === null) return undefined
  const [, year = "", month = "", date = ""] = parts
  return { year, month, date, day: Date.UTC(+year, +month - 1, +date) / dayMillis }
}

/** Whether day and month have changed places. */
export const areSwapped = (a: DateParts | undefined, b: DateParts | undefined): boolean =>
  a !== undefined && a.year === b?.year && a.month === b.date && a.date === b.month

/** Not a number, where one of them is no date. */
export const daysBetween = (a: DateParts | undefined, b: DateParts | undefined): number =>
  a === undefined || b === undefined ? Number.NaN : Math.abs(a.day - b.day)

/** What stands before and after the last `@` of an e-mail address. */
export const mailOf = (email: string): { readonly localPart: string; readonly domain: string } => {
  const last = email.lastIndexOf("@")
  const at = last < 0 ? email.length : last
  return { localPart: email.slice(0, at), domain: email.slice(at + 1) }
}
