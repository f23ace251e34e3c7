import { assert, describe, it } from "@effect/vitest"
import { Expiry } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

type Change = readonly [second: number, units: number]

const week = 7 * 24 * 3_600
const changes = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: week })),
    fc.integer({ min: 1, max: 3 }),
  ),
  { minLength: 40, maxLength: 90, size: "max" },
)

const added = (add: typeof Expiry.add, given: ReadonlyArray<Change>): Expiry.Slots =>
  given.reduce((slots: Expiry.Slots, [second, units]) => add(slots, second, units), [])

const dueBy = (given: ReadonlyArray<Change>, second: number): number =>
  given.filter(([at]) => at <= second).reduce((sum, [, units]) => sum + units, 0)

/** Whatever was gathered, every second is told exactly: just before it, and when it begins. */
const tellsEverySecond = (add: typeof Expiry.add) =>
  fc.property(changes, (given) => {
    const slots = added(add, given)
    for (const [second] of given)
      for (const asked of [second - 1, second])
        assert.strictEqual(Expiry.due(slots, asked), dueBy(given, asked), `by ${asked}`)
  })

const staysSmall = (add: typeof Expiry.add) =>
  fc.property(changes, (given) => {
    const slots = added(add, given)
    for (const level of [slots, ...Expiry.details(slots).map((detail) => detail.slots)])
      assert.isAtMost(level.length, Expiry.mostSlots)
    assert.isTrue(JSON.stringify(Expiry.kept(slots)).length <= 4_000, "4 kB")
  })

const takingBackIsNothing = (add: typeof Expiry.add) =>
  fc.property(changes, fc.nat(), (given, seed) => {
    const shuffled = given
      .map((change, i) => [((i + 1) * (seed + 7919)) % 10_007, change] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, [second, units]]): Change => [second, -units])
    const left = shuffled.reduce(
      (slots: Expiry.Slots, [second, units]) => add(slots, second, units),
      added(Expiry.add, given),
    )
    assert.deepStrictEqual(left, [])
  })

/** What has passed is gone, and the rest is told as before. */
const goesOn = (after: typeof Expiry.after) =>
  fc.property(changes, fc.integer({ min: 0, max: week }), (given, second) => {
    const left = after(added(Expiry.add, given), second)
    const rest = given.filter(([at]) => at > second)
    assert.strictEqual(Expiry.total(left), dueBy(rest, week))
    for (const [at] of rest) assert.strictEqual(Expiry.due(left, at), dueBy(rest, at))
  })

/** Records know no more than one level; what is asked for is enough to tell. */
const asksForEnough = (unknown: typeof Expiry.unknown) =>
  fc.property(fc.noShrink(changes), fc.integer({ min: 0, max: week }), (given, now) => {
    const whole = added(Expiry.add, given)
    const records = new Map(
      Expiry.details(whole).map(({ at, span, slots }) => [`${at} ${span}`, Expiry.kept(slots)]),
    )
    let slots: Expiry.Slots = Expiry.kept(whole)
    for (;;) {
      const wanted = unknown(slots, now, [])
      if (wanted.length === 0) break
      slots = wanted.reduce(
        (known, slot) => Expiry.within(known, slot, records.get(`${slot.at} ${slot.span}`) ?? []),
        slots,
      )
    }
    const told = (() => {
      try {
        return Expiry.due(slots, now)
      } catch {
        return undefined
      }
    })()
    assert.strictEqual(told, dueBy(given, now))
  })

// --- mutants -------------------------------------------------------------------------------------

/** Puts what expires in the last second of a minute into the next. */
const aSecondLate: typeof Expiry.add = (slots, second, units) =>
  Expiry.add(slots, second % 60 === 59 ? second + 1 : second, units)

const gatheringNothing: typeof Expiry.add = (slots, second, units) =>
  [...slots, { at: second, span: 1, units }].toSorted((a, b) => a.at - b.at)

const takingFromTheFirst: typeof Expiry.add = (slots, second, units) =>
  Expiry.add(slots, units < 0 ? (slots[0]?.at ?? second) : second, units)

const keepingTheSecond: typeof Expiry.after = (slots, second) => Expiry.after(slots, second - 1)

const askingForNothing: typeof Expiry.unknown = () => []

describe("what expires", { timeout: 30_000 }, () => {
  it("is told exactly for every second, however it was gathered", () => {
    holds(tellsEverySecond(Expiry.add))
    kills(tellsEverySecond(aSecondLate))
  })

  it("takes at most 64 slots and 4 kB on each level", () => {
    holds(staysSmall(Expiry.add))
    kills(staysSmall(gatheringNothing))
  })

  it("is nothing once all of it was taken back, in any order", () => {
    holds(takingBackIsNothing(Expiry.add))
    kills(takingBackIsNothing(takingFromTheFirst))
  })

  it("goes on as before once a part of it has passed", () => {
    holds(goesOn(Expiry.after))
    kills(goesOn(keepingTheSecond))
  })

  it("asks for as many records as it needs to tell", () => {
    holds(asksForEnough(Expiry.unknown))
    kills(asksForEnough(askingForNothing))
  })

  it("rounds an instant up to a whole second, and a second has begun with its first instant", () => {
    assert.deepStrictEqual([999, 1_000, 1_001].map(Expiry.secondOf), [1, 1, 2])
    assert.deepStrictEqual([999, 1_000, 1_001].map(Expiry.begun), [0, 1, 1])
  })
})
