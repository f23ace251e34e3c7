/** Commands of units that are told apart: by serial number and by lot. */
import fc from "fast-check"

import { type Command, command } from "./command.ts"
import {
  anywhere,
  channels,
  commandId,
  cost,
  document,
  expiresAt,
  holdId,
  lot,
  lotLine,
  milk,
  money,
  optional,
  place,
  quantity,
  rarely,
  sale,
  serialLine,
  serials,
  some,
  start,
  transferId,
  unitLines,
} from "./words.ts"

const units = fc.record({ commandId, lines: unitLines, document })
export const serialNumbers: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "serials.receive",
    (l) => l.serials.receive,
    fc.record({
      commandId,
      lines: fc.uniqueArray(
        fc.record({
          sku: fc.constant("PHONE"),
          serial: fc.constantFrom(...serials),
          place: optional(place),
          cost,
        }),
        { minLength: 1, maxLength: 3, selector: ({ serial }) => serial },
      ),
    }),
  ),
  command("serials.sendBack", (l) => l.serials.sendBack, units),
  command(
    "serials.transferOut",
    (l) => l.serials.transferOut,
    fc.record({ commandId, lines: unitLines, transferId, to: place }),
  ),
  command(
    "serials.transferIn",
    (l) => l.serials.transferIn,
    fc.record({ commandId, lines: unitLines, transferId }),
  ),
  command(
    "serials.hold",
    (l) => l.serials.hold,
    fc.record({ commandId, lines: unitLines, holdId, expiresAt }),
  ),
  command(
    "serials.hold",
    (l) => l.serials.hold,
    fc.record({ commandId, lines: unitLines, holdId }),
  ),
  command("serials.extend", (l) => l.serials.extend, fc.record({ commandId, holdId, expiresAt })),
  command(
    "serials.release",
    (l) => l.serials.release,
    fc.record({ commandId, lines: unitLines, holdId }),
  ),
  command(
    "serials.ship",
    (l) => l.serials.ship,
    fc.record({ commandId, lines: unitLines, holdId: optional(holdId), sale }),
  ),
  command(
    "serials.return",
    (l) => l.serials.return,
    fc.record({ commandId, lines: unitLines, sale: optional(holdId) }),
  ),
  command(
    "serials.quarantine",
    (l) => l.serials.quarantine,
    fc.record({ commandId, lines: unitLines, sale }),
  ),
  command("serials.clear", (l) => l.serials.clear, units),
  command("serials.repairIn", (l) => l.serials.repairIn, units),
  command("serials.repairOut", (l) => l.serials.repairOut, units),
  command(
    "serials.replace",
    (l) => l.serials.replace,
    fc.record({
      commandId,
      old: fc.constantFrom("Return", "Quarantine", "Discard"),
      holdId: rarely(holdId),
      sale,
      lines: fc.tuple(
        fc.record({
          sku: fc.constant("PHONE"),
          serial: fc.constantFrom(...serials),
          place: optional(place),
          by: serialLine,
        }),
      ),
    }),
  ),
  command("serials.scrap", (l) => l.serials.scrap, units),
  command(
    "serials.lose",
    (l) => l.serials.lose,
    fc.record({ commandId, lines: unitLines, transferId: rarely(transferId) }),
  ),
  command("serials.find", (l) => l.serials.find, units),
  command("serials.count", (l) => l.serials.count, units),
  fc
    .record(
      {
        scanId: fc.constantFrom("s-1", "s-2", "s-3"),
        device: fc.constantFrom("gun-1", "gun-2"),
        sequence: fc.nat({ max: 9 }),
        at: fc.integer({ min: 0, max: 9 }).map((s) => start - 5_000 + s * 1_000),
        purpose: fc.constantFrom("Receive", "Ship", "Return", "Count"),
        sku: fc.constant("PHONE"),
        serial: fc.constantFrom(...serials),
        place,
        holdId,
      },
      { requiredKeys: ["scanId", "device", "sequence", "at", "purpose", "sku", "serial"] },
    )
    .map((scan): Command => ({
      name: `scan ${JSON.stringify(scan)}`,
      send: (l) => l.serials.scan(scan),
    })),
]

const day = fc.constantFrom("2026-01-31", "2026-02-01", "2026-03-01")
const lotAccount = fc.oneof(
  fc.record({ _tag: fc.constantFrom("Shelf", "Shelf", "Quarantine", "Transit"), place }),
  fc.constantFrom(
    { _tag: "Customer" as const },
    { _tag: "Loss" as const },
    { _tag: "Supplier" as const },
  ),
)
export const batches: ReadonlyArray<fc.Arbitrary<Command>> = [
  command(
    "lots.receive",
    (l) => l.lots.receive,
    fc.record({
      commandId,
      lines: some(
        fc.record({
          sku: milk,
          lot,
          quantity,
          place,
          cost,
          expires: optional(day.map((day) => ({ day, zone: "UTC" }))),
        }),
      ),
    }),
  ),
  command(
    "lots.hold",
    (l) => l.lots.hold,
    fc.record({
      commandId,
      holdId,
      expiresAt,
      soldOn: rarely(fc.constantFrom(...channels)),
      lines: some(fc.record({ sku: milk, quantity, place: anywhere })),
    }),
  ),
  command(
    "lots.hold",
    (l) => l.lots.hold,
    fc.record({
      commandId,
      holdId,
      expiresAt,
      lines: some(fc.record({ sku: milk, quantity, place })),
    }),
  ),
  command("lots.extend", (l) => l.lots.extend, fc.record({ commandId, holdId, expiresAt })),
  command(
    "lots.release",
    (l) => l.lots.release,
    fc.record({ commandId, holdId, lines: rarely(some(lotLine)) }),
  ),
  command(
    "lots.ship",
    (l) => l.lots.ship,
    fc.record({ commandId, holdId, lines: rarely(some(lotLine)) }),
  ),
  command(
    "lots.return",
    (l) => l.lots.return,
    fc.record({
      commandId,
      lines: some(fc.record({ sku: milk, lot, quantity, place, cost })),
      sale,
    }),
  ),
  command(
    "lots.move",
    (l) => l.lots.move,
    fc.record({
      commandId,
      lines: some(
        fc.record({
          sku: milk,
          lot,
          quantity,
          from: lotAccount,
          to: lotAccount,
          cost: rarely(money),
        }),
      ),
      sale,
    }),
  ),
  command(
    "lots.adjust",
    (l) => l.lots.adjust,
    fc.record({
      commandId,
      lines: some(fc.record({ sku: milk, lot, place, delta: fc.constantFrom(-2, -1, 1) })),
    }),
  ),
  command("lots.block", (l) => l.lots.block, fc.record({ commandId, sku: milk, lot })),
  command("lots.unblock", (l) => l.lots.unblock, fc.record({ commandId, sku: milk, lot })),
]
