import { assert, describe, it } from "@effect/vitest"
import { CostLayer } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type CostOf = typeof CostLayer.costOf

const basis = fc.record({
  units: fc.integer({ min: 1, max: 7 }),
  cost: fc.bigInt({ min: 0n, max: 30n }),
})

/** Each share is rounded by itself. */
const alone: CostOf = ({ units, cost }, { from, to }) =>
  (2n * cost * BigInt(to - from) + BigInt(units)) / (2n * BigInt(units))
/** All that does not divide goes to the last unit. */
const lastTakesAll: CostOf = ({ units, cost }, { from, to }) => {
  const each = cost / BigInt(units)
  return each * BigInt(to - from) + (to === units ? cost - each * BigInt(units) : 0n)
}

const sums = (costOf: CostOf) =>
  fc.property(basis, fc.nat(7), fc.nat(7), (layer, one, other) => {
    const [low = 0, high = 0] = [one, other].map((k) => Math.min(k, layer.units)).toSorted()
    const runs = [
      { from: 0, to: low },
      { from: low, to: high },
      { from: high, to: layer.units },
    ]
    const parts = runs.filter(({ from, to }) => from < to).map((run) => costOf(layer, run))
    assert.strictEqual(
      parts.reduce((a, b) => a + b, 0n),
      layer.cost,
    )
  })

/** No unit is more than a minor unit off the exact unit cost, nor any run of units. */
const isNear = (costOf: CostOf) =>
  fc.property(basis, fc.nat(6), fc.nat(7), (layer, start, length) => {
    const from = Math.min(start, layer.units - 1)
    const to = Math.min(from + 1 + length, layer.units)
    const scaled = costOf(layer, { from, to }) * BigInt(layer.units)
    const off = scaled - layer.cost * BigInt(to - from)
    assert.isTrue(off <= BigInt(layer.units) && -off <= BigInt(layer.units))
  })

describe("a cost layer", () => {
  it("parts sum to the layer, whatever the cuts", () => {
    holds(sums(CostLayer.costOf))
    kills(sums(alone))
  })

  it("every part is within a minor unit of its exact cost", () => {
    holds(isNear(CostLayer.costOf))
    kills(isNear(lastTakesAll))
  })

  it("runs are taken in order, cut out and put back", () => {
    const runs = [
      { from: 0, to: 3 },
      { from: 5, to: 6 },
    ]
    assert.deepStrictEqual(CostLayer.first(runs, 9), runs)
    assert.deepStrictEqual(CostLayer.first(runs, 0), [])
    const cut = CostLayer.without(runs, { from: 1, to: 2 })
    assert.deepStrictEqual(cut, [
      { from: 0, to: 1 },
      { from: 2, to: 3 },
      { from: 5, to: 6 },
    ])
    assert.deepStrictEqual(CostLayer.including(cut, { from: 1, to: 2 }), runs)
    assert.strictEqual(CostLayer.unitsOf(cut), 3)
  })

  it("a cost beyond the safe integers stays exact", () => {
    const layer = { units: 3, cost: 10n ** 30n }
    assert.strictEqual(
      CostLayer.costOf(layer, { from: 2, to: 3 }),
      333_333_333_333_333_333_333_333_333_333n,
    )
  })
})
