import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { OffTheMap, PickList, PickShort, PickWalk } from "entrepot/fulfilment"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { line } from "./support/given.ts"
import { nearestNeighbourMm, shortestMm } from "./support/walks.ts"

const layout: PickWalk.Layout = {
  aisles: 4,
  bays: 9,
  bayLengthMm: 1_000,
  aislePitchMm: 3_000,
  depotAisle: 1,
}
const at = (aisle: number, bay: number, level = 1): PickWalk.ShelfLocation => ({
  aisle,
  bay,
  level,
})
const walked = (...locations: ReadonlyArray<PickWalk.ShelfLocation>) =>
  Result.getOrThrow(PickWalk.sShape(layout, locations))
const wanting = (consignmentId: string, ...lines: ReadonlyArray<[sku: string, units: number]>) => ({
  consignmentId,
  lines: lines.map(([sku, quantity], index) => line(String(index), sku, quantity)),
})

describe("an S-shaped walk", () => {
  it("goes up one aisle and down the next, and takes each shelf once", () => {
    const { locations, distanceMm } = walked(at(2, 3), at(1, 7), at(1, 2), at(2, 8), at(1, 7))
    assert.deepStrictEqual(locations.map(PickWalk.nameOf), ["1-2-1", "1-7-1", "2-8-1", "2-3-1"])
    assert.strictEqual(distanceMm, 10_000 + 3_000 + 10_000 + 3_000)
  })

  it("turns in the last aisle where the number of aisles is odd", () => {
    assert.strictEqual(walked(at(3, 4)).distanceMm, 2 * (6_000 + 4_000))
    const { locations, distanceMm } = walked(at(1, 1), at(2, 1), at(4, 2), at(4, 5))
    assert.deepStrictEqual(locations.map(PickWalk.nameOf), ["1-1-1", "2-1-1", "4-2-1", "4-5-1"])
    assert.strictEqual(distanceMm, 2 * 10_000 + 2 * 9_000 + 2 * 5_000)
  })

  it("picks the levels of a bay from the floor up, on no way", () => {
    const { locations, distanceMm } = walked(at(1, 2, 3), at(1, 2, 1))
    assert.deepStrictEqual(locations.map(PickWalk.nameOf), ["1-2-1", "1-2-3"])
    assert.strictEqual(distanceMm, 4_000)
    assert.strictEqual(walked().distanceMm, 0)
  })

  it("names the shelves that are not on the map", () => {
    const refused = PickWalk.sShape(layout, [at(5, 1), at(1, 10), at(1, 1)])
    assert(Result.isFailure(refused) && refused.failure instanceof OffTheMap)
    assert.strictEqual(refused.failure.message, "5-1-1, 1-10-1: there are 4 aisles of 9 bays")
    const nowhere = PickWalk.sShape({ ...layout, depotAisle: 9 }, [])
    assert(Result.isFailure(nowhere))
    assert.include(nowhere.failure.message, "the depot at aisle 9")
  })
})

describe("a pick list", () => {
  it("sums an item for each shelf, and tells which tote it is for", () => {
    const list = Result.getOrThrow(
      PickList.of(
        [wanting("c1", ["MUG", 1], ["CUP", 1], ["MUG", 1]), wanting("c2", ["MUG", 3])],
        [
          { location: at(2, 1), sku: "MUG", units: 4 },
          { location: at(2, 1), sku: "CUP", units: 4 },
          { location: at(1, 5), sku: "MUG", units: 9 },
        ],
        layout,
      ),
    )
    const stops = list.stops.map(({ location, sku, quantity, totes }) => [
      `${PickWalk.nameOf(location)} ${quantity} ${sku}`,
      ...totes.map(({ consignmentId, tote, quantity }) => `${tote} ${consignmentId} ${quantity}`),
    ])
    assert.deepStrictEqual(stops, [
      ["1-5-1 1 MUG", "1 c1 1"],
      ["2-1-1 4 MUG", "1 c1 1", "2 c2 3"],
      ["2-1-1 1 CUP", "1 c1 1"],
    ])
  })

  it("is refused where the shelves hold too little, naming every item", () => {
    const refused = PickList.of(
      [wanting("c1", ["MUG", 3], ["CUP", 1])],
      [{ location: at(1, 1), sku: "MUG", units: 2 }],
      layout,
    )
    assert(Result.isFailure(refused) && refused.failure instanceof PickShort)
    assert.strictEqual(
      refused.failure.message,
      "MUG: 3 wanted, 2 on the shelves; CUP: 1 wanted, 0 on the shelves",
    )
  })
})

// --- laws ----------------------------------------------------------------------------------------

const skuOf = fc.constantFrom("MUG", "toString", "皿")
const locationOf = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 2 }),
  )
  .map(([aisle, bay, level]) => at(aisle, bay, level))
const linesOf = fc.array(fc.tuple(skuOf, fc.integer({ min: 1, max: 4 })), {
  minLength: 1,
  maxLength: 4,
})
const worldOf = fc.tuple(
  fc
    .array(linesOf, { minLength: 1, maxLength: 3 })
    .map((each) => each.map((lines, index) => wanting(`c${index}`, ...lines))),
  fc.array(fc.record({ location: locationOf, sku: skuOf, units: fc.integer({ min: 0, max: 9 }) }), {
    maxLength: 9,
  }),
)

type Of = typeof PickList.of

const sums = (units: Iterable<readonly [name: string, quantity: number]>) => {
  const totals = new Map<string, number>()
  for (const [name, quantity] of units) totals.set(name, (totals.get(name) ?? 0) + quantity)
  return totals
}
const isSame = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) =>
  one.size === other.size && [...one].every(([name, total]) => other.get(name) === total)

/** The list has what the lines want, for whom they want it, and no more than a shelf has. */
const listIsWhatLinesWant = (of: Of) =>
  fc.property(worldOf, ([consignments, shelved]) => {
    const list = of(consignments, shelved, layout)
    const wanted = sums(
      consignments.flatMap(({ consignmentId, lines }) =>
        lines.map(({ sku, quantity }) => [`${consignmentId} ${sku}`, quantity] as const),
      ),
    )
    const shelf = sums(
      shelved.map(({ location, sku, units }) => [`${PickWalk.nameOf(location)} ${sku}`, units]),
    )
    if (Result.isFailure(list)) {
      const items = sums(shelved.map(({ sku, units }) => [sku, units]))
      const lines = consignments.flatMap(({ lines }) => lines)
      const needed = sums(lines.map(({ sku, quantity }) => [sku, quantity]))
      if ([...needed].every(([sku, quantity]) => quantity <= (items.get(sku) ?? 0)))
        assert.fail("refused, though there is enough")
      return
    }
    const { stops, walk } = list.success
    const totes = stops.flatMap(({ sku, totes }) =>
      totes.map(({ consignmentId, quantity }) => [`${consignmentId} ${sku}`, quantity] as const),
    )
    if (!isSame(sums(totes), wanted)) assert.fail("the totes hold something else")
    const picked = stops.map(
      ({ location, sku, quantity }) => [`${PickWalk.nameOf(location)} ${sku}`, quantity] as const,
    )
    if (picked.some(([name, quantity]) => quantity > (shelf.get(name) ?? 0)))
      assert.fail("more than the shelf has")
    if (sums(picked).size < picked.length) assert.fail("a shelf is visited twice for an item")
    for (const { quantity, totes } of stops)
      if (totes.reduce((total, units) => total + units.quantity, 0) !== quantity)
        assert.fail("totes do not sum to the stop")
    const order = new Map(walk.locations.map((location, at) => [PickWalk.nameOf(location), at]))
    const turns = stops.map(({ location }) => order.get(PickWalk.nameOf(location)) ?? -1)
    if (turns.some((turn, at) => turn < (turns[at - 1] ?? 0))) assert.fail("against the walk")
  })

const changing =
  (change: (list: PickList.PickList) => PickList.PickList): Of =>
  (...args) =>
    Result.map(PickList.of(...args), change)
const forgetting = changing((list) => ({ ...list, stops: list.stops.slice(0, -1) }))
const backwards = changing((list) => ({ ...list, stops: list.stops.toReversed() }))
const bottomless: Of = (consignments, shelved, layout) =>
  PickList.of(
    consignments,
    shelved.map((each) => ({ ...each, units: each.units * 2 })),
    layout,
  )
/** Gives every unit to the first tote. */
const favouring = changing((list) => ({
  ...list,
  stops: list.stops.map((stop) => ({
    ...stop,
    totes: [{ tote: 1, consignmentId: "c0", quantity: stop.quantity }],
  })),
}))

type Walk = typeof PickWalk.sShape

const placesOf = fc.array(locationOf, { maxLength: 8 })
const layoutOf = fc.integer({ min: 1, max: 4 }).map((depotAisle) => ({ ...layout, depotAisle }))

/** The length by the textbook: whole aisles, a turn in the last one, and the way across and back. */
const lengthIsTheTextbooks = (walk: Walk) =>
  fc.property(layoutOf, placesOf, (layout, locations) => {
    const { distanceMm, locations: visited } = Result.getOrThrow(walk(layout, locations))
    const names = new Set(locations.map(PickWalk.nameOf))
    const inOrder = new Set(visited.map(PickWalk.nameOf))
    if (inOrder.size !== visited.length || names.size !== inOrder.size)
      assert.fail("not each shelf once")
    if (locations.length === 0) return assert.strictEqual(distanceMm, 0)
    const aisles = [...new Set(locations.map(({ aisle }) => aisle))]
    const [first, last] = [Math.min(...aisles), Math.max(...aisles)]
    const { depotAisle: depot } = layout
    const across = Math.abs(depot - first) + (last - first) + Math.abs(depot - last)
    const deepest = Math.max(
      ...locations.filter(({ aisle }) => aisle === last).map(({ bay }) => bay),
    )
    const along =
      aisles.length % 2 === 0
        ? aisles.length * 10_000
        : (aisles.length - 1) * 10_000 + 2 * deepest * 1_000
    if (distanceMm !== across * 3_000 + along)
      assert.fail(`${distanceMm}, not ${along} + ${across}`)
  })

/** Every walk that visits all shelves is at least as long as the shortest. */
const noWalkIsShorterThanTheShortest = (walk: Walk) =>
  fc.property(layoutOf, fc.array(locationOf, { maxLength: 5 }), (layout, locations) => {
    const { distanceMm } = Result.getOrThrow(walk(layout, locations))
    const least = shortestMm(layout, locations)
    if (distanceMm < least) assert.fail(`${distanceMm} < ${least}`)
  })

/** Walks through the last aisle to its end, and never comes back. */
const notReturning: Walk = (layout, locations) =>
  Result.map(PickWalk.sShape(layout, locations), (walk) => ({
    ...walk,
    distanceMm: walk.distanceMm - (walk.locations.at(-1)?.bay ?? 0) * layout.bayLengthMm,
  }))

describe("the laws of pick lists", () => {
  it("a list is what the lines want, tote by tote, in the order of the walk", () => {
    holds(listIsWhatLinesWant(PickList.of))
    for (const mutant of [forgetting, backwards, bottomless, favouring])
      kills(listIsWhatLinesWant(mutant))
  })

  it("an S-shaped walk is as long as the textbook says, and never shorter than the shortest", () => {
    holds(lengthIsTheTextbooks(PickWalk.sShape))
    kills(lengthIsTheTextbooks(notReturning))
    holds(noWalkIsShorterThanTheShortest(PickWalk.sShape))
    kills(noWalkIsShorterThanTheShortest(notReturning))
  })
})

describe("beside other walks", () => {
  const total = (lengths: ReadonlyArray<number>) => lengths.reduce((sum, mm) => sum + mm, 0)
  /** How long S-shaped walks are beside others, over some waves of as many shelves. */
  const ratio = (shelves: number, other: typeof shortestMm) => {
    const waves = fc.sample(
      fc.uniqueArray(locationOf, {
        minLength: shelves,
        maxLength: shelves,
        selector: PickWalk.nameOf,
      }),
      { numRuns: 50, seed: 20_261_122 },
    )
    const own = total(waves.map((locations) => walked(...locations).distanceMm))
    return own / total(waves.map((locations) => other(layout, locations)))
  }

  it("it is longer with few picks: by a seventh than the shortest, for five in four aisles", () => {
    const beside = ratio(5, shortestMm)
    assert.isAbove(beside, 1.05)
    assert.isBelow(beside, 1.25)
    assert.isAbove(ratio(5, nearestNeighbourMm), 1)
  })

  it("it is not longer than going to the nearest shelf each time, with many picks", () => {
    assert.isAtMost(ratio(20, nearestNeighbourMm), 1)
    assert.isAtMost(ratio(40, nearestNeighbourMm), 1)
  })

  it("the nearest shelf each time is no shortest walk either", () => {
    const waves = fc.sample(fc.array(locationOf, { minLength: 5, maxLength: 5 }), {
      numRuns: 50,
      seed: 7,
    })
    const longer = waves.filter(
      (locations) => nearestNeighbourMm(layout, locations) > shortestMm(layout, locations),
    )
    assert.isAbove(longer.length, 0)
    for (const locations of waves)
      assert.isAtLeast(nearestNeighbourMm(layout, locations), shortestMm(layout, locations))
  })
})
