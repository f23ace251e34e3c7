import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { StockPosting } from "entrepot/stock"
import { Transactor } from "entrepot/store"

import { watched } from "../../store/watched.ts"
import { ledgerOver } from "../support/ledger.ts"
import { cents } from "./support/given.ts"
import { buy, correct, euro, giveBack, ledger, next, sell, track, worth } from "./support/shop.ts"

const commandId = "c"
const movements = 20_000
const sales = movements / 2
const atOnce = 250

const sold = {
  sku: "MUG",
  quantity: 2,
  from: { _tag: "Shelf", place: "main" },
  to: { _tag: "Customer" },
} as const

/** A receipt of three at their own cost, and the sale of two of them, many times over. */
const history = Effect.gen(function* () {
  const transactor = yield* Transactor
  for (let first = 0; first < sales; first += atOnce)
    yield* transactor.run(
      Effect.gen(function* () {
        const lines = Array.from({ length: atOnce }, (_, at) => ({
          sku: "MUG",
          quantity: 3,
          cost: cents(1_000 + first + at),
        }))
        yield* StockPosting.post({ _tag: "Receive", commandId, lines })
        const sales = lines.map(() => sold)
        yield* StockPosting.post({ _tag: "Move", commandId, lines: sales })
      }),
    )
})

/** How many records of costs a program reads and writes, where nothing was read before. */
const work = <A, E, R>(
  { store, seen, forget }: ReturnType<typeof watched>,
  program: Effect.Effect<A, E, R>,
) =>
  Effect.gen(function* () {
    forget()
    yield* program.pipe(Effect.provide(ledgerOver(store)))
    const ofCosts = ({ collection }: { readonly collection: string }) =>
      collection.startsWith("cost")
    return {
      read: new Set(
        seen.reads
          .flat()
          .filter(ofCosts)
          .map(({ id }) => id),
      ).size,
      written: seen.commits
        .flatMap(({ touches }) => touches)
        .filter(({ key, write }) => ofCosts(key) && write !== undefined).length,
    }
  })

describe("the work of costs", { timeout: 60_000 }, () => {
  it.effect("an item with 20,000 movements is revalued and corrected at a glance", () =>
    Effect.gen(function* () {
      const shop = watched()
      yield* Effect.gen(function* () {
        yield* track("MUG")
        yield* buy("MUG", 1, 999)
        yield* sell("first", "MUG", 1)
        yield* history
      }).pipe(Effect.provide(ledgerOver(shop.store)))

      const { cost } = yield* Effect.provide(ledger, ledgerOver(shop.store))
      assert.strictEqual((yield* cost.layers("MUG", { limit: 1 })).values.length, 1)
      const corrected = yield* work(shop, correct("MUG", 9, 77))
      assert.deepStrictEqual(corrected, { read: 2, written: 2 })
      // The unit of the very first layer lies thousands of layers before the next one.
      yield* work(shop, giveBack("first", "MUG", 1))
      const sold = yield* work(shop, sell("after", "MUG", 2))
      assert.isTrue(sold.read < 20, `${sold.read} records to sell two`)
      const revalued = yield* work(
        shop,
        Effect.flatMap(ledger, ({ cost }) =>
          cost.revalue({ commandId: next(), scope: "MUG", unitValue: euro(5) }),
        ),
      )
      assert.deepStrictEqual(revalued, { read: 1, written: 2 })
      yield* Effect.provide(
        Effect.gen(function* () {
          const units = sales - 1
          assert.deepStrictEqual(yield* worth("MUG"), [units, BigInt(5 * units)])
        }),
        ledgerOver(shop.store),
      )
    }),
  )
})
