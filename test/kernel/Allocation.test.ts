import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Allocation, Decimal, Money } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

type Allocate = (total: number, weights: ReadonlyArray<number>) => ReadonlyArray<number>

const allocate: Allocate = (total, weights) =>
  Result.getOrThrow(Allocation.allocate(total, weights))

const total = fc.integer({ min: -30, max: 30 })
const weights = fc
  .array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 })
  .filter((world) => world.some((weight) => weight > 0))
const add = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0)

// Quotas rounded down, and all that is left to the first: fair to nobody else.
const toTheFirst: Allocate = (units, world) => {
  const parts = world.map((weight) => Math.floor((units * weight) / add(world)))
  return parts.map((part, at) => (at === 0 ? part + units - add(parts) : part))
}
const rounded: Allocate = (units, world) =>
  world.map((weight) => Math.round((units * weight) / add(world)))
// Left-over units go by position, whatever the remainders.
const byPosition: Allocate = (units, world) => {
  const sign = Math.sign(units)
  const parts = world.map((weight) => Math.floor((Math.abs(units) * weight) / add(world)))
  const left = Math.abs(units) - add(parts)
  const first = world.flatMap((weight, at) => (weight > 0 ? [at] : [])).slice(0, left)
  return parts.map((part, at) => sign * (first.includes(at) ? part + 1 : part) + 0)
}
const towardsMinusInfinity: Allocate = (units, world) =>
  units < 0
    ? allocate(units + 100 * add(world), world).map((part, at) => part - 100 * (world[at] ?? 0))
    : allocate(units, world)
const lesserGetsMore: Allocate = (units, world) =>
  allocate(
    units,
    world.map((weight) => 13 - weight),
  )
const oneMoreForAll: Allocate = (units, world) =>
  allocate(
    units,
    world.map((weight) => weight + 1),
  )

const sums = (candidate: Allocate) =>
  fc.property(total, weights, (units, world) => {
    assert.strictEqual(add(candidate(units, world)), units)
  })

const mirrors = (candidate: Allocate) =>
  fc.property(total, weights, (units, world) => {
    const back = candidate(-units, world).map((part) => 0 - part)
    assert.deepStrictEqual(candidate(units, world), back)
  })

const nearItsQuota = (candidate: Allocate) =>
  fc.property(total, weights, (units, world) => {
    const sum = add(world)
    candidate(units, world).forEach((part, at) => {
      const quota = units * (world[at] ?? 0)
      // |part - quota / sum| < 1, without a division.
      assert.isBelow(Math.abs(part * sum - quota), sum)
    })
  })

const growsWithItsWeight = (candidate: Allocate) =>
  fc.property(fc.nat(30), weights, fc.nat(4), fc.integer({ min: 1, max: 6 }), (...all) => {
    const [units, world, pick, more] = all
    const at = pick % world.length
    const raised = world.map((weight, index) => (index === at ? weight + more : weight))
    const [before, after] = [candidate(units, world)[at] ?? 0, candidate(units, raised)[at] ?? 0]
    assert.isAtLeast(after, before)
  })

const followsItsWeight = (candidate: Allocate) =>
  fc.property(fc.nat(30), weights, (units, world) => {
    const remainders = world.map((weight) => (units * weight) % add(world))
    fc.pre(new Set(remainders).size === remainders.length)
    assert.deepStrictEqual(
      candidate(units, world.toReversed()),
      candidate(units, world).toReversed(),
    )
  })

const scales = (candidate: Allocate) =>
  fc.property(total, weights, fc.integer({ min: 2, max: 9 }), (units, world, factor) => {
    const bigger = world.map((weight) => weight * factor)
    assert.deepStrictEqual(candidate(units, bigger), candidate(units, world))
  })

describe("allocate", () => {
  it("gives parts that sum to the total", () => {
    holds(sums(allocate))
    kills(sums(rounded))
  })

  it("mirrors a negative total", () => {
    holds(mirrors(allocate))
    kills(mirrors(towardsMinusInfinity))
  })

  it("stays within one unit of each exact quota, and so gives a zero weight nothing", () => {
    holds(nearItsQuota(allocate))
    kills(nearItsQuota(toTheFirst))
  })

  it("never gives less for a greater weight", () => {
    holds(growsWithItsWeight(allocate))
    kills(growsWithItsWeight(lesserGetsMore))
  })

  it("does not look at positions, except between equal remainders", () => {
    holds(followsItsWeight(allocate))
    kills(followsItsWeight(byPosition))
  })

  it("asks for proportions only", () => {
    holds(scales(allocate))
    kills(scales(oneMoreForAll))
  })

  it("gives left-over units to the largest remainders, and of equals to the earlier", () => {
    assert.deepStrictEqual(allocate(100, [1, 1, 1]), [34, 33, 33])
    assert.deepStrictEqual(allocate(-100, [1, 1, 1]), [-34, -33, -33])
    assert.deepStrictEqual(allocate(10, [0, 3, 7, 0]), [0, 3, 7, 0])
    // Quotas 4.7, 2.8, 2.5: the third has the smallest remainder.
    assert.deepStrictEqual(allocate(10, [47, 28, 25]), [5, 3, 2])
  })

  it("takes any number of weights, and a total of zero without weights", () => {
    assert.deepStrictEqual(allocate(7, [2]), [7])
    assert.deepStrictEqual(allocate(0, []), [])
    assert.deepStrictEqual(allocate(0, [0, 0]), [0, 0])
    const many = allocate(
      1_000_003,
      Array.from({ length: 1_000 }, (_, at) => at),
    )
    assert.strictEqual(add(many), 1_000_003)
  })

  it("divides exactly where floating point cannot", () => {
    const most = Number.MAX_SAFE_INTEGER
    assert.deepStrictEqual(
      allocate(most, [most, most, most]),
      [3002399751580331, 3002399751580330, 3002399751580330],
    )
    const parts = Result.getOrThrow(Allocation.allocate(10n ** 40n + 1n, ["0.1", "0.2"]))
    assert.deepStrictEqual(parts, [
      3333333333333333333333333333333333333333n + 1n,
      6666666666666666666666666666666666666667n,
    ])
  })

  it("takes weights as decimals, text and whole numbers of any kind", () => {
    const mixed = Allocation.allocate(10, ["2.5", 5, Decimal.of("2.5"), 0n])
    // Quotas 2.5, 5, 2.5, 0.
    assert.deepStrictEqual(mixed, Result.succeed([3, 5, 2, 0]))
  })

  it("refuses a total that nobody takes, and a negative weight", () => {
    for (const none of [[], [0], [0, "0.00"]])
      assert.deepStrictEqual(
        Allocation.allocate(5, none),
        Result.fail(new Allocation.NothingToAllocateTo({ total: "5", weights: none.length })),
      )
    assert.deepStrictEqual(
      Allocation.allocate(0, [1, "-0.5"]),
      Result.fail(new Allocation.NegativeWeight({ position: 1, weight: "-0.5" })),
    )
  })

  it("throws where the program is wrong", () => {
    for (const units of [0.5, Number.NaN, 2 ** 53])
      assert.throws(() => Allocation.allocate(units, [1]), RangeError)
    assert.throws(() => Allocation.allocate(1, [0.5]), Decimal.NotADecimal)
  })
})

const parts = (money: Money.Money, by: ReadonlyArray<Decimal.Input>) =>
  Result.map(Allocation.allocateMoney(money, by), (moneys) => moneys.map(Money.format))

describe("allocateMoney", () => {
  it("divides in the minor unit of the currency", () => {
    assert.deepStrictEqual(
      parts(Money.of("0.05", "EUR"), ["19.99", "5.00"]),
      Result.succeed(["0.04 EUR", "0.01 EUR"]),
    )
    assert.deepStrictEqual(
      parts(Money.of(-100, "JPY"), [1, 1, 1]),
      Result.succeed(["-34 JPY", "-33 JPY", "-33 JPY"]),
    )
  })

  it("refuses money that is not posted", () => {
    assert.deepStrictEqual(
      parts(Money.of("0.005", "EUR"), [1, 1]),
      Result.fail(new Money.NotPosted({ currency: "EUR", amount: "0.005" })),
    )
  })
})
