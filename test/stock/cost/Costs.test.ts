import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { CostRecords, StockLedger } from "entrepot/stock"
import { Journal, Store } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import {
  agrees,
  buy,
  contents,
  correct,
  euro,
  giveBack,
  ledger,
  move,
  next,
  refusal,
  sell,
  soldFor,
  track,
  worth,
} from "./support/shop.ts"

const at = (account: "Shelf" | "Quarantine" | "Repair" | "Transit" | "Expected", place = "main") =>
  ({ _tag: account, place }) as const
const supplier = { _tag: "Supplier" } as const
const perPlace = { per: "place" } as const

const adjust = (...lines: Parameters<StockLedger["Service"]["adjust"]>[0]["lines"]) =>
  StockLedger.use((ledger) => ledger.adjust({ commandId: next(), lines }))
describe("the cost of what moves on shelves", () => {
  it.effect("follows receipts, sales and returns: what comes back is the layer that was sold", () =>
    Effect.gen(function* () {
      yield* track("MUG")
      yield* buy("MUG", 10, 10_000)
      yield* buy("MUG", 5, 10_000)
      yield* sell("order-1", "MUG", 12)
      assert.deepStrictEqual(yield* worth("MUG"), [3, 6_000n])
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [12, 14_000n])
      yield* giveBack("order-1", "MUG", 3)
      assert.deepStrictEqual(yield* worth("MUG"), [6, 11_000n])
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [9, 9_000n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("takes back what left last, also of an order that was shipped in parts", () =>
    Effect.gen(function* () {
      const { hold, ship } = yield* ledger
      yield* track("MUG")
      yield* buy("MUG", 1, 100)
      yield* buy("MUG", 1, 900)
      yield* hold({ commandId: next(), holdId: "order-1", lines: [{ sku: "MUG", quantity: 2 }] })
      for (const quantity of [1, 1])
        yield* ship({ commandId: next(), holdId: "order-1", lines: [{ sku: "MUG", quantity }] })
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [2, 1_000n])
      yield* giveBack("order-1", "MUG", 1)
      assert.deepStrictEqual(yield* worth("MUG"), [1, 900n])
      yield* giveBack("order-1", "MUG", 1)
      assert.deepStrictEqual(yield* worth("MUG"), [2, 1_000n])
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [0, 0n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("refuses what comes in without a cost, and names each line; zero is a cost", () =>
    Effect.gen(function* () {
      const { receive } = yield* ledger
      const store = yield* Store
      yield* track("MUG")
      yield* track("CUP")
      const before = yield* contents(store)
      const lines = [
        { sku: "MUG", quantity: 2 },
        { sku: "POT", quantity: 1 },
        { sku: "CUP", quantity: 3, place: "shop" },
      ]
      assert.strictEqual(
        yield* refusal(receive({ commandId: next(), lines })),
        "MUG at main: what do the 2 units cost?; CUP at shop: what do the 3 units cost?",
      )
      assert.deepStrictEqual(yield* contents(store), before)
      yield* buy("MUG", 2, 0)
      assert.deepStrictEqual(yield* worth("MUG"), [2, 0n])
      const odd = (cost: { readonly currency: string; readonly amount: string }) =>
        refusal(receive({ commandId: next(), lines: [{ sku: "MUG", quantity: 2, cost }] }))
      assert.include(yield* odd({ currency: "USD", amount: "1" }), "wanted EUR, but got USD")
      assert.include(yield* odd({ currency: "EUR", amount: "0.001" }), "finer than the minor unit")
      assert.include(yield* odd({ currency: "EUR", amount: "-1" }), "would cost -100 minor units")
      assert.deepStrictEqual(yield* worth("MUG"), [2, 0n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("begins with the units that are there, at the cost that is given for each", () =>
    Effect.gen(function* () {
      const { receive } = yield* ledger
      const lines = [
        { sku: "MUG", quantity: 4 },
        { sku: "MUG", quantity: 2, place: "shop" },
      ]
      yield* receive({ commandId: next(), lines })
      yield* move({ sku: "MUG", quantity: 1, from: at("Shelf"), to: at("Quarantine") })
      const missing =
        "MUG at main: what do the 4 units cost?; MUG at shop: what do the 2 units cost?"
      assert.strictEqual(yield* refusal(track("MUG")), missing)
      assert.isUndefined(yield* worth("MUG"))
      yield* track("MUG", { unitCost: euro(250), per: "place" })
      assert.deepStrictEqual(yield* worth("MUG"), [6, 1_500n])
      assert.deepStrictEqual(yield* worth("MUG", "shop"), [2, 500n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is tracked in one way only", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      const long = "x".repeat(150)
      yield* track("MUG")
      const { answer } = yield* track("MUG")
      assert.strictEqual(answer.event, "None")
      assert.strictEqual(
        yield* refusal(track("MUG", { method: "MovingAverage" })),
        "the cost of MUG is kept already: Fifo in EUR, per item",
      )
      const own = { method: "Fifo", currency: "EUR" } as const
      yield* cost.open({ commandId: next(), scope: "POT", ...own })
      assert.include(yield* refusal(track("POT")), 'a cost scope "POT" already')
      assert.include(
        yield* refusal(cost.open({ commandId: next(), scope: "MUG", ...own })),
        'a cost scope "MUG" already',
      )
      assert.include(
        yield* refusal(cost.open({ commandId: next(), scope: "a\u0001b", ...own })),
        "must not hold U+0001",
      )
      yield* track(long, perPlace)
      assert.include(yield* refusal(buy(long, 1, 1, long)), "too long together")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is not concerned by what stays in stock, whatever becomes of it there", () =>
    Effect.gen(function* () {
      const { entries } = yield* Effect.gen(function* () {
        yield* track("MUG", perPlace)
        yield* buy("MUG", 5, 505)
        const journal = yield* Journal
        const before = yield* journal.page(CostRecords.Costs)
        const { hold, release } = yield* ledger
        yield* hold({ commandId: next(), holdId: "h", lines: [{ sku: "MUG", quantity: 1 }] })
        yield* release({ commandId: next(), holdId: "h" })
        yield* move({ sku: "MUG", quantity: 4, from: at("Shelf"), to: at("Quarantine") })
        yield* move({ sku: "MUG", quantity: 3, from: at("Quarantine"), to: at("Repair") })
        yield* move({ sku: "MUG", quantity: 2, from: at("Repair"), to: at("Shelf") })
        return yield* journal.page(CostRecords.Costs, { after: before.cursor })
      })
      assert.deepStrictEqual(entries, [])
      assert.deepStrictEqual(yield* worth("MUG"), [5, 505n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("comes in at a place that another line names for nothing", () =>
    Effect.gen(function* () {
      yield* track("MUG")
      const mug = { sku: "MUG", quantity: 2 }
      const cost = euro(80)
      yield* move(
        { ...mug, from: at("Shelf"), to: at("Shelf") },
        { ...mug, from: supplier, to: at("Quarantine"), cost },
      )
      assert.deepStrictEqual(yield* worth("MUG"), [2, 80n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a purchase return claims what its units cost, and its late costs too", () =>
    Effect.gen(function* () {
      yield* track("MUG")
      yield* buy("MUG", 10, 1_000)
      yield* move({ sku: "MUG", quantity: 4, from: at("Shelf"), to: supplier })
      assert.deepStrictEqual(yield* worth("MUG"), [6, 600n])
      yield* correct("MUG", 0, 100)
      assert.deepStrictEqual(yield* worth("MUG"), [6, 660n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("what is lost costs what it cost, and what is found as much as the rest", () =>
    Effect.gen(function* () {
      yield* track("MUG")
      assert.strictEqual(
        yield* refusal(adjust({ sku: "MUG", delta: 1 })),
        "MUG at main: what do the 1 units cost?",
      )
      yield* adjust({ sku: "MUG", delta: 1, cost: euro(70) })
      yield* buy("MUG", 2, 240)
      yield* adjust({ sku: "MUG", delta: -1 })
      assert.deepStrictEqual(yield* worth("MUG"), [2, 240n])
      yield* adjust({ sku: "MUG", delta: 3 })
      assert.deepStrictEqual(yield* worth("MUG"), [5, 600n])
      yield* adjust({ sku: "MUG", delta: -5 }, { sku: "MUG", delta: 5, place: "shop" })
      assert.deepStrictEqual(yield* worth("MUG"), [5, 600n])
      assert.include(
        yield* refusal(adjust({ sku: "MUG", delta: -1, cost: euro(1) })),
        "what is lost costs what it cost before",
      )
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("what comes back names its sale, or its cost", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const ledgerNow = yield* ledger
      yield* track("MUG")
      yield* buy("MUG", 3, 300)
      yield* sell("order-1", "MUG", 2)
      const before = yield* contents(store)
      const lines = [{ sku: "MUG", quantity: 1 }]
      assert.strictEqual(
        yield* refusal(ledgerNow.return({ commandId: next(), lines })),
        "MUG at main: what do the 1 units cost?",
      )
      assert.strictEqual(
        yield* refusal(giveBack("order-1", "MUG", 3)),
        'MUG at main: 3 wanted back of "order-1", 2 are out',
      )
      assert.strictEqual(
        yield* refusal(giveBack("order-2", "MUG", 1)),
        'MUG at main: 1 wanted back of "order-2", 0 are out',
      )
      assert.deepStrictEqual(yield* contents(store), before)
      yield* ledgerNow.return({
        commandId: next(),
        lines: [{ sku: "MUG", quantity: 1, cost: euro(55) }],
      })
      assert.deepStrictEqual(yield* worth("MUG"), [2, 155n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("costs per place", () => {
  it.effect("go where the units go, in transit or at once, and so do late costs", () =>
    Effect.gen(function* () {
      yield* track("MUG", perPlace)
      yield* buy("MUG", 10, 1_000)
      yield* move({ sku: "MUG", quantity: 3, from: at("Shelf"), to: at("Shelf", "shop") })
      assert.deepStrictEqual(yield* worth("MUG", "main"), [7, 700n])
      assert.deepStrictEqual(yield* worth("MUG", "shop"), [3, 300n])
      const { transfers } = yield* ledger
      yield* transfers.plan({
        commandId: next(),
        transferId: "t1",
        from: "main",
        to: "shop",
        lines: [{ sku: "MUG", quantity: 2 }],
      })
      yield* transfers.dispatch({ commandId: next(), transferId: "t1" })
      assert.deepStrictEqual(yield* worth("MUG", "shop"), [5, 500n])
      yield* sell("order-1", "MUG", 3, "shop")
      const { cost } = yield* ledger
      yield* correct(cost.scopeOf("MUG", "main"), 0, 200)
      assert.deepStrictEqual(yield* worth("MUG", "main"), [5, 600n])
      assert.deepStrictEqual(yield* worth("MUG", "shop"), [2, 240n])
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [3, 360n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("what was sold from one place and comes back to another follows it there", () =>
    Effect.gen(function* () {
      for (const [sku, method] of [
        ["MUG", "Fifo"],
        ["CUP", "MovingAverage"],
      ] as const) {
        yield* track(sku, { ...perPlace, method })
        yield* buy(sku, 2, 800)
        yield* sell(`order of ${sku}`, sku, 2)
        yield* giveBack(`order of ${sku}`, sku, 1, "shop")
        assert.deepStrictEqual(yield* worth(sku, "main"), [0, 0n])
        assert.deepStrictEqual(yield* worth(sku, "shop"), [1, 400n])
      }
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )
})
