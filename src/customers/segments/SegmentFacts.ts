/**
 * What segments may ask of a customer at an instant. Pure.
 *
 * @module
 */
import * as Calendar from "../../kernel/Calendar.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Fact from "../../rules/Fact.ts"
import * as Facts from "../../rules/Facts.ts"
import * as Consent from "../profile/Consent.ts"
import type { OrderTrade } from "../trade/OrderTrade.ts"
import * as OrderFacts from "./OrderFacts.ts"
import type { Setting } from "./OrderFacts.ts"

export { newDays, type Setting, yearDays } from "./OrderFacts.ts"

/** A day of segments: 24 hours, whatever a clock on a wall does. */
export const dayMillis = Calendar.dayMillis

const share = Fact.decimal({ least: Decimal.zero, most: Decimal.one })

/**
 * The declared facts of a customer. `daysAgo` and `daysSince…` count whole days of 24 hours; shares are
 * between 0 and 1, of the orders of the last 365 days, and missing where there are none. Revenue and
 * returns are those of the trade record, with notes of their own that take something back.
 */
export const declared = Facts.make({
  /** Orders of which something was bought and not cancelled. */
  orders: Fact.rows({
    channel: Fact.text(),
    daysAgo: Fact.integer({ least: 0 }),
    units: Fact.integer({ least: 0 }),
    returnedUnits: Fact.integer({ least: 0 }),
    /** Goods less discounts and refunds, in the order's currency. */
    revenue: Fact.money(),
    /** Of the price of its goods. */
    discountShare: share,
    hasCoupon: Fact.boolean(),
    /** Units of items that were new when they were ordered. */
    newUnits: Fact.integer({ least: 0 }),
  }),
  /**
   * What each order brought, and what each note of its own took back, which is negative; one row for
   * each currency. All of them come to `revenue`.
   */
  takings: Fact.rows({
    channel: Fact.text(),
    /** 0 of what went back nobody knows when, such as by a refund of an order that is not known. */
    daysAgo: Fact.integer({ least: 0 }),
    /** Goods less discounts and refunds. */
    revenue: Fact.money(),
  }),
  ordersInYear: Fact.integer({ least: 0 }),
  daysSinceFirstOrder: Fact.integer({ least: 0 }),
  daysSinceLastOrder: Fact.integer({ least: 0 }),
  /** Of what was last viewed, clicked, joined or talked about. */
  daysSinceLastMoment: Fact.integer({ least: 0 }),
  /** All that was taken, in the currency of the setting; missing where that of something has no rate. */
  revenue: Fact.money(),
  /** Revenue by order. */
  averageOrderValue: Fact.money(),
  /** Returned by bought units; more than 1 where more came back than is known to have been bought. */
  returnRate: Fact.decimal({ least: Decimal.zero }),
  /** Of orders with a coupon. */
  couponShare: share,
  /**
   * Discounts by the price of the goods. Orders in several currencies are converted as `revenue` is;
   * missing where one has no rate. Orders of one currency need none.
   */
  discountShare: share,
  /** Of orders with an item that was new. */
  newShare: share,
  channels: Fact.texts(),
  /** What consent stands for, such as `newsletter by email`. */
  consents: Fact.texts(),
})

/** What segments are asked about. */
export type SegmentSubject = Facts.Subject<(typeof declared)["fields"]>

/** What is known of a customer when a segment is asked. */
export interface CustomerHistory {
  readonly trades: ReadonlyArray<OrderTrade>
  /** When they looked, clicked, joined or talked, in epoch milliseconds. */
  readonly moments: ReadonlyArray<Calendar.Instant>
  /** What was said about each of their records; the strictest counts. */
  readonly consents: ReadonlyArray<ReadonlyArray<Consent.Statement>>
}

/** Reads the facts of a customer at an instant, in epoch milliseconds. */
export type Reader = (at: Calendar.Instant) => SegmentSubject

/**
 * Reads the facts off a history at any instant: orders, moments and consents that come later are not
 * there yet. What does not change from instant to instant is read once.
 *
 * @example
 * ```ts
 * import { SegmentFacts } from "entrepot/customers"
 *
 * const history = { trades: [], moments: [0], consents: [] }
 * const read = SegmentFacts.reader(history, { currency: "EUR" })
 * const { daysSinceLastMoment } = read(3 * SegmentFacts.dayMillis - 1)
 * console.log(daysSinceLastMoment)
 * ```
 * ```text
 * 2
 * ```
 */
export const reader = (history: CustomerHistory, setting: Setting): Reader => {
  const known = readers.get(history)
  if (known?.setting === setting) return known.read
  const ofOrders = OrderFacts.reader(history.trades, setting)
  const read: Reader = (at) => ({
    ...ofOrders(at),
    daysSinceLastMoment: OrderFacts.daysSince(at, lastUntil(history.moments, at)),
    consents: Consent.strictest(history.consents.map((said) => Consent.standings(said, at)))
      .filter(({ standing }) => standing === "given")
      .map(({ purpose, means }) => `${purpose} by ${means}`),
  })
  readers.set(history, { setting, read })
  return read
}

/** One history is asked about by each segment in turn. */
const readers = new WeakMap<CustomerHistory, { readonly setting: Setting; readonly read: Reader }>()

const lastUntil = (
  instants: ReadonlyArray<Calendar.Instant>,
  at: Calendar.Instant,
): Calendar.Instant | undefined =>
  instants.reduce<number | undefined>(
    (last, instant) => (instant > at || instant < (last ?? instant) ? last : instant),
    undefined,
  )
