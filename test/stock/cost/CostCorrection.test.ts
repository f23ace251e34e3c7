import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option, Result } from "effect"
import {
  CostBook,
  CostDecision,
  CostEvolution,
  CostNotLoaded,
  type CostPolicy,
  LandedCost,
} from "entrepot/stock"

import {
  cents,
  correct,
  emptyBook,
  giveBack,
  given,
  issue,
  receive,
  revalue,
  scope,
} from "./support/given.ts"

const loss = { destination: { _tag: "Loss" } } as const
const toShop = { destination: { _tag: "Transfer", scope: "shop", layer: 7 } } as const

describe("a cost that comes late", () => {
  it("late landed cost reaches goods that were already sold", () => {
    const after = given(
      "Fifo",
      receive([10, 10_000]),
      issue("first", 3),
      issue("second", 4),
      correct(0, 1_000),
    )
    assert.deepStrictEqual([after.corrected.sold, after.corrected.onHand], [700n, 300n])
    after.worth(3, 3_300n)
    assert.deepStrictEqual([after.costs("first"), after.costs("second")], [3_300n, 4_400n])
  })

  it("follows the units to where they went, each with its own cent", () => {
    const { corrected } = given(
      "Fifo",
      receive([7, 700]),
      issue("sale", 2),
      issue("lost", 1, loss),
      issue("moved", 2, toShop),
      giveBack("sale", { units: 1 }),
      correct(0, 10),
    )
    // 10 over 7 units by the staircase is 1, 2, 1, 2, 1, 2, 1.
    assert.deepStrictEqual(corrected.sold, 1n)
    assert.deepStrictEqual(corrected.onHand, 2n + 2n + 1n)
    assert.deepStrictEqual(corrected.elsewhere, [
      { issueId: "lost", ...loss, amount: 1n },
      { issueId: "moved", ...toShop, amount: 3n },
    ])
  })

  it("reaches each layer that a transfer made of those it took from", () => {
    const { corrected } = given(
      "Fifo",
      receive([1, 100]),
      receive([4, 400]),
      issue("moved", 3, toShop),
      correct(1, 40),
    )
    assert.deepStrictEqual(corrected.elsewhere, [
      {
        issueId: "moved",
        destination: { _tag: "Transfer", scope: "shop", layer: 8 },
        amount: 20n,
      },
    ])
  })

  it("comes back with a unit that is returned after it", () => {
    const after = given(
      "Fifo",
      receive([4, 400]),
      issue("sale", 4),
      correct(0, 40),
      giveBack("sale", { units: 1 }),
    )
    assert.strictEqual(after.moved, 110n)
    assert.strictEqual(after.costs("sale"), 330n)
  })

  it("of a serial is borne by whoever has the serial", () => {
    const after = given(
      "Specific",
      receive([1, 100, "A"], [1, 100, "B"]),
      issue("sale", 1, { serials: ["B"] }),
      correct(1, -30),
    )
    assert.deepStrictEqual([after.corrected.sold, after.corrected.onHand], [-30n, 0n])
    assert.strictEqual(after.costs("sale"), 70n)
  })

  it("divides by landed cost and reaches every receipt that the freight brought", () => {
    let { book } = given("Fifo", receive([10, 1_000], [5, 1_500]), issue("sale", 12))
    const lines = [...book.layers].map(([, layer]) => layer)
    const shares = Result.getOrThrow(LandedCost.divide(cents(101), lines, "Units"))
    for (const { layer, amount } of shares)
      book = Result.getOrThrow(CostDecision.decide(book, { ...correct(layer, 0), amount })).reduce(
        CostEvolution.evolve,
        book,
      )
    const sale = Option.getOrThrow(CostBook.issue(book, "sale"))
    assert.strictEqual(
      book.head.value + Option.getOrThrow(CostBook.costNow(book, sale)),
      2_500n + 101n,
    )
  })
})

describe("a cost that comes late under moving average", () => {
  it("splits by quantity between what is on hand and what left since the receipt", () => {
    const after = given(
      "MovingAverage",
      receive([10, 1_000]),
      issue("before", 5),
      receive([10, 2_000]),
      issue("since", 4),
      issue("lost", 1, loss),
      correct(1, 150),
    )
    assert.deepStrictEqual(after.corrected.onHand, 100n)
    assert.deepStrictEqual(after.corrected.sold, 40n)
    assert.deepStrictEqual(after.corrected.elsewhere, [{ issueId: "lost", ...loss, amount: 10n }])
  })

  it("reaches a pool that was sold out as cost of sales, whatever came since", () => {
    const { corrected } = given(
      "MovingAverage",
      receive([10, 1_000]),
      issue("all", 10),
      receive([990, 9_900]),
      correct(0, 500),
    )
    assert.deepStrictEqual([corrected.sold, corrected.onHand], [500n, 0n])
  })

  it("counts what came back as never gone", () => {
    const after = given(
      "MovingAverage",
      receive([10, 1_000]),
      issue("all", 10),
      giveBack("all"),
      correct(0, 500),
    )
    after.worth(10, 1_500n)
  })

  it("takes no more off the stock than it is worth", () => {
    const after = given(
      "MovingAverage",
      receive([10, 1_000]),
      issue("most", 9),
      receive([99, 0]),
      correct(0, -900),
    )
    after.worth(100, 0n)
    assert.deepStrictEqual([after.corrected.onHand, after.corrected.sold], [-100n, -800n])
  })
})

/** Records as a store would keep them, which counts what is read of them. */
const storeOf = (method: CostPolicy.Method) => {
  let whole = emptyBook(method)
  const counted = { read: 0, most: 0 }
  const run = (command: Parameters<typeof CostDecision.decide>[1]): void => {
    let book = CostBook.of(whole.head)
    let read = 0
    if (command._tag === "Return") {
      book = CostBook.including(book, [], Option.toArray(CostBook.issue(whole, command.issueId)))
      read += 1
    }
    for (;;) {
      const decision = CostDecision.decide(book, command)
      if (Result.isFailure(decision)) {
        const lacks = decision.failure
        if (!(lacks instanceof CostNotLoaded)) throw lacks
        const next = lacks.needed._tag === "Layer" ? lacks.needed.layer : front(book)
        book = CostBook.including(book, Option.toArray(HashMap.get(whole.layers, next)), [])
        read += 1
        continue
      }
      whole = decision.success.reduce(CostEvolution.evolve, whole)
      counted.read += read
      counted.most = Math.max(counted.most, read)
      return
    }
  }
  // No test sells out of order, so the layers on hand follow one another.
  const front = (book: CostBook.CostBook) => whole.head.head + HashMap.size(book.layers)
  return { run, counted, book: () => whole }
}

describe("work", { timeout: 30_000 }, () => {
  it("reads a record for each movement, however many there were", () => {
    const store = storeOf("Fifo")
    for (let at = 0; at < 1_000; at += 1) {
      store.run(receive([3, 1_000 + at]))
      store.run(issue(`sale-${at}`, 2))
    }
    const { read, most } = store.counted
    assert.isTrue(read <= 2_000, `${read} records for 2,000 movements`)
    assert.isTrue(most <= 2, `${most} records for one`)
    assert.strictEqual(store.book().head.units, 1_000)
    store.run(correct(9, 77))
    store.run(revalue(5))
    assert.isTrue(store.counted.read - read <= 1, "the one layer that is corrected")
    store.run(issue("next", 1))
    assert.deepStrictEqual([store.book().head.units, store.book().head.value], [999, 4_995n])
  })

  it("a correction asks for the issues other than sales since the layer came, and no others", () => {
    const { book } = given(
      "Fifo",
      receive([9, 900]),
      issue("old", 1, loss),
      receive([9, 900]),
      issue("sale", 9),
      issue("new", 2, loss),
    )
    const alone = CostBook.of(book.head, [...book.layers.pipe(HashMap.values)])
    const asked = CostDecision.decide(alone, correct(1, 90))
    assert.isTrue(
      Result.isFailure(asked) &&
        asked.failure.message ===
          new CostNotLoaded({ scope, needed: { _tag: "Departures", from: 1 } }).message,
    )
    const loaded = CostBook.including(alone, [], Option.toArray(CostBook.issue(book, "new")))
    const decided = Result.getOrThrow(CostDecision.decide(loaded, correct(1, 90)))
    assert.deepStrictEqual(decided, Result.getOrThrow(CostDecision.decide(book, correct(1, 90))))
  })
})
