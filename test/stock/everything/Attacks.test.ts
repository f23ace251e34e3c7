import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"

import { at, attack, become, eur, line, next, showAll, until, valued } from "./support/attack.ts"

const pool = "both"
const halves = ["main", "shop"]

describe("a hold of a pool", () => {
  it.effect("is free at its end, while another one gets its place", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        yield* ledger.receive({ ...next(), lines: [line("MUG", 2), line("MUG", 2, "shop")] })
        yield* ledger.declarePool({ ...next(), pool, places: halves })
        const hold = (holdId: string, quantity: number, expiresAt?: number) =>
          ledger.hold({ ...next(), holdId, lines: [line("MUG", quantity, pool)], expiresAt })
        const assign = (holdId: string) =>
          ledger.assign({ ...next(), holdId, lines: [{ ...line("MUG", 2), pool }] })
        yield* become([hold("short", 2, at(10)), hold("long", 2)], ["Held", "Held"])
        yield* until(9.999)
        yield* become([hold("other", 1)], ["InsufficientStock"])
        yield* until(10)
        yield* become(
          [assign("short"), assign("long"), hold("other", 2), hold("more", 1)],
          ["HoldExpired", "Assigned", "Held", "InsufficientStock"],
        )
        yield* become([ledger.ship({ ...next(), holdId: "long" })], ["Shipped"])
        assert.strictEqual((yield* ledger.level("MUG", pool)).available, 0)
      }),
    ),
  )

  it.effect("is not undercut by what is lost, moved away or counted", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        yield* ledger.receive({ ...next(), lines: [line("MUG", 2), line("MUG", 1, "shop")] })
        yield* ledger.declarePool({ ...next(), pool, places: halves })
        yield* ledger.hold({ ...next(), holdId: "order", lines: [line("MUG", 3, pool)] })
        const from = { _tag: "Shelf", place: "main" } as const
        const to = { _tag: "Quarantine", place: "main" } as const
        const transferId = "t"
        const lines = [{ sku: "MUG", quantity: 1 }]
        const count = { countId: "c", counter: "ann" }
        yield* become(
          [
            ledger.adjust({ ...next(), lines: [{ sku: "MUG", delta: -1 }] }),
            ledger.move({ ...next(), lines: [{ sku: "MUG", quantity: 1, from, to }] }),
            ledger.transfers.plan({ ...next(), transferId, from: "main", to: "shop", lines }),
            ledger.transfers.dispatch({ ...next(), transferId }),
            ledger.counts.open({ ...next(), countId: "c", skus: ["MUG"], tolerance: 9 }),
            ledger.counts.enter({ ...next(), ...count, lines: [{ sku: "MUG", quantity: 1 }] }),
            ledger.counts.post({ ...next(), countId: "c" }),
          ],
          [
            "InsufficientStock",
            "InsufficientStock",
            "Planned",
            "InsufficientStock",
            "CountOpened",
            "CountEntered",
            "InsufficientStock",
          ],
        )
      }),
    ),
  )
})

describe("at the end of its hold", () => {
  it.effect("a kit is free, and cannot be shipped, released or extended any more", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { kits } = ledger
        const components = ["MUG", "TEA"].map((sku) => ({ sku, quantity: 1 }))
        yield* ledger.receive({ ...next(), lines: [line("MUG", 2), line("TEA", 2)] })
        yield* kits.define({ ...next(), sku: "SET", components, stocked: false })
        const holdId = "order"
        yield* kits.hold({ ...next(), holdId, lines: [line("SET", 2)], expiresAt: at(10) })
        yield* kits.ship({ ...next(), holdId, lines: [{ line: 0, quantity: 1 }] })
        yield* until(10)
        yield* become(
          [
            kits.ship({ ...next(), holdId }),
            kits.release({ ...next(), holdId }),
            ledger.extend({ ...next(), holdId }),
            kits.hold({ ...next(), holdId: "other", lines: [line("SET", 1)] }),
            kits.ship({ ...next(), holdId }),
          ],
          ["HoldExpired", "HoldExpired", "HoldExpired", "KitsHeld", "HoldExpired"],
        )
      }),
    ),
  )

  it.effect("a serial that was bound to a held quantity is free", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { serials } = ledger
        const lines = [{ sku: "PHONE", serial: "A" }] as const
        const holdId = "order"
        yield* serials.receive({ ...next(), lines })
        yield* ledger.hold({ ...next(), holdId, lines: [line("PHONE", 1)], expiresAt: at(10) })
        yield* serials.hold({ ...next(), holdId, lines })
        yield* until(10)
        assert.strictEqual(Option.getOrThrow(yield* serials.unit("PHONE", "A")).where._tag, "Shelf")
        yield* become(
          [
            serials.ship({ ...next(), holdId, lines }),
            serials.hold({ ...next(), holdId: "other", lines }),
            serials.release({ ...next(), holdId, lines }),
            serials.ship({ ...next(), holdId: "other", lines }),
          ],
          ["HoldExpired", "Held", "HoldExpired", "Shipped"],
        )
      }),
    ),
  )
})

it.effect("units of a lot that goes bad at midnight stay held, and are not shipped or sold", () =>
  attack(
    Effect.fnUntraced(function* (ledger) {
      const { lots, exposure } = ledger
      const lot = (name: string, quantity: number, day: string) => ({
        ...line("MILK", quantity),
        lot: name,
        expires: { day, zone: "UTC" },
      })
      const lines = [lot("L1", 3, "2026-01-31"), lot("L2", 1, "2026-02-02")]
      yield* lots.receive({ ...next(), lines })
      yield* exposure.configure({ ...next(), sku: "MILK", channel: "web", settings: showAll })
      const holdId = "order"
      yield* lots.hold({ ...next(), holdId, lines: [line("MILK", 2)], expiresAt: at(3_610) })
      yield* until(3_600)
      yield* become(
        [
          lots.ship({ ...next(), holdId }),
          lots.hold({ ...next(), holdId: "other", lines: [line("MILK", 2)] }),
        ],
        ["LotUnsellable", "InsufficientLots"],
      )
      assert.include(yield* ledger.level("MILK"), { held: 2, expired: 1, available: 1 })
      yield* exposure.refresh("MILK")
      const [web] = Option.getOrThrow(yield* exposure.find("MILK")).channels
      assert.strictEqual(web?.published?.quantity, 1)
      yield* until(3_610)
      assert.include(yield* ledger.level("MILK"), { held: 0, expired: 3, available: 1 })
    }),
  ),
)

describe("what an item costs", () => {
  it.effect("follows it to another place, and to what was sold there, however late", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { cost, transfers } = ledger
        const policy = { method: "Fifo", currency: "EUR", per: "place" } as const
        const transferId = "t"
        const lines = [{ sku: "TEA", quantity: 2 }]
        yield* cost.track({ ...next(), sku: "TEA", ...policy })
        yield* ledger.receive({ ...next(), lines: [line("TEA", 4, "main", "4")] })
        yield* transfers.plan({ ...next(), transferId, from: "main", to: "shop", lines })
        yield* transfers.dispatch({ ...next(), transferId })
        yield* transfers.receive({ ...next(), transferId, document: "note", lines })
        const sold = [line("TEA", 1), line("TEA", 1, "shop")]
        yield* ledger.hold({ ...next(), holdId: "order", lines: sold })
        yield* ledger.ship({ ...next(), holdId: "order" })
        const layers = [{ scope: cost.scopeOf("TEA", "main"), layer: 0 }]
        yield* cost.land({ ...next(), cost: eur("4"), basis: "Units", layers })
        const values = [
          cost.value("TEA", { place: "main" }),
          cost.value("TEA", { place: "shop" }),
          cost.costOfSale("TEA", "order"),
        ].map(valued)
        assert.deepStrictEqual(yield* Effect.all(values), [
          "1: 2.00 EUR",
          "1: 2.00 EUR",
          "2: 4.00 EUR",
        ])
        yield* become(
          [
            ledger.return({ ...next(), lines: [line("TEA", 1)] }),
            ledger.return({ ...next(), lines: [line("TEA", 2, "shop")], sale: "order" }),
            ledger.return({ ...next(), lines: [line("TEA", 1, "shop")], sale: "order" }),
          ],
          ["CostMissing", "Returned", "ReturnExceedsSale"],
        )
        assert.deepStrictEqual(yield* Effect.all(values), [
          "1: 2.00 EUR",
          "3: 6.00 EUR",
          "0: 0.00 EUR",
        ])
      }),
    ),
  )

  it.effect("comes later where it was promised before it came", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { cost, promises } = ledger
        const inbound = { sku: "TEA", inboundId: "po" }
        const policy = { method: "Fifo", currency: "EUR", per: "item" } as const
        yield* cost.track({ ...next(), sku: "TEA", ...policy })
        yield* promises.expect({ ...next(), ...inbound, quantity: 3, due: at(100) })
        yield* promises.promise({ ...next(), sku: "TEA", promiseId: "p", quantity: 2 })
        yield* become(
          [
            promises.arrive({ ...next(), ...inbound, quantity: 4 }),
            promises.arrive({ ...next(), ...inbound, quantity: 3 }),
            ledger.ship({ ...next(), holdId: "p" }),
            cost.correct({ ...next(), scope: "TEA", layer: 0, amount: eur("9") }),
          ],
          ["CostMissing", "Arrived", "Shipped", "Corrected"],
        )
        assert.strictEqual(yield* valued(cost.value("TEA")), "1: 3.00 EUR")
        assert.strictEqual(yield* valued(cost.costOfSale("TEA", "p")), "2: 6.00 EUR")
      }),
    ),
  )

  it.effect("goes with it from the customer into quarantine, and back", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { cost } = ledger
        const policy = { method: "MovingAverage", currency: "EUR", per: "place" } as const
        yield* cost.track({ ...next(), sku: "TEA", ...policy })
        yield* ledger.receive({ ...next(), lines: [line("TEA", 2, "main", "4")] })
        yield* ledger.hold({ ...next(), holdId: "order", lines: [line("TEA", 2)] })
        yield* ledger.ship({ ...next(), holdId: "order" })
        const customer = { _tag: "Customer" } as const
        const quarantine = { _tag: "Quarantine", place: "shop" } as const
        const back = { sku: "TEA", quantity: 1, from: customer, to: quarantine }
        const out = { sku: "TEA", quantity: 1, from: quarantine, to: customer }
        const sale = "order"
        yield* become(
          [
            ledger.move({ ...next(), lines: [back] }),
            ledger.move({ ...next(), lines: [back], sale }),
          ],
          ["CostMissing", "Moved"],
        )
        assert.strictEqual(yield* valued(cost.value("TEA")), "1: 2.00 EUR")
        yield* become([ledger.move({ ...next(), lines: [out], sale })], ["Moved"])
        assert.strictEqual(yield* valued(cost.value("TEA")), "0: 0.00 EUR")
        assert.strictEqual(yield* valued(cost.costOfSale("TEA", sale)), "2: 4.00 EUR")
      }),
    ),
  )

  it.effect("is not mixed with a scope of one's own that has the item's name", () =>
    attack(
      Effect.fnUntraced(function* (ledger) {
        const { cost } = ledger
        const method = { method: "Fifo", currency: "EUR" } as const
        yield* become(
          [
            cost.track({ ...next(), sku: "TEA", per: "place", ...method }),
            cost.open({ ...next(), scope: "TEA", ...method }),
            cost.open({ ...next(), scope: "CUP", ...method }),
            cost.track({ ...next(), sku: "CUP", per: "place", ...method }),
          ],
          ["Tracked", "CostScopeExists", "Opened", "CostScopeExists"],
        )
      }),
    ),
  )
})

it.effect("a count that is open while a transfer comes in finds no difference", () =>
  attack(
    Effect.fnUntraced(function* (ledger) {
      const { counts, transfers } = ledger
      const lines = [{ sku: "MUG", quantity: 3 }]
      const counter = { countId: "c", counter: "ann" }
      yield* ledger.receive({ ...next(), lines: [line("MUG", 5), line("MUG", 2, "shop")] })
      yield* transfers.plan({ ...next(), transferId: "t", from: "main", to: "shop", lines })
      yield* counts.open({ ...next(), countId: "c", place: "shop", skus: ["MUG"] })
      yield* transfers.dispatch({ ...next(), transferId: "t" })
      yield* until(5)
      yield* transfers.receive({ ...next(), transferId: "t", document: "note", lines })
      const seen = [{ sku: "MUG", quantity: 2 }]
      yield* counts.enter({ ...next(), ...counter, occurredAt: at(4), lines: seen })
      yield* counts.post({ ...next(), countId: "c" })
      assert.strictEqual((yield* ledger.level("MUG", "shop")).onHand, 5)
    }),
  ),
)

it.effect("a watched, costed item of a pool is shown wherever it comes to, also through kits", () =>
  attack(
    Effect.fnUntraced(function* (ledger) {
      const { cost, exposure, kits } = ledger
      const policy = { method: "Fifo", currency: "EUR", per: "item" } as const
      yield* cost.track({ ...next(), sku: "TEA", ...policy })
      yield* exposure.configure({ ...next(), sku: "TEA", channel: "web", settings: showAll })
      yield* ledger.declarePool({ ...next(), pool, places: halves })
      yield* ledger.receive({ ...next(), lines: [line("TEA", 2, "main", "4")] })
      yield* ledger.hold({ ...next(), holdId: "order", lines: [line("TEA", 1, pool)] })
      const shown = Effect.map(
        exposure.find("TEA"),
        (found) => Option.getOrThrow(found).channels[0]?.published?.quantity,
      )
      yield* become(
        [
          ledger.receive({ ...next(), lines: [line("TEA", 2, "shop")] }),
          ledger.receive({ ...next(), lines: [line("TEA", 2, "shop", "1")] }),
        ],
        ["CostMissing", "Received"],
      )
      assert.strictEqual(yield* shown, 3)
      const components = [{ sku: "TEA", quantity: 2 }]
      yield* kits.define({ ...next(), sku: "SET", components, stocked: false })
      yield* kits.hold({ ...next(), holdId: "kit", lines: [line("SET", 1, "shop")] })
      assert.strictEqual(yield* shown, 1)
      yield* kits.ship({ ...next(), holdId: "kit" })
      assert.strictEqual(yield* valued(cost.costOfSale("TEA", "kit")), "2: 4.00 EUR")
    }),
  ),
)
