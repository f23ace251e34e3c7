import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { OrderDesk } from "entrepot/orders"

import { deskOver, history } from "../support/desk.ts"
import {
  holding,
  lookedAt,
  named,
  opened,
  order,
  rulesOf,
  said,
  withRecipient,
} from "./support/shop.ts"

const rules = rulesOf(
  holding("by name", { _tag: "Compare", fact: "recipient", is: "=", value: "Zaphod" }),
  holding("by phone", { _tag: "Text", fact: "phone", is: "endsWith", anyOf: ["5559876"] }),
)

describe("an order that is held for who its buyer is", () => {
  it.effect("shows in journal, record and explanation that a rule hit, and not whom it names", () =>
    Effect.gen(function* () {
      const desk = yield* opened(rules)
      const zaphod = withRecipient("9", { name: "Zaphod", phone: "+49 5559876" })
      yield* lookedAt(order("9", zaphod))
      assert.deepStrictEqual(yield* said("9"), ["held", "by name", "by phone"])
      const kept = Effect.gen(function* () {
        const found = Option.getOrThrow(yield* OrderDesk.use(({ find }) => find(named("9"))))
        return JSON.stringify([yield* history, found, yield* desk.review.explain(named("9"))])
      })
      for (const secret of [/Zaphod/, /5559876/]) assert.notMatch(yield* kept, secret)
      assert.match(yield* kept, /recipient = \{\\"hash\\":\\"[0-9a-f]{64}\\"\}: true, it is/)
      yield* desk.erase({ commandId: "e", actor: "eve", order: named("9") })
      for (const secret of [/Zaphod/, /5559876/]) assert.notMatch(yield* kept, secret)
    }).pipe(Effect.provide(deskOver())),
  )
})
