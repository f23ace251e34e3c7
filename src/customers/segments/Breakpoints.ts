/**
 * Breakpoints: the instants at which what a segment asks about may change with no event, because days
 * go by. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import { type Condition, isSimple, type Leaf, leaves } from "../../rules/Condition.ts"
import { type CustomerHistory, dayMillis, yearDays } from "./SegmentFacts.ts"

/** The facts that look back over the last 365 days. */
const ofYear = new Set(["ordersInYear", "couponShare", "discountShare", "newShare"])

/** Orders, moments and consents are facts from their own instant on. */
const originsOf = ({ trades, moments, consents }: CustomerHistory): Origins => ({
  orders: trades.flatMap(({ shown }) => (shown === undefined ? [] : [shown.placedAt])),
  moments,
  consents: consents.flat().map(({ at }) => at),
})

interface Origins {
  readonly orders: ReadonlyArray<Calendar.Instant>
  readonly moments: ReadonlyArray<Calendar.Instant>
  readonly consents: ReadonlyArray<Calendar.Instant>
}

/**
 * The instants behind `at` at which the condition may change for the history, in order; it changes at no
 * other. A count of days crosses a wanted number when it reaches it and when it passes it; an order
 * leaves the last 365 days 365 days after it was placed.
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
 * [ 90, 91 ]
 * ```
 */
export const of = (
  condition: Condition,
  history: CustomerHistory,
  at: Calendar.Instant,
): ReadonlyArray<Calendar.Instant> => {
  const origins = originsOf(history)
  const found = new Set(Object.values(origins).flat())
  for (const leaf of leaves(condition))
    for (const instant of changesOf(leaf, origins)) found.add(instant)
  return Array.from(found)
    .filter((instant) => instant > at)
    .toSorted((a, b) => a - b)
}

const changesOf = (leaf: Leaf, { orders, moments }: Origins): ReadonlyArray<Calendar.Instant> => {
  if (ofYear.has(leaf.fact)) return orders.map((placedAt) => placedAt + yearDays * dayMillis)
  switch (leaf.fact) {
    case "orders":
      return crossings(orders, daysAskedOfRows(leaf))
    case "daysSinceFirstOrder":
    case "daysSinceLastOrder":
      return crossings(orders, daysAsked(leaf))
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
  origins.flatMap((origin) =>
    days.flatMap((day) => [origin + day * dayMillis, origin + (day + 1) * dayMillis]),
  )

const daysAskedOfRows = (leaf: Leaf): ReadonlyArray<number> =>
  isSimple(leaf) || !("where" in leaf) || leaf.where === undefined
    ? []
    : leaves(leaf.where)
        .filter(({ fact }) => fact === "daysAgo")
        .flatMap(daysAsked)

/** The numbers that a condition compares a count of days with. */
const daysAsked = (leaf: Leaf): ReadonlyArray<number> => {
  switch (leaf._tag) {
    case "Compare":
      return numbers([leaf.value])
    case "Between":
      return numbers([leaf.from, leaf.after, leaf.to, leaf.before])
    case "OneOf":
      return numbers(leaf.values)
    default:
      return []
  }
}

const numbers = (literals: ReadonlyArray<unknown>): ReadonlyArray<number> =>
  literals.filter((literal) => typeof literal === "number")
