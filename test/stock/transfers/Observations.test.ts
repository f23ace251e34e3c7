import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockLedger, type StockLedgerShape, StockRecords, TransferRecords } from "entrepot/stock"
import { Store, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import { comparingNothing, forgetting, mistelling } from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { law, outcomeOf, toldOf } from "./support/ledgers.ts"
import { contentsWithoutReceipts } from "./support/ledgers.ts"

const where = { sku: "MUG", place: "FBA" }
const minute = 60_000
const mugs = (quantity: number) => [{ ...where, quantity }]

/** What the keeper says was there at a minute. */
const seen = (quantity: number, at: number, revision = `r${at}`) => ({
  ...where,
  quantity,
  asOf: at * minute,
  revision,
})
let ids = 0
const observe = (
  { transfers }: StockLedgerShape,
  observation: ReturnType<typeof seen>,
  commandId = `observe-${(ids += 1)}`,
) => transfers.observe({ commandId, ...observation })

const holds = holdsIn(40)

describe("a place that others keep", () => {
  it.effect("is adjusted to what was seen, as of when it was seen", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po", lines: mugs(9) })
      yield* TestClock.setTime(20 * minute)
      // Sold at minute 15, after the keeper had looked.
      yield* ledger.hold({ commandId: "h", holdId: "order", lines: mugs(3) })
      yield* ledger.ship({ commandId: "s", holdId: "order", occurredAt: 15 * minute })
      const { answer } = yield* observe(ledger, seen(7, 10))
      assert.deepStrictEqual(answer, { event: "ShelfObserved", delta: -2 })
      assert.strictEqual((yield* ledger.level("MUG", "FBA")).onHand, 4)
      assert.strictEqual(yield* toldOf(where, 10 * minute), 7)
      assert.deepStrictEqual(
        yield* ledger.transfers.observed("MUG", "FBA"),
        Option.some(seen(7, 10)),
      )
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("takes a revision once, and none that is older or says something else", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const store = yield* Store
      yield* ledger.receive({ commandId: "po", lines: mugs(9) })
      yield* TestClock.setTime(20 * minute)
      yield* observe(ledger, seen(7, 10))
      const before = yield* contentsWithoutReceipts(store)
      assert.deepStrictEqual((yield* observe(ledger, seen(7, 10))).answer, {
        event: "None",
        delta: 0,
      })
      assert.strictEqual(yield* outcomeOf(observe(ledger, seen(8, 9))), "LateObservation")
      assert.strictEqual(yield* outcomeOf(observe(ledger, seen(8, 10))), "RevisionReused")
      assert.deepStrictEqual(yield* contentsWithoutReceipts(store), before)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is opened by what is seen there, and by nothing that is not", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* TestClock.setTime(20 * minute)
      assert.strictEqual((yield* observe(ledger, seen(0, 10))).answer.delta, 0)
      assert.deepStrictEqual(yield* ledger.levelsOf("MUG"), [])
      assert.strictEqual((yield* observe(ledger, seen(4, 11))).answer.delta, 4)
      assert.strictEqual((yield* ledger.level("MUG", "FBA")).onHand, 4)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("refuses what would take away units that are held, and posts nothing", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const store = yield* Store
      yield* ledger.receive({ commandId: "po", lines: mugs(5) })
      yield* ledger.hold({ commandId: "h", holdId: "order", lines: mugs(4) })
      yield* TestClock.setTime(20 * minute)
      yield* ledger.transfers.observed("MUG", "FBA")
      assert.strictEqual(yield* outcomeOf(observe(ledger, seen(3, 10))), "InsufficientStock")
      const { entries } = yield* contentsWithoutReceipts(store)
      assert.deepStrictEqual(
        entries.map(({ type }) => type),
        ["Received", "Held"],
      )
      assert.isTrue(Option.isNone(yield* ledger.transfers.observed("MUG", "FBA")))
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("takes what was seen in the future as seen now", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* TestClock.setTime(10 * minute)
      yield* observe(ledger, seen(4, 9_999))
      yield* TestClock.setTime(20 * minute)
      assert.strictEqual((yield* observe(ledger, seen(6, 15))).answer.delta, 2)
    }).pipe(Effect.provide(ledgerOver())),
  )
})

// --- laws ----------------------------------------------------------------------------------------

const stepOf = fc.record({
  verb: fc.constantFrom("sells", "sellsLate", "gets", "strays", "isSeen", "isRead", "isRead"),
  delta: fc.constantFrom(-2, -1, 1),
  pick: fc.nat({ max: 3 }),
})

/**
 * Units come and go by the book, some of it told late, and stray past it. After each observation that
 * is posted the journal has there what was seen, as of when it was seen.
 */
const theBookMeetsWhatWasSeen = (makeStore: () => StoreShape) =>
  law(
    fc.array(stepOf, { maxLength: 14, size: "max" }),
    makeStore,
    Effect.fnUntraced(function* (steps) {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po", lines: mugs(50) })
      let physical = 50
      let newest = -1
      const letters: Array<ReturnType<typeof seen>> = []
      for (const [i, { verb, delta, pick }] of steps.entries()) {
        const now = 2 * (i + 1)
        yield* TestClock.setTime(now * minute)
        const commandId = `c${i}`
        // Told late, but not later than the next look.
        const occurredAt = (verb === "sellsLate" ? now - 1 : now) * minute
        switch (verb) {
          case "sells":
          case "sellsLate":
            yield* ledger.move({
              commandId,
              occurredAt,
              lines: [
                {
                  sku: "MUG",
                  quantity: 1,
                  from: { _tag: "Shelf", place: "FBA" },
                  to: { _tag: "Customer" },
                },
              ],
            })
            physical -= 1
            break
          case "gets":
            yield* ledger.receive({ commandId, lines: mugs(2) })
            physical += 2
            break
          case "strays":
            physical += delta
            break
          case "isSeen":
            letters.push(seen(physical, now))
            break
          case "isRead": {
            const letter = letters[pick % Math.max(1, letters.length)]
            if (letter === undefined) break
            // Read by another process, which has nothing in memory.
            const reader = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
            const outcome = yield* Effect.option(observe(reader, letter))
            const isTold = Option.exists(outcome, ({ answer }) => answer.event !== "None")
            assert.strictEqual(isTold, letter.asOf > newest, "told once, and in order")
            newest = Math.max(newest, letter.asOf)
            if (isTold)
              assert.strictEqual(yield* toldOf(where, letter.asOf), letter.quantity, "as of then")
          }
        }
      }
      assert.isTrue((yield* ledger.audit()).ok)
    }),
  )

/** Two ledgers over one store are told at once; the latest of what was seen is what the book has. */
const whatWasSeenAtOnceIsPostedOnce = (makeStore: () => StoreShape) =>
  law(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 })), {
      minLength: 2,
      maxLength: 5,
    }),
    makeStore,
    Effect.fnUntraced(function* (letters) {
      const one = yield* StockLedger
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      yield* one.receive({ commandId: "po", lines: mugs(9) })
      yield* TestClock.setTime(10 * minute)
      yield* Effect.forEach(
        letters,
        ([quantity, at], i) =>
          Effect.option(observe(i % 2 === 0 ? one : other, seen(quantity, at, `r${i}`))),
        { concurrency: "unbounded" },
      )
      const last = Option.getOrThrow(yield* one.transfers.observed("MUG", "FBA"))
      assert.strictEqual(last.asOf, Math.max(...letters.map(([, at]) => at)) * minute)
      assert.strictEqual((yield* one.level("MUG", "FBA")).onHand, last.quantity)
    }),
  )

/** Has every adjustment happen when it was written down. */
const losingInstants = mistelling((entry) => [
  entry.type === "Adjusted" ? { ...entry, occurredAt: entry.occurredAt + 1_000 * minute } : entry,
])

describe("the laws of observations over the ledger", { timeout: 30_000 }, () => {
  it("the book meets what was seen, as of when it was seen, whatever moved meanwhile", async () => {
    await holds(theBookMeetsWhatWasSeen(Memory.make))
    await kills(theBookMeetsWhatWasSeen(losingInstants))
    await kills(theBookMeetsWhatWasSeen(forgetting(TransferRecords.ObservedShelves)))
  })

  it("of what is told at once each difference is posted once", async () => {
    await holds(whatWasSeenAtOnceIsPostedOnce(Memory.make))
    await kills(whatWasSeenAtOnceIsPostedOnce(comparingNothing))
    await kills(whatWasSeenAtOnceIsPostedOnce(forgetting(StockRecords.Shelves)))
  })
})
