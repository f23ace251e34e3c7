/**
 * What an order came to for its customer, kept event by event: the same for any order in which they
 * come, and however often. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import * as Credit from "./Credit.ts"
import * as Sighting from "./Sighting.ts"
import { type LineItems, OrderedLine, type TradeEvent } from "./TradeEvent.ts"

/** What is known of a line; `shown` is absent as long as only its units were told. */
const TradeLine = Schema.Struct({
  lineId: Id.Id,
  shown: Schema.optionalKey(Schema.Struct({ ...OrderedLine.fields, ...Sighting.Sighting.fields })),
  /** The most units that were ever shown. */
  most: Quantity.Quantity,
  cancelled: Quantity.Quantity,
  shipped: Quantity.Quantity,
  /** Of those, units whose cost the stock ledger tells. */
  byLedger: Quantity.Quantity,
  /** How many units of our items each is, sorted; several where it became another item meanwhile. */
  items: Schema.Array(Quantity.PositiveQuantity),
  returned: Quantity.Quantity,
})
type TradeLine = typeof TradeLine.Type

const Refund = Schema.Struct({
  currency: Currency.Currency,
  goods: Decimal.Decimal,
  charges: Decimal.Decimal,
})

/** The trade of an order: what its events say, without their order. */
export const OrderTrade = Schema.Struct({
  order: OrderKey,
  /** The ids of the events that are counted, sorted. */
  events: Schema.Array(Id.Id),
  /** What was seen last of the order. */
  shown: Schema.optionalKey(
    Schema.Struct({
      ...Sighting.Sighting.fields,
      placedAt: Calendar.Instant,
      currency: Currency.Currency,
      coupons: Schema.Array(Id.Id),
    }),
  ),
  /** Whether what was seen last shows all lines that are left; not where the channel shows parts. */
  isWhole: Schema.Boolean,
  /** By line id. */
  lines: Schema.Array(TradeLine),
  /** Documents under this id that return money, by their kind. */
  credits: Schema.Array(Credit.Credit),
  /** What went back, by currency. */
  refunds: Schema.Array(Refund),
  /** What its units cost us, less what those are worth that came back, by currency. */
  costs: Schema.Array(Money.Money),
  /** Units of our items that left, of which the stock ledger told what they cost. */
  costedUnits: Quantity.Quantity,
  /** Whether units moved of which nobody said what they cost. */
  isCostPartly: Schema.Boolean,
})
/** The trade of an order. */
export type OrderTrade = typeof OrderTrade.Type

/**
 * The trade of an order of which nothing is known yet.
 *
 * @example
 * ```ts
 * import { OrderTrade } from "entrepot/customers"
 *
 * const trade = OrderTrade.empty({ channel: "web", account: "de", externalId: "7" })
 * console.log(trade.order.externalId, trade.events.length)
 * ```
 * ```text
 * 7 0
 * ```
 */
export const empty = (order: OrderKey): OrderTrade => ({
  order,
  events: [],
  isWhole: true,
  lines: [],
  credits: [],
  refunds: [],
  costs: [],
  costedUnits: 0,
  isCostPartly: false,
})

/**
 * The trade after an event of its order. An event that was counted before changes nothing, and late
 * ones change what they would have changed in time.
 *
 * @example
 * ```ts
 * import { OrderTrade, type TradeEvent } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const back: TradeEvent.TradeEvent = {
 *   _tag: "Returned",
 *   eventId: "b1",
 *   order,
 *   occurredAt: 0,
 *   recordedAt: 0,
 *   lines: [{ lineId: "1", quantity: 2 }],
 * }
 * const once = OrderTrade.evolve(OrderTrade.empty(order), back)
 * console.log(OrderTrade.evolve(once, back) === once, once.lines[0]?.returned)
 * ```
 * ```text
 * true 2
 * ```
 */
export const evolve = (trade: OrderTrade, event: TradeEvent): OrderTrade =>
  trade.events.includes(event.eventId)
    ? trade
    : { ...counted(trade, event), events: [...trade.events, event.eventId].toSorted() }

const counted = (trade: OrderTrade, event: TradeEvent): OrderTrade => {
  switch (event._tag) {
    case "Ordered":
      return ordered(trade, event)
    case "Credited": {
      const before = trade.credits.find(({ kind }) => kind === event.kind)
      const others = trade.credits.filter(({ kind }) => kind !== event.kind)
      const credits = [...others, Credit.evolve(before, event)].toSorted(byKind)
      return { ...trade, credits }
    }
    case "Cancelled":
      return moved(trade, event.lines, (line, units) => ({ cancelled: line.cancelled + units }))
    case "Shipped": {
      const isByLedger = event.costBy === "ledger"
      const after = moved(trade, event.lines, (line, units) => ({
        shipped: line.shipped + units,
        byLedger: line.byLedger + (isByLedger ? units : 0),
      }))
      return isByLedger ? after : costed(after, event.cost)
    }
    case "Returned": {
      const { lines, cost, costBy } = event
      const after = moved(trade, lines, (line, units) => ({ returned: line.returned + units }))
      if (costBy === "ledger") return after
      return costed(after, cost === undefined ? undefined : Money.negate(cost))
    }
    case "Costed": {
      const costedUnits = trade.costedUnits + event.units
      const known = (before: OrderTrade, { lineId, items }: LineItems): OrderTrade =>
        withLine(before, lineId, (line) => ({
          items: [...new Set([...line.items, items])].toSorted((a, b) => a - b),
        }))
      return costed(event.lines.reduce(known, { ...trade, costedUnits }), event.cost)
    }
    case "Refunded": {
      const { currency, goods, charges } = event
      const before = trade.refunds.find((refund) => refund.currency === currency)
      const refund = {
        currency,
        goods: Decimal.plus(goods, before?.goods ?? Decimal.zero),
        charges: Decimal.plus(charges, before?.charges ?? Decimal.zero),
      }
      return { ...trade, refunds: withOf(trade.refunds, refund) }
    }
  }
}

type Ordered = Extract<TradeEvent, { readonly _tag: "Ordered" }>

const byKind = Order.mapInput(Order.String, ({ kind }: Credit.Credit) => kind)

const ordered = (trade: OrderTrade, event: Ordered): OrderTrade => {
  const { placedAt, currency, coupons = [] } = event
  const sighting = Sighting.of(event)
  const shown = { ...sighting, placedAt, currency, coupons }
  const isWhole = trade.isWhole && event.isWhole
  const after = event.lines.reduce(
    (before, line) =>
      withLine(before, line.lineId, (known) => ({
        ...(Sighting.isLater(event, known.shown) ? { shown: { ...line, ...sighting } } : {}),
        most: Math.max(known.most, line.quantity),
      })),
    { ...trade, isWhole },
  )
  return Sighting.isLater(event, trade.shown) ? { ...after, shown } : after
}

const moved = (
  trade: OrderTrade,
  lines: ReadonlyArray<{ readonly lineId: string; readonly quantity: number }>,
  change: (line: TradeLine, units: number) => Partial<TradeLine>,
): OrderTrade =>
  lines.reduce(
    (before, { lineId, quantity }) => withLine(before, lineId, (line) => change(line, quantity)),
    trade,
  )

const withLine = (
  trade: OrderTrade,
  lineId: string,
  change: (line: TradeLine) => Partial<TradeLine>,
): OrderTrade => {
  const moves = { cancelled: 0, shipped: 0, byLedger: 0, items: [], returned: 0 }
  const unknown: TradeLine = { lineId, most: 0, ...moves }
  const line = trade.lines.find((known) => known.lineId === lineId) ?? unknown
  const rest = trade.lines.filter((known) => known.lineId !== lineId)
  const lines = [...rest, { ...line, ...change(line) }]
  return { ...trade, lines: lines.toSorted(Order.mapInput(Order.String, ({ lineId }) => lineId)) }
}

const costed = (trade: OrderTrade, cost: Money.Money | undefined): OrderTrade => {
  if (cost === undefined) return { ...trade, isCostPartly: true }
  const before = trade.costs.find(({ currency }) => currency === cost.currency)
  const amount = Decimal.plus(cost.amount, before?.amount ?? Decimal.zero)
  return { ...trade, costs: withOf(trade.costs, { currency: cost.currency, amount }) }
}

/** One entry for each currency, in the order of their names. */
const withOf = <A extends { readonly currency: string }>(
  all: ReadonlyArray<A>,
  one: A,
): ReadonlyArray<A> =>
  [...all.filter(({ currency }) => currency !== one.currency), one].toSorted(
    Order.mapInput(Order.String, ({ currency }) => currency),
  )
