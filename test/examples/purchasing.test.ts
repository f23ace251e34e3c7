import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"

import * as Purchasing from "../../examples/main-job/purchasing.ts"
import { holds, kills } from "../kernel/law.ts"

const listed = 100

/** An item that was wanted in some weeks since it was listed, and caught up before each time. */
const items = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 })
  .map((units) =>
    units.reduce(
      (item, more, i) => {
        const reviewed = { ...item, reviewed: listed + i }
        return more === 0 ? item : Purchasing.want(reviewed, listed + i, more)
      },
      Purchasing.list("MUG", listed),
    ),
  )

type CatchUp = typeof Purchasing.catchUp

const sum = (units: ReadonlyArray<{ readonly units: number }>): number =>
  units.reduce((total, more) => total + more.units, 0)

const inOneGo = (candidate: CatchUp) =>
  fc.property(items, fc.nat({ max: 20 }), fc.nat({ max: 40 }), (item, onHand, more) => {
    const until = item.reviewed + more
    const { item: last, arrived } = candidate(item, onHand, until)
    let now = item
    const arrivals: Array<(typeof arrived)[number]> = []
    for (let week = item.reviewed; week <= until; week++) {
      const step = Purchasing.catchUp(now, onHand + sum(arrivals), week)
      now = step.item
      arrivals.push(...step.arrived)
    }
    assert.deepStrictEqual(last, now)
    assert.deepStrictEqual(arrived, arrivals)
  })

/** Stops before what it ordered last has arrived. */
const inAHurry: CatchUp = (item, onHand, week) => {
  const early = Purchasing.catchUp(item, onHand, Math.min(week, item.reviewed + 2))
  return { ...early, item: { ...early.item, reviewed: Math.max(item.reviewed, week) } }
}

describe("purchasing", () => {
  it("comes to the same week by week and in one go", () => {
    holds(inOneGo(Purchasing.catchUp))
    kills(inOneGo(inAHurry))
  })

  it("orders up to six weeks of demand each Monday, there two weeks later", () => {
    const wanted = Purchasing.want(Purchasing.list("MUG", listed), listed, 10)
    const first = Purchasing.catchUp(wanted, 24, listed + 1)
    // 60 wanted in six weeks, 24 here.
    assert.deepStrictEqual(first.item.arriving, [{ week: listed + 3, units: 36 }])
    assert.deepStrictEqual(first.arrived, [])
    const second = Purchasing.catchUp(first.item, 24, listed + 3)
    // 10 in three weeks of sale: 20 in six are fewer than there are.
    assert.deepStrictEqual(second.item.arriving, [])
    assert.deepStrictEqual(second.arrived, [{ week: listed + 3, units: 36 }])
  })

  it("opens a new item with ten times its first order, within bounds", () => {
    assert.deepStrictEqual(
      [1, 5, 900, 80_000].map(Purchasing.openingUnits),
      [24, 50, 9_000, 80_000],
    )
    assert.strictEqual(Purchasing.openingUnits(2_000), 10_000)
  })

  it("begins weeks on Monday", () => {
    const monday = Date.UTC(2026, 0, 5)
    const week = Purchasing.weekOf(monday)
    assert.strictEqual(Purchasing.startOf(week), monday)
    assert.strictEqual(Purchasing.weekOf(monday - 1), week - 1)
    assert.strictEqual(Purchasing.weekOf(monday + 7 * 86_400_000 - 1), week)
    assert.strictEqual(Purchasing.weekOf(Date.UTC(1970, 0, 5) - 1), -1)
  })
})
