import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { at, attack, become, eur, line, most, next, showAll, valued } from "./support/attack.ts"

describe("as many units as can be counted", () => {
  it.effect("are held of a pool that has more of them, and no more than can be counted", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const pool = "both"
        const settings = showAll
        const hold = (holdId: string, quantity: number, place: string) =>
          ledger.hold({ ...next(), holdId, lines: [line("MUG", quantity, place)] })
        yield* ledger.declarePool({ ...next(), pool, places: ["main", "shop"] })
        yield* ledger.receive({ ...next(), lines: [line("MUG", most)] })
        yield* ledger.receive({ ...next(), lines: [line("MUG", most, "shop")] })
        yield* ledger.exposure.configure({ ...next(), sku: "MUG", channel: "web", settings })
        yield* become(
          [
            hold("order-1", most, pool),
            hold("order-2", most, pool),
            hold("order-3", 1, pool),
            hold("order-4", 1, "main"),
            ledger.assign({
              ...next(),
              holdId: "order-1",
              lines: [{ ...line("MUG", most), pool }],
            }),
          ],
          ["Held", "InsufficientStock", "InsufficientStock", "InsufficientStock", "Assigned"],
        )
        assert.include(yield* ledger.level("MUG", pool), { onHand: most, held: most, available: 0 })
        yield* ledger.release({ ...next(), holdId: "order-1" })
        assert.include(yield* ledger.level("MUG", pool), { onHand: most, held: 0, available: most })
      }),
    ),
  )

  it.effect("cannot be exceeded at a place, on its way, promised or in a kit", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { kits, promises, transfers } = ledger
        const shelf = { _tag: "Shelf", place: "main" } as const
        const quarantine = { _tag: "Quarantine", place: "main" } as const
        const move = (quantity: number) =>
          ledger.move({
            ...next(),
            lines: [{ sku: "MUG", quantity, from: shelf, to: quarantine }],
          })
        const receive = (quantity: number) =>
          ledger.receive({ ...next(), lines: [line("MUG", quantity)] })
        const expect = (inboundId: string) =>
          promises.expect({ ...next(), sku: "MUG", inboundId, quantity: most, due: at(100) })
        const twice = [
          { sku: "MUG", quantity: most },
          { sku: "MUG", quantity: most },
        ]
        const components = [{ sku: "MUG", quantity: most }]
        yield* become(
          [
            receive(most),
            receive(1),
            move(most),
            receive(most),
            move(1),
            expect("po-1"),
            expect("po-2"),
            promises.arrive({ ...next(), sku: "MUG", inboundId: "po-1", quantity: most }),
            transfers.plan({ ...next(), transferId: "t", from: "main", to: "shop", lines: twice }),
            kits.define({ ...next(), sku: "SET", components, stocked: false }),
            kits.hold({ ...next(), holdId: "order", lines: [line("SET", 2)] }),
          ],
          [
            "Received",
            "QuantityOverflow",
            "Moved",
            "Received",
            "QuantityOverflow",
            "Expected",
            "QuantityOverflow",
            "QuantityOverflow",
            "QuantityOverflow",
            "KitDefined",
            "QuantityOverflow",
          ],
        )
      }),
    ),
  )
})

describe("a cost of more digits than can be told", () => {
  for (const method of ["Fifo", "MovingAverage"] as const)
    it.effect(`is refused: ${method}`, () =>
      attack(
        Effect.fnUntraced(function* (ledger) {
          const { cost } = ledger
          const huge = "999999999999999999999999999999"
          const scope = "TEA"
          yield* cost.track({ ...next(), sku: scope, method, currency: "EUR", per: "item" })
          const receive = (quantity: number, amount: string) =>
            ledger.receive({ ...next(), lines: [line(scope, quantity, "main", amount)] })
          yield* become(
            [
              receive(1, huge),
              receive(most, "90071992547409.91"),
              cost.revalue({ ...next(), scope, unitValue: eur("12345678901234567890.01") }),
              cost.correct({ ...next(), scope, layer: 0, amount: eur(huge) }),
              cost.correct({ ...next(), scope, layer: 0, amount: eur("1") }),
            ],
            ["CostOverflow", "Received", "CostOverflow", "CostOverflow", "Corrected"],
          )
          assert.strictEqual(yield* valued(cost.value(scope)), `${most}: 90071992547410.91 EUR`)
        }),
      ),
    )
})

/** Ids of as many bytes as an id may have, or names that mean something to JavaScript and to keys. */
const longest = (name: string) => name.padEnd(200, "x")
const escaped = (name: string) => name.padEnd(200, "\u0001")

describe("ids", () => {
  it.effect("that look alike in keys, or like what every object has, are different ones", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const skus = ["__proto__", "a/b", "a\u0001b", "a", "toString", "a\u0002", "a\u0002\u0002"]
        const places = ["__proto__", "b", "b\u0001", "a\u0001b", "\u0001", "\u0002", "constructor"]
        for (const sku of skus)
          for (const place of places)
            yield* ledger.receive({ ...next(), lines: [line(sku, 1, place)] })
        const levels = yield* Effect.forEach(skus, (sku) => ledger.levelsOf(sku))
        assert.deepStrictEqual(
          levels.map((each) => each.map(({ onHand }) => onHand)),
          skus.map(() => places.map(() => 1)),
        )
        const lines = [line("__proto__", 1, "__proto__"), line("a\u0001b", 1, "b\u0001")]
        const holdId = "__proto__"
        yield* become(
          [ledger.hold({ ...next(), holdId, lines }), ledger.ship({ ...next(), holdId })],
          ["Held", "Shipped"],
        )
      }),
    ),
  )

  it.effect("of 200 bytes fit into every key", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { cost, counts, exposure, lots, promises, serials, transfers } = ledger
        const [sku, main, shop] = [longest("sku"), longest("main"), longest("shop")]
        const some = (quantity: number) => [{ sku, quantity, place: main }]
        const one = { sku, quantity: 1 }
        const policy = { method: "Fifo", currency: "EUR", per: "item" } as const
        const settings = showAll
        const order = { holdId: longest("order") }
        const transfer = { transferId: longest("t") }
        const count = { countId: longest("c") }
        const inbound = { sku, place: shop, inboundId: longest("po"), quantity: 2 }
        const phone = { sku: longest("phone"), serial: longest("A") }
        const milk = { sku: longest("milk"), lot: "L".repeat(64), quantity: 1, place: main }
        yield* become(
          [
            cost.track({ ...next(), sku, ...policy }),
            exposure.configure({ ...next(), sku, channel: longest("web"), settings }),
            ledger.receive({ ...next(), lines: [line(sku, 9, main, "9")] }),
            ledger.hold({ ...next(), ...order, lines: some(2), expiresAt: at(100) }),
            ledger.ship({ ...next(), ...order, lines: some(1) }),
            ledger.return({ ...next(), sale: order.holdId, lines: some(1) }),
            transfers.plan({ ...next(), ...transfer, from: main, to: shop, lines: [one] }),
            transfers.dispatch({ ...next(), ...transfer }),
            counts.open({ ...next(), ...count, place: main, skus: [sku] }),
            counts.enter({ ...next(), ...count, counter: longest("ann"), lines: some(8) }),
            counts.post({ ...next(), ...count }),
            promises.expect({ ...next(), ...inbound, due: at(100) }),
            promises.arrive({ ...next(), ...inbound }),
            serials.receive({ ...next(), lines: [{ ...phone, place: main }] }),
            serials.hold({ ...next(), holdId: longest("pick"), lines: [phone] }),
            lots.receive({ ...next(), lines: [milk] }),
            lots.hold({
              ...next(),
              holdId: longest("drink"),
              lines: [{ sku: milk.sku, quantity: 1, place: main }],
            }),
          ],
          [
            ["Tracked", "Configured", "Received", "Held", "Shipped", "Returned"],
            ["Planned", "Dispatched", "CountOpened", "CountEntered", "CountPosted"],
            ["Expected", "Arrived", "Received", "Held", "Received", "Held"],
          ].flat(),
        )
        const at0 = { at: at(0), axis: "recordedAt" } as const
        assert.strictEqual((yield* ledger.cards.balance({ sku, place: main, ...at0 })).onHand, 8)
      }),
    ),
  )

  it.effect("that take more than a key may have are refused, and hold up nobody", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const lines = [line(escaped("sku"), 1, escaped("main"))]
        const units = [{ sku: escaped("phone"), serial: escaped("A") }] as const
        const outcome = Effect.match({
          onFailure: ({ _tag }: { readonly _tag: string }) => _tag,
          onSuccess: () => "done",
        })
        const outcomes = yield* Effect.all(
          [
            outcome(ledger.receive({ ...next(), lines })),
            outcome(ledger.receive({ ...next(), lines: [line("MUG", 1)] })),
            outcome(ledger.serials.receive({ ...next(), lines: units })),
            outcome(ledger.receive({ ...next(), lines: [line("MUG", 2)] })),
          ],
          { concurrency: "unbounded" },
        )
        assert.deepStrictEqual(outcomes, ["RecordRefused", "done", "RecordRefused", "done"])
        assert.strictEqual((yield* ledger.level("MUG")).onHand, 3)
      }),
    ),
  )
})
