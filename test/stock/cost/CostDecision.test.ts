import { assert, describe, it } from "@effect/vitest"
import { Money, Quantity } from "entrepot/kernel"
import {
  CostBelowZero,
  CostIssueExists,
  CostNotLoaded,
  ReturnExceedsIssue,
  SerialsMismatch,
  SerialsMisplaced,
  UnitsNotCosted,
  UnknownCostIssue,
  UnknownCostLayer,
} from "entrepot/stock"

import {
  cents,
  correct,
  giveBack,
  given,
  issue,
  layersOf,
  receive,
  revalue,
  scope,
} from "./support/given.ts"

const loss = { destination: { _tag: "Loss" } } as const
const supplier = { destination: { _tag: "Supplier" } } as const

describe("first in, first out", () => {
  it("takes the oldest units first, at what they cost", () => {
    const after = given("Fifo", receive([10, 1_000]), receive([10, 2_000]), issue("a", 15))
    assert.strictEqual(after.moved, 2_000n)
    after.worth(5, 1_000n)
    assert.deepStrictEqual(layersOf(after.book), [[5, 1_000n]])
  })

  it("100.00 over three units is 33.33, 33.34 and 33.33, and no cent is lost", () => {
    const bought = receive([3, 10_000])
    const first = given("Fifo", bought, issue("a", 1))
    const second = given("Fifo", bought, issue("a", 1), issue("b", 1))
    const third = given("Fifo", bought, issue("a", 1), issue("b", 1), issue("c", 1))
    assert.deepStrictEqual([first.moved, second.moved, third.moved], [3_333n, 3_334n, 3_333n])
    third.worth(0, 0n)
  })

  it("a partial return restores the cost layer that was sold", () => {
    const sold = [receive([10, 1_000]), receive([10, 2_000]), issue("a", 10)] as const
    const after = given("Fifo", ...sold, giveBack("a", { units: 3 }))
    assert.strictEqual(after.moved, 300n)
    assert.deepStrictEqual(layersOf(after.book), [
      [3, 300n],
      [10, 2_000n],
    ])
    assert.strictEqual(after.costs("a"), 700n)
    const again = given("Fifo", ...sold, giveBack("a", { units: 3 }), issue("b", 4))
    assert.strictEqual(again.moved, 500n, "the restored units leave first")
  })

  it("returned units are those that the issue took last, each at its own cost", () => {
    const after = given(
      "Fifo",
      receive([3, 10_000]),
      receive([1, 50]),
      issue("a", 3),
      issue("b", 1),
      giveBack("a", { units: 1 }),
      giveBack("a", { units: 1 }),
    )
    assert.strictEqual(after.moved, 3_334n)
    assert.deepStrictEqual(layersOf(after.book), [[2, 6_667n]])
  })

  it("goods go back to their supplier from the layer in which they came", () => {
    const after = given(
      "Fifo",
      receive([10, 1_000]),
      receive([10, 2_000]),
      issue("back", 4, { ...supplier, layer: 1 }),
    )
    assert.strictEqual(after.moved, 800n)
    assert.deepStrictEqual(layersOf(after.book), [
      [10, 1_000n],
      [6, 1_200n],
    ])
    given("Fifo", receive([10, 1_000]), receive([2, 200]))
      .when(issue("back", 3, { ...supplier, layer: 1 }))
      .refuses(new UnitsNotCosted({ scope, layer: 1, wanted: 3, onHand: 2 }))
  })
})

describe("moving average", () => {
  it("costs what leaves at the average of all that is there", () => {
    const after = given("MovingAverage", receive([10, 1_000]), receive([10, 2_000]), issue("a", 15))
    assert.strictEqual(after.moved, 2_250n)
    after.worth(5, 750n)
  })

  it("100.00 over three units sums, and the last takes what is left", () => {
    const after = given(
      "MovingAverage",
      receive([3, 10_000]),
      issue("a", 1),
      issue("b", 1),
      issue("c", 1),
    )
    assert.deepStrictEqual(["a", "b", "c"].map(after.costs), [3_333n, 3_334n, 3_333n])
    after.worth(0, 0n)
  })

  it("a return re-enters at its issue cost, whatever the average is by then", () => {
    const after = given(
      "MovingAverage",
      receive([10, 1_000]),
      issue("a", 4),
      receive([6, 6_000]),
      giveBack("a", { units: 2 }),
    )
    assert.strictEqual(after.moved, 200n)
    after.worth(14, 6_800n)
  })
})

describe("specific identification", () => {
  const phones = receive([1, 50_000, "SN1"], [1, 60_000, "SN2"], [1, 55_000, "SN3"])

  it("a serial costs what that serial cost, on its way out and back", () => {
    const sold = given("Specific", phones, issue("a", 2, { serials: ["SN3", "SN1"] }))
    assert.strictEqual(sold.moved, 105_000n)
    sold.worth(1, 60_000n)
    const back = given(
      "Specific",
      phones,
      issue("a", 2, { serials: ["SN3", "SN1"] }),
      giveBack("a", { serials: ["SN3"] }),
    )
    assert.strictEqual(back.moved, 55_000n)
    assert.strictEqual(back.costs("a"), 50_000n)
  })

  it("a serial is revalued by itself", () => {
    const after = given("Specific", phones, revalue(40_000, "SN2"))
    after.worth(3, 145_000n)
    const sold = given(
      "Specific",
      phones,
      revalue(40_000, "SN2"),
      issue("a", 1, { serials: ["SN2"] }),
    )
    assert.strictEqual(sold.moved, 40_000n)
  })

  it("is refused where serials and units differ, or a serial is elsewhere", () => {
    const there = given("Specific", phones, issue("a", 1, { serials: ["SN1"] }))
    const mismatch = (units: number, serials: number) =>
      new SerialsMismatch({ scope, units, serials })
    const misplaced = (onHand: ReadonlyArray<string>, absent: ReadonlyArray<string>) =>
      new SerialsMisplaced({ scope, onHand, absent })
    there.when(receive([2, 100, "SN9"])).refuses(mismatch(2, 1))
    there.when(receive([1, 100])).refuses(mismatch(1, 0))
    there
      .when(receive([1, 1, "SN2"], [1, 1, "X"], [1, 1, "X"]))
      .refuses(misplaced(["SN2", "X"], []))
    there.when(issue("b", 2, { serials: ["SN2"] })).refuses(mismatch(2, 1))
    there.when(issue("b", 2, { serials: ["SN2", "SN1"] })).refuses(misplaced([], ["SN1"]))
    there.when(giveBack("a", { serials: ["SN2"] })).refuses(misplaced([], ["SN2"]))
    there.when(revalue(1)).refuses(mismatch(1, 0))
    there.when(revalue(1, "SN1")).refuses(misplaced([], ["SN1"]))
    given("Specific", phones, issue("a", 2, { serials: ["SN1", "SN2"] }))
      .when(giveBack("a", { units: 1 }))
      .refuses(mismatch(1, 0))
    given("Fifo")
      .when(receive([1, 100, "SN1"]))
      .refuses(mismatch(1, 1))
  })
})

describe("a revaluation", () => {
  it("makes one layer of all that is on hand, at the new unit value", () => {
    const before = [receive([3, 10_000]), receive([5, 500]), issue("a", 1)] as const
    const after = given("Fifo", ...before, revalue(90))
    after.worth(7, 630n)
    assert.deepStrictEqual(layersOf(after.book), [[7, 630n]])
    given("MovingAverage", ...before, revalue(90)).worth(7, 630n)
  })

  it("leaves what was sold before at its cost, also when it comes back", () => {
    const after = given("Fifo", receive([4, 400]), issue("a", 2), revalue(10), giveBack("a"))
    assert.strictEqual(after.moved, 200n)
    assert.deepStrictEqual(layersOf(after.book), [
      [2, 200n],
      [2, 20n],
    ])
  })

  it("a cost that comes later for units that were written down adds to the write-down", () => {
    const { corrected, worth } = given(
      "Fifo",
      receive([4, 400]),
      issue("a", 1),
      revalue(10),
      correct(0, 40),
    )
    assert.deepStrictEqual(
      [corrected.onHand, corrected.writtenDown, corrected.sold],
      [0n, 30n, 10n],
    )
    worth(3, 30n)
    const pool = given(
      "MovingAverage",
      receive([4, 400]),
      issue("a", 1),
      revalue(10),
      correct(0, 40),
    )
    assert.deepStrictEqual(
      [pool.corrected.onHand, pool.corrected.writtenDown, pool.corrected.sold],
      [0n, 30n, 10n],
    )
  })

  it("is refused where nothing is on hand", () => {
    given("Fifo")
      .when(revalue(1))
      .refuses(new UnitsNotCosted({ scope, wanted: 1, onHand: 0 }))
  })
})

describe("a command on costs", () => {
  it("is refused where more is to leave than there is, or to come back than is out", () => {
    const sold = given("Fifo", receive([4, 400]), issue("a", 3), issue("lost", 1, loss))
    sold.when(issue("b", 1)).refuses(new UnitsNotCosted({ scope, wanted: 1, onHand: 0 }))
    sold.when(issue("a", 1)).refuses(new CostIssueExists({ issueId: "a" }))
    sold.when(giveBack("toString")).refuses(new UnknownCostIssue({ issueId: "toString" }))
    sold
      .when(giveBack("a", { units: 4 }))
      .refuses(new ReturnExceedsIssue({ issueId: "a", wanted: 4, out: 3 }))
    given("Fifo", receive([4, 400]), issue("a", 3), giveBack("a"))
      .when(giveBack("a"))
      .refuses(new ReturnExceedsIssue({ issueId: "a", wanted: 1, out: 0 }))
    const transfer = { destination: { _tag: "Transfer", scope: "shop", layer: 0 } } as const
    given("Fifo", receive([4, 400]), issue("t", 2, transfer))
      .when(giveBack("t"))
      .refuses(new ReturnExceedsIssue({ issueId: "t", wanted: 1, out: 0 }))
  })

  it("is refused for an amount that is negative, too fine or in another currency", () => {
    const book = given("Fifo", receive([4, 400]))
    book.when(receive([1, -1])).refuses(new CostBelowZero({ scope, cost: "-1" }))
    book.when(correct(0, -401)).refuses(new CostBelowZero({ scope, layer: 0, cost: "-1" }))
    book.when(correct(1, 1)).refuses(new UnknownCostLayer({ scope, layer: 1 }))
    book
      .when({ ...correct(0, 1), amount: Money.of("0.001", "EUR") })
      .refuses(new Money.NotPosted({ currency: "EUR", amount: "0.001" }))
    book
      .when({ ...correct(0, 1), amount: Money.of(1, "USD") })
      .refuses(new Money.CurrencyMismatch({ wanted: "EUR", given: "USD" }))
  })

  it("is refused where units could not be counted any more", () => {
    const most = Number.MAX_SAFE_INTEGER
    const overflow = new Quantity.QuantityOverflow({ exact: `${BigInt(most) + 1n}` })
    given("Fifo", receive([most, 400]))
      .when(receive([1, 1]))
      .refuses(overflow)
    given("Fifo", receive([most, 400]), issue("a", most), receive([1, 1]))
      .when(issue("b", 1))
      .refuses(overflow)
    given("Fifo", receive([most, 400]), issue("a", 1), receive([1, 1]))
      .when(giveBack("a"))
      .refuses(overflow)
  })

  it("reads as a sentence where it is refused", () => {
    const sentences: ReadonlyArray<readonly [Error, string]> = [
      [new UnitsNotCosted({ scope, wanted: 2, onHand: 1 }), "MUG: 2 wanted, 1 on hand at a cost"],
      [
        new UnitsNotCosted({ scope, layer: 3, wanted: 2, onHand: 1 }),
        "layer 3 of MUG: 2 wanted, 1 on hand at a cost",
      ],
      [new UnknownCostLayer({ scope, layer: 3 }), "MUG never had a cost layer 3"],
      [new CostIssueExists({ issueId: "a" }), 'issue "a" exists already'],
      [new UnknownCostIssue({ issueId: "a" }), 'there is no issue "a"'],
      [
        new ReturnExceedsIssue({ issueId: "a", wanted: 2, out: 1 }),
        'issue "a": 2 wanted back, 1 are out',
      ],
      [new CostBelowZero({ scope, cost: "-1" }), "MUG would cost -1 minor units"],
      [
        new CostBelowZero({ scope, layer: 3, cost: "-1" }),
        "layer 3 of MUG would cost -1 minor units",
      ],
      [new SerialsMismatch({ scope, units: 2, serials: 1 }), "MUG: 2 units, but 1 serials"],
      [
        new SerialsMisplaced({ scope, onHand: ["A"], absent: ["B"] }),
        "MUG: A is on hand already; B is not there",
      ],
      [
        new CostNotLoaded({ scope, needed: { _tag: "Front", units: 3 } }),
        'MUG: load {"_tag":"Front","units":3} and decide again',
      ],
    ]
    for (const [refusal, sentence] of sentences) assert.strictEqual(refusal.message, sentence)
    assert.strictEqual(Money.format(cents(5n)), "0.05 EUR")
  })
})
