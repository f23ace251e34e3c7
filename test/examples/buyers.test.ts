import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import { type TradeEvent, TradeRecord, TradeTelling } from "entrepot/customers"
import { Money } from "entrepot/kernel"
import { OrderBook, type OrderIngest } from "entrepot/orders"
import fc from "fast-check"

import * as Buyers from "../../examples/main-job/buyers.ts"
import * as CustomerPage from "../../examples/main-job/customerPage.ts"
import { rfmOf, viewOf } from "../../examples/main-job/customerView.ts"
import { holds, kills } from "../kernel/law.ts"
import * as OrderWorlds from "../orders/support/worlds.ts"

const { account } = OrderWorlds

// --- small worlds --------------------------------------------------------------------------------

/** Cancellations and adjustments have ids of their own. */
const kinds = ["order", "order", "order", "order", "cancellation", "adjustment"] as const
/** Whose each of them is, once and for all. */
const buyers = ["ada", "ada", "bob", undefined, "ada", undefined] as const
const externalIds = kinds.map((kind, i) => `${kind === "order" ? "" : kind[0]?.toUpperCase()}${i}`)

/** A line is the same whenever it is shown. */
const lineOf = (of: number, n: number): ChannelOrder.ChannelOrderLine => ({
  lineId: `${n}`,
  sku: n === 2 ? "cup" : "mug",
  quantity: 1 + ((of + n) % 3),
  unitPrice: `${kinds[of] === "adjustment" ? "-" : ""}${(of * 7 + n * 5) % 11}.${n}5`,
})
/** A channel that shows parts shows a document again for lines that it had left out. */
const documents = fc
  .array(
    fc.record({
      of: fc.nat(externalIds.length - 1),
      placedAt: fc.nat(5),
      some: fc.subarray([0, 1, 2], { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drawn) =>
    drawn.map(({ of, placedAt, some }, i): OrderWorlds.Document => {
      const kind = kinds[of] ?? "order"
      const [first = 0, ...rest] = some
      const customerRef = buyers[of]
      return {
        externalId: externalIds[of] ?? "",
        revision: `r${i}`,
        observedAt: i,
        raw: {},
        value: {
          externalId: externalIds[of] ?? "",
          kind,
          placedAt: kind === "order" ? of : placedAt,
          currency: "GBP",
          ...(customerRef === undefined ? {} : { customerRef }),
          lines: [lineOf(of, first), ...rest.map((n) => lineOf(of, n))],
        },
      }
    }),
  )

// --- what the main job counts, and what the room does --------------------------------------------

type Tell = typeof TradeTelling.of

/** By customer; those of nobody have no name. */
const played = (some: ReadonlyArray<OrderWorlds.Document>, tell: Tell) => {
  const counted = new Map<string | undefined, Buyers.Buyer>()
  const told = new Map<string | undefined, Array<TradeEvent.TradeEvent>>()
  let [book, position] = [OrderBook.empty, 0]
  const commands = some.map((document) => OrderWorlds.observe(document, "part"))
  const steps = [...OrderWorlds.play(OrderWorlds.room, commands)]
  for (const [i, { book: next, events }] of steps.entries()) {
    const document = some[i]
    if (document === undefined) continue
    const { externalId, observedAt, value } = document
    const ref = { ...account, externalId, kind: value.kind }
    const [before, after] = [OrderBook.order(book, ref), OrderBook.order(next, ref)]
    const as = Option.isNone(before) ? "placed" : events.length === 0 ? "known" : "revised"
    book = next
    const taken: OrderIngest.Taken = { document, as, before, after }
    const { customerRef } = value
    for (const fact of events) {
      position += 1
      const event = tell({ position, occurredAt: observedAt, recordedAt: observedAt, fact })
      if (event !== undefined) told.set(customerRef, [...(told.get(customerRef) ?? []), event])
    }
    const revenue = Buyers.revenueOf(taken)
    if (revenue === undefined) continue
    const buyer = counted.get(customerRef) ?? Buyers.nobodyYet(Buyers.nameOf("csv", taken))
    counted.set(customerRef, Result.getOrThrow(Buyers.count(buyer, taken, revenue)))
  }
  return { counted, told }
}

const zero = Money.zero("GBP")

const agree = (tell: Tell, count = (buyer: Buyers.Buyer) => buyer) =>
  fc.property(documents, (some) => {
    const { counted, told } = played(some, tell)
    for (const name of new Set([...counted.keys(), ...told.keys()])) {
      const record = TradeRecord.recount(told.get(name) ?? [], 10)
      const buyer = counted.get(name)
      const counts = buyer === undefined ? undefined : count(buyer)
      assert.deepStrictEqual(
        {
          orders: counts?.orders ?? 0,
          lastOrderAt: counts?.lastOrderAt,
          revenue: Money.format(counts?.revenue ?? zero),
        },
        {
          orders: record.orders,
          lastOrderAt: record.lastOrderAt,
          revenue: Money.format(record.money[0]?.revenue ?? zero),
        },
        name ?? "nobody",
      )
    }
  })

describe("the customers of the main job", () => {
  it("bought what their trade records say, document by document", () => {
    holds(agree(TradeTelling.of), 300)
    kills(
      agree((fact) => {
        const event = TradeTelling.of(fact)
        return event?._tag === "Credited" ? undefined : event
      }),
    )
    kills(
      agree((fact) => {
        const event = TradeTelling.of(fact)
        return event?._tag === "Ordered" ? { ...event, isWhole: true } : event
      }),
    )
    kills(
      agree((fact) => {
        const event = TradeTelling.of(fact)
        return event?._tag === "Credited" ? { ...event, isWhole: true } : event
      }),
    )
    kills(agree(TradeTelling.of, (buyer) => ({ ...buyer, orders: buyer.orders + 1 })))
  })
})

describe("the page of customers", () => {
  const pageOf = (...some: ReadonlyArray<Buyers.Buyer>) => {
    const rfm = rfmOf(some)
    const customers = some.filter(({ customerRef }) => customerRef !== undefined).length
    const page = CustomerPage.lines({ customers, customerView: viewOf(some), rfm }).join("\n")
    return { rfm, page }
  }
  const revenue = Money.of("19.00", "GBP")

  it("has no cells and no day where nobody has ordered", () => {
    const cancelled = { channel: "csv", customerRef: "ada", orders: 0, revenue }
    for (const { rfm, page } of [pageOf(), pageOf(cancelled)]) {
      assert.notProperty(rfm, "referenceDay")
      assert.notInclude(page, "RFM")
    }
    const { rfm, page } = pageOf({ channel: "csv", orders: 1, lastOrderAt: 0, revenue })
    assert.strictEqual(rfm.referenceDay, "1970-01-02")
    assert.notInclude(page, "RFM")
  })

  it("says the currency where every order names a customer", () => {
    const { page } = pageOf({
      channel: "csv",
      customerRef: "ada",
      orders: 1,
      lastOrderAt: 0,
      revenue,
    })
    assert.include(page, "revenue GBP")
    assert.include(page, "RFM as of 1970-01-02: the 1 largest of 1 cells")
  })
})
