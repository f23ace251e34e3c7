import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { CostRecords, StockRecords } from "entrepot/stock"
import type { StoreShape } from "entrepot/store"

import { ledgerOver, overwrite } from "../support/ledger.ts"
import { buy, ledger, sell, track } from "./support/shop.ts"

const { Heads, Issues, Layers, issueKey, layerId } = CostRecords
const { Shelves, shelfId } = StockRecords

/** What an audit says after something was done to the store behind the ledger's back. */
const afterwards = (
  tamper: (store: StoreShape) => Effect.Effect<unknown, { readonly _tag: string }>,
) => {
  const store = Memory.make()
  return Effect.gen(function* () {
    yield* track("MUG")
    yield* buy("MUG", 10, 1_000)
    yield* sell("order-1", "MUG", 4)
    yield* tamper(store)
    const { cost } = yield* ledger
    const { ok, differences } = yield* cost.audit()
    assert.strictEqual(ok, differences.length === 0)
    return differences.map(
      ({ where, what, journal, record }) => `${where}: ${what} ${journal}, not ${record}`,
    )
  }).pipe(Effect.provide(ledgerOver(store)))
}

describe("the audit of costs", () => {
  it.effect("agrees with costs that were left alone, and says what it went through", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* afterwards(() => Effect.void), [])
      const { cost } = yield* ledger
      yield* track("MUG")
      yield* buy("MUG", 1, 5)
      const { entries, scopes, layers, issues, quiet } = yield* cost.audit()
      assert.deepStrictEqual([entries, scopes, layers, issues, quiet], [2, 1, 1, 0, true])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("finds one cent too many in a head", () =>
    Effect.gen(function* () {
      const found = yield* afterwards((store) =>
        overwrite(store, Heads, "MUG", (head) => ({ ...head, value: "601" })),
      )
      assert.deepStrictEqual(found, [
        "cost MUG: value 600, not 601",
        "cost MUG: balance 600, not 601",
        "cost MUG: layers 600, not 601",
      ])
    }),
  )

  it.effect("finds one cent too few in a layer, and a unit that nobody put there", () =>
    Effect.gen(function* () {
      const layer = layerId({ scope: "MUG", layer: 0 })
      const cheaper = yield* afterwards((store) =>
        overwrite(store, Layers, layer, (record) => ({ ...record, cost: "999" })),
      )
      assert.deepStrictEqual(cheaper, [
        "layer 0 of cost MUG: cost 1000, not 999",
        "cost MUG: layers 599, not 600",
      ])
      const more = yield* afterwards((store) =>
        overwrite(store, Layers, layer, (record) => ({ ...record, onHand: [{ from: 3, to: 10 }] })),
      )
      assert.include(more, "layer 0 of cost MUG: onHand 6, not 7")
    }),
  )

  it.effect("finds an issue that is gone, and a shelf that has a unit more", () =>
    Effect.gen(function* () {
      const gone = yield* afterwards((store) =>
        overwrite(store, Issues, issueKey({ scope: "MUG", issueId: "0" }), () => undefined),
      )
      assert.deepStrictEqual(gone, [
        "issue 0 of cost MUG: units 4, not 0",
        "issue 0 of cost MUG: cost 400, not 0",
        "issue 0 of cost MUG: out 4, not 0",
      ])
      const shelf = yield* afterwards((store) =>
        overwrite(store, Shelves, shelfId({ sku: "MUG", place: "main" }), (record) => ({
          ...record,
          onHand: 7,
        })),
      )
      assert.deepStrictEqual(shelf, ["cost MUG: shelves 7, not 6"])
    }),
  )
})
