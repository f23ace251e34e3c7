import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Customers, CostTelling, type TradeEvent, TradeRecord } from "entrepot/customers"
import { Decimal, Money } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"

import { document, pageOf, sourceThatShows } from "../../orders/support/desk.ts"
import { customersOver } from "../support/customers.ts"

type Event = TradeEvent.TradeEvent

const order = { channel: "csv", account: "shop", externalId: "7" }
const when = { order, occurredAt: 1, recordedAt: 1 }
const of = (lineId: string, quantity: number) => ({ lineId, quantity })
const amounts = { goods: Decimal.of("20.00"), discount: Decimal.zero, charges: Decimal.zero }

/** Two mugs and a set, at 20 EUR each line. */
const bought: Event = {
  _tag: "Ordered",
  eventId: "o",
  ...when,
  revision: "1",
  placedAt: 0,
  currency: "EUR",
  isWhole: true,
  lines: [
    { ...of("1", 2), sku: "MUG", ...amounts },
    { ...of("2", 1), sku: "SET", ...amounts },
  ],
}
const shipped = (eventId: string, ...lines: ReadonlyArray<ReturnType<typeof of>>): Event => ({
  _tag: "Shipped",
  eventId,
  ...when,
  lines,
  costBy: "ledger",
})
const cancelled: Event = { _tag: "Cancelled", eventId: "c", ...when, lines: [of("2", 1)] }
const mugs = [{ lineId: "1", items: 1 }]
const both = [...mugs, { lineId: "2", items: 3 }]
const costed = (
  eventId: string,
  units: number,
  cost: string,
  lines: CostTelling.HoldTie["lines"] = both,
): Event => ({ _tag: "Costed", eventId, ...when, units, lines, cost: Money.of(cost, "EUR") })

const marginOf = (...events: ReadonlyArray<Event>): string | null => {
  const { money } = TradeRecord.recount([bought, ...events], 9)
  return money[0]?.margin?.margin.amount.toFixed(2) ?? null
}

describe("the margin of an order", () => {
  it("is there once all of it has left and was costed, and stays away until then", () => {
    const ofMugs = [shipped("s1", of("1", 2)), costed("k1", 2, "8.00")]
    const ofSet = [shipped("s2", of("2", 1)), costed("k2", 3, "9.00")]
    assert.isNull(marginOf(...ofMugs))
    assert.strictEqual(marginOf(...ofMugs, ...ofSet), "23.00")
    assert.strictEqual(marginOf(...ofMugs, cancelled), "12.00")
    assert.isNull(marginOf(...ofMugs, shipped("s2", of("2", 1))))
  })

  it("is not there where some items that left have no cost, or nobody knows how many they are", () => {
    const left = shipped("s1", of("1", 2), of("2", 1))
    assert.strictEqual(marginOf(left, costed("k1", 5, "17.00")), "23.00")
    assert.isNull(marginOf(left, costed("k1", 4, "14.00")))
    assert.isNull(marginOf(left, costed("k1", 2, "8.00", mugs)))
    const mappedAnew = [{ lineId: "2", items: 2 }]
    assert.isNull(marginOf(left, costed("k1", 5, "17.00"), costed("k2", 0, "-1.00", mappedAnew)))
  })

  it("is of what stayed away, where the ledger has units back", () => {
    const left = [shipped("s1", of("1", 2), of("2", 1)), costed("k1", 5, "17.00")]
    assert.strictEqual(marginOf(...left, costed("k2", 0, "-4.00", [])), "27.00")
  })
})

describe("a consignment", () => {
  it("says whose its holds are, and nobody's where it carries several orders", () => {
    const items = [
      { sku: "CUP", quantity: 1 },
      { sku: "MUG", quantity: 2 },
    ]
    const one = { orderName: "7", ...order, lines: [{ lineId: "2", items }] }
    const tie = { order, lines: [{ lineId: "2", items: 3 }] }
    assert.deepStrictEqual(CostTelling.tieOf({ orders: [one] }), tie)
    assert.isUndefined(CostTelling.tieOf({ orders: [one, { ...one, orderName: "8" }] }))
  })
})

describe("the timeline of a customer", () => {
  it.effect("does not have what goods cost us", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const customers = yield* Customers
      yield* desk.ingest(sourceThatShows("whole"), pageOf("p1", document("a")))
      const { answer } = yield* customers.observeOrder({ commandId: "o1", order })
      yield* customers.followTrade()
      const cost = { currency: "EUR", amount: "8.00" }
      const event = { _tag: "Costed", eventId: "k1", ...when, units: 2, lines: [], cost } as const
      yield* customers.tellTrade({ commandId: "k1", event })
      const { entries } = yield* customers.timeline(answer.customer ?? "")
      const kinds = entries.map((entry) => entry.kind)
      assert.deepStrictEqual(kinds.toSorted(), ["observed", "trade"])
    }).pipe(Effect.provide(customersOver())),
  )
})
