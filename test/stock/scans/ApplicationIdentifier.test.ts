import { assert, describe, it } from "@effect/vitest"
import { ApplicationIdentifier } from "entrepot/stock"

describe("the tables of identifiers", () => {
  it("agree on lengths: a definition of predefined length has that length", () => {
    for (let n = 0; n < 10_000; n++) {
      const ai = String(n)
      for (const full of [ai, ai.padStart(2, "0")]) {
        const predefined = ApplicationIdentifier.predefinedLength(full)
        if (ApplicationIdentifier.lengthOf(full.slice(0, 2)) !== full.length) continue
        const { least, most } = ApplicationIdentifier.definition(full)
        if (predefined !== undefined)
          assert.deepStrictEqual([least, most], [predefined, predefined])
        assert.isAtMost(least, most)
      }
    }
  })
})
