import { assert, describe, it } from "@effect/vitest"
import { StockCard, type StockEvent } from "entrepot/stock"

import { adjusted, extended, held, moved, received, shipped } from "../support/given.ts"

const rowsOf = (fact: StockEvent.StockEvent) =>
  StockCard.rowsOf({ position: 1, recordedAt: 2, occurredAt: 1, fact }).map(
    ({ card, row }) =>
      `${card.join(" ")}: ${row.changes.map(([name, by]) => `${name} ${by}`).join(", ")}`,
  )

describe("the rows of an entry", () => {
  it("are one for each item at each place, for the accounts of the place alone", () => {
    const lines = [moved("MUG", 2), moved("MUG", 3, "shop"), moved("CUP", 1)]
    assert.deepStrictEqual(rowsOf(received(...lines)), [
      "stock main MUG: Shelf 2",
      "stock shop MUG: Shelf 3",
      "stock main CUP: Shelf 1",
    ])
    assert.deepStrictEqual(rowsOf(held("order-1", moved("MUG", 2))), [
      "stock main MUG: Held 2, Shelf -2",
    ])
    assert.deepStrictEqual(rowsOf(shipped("order-1", moved("MUG", 2))), ["stock main MUG: Held -2"])
  })

  it("are on both cards where units go from one place to another, or from a pool to a place", () => {
    const from = { _tag: "Transit", place: "shop" } as const
    const to = { _tag: "Shelf", place: "shop" } as const
    const arrived = { sku: "MUG", quantity: 2, from, to }
    assert.deepStrictEqual(rowsOf({ _tag: "Moved", lines: [arrived] }), [
      "stock shop MUG: Shelf 2, Transit -2",
    ])
    const sent = { ...arrived, from: { _tag: "Shelf", place: "main" } as const, to: from }
    assert.deepStrictEqual(rowsOf({ _tag: "Moved", lines: [sent] }), [
      "stock main MUG: Shelf -2",
      "stock shop MUG: Transit 2",
    ])
    const lines = [{ sku: "MUG", quantity: 2, pool: "EU", place: "main" }]
    assert.deepStrictEqual(rowsOf({ _tag: "Assigned", holdId: "order-1", lines }), [
      "stock EU MUG: Held -2, Shelf 2",
      "stock main MUG: Held 2, Shelf -2",
    ])
  })

  it("are none where nothing moved, or moved back", () => {
    assert.deepStrictEqual(rowsOf(extended("order-1", 60_000, moved("MUG", 2))), [])
    const account = { _tag: "Shelf", place: "main" } as const
    const line = { sku: "MUG", quantity: 2, from: account, to: account }
    assert.deepStrictEqual(rowsOf({ _tag: "Moved", lines: [line] }), [])
    assert.deepStrictEqual(rowsOf(adjusted()), [])
  })
})
