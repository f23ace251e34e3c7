import { assert, describe, it } from "@effect/vitest"
import { Equal, Result } from "effect"
import { Tracking } from "entrepot/couriers"
import { Consignment, CourierMarks, Outbound, Parcel, ParcelDecision } from "entrepot/fulfilment"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import {
  addLabel,
  begin,
  cancel,
  close,
  type Command,
  consignment,
  dispatch,
  type Event,
  intercept,
  line,
  open,
  override,
  pack,
  stop,
  track,
  viewOf,
  weigh,
} from "./support/given.ts"

/** What parcels are made of; a mutant replaces one part. */
interface Parts {
  readonly decide: typeof ParcelDecision.decide
  readonly evolve: typeof Outbound.evolve
  readonly progress: typeof Outbound.progress
}
const parts: Parts = {
  decide: ParcelDecision.decide,
  evolve: Outbound.evolve,
  progress: Outbound.progress,
}

// --- worlds --------------------------------------------------------------------------------------

const lines = [
  line("1", "MUG", 2),
  line("1", "MUG", 1, { orderName: "toString" }),
  line("2", "PHONE", 2, { serialised: true, unitWeightGrams: 180 }),
] as const
const world = consignment({ lines })

const parcelOf = fc.constantFrom("p1", "p2")
const scanOf = fc.constantFrom("s1", "s2", "s3", "s4", "s5", "__proto__")
const packing = fc.oneof(
  fc
    .tuple(scanOf, fc.integer({ min: 1, max: 2 }), parcelOf)
    .map(([scanId, count, parcelId]) => pack(scanId, "MUG", { count }, parcelId)),
  fc
    .tuple(scanOf, fc.constantFrom("A1", "A2"), parcelOf)
    .map(([scanId, serial, parcelId]) => pack(scanId, "PHONE", { serial }, parcelId)),
)
const statusOf = fc.constantFrom(...Tracking.Status.literals)
const tracking = fc
  .tuple(statusOf, fc.integer({ min: 1, max: 4 }), parcelOf)
  .map(([status, at, parcelId]) => track(status, at, parcelId))
const numberOf = fc.constantFrom("T1", "T2")
/** Commands in the order of a parcel's way, so that many go through; others lie between. */
const wayOf = parcelOf.chain((parcelId) =>
  fc
    .tuple(
      fc.array(packing, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(close(parcelId), close(parcelId, { _tag: "NextParcel" })),
      fc.constantFrom(weigh(470, parcelId), weigh(820, parcelId)),
      numberOf,
      fc.subarray([override(parcelId), dispatch(parcelId), stop(parcelId), intercept(parcelId)]),
      fc.array(tracking, { maxLength: 3 }),
    )
    .map(([packed, closed, weighed, number, more, tracked]) => [
      open(parcelId),
      ...packed,
      closed,
      weighed,
      override(parcelId),
      addLabel(number, parcelId),
      ...more,
      ...tracked,
    ]),
)
const strayOf = fc.oneof(
  packing,
  tracking,
  fc.constantFrom<Command>(cancel, stop("p1"), addLabel()),
)
const historyOf = fc
  .tuple(wayOf, wayOf, fc.array(fc.tuple(fc.nat(20), strayOf), { maxLength: 4 }))
  .map(([first, second, strays]): ReadonlyArray<Command> => {
    const commands: ReadonlyArray<Command> = [begin(world), ...first, ...second]
    return strays.reduce((all, [at, stray]) => all.toSpliced(at, 0, stray), commands)
  })

interface Step {
  readonly before: Outbound.Outbound | undefined
  readonly after: Outbound.Outbound | undefined
  readonly command: Command
  readonly told: ReadonlyArray<Event>
  readonly isRefused: boolean
}

function* play({ decide, evolve }: Parts, history: ReadonlyArray<Command>): Generator<Step> {
  let outbound: Outbound.Outbound | undefined
  for (const command of history) {
    const before = outbound
    const decision = decide(viewOf(before), command)
    const told = Result.getOrElse(decision, () => [])
    outbound = told.reduce(evolve, before)
    yield { before, after: outbound, command, told, isRefused: Result.isFailure(decision) }
  }
}

// --- mutants -------------------------------------------------------------------------------------

/** Packs whatever is scanned, once for each scan id. */
const trusting: Parts["decide"] = (view, command) => {
  const decision = ParcelDecision.decide(view, command)
  if (command._tag !== "Pack" || Result.isSuccess(decision)) return decision
  const { _tag } = decision.failure
  if (_tag !== "TooManyUnits" && _tag !== "SerialPacked") return decision
  const { sku, count: quantity, serial } = command.scanned
  const found = world.lines.find((line) => line.sku === sku)
  const { consignmentId, parcelId, scanId } = command
  const { orderName = "", lineId = "" } = found ?? {}
  const units = [{ orderName, lineId, quantity }]
  const scan = { scanId, sku, quantity, ...(serial === undefined ? {} : { serial }), lines: units }
  return Result.succeed([{ _tag: "UnitsPacked", consignmentId, parcelId, scan }])
}

/** Forgets under which id a scan came. */
const forgetful: Parts["evolve"] = (outbound, event) =>
  Outbound.evolve(
    outbound,
    event._tag === "UnitsPacked" ? { ...event, scan: { ...event.scan, scanId: "?" } } : event,
  )

/** Closes whatever is asked to. */
const careless: Parts["decide"] = (view, command) =>
  ParcelDecision.decide(
    view,
    command._tag === "Close" ? { ...command, rest: { _tag: "NextParcel" } } : command,
  )

/** Notes a refusal in the state that it refuses. */
const scribbling: Parts["decide"] = (view, command) => {
  const decision = ParcelDecision.decide(view, command)
  if (Result.isFailure(decision) && view.outbound !== undefined)
    Object.assign(view.outbound, { cancelled: true })
  return decision
}

/** Refuses a label that comes too late, and so forgets that it was bought. */
const losingLabels: Parts["decide"] = (view, command) => {
  const decision = ParcelDecision.decide(view, command)
  return Result.isSuccess(decision) && decision.success[0]?._tag === "LabelledTooLate"
    ? Result.succeed([])
    : decision
}

/** Stops a parcel, and leaves its label as it is. */
const keepingLabels: Parts["evolve"] = (outbound, event) =>
  Outbound.evolve(
    outbound,
    event._tag === "StoppedAfterLabel" ? { ...event, _tag: "StoppedBeforeLabel" } : event,
  )

/** Believes what was told last. */
const believing: Parts["evolve"] = (outbound, event) => {
  const after = Outbound.evolve(outbound, event)
  if (after === undefined || event._tag !== "ParcelTracked") return after
  return {
    ...after,
    parcels: after.parcels.map((parcel) =>
      parcel.parcelId === event.parcelId
        ? { ...parcel, marks: CourierMarks.marked(CourierMarks.none, event) }
        : parcel,
    ),
  }
}

/** Counts units of a returned parcel as delivered too. */
const doubling: Parts["progress"] = (outbound) =>
  Outbound.progress(outbound).map((found) => ({
    ...found,
    delivered: found.delivered + found.returned,
  }))

// --- laws ----------------------------------------------------------------------------------------

const units = ({ unpacked, packed, shipped, delivered, returned, lost }: Outbound.LineProgress) => [
  unpacked,
  packed,
  shipped,
  delivered,
  returned,
  lost,
]

/** The parts of each line sum to its quantity, and moves to what they say. */
const noLineIsLostOrDoubled = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    const moved = new Map<string, number>()
    for (const { before, after, told } of play(parts, history)) {
      if (after === undefined || told.length === 0) continue
      for (const found of parts.progress(after)) {
        const all = units(found)
        const total = all.reduce((sum, part) => sum + part, 0)
        if (total !== found.line.quantity || Math.min(...all) < 0)
          assert.fail(`${found.line.sku} of ${found.line.orderName}: ${all.join(" ")}`)
      }
      for (const { line, to, units } of before === undefined ? [] : Outbound.moves(before, after)) {
        const name = `${Consignment.lineName(line)} ${to}`
        moved.set(name, (moved.get(name) ?? 0) + units)
      }
      for (const found of Outbound.progress(after))
        for (const to of ["packed", "shipped", "delivered", "returned", "lost"] as const)
          if ((moved.get(`${Consignment.lineName(found.line)} ${to}`) ?? 0) !== found[to])
            assert.fail(`moves do not sum: ${found.line.sku} ${to}`)
    }
  })

/** No unit is in two parcels, and a parcel that closes without a word leaves nothing unpacked. */
const packedAsScanned = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    const scans = new Map<string, number>()
    for (const { after, command, told } of play(parts, history)) {
      for (const event of told) {
        if (event._tag !== "UnitsPacked" || command._tag !== "Pack") continue
        const times = (scans.get(command.scanId) ?? 0) + 1
        scans.set(command.scanId, times)
        if (times > 1) assert.fail(`scan ${command.scanId} counted twice`)
      }
      const running = (after?.parcels ?? []).filter(({ stage }) => stage !== "stopped")
      const all = running.flatMap((parcel) => parcel.scans)
      const serials = all.flatMap(({ serial }) => serial ?? [])
      if (new Set(serials).size < serials.length) assert.fail(`twice: ${serials.join()}`)
      if (all.some(({ sku, serial }) => sku === "PHONE" && serial === undefined))
        assert.fail("a phone without its serial")
      const [event] = told
      if (
        event?._tag === "ParcelClosed" &&
        command._tag === "Close" &&
        command.rest === undefined &&
        all.reduce((total, { quantity }) => total + quantity, 0) !== Consignment.load(world).units
      )
        assert.fail("closed, and not complete")
    }
  })

/** What was refused left the state as it was. */
const refusalsChangeNothing = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    let known: string | undefined
    for (const { after, isRefused } of play(parts, history)) {
      const now = JSON.stringify(after)
      if (isRefused && now !== known) assert.fail("a refusal changed something")
      known = now
    }
  })

/** Every label that was bought is on a parcel that goes, or is to be void. */
const noLabelIsForgotten = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    const bought = new Map<string, Set<string>>()
    for (const { after, command, isRefused } of play(parts, history)) {
      if (command._tag === "AddLabel" && !isRefused) {
        const numbers = bought.get(command.parcelId) ?? new Set<string>()
        bought.set(command.parcelId, numbers.add(command.label.trackingNumber))
      }
      for (const { parcelId, stage, label, voids } of after?.parcels ?? []) {
        for (const number of bought.get(parcelId) ?? [])
          if (stage === "stopped" ? !voids.includes(number) : label?.trackingNumber !== number)
            assert.fail(`label ${number} of ${parcelId} is forgotten`)
      }
    }
  })

const labelledWorld = [
  begin(world),
  open(),
  pack("s1", "MUG", { count: 2 }),
  close("p1", { _tag: "NextParcel" }),
  weigh(820),
  addLabel(),
]
const facts = fc
  .tuple(
    fc.array(
      tracking.map((command) => ({ ...command, parcelId: "p1" })),
      { maxLength: 5 },
    ),
  )
  .map(([tracked]): ReadonlyArray<Command> => [dispatch(), ...tracked])
const shuffledTwice = facts.chain((told) =>
  fc.tuple(
    fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }),
    fc.shuffledSubarray([...told], { minLength: told.length }),
  ),
)

/** Facts come to the same state in any order, and however often they come. */
const anyOrderComesToTheSame = (parts: Parts) =>
  fc.property(shuffledTwice, (orders) => {
    const [one, other] = orders.map(
      (order) => [...play(parts, [...labelledWorld, ...order])].at(-1)?.after,
    )
    if (!Equal.equals(one, other)) assert.fail(`${JSON.stringify(one)} ${JSON.stringify(other)}`)
  })

/** Four instants say what the couriers' whole history says; an announcement moves no parcel. */
const marksAgreeWithTracking = (marked: typeof CourierMarks.marked) =>
  fc.property(fc.array(fc.tuple(statusOf, fc.integer({ min: 1, max: 4 }))), (told) => {
    const marks = told
      .map(([status, at]) => ({ status, at }))
      .reduce<CourierMarks.CourierMarks>(marked, CourierMarks.none)
    const moving = told
      .filter(([status]) => status !== "announced")
      .map(([status, at]) => ({ status, at, trackingNumber: "T1", code: status }))
    const last = Tracking.statusOf(Tracking.observe(Tracking.empty, moving).history)
    const ends = ["delivered", "returned", "lost"]
    const expected = last === undefined || ends.includes(last) ? last : "inTransit"
    if (CourierMarks.standing(marks) !== expected)
      assert.fail(`${CourierMarks.standing(marks)}, not ${expected}`)
  })

describe("the laws of parcels", () => {
  it("no order of commands loses or doubles a unit of a line", () => {
    holds(noLineIsLostOrDoubled(parts))
    kills(noLineIsLostOrDoubled({ ...parts, decide: trusting }))
    kills(noLineIsLostOrDoubled({ ...parts, progress: doubling }))
  })

  it("what is packed was scanned once, no serial twice, and is complete when it closes", () => {
    holds(packedAsScanned(parts))
    kills(packedAsScanned({ ...parts, decide: trusting }))
    kills(packedAsScanned({ ...parts, decide: careless }))
    kills(packedAsScanned({ ...parts, evolve: forgetful }))
  })

  it("what is refused changes nothing", () => {
    holds(refusalsChangeNothing(parts))
    kills(refusalsChangeNothing({ ...parts, decide: scribbling }))
  })

  it("a label that was bought is used, or is to be void", () => {
    holds(noLabelIsForgotten(parts))
    kills(noLabelIsForgotten({ ...parts, decide: losingLabels }))
    kills(noLabelIsForgotten({ ...parts, evolve: keepingLabels }))
  })

  it("facts come to one state, in any order and however often", () => {
    holds(anyOrderComesToTheSame(parts))
    kills(anyOrderComesToTheSame({ ...parts, evolve: believing }))
  })

  it("marks agree with the tracking of couriers", () => {
    holds(marksAgreeWithTracking(CourierMarks.marked))
    kills(marksAgreeWithTracking((_marks, event) => CourierMarks.marked(CourierMarks.none, event)))
  })
})

describe("worlds of parcels", () => {
  it("go all the way, and every way", () => {
    const seen = new Set<string>(
      fc
        .sample(historyOf, { numRuns: 200, seed: 7 })
        .flatMap((history) => [...play(parts, history)])
        .flatMap(({ told, after }) => [
          ...told.map(({ _tag }) => _tag),
          ...(after?.parcels ?? []).map(Parcel.status),
        ]),
    )
    const expected = ["LabelledTooLate", "StoppedAfterLabel", "InterceptAsked", "Cancelled"]
    for (const name of [...expected, "held", "dispatched", "inTransit", "returned", "lost"])
      assert.isTrue(seen.has(name), name)
  })
})
