/** Commands that belong together, as people send them. */
import fc from "fast-check"

import { command, flow } from "./command.ts"
import { orders } from "./orders.ts"
import {
  commandId,
  due,
  inboundId,
  occurredAt,
  optional,
  place,
  plain,
  plainLine,
  promiseId,
  quantity,
  transferId,
  unitLines,
} from "./words.ts"

const journeys = transferId.chain((id) => {
  const transferId = fc.constant(id)
  const lines = fc.tuple(plainLine)
  const document = fc.constantFrom("n-1", "n-2", "n-3")
  const plan = command(
    "transfers.plan",
    (l) => l.transfers.plan,
    fc.record({ commandId, transferId, from: place, to: place, lines }),
  )
  const dispatch = command(
    "transfers.dispatch",
    (l) => l.transfers.dispatch,
    fc.record({ commandId, transferId }),
  )
  const receive = command(
    "transfers.receive",
    (l) => l.transfers.receive,
    fc.record({ commandId, transferId, document, lines }),
  )
  const writeOff = command(
    "transfers.writeOff",
    (l) => l.transfers.writeOff,
    fc.record({ commandId, transferId, document, lines }),
  )
  const find = command(
    "transfers.find",
    (l) => l.transfers.find,
    fc.record({ commandId, transferId, document, lines }),
  )
  const out = command(
    "serials.transferOut",
    (l) => l.serials.transferOut,
    fc.record({ commandId, lines: unitLines, transferId, to: place }),
  )
  const into = command(
    "serials.transferIn",
    (l) => l.serials.transferIn,
    fc.record({ commandId, lines: unitLines, transferId }),
  )
  return fc.oneof(
    flow(plan, dispatch, receive),
    flow(plan, dispatch, writeOff, find),
    flow(out, into),
  )
})

const deliveries = fc
  .record({ sku: plain, place: fc.constantFrom("main", "shop"), inboundId, promiseId })
  .chain((names) => {
    const named = { commandId, sku: fc.constant(names.sku), place: fc.constant(names.place) }
    const inbound = { ...named, inboundId: fc.constant(names.inboundId) }
    const expect = command(
      "promises.expect",
      (l) => l.promises.expect,
      fc.record({ ...inbound, quantity, due }),
    )
    const promise = command(
      "promises.promise",
      (l) => l.promises.promise,
      fc.record({ ...named, promiseId: fc.constant(names.promiseId), quantity }),
    )
    const arrive = command(
      "promises.arrive",
      (l) => l.promises.arrive,
      fc.record({ ...inbound, quantity }),
    )
    const cut = command(
      "promises.cut",
      (l) => l.promises.cut,
      fc.record({ ...inbound, quantity: optional(quantity) }),
    )
    const ship = command(
      "ship",
      (l) => l.ship,
      fc.record({ commandId, holdId: fc.constantFrom(names.promiseId, `${names.promiseId}/2`) }),
    )
    return fc.oneof(
      flow(expect, promise, arrive, ship),
      flow(expect, promise, arrive, arrive, ship),
      flow(expect, promise, cut),
    )
  })

const counted = fc
  .record({ sku: plain, countId: fc.constantFrom("c-1", "c-2"), place })
  .chain((names) => {
    const named = { commandId, countId: fc.constant(names.countId) }
    const open = command(
      "counts.open",
      (l) => l.counts.open,
      fc.record({
        ...named,
        place: fc.constant(names.place),
        skus: fc.tuple(fc.constant(names.sku)),
        tolerance: fc.constantFrom(2, 9),
      }),
    )
    const enter = command(
      "counts.enter",
      (l) => l.counts.enter,
      fc.record({
        ...named,
        counter: fc.constant("ann"),
        occurredAt,
        lines: fc.tuple(fc.record({ sku: fc.constant(names.sku), quantity: fc.nat({ max: 4 }) })),
      }),
    )
    const post = command("counts.post", (l) => l.counts.post, fc.record(named))
    return flow(open, enter, post)
  })

const benches = flow(
  command(
    "kits.assemble",
    (l) => l.kits.assemble,
    fc.record({
      commandId,
      sku: fc.constant("BOX"),
      quantity,
      place: fc.constantFrom("main", "shop"),
    }),
  ),
  command(
    "kits.disassemble",
    (l) => l.kits.disassemble,
    fc.record({
      commandId,
      sku: fc.constant("BOX"),
      quantity,
      place: fc.constantFrom("main", "shop"),
    }),
  ),
)

/** What one customer, one delivery, one count or one bench does. */
export const flows = fc.oneof(
  { arbitrary: orders, weight: 6 },
  { arbitrary: journeys, weight: 2 },
  { arbitrary: deliveries, weight: 2 },
  { arbitrary: counted, weight: 1 },
  { arbitrary: benches, weight: 1 },
)
