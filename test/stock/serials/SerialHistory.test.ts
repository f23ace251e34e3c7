import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { SerialBook, SerialDecision, SerialHistory } from "entrepot/stock"

import { ask, type Command, phone, receive, replace } from "./support/units.ts"

/** A journal of commands, each with who asked and when it happened; recorded one after the other. */
const journalOf = (
  ...commands: ReadonlyArray<
    readonly [command: Command, document: string, actor: string, at: number]
  >
) => {
  let book = SerialBook.empty
  const entries: Array<SerialHistory.Entry> = []
  for (const [command, document, actor, occurredAt] of commands) {
    const asked = { ...command, document, actor, occurredAt }
    for (const fact of Result.getOrThrow(SerialDecision.decide(book, asked, 0))) {
      book = SerialBook.evolve(book, fact)
      entries.push({ recordedAt: 1_000 * (entries.length + 1), fact })
    }
  }
  return { book, entries }
}

const sentence = ({ event, document, place, actor }: SerialHistory.SerialMovement) =>
  `${event} ${document} ${place} ${actor}`

const life = journalOf(
  [receive(phone("A", "shop"), phone("B", "shop")), "po-1", "ann", 10],
  [ask("Ship")(phone("A")), "order-7", "bob", 20],
  [ask("RepairIn")(phone("A", "lab")), "rma-1", "cy", 30],
  [ask("RepairOut")(phone("A")), "rma-1", "cy", 40],
  [replace("Discard", { ...phone("A"), by: phone("B") }), "rma-2", "dee", 50],
)

describe("the history of a serial number", () => {
  it("has every movement with document, place and actor, in order", () => {
    assert.deepStrictEqual(SerialHistory.history(life.entries, phone("A")).map(sentence), [
      "Received po-1 shop ann",
      "Shipped order-7 shop bob",
      "RepairedIn rma-1 lab cy",
      "RepairedOut rma-1 lab cy",
      "Replaced rma-2 undefined dee",
    ])
    assert.deepStrictEqual(
      SerialHistory.history(life.entries, phone("B")).map(({ number }) => number),
      [1, 2],
    )
    assert.deepStrictEqual(SerialHistory.history(life.entries, phone("C")), [])
  })

  it("names the other unit of a replacement", () => {
    const last = SerialHistory.history(life.entries, phone("B")).at(-1)
    assert.deepStrictEqual([last?.event, last?.place, last?.with], ["Replaced", "shop", phone("A")])
  })

  it("is summed up in the record, which does not grow", () => {
    const unit = Option.getOrThrow(SerialBook.unit(life.book, phone("A")))
    const { movements, sales, returns, repairs, receivedAt, soldAt, since, last, document } = unit
    assert.deepStrictEqual(
      { movements, sales, returns, repairs, receivedAt, soldAt, since, last, document },
      {
        movements: 5,
        sales: 1,
        returns: 1,
        repairs: 1,
        receivedAt: 10,
        soldAt: 20,
        since: 50,
        last: "Replaced",
        document: "rma-2",
      },
    )
  })

  it("says where the unit was, by when it happened or by when it was recorded", () => {
    const ofA = SerialHistory.history(life.entries, phone("A"))
    const at = (instant: number, axis: "recordedAt" | "occurredAt") =>
      SerialHistory.whereAsOf(ofA, instant, axis)._tag
    assert.deepStrictEqual(
      [9, 10, 20, 39, 40, 50].map((instant) => at(instant, "occurredAt")),
      ["Supplier", "Shelf", "Customer", "CustomerRepair", "Customer", "Scrapped"],
    )
    assert.deepStrictEqual(
      [999, 1_000, 2_000, 5_000].map((instant) => at(instant, "recordedAt")),
      ["Supplier", "Shelf", "Customer", "Scrapped"],
    )
    assert.deepStrictEqual(
      SerialHistory.whereAsOf(ofA, 9_999, "recordedAt"),
      SerialBook.where(life.book, phone("A")),
    )
  })

  it("does not let a late entry come before what was posted earlier", () => {
    const { entries } = journalOf(
      [receive(phone("A")), "po-1", "ann", 10],
      [ask("Ship")(phone("A")), "order-7", "bob", 30],
      [ask("Return")(phone("A")), "rma-1", "bob", 20],
    )
    const ofA = SerialHistory.history(entries, phone("A"))
    const at = (instant: number) => SerialHistory.whereAsOf(ofA, instant, "occurredAt")._tag
    assert.deepStrictEqual([at(15), at(20), at(30)], ["Shelf", "Shelf", "Shelf"])
  })
})
