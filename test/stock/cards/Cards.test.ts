import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { Card, type Cards, StockLedger } from "entrepot/stock"
import { type JournalDraft, Store, type StoreShape, StoreUnavailable } from "entrepot/store"

import { restored } from "../../support/restored.ts"
import { line, moved } from "../support/given.ts"
import { ledgerOver } from "../support/ledger.ts"
import { cardsBy } from "./support/cards.ts"

const mug = { sku: "MUG" }
const until = (at: number, axis: Card.Axis = "recordedAt"): Cards.AsOf => ({ ...mug, at, axis })

/** A mug is received, held and shipped, a minute after the other; the receipt is told late. */
const shop = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* TestClock.setTime(60_000)
  yield* ledger
    .hold({ commandId: "c-0", holdId: "none", lines: [line("MUG", 1)] })
    .pipe(Effect.flip)
  yield* ledger.receive({
    commandId: "c-1",
    lines: [line("MUG", 5)],
    document: "note-7",
    occurredAt: 30_000,
  })
  yield* TestClock.setTime(120_000)
  yield* ledger.hold({ commandId: "c-2", holdId: "order-1", lines: [line("MUG", 2)] })
  yield* TestClock.setTime(180_000)
  yield* ledger.ship({ commandId: "c-3", holdId: "order-1" })
  yield* ledger.return({ commandId: "c-4", lines: [line("MUG", 1)], occurredAt: 40_000 })
  return yield* cardsBy()
})

/** Every operation on a store, until it is told to stop; counted in records. */
const counting = (store: StoreShape) => {
  const counts = { records: 0 }
  const counted: StoreShape = {
    ...store,
    read: (namespace, keys, options) => {
      counts.records += keys.length
      return store.read(namespace, keys, options)
    },
    query: (namespace, range) =>
      Effect.tap(store.query(namespace, range), ({ items }) =>
        Effect.sync(() => {
          counts.records += items.length
        }),
      ),
    journal: (namespace, range) =>
      Effect.tap(store.journal(namespace, range), ({ entries }) =>
        Effect.sync(() => {
          counts.records += entries.length
        }),
      ),
  }
  return { counts, counted }
}

/** Movements of mugs as other processes wrote them: one received each second, some told late. */
const write = Effect.fnUntraced(function* (store: StoreShape, from: number, to: number) {
  for (let second = from; second < to; second += 10) {
    const entries = Array.from({ length: 10 }, (_, i): JournalDraft => ({
      stream: "stock",
      type: "Received",
      schema: 1,
      body: JSON.stringify({ _tag: "Received", lines: [moved("MUG", 1)] }),
      commandId: undefined,
      actor: undefined,
      reason: undefined,
      occurredAt: 1_000 * (i === 0 ? second >>> 1 : second + i),
    }))
    const instant = 1_000 * (second + 9)
    yield* store.commit("default", { touches: [], entries, instant }, () => undefined)
  }
})

describe("a stock card", () => {
  it.effect("tells how much there was as of an instant, by when it was known", () =>
    Effect.gen(function* () {
      const cards = yield* shop
      const before = yield* cards.balance(until(59_999))
      assert.deepStrictEqual([before.onHand, before.held, before.available], [0, 0, 0])
      const first = yield* cards.balance(until(60_000))
      assert.deepStrictEqual([first.onHand, first.held, first.available], [5, 0, 5])
      const second = yield* cards.balance(until(179_999))
      assert.deepStrictEqual([second.onHand, second.held, second.available], [5, 2, 3])
      const last = yield* cards.balance(until(180_000))
      assert.deepStrictEqual([last.onHand, last.held, last.available], [4, 0, 4])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("tells how much there was as of an instant, by when it happened", () =>
    Effect.gen(function* () {
      const cards = yield* shop
      const onHand = Effect.fnUntraced(function* (at: number) {
        return (yield* cards.balance(until(at, "occurredAt"))).onHand
      })
      assert.deepStrictEqual(yield* Effect.forEach([29_999, 30_000, 40_000], onHand), [0, 5, 6])
      assert.deepStrictEqual(yield* Effect.forEach([179_999, 180_000], onHand), [6, 4])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("lists each movement with the balance after it, in the order of the journal", () =>
    Effect.gen(function* () {
      const cards = yield* shop
      const all = yield* Stream.runCollect(cards.movements("MUG"))
      const rows = all.map(
        ({ event, document, holdId, recordedAt, occurredAt, change, balance }) => [
          event,
          document ?? holdId,
          recordedAt / 1_000,
          occurredAt / 1_000,
          change.onHand,
          balance.onHand,
          balance.available,
        ],
      )
      assert.deepStrictEqual(rows, [
        ["Received", "note-7", 60, 30, 5, 5, 5],
        ["Held", "order-1", 120, 120, 0, 5, 3],
        ["Shipped", "order-1", 180, 180, -2, 3, 3],
        ["Returned", undefined, 180, 40, 1, 4, 4],
      ])
      const some = cards.movements("MUG", { from: 60_001, to: 179_999 })
      const [only, ...others] = yield* Stream.runCollect(some)
      assert.deepStrictEqual([only?.event, only?.balance.onHand, others.length], ["Held", 5, 0])
      assert.deepStrictEqual(yield* Stream.runCollect(cards.movements("CUP")), [])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("frees what has expired, though nobody has asked since", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const cards = yield* cardsBy()
      yield* ledger.receive({ commandId: "c-1", lines: [line("MUG", 3)] })
      const lines = [line("MUG", 2)]
      yield* ledger.hold({ commandId: "c-2", holdId: "order-1", lines, expiresAt: 60_000 })
      yield* TestClock.setTime(90_000)
      assert.strictEqual((yield* cards.balance(until(59_999))).held, 2)
      assert.strictEqual((yield* cards.balance(until(60_000))).held, 0)
      // From now on the journal tells when it was freed.
      yield* ledger.receive({ commandId: "c-3", lines: [line("MUG", 1)] })
      assert.strictEqual((yield* cards.balance(until(60_000))).held, 2)
      assert.strictEqual((yield* cards.balance(until(90_000))).held, 0)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("knows nothing of an item that never was", () =>
    Effect.gen(function* () {
      const cards = yield* cardsBy()
      assert.deepStrictEqual(yield* cards.balance({ sku: "CUP", axis: "occurredAt", at: 0 }), {
        sku: "CUP",
        place: "main",
        onHand: 0,
        held: 0,
        available: 0,
        expected: 0,
        transit: 0,
        quarantine: 0,
        repair: 0,
        customerRepair: 0,
      })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("refuses to tell of more units than can be counted", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const lines = [line("MUG", Number.MAX_SAFE_INTEGER)]
      yield* ledger.receive({ commandId: "c-1", lines, occurredAt: 0 })
      yield* ledger.hold({ commandId: "c-2", holdId: "order-1", lines })
      yield* TestClock.setTime(60_000)
      yield* ledger.ship({ commandId: "c-3", holdId: "order-1" })
      yield* ledger.receive({ commandId: "c-4", lines, occurredAt: 0 })
      const cards = yield* cardsBy()
      const asked = cards.balance(until(59_999, "occurredAt"))
      assert.deepInclude(yield* Effect.flip(asked), {
        _tag: "QuantityOverflow",
        exact: "18014398509481982",
      })
      assert.strictEqual(
        (yield* cards.balance(until(60_000, "occurredAt"))).onHand,
        Number.MAX_SAFE_INTEGER,
      )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("says what is wrong with a question", () =>
    Effect.gen(function* () {
      const cards = yield* cardsBy()
      const tags = yield* Effect.forEach(
        [
          cards.balance({ sku: "", axis: "recordedAt", at: 0 }),
          cards.balance({ sku: "MUG", axis: "recordedAt", at: 0.5 }),
          Stream.runDrain(cards.movements("MUG", { place: "" })),
          Stream.runDrain(cards.movements("MUG", { from: Number.NaN })),
        ],
        (asked: Effect.Effect<unknown, Cards.CardsError>) =>
          Effect.map(Effect.flip(asked), ({ _tag }) => _tag),
      )
      assert.deepStrictEqual([...new Set(tags)], ["InputInvalid"])
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("keeping cards", () => {
  const rows = 20 * Card.mostRows

  it.effect("tells how far it has come", () =>
    Effect.gen(function* () {
      yield* write(yield* Store, 0, 2_200)
      const cards = yield* cardsBy()
      const told: Array<number> = []
      assert.strictEqual(yield* cards.keep({ progress: (entries) => told.push(entries) }), 2_200)
      assert.deepStrictEqual(told, [1_000, 2_000, 2_200])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("goes on where it failed", () => {
    const memory = Memory.make()
    let commits = 0
    const failing: StoreShape = {
      ...memory,
      commit: (...commit) => {
        commits += 1
        if (commits !== 3) return memory.commit(...commit)
        const outcome = { operation: "commit", reason: "gone", outcome: "unknown" } as const
        const failed = new StoreUnavailable({ ...outcome, detail: "the answer was lost" })
        return Effect.andThen(memory.commit(...commit), Effect.fail(failed))
      },
    }
    return Effect.gen(function* () {
      yield* write(memory, 0, rows)
      const cards = yield* cardsBy()
      assert.strictEqual((yield* Effect.flip(cards.keep()))._tag, "StoreUnavailable")
      assert.strictEqual(yield* cards.keep(), rows)
      assert.strictEqual((yield* cards.balance(until(10_000_000))).onHand, rows)
    }).pipe(Effect.provide(ledgerOver(failing)))
  })

  it.effect("goes on after a restore from a backup, whose cursors are of no use", () =>
    Effect.gen(function* () {
      const memory = yield* Store
      yield* write(memory, 0, rows)
      yield* Effect.flatMap(cardsBy(), (cards) => cards.keep())
      const store = restored(memory)
      const cards = yield* Effect.provide(cardsBy(), ledgerOver(store))
      assert.deepStrictEqual([yield* cards.keep(), yield* cards.keep(), store.refused()], [0, 0, 1])
      assert.strictEqual((yield* cards.balance(until(10_000_000))).onHand, rows)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("takes in an entry of more items than one commit", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const lines = Array.from({ length: 600 }, (_, i) => line(`SKU-${i}`, 1))
      yield* ledger.receive({ commandId: "c-1", lines })
      const cards = yield* cardsBy()
      assert.strictEqual(yield* cards.keep(), 1)
      const { onHand } = yield* cards.balance({ sku: "SKU-599", axis: "recordedAt", at: 0 })
      assert.strictEqual(onHand, 1)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it("100,000 movements of one item answer as of any instant by a few records", async () => {
    const memory = Memory.make()
    const count = 100_000
    const { counts, counted } = counting(memory)
    const question = (sku: string, at: number, axis: Card.Axis) =>
      Effect.gen(function* () {
        // Fresh services: nothing is known yet of what is in the store.
        const cards = yield* cardsBy()
        counts.records = 0
        const { onHand } = yield* cards.balance({ sku, at, axis })
        return [onHand, counts.records] as const
      }).pipe(Effect.provide(ledgerOver(counted)))
    const program = Effect.gen(function* () {
      yield* write(memory, 0, count)
      const cards = yield* cardsBy()
      assert.strictEqual(yield* cards.keep(), count)

      const at = 50_009_000
      const [, least] = yield* question("CUP", at, "recordedAt")
      const [recorded, byRecording] = yield* question("MUG", at, "recordedAt")
      assert.strictEqual(recorded, 50_010)
      // Of those that were recorded later every tenth had happened by then.
      const [occurred, byOccurring] = yield* question("MUG", at, "occurredAt")
      assert.strictEqual(occurred, 50_010 + 4_999)
      assert.isAtMost(byRecording - least, 4)
      assert.isAtMost(byOccurring - least, 4)

      const from = 70_009_000
      const first = yield* Stream.runHead(cards.movements("MUG", { from }))
      assert.strictEqual(Option.getOrThrow(first).balance.onHand, 70_001)
    })
    await Effect.runPromise(program.pipe(Effect.provide(ledgerOver(memory))))
  }, 120_000)
})
