import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Customers } from "entrepot/customers"

import { ada, bob, customersOver, decided, phone, told, whoHas } from "./support/customers.ts"

/** Two records of one person, of which the senior is withdrawn. */
const withdrawn = Effect.gen(function* () {
  const { observe, withdraw } = yield* Customers
  yield* observe(told("web-1", 1, phone(ada)))
  yield* observe(told("till-1", 2, phone(ada)))
  assert.deepStrictEqual(yield* whoHas("till-1"), ["web-1", "web-1", "till-1"])
  yield* withdraw({ commandId: "w1", recordId: "web-1", ...decided })
})

describe("the id of a customer whose senior record was withdrawn", () => {
  it.effect("leads to who has the others, also after it came again and was withdrawn again", () =>
    Effect.gen(function* () {
      yield* withdrawn
      assert.deepStrictEqual(yield* whoHas("web-1"), ["till-1", "till-1"])
      const { observe, withdraw } = yield* Customers
      yield* observe(told("web-1", 3, phone(ada)))
      assert.deepStrictEqual(yield* whoHas("web-1"), ["till-1", "till-1", "web-1"])
      yield* withdraw({ commandId: "w2", recordId: "web-1", ...decided })
      assert.deepStrictEqual(yield* whoHas("web-1"), ["till-1", "till-1"])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is good for decisions too, but for what it takes out", () =>
    Effect.gen(function* () {
      yield* withdrawn
      const { observe, merge, keepApart, split, takeBack, identity } = yield* Customers
      yield* observe(told("web-2", 3, phone(bob)))
      const records = ["web-1", "web-2"] as const
      yield* merge({ commandId: "m", edgeId: "e1", ...decided, records })
      assert.deepStrictEqual(yield* whoHas("web-2"), ["till-1", "till-1", "web-2"])
      const path = Option.getOrThrow(yield* identity.path("web-1", "web-2"))
      assert.deepStrictEqual(path[0]?.because, { _tag: "Manual", edgeId: "e1" })
      const parts = { left: ["web-1"], right: ["web-2"] } as const
      yield* takeBack({ commandId: "t", edgeId: "e1", ...decided })
      yield* keepApart({ commandId: "k", edgeId: "e2", ...decided, ...parts })
      const refused = yield* Effect.flip(
        merge({ commandId: "m2", edgeId: "e3", ...decided, records }),
      )
      assert.strictEqual(refused._tag, "VetoStands")
      const gone = yield* Effect.flip(
        split({ commandId: "s", edgeId: "e4", ...decided, records: ["web-1"] }),
      )
      assert.strictEqual(gone._tag, "UnknownRecord")
    }).pipe(Effect.provide(customersOver())),
  )
})
