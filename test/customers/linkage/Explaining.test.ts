/** Why records are one customer's, as the service tells it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Customers, type Waterfall } from "entrepot/customers"

import { ada, bob, customersOver, decided, email, phone, told } from "../support/customers.ts"

const sumOf = ({ priorBits, steps }: Waterfall.Waterfall) =>
  steps.reduce((sum, { bits, frequencyBits }) => sum + bits + frequencyBits, priorBits)

describe("links of a customer", () => {
  it.effect("are each explained field by field, with the weight that they stand by", () =>
    Effect.gen(function* () {
      const { observe, merge, identity } = yield* Customers
      yield* observe(told("web-1", 1, phone(ada), email("ada@example.org")))
      yield* observe(told("till-1", 2, phone(ada), email("ada@example.com")))
      yield* observe(told("tmall-1", 3, phone(bob)))
      const records = ["till-1", "tmall-1"] as const
      yield* merge({ commandId: "m", edgeId: "e", ...decided, records })

      const path = Option.getOrThrow(yield* identity.path("web-1", "tmall-1"))
      const { links } = Option.getOrThrow(yield* identity.explain("web-1"))
      assert.deepStrictEqual(
        path.map(({ because }) => because._tag),
        ["Rule", "Manual"],
      )
      for (const { a, b, because, waterfall } of [...path, ...links]) {
        assert.approximately(sumOf(waterfall), waterfall.bits, 1e-9)
        const step = waterfall.steps.find(({ field }) => field === "phone")
        const phones = [a, b].map((id) => (id === "tmall-1" ? bob : ada).replaceAll(" ", ""))
        assert.deepStrictEqual<unknown>(step?.values, phones)
        if (because._tag === "Rule") assert.approximately(because.bits, waterfall.bits, 1e-9)
        // What people decided stands, whatever the model says of it.
        else assert.deepStrictEqual(waterfall.verdict, { _tag: "Unlinked", isWeak: false })
      }
    }).pipe(Effect.provide(customersOver())),
  )
})
