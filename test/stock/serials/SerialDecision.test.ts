import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option, Result, Schema } from "effect"
import {
  SerialAccount,
  SerialBook,
  SerialCommand,
  SerialDecision,
  SerialMoveImpossible,
  SerialMoves,
  SerialsDuplicated,
} from "entrepot/stock"

import {
  arrive,
  ask,
  bookOf,
  given,
  hold,
  now,
  phone,
  receive,
  release,
  replace,
  send,
  shipHeld,
} from "./support/units.ts"

const ship = ask("Ship")
const giveBack = ask("Return")
const repairIn = ask("RepairIn")
const repairOut = ask("RepairOut")

const impossible = (...moves: SerialMoveImpossible["moves"]) => new SerialMoveImpossible({ moves })
const fault = (serial: string, asked: string, where: SerialAccount.SerialAccount, line = 0) => ({
  line,
  sku: "PHONE",
  serial,
  asked,
  where,
})
const shelf = (place: string): SerialAccount.SerialAccount => ({ _tag: "Shelf", place })
const held: SerialAccount.SerialAccount = { _tag: "Held", place: "main", holdId: "order-1" }
const customer: SerialAccount.SerialAccount = { _tag: "Customer" }

describe("a serial number", () => {
  it("lives from purchase to scrap, as the table says", () => {
    given()
      .when(receive(phone("A")))
      .leaves("A", shelf("main"))
    given(receive(phone("A")))
      .when(send("t", "shop", phone("A")))
      .leaves("A", {
        _tag: "Transit",
        place: "shop",
        transferId: "t",
      })
    given(receive(phone("A")), send("t", "shop", phone("A")))
      .when(arrive("t", phone("A")))
      .leaves("A", shelf("shop"))
    given(receive(phone("A")))
      .when(hold("order-1", phone("A")))
      .leaves("A", held)
    given(receive(phone("A")), hold("order-1", phone("A")))
      .when(release("order-1", phone("A")))
      .leaves("A", shelf("main"))
    given(receive(phone("A")))
      .when(ship(phone("A")))
      .leaves("A", customer)
    given(receive(phone("A")), hold("order-1", phone("A")))
      .when(shipHeld("order-1", phone("A")))
      .leaves("A", customer)
    given(receive(phone("A")), ship(phone("A")))
      .when(giveBack(phone("A", "shop")))
      .leaves("A", shelf("shop"))
    given(receive(phone("A")))
      .when(ask("Quarantine")(phone("A")))
      .leaves("A", { _tag: "Quarantine", place: "main" })
    given(receive(phone("A")), ask("Quarantine")(phone("A")))
      .when(ask("Clear")(phone("A")))
      .leaves("A", shelf("main"))
    given(receive(phone("A")))
      .when(ask("Scrap")(phone("A")))
      .leaves("A", { _tag: "Scrapped" })
    given(receive(phone("A")))
      .when(ask("SendBack")(phone("A")))
      .leaves("A", SerialAccount.supplier)
    given(receive(phone("A")), ask("Lose")(phone("A")))
      .when(ask("Find")(phone("A", "shop")))
      .leaves("A", shelf("shop"))
  })

  it("goes from the bench to where it came from: no repair ends as a sale", () => {
    given(receive(phone("A")), repairIn(phone("A")))
      .when(repairOut(phone("A")))
      .leaves("A", shelf("main"))
    given(receive(phone("A")), ship(phone("A")), repairIn(phone("A", "shop")))
      .when(repairOut(phone("A")))
      .leaves("A", customer)
    given(receive(phone("A")), repairIn(phone("A")))
      .when(ship(phone("A")))
      .refuses(impossible(fault("A", "Ship", { _tag: "Repair", place: "main" })))
  })

  it("is replaced under one document: the old unit is taken back, and another goes out", () => {
    const history = [receive(phone("A"), phone("B")), ship(phone("A"))]
    const exchange = { ...replace("Discard", { ...phone("A"), by: phone("B") }), document: "rma-1" }
    given(...history)
      .when(exchange)
      .leaves("A", { _tag: "Scrapped" })
    given(...history)
      .when(exchange)
      .leaves("B", customer)
    given(...history)
      .when(replace("Quarantine", { ...phone("A"), by: phone("B") }))
      .leaves("A", { _tag: "Quarantine", place: "main" })
    const book = bookOf(...history, exchange)
    const a = Option.getOrThrow(SerialBook.unit(book, phone("A")))
    const b = Option.getOrThrow(SerialBook.unit(book, phone("B")))
    assert.deepStrictEqual([a.replacedBy, b.replaces], [phone("B"), phone("A")])
    assert.deepStrictEqual([a.document, b.document], ["rma-1", "rma-1"])
    given(receive(phone("A"), phone("B")))
      .when(replace("Return", { ...phone("A"), by: phone("B") }))
      .refuses(impossible(fault("A", "Return", shelf("main"))))
  })

  it("is not received while it is in stock, wherever it is", () => {
    given(receive(phone("A")))
      .when(receive(phone("A", "shop")))
      .refuses(impossible(fault("A", "Receive", shelf("main"))))
    given(receive(phone("A")), ship(phone("A")))
      .when(receive(phone("A")))
      .refuses(impossible(fault("A", "Receive", customer)))
    given(receive(phone("A")), ask("SendBack")(phone("A")))
      .when(receive(phone("A")))
      .leaves("A", shelf("main"))
  })

  it("is of its item: another item may have the same number", () => {
    const other = { sku: "TABLET", serial: "A" }
    const book = bookOf(receive(phone("A")), receive(other), ship(other))
    assert.deepStrictEqual(SerialBook.where(book, phone("A")), shelf("main"))
    assert.deepStrictEqual(SerialBook.where(book, other), customer)
  })
})

describe("a hold of serial numbers", () => {
  it("the same serial is held by only one of two orders", () => {
    given(receive(phone("A")), hold("order-1", phone("A")))
      .when(hold("order-2", phone("A")))
      .refuses(impossible(fault("A", "Hold", held)))
  })

  it("is what a unit leaves by, and nobody else's command takes it", () => {
    const history = [receive(phone("A"), phone("B")), hold("order-1", phone("A"))]
    given(...history)
      .when(ship(phone("A")))
      .refuses(impossible({ ...fault("A", "Ship", held), expected: { what: "hold" } }))
    given(...history)
      .when(release("order-2", phone("A")))
      .refuses(
        impossible({ ...fault("A", "Release", held), expected: { what: "hold", id: "order-2" } }),
      )
    given(...history)
      .when(shipHeld("order-1", phone("B")))
      .refuses(
        impossible({
          ...fault("B", "Ship", shelf("main")),
          expected: { what: "hold", id: "order-1" },
        }),
      )
    given(...history)
      .when(ask("Lose")(phone("A")))
      .refuses(impossible(fault("A", "Lose", held)))
    given(...history)
      .when(ask("Count")(phone("A")))
      .leaves("A", held)
  })
})

describe("a transfer of serial numbers", () => {
  const history = [receive(phone("A")), send("t-1", "shop", phone("A"))]
  const transit = { _tag: "Transit", place: "shop", transferId: "t-1" } as const

  it("arrives under its own number, where it was sent to", () => {
    given(...history)
      .when(arrive("t-2", phone("A")))
      .refuses(
        impossible({
          ...fault("A", "TransferIn", transit),
          expected: { what: "transfer", id: "t-2" },
        }),
      )
    given(...history)
      .when(arrive("t-1", phone("A", "main")))
      .refuses(
        impossible({
          ...fault("A", "TransferIn", transit),
          expected: { what: "place", id: "main" },
        }),
      )
  })

  it("may lose a unit that is on its way, under its number", () => {
    given(...history)
      .when(ask("Lose")(phone("A")))
      .refuses(impossible({ ...fault("A", "Lose", transit), expected: { what: "transfer" } }))
    given(...history)
      .when({ _tag: "Lose", commandId: "c", transferId: "t-1", lines: [phone("A")] })
      .leaves("A", { _tag: "Lost" })
  })
})

describe("a command on many serials", () => {
  it("names the lines that have the same unit", () => {
    given()
      .when(receive(phone("A"), phone("B"), phone("A", "shop")))
      .refuses(new SerialsDuplicated({ serials: [{ sku: "PHONE", serial: "A", lines: [0, 2] }] }))
    given(receive(phone("A")), ship(phone("A")))
      .when(replace("Return", { ...phone("A"), by: phone("A") }))
      .refuses(new SerialsDuplicated({ serials: [{ sku: "PHONE", serial: "A", lines: [0, 0] }] }))
  })

  it("moves none where one cannot move, and names each line at fault", () => {
    const refusal = impossible(
      { ...fault("A", "Ship", shelf("main")), expected: { what: "place", id: "shop" } },
      fault("C", "Ship", SerialAccount.supplier, 2),
    )
    given(receive(phone("A"), phone("B")))
      .when(ship(phone("A", "shop"), phone("B"), phone("C")))
      .refuses(refusal)
    assert.strictEqual(
      refusal.message,
      "line 0: no Ship of PHONE A, which is on the shelf at main (place: shop named); " +
        "line 2: no Ship of PHONE C, which is not in stock",
    )
  })

  it("is decided in bounded work: it looks at no unit that it does not name", () => {
    const thousand = Array.from({ length: 1_000 }, (_, i) => phone(`S${i}`))
    const book = HashMap.filter(bookOf(receive(...thousand)), ({ serial }) => serial === "S7")
    assert.isTrue(Result.isSuccess(SerialDecision.decide(book, ship(phone("S7")), now)))
  })
})

describe("a serial command", () => {
  it("is decoded with the line at fault", () => {
    const decode = Schema.decodeUnknownResult(SerialCommand.SerialCommand)
    const bad = decode({ _tag: "Ship", commandId: "c", lines: [phone("A"), phone("")] })
    assert.isTrue(Result.isFailure(bad))
    if (Result.isFailure(bad)) assert.include(bad.failure.message, '["lines"][1]["serial"]')
    assert.isTrue(Result.isFailure(decode({ _tag: "Ship", commandId: "c", lines: [] })))
    assert.isTrue(Result.isFailure(decode({ ...ship(phone("A")), _tag: "Discard" })))
  })
})

describe("the table of movements", () => {
  it("has one row at most for a verb and an account, so that the target follows", () => {
    const rows = SerialMoves.table.map(([verb, from]) => `${verb} ${from}`)
    assert.strictEqual(new Set(rows).size, rows.length)
  })

  it("lets nothing out of scrap, and sells from a shelf or a hold only", () => {
    assert.isFalse(SerialMoves.table.some(([, from]) => from === "Scrapped"))
    const sales = SerialMoves.table.filter(
      ([verb, , to]) => to === "Customer" && verb !== "RepairOut",
    )
    assert.deepStrictEqual(sales.map(([, from]) => from).toSorted(), ["Held", "Shelf"])
  })

  it("is what decisions follow, from every account and for every verb", () => {
    const begin = receive(phone("A"), phone("B"))
    const ways: Record<SerialAccount.Kind, SerialBook.Book> = {
      Supplier: SerialBook.empty,
      Shelf: bookOf(begin),
      Held: bookOf(begin, hold("h", phone("A"))),
      Transit: bookOf(begin, send("t", "shop", phone("A"))),
      Quarantine: bookOf(begin, ask("Quarantine")(phone("A"))),
      Repair: bookOf(begin, repairIn(phone("A"))),
      Customer: bookOf(begin, ship(phone("A"))),
      CustomerRepair: bookOf(begin, ship(phone("A")), repairIn(phone("A"))),
      Scrapped: bookOf(begin, ask("Scrap")(phone("A"))),
      Lost: bookOf(begin, ask("Lose")(phone("A"))),
    }
    const verbs = [
      ...(["SendBack", "Return", "Quarantine", "Clear", "RepairIn", "RepairOut"] as const),
      ...(["Scrap", "Find", "Count"] as const),
    ].map((verb) => [verb, ask(verb)(phone("A"))] as const)
    const named = [
      ["Receive", receive(phone("A"))],
      ["Hold", hold("h", phone("A"))],
      ["Release", release("h", phone("A"))],
      ["TransferOut", send("t", "shop", phone("A"))],
      ["TransferIn", arrive("t", phone("A"))],
      ["Lose", { _tag: "Lose", commandId: "c", transferId: "t", lines: [phone("A")] }],
    ] as const
    for (const book of Object.values(ways)) {
      const from = SerialBook.where(book, phone("A"))._tag
      for (const [verb, command] of [...verbs, ...named]) {
        const to = SerialMoves.target(verb, from)
        const decision = SerialDecision.decide(book, command, now)
        const after = Result.map(
          decision,
          (events) => SerialBook.where(events.reduce(SerialBook.evolve, book), phone("A"))._tag,
        )
        assert.strictEqual(Result.getOrUndefined(after), to, `${verb} from ${from}`)
      }
    }
  })
})
