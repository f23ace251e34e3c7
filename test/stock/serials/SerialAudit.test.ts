import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { SerialRecords, StockLedger, StockRecords } from "entrepot/stock"
import { Store, type StoreShape } from "entrepot/store"

import { ledgerOver, overwrite } from "../support/ledger.ts"
import { ask } from "./support/ledger.ts"
import * as Unit from "./support/units.ts"
import { phone, receive } from "./support/units.ts"

const shop = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* ask(receive(phone("A"), phone("B"), phone("C"), phone("D")))
  yield* ask(Unit.ask("Quarantine")(phone("B")))
  yield* ask(Unit.send("t-1", "shop", phone("C")))
  yield* ledger.receive({ commandId: "mugs", lines: [{ sku: "MUG", quantity: 9 }] })
  yield* ledger.hold({
    commandId: "q",
    holdId: "order-1",
    lines: [{ sku: "PHONE", quantity: 1 }],
  })
  yield* ask(Unit.hold("order-1", phone("D")))
  yield* ask(Unit.ask("Count")(phone("A")))
  return ledger
})

/** What the audit finds after a change behind the ledger's back. */
const afterwards = (change: (store: StoreShape) => Effect.Effect<void, unknown>) => {
  const store = Memory.make()
  return Effect.gen(function* () {
    const ledger = yield* shop
    assert.deepStrictEqual((yield* ledger.serials.audit()).differences, [])
    yield* change(yield* Store)
    const { ok, differences } = yield* ledger.serials.audit()
    assert.strictEqual(ok, differences.length === 0)
    return differences.map(
      ({ where, what, journal, record }) => `${where}: ${what} ${journal}, not ${record}`,
    )
  }).pipe(Effect.provide(ledgerOver(store)))
}

const { shelfId, Shelves } = StockRecords
const { Bindings, unitId, Units } = SerialRecords
const main = shelfId({ sku: "PHONE", place: "main" })

describe("the audit of serial numbers", () => {
  it.effect("finds nothing to say of a sound ledger, and tells what it read", () =>
    Effect.gen(function* () {
      const ledger = yield* shop
      const { ok, quiet, entries, units } = yield* ledger.serials.audit()
      assert.deepStrictEqual(
        { ok, quiet, entries, units },
        { ok: true, quiet: true, entries: 5, units: 4 },
      )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("finds a drift of one unit on a shelf, and beside it", () =>
    Effect.gen(function* () {
      const onHand = afterwards((store) =>
        overwrite(store, Shelves, main, (shelf) => ({ ...shelf, onHand: 3 })),
      )
      assert.deepStrictEqual(yield* onHand, ["shelf main/PHONE: onHand 2, not 3"])
      const beside = afterwards((store) =>
        overwrite(store, Shelves, main, (shelf) => ({ ...shelf, beside: { Quarantine: 2 } })),
      )
      assert.deepStrictEqual(yield* beside, ["shelf main/PHONE: Quarantine 1, not 2"])
      const transit = afterwards((store) =>
        overwrite(store, Shelves, shelfId({ sku: "PHONE", place: "shop" }), () => undefined),
      )
      assert.deepStrictEqual(yield* transit, ["shelf shop/PHONE: Transit 1, not 0"])
    }),
  )

  it.effect("finds a unit that is elsewhere, or gone, or was never there", () =>
    Effect.gen(function* () {
      const moved = afterwards((store) =>
        overwrite(store, Units, unitId(phone("A")), (unit) => ({
          ...unit,
          where: { _tag: "Customer" },
        })),
      )
      assert.deepStrictEqual(yield* moved, [
        "unit PHONE A: account on the shelf at main, not with the customer",
      ])
      const gone = afterwards((store) =>
        overwrite(store, Units, unitId(phone("A")), () => undefined),
      )
      assert.deepStrictEqual(yield* gone, [
        "unit PHONE A: account on the shelf at main, not not in stock",
        "unit PHONE A: movements 1, not 0",
      ])
    }),
  )

  it.effect("finds an order that was given one unit more than it was", () =>
    Effect.gen(function* () {
      const bound = afterwards((store) =>
        overwrite(store, Bindings, "order-1", (binding) => ({
          ...binding,
          lines: [{ sku: "PHONE", place: "main", units: 2 }],
        })),
      )
      assert.deepStrictEqual(yield* bound, ["hold order-1: main/PHONE: bound 1, not 2"])
    }),
  )
})
