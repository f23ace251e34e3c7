import { assert, describe, it } from "@effect/vitest"
import { Quantity } from "entrepot/kernel"
import {
  HoldExceeded,
  HoldExists,
  InsufficientStock,
  UnknownHold,
  UnknownSku,
} from "entrepot/stock"

import {
  adjust,
  adjusted,
  differed,
  given,
  giveBack,
  held,
  hold,
  line,
  moved,
  receive,
  received,
  release,
  released,
  returned,
  ship,
  shipped,
} from "./support/given.ts"

const most = Number.MAX_SAFE_INTEGER
const overflow = (exact: bigint) => new Quantity.QuantityOverflow({ exact: `${exact}` })
const short = (...lines: InsufficientStock["lines"]) => new InsufficientStock({ lines })
const exceeded = (holdId: string, ...lines: HoldExceeded["lines"]) =>
  new HoldExceeded({ holdId, lines })

// Each is a property of every plain object, or more than one UTF-16 unit.
const awkward = ["toString", "__proto__", "constructor", "📦", "e\u0301"] as const

describe("receiving", () => {
  it("puts units of any item on the shelf, known or not", () => {
    given()
      .when(receive(line("MUG", 3)))
      .tells(received(moved("MUG", 3)))
    given(received(moved("MUG", 3)))
      .when(receive(line("MUG", 2), line("CUP", 1, "shop")))
      .tells(received(moved("MUG", 2), moved("CUP", 1, "shop")))
  })

  it("sums lines of one item at one place, and keeps places apart", () => {
    given()
      .when(receive(line("MUG", 1), line("MUG", 2, "shop"), line("MUG", 3), line("MUG", 4, "main")))
      .tells(received(moved("MUG", 8), moved("MUG", 2, "shop")))
  })

  it("keeps the number of the delivery note", () => {
    given()
      .when({ ...receive(line("MUG", 1)), document: "note-7" })
      .tells({ ...received(moved("MUG", 1)), document: "note-7" })
  })

  it("is refused where a shelf could not be counted any more", () => {
    given(received(moved("MUG", most)))
      .when(receive(line("CUP", 1), line("MUG", 1)))
      .refuses(overflow(BigInt(most) + 1n))
    given()
      .when(receive(line("MUG", most)))
      .tells(received(moved("MUG", most)))
  })

  it("is refused where the lines together could not be counted", () => {
    given()
      .when(receive(line("MUG", most), line("MUG", most)))
      .refuses(overflow(2n * BigInt(most)))
    given()
      .when(receive(line("MUG", most), line("CUP", 1)))
      .refuses(overflow(BigInt(most) + 1n))
  })
})

describe("returning", () => {
  it("puts units back on the shelf, with the paper that says why", () => {
    given(received(moved("MUG", 1)))
      .when({ ...giveBack(line("MUG", 1), line("MUG", 1)), document: "return-1" })
      .tells({ ...returned(moved("MUG", 2)), document: "return-1" })
  })

  it("takes an item that was never stocked there", () => {
    given()
      .when(giveBack(line("CUP", 1)))
      .tells(returned(moved("CUP", 1)))
  })
})

describe("holding", () => {
  it("keeps what is available, to the last unit", () => {
    given(received(moved("MUG", 2), moved("CUP", 1)))
      .when(hold("order-1", line("MUG", 2), line("CUP", 1)))
      .tells(held("order-1", moved("MUG", 2), moved("CUP", 1)))
  })

  it("sums two lines of one item: two of one are one too many", () => {
    given(received(moved("MUG", 1)))
      .when(hold("order-1", line("MUG", 1), line("MUG", 1)))
      .refuses(short({ sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 1, held: 0 }))
  })

  it("sums a line that names the main place with one that names none", () => {
    given(received(moved("MUG", 1)))
      .when(hold("order-1", line("MUG", 1), line("MUG", 1, "main")))
      .refuses(short({ sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 1, held: 0 }))
  })

  it("is refused as a whole, and the refusal names every short line", () => {
    given(
      received(moved("MUG", 5), moved("CUP", 1), moved("POT", 9), moved("CUP", 7, "shop")),
      held("order-0", moved("MUG", 4)),
    )
      .when(hold("order-1", line("MUG", 2), line("POT", 9), line("CUP", 3)))
      .refuses(
        short(
          { sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 5, held: 4 },
          { sku: "CUP", place: "main", wanted: 3, available: 1, onHand: 1, held: 0 },
        ),
      )
  })

  it("does not look at other places", () => {
    given(received(moved("MUG", 1), moved("MUG", 9, "shop")))
      .when(hold("order-1", line("MUG", 2)))
      .refuses(short({ sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 1, held: 0 }))
  })

  it("is refused for items that were never stocked at the place, all of them named", () => {
    given(received(moved("MUG", 1), moved("CUP", 1, "shop")))
      .when(hold("order-1", line("CUP", 1), line("MUG", 1), line("POT", 2, "shop")))
      .refuses(
        new UnknownSku({
          lines: [
            { sku: "CUP", place: "main" },
            { sku: "POT", place: "shop" },
          ],
        }),
      )
  })

  it("names unknown items before it speaks of short ones", () => {
    given(received(moved("MUG", 1)))
      .when(hold("order-1", line("MUG", 2), line("POT", 1)))
      .refuses(new UnknownSku({ lines: [{ sku: "POT", place: "main" }] }))
  })

  it("tells an item that is sold out from one that is unknown", () => {
    given(
      received(moved("MUG", 1)),
      held("order-0", moved("MUG", 1)),
      shipped("order-0", moved("MUG", 1)),
    )
      .when(hold("order-1", line("MUG", 1)))
      .refuses(short({ sku: "MUG", place: "main", wanted: 1, available: 0, onHand: 0, held: 0 }))
  })

  it("is refused where there is a hold of this id, even when nothing is left of it", () => {
    const before = [received(moved("MUG", 5)), held("order-1", moved("MUG", 1))]
    const exists = new HoldExists({ holdId: "order-1" })
    given(...before)
      .when(hold("order-1", line("MUG", 1)))
      .refuses(exists)
    given(...before)
      .when(hold("order-1", line("MUG", 9)))
      .refuses(exists)
    given(...before, released("order-1", moved("MUG", 1)))
      .when(hold("order-1", line("MUG", 1)))
      .refuses(exists)
  })

  it("is refused where the wanted units cannot be counted", () => {
    given(received(moved("MUG", 1)))
      .when(hold("order-1", line("MUG", most), line("MUG", 1)))
      .refuses(overflow(BigInt(most) + 1n))
  })
})

describe("releasing", () => {
  const before = [
    received(moved("MUG", 5), moved("CUP", 5)),
    held("order-1", moved("MUG", 3), moved("CUP", 1)),
  ]

  it("frees all that is open", () => {
    given(...before)
      .when(release("order-1"))
      .tells(released("order-1", moved("MUG", 3), moved("CUP", 1)))
  })

  it("frees a part, and then the rest", () => {
    given(...before)
      .when(release("order-1", line("MUG", 1), line("MUG", 1)))
      .tells(released("order-1", moved("MUG", 2)))
    given(...before, released("order-1", moved("MUG", 2), moved("CUP", 1)))
      .when(release("order-1"))
      .tells(released("order-1", moved("MUG", 1)))
  })

  it("is refused a second time: nothing is left", () => {
    given(...before, released("order-1", moved("MUG", 3), moved("CUP", 1)))
      .when(release("order-1"))
      .refuses(exceeded("order-1"))
  })

  it("is refused for more than is open, every excess named", () => {
    given(...before, shipped("order-1", moved("MUG", 1)))
      .when(release("order-1", line("MUG", 3), line("CUP", 1), line("POT", 1)))
      .refuses(
        exceeded(
          "order-1",
          { sku: "MUG", place: "main", wanted: 3, open: 2 },
          { sku: "POT", place: "main", wanted: 1, open: 0 },
        ),
      )
  })

  it("is refused for a hold that nobody made", () => {
    given(...before)
      .when(release("order-2"))
      .refuses(new UnknownHold({ holdId: "order-2" }))
  })
})

describe("shipping", () => {
  const before = [
    received(moved("MUG", 5), moved("MUG", 5, "shop")),
    held("order-1", moved("MUG", 3), moved("MUG", 2, "shop")),
  ]

  it("hands over all that is open", () => {
    given(...before)
      .when(ship("order-1"))
      .tells(shipped("order-1", moved("MUG", 3), moved("MUG", 2, "shop")))
    given(
      ...before,
      shipped("order-1", moved("MUG", 3)),
      released("order-1", moved("MUG", 1, "shop")),
    )
      .when(ship("order-1"))
      .tells(shipped("order-1", moved("MUG", 1, "shop")))
  })

  it("hands over a part", () => {
    given(...before)
      .when(ship("order-1", line("MUG", 1, "shop")))
      .tells(shipped("order-1", moved("MUG", 1, "shop")))
  })

  it("is refused for more than is held, though there is more on the shelf", () => {
    given(...before)
      .when(ship("order-1", line("MUG", 4), line("MUG", 2, "shop")))
      .refuses(exceeded("order-1", { sku: "MUG", place: "main", wanted: 4, open: 3 }))
  })

  it("sums its lines before it compares them with the hold", () => {
    given(...before)
      .when(ship("order-1", line("MUG", 2), line("MUG", 2)))
      .refuses(exceeded("order-1", { sku: "MUG", place: "main", wanted: 4, open: 3 }))
  })

  it("is refused for what was shipped or released before", () => {
    given(...before, shipped("order-1", moved("MUG", 3), moved("MUG", 2, "shop")))
      .when(ship("order-1"))
      .refuses(exceeded("order-1"))
    given(...before, released("order-1", moved("MUG", 3)))
      .when(ship("order-1", line("MUG", 1)))
      .refuses(exceeded("order-1", { sku: "MUG", place: "main", wanted: 1, open: 0 }))
  })

  it("is refused for a hold that nobody made", () => {
    given(...before)
      .when(ship("toString"))
      .refuses(new UnknownHold({ holdId: "toString" }))
  })
})

describe("adjusting", () => {
  const before = [received(moved("MUG", 5)), held("order-1", moved("MUG", 3))]

  it("writes down what was found, also of an item that nobody knew of", () => {
    given(...before)
      .when(adjust({ sku: "MUG", delta: 2 }, { sku: "POT", delta: 1, place: "shop" }))
      .tells(adjusted(differed("MUG", 2), differed("POT", 1, "shop")))
  })

  it("writes down what was lost, to the last unit that nobody holds", () => {
    given(...before)
      .when(adjust({ sku: "MUG", delta: -2 }))
      .tells(adjusted(differed("MUG", -2)))
  })

  it("is refused for units that are held", () => {
    given(...before)
      .when(adjust({ sku: "CUP", delta: 1 }, { sku: "MUG", delta: -3 }))
      .refuses(short({ sku: "MUG", place: "main", wanted: 3, available: 2, onHand: 5, held: 3 }))
  })

  it("is refused where more is lost than there was, or of an item never stocked", () => {
    given(received(moved("MUG", 1)))
      .when(adjust({ sku: "MUG", delta: -2 }))
      .refuses(short({ sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 1, held: 0 }))
    given(...before)
      .when(adjust({ sku: "POT", delta: -1 }))
      .refuses(new UnknownSku({ lines: [{ sku: "POT", place: "main" }] }))
  })

  it("sums its lines, and has nothing to tell where they cancel out", () => {
    given(...before)
      .when(adjust({ sku: "MUG", delta: -4 }, { sku: "MUG", delta: 3 }))
      .tells(adjusted(differed("MUG", -1)))
    given(...before)
      .when(adjust({ sku: "MUG", delta: -9 }, { sku: "MUG", delta: 9 }))
      .tells()
    given()
      .when(adjust({ sku: "POT", delta: -1 }, { sku: "POT", delta: 1 }))
      .tells()
  })

  it("sums to the same in every order, also by way of numbers that cannot be counted", () => {
    const lines = [most, 1, -1].map((delta) => ({ sku: "POT", delta }))
    for (const some of [lines, lines.toReversed()])
      given()
        .when(adjust(...some))
        .tells(adjusted(differed("POT", most)))
  })

  it("is refused where a shelf could not be counted any more", () => {
    given(...before)
      .when(adjust({ sku: "MUG", delta: most }))
      .refuses(overflow(BigInt(most) + 5n))
  })
})

describe("a decision", () => {
  it("takes any text for an item, a place or a hold", () => {
    for (const id of awkward) {
      const other = `${id}2`
      given()
        .when(hold(id, line(id, 1, id)))
        .refuses(new UnknownSku({ lines: [{ sku: id, place: id }] }))
      given()
        .when(ship(id))
        .refuses(new UnknownHold({ holdId: id }))
      given(received(moved(id, 2, id), moved(other, 1)), held(id, moved(id, 1, id)))
        .when(ship(id))
        .tells(shipped(id, moved(id, 1, id)))
      given(received(moved(id, 1, id)))
        .when(hold(id, line(id, 1, id), line(id, 1, id)))
        .refuses(short({ sku: id, place: id, wanted: 2, available: 1, onHand: 1, held: 0 }))
    }
  })

  it("does not take one spelling for another", () => {
    given(received(moved("e\u0301", 1), moved("mug", 1)))
      .when(hold("h", line("\u00e9", 1), line("MUG", 1), line("mug ", 1)))
      .refuses(
        new UnknownSku({
          lines: ["\u00e9", "MUG", "mug "].map((sku) => ({ sku, place: "main" })),
        }),
      )
  })
})

describe("a refusal", () => {
  it("reads as a sentence with what was wanted and what there was", () => {
    const lines = [
      { sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 4, held: 3 },
      { sku: "CUP", place: "shop", wanted: 9, available: 0, onHand: 0, held: 0 },
    ]
    const sentences: ReadonlyArray<readonly [Error, string]> = [
      [short(...lines), "MUG at main: 2 wanted, 1 available; CUP at shop: 9 wanted, 0 available"],
      [new UnknownSku({ lines }), "MUG was never stocked at main; CUP was never stocked at shop"],
      [new HoldExists({ holdId: 'a"b' }), String.raw`hold "a\"b" exists already`],
      [new UnknownHold({ holdId: "x" }), 'there is no hold "x"'],
      [exceeded("x"), 'hold "x": nothing is left of it'],
      [
        exceeded("x", { sku: "MUG", place: "main", wanted: 2, open: 1 }),
        'hold "x": MUG at main: 2 wanted, 1 held',
      ],
    ]
    for (const [refusal, sentence] of sentences) assert.strictEqual(refusal.message, sentence)
  })
})
