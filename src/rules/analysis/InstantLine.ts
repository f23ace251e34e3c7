/**
 * The line of an instant: dates, days of a zone's calendar, weekdays and times of day. Pure.
 *
 * @module
 */
import * as Calendar from "../../kernel/Calendar.ts"
import type { Simple } from "../Condition.ts"
import type { InstantFact } from "../Fact.ts"
import * as Stretches from "./Stretches.ts"
import type { Values } from "./Values.ts"

// No zone changes its clock in this week.
const calmMonday = "2026-01-05"
const minuteMillis = 60_000

/**
 * Dates are cut exactly, and so is the week where nothing else is asked; of both together there are
 * samples.
 */
export const of = (
  fact: InstantFact,
  asked: ReadonlyArray<Simple>,
  named: ReadonlyArray<Calendar.Instant>,
): Values<Calendar.Instant> => {
  const points = [...named]
  const zones = new Set<string>()
  const minutes = new Set([0])
  for (const condition of asked) {
    if (condition._tag === "OnDays") {
      const { from, to, zone } = condition
      if (from !== undefined) points.push(Calendar.startOf(from, zone))
      if (to !== undefined) points.push(Calendar.startOf(Calendar.addDays(to, 1), zone))
    } else if (condition._tag === "OnWeekdays" && condition.zone !== undefined)
      zones.add(condition.zone)
    else if (condition._tag === "AtTime") {
      zones.add(condition.zone)
      for (const time of [condition.from, condition.before]) minutes.add(minuteOf(time))
    }
  }
  const dates = Stretches.instants(points, fact)
  if (zones.size === 0) return { values: dates }
  const week = (zone: string, monday: Calendar.Day): ReadonlyArray<Calendar.Instant> =>
    Array.from({ length: 7 }, (_, day) =>
      Calendar.startOf(Calendar.addDays(monday, day), zone),
    ).flatMap((start) => Array.from(minutes, (minute) => start + minute * minuteMillis))
  const weeks = [...zones].flatMap((zone) => [
    ...week(zone, calmMonday),
    ...dates.slice(0, 8).flatMap((date) => week(zone, Calendar.dayOf(date, zone))),
  ])
  const isBounded = fact.least !== undefined || fact.most !== undefined
  if (zones.size === 1 && points.length === 0 && !isBounded)
    return { values: [...zones].flatMap((zone) => week(zone, calmMonday)) }
  const inside = weeks.filter(
    (at) => at >= (fact.least ?? -Infinity) && at <= (fact.most ?? Infinity),
  )
  return { values: [...dates, ...inside], open: "times of the week beside dates or other zones" }
}

const minuteOf = (time: string): number => {
  const [hours = "0", minutes = "0"] = time.split(":")
  return Number(hours) * 60 + Number(minutes)
}
