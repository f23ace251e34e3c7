import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { SerialHistory, SerialPosting, SerialRecords, StockLedger } from "entrepot/stock"
import { Journal, Store, Transactor } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import { ask, everything, send, unitsAt, whereIs } from "./support/ledger.ts"
import * as Unit from "./support/units.ts"
import { phone, receive } from "./support/units.ts"

const audited = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const { ok, differences } = yield* ledger.serials.audit()
  assert.deepStrictEqual([ok, differences], [true, []])
  assert.isTrue((yield* ledger.audit()).ok)
})

/** A test over a fresh ledger, which is audited in the end. */
const scenario = <E>(
  name: string,
  body: Effect.Effect<void, E, StockLedger | Journal | Store | Transactor>,
) => it.effect(name, () => Effect.provide(Effect.andThen(body, audited), ledgerOver()))

const level = (place = "main", sku = "PHONE") =>
  StockLedger.use((ledger) =>
    Effect.map(ledger.level(sku, place), ({ onHand, held, quarantine, repair, transit }) => ({
      onHand,
      held,
      quarantine,
      repair,
      transit,
    })),
  )
const nothing = { onHand: 0, held: 0, quarantine: 0, repair: 0, transit: 0 }

/** An order that holds a quantity, and says nothing of serial numbers. */
const holdQuantity = (
  holdId: string,
  quantity: number,
  more: { readonly expiresAt?: number } = {},
) =>
  StockLedger.use((ledger) =>
    ledger.hold({ commandId: `q-${holdId}`, holdId, lines: [{ sku: "PHONE", quantity }], ...more }),
  )
const minutes = (n: number) => n * 60_000

describe("a unit with a serial number", () => {
  scenario(
    "lives from purchase to scrap, and the shelves say the same",
    Effect.gen(function* () {
      yield* ask(receive(phone("A"), phone("B")))
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 2 })
      yield* ask(Unit.send("t-1", "shop", phone("A")))
      assert.deepStrictEqual(yield* level("shop"), { ...nothing, transit: 1 })
      yield* ask(Unit.arrive("t-1", phone("A")))
      yield* ask(Unit.ask("Ship")(phone("A")))
      assert.deepStrictEqual(yield* level("shop"), nothing)
      yield* ask(Unit.ask("RepairIn")(phone("A", "shop")))
      assert.deepStrictEqual(yield* level("shop"), nothing)
      yield* ask(Unit.ask("RepairOut")(phone("A")))
      yield* ask(Unit.ask("Quarantine")(phone("A", "main")))
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1, quarantine: 1 })
      yield* ask(Unit.ask("RepairIn")(phone("A")))
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1, repair: 1 })
      yield* ask(Unit.ask("Scrap")(phone("A")))
      yield* ask(Unit.ask("Lose")(phone("B")))
      assert.deepStrictEqual(yield* level(), nothing)
      assert.strictEqual(yield* ask(Unit.ask("Find")(phone("B", "shop"))), "Found")
      assert.deepStrictEqual(yield* level("shop"), { ...nothing, onHand: 1 })
    }),
  )

  scenario(
    "has a history with document, place and actor, and was somewhere at any time",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      yield* TestClock.setTime(1_000)
      const header = { document: "po-1", actor: "ann", occurredAt: 900 }
      yield* serials.receive({ commandId: "1", ...header, lines: [phone("A", "shop"), phone("B")] })
      yield* TestClock.setTime(2_000)
      yield* serials.hold({
        commandId: "2",
        holdId: "order-7",
        expiresAt: 5_000,
        lines: [phone("A")],
      })
      yield* TestClock.setTime(9_000)
      yield* serials.ship({
        commandId: "3",
        document: "order-8",
        actor: "bob",
        lines: [phone("A")],
      })
      yield* serials.count({ commandId: "4", lines: [phone("B")] })

      const history = yield* serials.history("PHONE", "A")
      assert.deepStrictEqual(
        history.map(({ number, event, document, place, actor, recordedAt, occurredAt }) =>
          [number, event, document, place, actor, recordedAt, occurredAt].join(" "),
        ),
        [
          "1 Received po-1 shop ann 1000 900",
          "2 Held  shop  2000 2000",
          "3 Released  shop  9000 5000",
          "4 Shipped order-8 shop bob 9000 9000",
        ],
      )
      const journal = yield* Journal
      const entries = yield* Stream.runCollect(journal.all(SerialRecords.SerialFacts))
      assert.deepStrictEqual(SerialHistory.history(entries, phone("A")), history)

      const at = (instant: number, axis: "recordedAt" | "occurredAt") =>
        Effect.map(serials.whereAsOf("PHONE", "A", instant, axis), ({ _tag }) => _tag)
      assert.deepStrictEqual(
        yield* Effect.all([at(899, "occurredAt"), at(900, "occurredAt"), at(999, "recordedAt")]),
        ["Supplier", "Shelf", "Supplier"],
      )
      assert.deepStrictEqual(
        yield* Effect.all([
          at(5_000, "occurredAt"),
          at(5_000, "recordedAt"),
          at(9_000, "recordedAt"),
        ]),
        ["Shelf", "Held", "Customer"],
      )
      assert.deepStrictEqual(yield* serials.history("PHONE", "none"), [])
    }),
  )

  scenario(
    "is found at its place, for its order and in its transfer",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      yield* ask(receive(phone("A"), phone("B"), phone("C"), phone("D", "shop")))
      yield* ask(receive({ sku: "TABLET", serial: "A" }))
      yield* ask(Unit.hold("order-1", phone("A")))
      yield* ask(Unit.send("t-1", "shop", phone("B")))
      yield* ask(Unit.ask("Quarantine")(phone("C")))
      assert.deepStrictEqual(yield* unitsAt("main", "PHONE"), ["A Held", "C Quarantine"])
      assert.deepStrictEqual(yield* unitsAt("main"), ["A Held", "C Quarantine", "A Shelf"])
      assert.deepStrictEqual(yield* unitsAt("shop"), ["D Shelf"])
      const serialsOf = Stream.map(({ serial }: { readonly serial: string }) => serial)
      assert.deepStrictEqual(
        [
          yield* Stream.runCollect(serialsOf(serials.heldFor("order-1"))),
          yield* Stream.runCollect(serialsOf(serials.inTransfer("t-1"))),
        ],
        [["A"], ["B"]],
      )
    }),
  )

  scenario(
    "is replaced: what comes back and what goes out are one movement",
    Effect.gen(function* () {
      yield* ask(receive(phone("A"), phone("B"), phone("C")))
      yield* ask(Unit.ask("Ship")(phone("A")))
      yield* ask(Unit.hold("rma-1", phone("B")))
      const exchange = Unit.replace("Return", { ...phone("A", "shop"), by: phone("B") })
      assert.strictEqual(yield* ask(exchange), "SerialMoveImpossible")
      assert.strictEqual(yield* ask({ ...exchange, holdId: "rma-1" }), "Replaced")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1 })
      assert.deepStrictEqual(yield* level("shop"), { ...nothing, onHand: 1 })
      yield* ask(Unit.replace("Discard", { ...phone("B"), by: phone("C") }))
      assert.deepStrictEqual(yield* level(), nothing)
    }),
  )
})

describe("an item that is kept by serial number", () => {
  scenario(
    "is so from its first receipt, and nobody moves its units without naming them",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ask(receive(phone("A")))
      const lines = [{ sku: "PHONE", quantity: 1 }] as const
      const refused = [
        ledger.receive({ commandId: "1", lines }),
        ledger.adjust({ commandId: "2", lines: [{ sku: "PHONE", delta: -1 }] }),
      ]
      for (const attempt of refused)
        assert.strictEqual((yield* Effect.flip(attempt))._tag, "UnitsTracked")
      yield* ledger.receive({ commandId: "3", lines: [{ sku: "MUG", quantity: 1 }] })
      assert.strictEqual(yield* ask(receive({ sku: "MUG", serial: "1" })), "UnitsTracked")
      assert.strictEqual(yield* whereIs("1", "MUG"), undefined)
    }),
  )

  scenario(
    "may be held by quantity, and leaves no more units on the shelf than are free",
    Effect.gen(function* () {
      yield* ask(receive(phone("A"), phone("B")))
      yield* holdQuantity("order-1", 1)
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("A"))), "Shipped")
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("B"))), "InsufficientStock")
      assert.strictEqual(yield* ask(Unit.hold("order-2", phone("B"))), "InsufficientStock")
      assert.strictEqual(yield* whereIs("B"), "Shelf main")
    }),
  )
})

describe("an item whose units have a cost each", () => {
  const eur = (amount: string) => ({ currency: "EUR", amount }) as const
  const costs = Effect.gen(function* () {
    const { cost } = yield* StockLedger
    const value = Option.getOrThrow(yield* cost.value("PHONE"))
    return `${value.units}: ${value.value.amount}`
  })

  scenario(
    "sells each at its own, and takes it back at that",
    Effect.gen(function* () {
      const { cost: books, serials } = yield* StockLedger
      const policy = { sku: "PHONE", method: "Specific", currency: "EUR", per: "item" } as const
      yield* books.track({ commandId: "1", ...policy })
      assert.strictEqual(yield* ask(receive(phone("A"))), "CostMissing")
      yield* serials.receive({
        commandId: "2",
        lines: [
          { ...phone("A"), cost: eur("100") },
          { ...phone("B"), cost: eur("120") },
          { ...phone("C"), cost: eur("130") },
        ],
      })
      yield* holdQuantity("order-1", 1)
      yield* ask(Unit.shipHeld("order-1", phone("B")))
      assert.strictEqual(yield* costs, "2: 230")
      yield* serials.ship({ commandId: "3", sale: "counter-7", lines: [phone("C")] })
      assert.strictEqual(yield* costs, "1: 100")
      const back = { commandId: "4", lines: [phone("C", "shop")] }
      assert.strictEqual((yield* Effect.flip(serials.return(back)))._tag, "CostMissing")
      yield* serials.return({ ...back, sale: "counter-7" })
      assert.strictEqual(yield* costs, "2: 230")
      yield* ask(Unit.ask("Lose")(phone("A")))
      assert.strictEqual(yield* costs, "1: 130")
    }),
  )
})

describe("a hold of units", () => {
  scenario(
    "the same serial is held by one of two transactions at once, never by both",
    Effect.gen(function* () {
      const store = yield* Store
      const one = yield* StockLedger
      yield* ask(receive(phone("A"), phone("B")))
      const other = yield* Effect.provide(StockLedger, ledgerOver(store))
      yield* other.serials.unit("PHONE", "A")
      const outcomes = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, i) => i),
        (i) =>
          Effect.match(
            send(i % 2 === 0 ? one : other, {
              ...Unit.hold(`order-${i}`, phone("A")),
              commandId: `hold-${i}`,
            }),
            { onFailure: ({ _tag }) => _tag, onSuccess: () => "held" },
          ),
        { concurrency: "unbounded" },
      )
      assert.strictEqual(outcomes.filter((outcome) => outcome === "held").length, 1)
      assert.strictEqual(
        outcomes.filter((outcome) => outcome === "SerialMoveImpossible").length,
        19,
      )
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 2, held: 1 })
    }),
  )

  scenario(
    "ends at its instant with nobody doing anything, and the next command says so",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      yield* ask(receive(phone("A"), phone("B")))
      yield* ask({ ...Unit.hold("order-1", phone("A"), phone("B")), expiresAt: minutes(30) })
      yield* TestClock.setTime(minutes(30) - 1)
      assert.strictEqual(yield* whereIs("A"), "Held main order-1")
      assert.strictEqual(yield* ask(Unit.hold("order-2", phone("A"))), "SerialMoveImpossible")
      yield* TestClock.setTime(minutes(30))
      assert.strictEqual(yield* whereIs("A"), "Shelf main")
      assert.deepStrictEqual(yield* unitsAt("main"), ["A Shelf", "B Shelf"])
      assert.deepStrictEqual(yield* Stream.runCollect(serials.heldFor("order-1")), [])
      assert.strictEqual(yield* ask(Unit.shipHeld("order-1", phone("A"))), "HoldExpired")
      assert.strictEqual(yield* ask(Unit.release("order-1", phone("A"))), "HoldExpired")
      assert.strictEqual(yield* ask(Unit.hold("order-2", phone("A"))), "Held")
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("B"))), "Shipped")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1, held: 1 })
    }),
  )

  scenario(
    "is kept longer while it stands",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ask(receive(phone("A")))
      yield* ask({ ...Unit.hold("order-1", phone("A")), expiresAt: minutes(1) })
      const later = { holdId: "order-1", expiresAt: minutes(2) }
      const refusal = yield* Effect.flip(ledger.extend({ commandId: "1", ...later }))
      assert.strictEqual(refusal._tag, "HoldKept")
      yield* ledger.serials.extend({ commandId: "2", ...later })
      yield* TestClock.setTime(minutes(1))
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("A"))), "SerialMoveImpossible")
      yield* TestClock.setTime(minutes(2))
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("A"))), "Shipped")
    }),
  )

  scenario(
    "has one order, which is not made twice",
    Effect.gen(function* () {
      yield* ask(receive(phone("A"), phone("B")))
      yield* ask(Unit.hold("order-1", phone("A")))
      assert.strictEqual(yield* ask(Unit.hold("order-1", phone("B"))), "HoldExists")
      assert.strictEqual(yield* ask(Unit.shipHeld("order-9", phone("B"))), "UnknownHold")
      assert.strictEqual(yield* ask(Unit.shipHeld("order-1", phone("A"))), "Shipped")
      assert.strictEqual(yield* ask(Unit.hold("order-1", phone("B"))), "HoldExists")
    }),
  )
})

describe("an order that holds a quantity", () => {
  scenario(
    "is given units, no more than it keeps, and ships these",
    Effect.gen(function* () {
      yield* ask(receive(phone("A"), phone("B"), phone("C"), phone("D", "shop")))
      yield* holdQuantity("order-1", 2)
      const give = (...serials: ReadonlyArray<string>) =>
        ask(Unit.hold("order-1", ...serials.map((serial) => phone(serial))))
      assert.strictEqual(yield* give("A", "B", "C"), "HoldExceeded")
      assert.strictEqual(yield* give("D"), "HoldExceeded")
      assert.strictEqual(yield* give("A"), "Held")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 3, held: 2 })
      assert.strictEqual(yield* give("B"), "Held")
      assert.strictEqual(yield* give("C"), "HoldExceeded")
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("A"))), "SerialMoveImpossible")
      assert.strictEqual(yield* ask(Unit.release("order-1", phone("B"))), "Released")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 3, held: 2 })
      assert.strictEqual(yield* ask(Unit.shipHeld("order-1", phone("A"))), "Shipped")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 2, held: 1 })
    }),
  )

  scenario(
    "is picked by scanning: free units are given to it and shipped in one step",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      yield* ask(receive(phone("A"), phone("B"), phone("C")))
      yield* holdQuantity("order-1", 2)
      const ship = (...serials: ReadonlyArray<string>) =>
        ask(Unit.shipHeld("order-1", ...serials.map((serial) => phone(serial))))
      assert.strictEqual(yield* ship("A", "B", "C"), "HoldExceeded")
      assert.strictEqual(yield* ship("A", "A"), "SerialsDuplicated")
      assert.strictEqual(yield* ship("A"), "Shipped")
      assert.deepStrictEqual(
        (yield* serials.history("PHONE", "A")).map(({ event }) => event),
        ["Received", "Held", "Shipped"],
      )
      assert.strictEqual(yield* ship("B"), "Shipped")
      assert.strictEqual(yield* ship("C"), "HoldExceeded")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1 })
    }),
  )

  scenario(
    "that expires leaves its units to others",
    Effect.gen(function* () {
      yield* ask(receive(phone("A")))
      yield* holdQuantity("order-1", 1, { expiresAt: minutes(1) })
      yield* ask(Unit.hold("order-1", phone("A")))
      const later = { ...Unit.hold("order-1", phone("A")), expiresAt: minutes(9) }
      assert.strictEqual(yield* ask(later), "HoldExists")
      yield* TestClock.setTime(minutes(1))
      assert.strictEqual(yield* ask(Unit.shipHeld("order-1", phone("A"))), "HoldExpired")
      assert.strictEqual(yield* ask(Unit.hold("order-2", phone("A"))), "Held")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1, held: 1 })
    }),
  )

  scenario(
    "that is released without naming units keeps only as many of them as it is left",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ask(receive(phone("A"), phone("B"), phone("C")))
      yield* holdQuantity("order-1", 3)
      yield* ask(Unit.hold("order-1", phone("A"), phone("B"), phone("C")))
      yield* ledger.release({
        commandId: "1",
        holdId: "order-1",
        lines: [{ sku: "PHONE", quantity: 1 }],
      })
      assert.strictEqual(
        yield* ask(Unit.hold("order-2", phone("A"), phone("B"))),
        "SerialMoveImpossible",
      )
      assert.strictEqual(yield* ask(Unit.hold("order-2", phone("B"))), "Held")
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("A"))), "SerialMoveImpossible")
      assert.strictEqual(yield* ask(Unit.shipHeld("order-1", phone("A"), phone("C"))), "Shipped")
      assert.deepStrictEqual(yield* level(), { ...nothing, onHand: 1, held: 1 })
    }),
  )

  scenario(
    "that is released as a whole binds nobody",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ask(receive(phone("A"), phone("B")))
      yield* holdQuantity("order-1", 2)
      yield* ask(Unit.hold("order-1", phone("A"), phone("B")))
      yield* ledger.release({ commandId: "1", holdId: "order-1" })
      assert.strictEqual(yield* whereIs("A"), "Shelf main")
      assert.strictEqual(yield* ask(Unit.shipHeld("order-1", phone("A"))), "HoldExceeded")
      assert.strictEqual(yield* ask(Unit.release("order-1", phone("B"))), "Released")
      assert.strictEqual(yield* ask(Unit.ask("Ship")(phone("A"))), "Shipped")
    }),
  )
})

describe("a command on units", () => {
  scenario(
    "that names a unit twice is refused with the lines, and nothing is received",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      const lines = [phone("A"), phone("B"), phone("A", "shop")]
      const refusal = yield* Effect.flip(serials.receive({ commandId: "1", lines }))
      assert.deepInclude(refusal, {
        _tag: "SerialsDuplicated",
        serials: [{ sku: "PHONE", serial: "A", lines: [0, 2] }],
      })
      assert.strictEqual(yield* whereIs("B"), undefined)
    }),
  )

  scenario(
    "that is sent again is answered as the first time",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const store = yield* Store
      const command = { ...receive(phone("A")), commandId: "1" }
      const first = yield* send(ledger, command)
      const before = yield* everything(store)
      assert.deepStrictEqual(yield* send(ledger, command), { ...first, repeated: true })
      assert.deepStrictEqual(yield* everything(store), before)
    }),
  )

  scenario(
    "whose refusal is caught inside a larger program leaves nothing",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const pool = { commandId: "p", pool: "EU", places: ["main", "shop"] }
      yield* ledger.declarePool(pool)
      yield* ask(receive(phone("A"), phone("B")))
      yield* ask(Unit.ask("Ship")(phone("A")))
      yield* ask(Unit.hold("rma-1", phone("B")))
      const transactor = yield* Transactor
      const before = yield* everything(yield* Store)
      const refused = [
        // The unit goes out, and the other comes back to no place.
        { ...Unit.replace("Return", { ...phone("A", "EU"), by: phone("B") }), holdId: "rma-1" },
        Unit.ask("Return")(phone("A", "EU")),
        Unit.hold("order-2", phone("B")),
      ]
      const tags = yield* transactor.run(
        Effect.forEach(refused, (command) =>
          Effect.match(SerialPosting.post(command), {
            onFailure: ({ _tag }): string => _tag,
            onSuccess: ({ event }) => event,
          }),
        ),
      )
      assert.deepStrictEqual(tags, ["PlaceIsPool", "PlaceIsPool", "SerialMoveImpossible"])
      assert.deepStrictEqual(yield* everything(yield* Store), before)
    }),
  )
})
