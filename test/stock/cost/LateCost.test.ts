import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { StockPosting } from "entrepot/stock"
import { Store, Transactor } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import {
  agrees,
  buy,
  contents,
  correct,
  euro,
  giveBack,
  ledger,
  next,
  refusal,
  sell,
  soldFor,
  track,
  worth,
} from "./support/shop.ts"

const expected = { _tag: "Expected", place: "main" } as const

describe("late costs", () => {
  it.effect("a late landed cost reaches goods that were sold, and the return of them", () =>
    Effect.gen(function* () {
      yield* track("MUG")
      yield* buy("MUG", 10, 10_000)
      yield* sell("order-1", "MUG", 4)
      yield* correct("MUG", 0, 500)
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [4, 4_200n])
      assert.deepStrictEqual(yield* worth("MUG"), [6, 6_300n])
      yield* giveBack("order-1", "MUG", 4)
      assert.deepStrictEqual(yield* worth("MUG"), [10, 10_500n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("are divided between receipts, and sum to the cent", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      yield* track("MUG")
      yield* track("CUP", { method: "MovingAverage" })
      yield* buy("MUG", 3, 1_000)
      yield* buy("MUG", 3, 1_000)
      yield* buy("CUP", 3, 1_000)
      yield* sell("order-1", "MUG", 3)
      const layers = [
        { scope: "MUG", layer: 0 },
        { scope: "MUG", layer: 1 },
        { scope: "CUP", layer: 0 },
      ]
      const land = { commandId: next(), document: "freight", basis: "Cost" as const, layers }
      const { answer } = yield* cost.land({ ...land, cost: euro(1_000) })
      assert.strictEqual(answer.event, "Corrected")
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [3, 1_334n])
      assert.deepStrictEqual(yield* worth("MUG"), [3, 1_333n])
      assert.deepStrictEqual(yield* worth("CUP"), [3, 1_333n])
      const store = yield* Store
      const before = yield* contents(store)
      const odd = { ...land, commandId: next(), cost: euro(1) }
      assert.include(
        yield* refusal(cost.land({ ...odd, layers: [...layers, { scope: "CUP", layer: 1 }] })),
        "CUP never had a cost layer 1",
      )
      assert.include(yield* refusal(cost.land({ ...odd, basis: "Measure" })), "has no measure")
      assert.deepStrictEqual(yield* contents(store), before)
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("what was expected may come before its invoice", () =>
    Effect.gen(function* () {
      yield* track("MUG")
      yield* Transactor.use((transactor) =>
        transactor.run(
          Effect.forEach(
            [
              [{ _tag: "Supplier" }, expected],
              [expected, { _tag: "Shelf", place: "main" }],
            ] as const,
            ([from, to]) =>
              StockPosting.post({
                _tag: "Move",
                commandId: next(),
                lines: [{ sku: "MUG", quantity: 5, from, to }],
              }),
          ),
        ),
      )
      yield* sell("order-1", "MUG", 2)
      assert.deepStrictEqual(yield* worth("MUG"), [3, 0n])
      yield* correct("MUG", 0, 500)
      assert.deepStrictEqual(yield* worth("MUG"), [3, 300n])
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [2, 200n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a write-down is a document, and a cost that comes after it adds to it", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      yield* track("MUG")
      yield* buy("MUG", 10, 10_000)
      yield* sell("order-1", "MUG", 2)
      const { answer } = yield* cost.revalue({
        commandId: next(),
        scope: "MUG",
        document: "year-end",
        unitValue: euro(600),
      })
      assert.deepStrictEqual([answer.event, answer.amount?.amount.toFixed()], ["Revalued", "-32"])
      assert.deepStrictEqual(yield* worth("MUG"), [8, 4_800n])
      yield* correct("MUG", 0, 1_000)
      assert.deepStrictEqual(yield* worth("MUG"), [8, 4_800n])
      assert.deepStrictEqual(yield* soldFor("order-1", "MUG"), [2, 2_200n])
      yield* giveBack("order-1", "MUG", 1)
      yield* sell("order-2", "MUG", 9)
      assert.deepStrictEqual(yield* soldFor("order-2", "MUG"), [9, 5_900n])
      const { values } = yield* cost.layers("MUG")
      assert.deepStrictEqual(
        values.map(({ layer, document, units, onHand }) => [layer, document, units, onHand]),
        [
          [0, undefined, 10, 0],
          [1, "year-end", 8, 0],
        ],
      )
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )
})
