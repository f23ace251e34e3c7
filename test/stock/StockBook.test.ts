import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option } from "effect"
import { StockBook, StockEvolution } from "entrepot/stock"

import {
  adjusted,
  bookOf,
  differed,
  held,
  moved,
  received,
  released,
  returned,
  shipped,
} from "./support/given.ts"

const level = (book: StockBook.Book, sku: string, place = "main") =>
  Option.getOrUndefined(
    Option.map(StockBook.shelf(book, { sku, place }), ({ onHand, held }) => [onHand, held]),
  )
const linesOf = (book: StockBook.Book, holdId: string) =>
  Option.getOrThrow(StockBook.hold(book, holdId)).lines.map(
    ({ sku, place, quantity, shipped, released }) =>
      `${place}/${sku} ${quantity} = ${shipped} shipped + ${released} released`,
  )

describe("a stock book", () => {
  it("knows nothing of what was never stocked", () => {
    assert.isTrue(Option.isNone(StockBook.shelf(StockBook.empty, { sku: "MUG", place: "main" })))
    assert.isTrue(Option.isNone(StockBook.hold(StockBook.empty, "order-1")))
    assert.strictEqual(StockBook.onHand(StockBook.empty, { sku: "toString", place: "main" }), 0)
  })

  it("adds what comes and takes off what goes", () => {
    const book = bookOf(
      received(moved("MUG", 5), moved("MUG", 1, "shop")),
      returned(moved("MUG", 2)),
      adjusted(differed("MUG", -3), differed("CUP", 4)),
    )
    assert.deepStrictEqual(level(book, "MUG"), [4, 0])
    assert.deepStrictEqual(level(book, "MUG", "shop"), [1, 0])
    assert.deepStrictEqual(level(book, "CUP"), [4, 0])
    assert.strictEqual(HashMap.size(book.shelves), 3)
  })

  it("keeps a held unit on the shelf until it is shipped", () => {
    const before = [received(moved("MUG", 5)), held("order-1", moved("MUG", 3))]
    assert.deepStrictEqual(level(bookOf(...before), "MUG"), [5, 3])
    const free = bookOf(...before, released("order-1", moved("MUG", 2)))
    assert.deepStrictEqual(level(free, "MUG"), [5, 1])
    const gone = bookOf(...before, shipped("order-1", moved("MUG", 2)))
    assert.deepStrictEqual(level(gone, "MUG"), [3, 1])
  })

  it("remembers of every line of a hold what became of it", () => {
    const book = bookOf(
      received(moved("MUG", 5), moved("MUG", 5, "shop")),
      held("order-1", moved("MUG", 3), moved("MUG", 2, "shop")),
      shipped("order-1", moved("MUG", 2)),
      released("order-1", moved("MUG", 1), moved("MUG", 2, "shop")),
    )
    assert.deepStrictEqual(linesOf(book, "order-1"), [
      "main/MUG 3 = 2 shipped + 1 released",
      "shop/MUG 2 = 0 shipped + 2 released",
    ])
    assert.deepStrictEqual(
      Option.getOrThrow(StockBook.hold(book, "order-1")).lines.map(StockBook.open),
      [0, 0],
    )
  })

  it("leaves other holds as they are", () => {
    const book = bookOf(
      received(moved("MUG", 5)),
      held("order-1", moved("MUG", 1)),
      held("order-2", moved("MUG", 2)),
      shipped("order-1", moved("MUG", 1)),
    )
    assert.deepStrictEqual(linesOf(book, "order-2"), ["main/MUG 2 = 0 shipped + 0 released"])
    assert.deepStrictEqual(level(book, "MUG"), [4, 2])
  })

  it("does not change the book before", () => {
    const before = bookOf(received(moved("MUG", 5)), held("order-1", moved("MUG", 3)))
    StockEvolution.evolve(before, shipped("order-1", moved("MUG", 3)))
    assert.deepStrictEqual(level(before, "MUG"), [5, 3])
    assert.deepStrictEqual(linesOf(before, "order-1"), ["main/MUG 3 = 0 shipped + 0 released"])
  })

  it("takes any text for an item, a place or a hold", () => {
    for (const id of ["toString", "__proto__", "📦"]) {
      const book = bookOf(received(moved(id, 2, id)), held(id, moved(id, 1, id)))
      assert.deepStrictEqual(level(book, id, id), [2, 1])
      assert.deepStrictEqual(linesOf(book, id), [`${id}/${id} 1 = 0 shipped + 0 released`])
    }
  })

  it("never takes one shelf for another", () => {
    const book = bookOf(received(moved("b/c", 1, "a"), moved("c", 2, "a/b"), moved("a", 3, "b/c")))
    assert.strictEqual(HashMap.size(book.shelves), 3)
    assert.deepStrictEqual(level(book, "c", "a/b"), [2, 0])
  })
})
