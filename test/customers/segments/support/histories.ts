import { OrderTrade, SegmentFacts, Settings, type TradeEvent } from "entrepot/customers"
import { Decimal, Money, type Rates } from "entrepot/kernel"
/** Small worlds of a customer's history: instants are quarters of a day. */
import { Conditions, type Condition } from "entrepot/rules"
import fc from "fast-check"

export const day = SegmentFacts.dayMillis
export const quarter = day / 4
export const setting: SegmentFacts.Setting = { currency: "EUR", onSaleSince: new Map([["NEW", 0]]) }
export const settings = Settings.always(setting)

const rates: Rates.Rates = {
  day: "1970-01-01",
  base: "EUR",
  rates: [{ currency: "USD", perBase: Decimal.of(2) }],
}
/** The same with a rate for dollars. */
export const settingWithRates: SegmentFacts.Setting = { ...setting, rates }

export interface Placed {
  /** In quarters of a day. */
  readonly at: number
  readonly goods?: number
  readonly discount?: number
  readonly coupons?: ReadonlyArray<string>
  readonly sku?: string
  readonly channel?: string
  readonly currency?: "EUR" | "USD"
}

const key = (externalId: string, channel: string) => ({ channel, account: "shop", externalId })

/** That an order of one unit was placed, heard of at once. */
export const placed = (
  id: string,
  {
    goods = 10,
    discount = 0,
    coupons = [],
    sku = "MUG",
    channel = "web",
    currency = "EUR",
  }: Omit<Placed, "at"> = {},
  at = 0,
): TradeEvent.TradeEvent => ({
  _tag: "Ordered",
  eventId: `placed ${id}`,
  order: key(id, channel),
  occurredAt: at,
  recordedAt: at,
  revision: "1",
  placedAt: at,
  currency,
  isWhole: true,
  lines: [
    {
      lineId: "1",
      sku,
      quantity: 1,
      goods: Decimal.of(goods),
      discount: Decimal.of(discount),
      charges: Decimal.zero,
    },
  ],
  coupons,
})

const trade = (id: string, { at, ...order }: Placed): OrderTrade.OrderTrade => {
  const event = placed(id, order, at * quarter)
  return OrderTrade.evolve(OrderTrade.empty(event.order), event)
}

export const historyOf = (
  orders: ReadonlyArray<Placed>,
  moments: ReadonlyArray<number> = [],
): SegmentFacts.CustomerHistory => ({
  trades: orders.map((one, i) => trade(`${i}`, one)),
  moments: moments.map((at) => at * quarter),
  consents: [],
})

const some = fc.integer({ min: 0, max: 12 })
export const histories = fc
  .tuple(
    fc.array(
      fc.record({
        at: some,
        goods: fc.constantFrom(10, 20),
        discount: fc.constantFrom(0, 5),
        coupons: fc.constantFrom([], ["SPRING"]),
        sku: fc.constantFrom("MUG", "NEW"),
        currency: fc.constantFrom("EUR", "EUR", "EUR", "USD"),
      }),
      { maxLength: 3 },
    ),
    fc.array(some, { maxLength: 2 }),
  )
  .map(([orders, moments]) => historyOf(orders, moments))

const {
  all,
  any,
  between,
  compare,
  count,
  not,
  oneOf,
  some: has,
  sum,
} = Conditions.over(SegmentFacts.declared)
const days = fc.integer({ min: 0, max: 3 })
const comparison = fc.constantFrom(...(["<", "<=", "=", ">=", ">", "!="] as const))

const leaf: fc.Arbitrary<Condition.Condition> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("daysSinceFirstOrder", "daysSinceLastOrder", "daysSinceLastMoment"),
      comparison,
      days,
    )
    .map(([fact, is, wanted]) => compare(fact, is, wanted)),
  fc.tuple(days, days).map(([from, to]) => between("daysSinceLastOrder", { from, to })),
  fc.array(days, { minLength: 1, maxLength: 2 }).map((of) => oneOf("daysSinceLastMoment", of)),
  fc
    .tuple(comparison, days)
    .map(([is, wanted]) => has("orders", (order) => order.compare("daysAgo", is, wanted))),
  fc
    .tuple(comparison, days, days)
    .map(([is, orders, wanted]) =>
      count("orders", is, orders, (order) => order.compare("daysAgo", "<", wanted)),
    ),
  days.map((wanted) =>
    sum("orders", "revenue", ">=", Money.of(20, "EUR"), (order) =>
      order.between("daysAgo", { before: wanted }),
    ),
  ),
  fc.tuple(comparison, days).map(([is, orders]) => compare("ordersInYear", is, orders)),
  fc
    .tuple(fc.constantFrom("revenue", "averageOrderValue"), comparison)
    .map(([fact, is]) => compare(fact, is, Money.of(20, "EUR"))),
  fc
    .tuple(fc.constantFrom("couponShare", "discountShare", "newShare"), comparison)
    .map(([fact, is]) => compare(fact, is, Decimal.of("0.4"))),
)

export const conditions: fc.Arbitrary<Condition.Condition> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.tuple(leaf, leaf).map(([one, other]) => all(one, other)),
  fc.tuple(leaf, leaf).map(([one, other]) => any(one, not(other))),
)
