/**
 * Days on which a place works or a carrier delivers, and counting by them. Days only: no zone and no
 * time of day enters, so that a day of 23 or 25 hours changes nothing.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"

const Weekday = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 7 }, { expected: "a weekday from 1, Monday, to 7" }),
)

/**
 * A working calendar: the days of the week by ISO 8601 (1 is Monday, 7 is Sunday; at least one),
 * less those in `closed`, such as public holidays.
 */
export const Workdays = Schema.Struct({
  weekdays: Schema.Array(Weekday).check(Schema.isMinLength(1)),
  closed: Schema.Array(Calendar.Day).check(Schema.isMaxLength(1_000)),
})
/** A working calendar. */
export type Workdays = typeof Workdays.Type

/** Monday to Friday, and no holidays. */
export const mondayToFriday: Workdays = { weekdays: [1, 2, 3, 4, 5], closed: [] }

/**
 * The working day so many working days after a day; with none to count, the day itself or the next
 * one that is worked on.
 *
 * @example
 * ```ts
 * import { Workdays } from "entrepot/routing"
 *
 * const workdays = { ...Workdays.mondayToFriday, closed: ["2026-12-25"] }
 * console.log(Workdays.after(workdays, "2026-12-26", 0), Workdays.after(workdays, "2026-12-24", 1))
 * ```
 * ```text
 * 2026-12-28 2026-12-28
 * ```
 */
export const after = (workdays: Workdays, day: Calendar.Day, count: number): Calendar.Day =>
  dayAt(numberAfter(workdays, numberOf(day), count))

// Days as numbers, because a day of the calendar takes some microseconds.
const firstMonday: Calendar.Day = "1970-01-05"

/** A day as a number: days from a certain Monday. */
export const numberOf = (day: Calendar.Day): number => Calendar.daysBetween(firstMonday, day)

/** The day of a number. */
export const dayAt = (number: number): Calendar.Day => Calendar.addDays(firstMonday, number)

/** {@link after} for days as numbers; `dayOf` may remember days that it has made before. */
export const numberAfter = (
  { weekdays, closed }: Workdays,
  number: number,
  count: number,
  dayOf: (number: number) => Calendar.Day = dayAt,
): number => {
  const isWorked = (day: number): boolean =>
    weekdays.includes((((day % 7) + 7) % 7) + 1) &&
    (closed.length === 0 || !closed.includes(dayOf(day)))
  let found = number
  while (!isWorked(found)) found += 1
  for (let left = count; left > 0; left -= 1) {
    do found += 1
    while (!isWorked(found))
  }
  return found
}
