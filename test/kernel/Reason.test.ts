import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Reason } from "entrepot/kernel"

const reason = Reason.of("orderUpTo", "buy 40 of MUG", {
  version: 2,
  inputs: [
    { name: "target", value: 100 },
    { name: "available", value: 60 },
    { name: "supplier", value: "Kiln & Co" },
    { name: "rush", value: false },
  ],
  refused: [
    { alternative: "buy 48", because: "a pack of 12 is not required" },
    { alternative: "wait", because: "the lead time is two weeks" },
  ],
})

describe("Reason", () => {
  it("reads as one paragraph", () => {
    assert.strictEqual(
      Reason.render(reason),
      "buy 40 of MUG. Rule: orderUpTo, version 2. " +
        "From: target = 100, available = 60, supplier = Kiln & Co, rush = false. " +
        "Refused: buy 48, because a pack of 12 is not required; wait, because the lead time is two weeks.",
    )
  })

  it("says only what there is", () => {
    assert.strictEqual(Reason.render(Reason.of("manual", "held")), "held. Rule: manual, version 1.")
  })

  it("goes through JSON unchanged", () => {
    const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(Reason.Reason)(reason)))
    assert.deepStrictEqual(Schema.decodeUnknownSync(Reason.Reason)(json), reason)
  })

  it("refuses values that JSON would change", () => {
    const decode = Schema.decodeUnknownResult(Reason.Reason)
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, null, undefined, new Date(0)])
      assert.isTrue(Result.isFailure(decode({ ...reason, inputs: [{ name: "x", value }] })))
  })
})
