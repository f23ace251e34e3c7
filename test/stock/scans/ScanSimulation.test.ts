import { assert, describe, it } from "@effect/vitest"
import { HashMap, Result } from "effect"
import { ScanBook, ScanDecision, SerialCount } from "entrepot/stock"
import fc from "fast-check"

import { kills } from "../../kernel/law.ts"
import { type Desk, desk, type Outcome, run, whereOf } from "./support/warehouse.ts"

/** The book equals the world for every unit, and the count finds what was stolen and nothing else. */
const check = ({ truth, stolen, before, counted, differences, after }: Outcome): void => {
  for (const [serial, state] of truth) {
    const believed = stolen.get(serial) ?? state
    assert.strictEqual(whereOf(before.units, serial), believed, `${serial} before the count`)
    assert.strictEqual(whereOf(counted.units, serial), believed, `${serial} by the count`)
  }
  assert.deepStrictEqual(ScanBook.waiting(counted.scans), [], "nothing waits")
  const missing = differences.flatMap(({ place, missing: units }) =>
    units.map(({ serial }) => [serial, place] as const),
  )
  assert.deepStrictEqual(new Map(missing), stolen)
  assert.deepStrictEqual(
    differences.flatMap(({ surplus }) => surplus),
    [],
  )
  for (const [serial, state] of truth)
    assert.strictEqual(whereOf(after, serial), state === "stolen" ? "lost" : state, serial)
}

const smallWorld = (of: Desk) =>
  fc.property(fc.integer(), (seed) => check(run(of, { seed, units: 2, scans: 12, thefts: 1 })))

// --- mutants -------------------------------------------------------------------------------------

/** Believes every scan that is possible, however old. */
const forgettingTime: typeof ScanDecision.decide = (book, units, scan) =>
  ScanDecision.decide(
    { ...book, trails: HashMap.map(book.trails, ({ lastAt: _, ...trail }) => trail) },
    units,
    scan,
  )

const telling =
  (
    change: (event: ScanBook.ScanEvent) => ReadonlyArray<ScanBook.ScanEvent>,
  ): typeof ScanDecision.decide =>
  (book, units, scan) =>
    Result.map(ScanDecision.decide(book, units, scan), (outcome) => ({
      ...outcome,
      scans: outcome.scans.flatMap(change),
    }))

/** Sends away what cannot be posted yet. */
const remembering = telling((event) => (event._tag === "ScanWaited" ? [] : [event]))
/** Lets what was scanned twice wait for ever. */
const waitingTwice = telling((event) =>
  event._tag === "ScanRepeated" ? [{ ...event, _tag: "ScanWaited" }] : [event],
)
/** Looks for the units of all places at one. */
const lookingEverywhere: typeof SerialCount.compare = (place, units, seen) =>
  SerialCount.compare(
    place,
    Array.from(units, (unit) =>
      unit.where._tag === "Shelf" ? { ...unit, where: { ...unit.where, place } } : unit,
    ),
    seen,
  )

describe("scans that are doubled, dropped and out of order", () => {
  it("leave the book equal to the world, and a count finds exactly the thefts (Z03)", () => {
    const world = { seed: 20_261_122, units: 400, scans: 10_000, thefts: 25 }
    const outcome = run(desk, world)
    const { made, stolen, counted } = outcome
    assert.isAtLeast(made, 10_000)
    assert.strictEqual(stolen.size, 25)
    assert.isAtLeast(HashMap.size(counted.units), 300)
    check(outcome)
  })

  it("do so in every small world", () => {
    fc.assert(smallWorld(desk), { numRuns: 300 })
  })

  it("do not where the desk forgets what waits, or which scan is the latest", () => {
    kills(smallWorld({ ...desk, decide: forgettingTime }))
    kills(smallWorld({ ...desk, decide: remembering }))
  })

  it("do not where it does not see what was scanned twice, or counts elsewhere", () => {
    kills(smallWorld({ ...desk, decide: waitingTwice }))
    kills(smallWorld({ ...desk, compare: lookingEverywhere }))
  })
})
