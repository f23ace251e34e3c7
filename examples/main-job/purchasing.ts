/**
 * How the shop buys: an opening stock for a new item, then every Monday up to a level. Pure.
 *
 * Weeks begin on Monday, 00:00 UTC, and are counted from the first one of the year 1970.
 */
import { Schema } from "effect"
import { Id, Quantity } from "entrepot/kernel"

/** Weeks from the review until the goods are there. */
const leadWeeks = 2

/** Weeks of demand that an average is taken over. */
const averagedWeeks = 8

/** A level lasts until the goods of the next review are there, and three weeks more for safety. */
const coveredWeeks = leadWeeks + 1 + 3

const Units = Schema.Struct({ week: Schema.Int, units: Quantity.PositiveQuantity })

/** What the buyer knows of an item. */
export const Item = Schema.Struct({
  sku: Id.Sku,
  /** The week of its first order. */
  listed: Schema.Int,
  /** The week whose Monday saw the last review. */
  reviewed: Schema.Int,
  /** Units wanted in the last weeks, whether there were any or not. */
  wanted: Schema.Array(Units),
  /** Units that were ordered from the supplier, and when they arrive. */
  arriving: Schema.Array(Units),
})
/** What the buyer knows of an item. */
export type Item = typeof Item.Type

const weekMillis = 7 * 86_400_000
const firstMonday = Date.UTC(1970, 0, 5)

/** The week of an instant (epoch milliseconds). */
export const weekOf = (instant: number): number => Math.floor((instant - firstMonday) / weekMillis)

/** When a week begins, in epoch milliseconds. */
export const startOf = (week: number): number => firstMonday + week * weekMillis

/** An item at its first order. */
export const list = (sku: string, week: number): Item => ({
  sku,
  listed: week,
  reviewed: week,
  wanted: [],
  arriving: [],
})

/**
 * The units with which a new item begins: ten times what its first order wants, at least two dozen
 * and at most 10,000; but the first order is always served.
 */
export const openingUnits = (first: number): number =>
  Math.max(first, Math.min(10_000, Math.max(24, first * 10)))

/** Writes down what customers want of an item. */
export const want = (item: Item, week: number, units: number): Item => {
  const last = item.wanted.at(-1)
  const wanted =
    last?.week === week
      ? [...item.wanted.slice(0, -1), { week, units: last.units + units }]
      : [...item.wanted.slice(-averagedWeeks), { week, units }]
  return { ...item, wanted }
}

/** Units that were ordered and are not here yet. */
export const onOrder = ({ arriving }: Item): number =>
  arriving.reduce((total, { units }) => total + units, 0)

/** An item after some Mondays, and what arrived in which week. */
export interface CaughtUp {
  readonly item: Item
  readonly arrived: ReadonlyArray<typeof Units.Type>
}

/**
 * Goes through the Mondays since the last review: what is due arrives, then the item is ordered up
 * to its level.
 */
export const catchUp = (item: Item, onHand: number, week: number): CaughtUp => {
  if (week <= item.reviewed) return { item, arrived: [] }
  const arrived: Array<typeof Units.Type> = []
  let now = item
  let here = onHand
  // Some weeks after the last demand nothing is on its way, and nothing is ordered any more.
  const until = Math.min(week, item.reviewed + averagedWeeks + leadWeeks + 1)
  for (let monday = item.reviewed + 1; monday <= until; monday++) {
    const due = now.arriving.filter((units) => units.week === monday)
    arrived.push(...due)
    for (const { units } of due) here += units
    const arriving = now.arriving.filter((units) => units.week > monday)
    const more = level(now, monday) - here - onOrder({ ...now, arriving })
    now = {
      ...now,
      arriving: more > 0 ? [...arriving, { week: monday + leadWeeks, units: more }] : arriving,
    }
  }
  return { item: { ...now, reviewed: week }, arrived }
}

/** The units that should be here or on their way: so many weeks of the average demand. */
const level = ({ listed, wanted }: Item, monday: number): number => {
  const weeks = Math.min(averagedWeeks, monday - listed)
  let units = 0
  for (const known of wanted)
    if (known.week < monday && known.week >= monday - weeks) units += known.units
  return Math.ceil((units * coveredWeeks) / weeks)
}
