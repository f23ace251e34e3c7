import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockLedger, StockRecords } from "entrepot/stock"
import { Store, type StoreShape } from "entrepot/store"

import { endsAtOnce, hold, holdMany, minutes, receive, tagOf } from "./support/hotItem.ts"
import { ledgerOver, overwrite } from "./support/ledger.ts"

describe("a hold that expires", () => {
  it.effect("keeps its units to the last millisecond, and not one longer", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* receive(ledger, 1)
      yield* hold(ledger, "one", minutes(30))
      yield* TestClock.setTime(minutes(30) - 1)
      assert.strictEqual(yield* tagOf(hold(ledger, "early")), "InsufficientStock")
      assert.strictEqual((yield* ledger.level("MUG")).available, 0)
      yield* TestClock.setTime(minutes(30))
      const { held, available } = yield* ledger.level("MUG")
      assert.deepStrictEqual([held, available], [0, 1])
      assert.strictEqual(yield* tagOf(hold(ledger, "late")), "done")
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("an unpaid order does not hold stock for ever", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* receive(ledger, 1)
      yield* hold(ledger, "never paid", minutes(15))
      const refusal = yield* Effect.flip(hold(ledger, "next"))
      assert.deepInclude(refusal, { _tag: "InsufficientStock" })
      if (refusal._tag === "InsufficientStock")
        assert.deepStrictEqual(refusal.lines[0]?.frees, [{ at: minutes(15), units: 1 }])
      yield* TestClock.adjust("15 minutes")
      yield* hold(ledger, "paid")
      const ship = (holdId: string) => ledger.ship({ commandId: `ship-${holdId}`, holdId })
      assert.strictEqual(yield* tagOf(ship("never paid")), "HoldExpired")
      assert.strictEqual(yield* tagOf(ship("paid")), "done")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is extended while it stands, and never after", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* receive(ledger, 2)
      yield* hold(ledger, "one", minutes(10))
      yield* hold(ledger, "other", minutes(10))
      const extend = (holdId: string, expiresAt?: number) =>
        ledger.extend({
          commandId: `extend-${holdId}-${expiresAt}`,
          holdId,
          ...(expiresAt === undefined ? {} : { expiresAt }),
        })
      yield* extend("one", minutes(20))
      assert.strictEqual(yield* tagOf(extend("one", 0)), "ExpiryPassed")
      yield* TestClock.setTime(minutes(10))
      assert.strictEqual(yield* tagOf(extend("other", minutes(99))), "HoldExpired")
      assert.strictEqual((yield* ledger.level("MUG")).held, 1)
      yield* extend("one")
      yield* TestClock.setTime(minutes(1_000))
      assert.strictEqual((yield* ledger.level("MUG")).held, 1)
      assert.isUndefined(Option.getOrUndefined(yield* ledger.findHold("one"))?.expiresAt)
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is freed by part as it is shipped by part", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* receive(ledger, 3)
      yield* ledger.hold({
        commandId: "h",
        holdId: "one",
        lines: [{ sku: "MUG", quantity: 3 }],
        expiresAt: 500,
      })
      yield* ledger.ship({ commandId: "s", holdId: "one", lines: [{ sku: "MUG", quantity: 1 }] })
      yield* TestClock.setTime(999)
      assert.strictEqual((yield* ledger.level("MUG")).available, 0)
      yield* TestClock.setTime(1_000)
      const { onHand, available } = yield* ledger.level("MUG")
      assert.deepStrictEqual([onHand, available], [2, 2])
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is decided alike by a process whose clock is slow", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const ledger = yield* StockLedger
      const slow = yield* Effect.provide(StockLedger, ledgerOver(store))
      yield* receive(ledger, 1)
      yield* hold(ledger, "one", minutes(30))
      yield* TestClock.setTime(minutes(30))
      yield* hold(ledger, "two")
      const clock = yield* Clock.Clock
      const behind = Effect.provideService(Clock.Clock, {
        ...clock,
        currentTimeMillisUnsafe: () => minutes(1),
        currentTimeMillis: Effect.succeed(minutes(1)),
      })
      const ship = slow.ship({ commandId: "s", holdId: "one" })
      assert.strictEqual(yield* tagOf(behind(ship)), "HoldExpired")
      assert.strictEqual(yield* tagOf(behind(hold(slow, "three"))), "InsufficientStock")
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("the holds of an item", () => {
  it.effect("are those that keep units of it now", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* receive(ledger, 5)
      yield* hold(ledger, "for good")
      yield* hold(ledger, "for a minute", minutes(1))
      yield* hold(ledger, "shipped")
      yield* ledger.ship({ commandId: "s", holdId: "shipped" })
      const ids = Effect.map(ledger.holdsOf("MUG"), ({ values }) =>
        values.map(({ holdId }) => holdId),
      )
      assert.sameMembers([...(yield* ids)], ["for good", "for a minute"])
      yield* TestClock.setTime(minutes(1))
      assert.deepStrictEqual(yield* ids, ["for good"])
      const first = yield* ledger.holdsOf("MUG", { limit: 1 })
      assert.isDefined(first.cursor)
      assert.strictEqual(yield* tagOf(ledger.holdsOf("")), "InputInvalid")
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("a hot item", { timeout: 60_000 }, () => {
  // 100,000 of them take longer than there is time for here: see HoldExpiry.whole.test.ts.
  it.effect(
    "with 10,000 open holds that expire at once is exact, small, and read in a few records",
    () => endsAtOnce(10_000),
  )

  it.effect("whose holds expire in 1,000 different seconds is exact, and its shelf small", () =>
    Effect.gen(function* () {
      const many = 1_000
      const memory = Memory.make()
      const ledger = yield* Effect.provide(StockLedger, ledgerOver(memory))
      yield* receive(ledger, many)
      yield* holdMany(ledger, many, (n) => (n + 1) * 2_000)
      for (const expired of [1, 31, 500, 800, 999]) {
        yield* TestClock.setTime(expired * 2_000 - 1)
        assert.strictEqual((yield* ledger.level("MUG")).available, expired - 1)
        yield* TestClock.setTime(expired * 2_000)
        assert.strictEqual((yield* ledger.level("MUG")).available, expired)
      }
      yield* ledger.release({ commandId: "r", holdId: "order-999" })
      assert.strictEqual((yield* ledger.level("MUG")).available, many)
      const shelves = yield* memory.query("default", { collection: "shelf", limit: 10 })
      for (const { record } of shelves.items) assert.isAtMost(record.body.length, 4_096)
      assert.isTrue((yield* ledger.audit()).ok)
    }),
  )
})

describe("the level of an item", () => {
  it.effect("is one of its moments, also where somebody decides while it is read", () =>
    Effect.gen(function* () {
      const memory = Memory.make()
      const ledger = yield* Effect.provide(StockLedger, ledgerOver(memory))
      yield* receive(ledger, 201)
      yield* holdMany(ledger, 200, (n) => (n + 1) * 1_000)
      const clock = yield* Clock.Clock
      // At the first look inside a minute another process uses that minute up, and its record goes.
      let isFirst = true
      const read: StoreShape["read"] = (namespace, keys) => {
        if (!isFirst || !keys.some(({ collection }) => collection === "expiry"))
          return memory.read(namespace, keys)
        isFirst = false
        const meanwhile = TestClock.setTime(40_000).pipe(
          Effect.andThen(Effect.orDie(hold(ledger, "new"))),
          Effect.provideService(Clock.Clock, clock),
        )
        return Effect.andThen(meanwhile, memory.read(namespace, keys))
      }
      const reader = yield* Effect.provide(StockLedger, ledgerOver({ ...memory, read }))
      yield* TestClock.setTime(30_000)
      assert.strictEqual((yield* reader.level("MUG")).available, 40)
      assert.isFalse(isFirst)
    }),
  )
})

describe("the audit of what expires", () => {
  it.effect("finds a shelf that frees other units than its holds", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const ledger = yield* StockLedger
      yield* receive(ledger, 2)
      yield* hold(ledger, "one", minutes(1))
      yield* overwrite(
        store,
        StockRecords.Shelves,
        StockRecords.shelfId({ sku: "MUG", place: "main" }),
        (shelf) => ({
          ...shelf,
          expiring: [{ at: 60, span: 1, units: 2 }],
        }),
      )
      const { ok, differences } = yield* ledger.audit()
      assert.isFalse(ok)
      assert.deepStrictEqual(differences, [
        { where: "shelf main/MUG", what: "expiring", journal: 1, record: 2 },
      ])
    }).pipe(Effect.provide(ledgerOver())),
  )
})
