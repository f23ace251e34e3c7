/** Histories of a small shop in which all rooms of the ledger meet. */
import fc from "fast-check"

import type { Command, Flow } from "./command.ts"
import { flows } from "./flows.ts"
import { kits, ledger } from "./ledgerCommands.ts"
import { opening } from "./opening.ts"
import { counts, promises, transfers } from "./placeCommands.ts"
import { batches, serialNumbers } from "./unitCommands.ts"
import { costs, exposure } from "./valueCommands.ts"

/** What happens next. */
export type Step =
  | {
      readonly _tag: "Send"
      readonly command: Command
      readonly by: Side
      /** Sent again, by the other ledger; at the same time, where both are at work. */
      readonly again: boolean
    }
  | {
      readonly _tag: "AtOnce"
      readonly commands: ReadonlyArray<{ readonly command: Command; readonly by: Side }>
    }
  | { readonly _tag: "Wait"; readonly millis: number; readonly refresh: boolean }

/** One of the two ledgers over the store. */
export type Side = "here" | "there"

const rooms = [
  [ledger, 8],
  [serialNumbers, 3],
  [batches, 4],
  [kits, 4],
  [promises, 4],
  [transfers, 4],
  [counts, 3],
  [exposure, 2],
  [costs, 2],
] as const

/** A command of any room. */
export const anyCommand = fc.oneof(
  ...rooms.map(([commands, weight]) => ({ arbitrary: fc.oneof(...commands), weight })),
)

const side = fc.constantFrom<Side>("here", "there")
const again = fc.integer({ min: 0, max: 7 }).map((n) => n === 7)
const sends = (command: Command): fc.Arbitrary<Step> =>
  fc.record({ _tag: fc.constant("Send" as const), command: fc.constant(command), by: side, again })

const waits: fc.Arbitrary<Step> = fc.record({
  _tag: fc.constant("Wait" as const),
  millis: fc.constantFrom(1, 499, 500, 500, 500, 1_000, 2_000, 3_600_000),
  refresh: fc.boolean(),
})
const crowds: fc.Arbitrary<Step> = fc.record({
  _tag: fc.constant("AtOnce" as const),
  commands: fc.array(fc.record({ command: anyCommand, by: side }), { minLength: 2, maxLength: 5 }),
})
const crowdOf = (flows: ReadonlyArray<Flow>): fc.Arbitrary<Step> =>
  fc
    .tuple(
      ...flows.flatMap(([command]) =>
        command === undefined ? [] : [fc.record({ command: fc.constant(command), by: side })],
      ),
    )
    .map((commands): Step => ({ _tag: "AtOnce", commands }))

/** Steps that belong together, and how many others come between two of them. */
const strands = fc.tuple(
  fc.oneof(
    { arbitrary: flows.chain((commands) => fc.tuple(...commands.map(sends))), weight: 5 },
    { arbitrary: anyCommand.chain(sends).map((step) => [step]), weight: 4 },
    { arbitrary: waits.map((step) => [step]), weight: 1 },
    { arbitrary: crowds.map((step) => [step]), weight: 1 },
    {
      arbitrary: fc
        .tuple(flows, flows, flows)
        .chain(crowdOf)
        .map((step) => [step]),
      weight: 1,
    },
  ),
  fc.nat({ max: 3 }),
)

const woven = (
  strands: ReadonlyArray<readonly [ReadonlyArray<Step>, number]>,
): ReadonlyArray<Step> =>
  strands
    .flatMap(([steps, gap], i) => steps.map((step, k) => ({ step, at: i + k * gap })))
    .toSorted((one, other) => one.at - other.at)
    .map(({ step }) => step)

/** A shop that has most of what it needs, and then whatever happens. */
export const histories = ({ maxLength = 14 } = {}): fc.Arbitrary<ReadonlyArray<Step>> =>
  fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.constant([...opening]), weight: 2 },
        { arbitrary: fc.subarray([...opening], { minLength: opening.length - 2 }), weight: 1 },
        {
          arbitrary: fc.shuffledSubarray([...opening], { minLength: opening.length - 2 }),
          weight: 1,
        },
      ),
      fc.array(strands, { maxLength, size: "max" }),
    )
    .map(([commands, strands]) => {
      const steps: ReadonlyArray<Step> = [
        ...commands.map((command): Step => ({ _tag: "Send", command, by: "here", again: false })),
        ...woven(strands),
      ]
      return Object.assign(steps, { [fc.toStringMethod]: () => steps.map(told).join("\n") })
    })

/** A step in words. */
export const told = (step: Step): string => {
  switch (step._tag) {
    case "Send":
      return `${step.by}: ${step.command.name}${step.again ? ", again" : ""}`
    case "AtOnce":
      return `at once:\n${step.commands.map(({ by, command }) => `  ${by}: ${command.name}`).join("\n")}`
    case "Wait":
      return `wait ${step.millis} ms${step.refresh ? ", refreshed" : ""}`
  }
}
