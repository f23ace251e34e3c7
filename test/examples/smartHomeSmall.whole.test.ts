import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { parse } from "../../examples/smart-home/arguments.ts"
import * as ByDesk from "../../examples/smart-home/byDesk.ts"
import * as ByHand from "../../examples/smart-home/byHand.ts"
import { compare } from "../../examples/smart-home/comparison.ts"
import * as Day from "../../examples/smart-home/day.ts"
import { countErrors, type Outcome, sentRight } from "../../examples/smart-home/outcome.ts"
import { asPrinted, slipsOf } from "../../examples/smart-home/touches.ts"
import { assertPromises, play, sum } from "./support/smartHome.ts"

const minutes = 60_000

describe("the smart-home company", () => {
  it.live(
    "plays the same day again where the seed is the same, and keeps its promises",
    () =>
      Effect.gen(function* () {
        const args = ["--orders", "100", "--seed", "11", "--json"]
        const [printed, played] = yield* Effect.all(
          [Effect.promise(() => play(...args)), comparisonOf(11, 100)],
          { concurrency: 2 },
        )
        assert.strictEqual(printed, `${JSON.stringify(played)}\n`)
        assertPromises(played)
      }),
    5 * minutes,
  )

  it.live(
    "sends no wrong goods though every pick is wrong, and lets go what a person overlooks",
    () =>
      Effect.gen(function* () {
        const day = Day.draw(2026, 100)
        const run = yield* ByDesk.work(day, (_, name) => name === "pick" || name === "check", quiet)
        assert.strictEqual(run.floor.caught, run.floor.picks.length)
        assert.isAbove(run.floor.caught, 0)
        const { wrongAddress, unwanted, ...others } = countErrors(run)
        assert.strictEqual(sum(others), 0)
        const sent = (number: number) => run.fates[number]?.unsent === undefined
        const isBad = (order: Day.DrawnOrder) =>
          !order.isChannels &&
          sent(order.number) &&
          (order.isBlacklisted || (order.hasOddAddress && order.answersAt === undefined))
        assert.isAtLeast(wrongAddress + unwanted, day.orders.filter(isBad).length)
        assert.deepStrictEqual(run.stock.units.off, [])
      }),
    5 * minutes,
  )

  it("by hand, goes wrong more often the more often people slip, and never where they do not", () => {
    const day = Day.draw(7)
    const wrong = [0, 0.5, 1, 2].map((slips) =>
      sum(countErrors(ByHand.work(day, slipsOf(7, { ...asPrinted, slips })))),
    )
    assert.strictEqual(wrong[0], 0)
    const ascending = wrong.toSorted((left, right) => left - right)
    assert.deepStrictEqual(wrong, ascending)
    assert.strictEqual(new Set(wrong).size, wrong.length)
  })

  it("by hand, sells again what nobody took off the sheet, until a shelf is empty", () => {
    const day = Day.draw(7)
    const forgetful = ByHand.work(day, (_, name) => name === "stock")
    const { oversold, ...others } = countErrors(forgetful)
    assert.isAbove(oversold, 0)
    assert.strictEqual(sum(others), 0)
    assert.strictEqual(sentRight(forgetful) + oversold + unsent(forgetful), day.orders.length)
    assert.strictEqual(sum(countErrors(ByHand.work(day, () => false))), 0)
  })
})

const quiet = () => {}

const comparisonOf = Effect.fnUntraced(function* (seed: number, orders: number) {
  const day = Day.draw(seed, orders)
  const slips = slipsOf(seed)
  return compare(day, ByHand.work(day, slips), yield* ByDesk.work(day, slips, quiet))
})

const unsent = ({ fates }: Outcome): number =>
  fates.filter(({ unsent }) => unsent !== undefined).length

describe("its command line", () => {
  it("says what makes no sense", () => {
    const refused = (...args: ReadonlyArray<string>): string => {
      const options = parse(args)
      return Result.isFailure(options) ? options.failure.message : "it was taken"
    }
    assert.match(refused("--seed", "x"), /--seed wants a whole number from 0/)
    assert.match(refused("--orders", "0"), /--orders wants a whole number from 1/)
    assert.match(refused("--orders", "1.5"), /--orders wants a whole number/)
    assert.match(refused("--sed", "1"), /--sed/)
    assert.deepStrictEqual(
      parse(["--seed", "7"]),
      Result.succeed({ seed: 7, orders: 1_000, json: false }),
    )
  })
})
