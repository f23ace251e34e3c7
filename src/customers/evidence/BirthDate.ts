/**
 * Birth dates in one form.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type { Reading } from "./Reading.ts"

const form =
  /^(\d{4})(?:(\d\d)(\d\d)|([-/.])(\d\d?)\4(\d\d?)|[年년] ?(\d\d?)[月월] ?(\d\d?)[日号號일])$/u
/** How systems without a type for days write one: its midnight, wherever that is. */
const midnight = /[T ]0?0:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?$/i
/** Where nothing is known, systems write the day from which they count. */
const firstDays = new Set(["0001-01-01", "1900-01-01", "1970-01-01"])
const isDay = Schema.is(Calendar.Day)

/** Ahead of every zone's calendar: nobody is born on a later day. */
const latestZone = "Pacific/Kiritimati"

/**
 * A birth date as ISO 8601 writes it. The year stands first: of `03/04/1990` nobody knows the month.
 * None for a day that has not come anywhere on earth at an instant, and for one before 1900.
 *
 * The days from which systems count are generic, since they stand for no day at all. Who is really born
 * on one, such as 1970-01-01, is compared by all else.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { BirthDate } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(BirthDate.read(text, Date.UTC(2026, 0, 1)))
 * console.log(read("19900228"), read("1990年2月8日"), read("1990-02-28T00:00:00Z"))
 * console.log(read("1990-02-30"), read("2026-01-02"), read("1970-01-01"))
 * ```
 * ```text
 * 1990-02-28 1990-02-08 1990-02-28
 * malformed future generic
 * ```
 */
export const read = (given: string, at: Calendar.Instant): Reading => {
  const text = given.normalize("NFKC").trim().replace(midnight, "")
  const [year, month = "", date = ""] = (form.exec(text) ?? [])
    .slice(1)
    .filter((part) => /^\d+$/.test(part ?? ""))
  const day = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`
  if (firstDays.has(day)) return Result.fail("generic")
  if (!isDay(day) || day < "1900-01-01") return Result.fail("malformed")
  return day > Calendar.dayOf(at, latestZone) ? Result.fail("future") : Result.succeed(day)
}
