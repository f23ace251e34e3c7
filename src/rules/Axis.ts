/**
 * Axes: an aspect of a subject, divided into cells between which rules differ.
 *
 * @module
 */
import type { Currency } from "../kernel/Currency.ts"
import * as Decimal from "../kernel/Decimal.ts"
import type { Money } from "../kernel/Money.ts"
import type { Rates } from "../kernel/Rates.ts"
import * as Accept from "./Accept.ts"
import type { Aspect } from "./Clause.ts"
import type { AnySubject } from "./Facts.ts"
import { type Context, valueOf } from "./Interpreter.ts"
import * as Ranks from "./Ranks.ts"
import { folded } from "./SimpleTest.ts"
import * as Ticks from "./Ticks.ts"
import * as Wanted from "./Wanted.ts"

/** The cell of what is missing, or cannot be compared. */
export const nowhere = -1

/** An aspect of a subject in cells from 0: no rule tells two values of a cell apart. */
export interface Axis {
  readonly cells: number
  /** The cell of a subject, or {@link nowhere}. */
  readonly cellOf: (subject: AnySubject, context: Context) => number
  /** Ascending cells where accepted values begin or end; one that stands twice does neither. */
  readonly flips: (accept: Accept.Accept) => ReadonlyArray<number>
}

/** The axis of an aspect, for all the values that rules accept of it. */
export const of = (aspect: Aspect, accepted: ReadonlyArray<Accept.Accept>): Axis => {
  const spans = accepted.filter((accept) => accept._tag === "Spans")
  if (spans.length > 0) return line(aspect, spans)
  return names(
    aspect,
    accepted.flatMap((accept) => (accept._tag === "Names" ? [...accept.names] : [])),
  )
}

const names = ({ fact, of }: Aspect, all: ReadonlyArray<string | boolean>): Axis => {
  // Cell 0 is any value that no rule names.
  const cells = new Map(Array.from(new Set(all), (name, at) => [name, at + 1] as const))
  const cellOf = (subject: AnySubject): number => {
    const value = valueOf(subject, fact)
    if (of === "presence") return cells.get(value !== undefined) ?? 0
    if (typeof value === "string") return cells.get(of === "folded" ? folded(value) : value) ?? 0
    return typeof value === "boolean" ? (cells.get(value) ?? 0) : nowhere
  }
  const flips = (accept: Accept.Accept): ReadonlyArray<number> => {
    if (accept._tag !== "Names") return []
    const named = Array.from(accept.names, (name) => cells.get(name) ?? 0).toSorted((a, b) => a - b)
    return [...(accept.except ? [0] : []), ...named.flatMap((cell) => [cell, cell + 1])]
  }
  return { cells: cells.size + 1, cellOf, flips }
}

const line = (aspect: Aspect, spans: ReadonlyArray<Accept.Spans>): Axis => {
  const cuts = spans
    .flatMap((span) => span.cuts)
    .toSorted(Accept.compareCuts)
    .filter((cut, at, all) => at === 0 || Accept.compareCuts(all[at - 1] ?? cut, cut) !== 0)
  const flips = (accept: Accept.Accept): ReadonlyArray<number> =>
    accept._tag === "Spans"
      ? [
          ...(accept.begins ? [0] : []),
          ...accept.cuts.map((cut) => passed(cuts, (other) => Accept.compareCuts(cut, other))),
        ]
      : []
  return { cells: cuts.length + 1, cellOf: cellIn(aspect, cuts), flips }
}

/** How many cuts of a line are at or before what a comparison stands for. */
const passed = (cuts: ReadonlyArray<Accept.Cut>, compare: (cut: Accept.Cut) => number): number => {
  let [low, high] = [0, cuts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const cut = cuts[middle]
    if (cut !== undefined && compare(cut) >= 0) low = middle + 1
    else high = middle
  }
  return low
}

/** A number that orders points of a line like the points do; `NaN` where there is none. */
const codeOf = (point: Accept.Point): number =>
  typeof point === "number" ? point : typeof point === "string" ? dayCode(point) : Ticks.of(point)

/** 20260228 for 2026-02-28. */
const dayCode = (day: string): number => Number(day.replaceAll("-", ""))

/** The cell of a subject on a line; all of its cuts are of one type. */
const cellIn = (
  { fact, of, currency }: Aspect,
  cuts: ReadonlyArray<Accept.Cut>,
): ((subject: AnySubject, context: Context) => number) => {
  // Between a whole number and the next there is none, so "after 3" is "from 4".
  const codes = cuts.map(({ at, after }) => codeOf(at) + Number(after))
  const rank = codes.some(Number.isNaN) ? undefined : Ranks.of(codes)
  const ofDecimal = (amount: Decimal.Decimal): number => {
    const code = Ticks.of(amount)
    return rank === undefined || Number.isNaN(code)
      ? passed(cuts, ({ at, after }) => Accept.comparePoints(amount, at) - (after ? 0.5 : 0))
      : rank(code)
  }
  if (of === "at") return (_, { at }) => rank?.(at) ?? nowhere
  if (currency !== undefined)
    return (subject, { rates }) => {
      const value = valueOf(subject, fact)
      if (value === undefined || !Wanted.isMoney(value)) return nowhere
      return value.currency === currency
        ? ofDecimal(value.amount)
        : converted(value, currency, cuts, rates)
    }
  return (subject) => {
    const value = valueOf(subject, fact)
    if (typeof value === "number") return rank?.(value) ?? nowhere
    if (typeof value === "string") return rank?.(dayCode(value)) ?? nowhere
    return value !== undefined && Wanted.isDecimal(value) ? ofDecimal(value) : nowhere
  }
}

/** The cell of money on the line of another currency. */
const converted = (
  money: Money,
  currency: Currency,
  cuts: ReadonlyArray<Accept.Cut>,
  rates: Rates | undefined,
): number => {
  const against = (amount: Accept.Point): number | undefined =>
    typeof amount === "object" ? Wanted.compare(money, { currency, amount }, rates) : undefined
  if (against(Decimal.zero) === undefined) return nowhere
  return passed(cuts, ({ at, after }) => (against(at) ?? 0) - (after ? 0.5 : 0))
}
