import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  StockLedger,
  type StockLedgerShape,
  StockRecords,
  Transfer,
  type TransferCommand,
  TransferRecords,
} from "entrepot/stock"
import { Journal, type Outcome, Records, Store, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  forgettingReceipts,
  miswriting,
  mistelling,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { hold, ship } from "../support/given.ts"
import { ledgerOver } from "../support/ledger.ts"
import { close, dispatch, find, line, plan, receive, writeOff } from "./support/given.ts"
import { contents, law } from "./support/ledgers.ts"
import { contentsWithoutReceipts } from "./support/ledgers.ts"

type Command = TransferCommand.TransferCommand | ReturnType<typeof hold | typeof ship>

const skus = ["mug", "toString"] as const
const places = ["main", "shop"] as const

// --- worlds --------------------------------------------------------------------------------------

const linesOf = fc.array(
  fc
    .tuple(fc.constantFrom(...skus), fc.integer({ min: 1, max: 3 }))
    .map(([sku, quantity]) => line(sku, quantity)),
  { minLength: 1, maxLength: 2 },
)
const documented = (make: typeof receive) =>
  fc.tuple(fc.constantFrom("n1", "n2", "n3"), linesOf).map(([name, lines]) => make(name, ...lines))
const onTransfer: fc.Arbitrary<Command> = fc
  .tuple(
    fc.oneof(
      linesOf.map((lines) => plan(...lines)),
      fc.constant(dispatch()),
      { arbitrary: documented(receive), weight: 4 },
      { arbitrary: documented(writeOff), weight: 2 },
      { arbitrary: documented(find), weight: 2 },
      fc.constant(close),
    ),
    fc.constantFrom("t1", "t2"),
  )
  .map(([command, transferId]) =>
    // The second one goes the other way.
    command._tag === "Plan" && transferId === "t2"
      ? { ...command, transferId, from: command.to, to: command.from }
      : { ...command, transferId },
  )
const onStock: fc.Arbitrary<Command> = fc.oneof(
  linesOf.map((lines) => hold("order-1", ...lines)),
  fc.constant(ship("order-1")),
)

/** Two transfers against each other, while orders are held and shipped at one of the places. */
const histories = fc
  .tuple(
    linesOf,
    linesOf.map((lines): ReadonlyArray<Command> => [
      { _tag: "Plan", commandId: "c", transferId: "t2", from: "shop", to: "main", lines },
    ]),
    fc.array(fc.oneof({ arbitrary: onTransfer, weight: 4 }, onStock), { maxLength: 12 }),
  )
  .map(([first, second, commands]): ReadonlyArray<Command> => {
    const all: ReadonlyArray<Command> = [plan(...first), dispatch(), ...second, ...commands]
    return all.map((command, i) => ({ ...command, commandId: `c-${i}` }))
  })

/** Of each item there are so many at each place to begin with. */
const stocked = 5
const begin = ({ receive }: StockLedgerShape) =>
  receive({
    commandId: "po",
    lines: skus.flatMap((sku) => places.map((place) => ({ sku, quantity: stocked, place }))),
  })

const send = (
  { transfers, ...ledger }: StockLedgerShape,
  command: Command,
): Effect.Effect<Outcome<{ readonly event: string; readonly units: number }>, unknown> => {
  switch (command._tag) {
    case "Plan":
      return transfers.plan(command)
    case "Dispatch":
      return transfers.dispatch(command)
    case "Receive":
      return transfers.receive(command)
    case "WriteOff":
      return transfers.writeOff(command)
    case "Find":
      return transfers.find(command)
    case "Cancel":
      return transfers.cancel(command)
    case "Close":
      return transfers.close(command)
    case "Hold":
      return ledger.hold(command)
    case "Ship":
      return ledger.ship(command)
  }
}

// --- what has to be so ---------------------------------------------------------------------------

/**
 * What was sent is received, lost or in transit, and the shelves have the same in transit; no unit
 * appears or vanishes.
 */
const isWhole = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const { all } = yield* Records
  const transfers = yield* Stream.runCollect(all(TransferRecords.Transfers))
  const history = yield* Effect.flatMap(Journal, (journal) =>
    Stream.runCollect(journal.all(TransferRecords.TransferHistory)),
  )
  const sent = yield* Stream.runCollect(all(StockRecords.Holds))
  for (const sku of skus) {
    const onHand: Array<number> = []
    for (const place of places) {
      const level = yield* ledger.level(sku, place)
      const underway = transfers
        .filter(({ to }) => to === place)
        .flatMap(({ items }) => items.filter((item) => item.sku === sku))
      assert.strictEqual(
        level.transit,
        underway.reduce((total, item) => total + Transfer.inTransit(item), 0),
        "in transit",
      )
      onHand.push(level.onHand, level.transit)
    }
    const told = (transferId: string, ...tags: ReadonlyArray<string>) =>
      history
        .filter(({ fact }) => fact.transferId === transferId && tags.includes(fact._tag))
        .flatMap(({ fact }) => ("lines" in fact ? fact.lines : []))
        .reduce((total, line) => total + (line.sku === sku ? line.quantity : 0), 0)
    let lost = 0
    for (const { transferId, items } of transfers)
      for (const item of items.filter((item) => item.sku === sku)) {
        const { dispatched, received } = item
        lost += item.lost
        assert.deepStrictEqual(
          [dispatched, received, item.lost],
          [
            told(transferId, "Dispatched"),
            told(transferId, "Received", "Found"),
            told(transferId, "WrittenOff") - told(transferId, "Found"),
          ],
          "the record and the journal",
        )
        assert.isTrue(Math.min(item.lost, received, Transfer.inTransit(item)) >= 0, "below zero")
      }
    const shipped = sent
      .flatMap(({ lines }) => lines.filter((line) => line.sku === sku))
      .reduce((total, line) => total + line.shipped, 0)
    assert.strictEqual(
      onHand.reduce((total, units) => total + units, lost + shipped),
      stocked * places.length,
      "conserved",
    )
  }
  assert.isTrue((yield* ledger.audit()).ok, "audit")
})

// --- mutants -------------------------------------------------------------------------------------

const holds = holdsIn(40)
const sound = Memory.make

/** Writes no transit beside the shelves. */
const losingTransit = miswriting(StockRecords.Shelves, ({ beside: _, ...shelf }) => shelf)
/** Tells the stock journal of no movement. */
const untoldMovements = mistelling((entry) => (entry.type === "Moved" ? [] : [entry]))
const forgettingDocuments = miswriting(TransferRecords.Transfers, (transfer) => ({
  ...transfer,
  documents: [],
}))

// --- laws ----------------------------------------------------------------------------------------

const nothingVanishes = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      yield* begin(ledger)
      for (const command of history) yield* Effect.option(send(ledger, command))
      yield* isWhole
    }),
  )

/** Each paper arrives again under another command. */
const papersCountOnce = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      const store = yield* Store
      yield* begin(ledger)
      for (const command of history) {
        if (Option.isNone(yield* Effect.option(send(ledger, command)))) continue
        if (!("document" in command) || command.document === undefined) continue
        const before = yield* contentsWithoutReceipts(store)
        // As another process knows it, which has nothing in memory.
        const restarted = yield* Effect.provide(StockLedger, ledgerOver(store))
        const commandId = `again-${command.commandId}`
        const again = yield* Effect.option(send(restarted, { ...command, commandId }))
        assert.deepStrictEqual(
          Option.map(again, ({ answer }) => answer),
          Option.some({ event: "None", units: 0 }),
        )
        assert.deepStrictEqual(yield* contentsWithoutReceipts(store), before)
      }
    }),
  )

const repeatingAndRefusingChangeNothing = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      const store = yield* Store
      yield* begin(ledger)
      const sent: Array<readonly [Command, unknown]> = []
      for (const command of history) {
        const before = yield* contents(store)
        const outcome = yield* Effect.option(send(ledger, command))
        if (Option.isSome(outcome)) sent.push([command, { ...outcome.value, repeated: true }])
        else assert.deepStrictEqual(yield* contents(store), before, "a refusal")
      }
      const before = yield* contents(store)
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(store))
      for (const [command, outcome] of sent.toReversed())
        assert.deepStrictEqual(
          yield* Effect.option(send(restarted, command)),
          Option.some(outcome),
          "a repetition",
        )
      assert.deepStrictEqual(yield* contents(store), before)
    }),
  )

/** The same of commands that come at once, to two ledgers over one store. */
const atOnce = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const one = yield* StockLedger
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      yield* begin(one)
      yield* Effect.forEach(
        history,
        (command, i) => Effect.option(send(i % 2 === 0 ? one : other, command)),
        { concurrency: "unbounded" },
      )
      yield* isWhole
    }),
  )

describe("the laws of transfers over the ledger", { timeout: 30_000 }, () => {
  it("what was sent is received, lost or in transit on the shelves, after any history", async () => {
    await holds(nothingVanishes(sound))
    await kills(nothingVanishes(losingTransit))
    await kills(nothingVanishes(untoldMovements))
  })

  it("a paper that comes again under another command counts once", async () => {
    await holds(papersCountOnce(sound))
    await kills(papersCountOnce(forgettingDocuments))
  })

  it("a command that is repeated or refused changes nothing", async () => {
    await holds(repeatingAndRefusingChangeNothing(sound))
    await kills(repeatingAndRefusingChangeNothing(forgettingReceipts))
    await kills(repeatingAndRefusingChangeNothing(writingRefusalsDown))
  })

  it("what comes at once, to two ledgers over one store, is as whole", async () => {
    await holds(atOnce(sound))
    await kills(atOnce(comparingNothing))
  })
})
