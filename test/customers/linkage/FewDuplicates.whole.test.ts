/** Training where next to nobody has two records. */
import { assert, describe, it } from "@effect/vitest"

import { people } from "./support/generated.ts"
import { link } from "./support/linking.ts"

const few = (records: number, seed: number, duplicates: number) =>
  people(records, seed, { alone: 1 - duplicates / records, most: 2 })

describe("training on few duplicates", () => {
  it("finds them, and takes no namesakes with alike e-mail addresses for them", () => {
    const data = few(2_291, 1, 60)
    const { model, figures } = link(data, 0.95)
    const duplicates = data.records.length - new Set(data.truth.values()).size
    assert.strictEqual(model.learned?.weights, "learned")
    assert.approximately(model.learned?.matches ?? 0, duplicates, duplicates / 4)
    assert.isAtLeast(figures.best ?? 0, 0.95)
    assert.isAtLeast(figures.atHalf ?? 0, 0.93)
    assert.isAtLeast(figures.clusteredPrecision, 0.97)
  }, 60_000)
})
