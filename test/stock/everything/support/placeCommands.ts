/** Commands about what is coming, what is on its way, and what is there. */
import fc from "fast-check"

import { type Command, command } from "./command.ts"
import {
  commandId,
  due,
  inboundId,
  occurredAt,
  optional,
  place,
  plainLine,
  promiseId,
  quantity,
  rarely,
  sku,
  some,
  start,
  transferId,
} from "./words.ts"

const promised = {
  commandId,
  sku: fc.constantFrom("MUG", "MUG", "TEA", "CUP", "PHONE"),
  place: fc.constantFrom("main", "shop"),
}
export const promises: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "promises.expect",
    (l) => l.promises.expect,
    fc.record({ ...promised, inboundId, quantity, due }),
  ),
  command(
    "promises.postpone",
    (l) => l.promises.postpone,
    fc.record({ ...promised, inboundId, due }),
  ),
  command(
    "promises.cut",
    (l) => l.promises.cut,
    fc.record({ ...promised, inboundId, quantity: optional(quantity) }),
  ),
  command(
    "promises.promise",
    (l) => l.promises.promise,
    fc.record({ ...promised, promiseId, quantity, wantedBy: rarely(due) }),
  ),
  command("promises.cancel", (l) => l.promises.cancel, fc.record({ ...promised, promiseId })),
  command(
    "promises.arrive",
    (l) => l.promises.arrive,
    fc.record({ ...promised, inboundId, quantity }),
  ),
  command(
    "promises.arrive",
    (l) => l.promises.arrive,
    fc.record({ ...promised, inboundId, quantity }),
  ),
  command("promises.tell", (l) => l.promises.tell, fc.record(promised)),
]

const noted = {
  commandId,
  transferId,
  document: fc.constantFrom("n-1", "n-2", "n-3"),
  lines: some(plainLine),
}
export const transfers: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "transfers.plan",
    (l) => l.transfers.plan,
    fc.record({ commandId, transferId, from: place, to: place, lines: some(plainLine) }),
  ),
  command(
    "transfers.dispatch",
    (l) => l.transfers.dispatch,
    fc.record({ commandId, transferId, lines: rarely(some(plainLine)) }),
  ),
  command("transfers.receive", (l) => l.transfers.receive, fc.record(noted)),
  command("transfers.receive", (l) => l.transfers.receive, fc.record(noted)),
  command("transfers.writeOff", (l) => l.transfers.writeOff, fc.record(noted)),
  command("transfers.find", (l) => l.transfers.find, fc.record(noted)),
  command("transfers.cancel", (l) => l.transfers.cancel, fc.record({ commandId, transferId })),
  command("transfers.close", (l) => l.transfers.close, fc.record({ commandId, transferId })),
  command(
    "transfers.observe",
    (l) => l.transfers.observe,
    fc.record({
      commandId,
      sku,
      place,
      quantity: fc.nat({ max: 4 }),
      asOf: fc.integer({ min: -5, max: 3 }).map((s) => start + s * 1_000),
      revision: fc.constantFrom("r-1", "r-2", "r-3"),
    }),
  ),
]

const countId = fc.constantFrom("c-1", "c-2")
export const counts: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "counts.open",
    (l) => l.counts.open,
    fc.record({
      commandId,
      countId,
      place,
      skus: some(sku),
      tolerance: optional(fc.nat({ max: 2 })),
    }),
  ),
  command(
    "counts.enter",
    (l) => l.counts.enter,
    fc.record({
      commandId,
      countId,
      counter: fc.constantFrom("ann", "bob"),
      occurredAt,
      lines: some(fc.record({ sku, quantity: fc.nat({ max: 4 }) })),
    }),
  ),
  command(
    "counts.approve",
    (l) => l.counts.approve,
    fc.record({
      commandId,
      countId,
      lines: some(fc.record({ sku, variance: fc.integer({ min: -2, max: 2 }) })),
    }),
  ),
  command("counts.post", (l) => l.counts.post, fc.record({ commandId, countId })),
  command("counts.abandon", (l) => l.counts.abandon, fc.record({ commandId, countId })),
]
