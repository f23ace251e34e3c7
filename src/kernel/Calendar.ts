/**
 * Instants, and days in an explicit time zone. There is no local zone and no clock here.
 *
 * An instant becomes a day by {@link dayOf}, and a day an instant by {@link startOf}; all other
 * arithmetic is on days, so that a day of 23 or 25 hours cannot disturb it. Time zones are as the
 * runtime knows them (`Intl`).
 *
 * @module
 */
import { UTCDate } from "@date-fns/utc"
// By subpath: the whole of date-fns takes seconds to load on a slow machine.
import { addDays as addDaysOf } from "date-fns/addDays"
import { addMonths as addMonthsOf } from "date-fns/addMonths"
import { differenceInCalendarDays } from "date-fns/differenceInCalendarDays"
import { getISOWeek } from "date-fns/getISOWeek"
import { getISOWeekYear } from "date-fns/getISOWeekYear"
import { isValid } from "date-fns/isValid"
import { startOfISOWeek } from "date-fns/startOfISOWeek"
import { DateTime, Option, Result, Schema } from "effect"

/**
 * An instant: whole milliseconds since 1970-01-01T00:00:00Z, from the year 1900 to the year 9998.
 */
export const Instant = Schema.Int.check(
  Schema.isBetween(
    { minimum: Date.UTC(1900, 0, 1), maximum: Date.UTC(9999, 0, 1) - 1 },
    { expected: "epoch milliseconds from the year 1900 to the year 9998" },
  ),
).annotate({ title: "Instant" })
/** Epoch milliseconds, as a plain number. */
export type Instant = typeof Instant.Type

/** The milliseconds of 24 hours; a day of a calendar may have fewer or more. */
export const dayMillis = 86_400_000

/** The text is no date and time with its offset from UTC. */
export class NotAnInstant extends Schema.TaggedError<NotAnInstant>()("NotAnInstant", {
  given: Schema.String,
}) {
  override get message(): string {
    return `${JSON.stringify(this.given)} is not a date and time such as 2026-02-28T09:30:00Z`
  }
}

const isoInstant = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
const isInstant = Schema.is(Instant)

/**
 * Reads an instant as RFC 3339 writes it; the offset is a must, and parts of a millisecond are cut.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Result.getOrThrow(Calendar.parse("1970-01-01T01:00:01+01:00")))
 * console.log(Result.isFailure(Calendar.parse("1970-01-01T01:00:01")))
 * ```
 * ```text
 * 1000
 * true
 * ```
 */
export const parse = (text: string): Result.Result<Instant, NotAnInstant> => {
  const day = isoInstant.exec(text)?.[1]
  const instant = day !== undefined && isDay(day) ? Date.parse(text) : Number.NaN
  return isInstant(instant)
    ? Result.succeed(instant)
    : Result.fail(new NotAnInstant({ given: text }))
}

/**
 * The instant as text in UTC, such as `2026-02-28T09:30:00.000Z`.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Calendar.format(0))
 * ```
 * ```text
 * 1970-01-01T00:00:00.000Z
 * ```
 */
export const format = (instant: Instant): string => new Date(instant).toISOString()

/** A time zone by its IANA name, such as `Europe/Berlin`. */
export const Zone = Schema.String.check(
  Schema.makeFilter((name) => Option.isSome(DateTime.zoneMakeNamed(name)), {
    expected: "the IANA name of a time zone",
  }),
).annotate({ title: "Zone" })
/** The IANA name of a time zone, as a plain string. */
export type Zone = typeof Zone.Type

const isoDay = /^\d{4}-\d\d-\d\d$/

// date-fns counts in the zone of the process unless a date says otherwise.
const toDate = (day: Day): UTCDate => new UTCDate(day)

const toDay = (date: Date): Day => {
  const text = date.toISOString()
  if (text.length > 24) throw new RangeError(`beyond the years 0 to 9999: ${text}`)
  return text.slice(0, 10)
}

const midnightUtc = (day: Day): number => Date.parse(day)

const isDay = (text: string): boolean =>
  isoDay.test(text) && isValid(toDate(text)) && toDay(toDate(text)) === text

/** A day of the calendar as ISO 8601 writes it, such as `2026-02-28`; sorts as text. */
export const Day = Schema.String.check(
  Schema.makeFilter(isDay, { expected: "a day such as 2026-02-28" }),
).annotate({ title: "Day" })
/** A day of the calendar, as a plain string. */
export type Day = typeof Day.Type

const zoned = (instant: Instant, zone: Zone): DateTime.Zoned =>
  DateTime.makeZonedUnsafe(instant, { timeZone: zone })

/**
 * The day that a calendar in the zone shows at an instant. It takes some microseconds, so for a long
 * list that is in order compare with {@link startOf} of the next day.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * const newYear = Date.UTC(2026, 0, 1)
 * console.log(Calendar.dayOf(newYear, "Asia/Tokyo"), Calendar.dayOf(newYear, "America/Lima"))
 * ```
 * ```text
 * 2026-01-01 2025-12-31
 * ```
 */
export const dayOf = (instant: Instant, zone: Zone): Day =>
  DateTime.formatIsoDate(zoned(instant, zone))

/**
 * The first instant of a day in a zone: midnight, or what comes first where midnight is skipped.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Calendar.format(Calendar.startOf("2026-07-01", "Europe/Berlin")))
 * ```
 * ```text
 * 2026-06-30T22:00:00.000Z
 * ```
 */
export const startOf = (day: Day, zone: Zone): Instant =>
  DateTime.toEpochMillis(
    DateTime.makeZonedUnsafe(midnightUtc(day), { timeZone: zone, adjustForTimeZone: true }),
  )

/**
 * The same time of day, some days later or earlier; a time that is skipped on that day moves forward
 * by what is skipped, and of a time that comes twice it is the first.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * // The night to 29 March 2026 has an hour less in Berlin.
 * const noon = Date.UTC(2026, 2, 28, 11)
 * console.log((Calendar.sameTime(noon, 1, "Europe/Berlin") - noon) / 3_600_000)
 * ```
 * ```text
 * 23
 * ```
 */
export const sameTime = (instant: Instant, days: number, zone: Zone): Instant =>
  DateTime.toEpochMillis(DateTime.add(zoned(instant, zone), { days }))

/**
 * The day some days later, or earlier for a negative number.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Calendar.addDays("2024-02-28", 1), Calendar.addDays("2026-01-01", -1))
 * ```
 * ```text
 * 2024-02-29 2025-12-31
 * ```
 */
export const addDays = (day: Day, days: number): Day => toDay(addDaysOf(toDate(day), days))

/**
 * The same day of the month, some months later or earlier; the month's last day where it is shorter.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Calendar.addMonths("2024-02-29", 12), Calendar.addMonths("2024-02-29", 48))
 * ```
 * ```text
 * 2025-02-28 2028-02-29
 * ```
 */
export const addMonths = (day: Day, months: number): Day => toDay(addMonthsOf(toDate(day), months))

/**
 * How many days lie from one day to another; negative where the second is earlier.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Calendar.daysBetween("2024-02-28", "2024-03-01"))
 * ```
 * ```text
 * 2
 * ```
 */
export const daysBetween = (from: Day, to: Day): number =>
  differenceInCalendarDays(toDate(to), toDate(from))

/**
 * The Monday of the day's week.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * console.log(Calendar.startOfWeek("2026-03-01"))
 * ```
 * ```text
 * 2026-02-23
 * ```
 */
export const startOfWeek = (day: Day): Day => toDay(startOfISOWeek(toDate(day)))

/**
 * The week by ISO 8601: weeks begin on Monday, and belong to the year of their Thursday.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 *
 * const { year, week } = Calendar.isoWeek("2027-01-01")
 * console.log(year, week)
 * ```
 * ```text
 * 2026 53
 * ```
 */
export const isoWeek = (day: Day): { readonly year: number; readonly week: number } => ({
  year: getISOWeekYear(toDate(day)),
  week: getISOWeek(toDate(day)),
})
