import { createHash } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Receipt, Sha256 } from "entrepot/store"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex")

describe("the hash of a body", () => {
  // RFC 8785, section 3.2.2 and 3.2.3.
  it("is that of the canonical JSON of RFC 8785", () => {
    const body = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`)
    const canonical =
      '{"literals":[null,true,false],' +
      '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert.strictEqual(Receipt.hash(body), sha256(canonical))
  })

  it("sorts properties by UTF-16 code units, as RFC 8785 does", () => {
    const body = JSON.parse(`{
      "\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
      "\\u00f6": "Latin Small Letter O With Diaeresis"
    }`)
    const names = ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]
    const canonical = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(body[name])}`)
    assert.strictEqual(Receipt.hash(body), sha256(`{${canonical.join(",")}}`))
  })

  const shuffled = (hash: (body: unknown) => unknown) =>
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 2, noNullPrototype: true }),
      (body) =>
        assert.strictEqual(hash(Object.fromEntries(Object.entries(body).toReversed())), hash(body)),
    )

  it("does not depend on the order of properties", () => {
    holds(shuffled(Receipt.hash))
    kills(shuffled(JSON.stringify))
  })

  it("tells apart what differs in a type, in Unicode or in absence", () => {
    const bodies = [
      {},
      { a: null },
      { a: 1 },
      { a: "1" },
      { a: [1] },
      { a: "é" },
      { a: "e\u0301" },
      { a: "\ud800" },
      { a: "\\ud800" },
    ]
    assert.strictEqual(new Set(bodies.map((body) => Receipt.hash(body))).size, bodies.length)
  })

  it("takes a property without a value for none, as JSON does, and minus zero for zero", () => {
    assert.strictEqual(Receipt.hash({ a: undefined }), Receipt.hash({}))
    assert.strictEqual(Receipt.hash(-0), Receipt.hash(0))
  })

  it("of what is no JSON is none", () => {
    const circle: Array<unknown> = []
    circle.push(circle)
    for (const body of [undefined, Number.NaN, [Infinity], 1n, () => 1, circle])
      assert.isUndefined(Receipt.hash(body))
  })

  it("can be left to another implementation of SHA-256", () => {
    assert.strictEqual(Receipt.hash({ a: 1 }, sha256), Receipt.hash({ a: 1 }))
    holds(
      fc.property(fc.string(), (text) =>
        assert.strictEqual(Sha256.defaultValue()(text), sha256(text)),
      ),
    )
  })
})
