/** Commands of the ledger itself, and of kits. */
import fc from "fast-check"

import { type Command, command } from "./command.ts"
import {
  arriving,
  channels,
  commandId,
  document,
  expiresAt,
  holdId,
  kitLine,
  kitSku,
  kitUnits,
  line,
  money,
  movement,
  occurredAt,
  place,
  pool,
  quantity,
  rarely,
  sale,
  sku,
  some,
} from "./words.ts"

export const ledger: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "receive",
    (l) => l.receive,
    fc.record({ commandId, lines: some(arriving), occurredAt, document }),
  ),
  command("receive", (l) => l.receive, fc.record({ commandId, lines: some(arriving), occurredAt })),
  command(
    "hold",
    (l) => l.hold,
    fc.record({
      commandId,
      holdId,
      lines: some(line),
      expiresAt,
      soldOn: rarely(fc.constantFrom(...channels)),
    }),
  ),
  command(
    "hold",
    (l) => l.hold,
    fc.record({ commandId, holdId, lines: fc.tuple(line), expiresAt }),
  ),
  command("extend", (l) => l.extend, fc.record({ commandId, holdId, expiresAt })),
  command("release", (l) => l.release, fc.record({ commandId, holdId, lines: rarely(some(line)) })),
  command(
    "ship",
    (l) => l.ship,
    fc.record({ commandId, holdId, lines: rarely(some(line)), occurredAt }),
  ),
  command("ship", (l) => l.ship, fc.record({ commandId, holdId })),
  command(
    "return",
    (l) => l.return,
    fc.record({ commandId, lines: some(arriving), sale, document }),
  ),
  command(
    "return",
    (l) => l.return,
    fc.record({ commandId, lines: fc.tuple(fc.record({ sku, quantity, place })), sale: holdId }),
  ),
  command(
    "adjust",
    (l) => l.adjust,
    fc.record({
      commandId,
      occurredAt,
      lines: some(
        fc.record({ sku, place, delta: fc.constantFrom(-3, -2, -1, 1, 2), cost: rarely(money) }),
      ),
    }),
  ),
  command("move", (l) => l.move, fc.record({ commandId, lines: some(movement), sale, document })),
  command("move", (l) => l.move, fc.record({ commandId, lines: fc.tuple(movement) })),
  command(
    "assign",
    (l) => l.assign,
    fc.record({
      commandId,
      holdId,
      lines: some(fc.record({ sku, quantity, pool: fc.constant(pool), place })),
    }),
  ),
]

export const kits: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "kits.hold",
    (l) => l.kits.hold,
    fc.record({ commandId, holdId, lines: some(kitLine), expiresAt }),
  ),
  command(
    "kits.hold",
    (l) => l.kits.hold,
    fc.record({ commandId, holdId, lines: fc.tuple(kitLine) }),
  ),
  command("kits.ship", (l) => l.kits.ship, fc.record({ commandId, holdId, lines: kitUnits })),
  command("kits.release", (l) => l.kits.release, fc.record({ commandId, holdId, lines: kitUnits })),
  command(
    "kits.assign",
    (l) => l.kits.assign,
    fc.record({ commandId, holdId, place, lines: kitUnits }),
  ),
  command(
    "kits.assemble",
    (l) => l.kits.assemble,
    fc.record({ commandId, sku: kitSku, quantity, place }),
  ),
  command(
    "kits.disassemble",
    (l) => l.kits.disassemble,
    fc.record({ commandId, sku: kitSku, quantity, place }),
  ),
  command(
    "kits.define",
    (l) => l.kits.define,
    fc.record({
      commandId,
      sku: kitSku,
      components: fc.tuple(
        fc.record({
          sku: fc.constantFrom("TEA", "MUG", "BOX"),
          quantity: fc.integer({ min: 1, max: 2 }),
        }),
      ),
      stocked: fc.boolean(),
    }),
  ),
]
