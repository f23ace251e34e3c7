import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Calendar } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

const at = (text: string): Calendar.Instant => Result.getOrThrow(Calendar.parse(text))
const day = fc
  .integer({ min: -25_000, max: 60_000 })
  .map((epochDay) => Calendar.addDays("1970-01-01", epochDay))
const zone = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Havana",
  "Asia/Kolkata",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
)

const instants = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(9999, 0, 1) - 1 })

const survives = (write: typeof Calendar.format) =>
  fc.property(instants, (instant) => {
    assert.strictEqual(at(write(instant)), instant)
  })

describe("instants", () => {
  it("are read with their offset, and written in UTC", () => {
    assert.strictEqual(Calendar.format(at("2026-02-28T09:30:00+05:30")), "2026-02-28T04:00:00.000Z")
    assert.strictEqual(Calendar.format(at("2026-02-28T09:30Z")), "2026-02-28T09:30:00.000Z")
    assert.strictEqual(at("1970-01-01T00:00:00.123999Z"), 123)
    holds(survives(Calendar.format))
    kills(survives((instant) => `${Calendar.format(instant).slice(0, 19)}Z`))
  })

  it("are refused without an offset, or where there is no such day or time", () => {
    for (const text of [
      "",
      "2026-02-28",
      "2026-02-28T09:30:00",
      "2026-02-28 09:30:00Z",
      "2026-02-29T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-02-28T25:00:00Z",
      "2026-02-28T09:30:60Z",
      "2026-02-28T09:30:00+25:00",
      "28/02/2026 09:30",
      "1899-12-31T23:59:59Z",
      "1772271000000",
    ])
      assert.deepStrictEqual(
        Calendar.parse(text),
        Result.fail(new Calendar.NotAnInstant({ given: text })),
      )
  })

  it("are whole milliseconds within their years", () => {
    const isInstant = Schema.is(Calendar.Instant)
    assert.isTrue(isInstant(0))
    const [before, after] = [Date.UTC(1900, 0, 1) - 1, Date.UTC(9999, 0, 1)]
    for (const given of [0.5, Number.NaN, before, after, "0", null])
      assert.isFalse(isInstant(given), String(given))
  })
})

const counts = (addDays: typeof Calendar.addDays) =>
  fc.property(day, fc.integer({ min: -800, max: 800 }), (from, days) => {
    const to = addDays(from, days)
    assert.strictEqual(Calendar.daysBetween(from, to), days)
    assert.strictEqual(addDays(to, -days), from)
    assert.strictEqual(to < from, days < 0)
  })

// ISO 8601 by its definition: weeks begin on Monday, and belong to the year of their Thursday.
const epochDay = (text: string): number => Date.parse(text) / 86_400_000
const dayText = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10)
const mondayOf = (text: string): number => {
  // 1970-01-01 was a Thursday.
  const sinceMonday = (((epochDay(text) + 3) % 7) + 7) % 7
  return epochDay(text) - sinceMonday
}

const weeks = (isoWeek: typeof Calendar.isoWeek) =>
  fc.property(day, (text) => {
    const thursday = dayText(mondayOf(text) + 3)
    const year = thursday.slice(0, 4)
    const week = Math.floor((epochDay(thursday) - epochDay(`${year}-01-01`)) / 7) + 1
    assert.deepStrictEqual(isoWeek(text), { year: Number(year), week })
    assert.strictEqual(Calendar.startOfWeek(text), dayText(mondayOf(text)))
  })

describe("days", () => {
  it("are days of the calendar", () => {
    const isDay = Schema.is(Calendar.Day)
    for (const text of ["2026-02-28", "2024-02-29", "2000-02-29"]) assert.isTrue(isDay(text), text)
    const none = ["2026-02-29", "1900-02-29", "2026-00-01", "2026-2-8", "today", ""]
    for (const text of [...none, 20260228]) assert.isFalse(isDay(text), String(text))
  })

  it("add and count as the calendar does, over 29 February and the turn of the year", () => {
    assert.strictEqual(Calendar.addDays("2024-02-28", 1), "2024-02-29")
    assert.strictEqual(Calendar.addDays("2026-02-28", 1), "2026-03-01")
    assert.strictEqual(Calendar.addDays("2026-01-01", -1), "2025-12-31")
    assert.strictEqual(Calendar.daysBetween("2024-02-28", "2024-03-01"), 2)
    assert.throws(() => Calendar.addDays("9999-12-31", 1), RangeError)
    holds(counts(Calendar.addDays))
    // Every month as if it had 31 days.
    kills(
      counts((from, days) => {
        const [year = 0, month = 1, date = 1] = from.split("-").map(Number)
        const count = year * 372 + (month - 1) * 31 + date - 1 + days
        const parts = [Math.floor(count / 372), (Math.floor(count / 31) % 12) + 1, (count % 31) + 1]
        return parts.map((part) => String(part).padStart(2, "0")).join("-")
      }),
    )
  })

  it("keep the day of the month, or take the month's last", () => {
    assert.strictEqual(Calendar.addMonths("2024-02-29", 12), "2025-02-28")
    assert.strictEqual(Calendar.addMonths("2024-02-29", 48), "2028-02-29")
    assert.strictEqual(Calendar.addMonths("2026-01-31", 1), "2026-02-28")
    assert.strictEqual(Calendar.addMonths("2026-03-31", -1), "2026-02-28")
    assert.strictEqual(Calendar.addMonths("2025-12-15", 1), "2026-01-15")
    assert.strictEqual(Calendar.addMonths("2026-03-31", 0), "2026-03-31")
  })

  it("fall in weeks as ISO 8601 numbers them", () => {
    assert.strictEqual(Calendar.startOfWeek("2026-03-01"), "2026-02-23")
    assert.strictEqual(Calendar.startOfWeek("2026-03-02"), "2026-03-02")
    assert.strictEqual(Calendar.startOfWeek("1969-12-31"), "1969-12-29")
    assert.deepStrictEqual(Calendar.isoWeek("2026-12-31"), { year: 2026, week: 53 })
    assert.deepStrictEqual(Calendar.isoWeek("2027-01-03"), { year: 2026, week: 53 })
    assert.deepStrictEqual(Calendar.isoWeek("2024-12-30"), { year: 2025, week: 1 })
    holds(weeks(Calendar.isoWeek))
    kills(weeks((text) => ({ ...Calendar.isoWeek(text), year: Number(text.slice(0, 4)) })))
  })
})

const begins = (startOf: typeof Calendar.startOf) =>
  fc.property(day, zone, (text, name) => {
    const start = startOf(text, name)
    assert.strictEqual(Calendar.dayOf(start, name), text)
    assert.strictEqual(Calendar.dayOf(start - 1, name), Calendar.addDays(text, -1))
  })

const hours = (text: string, name: string) =>
  (Calendar.startOf(Calendar.addDays(text, 1), name) - Calendar.startOf(text, name)) / 3_600_000

const move = (text: string, days: number) =>
  Calendar.format(Calendar.sameTime(at(text), days, "Europe/Berlin"))

describe("time zones", () => {
  it("are known by their names", () => {
    const isZone = Schema.is(Calendar.Zone)
    for (const name of ["Europe/Berlin", "Asia/Kolkata", "UTC"]) assert.isTrue(isZone(name), name)
    for (const name of ["Mars/Olympus", "", "Berlin", 1]) assert.isFalse(isZone(name), String(name))
  })

  it("turn instants into days and back", () => {
    holds(begins(Calendar.startOf))
    kills(begins((text) => Date.parse(text)))
  })

  it("have days of 23 and of 25 hours", () => {
    assert.strictEqual(hours("2026-03-29", "Europe/Berlin"), 23)
    assert.strictEqual(hours("2026-10-25", "Europe/Berlin"), 25)
    assert.strictEqual(hours("2026-10-04", "Australia/Lord_Howe"), 23.5)
    assert.strictEqual(hours("2026-03-28", "Europe/Berlin"), 24)
  })

  it("begin a day without midnight at its first instant", () => {
    // At midnight clocks in Brazil went to 01:00.
    assert.strictEqual(
      Calendar.startOf("2018-11-04", "America/Sao_Paulo"),
      at("2018-11-04T01:00:00-02:00"),
    )
    assert.strictEqual(
      Calendar.dayOf(at("2018-11-04T02:59:59Z"), "America/Sao_Paulo"),
      "2018-11-03",
    )
  })

  it("keep the time of day over a change of clocks", () => {
    assert.strictEqual(move("2026-03-28T12:00:00+01:00", 1), "2026-03-29T10:00:00.000Z")
    assert.strictEqual(move("2026-10-24T12:00:00+02:00", 1), "2026-10-25T11:00:00.000Z")
    // 02:30 is skipped on 29 March: it becomes 03:30. On 25 October it comes twice: the first counts.
    assert.strictEqual(move("2026-03-28T02:30:00+01:00", 1), "2026-03-29T01:30:00.000Z")
    assert.strictEqual(move("2026-10-24T02:30:00+02:00", 1), "2026-10-25T00:30:00.000Z")
  })
})
