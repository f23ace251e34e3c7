import { assert, describe, it } from "@effect/vitest"
import { HashMap } from "effect"
import { OrderTrade, Purchase, TradeEvent, TradeRecord, TradeTelling } from "entrepot/customers"
import { Decimal } from "entrepot/kernel"
import { OrderBook } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import * as OrderWorlds from "../../orders/support/worlds.ts"

type Event = TradeEvent.TradeEvent
type Lines = ReadonlyArray<TradeEvent.OrderedLine>

/** What keeps a stored record; a mutant replaces it. */
type Evolve = typeof OrderTrade.evolve

// --- small worlds --------------------------------------------------------------------------------

const instant = fc.integer({ min: 0, max: 3 })
const cents = (most: number) => fc.integer({ min: 0, max: most }).map((n) => Decimal.of(n).div(100))
const order = fc.constantFrom("7", "__proto__", "9").map((externalId) => ({
  channel: externalId === "9" ? "tmall" : "web",
  account: "a",
  externalId,
}))
const currency = fc.constantFrom("EUR" as const, "CNY" as const)
const lineId = fc.constantFrom("1", "toString")
const units = fc
  .tuple(lineId, fc.integer({ min: 1, max: 3 }))
  .map(([id, quantity]) => ({ lineId: id, quantity }))
const moved = fc.array(units, { minLength: 1, maxLength: 2 })

const itemsOf = fc.record({ lineId, items: fc.integer({ min: 1, max: 2 }) })

const ordered = fc.record({
  placedAt: instant,
  currency,
  lines: fc.uniqueArray(
    fc.record({
      lineId,
      sku: fc.constantFrom("MUG", "CUP"),
      quantity: fc.integer({ min: 0, max: 3 }),
      goods: cents(999),
      discount: cents(99),
      charges: cents(99),
    }),
    { selector: (line) => line.lineId, minLength: 1 },
  ),
})
type Body = Event extends infer E
  ? E extends Event
    ? Omit<E, "eventId" | "order" | "occurredAt" | "recordedAt">
    : never
  : never
const body: fc.Arbitrary<Body> = fc.oneof(
  {
    weight: 4,
    arbitrary: ordered.map((shown) => ({
      _tag: "Ordered" as const,
      revision: "",
      isWhole: true,
      ...shown,
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        kind: fc.constantFrom("cancellation" as const, "adjustment" as const),
        placedAt: instant,
        currency,
        isWhole: fc.boolean(),
        lines: fc.uniqueArray(fc.record({ lineId, amount: cents(99), units: fc.nat(2) }), {
          selector: (line) => line.lineId,
          minLength: 1,
        }),
      })
      .map((credit) => ({ _tag: "Credited" as const, revision: "", ...credit })),
  },
  moved.map((lines) => ({ _tag: "Cancelled" as const, lines })),
  fc.tuple(moved, fc.option(cents(500), { nil: undefined })).map(([lines, amount]) => ({
    _tag: "Shipped" as const,
    lines,
    ...(amount === undefined ? {} : { cost: { currency: "EUR" as const, amount } }),
  })),
  moved.map((lines) => ({ _tag: "Shipped" as const, lines, costBy: "ledger" as const })),
  fc
    .tuple(fc.nat(2), fc.uniqueArray(itemsOf, { selector: (line) => line.lineId }), cents(500))
    .map(([n, lines, amount]) => ({
      _tag: "Costed" as const,
      units: n,
      lines,
      cost: { currency: "EUR" as const, amount },
    })),
  moved.map((lines) => ({ _tag: "Returned" as const, lines })),
  {
    weight: 3,
    arbitrary: fc
      .record({ currency, goods: cents(300), charges: cents(50) })
      .map((refund) => ({ _tag: "Refunded" as const, ...refund })),
  },
)
const events: fc.Arbitrary<ReadonlyArray<Event>> = fc
  .array(fc.tuple(body, order, instant, fc.nat(3), fc.constantFrom("r1", "r2")), {
    minLength: 1,
    maxLength: 8,
  })
  .map((drawn) =>
    drawn.map(([said, about, occurredAt, late, revision], i): Event => {
      const header = { eventId: `e${i}`, order: about, occurredAt, recordedAt: occurredAt + late }
      return said._tag === "Ordered" || said._tag === "Credited"
        ? { ...said, ...header, revision }
        : { ...said, ...header }
    }),
  )
/** The same events in another order, some of them again. */
const arrived = events.chain((told) =>
  fc.tuple(
    fc.constant(told),
    fc
      .array(fc.constantFrom(...told), { maxLength: 4 })
      .chain((again) =>
        fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length }),
      ),
  ),
)

// --- the plain definition ------------------------------------------------------------------------

/** Net revenue in cents by currency, orders, units and units back: said as a bookkeeper would. */
const plain = (told: ReadonlyArray<Event>) => {
  const revenue = new Map<string, number>()
  const add = (where: string, amount: number) =>
    revenue.set(where, (revenue.get(where) ?? 0) + amount)
  let [orders, bought, back] = [0, 0, 0]
  const byOrder = Map.groupBy(told, (event) => event.order.externalId)
  for (const some of byOrder.values()) {
    const shown = some.filter((event) => event._tag === "Ordered").toSorted(bySighting)
    const credited = some.filter((event) => event._tag === "Credited")
    const mostOf = (id: string): number =>
      Math.max(0, ...shown.map((seen) => unitsOf(ofLine(seen, id))))
    const off = (id: string): number =>
      Math.max(
        cancelledOf(some, id),
        mostOf(id) - unitsOf(shown.slice(-1).flatMap((seen) => ofLine(seen, id))),
      )
    /** Units that documents took back, line by line, but for those that were called off. */
    const credits = new Map<string, number>()
    const linesBack = some.flatMap((event) => (event._tag === "Returned" ? event.lines : []))
    for (const same of Map.groupBy(credited, ({ kind }) => kind).values()) {
      const seen = same.toSorted(bySighting)
      const where = seen.at(-1)?.currency ?? ""
      const counted = seen.every(({ isWhole }) => isWhole) ? seen.slice(-1) : seen
      // Of a line that was seen several times the last sighting stays in the map.
      const lines = new Map(counted.flatMap((one) => one.lines).map((line) => [line.lineId, line]))
      for (const { lineId: id, amount, units: taken } of lines.values()) {
        const anew = Math.max(0, taken - off(id))
        add(where, -(taken === 0 ? centsOf(amount) : largestPart(centsOf(amount), anew, taken)))
        credits.set(id, Math.max(credits.get(id) ?? 0, anew))
      }
    }
    for (const id of new Set([...credits.keys(), ...linesBack.map((line) => line.lineId)])) {
      const seen = unitsOf(linesBack.filter((line) => line.lineId === id))
      back += Math.max(seen, credits.get(id) ?? 0)
    }
    for (const event of some) {
      if (event._tag === "Refunded") add(event.currency, -centsOf(event.goods))
    }
    let ofOrder = 0
    for (const { lines, currency: where } of shown.slice(-1)) {
      for (const line of lines) {
        const left = Math.max(0, mostOf(line.lineId) - off(line.lineId))
        ofOrder += left
        if (left > 0) {
          add(where, largestPart(centsOf(line.goods), left, line.quantity))
          add(where, -largestPart(centsOf(line.discount), left, line.quantity))
        }
      }
      if (ofOrder > 0) orders += 1
    }
    bought += ofOrder
  }
  return { orders, bought, back, revenue: inOrder(revenue) }
}

const ofLine = ({ lines }: { readonly lines: Lines }, id: string): Lines =>
  lines.filter((line) => line.lineId === id)

const cancelledOf = (some: ReadonlyArray<Event>, lineId: string): number =>
  unitsOf(
    some
      .flatMap((event) => (event._tag === "Cancelled" ? event.lines : []))
      .filter((line) => line.lineId === lineId),
  )

type Seen = Pick<
  Extract<Event, { readonly revision: string }>,
  "occurredAt" | "revision" | "eventId"
>
const bySighting = (a: Seen, b: Seen) =>
  a.occurredAt - b.occurredAt ||
  (`${a.revision} ${a.eventId}` < `${b.revision} ${b.eventId}` ? -1 : 1)
const centsOf = (amount: Decimal.Decimal): number => Math.round(amount.times(100).toNumber())
const unitsOf = (lines: ReadonlyArray<{ readonly quantity: number }>): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)
/** The first of two parts by the largest remainder: halves go to the first. */
const largestPart = (amount: number, part: number, of: number): number =>
  Math.floor((amount * part) / of + 0.5)
const inOrder = (revenue: ReadonlyMap<string, number>) =>
  [...revenue].filter(([, amount]) => amount !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1))

const summary = ({
  orders,
  units: bought,
  returnedUnits: back,
  money,
}: TradeRecord.TradeRecord) => ({
  orders,
  bought,
  back,
  revenue: inOrder(new Map(money.map((of) => [of.currency, centsOf(of.revenue.amount)]))),
})

// --- mutants -------------------------------------------------------------------------------------

const countsAgain: Evolve = (trade, event) => OrderTrade.evolve({ ...trade, events: [] }, event)

const lastComes: Evolve = (trade, event) => {
  if (event._tag !== "Ordered") return OrderTrade.evolve(trade, event)
  const { shown: _, ...forgotten } = trade
  return OrderTrade.evolve(forgotten, event)
}

/** Of two that are seen at once in one revision, the one that came first. */
const firstComes: Evolve = (trade, event) => {
  const { shown } = trade
  if (event._tag !== "Ordered" || shown === undefined) return OrderTrade.evolve(trade, event)
  if (event.occurredAt !== shown.occurredAt || event.revision !== shown.revision)
    return OrderTrade.evolve(trade, event)
  return { ...trade, events: [...trade.events, event.eventId] }
}

const oneRefund: Evolve = (trade, event) =>
  OrderTrade.evolve(event._tag === "Refunded" ? { ...trade, refunds: [] } : trade, event)

const ignoresLate: Evolve = (trade, event) =>
  event.occurredAt < (trade.shown?.occurredAt ?? 0) && event._tag === "Refunded"
    ? trade
    : OrderTrade.evolve(trade, event)

const forgetsTheMost: Evolve = (trade, event) => {
  const after = OrderTrade.evolve(trade, event)
  const most = (line: OrderTrade.OrderTrade["lines"][number]) => line.shown?.quantity ?? line.most
  return { ...after, lines: after.lines.map((line) => ({ ...line, most: most(line) })) }
}

/** Of a document that is shown in parts, only the last part. */
const lastPart: Evolve = (trade, event) =>
  OrderTrade.evolve(trade, event._tag === "Credited" ? { ...event, isWhole: true } : event)

/** Of two documents under one id, only the last. */
const oneCredit: Evolve = (trade, event) =>
  OrderTrade.evolve(trade, event._tag === "Credited" ? { ...event, kind: "adjustment" } : event)

const lastMapping: Evolve = (trade, event) =>
  OrderTrade.evolve(
    event._tag === "Costed" && event.lines.length > 0
      ? { ...trade, lines: trade.lines.map((line) => ({ ...line, items: [] })) }
      : trade,
    event,
  )

// --- laws ----------------------------------------------------------------------------------------

/** The records that a store keeps, one for each order. */
const stored = (evolve: Evolve, told: ReadonlyArray<Event>) => {
  const trades = new Map<string, OrderTrade.OrderTrade>()
  for (const event of told) {
    const name = event.order.externalId
    trades.set(name, evolve(trades.get(name) ?? OrderTrade.empty(event.order), event))
  }
  return [...trades.values()]
}

const equalsTheRecount = (evolve: Evolve) =>
  fc.property(arrived, ([told, came]) => {
    const record = TradeRecord.of(stored(evolve, came), 3)
    assert.deepStrictEqual(summary(record), plain(told))
  })

const sameForAnyArrival = (evolve: Evolve) =>
  fc.property(arrived, ([told, came]) => {
    const of = (some: ReadonlyArray<Event>) =>
      new Map(stored(evolve, some).map((trade) => [trade.order.externalId, trade]))
    assert.deepStrictEqual(of(came), of(told))
  })

const pastIsReproducible = (asOf: typeof TradeEvent.asOf) =>
  fc.property(events, fc.integer({ min: 0, max: 6 }), (told, then) => {
    const known = told.filter(({ recordedAt }) => recordedAt <= then)
    const asKnown = TradeRecord.of(TradeRecord.tradesOf(asOf(told, { recorded: then })), then)
    assert.deepStrictEqual(summary(asKnown), plain(known))
    const happened = told.filter(({ occurredAt }) => occurredAt <= then)
    const asItWas = TradeRecord.of(TradeRecord.tradesOf(asOf(told, { occurred: then })), then)
    assert.deepStrictEqual(summary(asItWas), plain(happened))
  })

const channelsAdd = fc.property(events, (told) => {
  const { orders, units: bought, byChannel } = TradeRecord.recount(told, 3)
  const sum = (of: (channel: (typeof byChannel)[number]) => number) =>
    byChannel.reduce((before, channel) => before + of(channel), 0)
  assert.deepStrictEqual([sum((one) => one.orders), sum((one) => one.units)], [orders, bought])
})

const unitsAreThoseOfTheDesk = (tell: typeof TradeTelling.of) =>
  fc.property(OrderWorlds.history, (commands) => {
    let [position, book] = [0, OrderBook.empty]
    const told: Array<Event> = []
    for (const { book: after, events: facts } of OrderWorlds.play(OrderWorlds.room, commands)) {
      book = after
      for (const fact of facts) {
        position += 1
        const event = tell({ position, occurredAt: 5, recordedAt: 5, fact })
        if (event !== undefined) told.push(event)
      }
    }
    const trades = new Map(
      stored(OrderTrade.evolve, told).map((one) => [one.order.externalId, one]),
    )
    for (const { externalId, lines } of HashMap.values(book.orders)) {
      const trade =
        trades.get(externalId) ?? OrderTrade.empty({ channel: "", account: "", externalId })
      const wanted = lines.flatMap(({ lineId: id, quantity, withdrawn, cancelled }) => {
        const left = quantity - Math.max(withdrawn, cancelled)
        return left > 0 ? [[id, left] as const] : []
      })
      const got = Purchase.lines(trade).map((line) => [line.lineId, line.units] as const)
      assert.deepStrictEqual(new Map(got), new Map(wanted))
      const back = lines.reduce((sum, { returned }) => sum + returned, 0)
      assert.strictEqual(Purchase.returnedUnits(trade), back)
    }
  })

describe("the trade record", () => {
  it("is what a recount of all events says, whatever came late, again, or after a refund", () => {
    holds(equalsTheRecount(OrderTrade.evolve), 300)
    kills(equalsTheRecount(countsAgain))
    kills(equalsTheRecount(lastComes))
    kills(equalsTheRecount(firstComes))
    kills(equalsTheRecount(oneRefund))
    kills(equalsTheRecount(ignoresLate))
    kills(equalsTheRecount(forgetsTheMost))
    kills(equalsTheRecount(lastPart))
    kills(equalsTheRecount(oneCredit))
  })

  it("counts a unit once that the desk called off or took back, and a document as well", () => {
    const order = { channel: "web", account: "a", externalId: "7" }
    const header = { order, occurredAt: 0, recordedAt: 0, revision: "r", placedAt: 0 }
    const about = { currency: "EUR", isWhole: true } as const
    const ten = { goods: Decimal.of("20.00"), discount: Decimal.zero, charges: Decimal.zero }
    const bought: Event = {
      _tag: "Ordered",
      eventId: "o",
      ...header,
      ...about,
      lines: [{ lineId: "1", sku: "MUG", quantity: 2, ...ten }],
    }
    const note: Event = {
      _tag: "Credited",
      eventId: "n",
      ...header,
      ...about,
      kind: "cancellation",
      lines: [{ lineId: "1", amount: Decimal.of("10.00"), units: 1 }],
    }
    const moved = { eventId: "m", ...header, lines: [{ lineId: "1", quantity: 1 }] }
    const counted = (...told: ReadonlyArray<Event>) => {
      const { units: all, returnedUnits, money } = TradeRecord.recount(told, 0)
      return [all, returnedUnits, money[0]?.revenue.amount.toFixed(2)]
    }
    assert.deepStrictEqual(counted(bought, { _tag: "Cancelled", ...moved }), [1, 0, "10.00"])
    assert.deepStrictEqual(counted(bought, { _tag: "Cancelled", ...moved }, note), [1, 0, "10.00"])
    assert.deepStrictEqual(counted(bought, { _tag: "Returned", ...moved }, note), [2, 1, "10.00"])
    assert.deepStrictEqual(counted(bought, note), [2, 1, "10.00"])
    const shownAs = (quantity: number): Event => ({
      ...bought,
      eventId: "later",
      occurredAt: 1,
      lines: bought.lines.map((line) => ({
        ...line,
        quantity,
        goods: line.goods.div(2).times(quantity),
      })),
    })
    assert.deepStrictEqual(counted(bought, shownAs(1), note), [1, 0, "10.00"])
    assert.deepStrictEqual(counted(note, shownAs(1), bought), [1, 0, "10.00"])
    const both = { ...note, lines: [{ lineId: "1", amount: Decimal.of("20.00"), units: 2 }] }
    assert.deepStrictEqual(counted(bought, shownAs(0), both), [0, 0, "0.00"])
  })

  it("is kept alike for any order in which events come", () => {
    holds(sameForAnyArrival(OrderTrade.evolve), 300)
    kills(sameForAnyArrival(lastComes))
    kills(sameForAnyArrival(firstComes))
    kills(sameForAnyArrival(ignoresLate))
    kills(sameForAnyArrival(lastMapping))
  })

  it("can be had as it was, and as it was known, at any instant", () => {
    holds(pastIsReproducible(TradeEvent.asOf), 300)
    kills(
      pastIsReproducible((told, { occurred = Infinity, recorded = Infinity }) =>
        told.filter(({ occurredAt }) => occurredAt <= Math.min(occurred, recorded)),
      ),
    )
    kills(pastIsReproducible((told) => told))
  })

  it("has in its channels what it has as a whole", () => {
    holds(channelsAdd, 200)
  })

  it("has the units that the order desk has", () => {
    holds(unitsAreThoseOfTheDesk(TradeTelling.of), 200)
    kills(
      unitsAreThoseOfTheDesk((fact) =>
        fact.fact._tag === "LinesCancelled" ? undefined : TradeTelling.of(fact),
      ),
    )
    const whole = (event: Event | undefined): Event | undefined =>
      event?._tag === "Ordered" ? { ...event, isWhole: true } : event
    kills(unitsAreThoseOfTheDesk((fact) => whole(TradeTelling.of(fact))))
  })
})

describe("the sums of a trade record", () => {
  const about = { channel: "web", account: "a", externalId: "7" }
  const when = (at: number) => ({ order: about, occurredAt: at, recordedAt: at })
  const line = (quantity: number, goods: string): Lines => [
    {
      lineId: "1",
      sku: "MUG",
      quantity,
      goods: Decimal.of(goods),
      discount: Decimal.zero,
      charges: Decimal.zero,
    },
  ]
  const bought = (eventId: string, at: number, lines: Lines): Event => ({
    _tag: "Ordered",
    eventId,
    revision: eventId,
    ...when(at),
    placedAt: at,
    currency: "EUR",
    isWhole: true,
    lines,
  })
  const day = 86_400_000
  const shipped: Event = {
    _tag: "Shipped",
    eventId: "s1",
    ...when(1),
    lines: [{ lineId: "1", quantity: 2 }],
    cost: { currency: "EUR", amount: Decimal.of("8.00") },
  }

  it("has a margin once everything that left was costed", () => {
    const told = [bought("o1", 0, line(2, "19.00")), shipped]
    const marginOf = (some: ReadonlyArray<Event>) => TradeRecord.recount(some, 2).money[0]?.margin
    assert.strictEqual(marginOf(told)?.margin.amount.toFixed(2), "11.00")
    const { cost: _, ...uncosted } = shipped
    assert.isUndefined(marginOf([...told, { ...uncosted, eventId: "s2" }]))
  })

  it("counts the orders of the last days, and what lies between them", () => {
    const other = (externalId: string, at: number): Event => ({
      ...bought(`o${externalId}`, at, line(1, "10.00")),
      order: { ...about, externalId },
    })
    const told = [other("1", 0), other("2", 10 * day), other("3", 40 * day)]
    const { ordersIn30Days, ordersIn365Days, meanDaysBetweenOrders, money } = TradeRecord.recount(
      told,
      40 * day,
    )
    assert.deepStrictEqual(
      [ordersIn30Days, ordersIn365Days, meanDaysBetweenOrders?.toFixed()],
      [1, 3, "20"],
    )
    assert.strictEqual(money[0]?.averageOrderValue?.amount.toFixed(2), "10.00")
  })
})
