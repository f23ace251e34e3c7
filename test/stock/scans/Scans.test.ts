import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { type SerialScan, StockLedger } from "entrepot/stock"
import { Store } from "entrepot/store"

import { everything, whereIs } from "../serials/support/ledger.ts"
import { ledgerOver } from "../support/ledger.ts"

type Scan = SerialScan.SerialScan

/** A scan of a phone at an instant, by a gun whose number is that instant. */
const scan = (purpose: Scan["purpose"], at: number, more: Partial<Scan> = {}): Scan => ({
  scanId: `s-${at}`,
  device: "gun",
  sequence: at,
  at,
  purpose,
  sku: "PHONE",
  serial: "A",
  ...more,
})

/** Sends a scan, and says what became of it and why it waits. */
const take = Effect.fnUntraced(function* (one: Scan) {
  const { serials } = yield* StockLedger
  const { answer } = yield* serials.scan(one)
  return [answer.scan, answer.movements, answer.refusal].filter((part) => part !== undefined)
})

const onHand = StockLedger.use((ledger) =>
  Effect.map(ledger.level("PHONE"), (level) => level.onHand),
)
const audited = StockLedger.use((ledger) =>
  Effect.map(ledger.serials.audit(), ({ differences }) => assert.deepStrictEqual(differences, [])),
)
const scenario = <E>(name: string, body: Effect.Effect<void, E, StockLedger | Store>) =>
  it.effect(name, () => Effect.provide(Effect.andThen(body, audited), ledgerOver()))

describe("a scan", () => {
  scenario(
    "posts its movement on the unit and on the shelf, once however often it comes",
    Effect.gen(function* () {
      const store = yield* Store
      assert.deepStrictEqual(yield* take(scan("Receive", 1)), ["Posted", 1])
      assert.strictEqual(yield* onHand, 1)
      const before = yield* everything(store)
      const { serials } = yield* StockLedger
      assert.isTrue((yield* serials.scan(scan("Receive", 1))).repeated)
      // A gateway gave it an id of its own, or sent it on as its own.
      assert.isTrue((yield* serials.scan(scan("Receive", 1, { scanId: "x" }))).repeated)
      assert.deepStrictEqual(yield* everything(store), before)
      const relayed = scan("Receive", 1, { device: "relay", sequence: 9 })
      assert.deepStrictEqual(yield* take(relayed), ["Known", 0])
      assert.strictEqual(yield* onHand, 1)
    }),
  )

  scenario(
    "that said something else before is refused, by its id and by its number",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      yield* take(scan("Receive", 1))
      const others = [
        scan("Receive", 1, { serial: "B" }),
        scan("Ship", 1, { device: "relay", sequence: 9 }),
      ]
      for (const other of others)
        assert.strictEqual((yield* Effect.flip(serials.scan(other)))._tag, "ScanConflict")
      assert.strictEqual(yield* whereIs("B"), undefined)
    }),
  )

  scenario(
    "that comes too early waits, and is posted as its own actor's when the earlier one comes",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      const impossible = "SerialMoveImpossible"
      assert.deepStrictEqual(yield* take(scan("Return", 3, { place: "shop", actor: "cy" })), [
        "Waited",
        0,
        impossible,
      ])
      assert.deepStrictEqual(yield* take(scan("Ship", 2, { actor: "bob" })), [
        "Waited",
        0,
        impossible,
      ])
      const { values } = yield* serials.waiting()
      assert.deepStrictEqual(
        values.map(({ serial, waiting }) => [serial, ...waiting.map(({ at }) => at)]),
        [["A", 2, 3]],
      )
      assert.deepStrictEqual(yield* take(scan("Receive", 1, { actor: "ann" })), ["Posted", 3])
      assert.strictEqual(yield* whereIs("A"), "Shelf shop")
      assert.deepStrictEqual((yield* serials.waiting()).values, [])
      assert.deepStrictEqual(
        (yield* serials.history("PHONE", "A")).map(({ event, actor, occurredAt }) =>
          [event, actor, occurredAt].join(" "),
        ),
        ["Received ann 1", "Shipped bob 2", "Returned cy 3"],
      )
    }),
  )

  scenario(
    "picks a unit for an order that holds a quantity",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* take(scan("Receive", 1))
      yield* take(scan("Receive", 2, { serial: "B" }))
      const lines = [{ sku: "PHONE", quantity: 1 }] as const
      yield* ledger.hold({ commandId: "1", holdId: "order-1", lines })
      assert.deepStrictEqual(yield* take(scan("Ship", 3, { holdId: "order-1" })), ["Posted", 1])
      const another = scan("Ship", 4, { holdId: "order-1", serial: "B" })
      assert.deepStrictEqual(yield* take(another), ["Waited", 0, "HoldExceeded"])
      assert.strictEqual(yield* onHand, 1)
    }),
  )

  scenario(
    "of a unit that the shelf cannot spare waits, and nothing is half-written; a later one clears it up",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* take(scan("Receive", 1))
      const lines = [{ sku: "PHONE", quantity: 1 }] as const
      yield* ledger.hold({ commandId: "1", holdId: "order-1", lines })
      assert.deepStrictEqual(yield* take(scan("Ship", 2)), ["Waited", 0, "InsufficientStock"])
      assert.strictEqual(yield* whereIs("A"), "Shelf main")
      assert.strictEqual(yield* onHand, 1)
      yield* audited
      yield* ledger.release({ commandId: "2", holdId: "order-1" })
      assert.deepStrictEqual(yield* take(scan("Ship", 9)), ["Repeated", 1])
      assert.strictEqual(yield* whereIs("A"), "Customer")
    }),
  )

  scenario(
    "that waits for its shelf does not hold up what is seen later",
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* take(scan("Ship", 2))
      yield* take(scan("Count", 3))
      const lines = [{ sku: "PHONE", quantity: 1 }] as const
      yield* ledger.serials.receive({ commandId: "1", lines: [{ sku: "PHONE", serial: "B" }] })
      yield* ledger.hold({ commandId: "2", holdId: "order-1", lines })
      yield* ledger.serials.ship({
        commandId: "3",
        holdId: "order-1",
        lines: [{ sku: "PHONE", serial: "B" }],
      })
      yield* ledger.serials.receive({ commandId: "4", lines: [{ sku: "PHONE", serial: "C" }] })
      yield* ledger.hold({
        commandId: "5",
        holdId: "order-2",
        lines: [{ sku: "PHONE", quantity: 1 }],
      })
      // With A there are two, of which one is held: A may leave, and was seen after that.
      assert.deepStrictEqual(yield* take(scan("Receive", 1)), ["Posted", 2])
      assert.strictEqual(yield* whereIs("A"), "Customer")
    }),
  )
})

describe("a text from a scanner", () => {
  const gtin = "09506000134376"

  scenario(
    "is told by the codes that are registered",
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const { serials } = yield* StockLedger
      yield* serials.registerGtin({ commandId: "1", gtin, sku: "PHONE" })
      yield* serials.registerCode({
        commandId: "2",
        text: "4006381333931",
        sku: "PHONE",
        serial: "A",
      })
      yield* serials.registerCode({ commandId: "3", text: "box-7", sku: "MUG" })
      const told = (text: string) =>
        Effect.map(serials.identify(text), ({ sku, serial, lot, expiresOn, count }) =>
          [sku, serial, lot, expiresOn, count].join(" "),
        )
      assert.strictEqual(yield* told(`]d201${gtin}21S1`), "PHONE S1   1")
      assert.strictEqual(
        yield* told(`(01)${gtin}(10)L7(17)280200(21)S1`),
        "PHONE S1 L7 2028-02-29 1",
      )
      assert.strictEqual(yield* told(gtin), "PHONE    1")
      assert.strictEqual(yield* told(" box-7 "), "MUG    1")
      // A serial number of 13 digits is one, though its digits would be a GTIN.
      assert.strictEqual(yield* told("4006381333931"), "PHONE A   1")
      assert.strictEqual((yield* Effect.flip(serials.identify("box-8")))._tag, "ScanUnknown")
    }),
  )

  scenario(
    "with a wrong check digit is refused with the offset, when it is read and when it is registered",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      const read = yield* Effect.flip(serials.identify("]d2010950600013437521S1"))
      assert.deepInclude(read, { _tag: "CheckDigitWrong", offset: 18, expected: 6 })
      const registered = serials.registerGtin({ commandId: "1", gtin: "4006381333913", sku: "PEN" })
      assert.deepInclude(yield* Effect.flip(registered), {
        _tag: "CheckDigitWrong",
        offset: 12,
        expected: 7,
      })
      const long = yield* Effect.flip(serials.identify("x".repeat(300)))
      assert.strictEqual(long._tag, "ScanTooLong")
      assert.strictEqual(
        (yield* Effect.flip(serials.identify("a\u0000b")))._tag,
        "ScanCharacterInvalid",
      )
    }),
  )

  scenario(
    "is of what was registered last; the same again changes nothing",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      const register = (commandId: string, sku: string) =>
        Effect.map(
          serials.registerCode({ commandId, text: "box-7", sku }),
          ({ answer }) => answer.event,
        )
      const events = [
        yield* register("1", "MUG"),
        yield* register("2", "MUG"),
        yield* register("3", "CUP"),
      ]
      assert.deepStrictEqual(events, ["CodeRegistered", "None", "CodeRegistered"])
      assert.strictEqual((yield* serials.identify("box-7")).sku, "CUP")
    }),
  )
})

describe("a unit that nobody scanned", () => {
  scenario(
    "is not known, has no history and was never anywhere",
    Effect.gen(function* () {
      const { serials } = yield* StockLedger
      assert.isTrue(Option.isNone(yield* serials.unit("PHONE", "A")))
      assert.deepStrictEqual(yield* serials.history("PHONE", "A"), [])
      assert.deepStrictEqual(yield* serials.whereAsOf("PHONE", "A", 0, "recordedAt"), {
        _tag: "Supplier",
      })
      assert.deepStrictEqual(yield* Stream.runCollect(serials.at("main")), [])
      const faulty = scan("Receive", 1, { serial: "" })
      assert.strictEqual((yield* Effect.flip(serials.scan(faulty)))._tag, "InputInvalid")
    }),
  )
})
