import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { StockWarning } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Decide = typeof StockWarning.decide
type Reading = StockWarning.Reading

const lines: StockWarning.Lines = {
  low: { at: 2, rearmAt: 4 },
  outOfStock: { rearmAt: 2 },
  drift: { at: 3, rearmAt: 1 },
}
const watch: StockWarning.Watch = { sku: "MUG", lines, raised: [] }
const available = (units: number): Reading => ({ _tag: "Available", units })
const drifting = (units: number, channel = "ebay"): Reading => ({ _tag: "Drift", channel, units })

const play = (decide: Decide, readings: ReadonlyArray<Reading>) => {
  let state = watch
  return readings.flatMap((reading) => {
    const events = decide(state, reading)
    state = events.reduce(StockWarning.evolve, state)
    return events
  })
}
const sentences = (...readings: ReadonlyArray<Reading>) =>
  play(StockWarning.decide, readings).map(
    ({ _tag, kind, channel = "", units }) => `${_tag} ${kind} ${channel} ${units}`,
  )

// --- mutants -------------------------------------------------------------------------------------

const onEachReading: Decide = (state, reading) =>
  StockWarning.decide({ ...state, raised: [] }, reading)
const withoutHysteresis: Decide = (state, reading) =>
  StockWarning.decide(
    {
      ...state,
      lines: {
        low: { at: 2, rearmAt: 3 },
        outOfStock: { rearmAt: 1 },
        drift: { at: 3, rearmAt: 2 },
      },
    },
    reading,
  )
const onceForEver: Decide = (state, reading) =>
  StockWarning.decide(state, reading).filter(({ _tag }) => _tag === "Raised")
const anyChannel: Decide = (state, reading) =>
  StockWarning.decide(state, reading._tag === "Drift" ? { ...reading, channel: "all" } : reading)

// --- law -----------------------------------------------------------------------------------------

/** How often a sequence falls to the line, having been at the level that arms it in between. */
const crossings = (
  units: ReadonlyArray<number>,
  isBreached: (units: number) => boolean,
  isWell: (units: number) => boolean,
): number => {
  const telling = units.filter((some) => isBreached(some) || isWell(some)).map(isBreached)
  return telling.filter((breached, at) => breached && telling[at - 1] !== true).length
}

const warnsOncePerCrossing = (decide: Decide) =>
  fc.property(
    fc.array(
      fc.oneof(
        fc.nat({ max: 5 }).map(available),
        fc
          .tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom("ebay", "__proto__"))
          .map(([units, channel]) => drifting(units, channel)),
      ),
      { maxLength: 20, size: "max" },
    ),
    (readings) => {
      const events = play(decide, readings)
      const raised = (kind: StockWarning.Kind, channel?: string) =>
        events.filter((e) => e._tag === "Raised" && e.kind === kind && e.channel === channel).length
      const seen = readings.filter(({ _tag }) => _tag === "Available").map(({ units }) => units)
      const low = crossings(
        seen,
        (units) => units <= 2,
        (units) => units >= 4,
      )
      assert.strictEqual(raised("Low"), low, "low")
      const out = crossings(
        seen,
        (units) => units === 0,
        (units) => units >= 2,
      )
      assert.strictEqual(raised("OutOfStock"), out, "out of stock")
      for (const channel of ["ebay", "__proto__"]) {
        const off = readings
          .filter((reading) => reading._tag === "Drift" && reading.channel === channel)
          .map(({ units }) => Math.abs(units))
        const drifts = crossings(
          off,
          (units) => units >= 3,
          (units) => units <= 1,
        )
        assert.strictEqual(raised("Drift", channel), drifts, "drift")
      }
      // Saying everything twice changes nothing.
      const twice = play(
        decide,
        readings.flatMap((reading) => [reading, reading]),
      )
      assert.deepStrictEqual(twice, events)
    },
  )

describe("a warning", () => {
  it("is raised once for each breach, and armed again at the second level", () => {
    assert.deepStrictEqual(sentences(available(2), available(3), available(2), available(1)), [
      "Raised Low  2",
    ])
    assert.deepStrictEqual(sentences(available(2), available(4), available(2)), [
      "Raised Low  2",
      "Rearmed Low  4",
      "Raised Low  2",
    ])
  })

  it("says both low and out of stock where one sale crosses both lines", () => {
    assert.deepStrictEqual(sentences(available(5), available(0)), [
      "Raised Low  0",
      "Raised OutOfStock  0",
    ])
  })

  it("of drift is each channel's own, and either way", () => {
    assert.deepStrictEqual(
      sentences(drifting(3), drifting(-4, "shop"), drifting(2), drifting(-1)),
      ["Raised Drift ebay 3", "Raised Drift shop -4", "Rearmed Drift ebay -1"],
    )
  })

  it("is raised exactly as often as its line is crossed, and not by duplicates", () => {
    holds(warnsOncePerCrossing(StockWarning.decide))
    kills(warnsOncePerCrossing(onEachReading))
    kills(warnsOncePerCrossing(withoutHysteresis))
    kills(warnsOncePerCrossing(anyChannel))
    kills(warnsOncePerCrossing((state, reading) => onceForEver(state, reading).slice(0, 1)))
  })

  it("has lines whose second level lies on the other side of the first", () => {
    const decode = Schema.decodeUnknownResult(StockWarning.Lines)
    const outOfStock = { rearmAt: 1 }
    assert.isTrue(Result.isSuccess(decode(lines)))
    assert.isTrue(Result.isFailure(decode({ outOfStock, low: { at: 2, rearmAt: 2 } })))
    assert.isTrue(Result.isFailure(decode({ outOfStock, drift: { at: 2, rearmAt: 2 } })))
  })
})
