/**
 * What a condition on one fact means for a value of that fact.
 *
 * @module
 */
import { Result } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import type { Rates } from "../kernel/Rates.ts"
import type { Comparison, Literal, Simple, TextMatch } from "./Condition.ts"
import type { Fact } from "./Fact.ts"
import type { AnyValue } from "./Facts.ts"
import * as Pattern from "./Pattern.ts"
import * as Ticks from "./Ticks.ts"
import * as Truth from "./Truth.ts"
import * as Wanted from "./Wanted.ts"
import * as ZonedTime from "./ZonedTime.ts"

/** Tests a value that is there. */
export type ValueTest = (value: AnyValue, rates: Rates | undefined) => Truth.Truth

/** Whether a comparison holds of the sign of value minus wanted. */
export const holds = (is: Comparison, sign: number): boolean => {
  switch (is) {
    case "=":
      return sign === 0
    case "!=":
      return sign !== 0
    case "<":
      return sign < 0
    case "<=":
      return sign <= 0
    case ">":
      return sign > 0
    case ">=":
      return sign >= 0
  }
}

/** A simple condition but `IsMissing`, whose answer needs no value. */
export type Asking = Exclude<Simple, { readonly _tag: "IsMissing" }>

/**
 * The test of a condition that was checked against its fact.
 *
 * @throws Error where it was not (a programmer's error)
 */
export const of = (fact: Fact, condition: Asking): ValueTest => {
  switch (condition._tag) {
    case "Compare":
      return comparing(fact, condition.is, condition.value)
    case "Between": {
      const bounds = boundsOf(condition).map(([is, value]) => comparing(fact, is, value))
      return (value, rates) => Truth.every(bounds, (test) => test(value, rates))
    }
    case "OneOf": {
      const tests = condition.values.map((value) => comparing(fact, "=", value))
      return (value, rates) => Truth.some(tests, (test) => test(value, rates))
    }
    case "Text":
      return textTest(condition.is, condition.anyOf, condition.ignoreCase === true)
    case "Has":
      return setTest(condition.which, condition.values)
    case "OnDays": {
      const tests = boundsOf(instantsOf(condition)).map(([is, at]) => comparing(fact, is, at))
      return (value, rates) => Truth.every(tests, (test) => test(value, rates))
    }
    case "OnWeekdays":
      return weekdayTest(condition.days, condition.zone)
    case "AtTime":
      return clockTest(condition)
  }
}

const comparing = (fact: Fact, is: Comparison, literal: Literal): ValueTest => {
  const wanted = Result.getOrThrow(Wanted.read(fact, literal))
  const [less, equal, more] = truthsBySign(is)
  const bySign = (sign: number): Truth.Truth => (sign < 0 ? less : sign > 0 ? more : equal)
  const generic: ValueTest = (value, rates) => {
    const sign = Wanted.compare(value, wanted, rates)
    return sign === undefined ? Truth.unknown : bySign(sign)
  }
  // What follows answers the same, sooner.
  switch (typeof wanted) {
    case "number":
      return (value) => (typeof value === "number" ? bySign(value - wanted) : Truth.unknown)
    case "string":
      return less === more
        ? (value) => {
            if (typeof value !== "string") return Truth.unknown
            return value === wanted ? equal : less
          }
        : generic
    case "object": {
      const ticks = Ticks.of(Wanted.isMoney(wanted) ? wanted.amount : wanted)
      const currency = Wanted.isMoney(wanted) ? wanted.currency : undefined
      return (value, rates) => {
        if (typeof value !== "object") return Truth.unknown
        const isSame = Wanted.isMoney(value)
          ? value.currency === currency
          : currency === undefined && Wanted.isDecimal(value)
        const amount = Wanted.isMoney(value) ? value.amount : value
        const sign = isSame && Wanted.isDecimal(amount) ? Ticks.of(amount) - ticks : Number.NaN
        return Number.isNaN(sign) ? generic(value, rates) : bySign(sign)
      }
    }
    default:
      return generic
  }
}

/** The truth where a value is less than, equal to and more than the wanted one. */
const truthsBySign = (is: Comparison): readonly [Truth.Truth, Truth.Truth, Truth.Truth] => [
  Truth.of(holds(is, -1)),
  Truth.of(holds(is, 0)),
  Truth.of(holds(is, 1)),
]

interface Bounds {
  readonly from?: Literal
  readonly after?: Literal
  readonly to?: Literal
  readonly before?: Literal
}

/** The comparisons that bounds stand for; all of them have to hold. */
export const boundsOf = ({
  from,
  after,
  to,
  before,
}: Bounds): ReadonlyArray<readonly [Comparison, Literal]> => [
  ...(from === undefined ? [] : [[">=", from] as const]),
  ...(after === undefined ? [] : [[">", after] as const]),
  ...(to === undefined ? [] : [["<=", to] as const]),
  ...(before === undefined ? [] : [["<", before] as const]),
]

/** The half-open window of instants of some days in a zone. */
export const instantsOf = ({
  from,
  to,
  zone,
}: Extract<Simple, { readonly _tag: "OnDays" }>): Bounds => ({
  ...(from === undefined ? {} : { from: Calendar.startOf(from, zone) }),
  ...(to === undefined ? {} : { before: Calendar.startOf(Calendar.addDays(to, 1), zone) }),
})

/** A text as it is compared where case does not count. */
export const folded = (text: string): string => text.toLowerCase()

const textMatches: Readonly<Record<TextMatch, (text: string, wanted: string) => boolean>> = {
  equals: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  startsWith: (text, wanted) => text.startsWith(wanted),
  endsWith: (text, wanted) => text.endsWith(wanted),
  like: (text, wanted) => Pattern.matches(wanted, text),
}

const textTest = (is: TextMatch, anyOf: ReadonlyArray<string>, ignoreCase: boolean): ValueTest => {
  const matches = textMatches[is]
  const wanted = ignoreCase ? anyOf.map(folded) : anyOf
  return (value) => {
    if (typeof value !== "string") return Truth.unknown
    const text = ignoreCase ? folded(value) : value
    return Truth.of(wanted.some((part) => matches(text, part)))
  }
}

const setTest = (which: "any" | "all" | "none", values: ReadonlyArray<string>): ValueTest => {
  return (value) => {
    if (!Array.isArray(value)) return Truth.unknown
    const has = (text: string): boolean => value.includes(text)
    if (which === "all") return Truth.of(values.every(has))
    return Truth.of(values.some(has) === (which === "any"))
  }
}

const weekdayTest = (days: ReadonlyArray<number>, zone: string | undefined): ValueTest => {
  const wanted = new Set(days)
  return (value) => {
    if (typeof value === "string") return Truth.of(wanted.has(ZonedTime.weekdayOf(value)))
    if (typeof value !== "number" || zone === undefined) return Truth.unknown
    return Truth.of(wanted.has(ZonedTime.weekdayAt(value, zone)))
  }
}

const clockTest = ({
  from,
  before,
  zone,
}: Extract<Simple, { readonly _tag: "AtTime" }>): ValueTest => {
  const [first, end] = [ZonedTime.minuteOf(from) ?? 0, ZonedTime.minuteOf(before) ?? 0]
  return (value) =>
    typeof value === "number"
      ? Truth.of(ZonedTime.isWithin(ZonedTime.minuteAt(value, zone), first, end))
      : Truth.unknown
}
