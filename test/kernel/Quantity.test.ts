import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Quantity } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

const most = Number.MAX_SAFE_INTEGER
const safe = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: most - 3, max: most }),
  fc.integer({ min: -most, max: -most + 3 }),
  fc.maxSafeInteger(),
)

// What whole numbers without limit say.
const judged = (exact: bigint) =>
  exact >= -BigInt(most) && exact <= BigInt(most)
    ? Result.succeed(Number(exact))
    : Result.fail(new Quantity.QuantityOverflow({ exact: exact.toString() }))

type Binary = typeof Quantity.plus

const takes = (schema: Schema.Codec<number>, given: unknown) => Schema.is(schema)(given)

const exactly = (operate: Binary, exact: (a: bigint, b: bigint) => bigint) =>
  fc.property(safe, safe, (a, b) => {
    assert.deepStrictEqual(operate(a, b), judged(exact(BigInt(a), BigInt(b))))
  })

const sums = (sum: typeof Quantity.sum) =>
  fc.property(fc.array(safe, { maxLength: 6 }), (quantities) => {
    const exact = quantities.reduce((total, quantity) => total + BigInt(quantity), 0n)
    assert.deepStrictEqual(sum(quantities), judged(exact))
    assert.deepStrictEqual(sum(quantities.toReversed()), judged(exact))
  })

const stepwise: typeof Quantity.sum = (quantities) =>
  quantities.reduce(
    (total, quantity) => Result.flatMap(total, (before) => Quantity.plus(before, quantity)),
    Quantity.plus(0, 0),
  )

type Named = readonly [name: string, quantity: number]

const sumsByName = (sumBy: typeof Quantity.sumBy<Named, unknown>) =>
  fc.property(
    fc.array(fc.tuple(fc.constantFrom("a", "b", "__proto__"), fc.constantFrom(1, -1, most, -most))),
    (items) => {
      const names = [...new Set(items.map(([name]) => name))]
      const expected = Result.all(
        names.map((name) =>
          Quantity.sum(items.filter((item) => item[0] === name).map(([, quantity]) => quantity)),
        ),
      )
      const found = sumBy(
        items,
        ([name]) => name,
        ([, quantity]) => quantity,
      )
      assert.deepStrictEqual(
        Result.isSuccess(found)
          ? found.success.map(([[name], sum]): readonly [string, unknown] => [name, sum])
          : undefined,
        Result.isSuccess(expected)
          ? names.map((name, i): readonly [string, unknown] => [name, expected.success[i]])
          : undefined,
      )
    },
  )

describe("Quantity", () => {
  it("takes whole numbers that are safe, of the right sign", () => {
    const cases: ReadonlyArray<readonly [unknown, boolean, boolean, boolean]> = [
      [0, true, false, true],
      [1, true, true, true],
      [-1, false, false, true],
      [most, true, true, true],
      [most + 1, false, false, false],
      [0.5, false, false, false],
      [Number.NaN, false, false, false],
      [Number.POSITIVE_INFINITY, false, false, false],
      ["1", false, false, false],
      [1n, false, false, false],
      [null, false, false, false],
    ]
    for (const [given, quantity, positive, delta] of cases) {
      assert.strictEqual(takes(Quantity.Quantity, given), quantity, String(given))
      assert.strictEqual(takes(Quantity.PositiveQuantity, given), positive, String(given))
      assert.strictEqual(takes(Quantity.QuantityDelta, given), delta, String(given))
    }
  })

  it("adds, subtracts and multiplies exactly, or refuses", () => {
    holds(exactly(Quantity.plus, (a, b) => a + b))
    holds(exactly(Quantity.minus, (a, b) => a - b))
    holds(exactly(Quantity.times, (a, b) => a * b))
    kills(
      exactly(
        (a, b) => Result.succeed(a + b),
        (a, b) => a + b,
      ),
    )
    kills(
      exactly(
        (a, b) => Result.succeed(a * b),
        (a, b) => a * b,
      ),
    )
  })

  it("sums to the same in every order, also by way of unsafe numbers", () => {
    holds(sums(Quantity.sum))
    kills(sums(stepwise))
  })

  it("sums what has one name, beside the first of it", () => {
    holds(sumsByName(Quantity.sumBy))
    kills(sumsByName((items, _name, quantity) => Quantity.sumBy(items, (item) => item, quantity)))
  })

  it("never answers a negative zero", () => {
    for (const answer of [Quantity.times(0, -5), Quantity.plus(-0, -0), Quantity.sum([-0])])
      assert.isTrue(Object.is(Result.getOrThrow(answer), 0))
  })

  it("says what could not be counted", () => {
    const refused = Quantity.plus(most, most)
    assert.match(
      Result.isFailure(refused) ? refused.failure.message : "",
      /^18014398509481982 units are more than 9007199254740991/,
    )
  })
})
