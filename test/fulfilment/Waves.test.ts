import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  Consignment,
  ConsignmentRepeated,
  ConsignmentsInWave,
  NotInWave,
  UnknownWave,
  Wave,
  WaveExists,
  WaveOver,
  WavePlan,
  type WaveRefusal,
} from "entrepot/fulfilment"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { consignment, line } from "./support/given.ts"

const policy = (more: Partial<WavePlan.WavePolicy> = {}): WavePlan.WavePolicy => ({
  limits: {},
  releaseAt: 0,
  handlingMinutes: 60,
  apart: "none",
  oneCutOff: false,
  ...more,
})
const mugs = (consignmentId: string, quantity: number, more = {}) =>
  consignment({ consignmentId, lines: [line("1", "MUG", quantity)], ...more })
const planned = (
  consignments: ReadonlyArray<Consignment.Consignment>,
  more: Partial<WavePlan.WavePolicy> = {},
) => Result.getOrThrow(WavePlan.plan(consignments, policy(more)))
const idsOf = ({ waves }: WavePlan.WavePlan) =>
  waves.map(({ consignments }) => consignments.map(({ consignmentId }) => consignmentId).join(" "))

describe("a plan of waves", () => {
  it("takes the earlier deadline first, then the greater priority, then the older", () => {
    const given = [
      mugs("d", 1, { readyAt: 5 }),
      mugs("c", 1, { readyAt: 4 }),
      mugs("b", 1, { readyAt: 9, priority: 2 }),
      mugs("a", 1, { shipBy: 80_000_000, readyAt: 9 }),
      mugs("e", 1, { readyAt: 5 }),
    ]
    assert.deepStrictEqual(idsOf(planned(given, { limits: { orders: 2 } })), ["a b", "c d", "e"])
  })

  it("fills what room the urgent ones leave", () => {
    const given = [
      mugs("a", 3, { readyAt: 1 }),
      mugs("b", 2, { readyAt: 2 }),
      mugs("c", 1, { readyAt: 3 }),
    ]
    assert.deepStrictEqual(idsOf(planned(given, { limits: { units: 4 } })), ["a c", "b"])
  })

  it("keeps places apart, and cut-offs and single units where that is asked for", () => {
    const given = [
      mugs("a", 1, { readyAt: 1 }),
      mugs("b", 2, { readyAt: 2 }),
      mugs("c", 1, { readyAt: 3, place: "shop" }),
      mugs("d", 2, { readyAt: 4, cutoffAt: 9_000_000 }),
    ]
    assert.deepStrictEqual(idsOf(planned(given)), ["a b d", "c"])
    assert.deepStrictEqual(idsOf(planned(given, { apart: "singleUnit" })), ["a", "b d", "c"])
    assert.deepStrictEqual(idsOf(planned(given, { apart: "singleLine" })), ["a b d", "c"])
    assert.deepStrictEqual(idsOf(planned(given, { oneCutOff: true })), ["a b", "c", "d"])
    assert.strictEqual(planned(given).waves[0]?.cutoffAt, 7_200_000)
  })

  it("names what is too large for any wave, and what would miss its cut-off", () => {
    const given = [
      mugs("a", 5),
      mugs("b", 1, { cutoffAt: 3_599_999 }),
      mugs("c", 1, { cutoffAt: 3_600_000 }),
    ]
    const { leftOut, waves } = planned(given, { limits: { units: 4, weightGrams: 4_000 } })
    assert.deepStrictEqual(idsOf({ waves, leftOut }), ["c"])
    assert.deepStrictEqual(leftOut, [
      { _tag: "AboveLimit", consignmentId: "a", limit: "units", wanted: 5, most: 4 },
      { _tag: "CutOffMissed", consignmentId: "b", cutoffAt: 3_599_999, doorAt: 3_600_000 },
    ])
  })

  it("refuses a consignment that is given twice", () => {
    const refused = WavePlan.plan([mugs("a", 1), mugs("a", 2)], policy())
    assert.isTrue(Result.isFailure(refused))
    if (Result.isFailure(refused))
      assert.strictEqual(refused.failure.message, 'named twice: consignment "a"')
  })
})

// --- laws of plans -------------------------------------------------------------------------------

type Plan = typeof WavePlan.plan

const limitOf = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
const policyOf = fc
  .record({
    orders: limitOf,
    lines: limitOf,
    units: limitOf,
    weight: limitOf,
    apart: fc.constantFrom("none" as const, "singleUnit" as const, "singleLine" as const),
    oneCutOff: fc.boolean(),
  })
  .map(({ orders, lines, units, weight, apart, oneCutOff }) =>
    policy({
      limits: {
        ...(orders === undefined ? {} : { orders }),
        ...(lines === undefined ? {} : { lines }),
        ...(units === undefined ? {} : { units }),
        ...(weight === undefined ? {} : { weightGrams: weight * 350 }),
      },
      apart,
      oneCutOff,
    }),
  )
const ids = ["a", "b", "toString", "__proto__", "皿"] as const
const consignmentsOf = fc.subarray([...ids]).chain((chosen) =>
  fc.tuple(
    ...chosen.map((consignmentId) =>
      fc
        .record({
          quantities: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
          place: fc.constantFrom("main", "shop"),
          cutoffAt: fc.constantFrom(3_600_000, 3_599_999, 7_200_000),
          shipBy: fc.integer({ min: 1, max: 2 }),
          priority: fc.integer({ min: 0, max: 1 }),
          readyAt: fc.integer({ min: 0, max: 1 }),
        })
        .map(({ quantities: [first = 1, ...others], ...more }) =>
          consignment({
            consignmentId,
            lines: [
              line("1", "MUG", first),
              ...others.map((quantity) => line("2", "CUP", quantity, { orderName: "8" })),
            ],
            ...more,
          }),
        ),
    ),
  ),
)
const worldOf = fc.tuple(consignmentsOf, policyOf)

const linesOf = (consignments: ReadonlyArray<Consignment.Consignment>) =>
  consignments
    .flatMap(({ consignmentId, lines }) =>
      lines.map((line) => JSON.stringify([consignmentId, line])),
    )
    .toSorted()

/** Every line is in one wave, or of a consignment that is left out by name. */
const wavesPartitionLines = (plan: Plan) =>
  fc.property(worldOf, ([given, policy]) => {
    const { waves, leftOut } = Result.getOrThrow(plan(given, policy))
    const left = leftOut.map(({ consignmentId }) => consignmentId)
    const released = waves.flatMap(({ consignments }) => consignments)
    const named = given.filter(({ consignmentId }) => left.includes(consignmentId))
    if (linesOf([...released, ...named]).join() !== linesOf(given).join())
      assert.fail(`released ${idsOf({ waves, leftOut }).join(" | ")}, left ${left.join()}`)
    if (new Set(left).size < left.length) assert.fail(`left out twice: ${left.join()}`)
  })

/** No wave is above a limit, of two places, or at the door after a cut-off of its parcels. */
const limitsAreKept = (plan: Plan) =>
  fc.property(worldOf, ([given, policy]) => {
    for (const wave of Result.getOrThrow(plan(given, policy)).waves) {
      const total = wave.consignments
        .map(Consignment.load)
        .reduce(Consignment.together, Consignment.noLoad)
      for (const limit of ["orders", "lines", "units", "weightGrams"] as const)
        if (total[limit] > (policy.limits[limit] ?? Infinity))
          assert.fail(`${limit}: ${total[limit]}`)
      if (JSON.stringify(total) !== JSON.stringify(wave.load)) assert.fail("another load")
      if (wave.consignments.some(({ place }) => place !== wave.place)) assert.fail("other place")
      if (wave.consignments.some(({ cutoffAt }) => cutoffAt < 3_600_000)) assert.fail("too late")
    }
  })

/** Nothing in a later wave has room in an earlier one of its kind, and is more urgent than its last. */
const urgencyIsKept = (plan: Plan) =>
  fc.property(worldOf, ([given, policy]) => {
    const { waves } = Result.getOrThrow(plan(given, { ...policy, oneCutOff: false }))
    for (const [at, wave] of waves.entries())
      for (const later of waves.slice(at + 1)) {
        if (later.place !== wave.place || later.kind !== wave.kind) continue
        for (const consignment of later.consignments) {
          const before = wave.consignments.filter(
            (other) => WavePlan.byUrgency(other, consignment) < 0,
          )
          const load = [...before, consignment]
            .map(Consignment.load)
            .reduce(Consignment.together, Consignment.noLoad)
          const fits = (["orders", "lines", "units", "weightGrams"] as const).every(
            (limit) => load[limit] <= (policy.limits[limit] ?? Infinity),
          )
          if (fits) assert.fail(`${consignment.consignmentId} was put off`)
        }
      }
  })

const orderOfInputDoesNotMatter = (plan: Plan) =>
  fc.property(
    worldOf.chain(([given, policy]) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given], { minLength: given.length }),
        fc.constant(policy),
      ),
    ),
    ([given, shuffled, policy]) => {
      const [one, other] = [given, shuffled].map((order) =>
        JSON.stringify(Result.getOrThrow(plan(order, policy))),
      )
      if (one !== other) assert.fail(`${one} ${other}`)
    },
  )

const changing =
  (change: (plan: WavePlan.WavePlan) => WavePlan.WavePlan): Plan =>
  (given, policy) =>
    Result.map(WavePlan.plan(given, policy), change)
const losing = changing((plan) => ({ ...plan, leftOut: [] }))
const doubling = changing(({ waves, leftOut }) => ({ waves: [...waves, ...waves], leftOut }))
const unlimited: Plan = (given, policy) => WavePlan.plan(given, { ...policy, limits: {} })
const dawdling: Plan = (given, policy) => WavePlan.plan(given, { ...policy, handlingMinutes: 0 })
/** Plans something else, and tells it of the consignments that were given. */
const misled =
  (mislead: (given: Consignment.Consignment, at: number) => Consignment.Consignment): Plan =>
  (given, policy) =>
    Result.map(WavePlan.plan(given.map(mislead), policy), ({ waves, leftOut }) => ({
      waves: waves.map((wave) => ({
        ...wave,
        consignments: wave.consignments.map(
          (told) => given.find(({ consignmentId }) => consignmentId === told.consignmentId) ?? told,
        ),
      })),
      leftOut,
    }))
/** Takes the least urgent first. */
const lazy = misled((each) => ({ ...each, shipBy: -each.shipBy, priority: -each.priority }))
/** Breaks ties by the order in which consignments are given. */
const arriving = misled((each, at) => ({ ...each, readyAt: at }))

describe("the laws of waves", () => {
  it("waves partition the lines, but for those that are left out by name", () => {
    holds(wavesPartitionLines(WavePlan.plan))
    kills(wavesPartitionLines(losing))
    kills(wavesPartitionLines(doubling))
  })

  it("no limit is exceeded, and no cut-off missed", () => {
    holds(limitsAreKept(WavePlan.plan))
    kills(limitsAreKept(unlimited))
    kills(limitsAreKept(dawdling))
  })

  it("nothing is put off for something less urgent", () => {
    holds(urgencyIsKept(WavePlan.plan))
    kills(urgencyIsKept(lazy))
  })

  it("the plan does not depend on the order in which consignments are given", () => {
    holds(orderOfInputDoesNotMatter(WavePlan.plan))
    kills(orderOfInputDoesNotMatter(arriving))
  })
})

// --- the life of a wave --------------------------------------------------------------------------

const release = (waveId: string, ...[first = "c1", ...others]: ReadonlyArray<string>) => ({
  _tag: "Release" as const,
  commandId: "c",
  waveId,
  place: "main",
  consignmentIds: [first, ...others] as const,
})
const withdraw = (waveId: string, consignmentId: string) => ({
  _tag: "Withdraw" as const,
  commandId: "c",
  waveId,
  consignmentId,
})
const finish = (waveId: string) => ({ _tag: "Finish" as const, commandId: "c", waveId })

interface Floor {
  readonly waves: ReadonlyMap<string, Wave.Wave>
  readonly waveOf: ReadonlyMap<string, string>
}
const bare: Floor = { waves: new Map(), waveOf: new Map() }
const on = (floor: Floor, decide: typeof Wave.decide, command: Wave.WaveCommand): Floor => {
  const { waveId } = command
  const before = floor.waves.get(waveId)
  const told = Result.getOrElse(decide(before, command, floor.waveOf), () => [])
  const after = told.reduce<Wave.Wave | undefined>(Wave.evolve, before)
  const waves = new Map(floor.waves)
  if (after !== undefined) waves.set(waveId, after)
  const members = Array.from(waves.values()).flatMap((wave) =>
    wave.consignmentIds.map((id) => [id, wave.waveId] as const),
  )
  return { waves, waveOf: new Map(members) }
}

describe("a wave", () => {
  const refusalOf = (commands: ReadonlyArray<Wave.WaveCommand>, command: Wave.WaveCommand) => {
    const floor = commands.reduce((floor, each) => on(floor, Wave.decide, each), bare)
    const decision = Wave.decide(floor.waves.get(command.waveId), command, floor.waveOf)
    return Result.isFailure(decision) ? decision.failure : undefined
  }
  const refuses = (
    commands: ReadonlyArray<Wave.WaveCommand>,
    command: Wave.WaveCommand,
    expected: WaveRefusal,
    message: string,
  ) => {
    const { ...fields } = refusalOf(commands, command) ?? {}
    const { ...wanted } = expected
    assert.deepStrictEqual<object>(fields, wanted)
    assert.strictEqual(expected.message, message)
  }

  it("is released once, and takes no consignment of another one", () => {
    assert.isUndefined(refusalOf([release("w1", "c1")], release("w1", "c1")))
    refuses(
      [release("w1", "c1")],
      release("w1", "c2"),
      new WaveExists({ waveId: "w1" }),
      'wave "w1" exists already',
    )
    refuses(
      [release("w1", "c1", "c2")],
      release("w2", "c2", "c3"),
      new ConsignmentsInWave({
        waveId: "w2",
        consignments: [{ consignmentId: "c2", waveId: "w1" }],
      }),
      'cannot release wave "w2": consignment "c2" is in wave "w1"',
    )
    refuses(
      [],
      release("w1", "c1", "c1"),
      new ConsignmentRepeated({ consignmentIds: ["c1"] }),
      'named twice: consignment "c1"',
    )
  })

  it("gives up what is withdrawn, until it is finished", () => {
    assert.isUndefined(
      refusalOf([release("w1", "c1", "c2"), withdraw("w1", "c2")], release("w2", "c2")),
    )
    refuses(
      [release("w1", "c1")],
      withdraw("w1", "c2"),
      new NotInWave({ waveId: "w1", consignmentId: "c2" }),
      'consignment "c2" is not in wave "w1"',
    )
    refuses(
      [release("w1", "c1"), finish("w1")],
      withdraw("w1", "c1"),
      new WaveOver({ waveId: "w1" }),
      'wave "w1" is finished',
    )
    refuses([], finish("w1"), new UnknownWave({ waveId: "w1" }), 'there is no wave "w1"')
    assert.isUndefined(refusalOf([release("w1", "c1"), finish("w1")], finish("w1")))
  })

  it("and its commands and events are JSON as they are", () => {
    const all = [release("w1", "c1"), withdraw("w1", "c1"), finish("w1")]
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(Schema.Array(Wave.WaveCommand))(JSON.parse(JSON.stringify(all))),
      all,
    )
  })

  it("never shares a consignment with another one", () => {
    const waveOf = fc.constantFrom("w1", "w2", "constructor")
    const idOf = fc.constantFrom("c1", "c2", "toString")
    const commandOf = fc.oneof(
      fc
        .tuple(waveOf, fc.uniqueArray(idOf, { minLength: 1 }))
        .map(([wave, ids]) => release(wave, ...ids)),
      fc.tuple(waveOf, idOf).map(([wave, id]) => withdraw(wave, id)),
      waveOf.map(finish),
    )
    const eachIsInOneWave = (decide: typeof Wave.decide) =>
      fc.property(fc.array(commandOf), (commands) => {
        const { waves } = commands.reduce((floor, command) => on(floor, decide, command), bare)
        const members = Array.from(waves.values()).flatMap(({ consignmentIds }) => consignmentIds)
        if (new Set(members).size < members.length) assert.fail(members.join())
      })
    holds(eachIsInOneWave(Wave.decide))
    kills(eachIsInOneWave((wave, command) => Wave.decide(wave, command, new Map())))
  })
})

describe("a consignment", () => {
  const faultOf = (more: Partial<Consignment.Consignment>) => {
    const decoded = Schema.decodeUnknownResult(Consignment.Consignment)(consignment(more))
    return Result.isFailure(decoded) ? String(decoded.failure) : undefined
  }
  it("has each line once, and one weight for an item", () => {
    assert.isUndefined(faultOf({}))
    assert.include(
      faultOf({ lines: [line("1", "MUG", 1), line("1", "MUG", 1)] }),
      "line 1 of order 7 stands twice",
    )
    assert.include(
      faultOf({ lines: [line("1", "MUG", 1), line("2", "MUG", 1, { unitWeightGrams: 1 })] }),
      "line 2 of order 7 has another weight, or other serials, than MUG before",
    )
  })

  it("weighs whole grams, and no more than can be believed", () => {
    assert.include(
      faultOf({ lines: [line("1", "MUG", Number.MAX_SAFE_INTEGER)] }),
      "a consignment weighs at most 1000000000 grams",
    )
    assert.include(
      faultOf({ lines: [line("1", "MUG", 1, { unitWeightGrams: 0.35 })] }),
      "unitWeightGrams",
    )
  })
})
