/** Training where next to nobody has two records. */
import { assert, describe, it } from "@effect/vitest"

import { people } from "./support/generated.ts"
import { link } from "./support/linking.ts"

const few = (records: number, seed: number, duplicates: number) =>
  people(records, seed, { alone: 1 - duplicates / records, most: 2 })

describe("training on few duplicates", () => {
  it("leaves the usual weights where they are too few to learn from, and says so", () => {
    const data = few(20, 3, 2)
    const { model, figures } = link(data, 0.95)
    assert.strictEqual(model.learned?.weights, "usual")
    assert.strictEqual(model.learned?.records, 20)
    assert.deepStrictEqual(model.values, [])
    assert.strictEqual(figures.best, 1)
    assert.strictEqual(figures.clustered, 1)
  })
})
