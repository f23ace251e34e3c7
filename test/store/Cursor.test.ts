import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Cursor } from "entrepot/store"
import fc from "fast-check"

import { holds } from "../kernel/law.ts"

const failureOf = (epoch: string, cursor: string) => {
  const decoded = Cursor.decode(epoch, cursor)
  return Result.isFailure(decoded) ? decoded.failure : assert.fail(`decoded ${cursor}`)
}

describe("a cursor", () => {
  it("comes back as the place that it was made of", () => {
    const place = fc.array(fc.oneof(fc.string(), fc.maxSafeInteger()), { maxLength: 3 })
    holds(
      fc.property(fc.string(), place, (epoch, at) =>
        assert.deepStrictEqual(Cursor.decode(epoch, Cursor.encode(epoch, at)), Result.succeed(at)),
      ),
    )
  })

  it("of another epoch is refused, and the error names both", () => {
    const error = failureOf("new", Cursor.encode("old", [1]))
    assert.strictEqual(error._tag, "CursorFromAnotherEpoch")
    assert.strictEqual(error.message, "the cursor is of epoch old, the store of new")
  })

  it("that is none is refused as malformed", () => {
    for (const text of ["", "x", "{}", "null", "1", '["e",{}]', '["e",null]', '["e"', '["e",[1]]'])
      assert.strictEqual(failureOf("e", text)._tag, "CursorMalformed", text)
  })

  it("of nothing at all is of no epoch", () =>
    assert.strictEqual(failureOf("e", "[]")._tag, "CursorFromAnotherEpoch"))
})
