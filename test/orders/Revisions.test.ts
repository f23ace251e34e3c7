import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { OrderDesk, OrderRef } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { deskOver, document, pageOf, sourceThatShows } from "./support/desk.ts"

type Compare = typeof OrderRef.compareRevisions

const some = ["9", "09", "10", "100", "1x9", "9-a", "10-a", "v9", "v10", "a", ""]
const revisions = fc.array(fc.constantFrom(...some), { minLength: 3, maxLength: 3 })

/** Of two revisions one is the later, whoever is asked first, and of three there is no circle. */
const isAnOrder = (compare: Compare) =>
  fc.property(revisions, ([a = "", b = "", c = ""]) => {
    assert.strictEqual(compare(a, b), -compare(b, a) + 0)
    assert.strictEqual(compare(a, b) === 0, a === b)
    if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.isAtMost(compare(a, c), 0)
  })

/** Numbers by their values where both are numbers, and else as text: 9, 10, 1x9, 9. */
const byKindOfEach: Compare = (left, right) => {
  const [one, other] = [Number(left), Number(right)]
  const isNumber = left !== "" && right !== "" && !Number.isNaN(one) && !Number.isNaN(other)
  if (isNumber && one !== other) return one < other ? -1 : 1
  return left === right ? 0 : left < right ? -1 : 1
}

describe("revisions that are seen at one instant", () => {
  it("stand in one order", () => {
    holds(isAnOrder(OrderRef.compareRevisions))
    kills(isAnOrder(byKindOfEach))
  })

  it("count up as their channel does", () => {
    const ordered = [
      "9",
      "09",
      "10",
      "2026-11-22T09",
      "2026-11-22T10",
      "9-zz",
      "v9",
      "v10",
      "a",
      "",
    ]
    const expected = [
      "",
      "09",
      "9",
      "9-zz",
      "10",
      "2026-11-22T09",
      "2026-11-22T10",
      "a",
      "v9",
      "v10",
    ]
    assert.deepStrictEqual(ordered.toSorted(OrderRef.compareRevisions), expected)
  })

  it.effect("end in the later one, though its text is the lesser", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const line = { lineId: "1", sku: "MUG", unitPrice: "1.00" }
      const items = [
        document("10", { lines: [{ ...line, quantity: 3 }] }),
        document("9", { lines: [{ ...line, quantity: 1 }] }),
      ]
      yield* desk.ingest(sourceThatShows("whole"), pageOf("p1", ...items))
      const key = { channel: "csv", account: "shop", externalId: "7" }
      const found = Option.getOrThrow(yield* desk.find(key))
      assert.strictEqual(found.shownBy.revision, "10")
      assert.deepInclude(found.lines[0], { quantity: 3, withdrawn: 0 })
    }).pipe(Effect.provide(deskOver())),
  )
})
