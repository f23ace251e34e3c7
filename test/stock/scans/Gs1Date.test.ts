import { assert, describe, it } from "@effect/vitest"
import { Gs1Date } from "entrepot/stock"

import { year } from "./support/reading.ts"

describe("a date of six digits", () => {
  it("is within 49 years before and 50 after the year that it is seen from", () => {
    assert.deepStrictEqual(
      [26, 76, 77, 0].map((two) => Gs1Date.yearOf(two, 2026)),
      [2026, 2076, 1977, 2000],
    )
    assert.deepStrictEqual(
      [0, 49, 50, 51, 99].map((two) => Gs1Date.yearOf(two, 2000)),
      [2000, 2049, 2050, 1951, 1999],
    )
    assert.deepStrictEqual(
      [49, 50, 0, 48].map((two) => Gs1Date.yearOf(two, 2099)),
      [2149, 2050, 2100, 2148],
    )
    for (const from of [1999, 2000, 2026, 2050, 2099])
      for (let two = 0; two < 100; two++) {
        const ahead = Gs1Date.yearOf(two, from) - from
        assert.isTrue(ahead >= -49 && ahead <= 50, `${two} from ${from}`)
      }
  })

  it("with day 00 is the last of the month", () => {
    assert.strictEqual(Gs1Date.parse("280200", year), "2028-02-29")
    assert.strictEqual(Gs1Date.parse("261200", year), "2026-12-31")
    assert.strictEqual(Gs1Date.parse("261300", year), undefined)
    assert.strictEqual(Gs1Date.parse("260229", year), undefined)
  })
})
