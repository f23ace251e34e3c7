import { createHash, createHmac } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Digest } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "./law.ts"

const text = fc.string({ unit: "grapheme" })

const isSha256 = (digest: (text: string) => string) =>
  fc.property(text, (text) => {
    assert.strictEqual(digest(text), createHash("sha256").update(text, "utf8").digest("hex"))
  })

const isHmac = (digest: typeof Digest.keyed) =>
  fc.property(text, text, (key, text) => {
    assert.strictEqual(digest(key, text), createHmac("sha256", key).update(text).digest("hex"))
  })

const isCanonical = (canonical: (value: unknown) => string) =>
  fc.property(fc.dictionary(text, fc.jsonValue({ maxDepth: 1 })), (value) => {
    const turned = Object.fromEntries(Object.entries(value).toReversed())
    assert.strictEqual(canonical(turned), canonical(value))
    assert.deepStrictEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))
  })

describe("a digest", () => {
  it("is SHA-256 as the platform has it, plain and keyed", () => {
    holds(isSha256(Digest.sha256))
    kills(isSha256((text) => Digest.sha256(text.normalize("NFD").replace(/[^ -~]/g, "?"))))
    holds(isHmac(Digest.keyed))
    kills(isHmac((key, text) => Digest.sha256(key + text)))
  })

  it("is of canonical JSON, which the order of keys does not change", () => {
    holds(isCanonical(Digest.canonicalJson))
    kills(isCanonical((value) => JSON.stringify(value)))
    assert.throws(() => Digest.canonicalJson(undefined), TypeError)
  })
})
