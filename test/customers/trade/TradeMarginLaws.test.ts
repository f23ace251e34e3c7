import { assert, describe, it } from "@effect/vitest"
import {
  OrderTrade,
  TradeCounts,
  type TradeEvent,
  TradeFact,
  TradeRecord,
} from "entrepot/customers"
import { Decimal } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Event = TradeEvent.TradeEvent
type FactOf = typeof TradeFact.of

// --- small worlds --------------------------------------------------------------------------------

const cents = fc.integer({ min: 0, max: 999 })
const oneOrder = fc.record({
  goods: cents,
  cost: cents,
  /** Of the cost, what came back. */
  back: fc.constantFrom(0, 0.5, 1),
  refund: fc.constantFrom(0, 100),
  isShipped: fc.boolean(),
  isCosted: fc.boolean(),
  isCalledOff: fc.boolean(),
})
type OneOrder = typeof oneOrder extends fc.Arbitrary<infer A> ? A : never
const world = fc.record({
  orders: fc.array(oneOrder, { maxLength: 3 }),
  /** Credit notes with ids of their own. */
  credits: fc.array(cents, { maxLength: 2 }),
})

const euros = (amount: number) => Decimal.of(amount).div(100)
const cost = (amount: number) => ({ currency: "EUR" as const, amount: euros(amount) })
const backOf = (one: OneOrder): number => Math.floor(one.cost * one.back)

const eventsOf = (one: OneOrder, externalId: string): ReadonlyArray<Event> => {
  const header = (name: string, occurredAt: number) => ({
    eventId: `${externalId}-${name}`,
    order: { channel: "web", account: "a", externalId },
    occurredAt,
    recordedAt: occurredAt,
  })
  const shown = (name: string, at: number, quantity: number): Event => ({
    _tag: "Ordered",
    ...header(name, at),
    revision: name,
    placedAt: 0,
    currency: "EUR",
    isWhole: true,
    lines: [
      {
        lineId: "1",
        sku: "MUG",
        quantity,
        goods: euros(one.goods),
        discount: Decimal.zero,
        charges: Decimal.zero,
      },
    ],
  })
  const lines = [{ lineId: "1", quantity: 2 }]
  const known = one.isCosted ? { cost: cost(one.cost) } : {}
  const goods = { currency: "EUR" as const, goods: euros(one.refund), charges: Decimal.zero }
  return [
    shown("r1", 0, 2),
    ...(one.isShipped ? [{ _tag: "Shipped", ...header("s", 1), lines, ...known } as const] : []),
    ...(one.isShipped && one.back > 0
      ? [{ _tag: "Returned", ...header("b", 2), lines, cost: cost(backOf(one)) } as const]
      : []),
    ...(one.refund > 0 ? [{ _tag: "Refunded", ...header("m", 2), ...goods } as const] : []),
    ...(one.isCalledOff ? [shown("r2", 3, 0)] : []),
  ]
}

const creditNote = (amount: number, at: number): Event => ({
  _tag: "Credited",
  eventId: `c${at}`,
  order: { channel: "web", account: "a", externalId: `C${at}` },
  occurredAt: 5,
  recordedAt: 5,
  revision: "1",
  placedAt: 5,
  currency: "EUR",
  kind: "adjustment",
  isWhole: true,
  lines: [{ lineId: "1", amount: euros(amount), units: 0 }],
})

// --- the plain definition, in cents --------------------------------------------------------------

const sum = <A>(all: ReadonlyArray<A>, of: (one: A) => number) =>
  all.reduce((total, one) => total + of(one), 0)
const isBought = (one: OneOrder) => !one.isCalledOff
const costOf = (one: OneOrder) => (one.isShipped ? one.cost - (one.back > 0 ? backOf(one) : 0) : 0)

const plain = ({ orders, credits }: typeof world extends fc.Arbitrary<infer A> ? A : never) => {
  const known = orders.filter((one) => (one.isShipped ? one.isCosted : one.isCalledOff))
  const bought = known.filter(isBought)
  const spent = sum(known, costOf)
  if (bought.length === 0 && known.every((one) => costOf(one) === 0)) return undefined
  const revenue =
    sum(bought, (one) => one.goods) - sum(known, (one) => one.refund) - sum(credits, (n) => n)
  return { orders: bought.length, revenue, cost: spent, margin: revenue - spent }
}

// --- the law, and mutants ------------------------------------------------------------------------

const inCents = (amount: Decimal.Decimal) => Math.round(amount.times(100).toNumber())

const isWhatIsLeft = (factOf: FactOf) =>
  fc.property(world, (drawn) => {
    const events = [
      ...drawn.orders.flatMap((one, at) => eventsOf(one, `${at}`)),
      ...drawn.credits.map(creditNote),
    ]
    const trades: ReadonlyArray<OrderTrade.OrderTrade> = TradeRecord.tradesOf(events)
    const { money } = TradeCounts.of(trades.map(factOf))
    const found = money[0]?.margin
    const wanted = plain(drawn)
    assert.deepStrictEqual(
      found === undefined
        ? undefined
        : {
            orders: found.orders,
            revenue: inCents(found.revenue.amount),
            cost: inCents(found.cost.amount),
            margin: inCents(found.margin.amount),
          },
      wanted,
    )
  })

/** Does not know what some trade cost of which nothing is bought. */
const forgetting =
  (isForgotten: (cost: Decimal.Decimal) => boolean): FactOf =>
  (trade) => {
    const fact = TradeFact.of(trade)
    const money = fact.money.map(({ cost: known, ...rest }) =>
      known === undefined || (rest.orders === 0 && isForgotten(known))
        ? rest
        : { ...rest, cost: known },
    )
    return { ...fact, money }
  }

describe("the margin of a trade record", () => {
  it("is what is left of revenue after credits, and after the cost of all that left", () => {
    holds(isWhatIsLeft(TradeFact.of), 500)
    kills(isWhatIsLeft(forgetting((amount) => amount.isZero())))
    kills(isWhatIsLeft(forgetting((amount) => !amount.isZero())))
  })

  it("is nothing after a credit note over a whole order, but for what its goods cost", () => {
    const order = {
      goods: 100_00,
      cost: 60_00,
      back: 0 as const,
      refund: 0 as const,
      isShipped: true,
      isCosted: true,
      isCalledOff: false,
    }
    const marginOf = (events: ReadonlyArray<Event>) => {
      const [euro] = TradeRecord.recount(events, 9).money
      return [euro?.revenue.amount.toFixed(2), euro?.margin?.margin.amount.toFixed(2)]
    }
    const credited = [...eventsOf(order, "7"), creditNote(100_00, 7)]
    assert.deepStrictEqual(marginOf(credited), ["0.00", "-60.00"])
    const calledOff = eventsOf({ ...order, isCalledOff: true }, "7")
    assert.deepStrictEqual(marginOf(calledOff), ["0.00", "-60.00"])
  })
})
