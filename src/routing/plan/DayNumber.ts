/**
 * Days as numbers, because a day of the calendar takes some microseconds. Pure.
 *
 * @module
 */
import * as Calendar from "../../kernel/Calendar.ts"

const firstMonday: Calendar.Day = "1970-01-05"

/** Days from a certain Monday. */
export const of = (day: Calendar.Day): number => Calendar.daysBetween(firstMonday, day)

/** The day of a number. */
export const toDay = (number: number): Calendar.Day => Calendar.addDays(firstMonday, number)

/**
 * The day so many working days after a day; with none to count, the day itself or the next one that
 * is worked on. `dayAt` may remember days that it has made before.
 */
export const after = (
  workdays: { readonly weekdays: ReadonlyArray<number>; readonly closed: ReadonlyArray<string> },
  number: number,
  count: number,
  dayAt: (number: number) => Calendar.Day = toDay,
): number => {
  const { weekdays, closed } = workdays
  const isWorked = (day: number): boolean =>
    weekdays.includes((((day % 7) + 7) % 7) + 1) &&
    (closed.length === 0 || !closed.includes(dayAt(day)))
  let found = number
  while (!isWorked(found)) found += 1
  for (let left = count; left > 0; left -= 1) {
    do found += 1
    while (!isWorked(found))
  }
  return found
}
