import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { SerialBook, SerialCount, SerialDecision } from "entrepot/stock"

import { ask, bookOf, hold, now, phone, receive, send } from "../serials/support/units.ts"

const book = bookOf(
  receive(phone("A"), phone("B"), phone("C"), phone("D"), phone("S", "shop")),
  hold("order-1", phone("B")),
  ask("Ship")(phone("C")),
  send("t-1", "main", phone("S", "shop")),
)
const units = Array.from(book, ([, unit]) => unit)
const compare = (...serials: ReadonlyArray<string>) => {
  const found = SerialCount.compare(
    "main",
    units,
    serials.map((serial) => phone(serial)),
  )
  return {
    missing: found.missing.map(({ serial }) => serial).toSorted(),
    surplus: found.surplus.map(({ serial }) => serial),
  }
}

describe("a count of serial numbers", () => {
  it("finds nothing where all were seen that the book has there, held ones too", () => {
    assert.deepStrictEqual(compare("A", "B", "D", "A"), { missing: [], surplus: [] })
  })

  it("names what is missing, and what should not be there", () => {
    assert.deepStrictEqual(compare("A", "C", "X"), { missing: ["B", "D"], surplus: ["C", "X"] })
  })

  it("does not miss what is still on its way", () => {
    assert.deepStrictEqual(compare("A", "B", "D", "S").surplus, ["S"])
  })

  it("writes off what is missing, once, and not what is held", () => {
    const seen = [phone("A"), phone("B")]
    const command = SerialCount.writeOff(
      "count-7",
      "main",
      SerialCount.compare("main", units, seen),
    )
    if (command === undefined) return assert.fail("nothing is missing")
    assert.strictEqual(command.commandId, "count/count-7/main")
    const events = Result.getOrThrow(SerialDecision.decide(book, command, now))
    const after = events.reduce(SerialBook.evolve, book)
    assert.strictEqual(SerialBook.where(after, phone("D"))._tag, "Lost")
    const all = SerialCount.writeOff("count-7", "main", SerialCount.compare("main", units, []))
    assert.isTrue(all !== undefined && Result.isFailure(SerialDecision.decide(book, all, now)))
  })
})
