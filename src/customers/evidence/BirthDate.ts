/**
 * Birth dates in one form.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type { Reading } from "./Reading.ts"

const form = /^(\d{4})([-/.]?)(\d\d)\2(\d\d)$/
const isDay = Schema.is(Calendar.Day)

/** Ahead of every zone's calendar: nobody is born on a later day. */
const latestZone = "Pacific/Kiritimati"

/**
 * A birth date as ISO 8601 writes it. The year stands first: of `03/04/1990` nobody knows the month.
 * None for a day that has not come anywhere on earth at an instant, and for one before 1900.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { BirthDate } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(BirthDate.read(text, Date.UTC(2026, 0, 1)))
 * console.log(read("19900228"), read("1990-02-30"), read("2026-01-02"))
 * ```
 * ```text
 * 1990-02-28 malformed future
 * ```
 */
export const read = (given: string, at: Calendar.Instant): Reading => {
  const [, year, , month, date] = form.exec(given.normalize("NFKC").trim()) ?? []
  const day = `${year}-${month}-${date}`
  if (!isDay(day) || day < "1900-01-01") return Result.fail("malformed")
  return day > Calendar.dayOf(at, latestZone) ? Result.fail("future") : Result.succeed(day)
}
