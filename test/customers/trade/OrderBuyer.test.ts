import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import {
  CustomerRecords,
  Customers,
  OrderBuyer,
  OrderEvidence,
  Tenure,
  TradeEvent,
  TradeRecord,
} from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"
import { Records } from "entrepot/store"
import fc from "fast-check"

import { holds, holdsIn, kills, killsAsync } from "../../kernel/law.ts"
import { document, pageOf, sourceThatShows } from "../../orders/support/desk.ts"
import { placed } from "../segments/support/histories.ts"
import { ada, bob, customersOver, phone, told, whoHas } from "../support/customers.ts"

const orderOf = (externalId: string) => ({ channel: "csv", account: "shop", externalId })
const seven = orderOf("7")
const own = OrderEvidence.recordIdOf(seven)

describe("an order that two customers name", () => {
  it.effect("is the one's whose record the order itself told, whichever came first", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const { observe, observeOrder, followTrade, merge, profile, tradeAsOf, timeline, exportOf } =
        yield* Customers
      yield* desk.ingest(sourceThatShows("whole"), pageOf("p1", document("a")))
      yield* followTrade()
      const ordersOf = Effect.fnUntraced(function* (id: string) {
        const { trade } = Option.getOrThrow(yield* profile(id))
        const anew = Option.getOrThrow(yield* tradeAsOf(id, 0, {}))
        const { entries } = yield* timeline(id)
        const held = JSON.stringify(yield* exportOf(id))
        const isTold = entries.some(({ kind }) => kind === "trade")
        assert.deepStrictEqual([anew.orders, isTold], [trade.orders, trade.orders === 1])
        assert.strictEqual(held.includes(`"orders":[]`), trade.orders === 0)
        assert.strictEqual(held.includes(`"tradeEvents":[]`), trade.orders === 0)
        return [trade.orders, trade.money[0]?.revenue.amount.toFixed(2)]
      })
      yield* observe({ ...told("crm-1", 1, phone(ada)), order: seven })
      assert.deepStrictEqual(yield* ordersOf("crm-1"), [1, "23.20"])
      yield* observeOrder({ commandId: "o1", order: seven })
      assert.deepStrictEqual(yield* ordersOf(own), [1, "23.20"])
      assert.deepStrictEqual(yield* ordersOf("crm-1"), [0, undefined])

      const decided = { edgeId: "e", actor: "eve", reason: "one person" }
      yield* merge({ commandId: "m", ...decided, records: ["crm-1", own] })
      assert.deepStrictEqual(yield* ordersOf("crm-1"), [1, "23.20"])
    }).pipe(Effect.provide(customersOver())),
  )
})

// --- one order -----------------------------------------------------------------------------------

type Buyer = typeof OrderBuyer.of

const namings = fc.uniqueArray(
  fc.record({
    recordId: fc.constantFrom("crm-1", "web-1", "zoo-1", own),
    order: fc.nat(3).map((heardAt) => ({ ...seven, heardAt })),
    tenures: fc
      .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
      .map((all) => all.map((customer, from) => ({ customer, from }))),
  }),
  { selector: ({ recordId }) => recordId, minLength: 1 },
)
const anyOrder = namings.chain((all) =>
  fc.tuple(
    fc.constant(all),
    fc.shuffledSubarray(all, { minLength: all.length }),
    fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
  ),
)

/** Whoever came first, and wherever they stand. */
const isArrivalFree = (of: Buyer) =>
  fc.property(anyOrder, ([all, shuffled, heard]) => {
    const other = shuffled.map((one, i) => ({
      ...one,
      order: { ...one.order, heardAt: heard[i] ?? 0 },
    }))
    assert.strictEqual(of(other), of(all))
  })

/** What the order told counts before all others. */
const believesTheOrder = (of: Buyer) =>
  fc.property(namings, (all) => {
    const told = all.find(({ recordId }) => recordId === own)
    fc.pre(told !== undefined)
    assert.strictEqual(of(all), told?.tenures.at(-1)?.customer)
  })

/** The past is what was known then, and stays what it was. */
const isOfItsTime = (of: Buyer) =>
  fc.property(namings, fc.nat(3), (all, at) => {
    const then = all.filter(({ order }) => order.heardAt <= at)
    const upTo = then.map((one) => ({
      ...one,
      tenures: one.tenures.filter(({ from }) => from <= at),
    }))
    assert.strictEqual(of(all, at), of(upTo))
    assert.strictEqual(of(all, at) === undefined, then.length === 0)
  })

const byRank =
  (rank: (one: OrderBuyer.Naming) => number | string): Buyer =>
  (all, at = Infinity) => {
    const known = all.filter(({ order }) => order.heardAt <= at)
    const [first] = known.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    return Tenure.at(first?.tenures ?? [], at)
  }
const firstHeard = byRank(({ order }) => order.heardAt)
const leastId = byRank(({ recordId }) => recordId)
const asOfToday: Buyer = (all) => OrderBuyer.of(all)
const heardByNow: Buyer = (all, at) =>
  OrderBuyer.of(
    all.map((one) => ({ ...one, order: { ...one.order, heardAt: 0 } })),
    at,
  )

// --- all orders ----------------------------------------------------------------------------------

const encoded = Schema.encodeSync(TradeEvent.TradeEvent)
/** Records that name orders, with phones by which some are one customer's. */
const worlds = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom("crm-1", "web-1", "zoo-1", "order's"),
      externalId: fc.constantFrom("7", "8"),
      says: fc.constantFrom(ada, bob),
    }),
    { selector: ({ id, externalId }) => (id === "order's" ? externalId : id), minLength: 2 },
  )
  .chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.boolean()),
  )
type Namings = ReadonlyArray<{
  readonly id: string
  readonly externalId: string
  readonly says: string
}>
const recordIdOf = ({ id, externalId }: Namings[number]) =>
  id === "order's" ? OrderEvidence.recordIdOf(orderOf(externalId)) : id

type Count = (customerId: string) => Effect.Effect<number, unknown, Customers | Records>
const ofProfile: Count = (id) =>
  Effect.map(
    Customers.use(({ profile }) => profile(id)),
    (found) => Option.getOrThrow(found).trade.orders,
  )
/** Each order that a record of theirs names. */
const ofWhoeverNames: Count = Effect.fnUntraced(function* (customerId) {
  const { get } = yield* Records
  const { recordIds } = Option.getOrThrow(yield* Customers.use((all) => all.profile(customerId)))
  const trades = new Map<string, CustomerRecords.Identity["order"]>()
  for (const id of recordIds) {
    const { order } = Option.getOrThrow(yield* get(CustomerRecords.Identities, id))
    if (order !== undefined) trades.set(order.externalId, order)
  }
  const found = yield* Effect.forEach(trades.values(), (order) =>
    get(CustomerRecords.OrderTrades, CustomerRecords.tradeId(order ?? seven)),
  )
  return TradeRecord.of(found.flatMap(Option.toArray), 0).orders
})

/** How many orders each customer has, once all of it was told in an order. */
const counted = (all: Namings, isTradeFirst: boolean, count: Count) =>
  Effect.gen(function* () {
    const { observe, tellTrade } = yield* Customers
    const trade = Effect.forEach(["7", "8"], (externalId) => {
      const event = encoded({ ...placed(externalId, {}, 0), order: orderOf(externalId) })
      return tellTrade({ commandId: `t${externalId}`, event })
    })
    if (isTradeFirst) yield* trade
    for (const one of all) {
      const said = told(recordIdOf(one), 1, phone(one.says))
      yield* observe({ ...said, channel: "csv", order: orderOf(one.externalId) })
    }
    if (!isTradeFirst) yield* trade
    const counts = new Map<string, number>()
    for (const one of all) {
      const [customer = ""] = (yield* whoHas(recordIdOf(one))) ?? []
      counts.set(customer, yield* count(customer))
    }
    return new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }).pipe(Effect.provide(customersOver()))

const countsOnce = (count: Count) =>
  fc.asyncProperty(worlds, async ([all, shuffled, isTradeFirst]) => {
    const counts = await Effect.runPromise(counted(all, isTradeFirst, count))
    const orders = new Set(all.map(({ externalId }) => externalId)).size
    assert.strictEqual(
      [...counts.values()].reduce((sum, one) => sum + one, 0),
      orders,
    )
    const other = await Effect.runPromise(counted(shuffled, !isTradeFirst, count))
    assert.deepStrictEqual(other, counts)
  })

describe("whose an order is", { timeout: 60_000 }, () => {
  it("is the same, whichever record came first", () => {
    holds(isArrivalFree(OrderBuyer.of))
    kills(isArrivalFree(firstHeard))
  })

  it("is whose record the order itself told", () => {
    holds(believesTheOrder(OrderBuyer.of))
    kills(believesTheOrder(leastId))
  })

  it("stays what it was at any past instant", () => {
    holds(isOfItsTime(OrderBuyer.of))
    kills(isOfItsTime(asOfToday))
    kills(isOfItsTime(heardByNow))
  })

  it("is one customer's: all customers together have each order once", async () => {
    await holdsIn(12)(countsOnce(ofProfile))
    await killsAsync(countsOnce(ofWhoeverNames))
  })
})
