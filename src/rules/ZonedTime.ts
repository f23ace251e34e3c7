/**
 * What the calendar and the clock of a zone show at an instant, as conditions ask for it.
 *
 * @module
 */
import { DateTime } from "effect"

import * as Calendar from "../kernel/Calendar.ts"

/** Day of the week, 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: Calendar.Day): number =>
  Calendar.daysBetween(Calendar.startOfWeek(day), day) + 1

/** Day of the week in a zone, 1 for Monday to 7 for Sunday. */
export const weekdayAt = (instant: Calendar.Instant, zone: Calendar.Zone): number => {
  const { weekDay } = DateTime.toParts(DateTime.makeZonedUnsafe(instant, { timeZone: zone }))
  return weekDay === 0 ? 7 : weekDay
}

/** Minutes since midnight that a clock in the zone shows. */
export const minuteAt = (instant: Calendar.Instant, zone: Calendar.Zone): number => {
  const { hour, minute } = DateTime.toParts(DateTime.makeZonedUnsafe(instant, { timeZone: zone }))
  return hour * 60 + minute
}

const clock = /^([01]\d|2[0-3]):([0-5]\d)$/

/** The minute of the day of a time such as `08:30`; nothing where it is none. */
export const minuteOf = (time: string): number | undefined => {
  const [, hour, minute] = clock.exec(time) ?? []
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute)
}

/** Whether a minute of the day lies in a window, which may go past midnight. */
export const isWithin = (minute: number, from: number, before: number): boolean =>
  from <= before ? minute >= from && minute < before : minute >= from || minute < before
