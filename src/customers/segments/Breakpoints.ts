/**
 * Breakpoints: the instants at which what a segment asks about may change with no event, because days
 * go by. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import { type Condition, isSimple, type Leaf, leaves } from "../../rules/Condition.ts"
import { countsFrom } from "./OrderFacts.ts"
import { type CustomerHistory, dayMillis, yearDays } from "./SegmentFacts.ts"

/** The facts that look back over the last 365 days. */
const ofYear = new Set(["ordersInYear", "couponShare", "discountShare", "newShare"])

/** Orders and notes, moments and consents are facts from their own instant on. */
const originsOf = ({ trades, moments, consents }: CustomerHistory): Origins => ({
  trades: trades.map(countsFrom),
  moments,
  consents: consents.flat().map(({ at }) => at),
})

interface Origins {
  readonly trades: ReadonlyArray<Calendar.Instant>
  readonly moments: ReadonlyArray<Calendar.Instant>
  readonly consents: ReadonlyArray<Calendar.Instant>
}

/**
 * The instants behind `at` and up to `until` at which the condition may change for the history, in order;
 * it changes at no other. What is asked of a count of days changes when the count reaches a number or
 * passes it, as the comparison has it; an order leaves the last 365 days 365 days after it was placed.
 *
 * @example
 * ```ts
 * import { Breakpoints, SegmentFacts } from "entrepot/customers"
 * import { Conditions } from "entrepot/rules"
 *
 * const silent = Conditions.over(SegmentFacts.declared).compare("daysSinceLastMoment", ">=", 90)
 * const history = { trades: [], moments: [0], consents: [] }
 * const days = Breakpoints.of(silent, history, 0).map((at) => at / SegmentFacts.dayMillis)
 * console.log(days)
 * ```
 * ```text
 * [ 90 ]
 * ```
 */
export const of = (
  condition: Condition,
  history: CustomerHistory,
  at: Calendar.Instant,
  until: Calendar.Instant = Infinity,
): ReadonlyArray<Calendar.Instant> => {
  const origins = originsOf(history)
  const found = new Set(Object.values(origins).flat())
  for (const leaf of leaves(condition))
    for (const instant of changesOf(leaf, origins)) found.add(instant)
  return Array.from(found)
    .filter((instant) => instant > at && instant <= until)
    .toSorted((a, b) => a - b)
}

const changesOf = (leaf: Leaf, { trades, moments }: Origins): ReadonlyArray<Calendar.Instant> => {
  if (ofYear.has(leaf.fact)) return trades.map((from) => from + yearDays * dayMillis)
  switch (leaf.fact) {
    case "orders":
    case "takings":
      return crossings(trades, daysAskedOfRows(leaf))
    case "daysSinceFirstOrder":
    case "daysSinceLastOrder":
      return crossings(trades, daysAsked(leaf))
    case "daysSinceLastMoment":
      return crossings(moments, daysAsked(leaf))
    default:
      return []
  }
}

const crossings = (
  origins: ReadonlyArray<Calendar.Instant>,
  days: ReadonlyArray<number>,
): ReadonlyArray<Calendar.Instant> =>
  origins.flatMap((origin) => days.map((day) => origin + day * dayMillis))

const daysAskedOfRows = (leaf: Leaf): ReadonlyArray<number> =>
  isSimple(leaf) || !("where" in leaf) || leaf.where === undefined
    ? []
    : leaves(leaf.where)
        .filter(({ fact }) => fact === "daysAgo")
        .flatMap(daysAsked)

/** The counts of days with which the answer of a condition on them may change. */
const daysAsked = (leaf: Leaf): ReadonlyArray<number> => {
  switch (leaf._tag) {
    case "Compare": {
      const { is, value } = leaf
      if (is === "<" || is === ">=") return reached(value)
      return is === "<=" || is === ">" ? passed(value) : [...reached(value), ...passed(value)]
    }
    case "Between": {
      const { from, after, to, before } = leaf
      return [...reached(from, before), ...passed(after, to)]
    }
    case "OneOf":
      return [...reached(...leaf.values), ...passed(...leaf.values)]
    default:
      return []
  }
}

const reached = (...literals: ReadonlyArray<unknown>): ReadonlyArray<number> =>
  literals.filter((literal) => typeof literal === "number")

const passed = (...literals: ReadonlyArray<unknown>): ReadonlyArray<number> =>
  reached(...literals).map((day) => day + 1)
