import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockAudit, StockLedger, StockRecords } from "entrepot/stock"
import { Journal, Records, type RecordsShape, type StoreShape } from "entrepot/store"

import { held, line, moved, received } from "./support/given.ts"
import { claim, ledgerOver, overwrite } from "./support/ledger.ts"

const { Shelves, Holds, shelfId } = StockRecords
const mug = shelfId({ sku: "MUG", place: "main" })

const shop = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const lines = [line("MUG", 5), line("CUP", 4, "shop")] as const
  yield* ledger.receive({ commandId: "po-1", lines })
  yield* ledger.hold({ commandId: "c-1", holdId: "order-1", lines: [line("MUG", 3)] })
  yield* ledger.ship({ commandId: "c-2", holdId: "order-1", lines: [line("MUG", 1)] })
  return ledger
})

/** What an audit says after something was done to the store behind the ledger's back. */
const afterwards = (
  tamper: (store: StoreShape) => Effect.Effect<unknown, { readonly _tag: string }>,
) => {
  const store = Memory.make()
  return Effect.gen(function* () {
    const ledger = yield* shop
    yield* tamper(store)
    const audit = yield* ledger.audit()
    assert.strictEqual(audit.ok, audit.differences.length === 0)
    return audit.differences.map(
      ({ where, what, journal, record }) => `${where}: ${what} ${journal}, not ${record}`,
    )
  }).pipe(Effect.provide(ledgerOver(store)))
}

const changeHold = (change: (line: Record<string, unknown>) => object) => (store: StoreShape) =>
  overwrite(store, Holds, "order-1", ({ lines, ...hold }) => ({
    ...hold,
    lines: Array.isArray(lines) ? lines.map(change) : lines,
  }))

describe("the audit", () => {
  it.effect("agrees with a ledger that was left alone, and says what it went through", () =>
    Effect.gen(function* () {
      const ledger = yield* shop
      const { position } = yield* ledger.return({ commandId: "c-3", lines: [line("MUG", 1)] })
      assert.deepStrictEqual(yield* ledger.audit(), {
        ok: true,
        entries: 4,
        position,
        shelves: 2,
        holds: 1,
        onHand: 9,
        differences: [],
        quiet: true,
      })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("agrees with a ledger in which nothing ever happened", () =>
    Effect.gen(function* () {
      const { ok, entries, quiet } = yield* StockLedger.use((ledger) => ledger.audit())
      assert.deepStrictEqual({ ok, entries, quiet }, { ok: true, entries: 0, quiet: true })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("finds one unit too many on a shelf", () =>
    Effect.gen(function* () {
      const found = yield* afterwards((store) =>
        overwrite(store, Shelves, mug, (shelf) => ({ ...shelf, onHand: 5 })),
      )
      assert.deepStrictEqual(found, [
        "shelf main/MUG: onHand 4, not 5",
        "shelf main/MUG: balance 4, not 5",
      ])
    }),
  )

  it.effect("finds one unit too few that a shelf says is held", () =>
    Effect.gen(function* () {
      const found = yield* afterwards((store) =>
        overwrite(store, Shelves, mug, (shelf) => ({ ...shelf, held: 1 })),
      )
      assert.deepStrictEqual(found, ["shelf main/MUG: held 2, not 1"])
    }),
  )

  it.effect("finds one unit in a hold that was not held, shipped or released", () =>
    Effect.gen(function* () {
      const where = "hold order-1: main/MUG"
      const more = changeHold((line) => ({ ...line, quantity: 4 }))
      assert.deepStrictEqual(yield* afterwards(more), [`${where}: quantity 3, not 4`])
      const exchanged = changeHold((line) => ({ ...line, shipped: 0, released: 1 }))
      assert.deepStrictEqual(yield* afterwards(exchanged), [
        `${where}: shipped 1, not 0`,
        `${where}: released 0, not 1`,
      ])
      const moved = changeHold((line) => ({ ...line, sku: "CUP" }))
      assert.includeMembers(yield* afterwards(moved), [
        `${where}: quantity 3, not 0`,
        "hold order-1: main/CUP: quantity 0, not 3",
      ])
    }),
  )

  it.effect("finds records that are gone, and records that nobody wrote", () =>
    Effect.gen(function* () {
      const noShelf = yield* afterwards((store) => overwrite(store, Shelves, mug, () => undefined))
      assert.include(noShelf, "shelf main/MUG: onHand 4, not 0")
      const noHold = yield* afterwards((store) =>
        overwrite(store, Holds, "order-1", () => undefined),
      )
      assert.include(noHold, "hold order-1: main/MUG: quantity 3, not 0")
      const pot = { sku: "POT", place: "main" }
      const newShelf = yield* afterwards((store) =>
        overwrite(store, Shelves, shelfId(pot), () => ({ ...pot, onHand: 1, held: 0 })),
      )
      assert.include(newShelf, "shelf main/POT: onHand 0, not 1")
    }),
  )

  it.effect("finds a journal that lies", () =>
    Effect.gen(function* () {
      const tooMany = yield* afterwards((store) => claim(store, received(moved("MUG", 1))))
      assert.deepStrictEqual(tooMany, [
        "shelf main/MUG: onHand 5, not 4",
        "shelf main/MUG: balance 5, not 4",
      ])
      const noHold = yield* afterwards((store) => claim(store, held("order-2", moved("MUG", 1))))
      assert.deepStrictEqual(noHold, [
        "shelf main/MUG: held 3, not 2",
        "hold order-2: main/MUG: quantity 1, not 0",
      ])
    }),
  )

  it.effect("says which entry of the journal, or which record, cannot be read", () =>
    Effect.gen(function* () {
      const nonsense = afterwards((store) => claim(store, { ...received(), _tag: "Vanished" }))
      assert.strictEqual((yield* Effect.flip(nonsense))._tag, "RecordCorrupt")
      const negative = afterwards((store) =>
        overwrite(store, Shelves, mug, (shelf) => ({ ...shelf, held: -1 })),
      )
      assert.strictEqual((yield* Effect.flip(negative))._tag, "RecordCorrupt")
    }),
  )

  it.effect("names the first ten differences", () =>
    Effect.gen(function* () {
      const lines = Array.from({ length: 20 }, (_, i) => moved(`MUG-${i}`, 1))
      const found = yield* afterwards((store) => claim(store, received(...lines)))
      assert.lengthOf(found, 10)
    }),
  )

  it.effect("goes through all pages of the journal and of the records", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* Effect.forEach(
        Array.from({ length: 1_100 }, (_, i) => i),
        (i) => ledger.receive({ commandId: `po-${i}`, lines: [line(`MUG-${i}`, 2)] }),
        { concurrency: "unbounded", discard: true },
      )
      const { ok, entries, shelves, onHand } = yield* ledger.audit()
      assert.deepStrictEqual([ok, entries, shelves, onHand], [true, 1_100, 1_100, 2_200])
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("the audit of a ledger that is in use", () => {
  /** Records that somebody posts to after each reading of the holds, so often. */
  const disturbed = Effect.fnUntraced(function* (times: number) {
    const ledger = yield* shop
    const records = yield* Records
    let posted = 0
    const post = Effect.suspend(() => {
      if (posted === times) return Effect.void
      posted += 1
      return ledger.receive({ commandId: `more-${posted}`, lines: [line("MUG", 1)] })
    })
    const all: RecordsShape["all"] = (collection) =>
      collection.name === Holds.name
        ? Stream.concat(
            records.all(collection),
            Stream.drain(Stream.fromEffect(Effect.orDie(post))),
          )
        : records.all(collection)
    return yield* StockAudit.audit(yield* Journal, { ...records, all })
  })

  it.effect("reads the records again until nothing came between", () =>
    Effect.gen(function* () {
      const { ok, quiet, onHand } = yield* disturbed(3)
      assert.deepStrictEqual({ ok, quiet, onHand }, { ok: true, quiet: true, onHand: 11 })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("says that a difference may be news where it never was quiet", () =>
    Effect.gen(function* () {
      const { ok, quiet } = yield* disturbed(Number.POSITIVE_INFINITY)
      assert.deepStrictEqual({ ok, quiet }, { ok: false, quiet: false })
    }).pipe(Effect.provide(ledgerOver())),
  )
})
