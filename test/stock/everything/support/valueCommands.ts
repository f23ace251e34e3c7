/** Commands of channels and of costs. */
import fc from "fast-check"

import { type Command, command } from "./command.ts"
import {
  anywhere,
  channels,
  commandId,
  money,
  optional,
  place,
  quantity,
  some,
  start,
  watched,
} from "./words.ts"

const onChannel = {
  commandId,
  sku: fc.constantFrom(...watched),
  channel: fc.constantFrom(...channels),
}
const version = fc.integer({ min: 1, max: 6 })
const settings = fc.record(
  {
    sells: fc.constantFrom(true, true, false),
    buffer: fc.nat({ max: 2 }),
    minimum: fc.nat({ max: 2 }),
    quota: fc.constantFrom(
      { _tag: "Units" as const, units: 2 },
      { _tag: "Share" as const, basisPoints: 5_000 },
    ),
    landing: fc.constantFrom("anyOrder", "inOrder"),
  },
  { requiredKeys: ["sells", "buffer", "minimum", "landing"] },
)
export const exposure: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("exposure.configure", (l) => l.exposure.configure, fc.record({ ...onChannel, settings })),
  command(
    "exposure.share",
    (l) => l.exposure.share,
    fc.record({ commandId, sku: onChannel.sku, sharing: fc.constantFrom("shared", "exclusive") }),
  ),
  command(
    "exposure.serve",
    (l) => l.exposure.serve,
    fc.record({ commandId, sku: onChannel.sku, places: optional(some(anywhere)) }),
  ),
  command(
    "exposure.answer",
    (l) => l.exposure.answer,
    fc.record({
      ...onChannel,
      version,
      quantity: fc.nat({ max: 4 }),
      outcome: fc.constantFrom("accepted", "rejected", "pending", "unknown"),
    }),
  ),
  command(
    "exposure.observe",
    (l) => l.exposure.observe,
    fc.record({
      ...onChannel,
      quantity: fc.nat({ max: 4 }),
      asOf: fc.integer({ min: 0, max: 5 }).map((s) => start + s * 1_000),
    }),
  ),
  command("exposure.repeat", (l) => l.exposure.repeat, fc.record(onChannel)),
  command(
    "exposure.settle",
    (l) => l.exposure.settle,
    fc.record({ ...onChannel, through: version }),
  ),
  command(
    "exposure.watch",
    (l) => l.exposure.watch,
    fc.record({
      commandId,
      sku: onChannel.sku,
      lines: fc.constant({ low: { at: 1, rearmAt: 3 }, outOfStock: { rearmAt: 1 } }),
    }),
  ),
]

const costed = fc.constantFrom("TEA", "CUP", "BOX", "PHONE", "MILK")
const scope = fc.oneof(
  costed,
  fc.tuple(fc.constantFrom("CUP", "MILK"), place).map(([sku, place]) => `${sku}\u0001${place}`),
)
const layer = fc.nat({ max: 3 })
const amount = fc.constantFrom("5", "-1", "0.03").map((amount) => ({ currency: "EUR", amount }))
export const costs: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("cost.correct", (l) => l.cost.correct, fc.record({ commandId, scope, layer, amount })),
  command("cost.correct", (l) => l.cost.correct, fc.record({ commandId, scope, layer, amount })),
  command("cost.revalue", (l) => l.cost.revalue, fc.record({ commandId, scope, unitValue: money })),
  command(
    "cost.land",
    (l) => l.cost.land,
    fc.record({
      commandId,
      cost: money,
      basis: fc.constantFrom("Cost", "Units", "Line", "Measure"),
      layers: some(fc.record({ scope, layer })),
    }),
  ),
  command(
    "cost.receive",
    (l) => l.cost.receive,
    fc.record({ commandId, scope, lots: fc.tuple(fc.record({ units: quantity, cost: money })) }),
  ),
  command(
    "cost.issue",
    (l) => l.cost.issue,
    fc.record({
      commandId,
      scope,
      issueId: fc.constantFrom("0", "1", "t-1"),
      units: quantity,
      destination: fc.constant({ _tag: "Sale" as const }),
    }),
  ),
  command(
    "cost.return",
    (l) => l.cost.return,
    fc.record({ commandId, scope, issueId: fc.constantFrom("0", "1"), units: optional(quantity) }),
  ),
]
