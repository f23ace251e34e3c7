import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { Order, OrderBook, type OrderCommand, OrderDecision, OrderEvolution } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import type { Command, Room } from "./support/worlds.ts"
import { account, room } from "./support/worlds.ts"

const lineIds = ["1", "toString"] as const
const order = { ...account, externalId: "7" }
const ref = { ...order, kind: "order" } as const

const released = {
  state: "released",
  since: 0,
  findings: [],
  tags: [],
  notes: [],
  priority: 0,
  ruleSetHash: "",
  factsHash: "",
  decidedAt: 0,
} as const

const start: Order.Order = {
  ...ref,
  placedAt: 0,
  currency: "EUR",
  shownBy: { revision: "a", observedAt: 0 },
  review: released,
  lines: lineIds.map((lineId) => ({
    lineId,
    sku: "MUG",
    quantity: 3,
    withdrawn: 0,
    cancelled: 0,
    returned: 0,
    unitPrice: "1.00",
  })),
}

const moves = [
  "CancelLines",
  "ReturnLines",
  "PlanLines",
  "UnplanLines",
  "ShipLines",
  "DeliverLines",
]

const commands: fc.Arbitrary<ReadonlyArray<Command>> = fc.array(
  fc.record({
    _tag: fc.constantFrom(...(moves as ReadonlyArray<"PlanLines">)),
    commandId: fc.constant("c"),
    order: fc.constant(order),
    lines: fc.array(
      fc.record({
        lineId: fc.constantFrom(...lineIds),
        quantity: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }) satisfies fc.Arbitrary<OrderCommand.OrderCommand>,
  { maxLength: 12 },
)

/** The order after commands, of which those that are refused change nothing. */
const after = ({ decide, evolve }: Room, given: ReadonlyArray<Command>): Order.Order => {
  let book = OrderBook.of([start], [])
  for (const command of given)
    for (const event of Result.getOrElse(decide(book, command), () => []))
      book = evolve(book, event)
  return Option.getOrThrow(OrderBook.order(book, ref))
}

/** Every unit is somewhere once: to be planned, planned, shipped, or cancelled. */
const noUnitIsLostOrDoubled = (candidate: Room) =>
  fc.property(commands, (given) => {
    const found = after(candidate, given)
    for (const line of found.lines) {
      const { quantity, cancelled, planned = 0, shipped = 0, delivered = 0, returned } = line
      const counters = [cancelled, planned, shipped, delivered, returned]
      for (const units of counters) assert.isAtLeast(units, 0)
      assert.isAtMost(delivered, shipped)
      assert.isAtMost(cancelled + returned, quantity)
      assert.strictEqual(
        Order.unplanned(line, found) + planned + shipped + cancelled - Order.overplanned(line),
        quantity,
      )
    }
  })

const counting =
  (tag: string, times: number): Room["evolve"] =>
  (book, event) =>
    Array.from({ length: event._tag === tag ? times : 1 }).reduce<OrderBook.Book>(
      (before) => OrderEvolution.evolve(before, event),
      book,
    )

const forgetsToTakeOff: Room = {
  decide: OrderDecision.decide,
  evolve: (book, event) =>
    event._tag === "LinesShipped"
      ? OrderEvolution.evolve(OrderEvolution.evolve(book, event), {
          ...event,
          _tag: "LinesPlanned",
        })
      : OrderEvolution.evolve(book, event),
}

describe("units of an order", () => {
  it("are each in one place, whatever is done with them", () => {
    holds(noUnitIsLostOrDoubled(room))
    kills(noUnitIsLostOrDoubled({ ...room, evolve: counting("LinesPlanned", 2) }))
    kills(noUnitIsLostOrDoubled({ ...room, evolve: counting("LinesDelivered", 2) }))
    kills(noUnitIsLostOrDoubled(forgetsToTakeOff))
  })
})
