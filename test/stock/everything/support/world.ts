/** A small shop in which all rooms of the ledger meet: few items, places and ids, small quantities. */
import type { Effect } from "effect"
import type { StockCommand, StockLedgerShape } from "entrepot/stock"
import fc from "fast-check"

/** A command of any room, to be sent under an id to a ledger. */
export interface Command {
  readonly name: string
  readonly send: (
    ledger: StockLedgerShape,
    commandId: string,
  ) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>
}

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

/** When the world begins: an hour before the end of a day. */
export const start = Date.UTC(2026, 0, 31, 23)

export const places = ["main", "shop", "depot"] as const
export const pool = "both"
/** `MUG` is watched; `PHONE` has serials, `MILK` lots; the others are costed. `SET` is a bundle. */
export const skus = ["MUG", "PHONE", "MILK", "TEA", "CUP", "BOX", "SET"] as const
export const watched = ["MUG", "CUP", "MILK"] as const
const holdIds = ["order-1", "order-2", "order-3", "order-4", "order-5"] as const
const serials = ["A", "B", "C"] as const
const lots = ["L1", "L2", "L3"] as const
const channels = ["web", "fair"] as const
const other = ["t-1", "t-2"] as const

const commandId = fc.constant("")
const optional = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined, freq: 3 })
const rarely = <A>(arbitrary: fc.Arbitrary<A>) => optional(arbitrary).chain((a) => fc.boolean().map((is) => (is ? a : undefined)))
const sku = fc.constantFrom("MUG", "MUG", "MUG", "TEA", "TEA", "TEA", "CUP", "CUP", "CUP", "BOX", "MILK", "PHONE", "SET")
const place = fc.constantFrom("main", "main", "shop", "shop", "depot")
const anywhere = fc.constantFrom("main", "main", "shop", "shop", "depot", pool, pool)
const quantity = fc.constantFrom(1, 1, 1, 2, 2, 3)
const holdId = fc.constantFrom(...holdIds)
const id = fc.constantFrom(...other)
const money = fc
  .constantFrom("0", "1", "10.01", "7.99", "0.02")
  .map((amount) => ({ currency: "EUR", amount }))
const cost = fc.oneof({ arbitrary: money, weight: 4 }, { arbitrary: fc.constant(undefined), weight: 1 })
const occurredAt = rarely(fc.integer({ min: -10, max: 0 }).map((s) => start + s * 1_000))
/** Expiries fall among the waits. */
const expiresAt = optional(fc.constantFrom(1, 2, 4, 6, 20, 100).map((s) => start + s * 500))
const sale = rarely(holdId)
const document = rarely(fc.constantFrom("d-1", "d-2"))
const some = <A>(one: fc.Arbitrary<A>) => fc.array(one, { minLength: 1, maxLength: 2 })

const line = fc.record({ sku, quantity, place: anywhere })
const arriving = fc.record({ sku, quantity, place, cost })
const account = fc.oneof(
  { arbitrary: fc.record({ _tag: fc.constant("Shelf" as const), place }), weight: 3 },
  fc.record({ _tag: fc.constantFrom("Quarantine", "Repair", "CustomerRepair"), place }),
  fc.constantFrom(
    { _tag: "Supplier" as const },
    { _tag: "Customer" as const },
    { _tag: "Found" as const },
    { _tag: "Loss" as const },
  ),
)
const movement = fc.record({ sku, quantity, from: account, to: account, cost: rarely(money) })
const serialLine = fc.record({
  sku: fc.constant("PHONE"),
  serial: fc.constantFrom(...serials),
  place: fc.constantFrom(undefined, undefined, undefined, ...places),
})
const unitLines = fc.uniqueArray(serialLine, {
  minLength: 1,
  maxLength: 2,
  selector: ({ serial }) => serial,
})
const milk = fc.constant("MILK")
const lot = fc.constantFrom(...lots)
const lotLine = fc.record({ sku: milk, lot, quantity, place })
const kitSku = fc.constantFrom("SET", "SET", "BOX", "MUG", "TEA")
const kitLine = fc.record({ sku: kitSku, quantity: fc.integer({ min: 1, max: 2 }), place: anywhere })
const kitUnits = rarely(some(fc.record({ line: fc.nat({ max: 2 }), quantity })))
const plain = fc.constantFrom("MUG", "TEA", "CUP")
const plainLine = fc.record({ sku: plain, quantity })

const command = <I extends { readonly commandId: string }>(
  name: string,
  method: (
    ledger: StockLedgerShape,
  ) => (input: I) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>,
  input: fc.Arbitrary<I>,
): fc.Arbitrary<Command> =>
  input.map((body) => ({
    name: `${name} ${JSON.stringify(body)}`,
    send: (ledger, commandId) => method(ledger)({ ...body, commandId }),
  }))

const ledger: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("receive", (l) => l.receive, fc.record({ commandId, lines: some(arriving), occurredAt, document })),
  command("receive", (l) => l.receive, fc.record({ commandId, lines: some(arriving), occurredAt })),
  command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: some(line), expiresAt, soldOn: rarely(fc.constantFrom(...channels)) })),
  command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: fc.tuple(line), expiresAt })),
  command("extend", (l) => l.extend, fc.record({ commandId, holdId, expiresAt })),
  command("release", (l) => l.release, fc.record({ commandId, holdId, lines: rarely(some(line)) })),
  command("ship", (l) => l.ship, fc.record({ commandId, holdId, lines: rarely(some(line)), occurredAt })),
  command("ship", (l) => l.ship, fc.record({ commandId, holdId })),
  command("return", (l) => l.return, fc.record({ commandId, lines: some(arriving), sale, document })),
  command("return", (l) => l.return, fc.record({ commandId, lines: fc.tuple(fc.record({ sku, quantity, place })), sale: holdId })),
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
    fc.record({ commandId, holdId, lines: some(fc.record({ sku, quantity, pool: fc.constant(pool), place })) }),
  ),
]

const units = fc.record({ commandId, lines: unitLines, document })
const transferId = id
const serialRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
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
  command("serials.transferOut", (l) => l.serials.transferOut, fc.record({ commandId, lines: unitLines, transferId, to: place })),
  command("serials.transferIn", (l) => l.serials.transferIn, fc.record({ commandId, lines: unitLines, transferId })),
  command("serials.hold", (l) => l.serials.hold, fc.record({ commandId, lines: unitLines, holdId, expiresAt })),
  command("serials.hold", (l) => l.serials.hold, fc.record({ commandId, lines: unitLines, holdId })),
  command("serials.extend", (l) => l.serials.extend, fc.record({ commandId, holdId, expiresAt })),
  command("serials.release", (l) => l.serials.release, fc.record({ commandId, lines: unitLines, holdId })),
  command("serials.ship", (l) => l.serials.ship, fc.record({ commandId, lines: unitLines, holdId: optional(holdId), sale })),
  command("serials.return", (l) => l.serials.return, fc.record({ commandId, lines: unitLines, sale: optional(holdId) })),
  command("serials.quarantine", (l) => l.serials.quarantine, fc.record({ commandId, lines: unitLines, sale })),
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
  command("serials.lose", (l) => l.serials.lose, fc.record({ commandId, lines: unitLines, transferId: rarely(transferId) })),
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
  fc.constantFrom({ _tag: "Customer" as const }, { _tag: "Loss" as const }, { _tag: "Supplier" as const }),
)
const lotRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
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
  command("lots.hold", (l) => l.lots.hold, fc.record({ commandId, holdId, expiresAt, soldOn: rarely(fc.constantFrom(...channels)), lines: some(fc.record({ sku: milk, quantity, place: anywhere })) })),
  command("lots.hold", (l) => l.lots.hold, fc.record({ commandId, holdId, expiresAt, lines: some(fc.record({ sku: milk, quantity, place })) })),
  command("lots.extend", (l) => l.lots.extend, fc.record({ commandId, holdId, expiresAt })),
  command("lots.release", (l) => l.lots.release, fc.record({ commandId, holdId, lines: rarely(some(lotLine)) })),
  command("lots.ship", (l) => l.lots.ship, fc.record({ commandId, holdId, lines: rarely(some(lotLine)) })),
  command("lots.return", (l) => l.lots.return, fc.record({ commandId, lines: some(fc.record({ sku: milk, lot, quantity, place, cost })), sale })),
  command("lots.move", (l) => l.lots.move, fc.record({ commandId, lines: some(fc.record({ sku: milk, lot, quantity, from: lotAccount, to: lotAccount, cost: rarely(money) })), sale })),
  command("lots.adjust", (l) => l.lots.adjust, fc.record({ commandId, lines: some(fc.record({ sku: milk, lot, place, delta: fc.constantFrom(-2, -1, 1) })) })),
  command("lots.block", (l) => l.lots.block, fc.record({ commandId, sku: milk, lot })),
  command("lots.unblock", (l) => l.lots.unblock, fc.record({ commandId, sku: milk, lot })),
]

const kitRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("kits.hold", (l) => l.kits.hold, fc.record({ commandId, holdId, lines: some(kitLine), expiresAt })),
  command("kits.hold", (l) => l.kits.hold, fc.record({ commandId, holdId, lines: fc.tuple(kitLine) })),
  command("kits.ship", (l) => l.kits.ship, fc.record({ commandId, holdId, lines: kitUnits })),
  command("kits.release", (l) => l.kits.release, fc.record({ commandId, holdId, lines: kitUnits })),
  command("kits.assign", (l) => l.kits.assign, fc.record({ commandId, holdId, place, lines: kitUnits })),
  command("kits.assemble", (l) => l.kits.assemble, fc.record({ commandId, sku: kitSku, quantity, place })),
  command("kits.disassemble", (l) => l.kits.disassemble, fc.record({ commandId, sku: kitSku, quantity, place })),
  command(
    "kits.define",
    (l) => l.kits.define,
    fc.record({
      commandId,
      sku: kitSku,
      components: fc.tuple(fc.record({ sku: fc.constantFrom("TEA", "MUG", "BOX"), quantity: fc.integer({ min: 1, max: 2 }) })),
      stocked: fc.boolean(),
    }),
  ),
]

const promised = { commandId, sku: fc.constantFrom("MUG", "MUG", "TEA", "CUP", "PHONE"), place: fc.constantFrom("main", "shop") }
const inboundId = fc.constantFrom("po-1", "po-2")
const due = fc.constantFrom(start + 5_000, start + 10_000)
const promiseId = fc.constantFrom("order-1", "p-1", "p-2")
const promiseRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("promises.expect", (l) => l.promises.expect, fc.record({ ...promised, inboundId, quantity, due })),
  command("promises.postpone", (l) => l.promises.postpone, fc.record({ ...promised, inboundId, due })),
  command("promises.cut", (l) => l.promises.cut, fc.record({ ...promised, inboundId, quantity: optional(quantity) })),
  command("promises.promise", (l) => l.promises.promise, fc.record({ ...promised, promiseId, quantity, wantedBy: rarely(due) })),
  command("promises.cancel", (l) => l.promises.cancel, fc.record({ ...promised, promiseId })),
  command("promises.arrive", (l) => l.promises.arrive, fc.record({ ...promised, inboundId, quantity })),
  command("promises.arrive", (l) => l.promises.arrive, fc.record({ ...promised, inboundId, quantity })),
  command("promises.tell", (l) => l.promises.tell, fc.record(promised)),
]

const noted = { commandId, transferId, document: fc.constantFrom("n-1", "n-2", "n-3"), lines: some(plainLine) }
const transferRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("transfers.plan", (l) => l.transfers.plan, fc.record({ commandId, transferId, from: place, to: place, lines: some(plainLine) })),
  command("transfers.dispatch", (l) => l.transfers.dispatch, fc.record({ commandId, transferId, lines: rarely(some(plainLine)) })),
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
const countRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("counts.open", (l) => l.counts.open, fc.record({ commandId, countId, place, skus: some(sku), tolerance: optional(fc.nat({ max: 2 })) })),
  command("counts.enter", (l) => l.counts.enter, fc.record({ commandId, countId, counter: fc.constantFrom("ann", "bob"), occurredAt, lines: some(fc.record({ sku, quantity: fc.nat({ max: 4 }) })) })),
  command("counts.approve", (l) => l.counts.approve, fc.record({ commandId, countId, lines: some(fc.record({ sku, variance: fc.integer({ min: -2, max: 2 }) })) })),
  command("counts.post", (l) => l.counts.post, fc.record({ commandId, countId })),
  command("counts.abandon", (l) => l.counts.abandon, fc.record({ commandId, countId })),
]

const onChannel = { commandId, sku: fc.constantFrom(...watched), channel: fc.constantFrom(...channels) }
const version = fc.integer({ min: 1, max: 6 })
const settings = fc.record(
  {
    sells: fc.constantFrom(true, true, false),
    buffer: fc.nat({ max: 2 }),
    minimum: fc.nat({ max: 2 }),
    quota: fc.constantFrom({ _tag: "Units" as const, units: 2 }, { _tag: "Share" as const, basisPoints: 5_000 }),
    landing: fc.constantFrom("anyOrder", "inOrder"),
  },
  { requiredKeys: ["sells", "buffer", "minimum", "landing"] },
)
const exposureRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("exposure.configure", (l) => l.exposure.configure, fc.record({ ...onChannel, settings })),
  command("exposure.share", (l) => l.exposure.share, fc.record({ commandId, sku: onChannel.sku, sharing: fc.constantFrom("shared", "exclusive") })),
  command("exposure.serve", (l) => l.exposure.serve, fc.record({ commandId, sku: onChannel.sku, places: optional(some(anywhere)) })),
  command("exposure.answer", (l) => l.exposure.answer, fc.record({ ...onChannel, version, quantity: fc.nat({ max: 4 }), outcome: fc.constantFrom("accepted", "rejected", "pending", "unknown") })),
  command("exposure.observe", (l) => l.exposure.observe, fc.record({ ...onChannel, quantity: fc.nat({ max: 4 }), asOf: fc.integer({ min: 0, max: 5 }).map((s) => start + s * 1_000) })),
  command("exposure.repeat", (l) => l.exposure.repeat, fc.record(onChannel)),
  command("exposure.settle", (l) => l.exposure.settle, fc.record({ ...onChannel, through: version })),
  command("exposure.watch", (l) => l.exposure.watch, fc.record({ commandId, sku: onChannel.sku, lines: fc.constant({ low: { at: 1, rearmAt: 3 }, outOfStock: { rearmAt: 1 } }) })),
]

const costed = fc.constantFrom("TEA", "CUP", "BOX", "PHONE", "MILK")
const scope = fc.oneof(
  costed,
  fc.tuple(fc.constantFrom("CUP", "MILK"), place).map(([sku, place]) => `${sku}\u0001${place}`),
)
const layer = fc.nat({ max: 3 })
const amount = fc.constantFrom("5", "-1", "0.03").map((amount) => ({ currency: "EUR", amount }))
const costRoom: ReadonlyArray<fc.Arbitrary<Command>> = [
  command("cost.correct", (l) => l.cost.correct, fc.record({ commandId, scope, layer, amount })),
  command("cost.correct", (l) => l.cost.correct, fc.record({ commandId, scope, layer, amount })),
  command("cost.revalue", (l) => l.cost.revalue, fc.record({ commandId, scope, unitValue: money })),
  command(
    "cost.land",
    (l) => l.cost.land,
    fc.record({ commandId, cost: money, basis: fc.constantFrom("Cost", "Units", "Line", "Measure"), layers: some(fc.record({ scope, layer })) }),
  ),
  command("cost.receive", (l) => l.cost.receive, fc.record({ commandId, scope, lots: fc.tuple(fc.record({ units: quantity, cost: money })) })),
  command("cost.issue", (l) => l.cost.issue, fc.record({ commandId, scope, issueId: id, units: quantity, destination: fc.constant({ _tag: "Sale" as const }) })),
  command("cost.return", (l) => l.cost.return, fc.record({ commandId, scope, issueId: fc.constantFrom("0", "1"), units: optional(quantity) })),
]

const rooms = [
  [ledger, 8],
  [serialRoom, 3],
  [lotRoom, 4],
  [kitRoom, 4],
  [promiseRoom, 4],
  [transferRoom, 4],
  [countRoom, 3],
  [exposureRoom, 2],
  [costRoom, 2],
] as const

/** A command of any room. */
export const anyCommand = fc.oneof(
  ...rooms.map(([commands, weight]) => ({ arbitrary: fc.oneof(...commands), weight })),
)

/** Commands that belong together, one after another; others come between. */
type Flow = ReadonlyArray<Command>

const flow = (...commands: ReadonlyArray<fc.Arbitrary<Command>>): fc.Arbitrary<Flow> => fc.tuple(...commands)
const pooled = fc.record({ sku, quantity, place: fc.constant(pool) })

const orders = holdId.chain((id) => {
  const holdId = fc.constant(id)
  const holds = [
    command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: some(line), expiresAt })),
    command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: some(fc.record({ sku: plain, quantity, place })), expiresAt })),
  ]
  const hold = fc.oneof(...holds)
  const ship = command("ship", (l) => l.ship, fc.record({ commandId, holdId }))
  const release = command("release", (l) => l.release, fc.record({ commandId, holdId }))
  const extend = command("extend", (l) => l.extend, fc.record({ commandId, holdId, expiresAt }))
  const back = command("return", (l) => l.return, fc.record({ commandId, sale: holdId, lines: fc.tuple(fc.record({ sku: plain, quantity, place })) }))
  const toQuarantine = command("move", (l) => l.move, fc.record({ commandId, sale: holdId, lines: fc.tuple(fc.record({ sku: plain, quantity, from: fc.constant({ _tag: "Customer" as const }), to: fc.record({ _tag: fc.constant("Quarantine" as const), place }) })) }))
  const fromQuarantine = command("move", (l) => l.move, fc.record({ commandId, lines: fc.tuple(fc.record({ sku: plain, quantity, from: fc.record({ _tag: fc.constant("Quarantine" as const), place }), to: account })) }))
  const assign = command("assign", (l) => l.assign, fc.record({ commandId, holdId, lines: some(fc.record({ sku: plain, quantity, pool: fc.constant(pool), place })) }))
  const poolHold = command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: some(pooled), expiresAt }))
  const kitHold = command("kits.hold", (l) => l.kits.hold, fc.record({ commandId, holdId, lines: some(kitLine), expiresAt }))
  const kitAssign = command("kits.assign", (l) => l.kits.assign, fc.record({ commandId, holdId, place }))
  const kitShip = command("kits.ship", (l) => l.kits.ship, fc.record({ commandId, holdId, lines: kitUnits }))
  const kitRelease = command("kits.release", (l) => l.kits.release, fc.record({ commandId, holdId, lines: kitUnits }))
  const lotHold = command("lots.hold", (l) => l.lots.hold, fc.record({ commandId, holdId, expiresAt, lines: some(fc.record({ sku: milk, quantity, place })) }))
  const lotShip = command("lots.ship", (l) => l.lots.ship, fc.record({ commandId, holdId }))
  const lotRelease = command("lots.release", (l) => l.lots.release, fc.record({ commandId, holdId }))
  const lotBack = command("lots.return", (l) => l.lots.return, fc.record({ commandId, sale: holdId, lines: fc.tuple(lotLine) }))
  const unitHold = command("serials.hold", (l) => l.serials.hold, fc.record({ commandId, holdId, lines: unitLines, expiresAt }))
  const unitShip = command("serials.ship", (l) => l.serials.ship, fc.record({ commandId, holdId, lines: unitLines }))
  const unitRelease = command("serials.release", (l) => l.serials.release, fc.record({ commandId, holdId, lines: unitLines }))
  const unitBack = command("serials.return", (l) => l.serials.return, fc.record({ commandId, sale: holdId, lines: unitLines }))
  const phones = command("hold", (l) => l.hold, fc.record({ commandId, holdId, lines: fc.tuple(fc.record({ sku: fc.constant("PHONE"), quantity, place: fc.constantFrom("main", "main", pool) })), expiresAt }))
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

const journeys = id.chain((id) => {
  const transferId = fc.constant(id)
  const lines = fc.tuple(plainLine)
  const document = fc.constantFrom("n-1", "n-2", "n-3")
  const plan = command("transfers.plan", (l) => l.transfers.plan, fc.record({ commandId, transferId, from: place, to: place, lines }))
  const dispatch = command("transfers.dispatch", (l) => l.transfers.dispatch, fc.record({ commandId, transferId }))
  const receive = command("transfers.receive", (l) => l.transfers.receive, fc.record({ commandId, transferId, document, lines }))
  const writeOff = command("transfers.writeOff", (l) => l.transfers.writeOff, fc.record({ commandId, transferId, document, lines }))
  const find = command("transfers.find", (l) => l.transfers.find, fc.record({ commandId, transferId, document, lines }))
  const out = command("serials.transferOut", (l) => l.serials.transferOut, fc.record({ commandId, lines: unitLines, transferId, to: place }))
  const into = command("serials.transferIn", (l) => l.serials.transferIn, fc.record({ commandId, lines: unitLines, transferId }))
  return fc.oneof(flow(plan, dispatch, receive), flow(plan, dispatch, writeOff, find), flow(out, into))
})

const deliveries = fc
  .record({ sku: plain, place: fc.constantFrom("main", "shop"), inboundId, promiseId })
  .chain((names) => {
    const named = { commandId, sku: fc.constant(names.sku), place: fc.constant(names.place) }
    const inbound = { ...named, inboundId: fc.constant(names.inboundId) }
    const expect = command("promises.expect", (l) => l.promises.expect, fc.record({ ...inbound, quantity, due }))
    const promise = command("promises.promise", (l) => l.promises.promise, fc.record({ ...named, promiseId: fc.constant(names.promiseId), quantity }))
    const arrive = command("promises.arrive", (l) => l.promises.arrive, fc.record({ ...inbound, quantity }))
    const cut = command("promises.cut", (l) => l.promises.cut, fc.record({ ...inbound, quantity: optional(quantity) }))
    const ship = command("ship", (l) => l.ship, fc.record({ commandId, holdId: fc.constantFrom(names.promiseId, `${names.promiseId}/2`) }))
    return fc.oneof(flow(expect, promise, arrive, ship), flow(expect, promise, arrive, arrive, ship), flow(expect, promise, cut))
  })

const counted = fc
  .record({ sku: plain, countId: fc.constantFrom("c-1", "c-2"), place })
  .chain((names) => {
    const named = { commandId, countId: fc.constant(names.countId) }
    const open = command("counts.open", (l) => l.counts.open, fc.record({ ...named, place: fc.constant(names.place), skus: fc.tuple(fc.constant(names.sku)), tolerance: fc.constantFrom(2, 9) }))
    const enter = command("counts.enter", (l) => l.counts.enter, fc.record({ ...named, counter: fc.constant("ann"), occurredAt, lines: fc.tuple(fc.record({ sku: fc.constant(names.sku), quantity: fc.nat({ max: 4 }) })) }))
    const post = command("counts.post", (l) => l.counts.post, fc.record(named))
    return flow(open, enter, post)
  })

const benches = flow(
  command("kits.assemble", (l) => l.kits.assemble, fc.record({ commandId, sku: fc.constant("BOX"), quantity, place: fc.constantFrom("main", "shop") })),
  command("kits.disassemble", (l) => l.kits.disassemble, fc.record({ commandId, sku: fc.constant("BOX"), quantity, place: fc.constantFrom("main", "shop") })),
)

const flows = fc.oneof(
  { arbitrary: orders, weight: 6 },
  { arbitrary: journeys, weight: 2 },
  { arbitrary: deliveries, weight: 2 },
  { arbitrary: counted, weight: 1 },
  { arbitrary: benches, weight: 1 },
)

const given = <I extends { readonly commandId: string }>(
  name: string,
  method: (
    ledger: StockLedgerShape,
  ) => (input: I) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>,
  input: I,
): Command => ({
  name: `${name} ${JSON.stringify(input)}`,
  send: (ledger, commandId) => method(ledger)({ ...input, commandId }),
})

const track = (sku: string, method: "Fifo" | "MovingAverage" | "Specific", per: "item" | "place") =>
  given("cost.track", (l) => l.cost.track, { commandId: "", sku, method, currency: "EUR", per, unitCost: { currency: "EUR", amount: "2" } })
const showAll = { sells: true, buffer: 0, minimum: 0, landing: "anyOrder" } as const
const configure = (sku: string, channel: string) =>
  given("exposure.configure", (l) => l.exposure.configure, { commandId: "", sku, channel, settings: showAll })
const eur = (amount: string) => ({ currency: "EUR", amount })
const stock = (sku: string, place: string, quantity: number): StockCommand.Line => ({ sku, place, quantity })

/** What a shop does before it opens, most of it: in any order, also after it has opened. */
const setup: ReadonlyArray<Command> = [
  given("declarePool", (l) => l.declarePool, { commandId: "", pool, places: ["main", "shop"] }),
  track("TEA", "Fifo", "item"),
  track("CUP", "MovingAverage", "place"),
  track("BOX", "Fifo", "item"),
  track("PHONE", "Specific", "item"),
  track("MILK", "Fifo", "place"),
  given("kits.define", (l) => l.kits.define, {
    commandId: "",
    sku: "SET",
    components: [
      { sku: "MUG", quantity: 1 },
      { sku: "TEA", quantity: 2 },
    ],
    stocked: false,
  }),
  given("kits.define", (l) => l.kits.define, {
    commandId: "",
    sku: "BOX",
    components: [
      { sku: "CUP", quantity: 1 },
      { sku: "TEA", quantity: 1 },
    ],
    stocked: true,
  }),
  configure("MUG", "web"),
  configure("CUP", "fair"),
  configure("MILK", "web"),
  given("receive", (l) => l.receive, {
    commandId: "",
    lines: [
      { ...stock("MUG", "main", 3) },
      { ...stock("MUG", "shop", 2) },
      { ...stock("TEA", "main", 5), cost: eur("10.01") },
      { ...stock("TEA", "shop", 2), cost: eur("5") },
      { ...stock("CUP", "main", 4), cost: eur("9.99") },
      { ...stock("CUP", "depot", 3), cost: eur("1") },
    ],
  }),
  given("serials.receive", (l) => l.serials.receive, {
    commandId: "",
    lines: [
      { sku: "PHONE", serial: "A", cost: eur("100") },
      { sku: "PHONE", serial: "B", cost: eur("90") },
    ],
  }),
  given("lots.receive", (l) => l.lots.receive, {
    commandId: "",
    lines: [
      { sku: "MILK", lot: "L1", quantity: 3, expires: { day: "2026-01-31", zone: "UTC" }, cost: eur("3") },
      { sku: "MILK", lot: "L2", quantity: 3, expires: { day: "2026-03-01", zone: "UTC" }, cost: eur("4.01") },
      { sku: "MILK", lot: "L2", quantity: 1, place: "shop", cost: eur("1") },
    ],
  }),
]

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
    .tuple(...flows.flatMap(([command]) => (command === undefined ? [] : [fc.record({ command: fc.constant(command), by: side })])))
    .map((commands): Step => ({ _tag: "AtOnce", commands }))

/** Steps that belong together, and how many others come between two of them. */
const strands = fc.tuple(
  fc.oneof(
    { arbitrary: flows.chain((commands) => fc.tuple(...commands.map(sends))), weight: 5 },
    { arbitrary: anyCommand.chain(sends).map((step) => [step]), weight: 4 },
    { arbitrary: waits.map((step) => [step]), weight: 1 },
    { arbitrary: crowds.map((step) => [step]), weight: 1 },
    { arbitrary: fc.tuple(flows, flows, flows).chain(crowdOf).map((step) => [step]), weight: 1 },
  ),
  fc.nat({ max: 3 }),
)

const woven = (strands: ReadonlyArray<readonly [ReadonlyArray<Step>, number]>): ReadonlyArray<Step> =>
  strands
    .flatMap(([steps, gap], i) => steps.map((step, k) => ({ step, at: i + k * gap })))
    .toSorted((one, other) => one.at - other.at)
    .map(({ step }) => step)

/** A shop that has most of what it needs, and then whatever happens. */
export const histories = ({ maxLength = 12 } = {}): fc.Arbitrary<ReadonlyArray<Step>> =>
  fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.constant([...setup]), weight: 2 },
        { arbitrary: fc.subarray([...setup], { minLength: setup.length - 2 }), weight: 1 },
        { arbitrary: fc.shuffledSubarray([...setup], { minLength: setup.length - 2 }), weight: 1 },
      ),
      fc.array(strands, { maxLength, size: "max" }),
    )
    .map(([commands, strands]) => [
      ...commands.map((command): Step => ({ _tag: "Send", command, by: "here", again: false })),
      ...woven(strands),
    ])

export const describe = (step: Step): string => {
  switch (step._tag) {
    case "Send":
      return `${step.by}: ${step.command.name}${step.again ? ", again" : ""}`
    case "AtOnce":
      return `at once:\n${step.commands.map(({ by, command }) => `  ${by}: ${command.name}`).join("\n")}`
    case "Wait":
      return `wait ${step.millis} ms${step.refresh ? ", refreshed" : ""}`
  }
}
