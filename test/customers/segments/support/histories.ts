import { SegmentFacts, Settings, type TradeEvent, TradeRecord } from "entrepot/customers"
import { type Currency, Decimal, Money, type Rates } from "entrepot/kernel"
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
  readonly currency?: Currency.Currency
}

/** A credit note; one without an instant is a refund of which nobody knows the order. */
export interface Noted {
  /** In quarters of a day. */
  readonly at?: number | undefined
  readonly amount?: number
  readonly units?: number
  readonly currency?: Currency.Currency
  /** The id under which it stands, if not one of its own: that of the first order is "0". */
  readonly under?: string | undefined
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

/** That money went back, heard of at once. */
export const noted = (
  id: string,
  { amount = 10, units = 1, currency = "EUR", under }: Omit<Noted, "at"> = {},
  at?: number,
): TradeEvent.TradeEvent => {
  const heard = at ?? 0
  const event = {
    eventId: `noted ${id}`,
    order: key(under ?? `CN-${id}`, "web"),
    occurredAt: heard,
    recordedAt: heard,
    currency,
  }
  const goods = Decimal.of(amount)
  return at === undefined
    ? { _tag: "Refunded", ...event, goods, charges: Decimal.zero }
    : {
        _tag: "Credited",
        ...event,
        revision: "1",
        placedAt: at,
        kind: "cancellation",
        isWhole: true,
        lines: [{ lineId: "1", amount: goods, units }],
      }
}

export const historyOf = (
  orders: ReadonlyArray<Placed>,
  moments: ReadonlyArray<number> = [],
  notes: ReadonlyArray<Noted> = [],
): SegmentFacts.CustomerHistory => ({
  trades: TradeRecord.tradesOf([
    ...orders.map(({ at, ...order }, i) => placed(`${i}`, order, at * quarter)),
    ...notes.map(({ at, ...note }, i) =>
      noted(`${i}`, note, at === undefined ? undefined : at * quarter),
    ),
  ]),
  moments: moments.map((at) => at * quarter),
  consents: [],
})

const some = fc.integer({ min: 0, max: 12 })
const orders = fc.array(
  fc.record({
    at: some,
    goods: fc.constantFrom(10, 20),
    discount: fc.constantFrom(0, 5),
    coupons: fc.constantFrom([], ["SPRING"]),
    sku: fc.constantFrom("MUG", "NEW"),
    currency: fc.constantFrom("EUR", "EUR", "EUR", "USD"),
  }),
  { maxLength: 3 },
)
const notes = fc.array(
  fc.record({
    at: fc.option(some, { nil: undefined, freq: 6 }),
    amount: fc.constantFrom(5, 20),
    units: fc.constantFrom(0, 1, 2),
    currency: fc.constantFrom("EUR", "EUR", "EUR", "USD"),
    under: fc.constantFrom(undefined, undefined, "0", "CN-0"),
  }),
  { maxLength: 2 },
)
export const histories = fc
  .tuple(orders, fc.array(some, { maxLength: 2 }), notes)
  .map((world) => historyOf(...world))

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
  fc
    .tuple(fc.constantFrom("orders" as const, "takings" as const), days)
    .map(([fact, wanted]) =>
      sum(fact, "revenue", ">=", Money.of(20, "EUR"), (row) =>
        row.between("daysAgo", { before: wanted }),
      ),
    ),
  fc.tuple(comparison, days).map(([is, orders]) => compare("ordersInYear", is, orders)),
  fc
    .tuple(fc.constantFrom("revenue", "averageOrderValue"), comparison)
    .map(([fact, is]) => compare(fact, is, Money.of(20, "EUR"))),
  comparison.map((is) => compare("returnRate", is, Decimal.of("0.5"))),
  fc
    .tuple(fc.constantFrom("couponShare", "discountShare", "newShare"), comparison)
    .map(([fact, is]) => compare(fact, is, Decimal.of("0.4"))),
)

export const conditions: fc.Arbitrary<Condition.Condition> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.tuple(leaf, leaf).map(([one, other]) => all(one, other)),
  fc.tuple(leaf, leaf).map(([one, other]) => any(one, not(other))),
)
