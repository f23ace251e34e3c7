import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Weight } from "entrepot/fulfilment"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const tolerance = { grams: 25, basisPoints: 250 }
const weigh = (measured: number, expected: number) => Weight.weigh(measured, expected, tolerance)

describe("a weighing", () => {
  it("allows grams or a percentage, whichever is more", () => {
    assert.strictEqual(weigh(1, 1_000).allowedGrams, 25)
    assert.strictEqual(weigh(1, 2_000).allowedGrams, 50)
    assert.strictEqual(weigh(1, 2_039).allowedGrams, 50)
  })

  it("is within the tolerance up to its last gram, and both ways", () => {
    for (const [measured, within] of [
      [1_950, true],
      [1_949, false],
      [2_050, true],
      [2_051, false],
    ] as const)
      assert.strictEqual(Weight.isWithin(weigh(measured, 2_000)), within, String(measured))
  })

  it("names another unit only where the numbers show it", () => {
    assert.strictEqual(Weight.mistakenUnit(weigh(2, 2_000)), "kilograms")
    assert.strictEqual(Weight.mistakenUnit(weigh(2, 2_540)), "kilograms")
    assert.isUndefined(Weight.mistakenUnit(weigh(2, 3_200)))
    assert.strictEqual(Weight.mistakenUnit(weigh(2_010_000, 2_000)), "milligrams")
    assert.isUndefined(Weight.mistakenUnit(weigh(20, 40)))
    assert.isUndefined(Weight.mistakenUnit(weigh(1_000, 2_000)))
  })

  it("has a tolerance of at most all of it", () => {
    const isTolerance = Schema.is(Weight.Tolerance)
    assert.isTrue(isTolerance({ grams: 0, basisPoints: 10_000 }))
    assert.isFalse(isTolerance({ grams: 0, basisPoints: 10_001 }))
    assert.isFalse(isTolerance({ grams: -1, basisPoints: 0 }))
  })

  it("typed in whole kilograms is named for every weight above half a kilogram", () => {
    const isNamed = (mistakenUnit: typeof Weight.mistakenUnit) =>
      fc.property(fc.integer({ min: 600, max: 100_000 }), (grams) => {
        const unit = mistakenUnit(weigh(Math.round(grams / 1_000), grams))
        if (unit !== "kilograms") assert.fail(`${grams} grams: ${unit}`)
      })
    holds(isNamed(Weight.mistakenUnit))
    kills(
      isNamed(({ measuredGrams, expectedGrams, allowedGrams }) =>
        Math.abs(measuredGrams * 1_000 - expectedGrams) <= allowedGrams ? "kilograms" : undefined,
      ),
    )
  })
})
