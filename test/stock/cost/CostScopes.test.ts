import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { Store } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import {
  agrees,
  buy,
  contents,
  euro,
  ledger,
  next,
  refusal,
  sell,
  soldFor,
  track,
  worth,
} from "./support/shop.ts"

const own = { method: "Fifo", currency: "EUR" } as const
const sale = { destination: { _tag: "Sale" } } as const

describe("scopes of one's own", () => {
  it.effect("take commands on what comes and leaves", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      for (const scope of ["barrels", "shop"])
        yield* cost.open({ commandId: next(), scope, ...own })
      const received = yield* cost.receive({
        commandId: next(),
        scope: "barrels",
        document: "invoice-1",
        lots: [{ units: 3, cost: euro(1_000) }],
      })
      assert.deepStrictEqual(received.answer.layer, 0)
      const issue = { commandId: next(), scope: "barrels", issueId: "i", units: 2, ...sale }
      yield* cost.issue(issue)
      assert.isTrue((yield* cost.issue(issue)).repeated)
      assert.strictEqual(
        yield* refusal(cost.issue({ ...issue, commandId: next() })),
        'issue "i" exists already',
      )
      yield* cost.return({ commandId: next(), scope: "barrels", issueId: "i", units: 1 })
      // Whatever layer is given: the one that is next there.
      const destination = { _tag: "Transfer", scope: "shop", layer: 99 } as const
      yield* cost.issue({ ...issue, commandId: next(), issueId: "t", units: 1, destination })
      yield* cost.correct({ commandId: next(), scope: "barrels", layer: 0, amount: euro(-100) })
      assert.deepStrictEqual(yield* worth("barrels"), [1, 300n])
      assert.deepStrictEqual(yield* worth("shop"), [1, 300n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("are not those of items, whose units move on shelves", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      yield* track("MUG")
      yield* buy("MUG", 2, 200)
      yield* cost.open({ commandId: next(), scope: "barrels", ...own })
      yield* cost.receive({
        commandId: next(),
        scope: "barrels",
        lots: [{ units: 1, cost: euro(1) }],
      })
      const store = yield* Store
      const before = yield* contents(store)
      const issue = { commandId: next(), issueId: "i", units: 1 }
      const transfer = { destination: { _tag: "Transfer", scope: "MUG", layer: 0 } } as const
      const refused = yield* Effect.forEach(
        [
          cost.issue({ ...issue, ...sale, scope: "MUG" }),
          cost.issue({ ...issue, ...transfer, scope: "barrels" }),
          cost.return({ commandId: next(), scope: "MUG", issueId: "0" }),
        ],
        refusal,
      )
      for (const message of refused) assert.include(message, '"MUG", and leaves it, is posted on')
      const unknown = cost.issue({ ...issue, ...sale, scope: "nowhere" })
      assert.include(yield* refusal(unknown), 'no cost scope "nowhere"')
      assert.deepStrictEqual(yield* contents(store), before)
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("questions about costs", () => {
  it.effect("of what is not known are answered by nothing", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      yield* track("MUG")
      assert.isUndefined(yield* worth("CUP"))
      assert.isUndefined(yield* worth("MUG", "shop"))
      assert.isUndefined(yield* soldFor("order-1", "MUG"))
      assert.deepStrictEqual((yield* cost.layers("CUP")).values, [])
      const asOf = { sku: "CUP", at: 0, axis: "recordedAt" } as const
      assert.isTrue(Option.isNone(yield* cost.valueAsOf(asOf)))
      assert.deepStrictEqual(yield* worth("MUG"), [0, 0n])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("as of an instant take either time", () =>
    Effect.gen(function* () {
      const { cost, receive } = yield* ledger
      const day = 86_400_000
      const valueAt = (at: number, axis: "recordedAt" | "occurredAt") =>
        Effect.map(cost.valueAsOf({ sku: "MUG", at, axis }), (found) => {
          const { units, value } = Option.getOrThrow(found)
          return [units, value.amount.toFixed()]
        })
      yield* TestClock.setTime(day)
      yield* track("MUG")
      yield* buy("MUG", 10, 1_000)
      yield* TestClock.setTime(2 * day)
      yield* sell("order-1", "MUG", 4)
      yield* TestClock.setTime(3 * day)
      const late = { commandId: next(), occurredAt: day + 1 }
      yield* receive({ ...late, lines: [{ sku: "MUG", quantity: 1, cost: euro(50) }] })
      yield* cost.correct({ commandId: next(), scope: "MUG", layer: 0, amount: euro(100) })
      assert.deepStrictEqual(yield* valueAt(day - 1, "recordedAt"), [0, "0"])
      assert.deepStrictEqual(yield* valueAt(day, "recordedAt"), [10, "10"])
      assert.deepStrictEqual(yield* valueAt(2 * day, "recordedAt"), [6, "6"])
      assert.deepStrictEqual(yield* valueAt(2 * day, "occurredAt"), [7, "6.5"])
      assert.deepStrictEqual(yield* valueAt(3 * day, "recordedAt"), [7, "7.1"])
      assert.deepStrictEqual(yield* worth("MUG"), [7, 710n])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("answer in pages", () =>
    Effect.gen(function* () {
      const { cost } = yield* ledger
      yield* track("MUG")
      for (const quantity of [1, 2, 3]) yield* buy("MUG", quantity, 100)
      yield* sell("order-1", "MUG", 2)
      const first = yield* cost.layers("MUG", { limit: 2 })
      const second = yield* cost.layers("MUG", { limit: 2, cursor: first.cursor })
      assert.deepStrictEqual(
        [...first.values, ...second.values].map(({ layer, units, onHand, value }) => [
          layer,
          units,
          onHand,
          value.amount.toFixed(),
        ]),
        [
          [0, 1, 0, "0"],
          [1, 2, 1, "0.5"],
          [2, 3, 3, "1"],
        ],
      )
    }).pipe(Effect.provide(ledgerOver())),
  )
})
