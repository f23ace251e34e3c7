import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { ledgerOver } from "../support/ledger.ts"
import { agrees, buy, correct, ledger, next, sell, soldFor, track, worth } from "./support/shop.ts"

describe("kits", () => {
  const assembled = Effect.gen(function* () {
    const { kits } = yield* ledger
    for (const sku of ["MUG", "TEA", "SET"]) yield* track(sku)
    yield* buy("MUG", 4, 400)
    yield* buy("MUG", 4, 800)
    yield* buy("TEA", 4, 100)
    const components = [
      { sku: "MUG", quantity: 2 },
      { sku: "TEA", quantity: 1 },
    ]
    yield* kits.define({ commandId: next(), sku: "SET", components, stocked: true })
    yield* kits.assemble({ commandId: next(), sku: "SET", quantity: 3 })
  })

  it.effect("cost what their components cost, also when that is known late", () =>
    Effect.gen(function* () {
      yield* assembled
      assert.deepStrictEqual(yield* worth("SET"), [3, 875n])
      assert.deepStrictEqual(yield* worth("MUG"), [2, 400n])
      yield* sell("order-1", "SET", 1)
      yield* correct("MUG", 1, 80)
      yield* correct("TEA", 0, 40)
      assert.deepStrictEqual(yield* worth("MUG"), [2, 440n])
      assert.deepStrictEqual(yield* soldFor("order-1", "SET"), [1, 315n])
      assert.deepStrictEqual(yield* worth("SET"), [2, 630n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("divide their cost between components when they are taken apart", () =>
    Effect.gen(function* () {
      const { kits } = yield* ledger
      yield* assembled
      yield* kits.disassemble({ commandId: next(), sku: "SET", quantity: 3 })
      assert.deepStrictEqual(yield* worth("SET"), [0, 0n])
      const [[mugs, ofMugs], [teas, ofTeas]] = [
        (yield* worth("MUG")) ?? [0, 0n],
        (yield* worth("TEA")) ?? [0, 0n],
      ]
      assert.deepStrictEqual([mugs, teas, ofMugs + ofTeas], [8, 4, 1_300n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )
})
