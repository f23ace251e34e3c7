/**
 * Values of ordered facts, one for each stretch on which no condition changes its answer. Pure.
 *
 * @module
 */
import * as Calendar from "../../kernel/Calendar.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import type { Bounds } from "../Fact.ts"

/** An order with enough neighbours to stand for every stretch between two points. */
interface Ordering<A> {
  readonly compare: (left: A, right: A) => number
  readonly below: (point: A) => ReadonlyArray<A>
  readonly between: (left: A, right: A) => ReadonlyArray<A>
  readonly above: (point: A) => ReadonlyArray<A>
}

/** Each point, and values for the stretches before, between and after them. */
const stretches = <A>(
  { compare, below, between, above }: Ordering<A>,
  points: ReadonlyArray<A>,
  { least, most }: Bounds<A>,
): ReadonlyArray<A> => {
  const bounds = [least, most].filter((bound) => bound !== undefined)
  const sorted = [...points, ...bounds]
    .filter((point) => least === undefined || compare(least, point) <= 0)
    .filter((point) => most === undefined || compare(point, most) <= 0)
    .toSorted(compare)
    .filter((point, at, all) => at === 0 || compare(all[at - 1] ?? point, point) !== 0)
  const [first] = sorted
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return []
  const inner = sorted.flatMap((point, at) => {
    const next = sorted[at + 1]
    return next === undefined ? [point] : [point, ...between(point, next)]
  })
  return [
    ...(least === undefined ? below(first) : []),
    ...inner,
    ...(most === undefined ? above(last) : []),
  ]
}

const wholeNumbers = (lowest: number, highest: number): Ordering<number> => ({
  compare: (left, right) => left - right,
  below: (point) => (point > lowest ? [point - 1] : []),
  between: (left, right) => (left + 1 < right ? [left + 1] : []),
  above: (point) => (point < highest ? [point + 1] : []),
})

/** Integers about the points that conditions name, or zero. */
export const integers = (
  points: ReadonlyArray<number>,
  bounds: Bounds<number>,
): ReadonlyArray<number> => {
  const order = wholeNumbers(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  const found = stretches(order, points, bounds)
  return found.length === 0 ? [0] : found
}

const firstInstant = Date.UTC(1900, 0, 1)
const lastInstant = Date.UTC(9999, 0, 1) - 1

/** Instants about the points that conditions name, or the epoch. */
export const instants = (
  points: ReadonlyArray<Calendar.Instant>,
  bounds: Bounds<Calendar.Instant>,
): ReadonlyArray<Calendar.Instant> => {
  const found = stretches(wholeNumbers(firstInstant, lastInstant), points, bounds)
  return found.length === 0 ? [0] : found
}

const firstDay = "0000-01-01"
const lastDay = "9999-12-31"

/** At most a week of days after a day, and before another one. */
const daysAfter = (day: Calendar.Day, before?: Calendar.Day): ReadonlyArray<Calendar.Day> => {
  const room = Calendar.daysBetween(day, before ?? lastDay) - (before === undefined ? 0 : 1)
  return Array.from({ length: Math.min(7, Math.max(0, room)) }, (_, at) =>
    Calendar.addDays(day, at + 1),
  )
}

const days: Ordering<Calendar.Day> = {
  compare: (left, right) => (left < right ? -1 : left > right ? 1 : 0),
  below: (point) => {
    const room = Math.min(7, Calendar.daysBetween(firstDay, point))
    return Array.from({ length: room }, (_, at) => Calendar.addDays(point, at - room))
  },
  between: daysAfter,
  above: (point) => daysAfter(point),
}

/** Days about the points that conditions name, each stretch with all its weekdays. */
export const calendarDays = (
  points: ReadonlyArray<Calendar.Day>,
  bounds: Bounds<Calendar.Day>,
): ReadonlyArray<Calendar.Day> =>
  stretches(
    days,
    points.length === 0 && bounds.least === undefined ? ["1970-01-05"] : points,
    bounds,
  )

/** The steps that values are told apart by: as fine as wanted, or a smallest one. */
const decimalOrder = (step: Decimal.Decimal | undefined): Ordering<Decimal.Decimal> => ({
  compare: Decimal.compare,
  below: (point) => [Decimal.minus(point, step ?? Decimal.one)],
  between: (left, right) => {
    const inside =
      step === undefined
        ? Decimal.times(Decimal.plus(left, right), Decimal.of("0.5"))
        : Decimal.plus(left, step)
    return Decimal.compare(inside, right) < 0 ? [inside] : []
  },
  above: (point) => [Decimal.plus(point, step ?? Decimal.one)],
})

/** Decimals about the points that conditions name, or zero. */
export const decimals = (
  points: ReadonlyArray<Decimal.Decimal>,
  bounds: Bounds<Decimal.Decimal>,
): ReadonlyArray<Decimal.Decimal> => {
  const found = stretches(decimalOrder(undefined), points, bounds)
  return found.length === 0 ? [Decimal.zero] : found
}

/** Amounts that a currency can post, about the points that conditions name, or zero. */
export const amounts = (
  points: ReadonlyArray<Decimal.Decimal>,
  bounds: Bounds<Decimal.Decimal>,
  currency: Currency.Currency,
): ReadonlyArray<Decimal.Decimal> => {
  const digits = Currency.minorUnitDigits(currency)
  const rounded = (rounding: Decimal.Rounding) => (amount: Decimal.Decimal) =>
    Decimal.divide(amount, Decimal.one, digits, rounding).quotient
  const posted = points.flatMap((point) => [rounded("floor")(point), rounded("ceiling")(point)])
  const { least, most } = bounds
  const found = stretches(decimalOrder(Decimal.shift(Decimal.one, -digits)), posted, {
    ...(least === undefined ? {} : { least: rounded("ceiling")(least) }),
    ...(most === undefined ? {} : { most: rounded("floor")(most) }),
  })
  return found.length === 0 ? [Decimal.zero] : found
}
