import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Allocation, Decimal, Money } from "entrepot/kernel"
import { LandedCost } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { cents } from "./support/given.ts"

type Divide = (
  amount: bigint,
  lines: ReadonlyArray<LandedCost.Line>,
  basis: LandedCost.Basis,
) => ReadonlyArray<bigint>

const minor = (money: Money.Money): bigint => Result.getOrThrow(Money.toMinor(money))
const total = (amounts: ReadonlyArray<bigint>): bigint => amounts.reduce((a, b) => a + b, 0n)

const divide: Divide = (amount, lines, basis) =>
  Result.getOrThrow(LandedCost.divide(cents(amount), lines, basis)).map((share) =>
    minor(share.amount),
  )

/** Rounds each share by itself, as a spreadsheet would. */
const rounded: Divide = (amount, lines) =>
  lines.map(({ units }) =>
    BigInt(Math.round((Number(amount) * units) / lines.reduce((sum, line) => sum + line.units, 0))),
  )

/** Gives what is left over to the first line, also of what is taken back. */
const floored: Divide = (amount, lines) => {
  const all = lines.reduce((sum, line) => sum + line.units, 0)
  const parts = lines.map(({ units }) => BigInt(Math.floor((Number(amount) * units) / all)))
  return parts.map((part, at) => (at === 0 ? part + amount - total(parts) : part))
}

const world = fc.tuple(
  fc.bigInt({ min: -50n, max: 50n }),
  fc.array(
    fc.record({
      scope: fc.constantFrom("mug", "toString"),
      layer: fc.nat(3),
      units: fc.integer({ min: 1, max: 5 }),
      cost: fc.bigInt({ min: 1n, max: 9n }),
      measure: fc.integer({ min: 1, max: 9 }).map(Decimal.of),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  fc.constantFrom("Cost", "Units", "Measure", "Line"),
)

const sums = (candidate: Divide) =>
  fc.property(world, ([amount, lines, basis]) => {
    assert.strictEqual(total(candidate(amount, lines, basis)), amount)
  })

const mirrors = (candidate: Divide) =>
  fc.property(world, ([amount, lines, basis]) => {
    assert.deepStrictEqual(
      candidate(-amount, lines, basis),
      candidate(amount, lines, basis).map((part) => -part),
    )
  })

const line = (layer: number, units: number, cost: bigint): LandedCost.Line => ({
  scope: "MUG",
  layer,
  units,
  cost,
})

describe("a landed cost", () => {
  it("is divided into shares that sum to it", () => {
    holds(sums(divide))
    kills(sums(rounded))
  })

  it("is mirrored where it is negative", () => {
    holds(mirrors(divide))
    kills(mirrors(floored))
  })

  it("of 333 between three equal receipts is 111 each, and 332 loses no cent", () => {
    const lines = [line(1, 1, 100n), line(2, 1, 100n), line(3, 1, 100n)]
    assert.deepStrictEqual(divide(333n, lines, "Cost"), [111n, 111n, 111n])
    assert.deepStrictEqual(divide(332n, lines, "Cost"), [111n, 111n, 110n])
  })

  it("goes by cost, by units, by measure or by line", () => {
    const measured = (layer: number, units: number, cost: bigint, kilograms: string) => ({
      ...line(layer, units, cost),
      measure: Decimal.of(kilograms),
    })
    const lines = [measured(1, 3, 100n, "0.5"), measured(2, 1, 900n, "1.5")]
    assert.deepStrictEqual(divide(100n, lines, "Cost"), [10n, 90n])
    assert.deepStrictEqual(divide(100n, lines, "Units"), [75n, 25n])
    assert.deepStrictEqual(divide(100n, lines, "Measure"), [25n, 75n])
    assert.deepStrictEqual(divide(100n, lines, "Line"), [50n, 50n])
  })

  it("is refused where a line has no measure, or none has a weight", () => {
    const unmeasured = LandedCost.divide(cents(1), [line(7, 1, 0n)], "Measure")
    assert.isTrue(Result.isFailure(unmeasured))
    if (Result.isFailure(unmeasured))
      assert.strictEqual(unmeasured.failure.message, "layer 7 of MUG has no measure to divide by")
    const free = LandedCost.divide(cents(1), [line(7, 1, 0n)], "Cost")
    assert.isTrue(Result.isFailure(free) && free.failure instanceof Allocation.NothingToAllocateTo)
  })
})
