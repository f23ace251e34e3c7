import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { StockPosting } from "entrepot/stock"
import { Transactor } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import { cents } from "./support/given.ts"
import { agrees, next, refusal, soldFor, track, worth } from "./support/shop.ts"

const commandId = next()
const named = (...serials: ReadonlyArray<string>) => ({ serials: () => serials })
const { post } = StockPosting
type Command = Parameters<typeof post>[0]

const run = (command: Command, ...serials: ReadonlyArray<string>) =>
  Transactor.use((transactor) =>
    transactor.run(post(command, undefined, serials.length === 0 ? {} : named(...serials))),
  )
const lines = (quantity: number) => [{ sku: "PHONE", quantity }]
const receive: Command = {
  _tag: "Receive",
  commandId,
  lines: [{ sku: "PHONE", quantity: 3, cost: cents(10_000) }],
}
const hold: Command = { _tag: "Hold", commandId, holdId: "order-1", lines: lines(2) }
const ship: Command = { _tag: "Ship", commandId, holdId: "order-1" }
const giveBack: Command = { _tag: "Return", commandId, sale: "order-1", lines: lines(1) }

describe("units that each have a cost of their own", () => {
  it.effect("are named by whoever posts them", () =>
    Effect.gen(function* () {
      yield* track("PHONE", { method: "Specific" })
      assert.strictEqual(yield* refusal(run(receive)), "PHONE: 3 units, but 0 serials")
      yield* run(receive, "A", "B", "C")
      yield* run(hold)
      assert.strictEqual(yield* refusal(run(ship, "A", "D")), "PHONE: D is not there")
      yield* run(ship, "B", "C")
      assert.deepStrictEqual(yield* soldFor("order-1", "PHONE"), [2, 6_666n])
      assert.include(yield* refusal(run(giveBack, "A")), "1 wanted back")
      yield* run(giveBack, "C")
      assert.deepStrictEqual(yield* soldFor("order-1", "PHONE"), [1, 3_333n])
      assert.deepStrictEqual(yield* worth("PHONE"), [2, 6_667n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("leave nothing of a posting whose refusal is caught", () =>
    Effect.gen(function* () {
      yield* track("PHONE", { method: "Specific" })
      const program = Effect.gen(function* () {
        yield* post(receive, undefined, named("A", "B", "C"))
        yield* post(hold)
        const refused = Effect.flip(post(ship, undefined, named("A", "D")))
        assert.strictEqual((yield* Effect.orDie(refused))._tag, "SerialsMisplaced")
        yield* post(ship, undefined, named("A", "C"))
      })
      yield* Transactor.use((transactor) => transactor.run(program))
      assert.deepStrictEqual(yield* worth("PHONE"), [1, 3_333n])
      yield* agrees
    }).pipe(Effect.provide(ledgerOver())),
  )
})
