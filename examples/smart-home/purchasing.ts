/** The simple order-up-to rule. Pure. */
import type { Item } from "./goods.ts"

/** Days between two looks at the stock of an item. */
const reviewDays = 7

/** Of so many standard deviations of the demand: enough in 95 of 100 times, were it normal. */
const safetyFactor = 1.65

/** The rule in one line, for people. */
export const formula =
  `S = d x (L + R) + ${safetyFactor} x s x sqrt(L + R), rounded up; ` +
  `d and s: mean and standard deviation of a day's demand, L: lead time in days, R = ${reviewDays}`

/** The lines of an item, in units. */
export interface Lines {
  /** Below this the goods of a purchase order come too late: demand of the lead time, and safety. */
  readonly warnAt: number
  /** What is ordered up to: demand until the goods of the next review are there, and safety. */
  readonly level: number
}

/** The lines of an item, from the units that were wanted of it on each of some days. */
export const linesOf = (
  { leadDays }: Pick<Item, "leadDays">,
  days: ReadonlyArray<number>,
): Lines => {
  const mean = average(days)
  const deviation = Math.sqrt(average(days.map((units) => (units - mean) ** 2)))
  const upTo = (covered: number) =>
    Math.ceil(mean * covered + safetyFactor * deviation * Math.sqrt(covered))
  return { warnAt: upTo(leadDays), level: upTo(leadDays + reviewDays) }
}

const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Units to buy: what is missing to the level, with what orders wait for. */
export const suggested = (
  { level }: Lines,
  available: number,
  onOrder: number,
  waitedFor: number,
): number => Math.max(0, level - (available + onOrder - waitedFor))
