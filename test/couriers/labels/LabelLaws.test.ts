import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Label, LabelCommand } from "entrepot/couriers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import {
  type Parts,
  parts,
  reference,
  Scene,
  settlesMillis,
  tell,
  worldOf,
} from "../support/scene.ts"

// --- mutants -------------------------------------------------------------------------------------

/** Asks again after a request of which nobody knows what became. */
const askingBlindly: Parts = {
  ...parts,
  decide: (label, command, { now }) =>
    parts.decide(label, command, { now, traits: { labelsOnce: true, settlesMillis } }),
  next: (label, now, abilities) => {
    const step = parts.next(label, now, abilities)
    return step._tag === "Find" ? { _tag: "Ask" } : step
  },
}

/** Takes the first look for the truth, while the request may still be on its way. */
const impatient: Parts = {
  ...parts,
  decide: (label, command, { now, traits }) =>
    parts.decide(label, command, { now, traits: { ...traits, settlesMillis: 0 } }),
  next: (label, now, abilities) =>
    parts.next(label, now, { ...abilities, traits: { ...abilities.traits, settlesMillis: 0 } }),
}

/** Writes down nothing before the courier is asked. */
const unwritten: Parts = {
  ...parts,
  evolve: (label, event) => {
    const after = parts.evolve(label, event)
    return event._tag === "Asked" && after !== undefined ? { ...after, status: "wanted" } : after
  },
}

/** Hears only of the last request. */
const deafToTheLate: Parts = {
  ...parts,
  decide: (label, command, circumstances) =>
    command._tag === "Tell" && label !== undefined && label.status !== "asked"
      ? Result.succeed([])
      : parts.decide(label, command, circumstances),
}

/** Calls off what was asked for already. */
const callingOff: Parts = {
  ...parts,
  decide: (label, command, circumstances) =>
    command._tag === "Void" && label?.status === "asked"
      ? Result.succeed([{ _tag: "Withdrawn", reference }])
      : parts.decide(label, command, circumstances),
}

/** Takes what is told of any request for the answer to the last one. */
const mixingUpRequests: Parts = {
  ...parts,
  decide: (label, command, circumstances) =>
    parts.decide(
      label,
      command._tag === "Tell" ? { ...command, attempt: label?.attempts ?? 1 } : command,
      circumstances,
    ),
}

const withoutFault = ({ fault: _, ...label }: Label.Label): Label.Label => label

/** Pauses as often as it is told of one fault. */
const pausingAgain: Parts = {
  ...parts,
  decide: (label, command, circumstances) =>
    parts.decide(label && withoutFault(label), command, circumstances),
}

/** Gives nothing back that was sold beyond the one. */
const keepingSurplus: Parts = {
  ...parts,
  evolve: (label, event) => (event._tag === "SurplusSold" ? label : parts.evolve(label, event)),
}

// --- laws ----------------------------------------------------------------------------------------

const onlyOneIsSold = (parts: Parts) =>
  fc.property(worldOf, (world) => {
    const scene = new Scene(parts, world)
    for (const action of world.actions) {
      scene.play(action)
      if (scene.live.length > 1) assert.fail(`sold twice: ${scene.live}`)
    }
    scene.settle()
    if (scene.sold.length > 1) assert.fail(`sold ${scene.sold.length} in all`)
  })

const nothingIsLost = (parts: Parts) =>
  fc.property(worldOf, (world) => {
    const scene = new Scene(parts, world)
    for (const action of world.actions) scene.play(action)
    const { _tag } = scene.settle()
    const { label, live } = scene
    // Without a way to look it up a person has to, and the label says so.
    if (_tag === "Person") assert.isTrue(!world.canFind && label?.status === "asked")
    else {
      assert.strictEqual(_tag, "Done")
      const used = label?.status === "sold" ? label.trackingNumber : undefined
      assert.deepStrictEqual(live, used === undefined ? [] : [used])
    }
  })

const number = fc.constantFrom("T1", "T2", "T3")
const fault = "Rejected"
const told: fc.Arbitrary<LabelCommand.LabelCommand> = fc.oneof(
  fc.constant({ _tag: "Ask", reference } as const),
  fc.constant({ _tag: "Void", reference } as const),
  fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.oneof(
        number.map((trackingNumber) => ({ _tag: "Sold", trackingNumber }) as const),
        fc.constant({ _tag: "Refused", fault } as const),
        fc.constant({ _tag: "Absent", lookedAt: 10_000_000 } as const),
      ),
    )
    .map(([attempt, outcome]) => tell(attempt, outcome)),
  fc
    .tuple(
      number,
      fc.constantFrom({ _tag: "Voided" } as const, { _tag: "Refused", fault } as const),
    )
    .map(([trackingNumber, outcome]) => ({
      _tag: "TellVoid" as const,
      reference,
      trackingNumber,
      outcome,
    })),
)

/** Even of a courier that keeps none of its promises, each number is known until it is given back. */
const everyNumberIsKept = ({ decide, evolve }: Parts) =>
  fc.property(fc.array(told, { maxLength: 14 }), (commands) => {
    const traits = { labelsOnce: false, settlesMillis }
    const want = { _tag: "Want", reference, courier: "post", service: "parcel" } as const
    let label: Label.Label | undefined
    const open = new Set<string>()
    const known = () => [
      label?.trackingNumber,
      ...(label?.surplus ?? []).map((s) => s.trackingNumber),
    ]
    for (const command of [want, ...commands]) {
      const events = decide(label, command, { now: 1_000_000, traits })
      label = Result.getOrElse(events, () => []).reduce(evolve, label)
      if (command._tag === "Tell" && command.outcome._tag === "Sold")
        open.add(command.outcome.trackingNumber)
      if (command._tag === "TellVoid" && command.outcome._tag === "Voided")
        open.delete(command.trackingNumber)
      for (const number of open)
        if (!known().includes(number)) assert.fail(`lost: ${number}, ${JSON.stringify(label)}`)
    }
  })

/** What is told of a request says nothing about any other, unless it is about a label. */
const answersAreOfTheirRequest = ({ decide, evolve }: Parts) =>
  fc.property(fc.array(told, { maxLength: 10 }), (commands) => {
    const circumstances = { now: 1_000_000, traits: { labelsOnce: true, settlesMillis } }
    const want = { _tag: "Want", reference, courier: "post", service: "parcel" } as const
    let label: Label.Label | undefined
    for (const command of [want, ...commands]) {
      const events = Result.getOrElse(decide(label, command, circumstances), () => [])
      const isOfAnother = command._tag === "Tell" && command.attempt !== label?.attempts
      if (isOfAnother && command.outcome._tag !== "Sold" && events.length > 0)
        assert.fail(`${JSON.stringify(command)} told of request ${label?.attempts}`)
      label = events.reduce(evolve, label)
    }
  })

/** Whatever is told again changes nothing. */
const tellingTwiceIsOnce = (parts: Parts) =>
  fc.property(worldOf, (world) => {
    const scene = new Scene(parts, world)
    for (const action of world.actions) {
      const before = scene.answers
      scene.play(action)
      if (action.do !== "tell") continue
      const told = before[action.which % Math.max(1, before.length)]
      if (told !== undefined && scene.post(told)) assert.fail(`twice: ${JSON.stringify(told)}`)
    }
  })

describe("the laws of labels", () => {
  it("a reference buys one label at most, whatever fails, and however often it is tried", () => {
    holds(onlyOneIsSold(parts))
    kills(onlyOneIsSold(askingBlindly))
    kills(onlyOneIsSold(impatient))
    kills(onlyOneIsSold(unwritten))
  })

  it("no label that was sold is lost: it is used or given back, or a person is told", () => {
    holds(nothingIsLost(parts))
    kills(nothingIsLost(callingOff))
    kills(nothingIsLost(unwritten))
  })

  it("every number that was ever told is known until it is given back", () => {
    holds(everyNumberIsKept(parts))
    kills(everyNumberIsKept({ ...parts, ...deafToTheLate }))
    kills(everyNumberIsKept(keepingSurplus))
  })

  it("an answer is about its own request, and about no other", () => {
    holds(answersAreOfTheirRequest(parts))
    kills(answersAreOfTheirRequest(mixingUpRequests))
  })

  it("what is told twice is told once", () => {
    holds(tellingTwiceIsOnce(parts))
    kills(tellingTwiceIsOnce(pausingAgain))
  })
})
