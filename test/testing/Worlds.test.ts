import { assert, it } from "@effect/vitest"
import { Worlds } from "entrepot/testing"

const draw = (seed: number) => {
  const { integer, shuffle, text, times } = Worlds.make(seed)
  return [times(5, () => integer(0, 99)), shuffle(Worlds.letters), times(5, text)]
}

it("one seed draws one world", () => {
  assert.deepStrictEqual(draw(7), draw(7))
  assert.notDeepEqual(draw(7), draw(8))
  assert.notDeepEqual(draw(0), draw(2 ** 31))
})

// What the C source that is named there answers from state 0.
it("draws the numbers of the published generator", () => {
  const { integer } = Worlds.make(0)
  const drawn = Array.from({ length: 3 }, () => integer(0, 2 ** 32 - 1))
  assert.deepStrictEqual(drawn, [1_144_304_738, 1_416_247, 958_946_056])
})

it("every number between the bounds is drawn, and the bounds too", () => {
  const { integer, times } = Worlds.make(1)
  const drawn = new Set(times(1000, () => integer(-2, 3)))
  assert.deepStrictEqual(
    [...drawn].toSorted((a, b) => a - b),
    [-2, -1, 0, 1, 2, 3],
  )
})

it("a shuffle keeps every item", () => {
  const { shuffle } = Worlds.make(1)
  assert.deepStrictEqual(shuffle(Worlds.letters).toSorted(), Worlds.letters.toSorted())
})

it("a small world has three ids, few units and texts that every key may be", () => {
  const { id, quantity, text, times } = Worlds.make(1)
  assert.deepStrictEqual(new Set(times(100, id)), new Set(Worlds.ids))
  assert.deepStrictEqual(new Set(times(100, quantity)), new Set([1, 2, 3, 4]))
  for (const drawn of times(200, text)) {
    assert.isTrue(drawn.isWellFormed())
    assert.notInclude(drawn, "\u0000")
  }
})
