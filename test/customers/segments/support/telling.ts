/** Customers and their orders, written as the room keeps them. */
import { Effect, Option } from "effect"
import { CustomerRecords, OrderTrade, type TradeEvent } from "entrepot/customers"
import { Transaction, Transactor } from "entrepot/store"

import { noted, type Noted, placed, type Placed } from "./histories.ts"

/** An order is placed by a customer and heard of, now; their first record gives them its id. */
export const tell = (customer: string, id: string, order: Omit<Placed, "at">) =>
  tellOf(customer, id, (now) => placed(id, order, now))

/** {@link tell} for a credit note of its own. */
export const tellNote = (customer: string, id: string, note: Omit<Noted, "at">) =>
  tellOf(customer, id, (now) => noted(id, note, now))

const tellOf = (customer: string, id: string, eventOf: (now: number) => TradeEvent.TradeEvent) =>
  Transactor.use((transactor) =>
    transactor.run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        const now = yield* tx.now
        const known = yield* tx.get(CustomerRecords.Identities, customer)
        const event = eventOf(now)
        yield* tx.put(CustomerRecords.Identities, {
          recordId: Option.isNone(known) ? customer : `record of ${id}`,
          channel: "web",
          since: now,
          keys: [],
          values: [],
          edges: [],
          order: { ...event.order, heardAt: now },
          component: customer,
          customer,
          tenures: [{ customer, from: now }],
          model: "1",
          isPending: false,
        })
        yield* tx.put(CustomerRecords.TradeEvents, { event, heardAt: now })
        const trade = OrderTrade.evolve(OrderTrade.empty(event.order), event)
        yield* tx.put(CustomerRecords.OrderTrades, trade)
      }),
    ),
  )
