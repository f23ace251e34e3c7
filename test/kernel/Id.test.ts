import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Id } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

const isId = Schema.is(Id.Id)

const message = (given: unknown): string => {
  const decoded = Schema.decodeUnknownResult(Id.Sku)(given)
  return Result.isFailure(decoded) ? decoded.failure.message : "taken"
}

const countsBytes = (accepts: (text: string) => boolean) =>
  fc.property(
    fc.constantFrom("a", "é", "杯", "📦"),
    fc.integer({ min: 45, max: 205 }),
    (unit, count) => {
      const text = unit.repeat(count)
      assert.strictEqual(accepts(text), Buffer.byteLength(text) <= Id.maxIdBytes)
    },
  )

describe("Id", () => {
  it("takes what callers use, also the names of object members", () => {
    for (const text of ["85123A", "toString", "__proto__", " ", "📦", "a/b:c", "x".repeat(200)])
      assert.isTrue(isId(text), text)
  })

  it("says why it refuses", () => {
    assert.match(message(""), /must not be empty/)
    assert.match(message("a\u0000b"), /NUL/)
    assert.match(message("\ud83d"), /lone surrogate/)
    assert.match(message("x".repeat(201)), /at most 200 bytes/)
    assert.match(message(7), /string/i)
  })

  it("counts bytes of UTF-8, not characters", () => {
    holds(countsBytes(isId))
    kills(countsBytes((text) => text.length <= Id.maxIdBytes))
  })
})
