/** What customers do: commands of one order that follow each other. */
import fc from "fast-check"

import { command, flow } from "./command.ts"
import {
  account,
  commandId,
  expiresAt,
  holdId,
  kitLine,
  kitUnits,
  line,
  lotLine,
  milk,
  place,
  plain,
  pool,
  quantity,
  sku,
  some,
  unitLines,
} from "./words.ts"

const pooled = fc.record({ sku, quantity, place: fc.constant(pool) })

/** What one customer does. */
export const orders = holdId.chain((id) => {
  const holdId = fc.constant(id)
  const holds = [
    command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: some(line), expiresAt })),
    command(
      "hold",
      (l) => l.hold,
      fc.record({
        commandId,
        holdId,
        lines: some(fc.record({ sku: plain, quantity, place })),
        expiresAt,
      }),
    ),
  ]
  const hold = fc.oneof(...holds)
  const ship = command("ship", (l) => l.ship, fc.record({ commandId, holdId }))
  const release = command("release", (l) => l.release, fc.record({ commandId, holdId }))
  const extend = command("extend", (l) => l.extend, fc.record({ commandId, holdId, expiresAt }))
  const back = command(
    "return",
    (l) => l.return,
    fc.record({
      commandId,
      sale: holdId,
      lines: fc.tuple(fc.record({ sku: plain, quantity, place })),
    }),
  )
  const toQuarantine = command(
    "move",
    (l) => l.move,
    fc.record({
      commandId,
      sale: holdId,
      lines: fc.tuple(
        fc.record({
          sku: plain,
          quantity,
          from: fc.constant({ _tag: "Customer" as const }),
          to: fc.record({ _tag: fc.constant("Quarantine" as const), place }),
        }),
      ),
    }),
  )
  const fromQuarantine = command(
    "move",
    (l) => l.move,
    fc.record({
      commandId,
      lines: fc.tuple(
        fc.record({
          sku: plain,
          quantity,
          from: fc.record({ _tag: fc.constant("Quarantine" as const), place }),
          to: account,
        }),
      ),
    }),
  )
  const assign = command(
    "assign",
    (l) => l.assign,
    fc.record({
      commandId,
      holdId,
      lines: some(fc.record({ sku: plain, quantity, pool: fc.constant(pool), place })),
    }),
  )
  const poolHold = command(
    "hold",
    (l) => l.hold,
    fc.record({ commandId, holdId, lines: some(pooled), expiresAt }),
  )
  const kitHold = command(
    "kits.hold",
    (l) => l.kits.hold,
    fc.record({ commandId, holdId, lines: some(kitLine), expiresAt }),
  )
  const kitAssign = command(
    "kits.assign",
    (l) => l.kits.assign,
    fc.record({ commandId, holdId, place }),
  )
  const kitShip = command(
    "kits.ship",
    (l) => l.kits.ship,
    fc.record({ commandId, holdId, lines: kitUnits }),
  )
  const kitRelease = command(
    "kits.release",
    (l) => l.kits.release,
    fc.record({ commandId, holdId, lines: kitUnits }),
  )
  const lotHold = command(
    "lots.hold",
    (l) => l.lots.hold,
    fc.record({
      commandId,
      holdId,
      expiresAt,
      lines: some(fc.record({ sku: milk, quantity, place })),
    }),
  )
  const lotShip = command("lots.ship", (l) => l.lots.ship, fc.record({ commandId, holdId }))
  const lotRelease = command(
    "lots.release",
    (l) => l.lots.release,
    fc.record({ commandId, holdId }),
  )
  const lotBack = command(
    "lots.return",
    (l) => l.lots.return,
    fc.record({ commandId, sale: holdId, lines: fc.tuple(lotLine) }),
  )
  const unitHold = command(
    "serials.hold",
    (l) => l.serials.hold,
    fc.record({ commandId, holdId, lines: unitLines, expiresAt }),
  )
  const unitShip = command(
    "serials.ship",
    (l) => l.serials.ship,
    fc.record({ commandId, holdId, lines: unitLines }),
  )
  const unitRelease = command(
    "serials.release",
    (l) => l.serials.release,
    fc.record({ commandId, holdId, lines: unitLines }),
  )
  const unitBack = command(
    "serials.return",
    (l) => l.serials.return,
    fc.record({ commandId, sale: holdId, lines: unitLines }),
  )
  const phones = command(
    "hold",
    (l) => l.hold,
    fc.record({
      commandId,
      holdId,
      lines: fc.tuple(
        fc.record({
          sku: fc.constant("PHONE"),
          quantity,
          place: fc.constantFrom("main", "main", pool),
        }),
      ),
      expiresAt,
    }),
  )
  return fc.oneof(
    flow(hold, ship, back),
    flow(hold, extend, ship),
    flow(hold, release),
    flow(hold, ship, toQuarantine, fromQuarantine),
    flow(poolHold, assign, ship, back),
    flow(poolHold, poolHold, assign, release),
    flow(kitHold, kitShip, back),
    flow(kitHold, kitAssign, kitShip),
    flow(kitHold, extend, kitRelease),
    flow(lotHold, lotShip, lotBack),
    flow(lotHold, lotRelease),
    flow(unitHold, unitShip, unitBack),
    flow(unitHold, unitRelease),
    flow(phones, unitHold, unitShip, unitBack),
    flow(phones, unitHold, release),
  )
})
