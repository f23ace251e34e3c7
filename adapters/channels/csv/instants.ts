/**
 * Instants as order files write them.
 *
 * @module
 */
import { DateTime, Result } from "effect"
import { Calendar } from "entrepot/kernel"

const written =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/**
 * Reads `2010-12-01 08:26:00` and what else ISO 8601 allows of a day and a time: a `T`, no seconds,
 * parts of a second, an offset, the day alone (its midnight). Without an offset it is wall-clock time
 * in the zone: a time that is skipped there moves forward, and of one that comes twice it is the
 * first.
 */
export const parse = (
  text: string,
  zone: Calendar.Zone,
): Result.Result<Calendar.Instant, Calendar.NotAnInstant> => {
  const [, day, time = "00:00", offset] = written.exec(text) ?? []
  if (day === undefined) return Result.fail(new Calendar.NotAnInstant({ given: text }))
  return Calendar.parse(`${day}T${time}${offset === undefined ? "Z" : iso(offset)}`).pipe(
    Result.map((instant) =>
      offset === undefined && zone !== "UTC" ? atWallClock(instant, zone) : instant,
    ),
    Result.mapError(() => new Calendar.NotAnInstant({ given: text })),
  )
}

/** `+0100` and `+01` as `+01:00`. */
const iso = (offset: string): string => {
  if (/^z$/i.test(offset)) return "Z"
  const digits = offset.replace(":", "").slice(1).padEnd(4, "0")
  return `${offset.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`
}

const atWallClock = (utc: Calendar.Instant, zone: Calendar.Zone): Calendar.Instant =>
  DateTime.toEpochMillis(DateTime.makeZonedUnsafe(utc, { timeZone: zone, adjustForTimeZone: true }))

/** A reader that answers at once where a text repeats the one before, as lines of an order do. */
export const reader = (zone: Calendar.Zone): ((text: string) => ReturnType<typeof parse>) => {
  let last: readonly [string, ReturnType<typeof parse>] | undefined
  return (text) => {
    if (last?.[0] !== text) last = [text, parse(text, zone)]
    return last[1]
  }
}
