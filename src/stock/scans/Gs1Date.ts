/**
 * Dates in barcodes: two digits each of year, month and day.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"

/**
 * The year that two digits mean, seen from another: the one between 49 years before it and 50 after
 * (GS1 General Specifications, 7.12).
 *
 * @example
 * ```ts
 * import { Gs1Date } from "entrepot/stock"
 *
 * console.log(Gs1Date.yearOf(76, 2026), Gs1Date.yearOf(77, 2026))
 * ```
 * ```text
 * 2076 1977
 * ```
 */
export const yearOf = (twoDigits: number, referenceYear: number): number => {
  const ahead = twoDigits - (referenceYear % 100)
  const century = referenceYear - (referenceYear % 100)
  if (ahead >= 51) return century - 100 + twoDigits
  if (ahead <= -50) return century + 100 + twoDigits
  return century + twoDigits
}

const isDay = Schema.is(Calendar.Day)

/**
 * The day that six digits mean, seen from a year; day 00 is the last of the month. Nothing where
 * there is no such day.
 *
 * @example
 * ```ts
 * import { Gs1Date } from "entrepot/stock"
 *
 * console.log(Gs1Date.parse("280200", 2026), Gs1Date.parse("260230", 2026))
 * ```
 * ```text
 * 2028-02-29 undefined
 * ```
 */
export const parse = (digits: string, referenceYear: number): Calendar.Day | undefined => {
  if (!/^\d{6}$/.test(digits)) return undefined
  const year = String(yearOf(Number(digits.slice(0, 2)), referenceYear)).padStart(4, "0")
  const month = `${year}-${digits.slice(2, 4)}`
  if (digits.endsWith("00"))
    return isDay(`${month}-01`)
      ? Calendar.addDays(Calendar.addMonths(`${month}-01`, 1), -1)
      : undefined
  const day = `${month}-${digits.slice(4)}`
  return isDay(day) ? day : undefined
}
