/**
 * Days on which a place works or a carrier delivers, and counting by them. Days only: no zone and no
 * time of day enters, so that a day of 23 or 25 hours changes nothing.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as DayNumber from "./DayNumber.ts"

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
  DayNumber.toDay(DayNumber.after(workdays, DayNumber.of(day), count))
