import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { StockLedger, StockRecords } from "entrepot/stock"
import { Journal, Namespace, Store } from "entrepot/store"

import { line } from "./support/given.ts"
import { contents, ledgerOver, onShelf } from "./support/ledger.ts"

const mugs = [line("MUG", 5)] as const
const stocked = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* ledger.receive({ commandId: "po-1", lines: mugs })
  return ledger
})
const held = Effect.gen(function* () {
  const ledger = yield* stocked
  yield* ledger.hold({ commandId: "c-1", holdId: "order-1", lines: [line("MUG", 3)] })
  return ledger
})
const journal = Effect.flatMap(Journal, (journal) =>
  Stream.runCollect(journal.all(StockRecords.Movements)),
)
const everything = Effect.flatMap(Store, contents)

describe("the stock ledger", () => {
  it.effect("answers what happened, and how many units moved", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const lines = [line("MUG", 5), line("CUP", 1, "shop")] as const
      const first = yield* ledger.receive({ commandId: "po-1", lines })
      assert.deepStrictEqual(first, {
        commandId: "po-1",
        answer: { event: "Received", units: 6 },
        position: first.position,
        repeated: false,
      })
      const holdId = "order-1"
      const { answer: kept } = yield* ledger.hold({ commandId: "c-1", holdId, lines })
      assert.deepStrictEqual(kept, { event: "Held", units: 6 })
      const part = { commandId: "c-2", holdId, lines: [line("MUG", 1)] as const }
      const { answer: freed } = yield* ledger.release(part)
      assert.deepStrictEqual(freed, { event: "Released", units: 1 })
      const { answer: gone } = yield* ledger.ship({ commandId: "c-3", holdId })
      assert.deepStrictEqual(gone, { event: "Shipped", units: 5 })
      const { answer: back } = yield* ledger.return({ commandId: "c-4", lines: [line("MUG", 2)] })
      assert.deepStrictEqual(back, { event: "Returned", units: 2 })
      const lost = { commandId: "c-5", lines: [{ sku: "MUG", delta: -1 }] as const }
      const { answer: adjusted } = yield* ledger.adjust(lost)
      assert.deepStrictEqual(adjusted, { event: "Adjusted", units: 1 })
      assert.deepStrictEqual(onShelf(yield* ledger.level("MUG")), {
        sku: "MUG",
        place: "main",
        onHand: 2,
        held: 0,
        available: 2,
      })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect(
    "tells on hand, held and available of an item at a place; zero where it is unknown",
    () =>
      Effect.gen(function* () {
        const ledger = yield* held
        const known = { sku: "MUG", place: "main", onHand: 5, held: 3, available: 2 }
        const unknown = { sku: "MUG", place: "shop", onHand: 0, held: 0, available: 0 }
        assert.deepStrictEqual(onShelf(yield* ledger.level("MUG")), known)
        assert.deepStrictEqual(onShelf(yield* ledger.level("MUG", "main")), known)
        assert.deepStrictEqual(onShelf(yield* ledger.level("MUG", "shop")), unknown)
        assert.deepStrictEqual(onShelf(yield* ledger.level("toString", "shop")), {
          ...unknown,
          sku: "toString",
        })
      }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("tells the levels of all items, by place and item", () =>
    Effect.gen(function* () {
      const ledger = yield* held
      const lines = [line("POT", 1, "shop"), line("～", 1), line("📦", 1), line("CUP", 2)] as const
      yield* ledger.receive({ commandId: "po-2", lines })
      const levels = yield* Stream.runCollect(ledger.levels())
      assert.deepStrictEqual(
        levels.map(({ sku, place, available }) => `${place} ${sku} ${available}`),
        ["main CUP 2", "main MUG 2", "main ～ 1", "main 📦 1", "shop POT 1"],
      )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("finds a hold, with what became of each line", () =>
    Effect.gen(function* () {
      const ledger = yield* held
      yield* ledger.ship({ commandId: "c-2", holdId: "order-1", lines: [line("MUG", 1)] })
      yield* ledger.release({ commandId: "c-3", holdId: "order-1" })
      assert.deepStrictEqual(Option.getOrThrow(yield* ledger.findHold("order-1")), {
        holdId: "order-1",
        lines: [{ sku: "MUG", place: "main", quantity: 3, shipped: 1, released: 2 }],
      })
      assert.isTrue(Option.isNone(yield* ledger.findHold("constructor")))
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("keeps the stock of each namespace apart", () =>
    Effect.gen(function* () {
      const ledger = yield* held
      const elsewhere = Effect.provideService(Namespace, "another-shop")
      const level = yield* elsewhere(ledger.level("MUG"))
      assert.strictEqual(level.onHand, 0)
      const command = { commandId: "po-1", lines: [line("MUG", 1)] as const }
      assert.isFalse((yield* elsewhere(ledger.receive(command))).repeated)
      assert.strictEqual((yield* ledger.level("MUG")).onHand, 5)
      assert.isTrue((yield* elsewhere(ledger.audit())).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("takes any text for an item, a place, a hold and a command", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      // Of the longest, one record's key holds two.
      const longest = "x".repeat(200)
      for (const [i, id] of ["toString", "__proto__", "📦", "a/b", longest].entries()) {
        const lines = [line(id, 2, id)] as const
        yield* ledger.receive({ commandId: `po-${i}`, lines })
        yield* ledger.hold({ commandId: id, holdId: id, lines })
        yield* ledger.ship({ commandId: `s-${i}`, holdId: id, lines: [line(id, 1, id)] })
        assert.deepStrictEqual(onShelf(yield* ledger.level(id, id)), {
          sku: id,
          place: id,
          onHand: 1,
          held: 1,
          available: 0,
        })
      }
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("never takes one shelf for another", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const lines = [line("c", 1, "ab"), line("bc", 2, "a"), line("\u0001c", 4, "ab")] as const
      yield* ledger.receive({ commandId: "po-1", lines })
      for (const { sku, place, quantity } of lines)
        assert.strictEqual((yield* ledger.level(sku, place)).onHand, quantity)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("decides commands that come together one after the other", () =>
    Effect.gen(function* () {
      const ledger = yield* stocked
      const exits = yield* Effect.forEach(
        Array.range(1, 20),
        (i) =>
          Effect.option(
            ledger.hold({ commandId: `c-${i}`, holdId: `o-${i}`, lines: [line("MUG", 2)] }),
          ),
        { concurrency: "unbounded" },
      )
      assert.lengthOf(exits.filter(Option.isSome), 2)
      assert.strictEqual((yield* ledger.level("MUG")).available, 1)
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("a command of the ledger that is repeated", () => {
  it.effect("is answered as the first time, and does nothing", () =>
    Effect.gen(function* () {
      const ledger = yield* stocked
      const hold = { commandId: "c-1", holdId: "order-1", lines: [line("MUG", 3)] as const }
      const first = yield* ledger.hold(hold)
      yield* ledger.ship({ commandId: "c-2", holdId: "order-1" })
      const before = yield* everything
      assert.deepStrictEqual(yield* ledger.hold(hold), { ...first, repeated: true })
      assert.deepStrictEqual(yield* everything, before)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is answered as the first time also by a ledger that was just started", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const first = yield* Effect.flatMap(stocked, (ledger) =>
        ledger.hold({ commandId: "c-1", holdId: "order-1", lines: mugs }),
      )
      // The shelf is sold out now, so the decision alone would refuse.
      const again = yield* StockLedger.pipe(
        Effect.flatMap((ledger) =>
          ledger.hold({ lines: mugs, holdId: "order-1", commandId: "c-1" }),
        ),
        Effect.provide(ledgerOver(store)),
      )
      assert.deepStrictEqual(again, { ...first, repeated: true })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is refused with another body, or under another verb", () =>
    Effect.gen(function* () {
      const ledger = yield* held
      const before = yield* everything
      const other = yield* Effect.flip(
        ledger.receive({ commandId: "po-1", lines: [line("MUG", 4)] }),
      )
      assert.include<object>(other, { _tag: "CommandReused", commandId: "po-1" })
      const verb = yield* Effect.flip(ledger.return({ commandId: "po-1", lines: mugs }))
      assert.strictEqual(verb._tag, "CommandReused")
      assert.deepStrictEqual(yield* everything, before)
      yield* ledger.release({ commandId: "c-2", holdId: "order-1" })
      const ship = yield* Effect.flip(ledger.ship({ commandId: "c-2", holdId: "order-1" }))
      assert.strictEqual(ship._tag, "CommandReused")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("may succeed where it was refused before: a refusal leaves no receipt", () =>
    Effect.gen(function* () {
      const ledger = yield* stocked
      const hold = { commandId: "c-1", holdId: "order-1", lines: [line("MUG", 6)] as const }
      const before = yield* everything
      const refusal = yield* Effect.flip(ledger.hold(hold))
      assert.strictEqual(refusal.message, "MUG at main: 6 wanted, 5 available")
      assert.deepStrictEqual(yield* everything, before)
      yield* ledger.receive({ commandId: "po-2", lines: [line("MUG", 1)] })
      assert.isFalse((yield* ledger.hold(hold)).repeated)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect(
    "says that the hold exists where only the command id is new, however much there is",
    () =>
      Effect.gen(function* () {
        const ledger = yield* stocked
        const hold = { holdId: "order-1", lines: [line("MUG", 3)] as const }
        yield* ledger.hold({ ...hold, commandId: "c-1" })
        const before = yield* everything
        const short = yield* Effect.flip(ledger.hold({ ...hold, commandId: "c-2" }))
        assert.include<object>(short, { _tag: "HoldExists", holdId: "order-1" })
        yield* ledger.receive({ commandId: "po-2", lines: mugs })
        const ample = yield* Effect.flip(ledger.hold({ ...hold, commandId: "c-3" }))
        assert.strictEqual(ample._tag, "HoldExists")
        assert.lengthOf((yield* everything).entries, before.entries.length + 1)
      }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("does nothing where there is nothing to do, and is remembered all the same", () =>
    Effect.gen(function* () {
      const ledger = yield* stocked
      const lines = [
        { sku: "MUG", delta: -1 },
        { sku: "MUG", delta: 1 },
      ] as const
      const nothing = { event: "None", units: 0 }
      const before = yield* journal
      const first = yield* ledger.adjust({ commandId: "c-1", lines })
      assert.deepStrictEqual(first.answer, nothing)
      const again = yield* ledger.adjust({ commandId: "c-1", lines })
      assert.deepStrictEqual([again.answer, again.repeated], [nothing, true])
      assert.deepStrictEqual(yield* journal, before)
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("the journal of the ledger", () => {
  it.effect("has one entry for each command, with who asked, why, and the delivery note", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const first = yield* ledger.receive({
        commandId: "po-1",
        actor: "ann",
        reason: "weekly delivery",
        document: "note-7",
        lines: [line("MUG", 2), line("MUG", 3)],
      })
      yield* ledger.hold({ commandId: "c-1", holdId: "order-1", lines: [line("MUG", 1)] })
      const [received, kept, ...more] = yield* journal
      assert.lengthOf(more, 0)
      assert.deepStrictEqual(received, {
        position: first.position,
        recordedAt: 0,
        occurredAt: 0,
        commandId: "po-1",
        actor: "ann",
        reason: "weekly delivery",
        fact: {
          _tag: "Received",
          lines: [{ sku: "MUG", place: "main", quantity: 5 }],
          document: "note-7",
        },
      })
      assert.deepStrictEqual(
        [kept?.commandId, kept?.actor, kept?.reason],
        ["c-1", undefined, undefined],
      )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("tells when something happened, and when it was recorded", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10_000)
      const ledger = yield* stocked
      const late = {
        commandId: "c-1",
        occurredAt: 7_000,
        lines: [{ sku: "MUG", delta: -1 }],
      } as const
      yield* ledger.adjust(late)
      yield* TestClock.setTime(20_000)
      yield* ledger.return({ commandId: "c-2", lines: mugs })
      assert.deepStrictEqual(
        (yield* journal).map(({ occurredAt, recordedAt }) => [occurredAt, recordedAt]),
        [
          [10_000, 10_000],
          [7_000, 10_000],
          [20_000, 20_000],
        ],
      )
    }).pipe(Effect.provide(ledgerOver())),
  )
})
