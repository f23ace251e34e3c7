import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { type StockAccount, StockEvent } from "entrepot/stock"

import {
  adjusted,
  differed,
  held,
  moved,
  received,
  released,
  returned,
  shipped,
} from "./support/given.ts"

const account = (account: StockAccount.StockAccount) =>
  "place" in account ? `${account._tag} ${account.place}` : account._tag
const sentences = (event: StockEvent.StockEvent) =>
  StockEvent.legs(event).map(
    ({ sku, quantity, from, to }) => `${quantity} ${sku}: ${account(from)} -> ${account(to)}`,
  )

const lines = [moved("MUG", 2), moved("CUP", 1, "shop")]
const everyEvent = [
  received(...lines),
  held("h", ...lines),
  released("h", ...lines),
  shipped("h", ...lines),
  returned(...lines),
  adjusted(differed("MUG", 2), differed("CUP", -1, "shop")),
]

describe("a stock event", () => {
  it("moves units from one account to another, one leg for each line", () => {
    assert.deepStrictEqual(everyEvent.map(sentences), [
      ["2 MUG: Supplier -> Shelf main", "1 CUP: Supplier -> Shelf shop"],
      ["2 MUG: Shelf main -> Held main", "1 CUP: Shelf shop -> Held shop"],
      ["2 MUG: Held main -> Shelf main", "1 CUP: Held shop -> Shelf shop"],
      ["2 MUG: Held main -> Customer", "1 CUP: Held shop -> Customer"],
      ["2 MUG: Customer -> Shelf main", "1 CUP: Customer -> Shelf shop"],
      ["2 MUG: Found -> Shelf main", "1 CUP: Shelf shop -> Loss"],
    ])
  })

  it("counts the units of all its lines, lost ones too", () => {
    for (const event of everyEvent) assert.strictEqual(StockEvent.units(event), 3, event._tag)
  })

  it("is JSON as it is, and comes back the same", () => {
    const decode = Schema.decodeUnknownResult(StockEvent.StockEvent)
    for (const event of [...everyEvent, { ...received(...lines), document: "note-7" }])
      assert.deepStrictEqual(
        decode(JSON.parse(JSON.stringify(event))),
        Result.succeed<StockEvent.StockEvent>(event),
      )
  })

  it("is refused where it moves nothing, or less", () => {
    const decode = Schema.decodeUnknownResult(StockEvent.StockEvent)
    for (const quantity of [0, -1, 0.5, "1", Number.MAX_SAFE_INTEGER + 1])
      assert.isTrue(
        Result.isFailure(
          decode({ _tag: "Received", lines: [{ sku: "MUG", place: "main", quantity }] }),
        ),
        `${quantity}`,
      )
    assert.isTrue(Result.isFailure(decode({ _tag: "Vanished", lines: [] })))
  })
})
