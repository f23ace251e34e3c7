import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import {
  CustomerRecords,
  TradeCostKeeping,
  type TradeEvent,
  TradeKeeping,
  TradeRecord,
  TradeTelling,
} from "entrepot/customers"
import { FulfilmentRecords } from "entrepot/fulfilment"
import { Decimal } from "entrepot/kernel"
import { OrderDesk, OrderPosting, OrderRecords } from "entrepot/orders"
import { CostRecords, StockLedger, StockPosting } from "entrepot/stock"
import { Journal, Records, Transaction, Transactor, type TransactionShape } from "entrepot/store"
import fc from "fast-check"

import {
  account,
  consigned,
  keyOf,
  lineOf,
  next,
  orderOf,
  part,
  shown,
  taken,
  warehouseOver,
} from "../../fulfilment/support/warehouse.ts"
import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"

type Event = TradeEvent.TradeEvent

// --- a warehouse whose mugs are costed, and whose cups are not ------------------------------------

/** A line of so many units, and what it is listed as. */
interface Line {
  readonly sku: "MUG" | "SET" | "CUP"
  readonly units: number
}
/** A set is two mugs. */
const itemOf = ({ sku }: Line) =>
  sku === "SET" ? ({ sku: "MUG", each: 2 } as const) : ({ sku, each: 1 } as const)
const orders: ReadonlyArray<readonly [Line, ...ReadonlyArray<Line>]> = [
  [{ sku: "MUG", units: 3 }],
  [
    { sku: "MUG", units: 1 },
    { sku: "SET", units: 1 },
  ],
  [
    { sku: "MUG", units: 1 },
    { sku: "CUP", units: 1 },
  ],
]
type Lines = (typeof orders)[number]

const key = keyOf("7")
const holdId = "c7"

/** The order as its channel shows it. */
const documentOf = ([first, ...others]: Lines, isCalledOff = false) => {
  const line = ({ sku, units }: Line, at: number) => lineOf(`${at + 1}`, sku, units)
  const lines = [line(first, 0), ...others.map((other, at) => line(other, at + 1))] as const
  return orderOf("7", isCalledOff ? { lines, cancellation: "done" } : { lines })
}

const given = Effect.fnUntraced(function* ([first, ...others]: Lines) {
  const { cost, receive } = yield* StockLedger
  const policy = { sku: "MUG", method: "Fifo", currency: "EUR", per: "item" } as const
  yield* cost.track({ commandId: next(), ...policy })
  // What a mug costs depends on which went before.
  const mugs = (amount: string) => ({ sku: "MUG", quantity: 2, cost: { currency: "EUR", amount } })
  const lines = [mugs("4.00"), mugs("5.01"), { sku: "CUP", quantity: 2 }]
  yield* receive({ commandId: next(), lines })
  const { listings } = yield* OrderDesk
  const of = [{ sku: "MUG", quantity: 2 }]
  yield* listings.map({ commandId: next(), ...account, sku: "SET", of })
  yield* taken(documentOf([first, ...others]))
  const wanted = [first, ...others].map((line, at) => ({ ...line, lineId: `${at + 1}` }))
  yield* consigned({
    id: holdId,
    parts: wanted.map((line) => {
      const { sku, each } = itemOf(line)
      return part("7", line.lineId, sku, line.units * each)
    }),
    planned: wanted.map(({ lineId, units }) => ["7", lineId, units]),
  })
})

const restock = (amount: string, quantity: number) =>
  StockLedger.use(({ receive }) =>
    receive({
      commandId: next(),
      lines: [{ sku: "MUG", quantity, cost: { currency: "EUR", amount } }],
    }),
  )

interface Step {
  readonly does:
    | "ship"
    | "shelve"
    | "return"
    | "cancel"
    | "callOff"
    | "refund"
    | "restock"
    | "follow"
  /** Of the lines. */
  readonly at: number
  readonly units: number
}
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    ...(["ship", "ship", "ship", "ship", "follow", "shelve", "return"] as const),
    ...(["cancel", "callOff", "refund", "restock"] as const),
  ),
  at: fc.nat(1),
  units: fc.integer({ min: 1, max: 3 }),
})

/** One step; what makes no sense is refused as a whole. */
const done = ([first, ...others]: Lines, { does, at, units }: Step, follow: Follow) => {
  const commandId = next()
  const moved = [{ lineId: `${at + 1}`, quantity: units }]
  const { sku, each } = itemOf([first, ...others][at] ?? first)
  const items = [{ sku, quantity: units * each }]
  switch (does) {
    case "ship":
      return inTransaction(
        Effect.gen(function* () {
          const ship = { commandId, holdId, lines: items } as const
          yield* OrderPosting.post({ _tag: "ShipLines", commandId, order: key, lines: moved })
          yield* Effect.orDie(StockPosting.post({ _tag: "Ship", ...ship }))
        }),
      )
    case "shelve":
      return StockLedger.use((ledger) => ledger.return({ commandId, lines: items, sale: holdId }))
    case "return":
      return OrderDesk.use((desk) => desk.returnLines({ commandId, order: key, lines: moved }))
    case "cancel":
      return OrderDesk.use((desk) => desk.cancelLines({ commandId, order: key, lines: moved }))
    case "callOff":
      return shown(documentOf([first, ...others], true))
    case "refund":
      return inTransaction(Transaction.use((tx) => TradeKeeping.take(tx, refundOf(commandId))))
    case "restock":
      return restock(`${units}.07`, units)
    case "follow":
      return follow
  }
}

const inTransaction = <A, E>(program: Effect.Effect<A, E, Transaction>) =>
  Transactor.use(({ run }) => run(program))

const refundOf = (eventId: string): Event => ({
  _tag: "Refunded",
  eventId,
  order: key,
  occurredAt: 0,
  recordedAt: 0,
  currency: "EUR",
  goods: Decimal.of("2.50"),
  charges: Decimal.zero,
})

// --- the plain definition -------------------------------------------------------------------------

/** What the ledgers say, asked one by one: revenue less cost, or nothing. */
const plain = Effect.gen(function* () {
  const desk = yield* OrderDesk
  const order = Option.getOrThrow(yield* desk.find(key))
  let [revenue, bought] = [Decimal.zero, 0]
  for (const { sku, quantity, withdrawn, cancelled, shipped = 0 } of order.lines) {
    const units = quantity - Math.max(withdrawn, cancelled)
    if (units > shipped || (shipped > 0 && sku === "CUP")) return null
    bought += units
    revenue = Decimal.plus(revenue, Decimal.times(Decimal.of("9.50"), Decimal.of(units)))
  }
  const { cost } = yield* StockLedger
  const sale = Option.getOrUndefined(yield* cost.costOfSale("MUG", holdId))
  // What was called off on its way still cost what it cost.
  if (sale === undefined || (bought === 0 && sale.value.amount.isZero())) return null
  for (const { event } of yield* kept)
    if (event._tag === "Refunded") revenue = Decimal.minus(revenue, event.goods)
  return Decimal.minus(revenue, sale.value.amount).toFixed(2)
})

const kept = Records.use((records) => Stream.runCollect(records.all(CustomerRecords.TradeEvents)))

const marginOf = ({ money: [euro] }: TradeRecord.TradeRecord) =>
  euro?.margin?.margin.amount.toFixed(2) ?? null

/** The kept record, a recount of all events and the ledgers say the same. */
const allAgree = Effect.gen(function* () {
  const records = yield* Records
  const wanted = yield* plain
  const trade = yield* records.get(CustomerRecords.OrderTrades, CustomerRecords.tradeId(key))
  assert.strictEqual(marginOf(TradeRecord.of(Option.toArray(trade), 0)), wanted)
  const events = (yield* kept).map(({ event }) => event)
  assert.strictEqual(marginOf(TradeRecord.recount(events, 0)), wanted)
})

// --- following, and mutants of it ------------------------------------------------------------------

type Follow = Effect.Effect<unknown, unknown, Records | Transactor | Journal>

const follow: Follow = Effect.gen(function* () {
  const services = {
    transactor: yield* Transactor,
    records: yield* Records,
    journal: yield* Journal,
  }
  yield* TradeKeeping.follow(services)
})

interface Told {
  readonly orders: typeof TradeTelling.of
  readonly holds: typeof TradeCostKeeping.consigned
  readonly costs: typeof TradeCostKeeping.costed
  /** Under which id an event is taken in. */
  readonly idOf: (event: Event) => string
}
const told: Told = {
  orders: TradeTelling.of,
  holds: TradeCostKeeping.consigned,
  costs: TradeCostKeeping.costed,
  idOf: ({ eventId }) => eventId,
}

/** Reads all journals again, in an order of its own. */
const fromTheBeginning = ({ orders, holds, costs, idOf }: Told, costsFirst: boolean): Follow =>
  Effect.gen(function* () {
    const { all } = yield* Journal
    const facts = yield* Stream.runCollect(all(OrderRecords.History))
    const dockets = yield* Stream.runCollect(all(FulfilmentRecords.FulfilmentHistory))
    const values = yield* Stream.runCollect(all(CostRecords.Costs))
    const each = <A>(
      tell: (tx: TransactionShape, entry: A) => Effect.Effect<ReadonlyArray<Event>>,
      entries: ReadonlyArray<A>,
    ) =>
      inTransaction(
        Effect.gen(function* () {
          const tx = yield* Transaction
          for (const entry of entries)
            for (const event of yield* tell(tx, entry))
              yield* TradeKeeping.take(tx, { ...event, eventId: idOf(event) })
        }),
      )
    const ofOrders = (_: unknown, entry: (typeof facts)[number]) =>
      Effect.succeed([orders(entry) ?? []].flat())
    const steps = [each(ofOrders, facts), each(holds, dockets), each(costs, values)]
    for (const one of costsFirst ? steps.toReversed() : steps) yield* one
  })

/** Forgets what a hold cost whose order is not known yet. */
const whereItsHoldIsKnown: Told["costs"] = Effect.fnUntraced(function* (tx, entry) {
  const events = yield* TradeCostKeeping.costed(tx, entry)
  if (events.length === 0) yield* tx.remove(CustomerRecords.HoldCosts, holdId)
  return events
})

/** Keeps the cost of units that came back. */
const ofWhatLeft: Told["costs"] = (tx, entry) =>
  entry.fact._tag === "Returned" ? Effect.succeed([]) : TradeCostKeeping.costed(tx, entry)

/** Takes what left without a cost for what nobody knows the cost of. */
const costless: Told["orders"] = (fact) => {
  const event = TradeTelling.of(fact)
  if (event?._tag !== "Shipped") return event
  const { costBy: _, ...rest } = event
  return rest
}

const marginIsTheLedgers = (...followings: ReadonlyArray<Follow>) =>
  fc.asyncProperty(
    fc.constantFrom(...orders),
    fc.array(step, { minLength: 3, maxLength: 12 }),
    fc.constantFrom(...followings),
    (lines, steps, following) => {
      const program = Effect.gen(function* () {
        yield* given(lines)
        for (const one of steps) yield* Effect.ignore(done(lines, one, following))
        yield* following
        yield* allAgree
      })
      return Effect.runPromise(Effect.provide(program, warehouseOver()))
    },
  )

describe("the margin of an order of the desk", () => {
  it("is what the ledgers say, whatever was shipped, came back or was refunded, and when", () =>
    holdsIn(25)(
      marginIsTheLedgers(
        follow,
        fromTheBeginning(told, false),
        fromTheBeginning(told, true),
        Effect.andThen(follow, fromTheBeginning(told, true)),
      ),
    ))

  it("is not if a cost counts again, gets lost on its way, or stays with what came back", async () => {
    let again = 0
    const idOf = ({ _tag, eventId }: Event) =>
      _tag === "Costed" ? `${eventId} ${(again += 1)}` : eventId
    const mutants: ReadonlyArray<readonly [Partial<Told>, costsFirst: boolean]> = [
      [{ idOf }, false],
      [{ costs: whereItsHoldIsKnown }, true],
      [{ costs: ofWhatLeft }, false],
      [{ orders: costless }, false],
    ]
    for (const [mutant, costsFirst] of mutants)
      await kills(marginIsTheLedgers(fromTheBeginning({ ...told, ...mutant }, costsFirst)))
  })
})
