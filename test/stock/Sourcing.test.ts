import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import {
  Pool,
  Sourcing,
  StockBook,
  StockEvolution,
  type StockEvent,
  StockLedger,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { line, moved } from "./support/given.ts"
import { ledgerOver } from "./support/ledger.ts"

type Find = typeof Sourcing.find

const places = ["Berlin", "Rome", "Oslo"] as const
const pool = "EU"
const skus = ["MUG", "toString"] as const

const quantity = fc.integer({ min: 0, max: 4 })
const shelves = fc.tuple(
  ...skus.flatMap((sku) =>
    places.map((place) =>
      fc.tuple(quantity, quantity).map(([onHand, held]) => ({
        sku,
        place,
        onHand,
        held: Math.min(onHand, held),
        // Oslo is in no pool.
        ...(place === "Oslo" ? {} : { ties: { pool } }),
      })),
    ),
  ),
)
const books = fc.tuple(shelves, quantity).map(([found, held]) => {
  const gates = skus.map((sku) => {
    const gate = { sku, place: pool, onHand: 0, held: 0, ties: { places: ["Berlin", "Rome"] } }
    const free = StockBook.available(Pool.together(StockBook.of(found, []), gate))
    return { ...gate, held: Math.min(free, held) }
  })
  return StockBook.of([...found, ...gates], [])
})
const wants = fc.array(
  fc.tuple(fc.constantFrom(...skus), fc.constantFrom(...places), fc.integer({ min: 1, max: 5 })),
  { minLength: 1, maxLength: 3 },
)

const unitsOf = (lines: ReadonlyArray<StockEvent.Moved>, sku: string) =>
  lines.filter((each) => each.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0)

/** By brute force: Oslo has what it has; the pool less what is held of it. */
const possible = (book: StockBook.Book, sku: string): number => {
  const at = (place: string) => Option.getOrThrow(StockBook.shelf(book, { sku, place }))
  return StockBook.available(at("Oslo")) + StockBook.available(Pool.together(book, at(pool)))
}

const worksWhereAnythingDoes = (find: Find) =>
  fc.property(books, wants, (book, wanted) => {
    const lines = wanted.map(([sku, place, units]) => moved(sku, units, place))
    const found = find(book, lines)
    const can = skus.every((sku) => unitsOf(lines, sku) <= possible(book, sku))
    assert.strictEqual(Option.isSome(found), can)
    for (const sku of skus)
      assert.strictEqual(
        unitsOf(
          Option.getOrElse(found, () => lines),
          sku,
        ),
        unitsOf(lines, sku),
      )
    // It would be held as it says.
    if (Option.isSome(found)) {
      let after = book
      for (const { sku, place, quantity: units } of found.value)
        after = StockEvolution.evolve(after, {
          _tag: "Held",
          holdId: `${sku} ${place}`,
          lines: [{ sku, place, quantity: units }],
        })
      for (const [, shelf] of after.shelves)
        assert.isAtLeast(
          StockBook.available(Pool.isPool(shelf) ? Pool.together(after, shelf) : shelf),
          0,
        )
    }
  })

/** Mutant: it looks at places and at no pool. */
const forgettingPools: Find = (book, wanted) =>
  Sourcing.find(
    StockBook.of(
      [...book.shelves].map(([, shelf]) => shelf).filter((shelf) => !Pool.isPool(shelf)),
      [],
    ),
    wanted,
  )

/** Mutant: one place must have it all. */
const neverSplitting: Find = (book, wanted) =>
  Option.filter(Sourcing.find(book, wanted), (sources) => sources.length <= wanted.length)

describe("a sourcing that would work", () => {
  it("is found where there is one, and can be held as it says", () => {
    holds(worksWhereAnythingDoes(Sourcing.find))
    kills(worksWhereAnythingDoes(forgettingPools))
    kills(worksWhereAnythingDoes(neverSplitting))
  })

  it("takes from the place that was asked for, then from one that has the rest", () => {
    const shelf = { sku: "MUG", held: 0 }
    const book = StockBook.of(
      [
        { ...shelf, place: "Berlin", onHand: 1 },
        { ...shelf, place: "Oslo", onHand: 2 },
        { ...shelf, place: "Rome", onHand: 9 },
      ],
      [],
    )
    const sources = Option.getOrThrow(Sourcing.find(book, [moved("MUG", 3, "Berlin")]))
    assert.deepStrictEqual(sources, [moved("MUG", 1, "Berlin"), moved("MUG", 2, "Rome")])
  })

  it.effect("goes with the refusal of an order, and none where there is none", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({
        commandId: "po-1",
        lines: [line("MUG", 2, "Berlin"), line("MUG", 3, "Rome"), line("CUP", 1, "Rome")],
      })
      const holding = (units: number) =>
        Effect.flip(
          ledger.hold({
            commandId: "h-1",
            holdId: "order-1",
            lines: [line("MUG", units, "Berlin"), line("CUP", 1, "Rome")],
          }),
        )
      const refusal = yield* holding(4)
      assert.strictEqual(refusal._tag, "InsufficientStock")
      if (refusal._tag === "InsufficientStock")
        assert.deepStrictEqual(refusal.sourcing, [
          moved("MUG", 2, "Berlin"),
          moved("MUG", 2, "Rome"),
          moved("CUP", 1, "Rome"),
        ])
      const hopeless = yield* holding(6)
      if (hopeless._tag === "InsufficientStock") assert.isUndefined(hopeless.sourcing)
      const nowhere = yield* Effect.flip(
        ledger.hold({ commandId: "h-2", holdId: "order-2", lines: [line("CUP", 1, "Berlin")] }),
      )
      assert.strictEqual(nowhere._tag, "UnknownSku")
      if (nowhere._tag === "UnknownSku")
        assert.deepStrictEqual(nowhere.sourcing, [moved("CUP", 1, "Rome")])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("goes with what comes next and is promised to nobody yet", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po-1", lines: [line("MUG", 1)] })
      const due = Date.UTC(2100, 0, 1)
      const inbound = { sku: "MUG", inboundId: "po-2", quantity: 5, due }
      yield* ledger.promises.expect({ commandId: "e-1", ...inbound })
      const preorder = { promiseId: "order-1", sku: "MUG", quantity: 2 }
      yield* ledger.promises.promise({ commandId: "p-1", ...preorder })
      const refusal = yield* Effect.flip(
        ledger.hold({ commandId: "h-1", holdId: "order-2", lines: [line("MUG", 2)] }),
      )
      assert.strictEqual(refusal._tag, "InsufficientStock")
      if (refusal._tag === "InsufficientStock")
        assert.deepStrictEqual(refusal.lines[0]?.inbound, { due, units: 3 })
    }).pipe(Effect.provide(ledgerOver())),
  )
})
