import { assert, describe, it } from "@effect/vitest"
import { Agreement, type Level, Similarity } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

/** Optimal string alignment as its definition has it, over the whole table. */
const plainDamerau = (a: string, b: string): number => {
  const table = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_, column) =>
      row === 0 ? column : column === 0 ? row : 0,
    ),
  )
  const cell = (row: number, column: number) => table[row]?.[column] ?? 0
  for (let row = 1; row <= a.length; row += 1)
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = a[row - 1] === b[column - 1] ? 0 : 1
      const ways = [
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
        cell(row - 1, column - 1) + replaced,
      ]
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (isSwap) ways.push(cell(row - 2, column - 2) + 1)
      const own = table[row]
      if (own !== undefined) own[column] = Math.min(...ways)
    }
  return cell(a.length, b.length)
}

/** Jaro's similarity by lists of characters, the shorter text first. */
const plainJaro = (one: string, other: string): number => {
  const [a = "", b = ""] = [one, other].toSorted((x, y) => x.length - y.length || (x < y ? -1 : 1))
  if (a === b) return 1
  const window = Math.max(0, Math.floor(b.length / 2) - 1)
  const free = new Set(Array.from(b, (_, at) => at))
  const taken: Array<number> = []
  const matched = Array.from(a).filter((letter, at) => {
    const found = [...free].find((place) => Math.abs(place - at) <= window && b[place] === letter)
    if (found === undefined) return false
    free.delete(found)
    taken.push(found)
    return true
  })
  if (matched.length === 0) return 0
  const inOrder = taken.toSorted((x, y) => x - y).map((place) => b[place])
  const misplaced = matched.filter((letter, at) => letter !== inOrder[at]).length / 2
  const common = matched.length
  return (common / a.length + common / b.length + (common - misplaced) / common) / 3
}

/** Of few letters, and about as long as a machine word has bits, or short. */
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }),
  fc.string({ unit: fc.constantFrom("a", "b", "ß"), minLength: 27, maxLength: 35 }),
)

const damerauIsPlain = (damerau: typeof Similarity.damerau) =>
  fc.property(word, word, fc.nat(4), (a, b, atMost) => {
    const plain = plainDamerau(a, b)
    assert.strictEqual(damerau(a, b), plain)
    assert.strictEqual(damerau(a, b, atMost), Math.min(plain, atMost + 1))
  })

const jaroIsPlain = (jaro: typeof Similarity.jaro) =>
  fc.property(word, word, (a, b) => {
    assert.approximately(jaro(a, b), plainJaro(a, b), 1e-12)
    assert.strictEqual(jaro(a, b), jaro(b, a))
  })

/** What is told of two texts by their kinds of characters is never more than what is so. */
const kindsTellNoMore = ({ kindsLost, mostAlike }: Pick<typeof Similarity, Bounds>) =>
  fc.property(text, text, (a, b) => {
    const [one, other] = [Similarity.kindsOf(a), Similarity.kindsOf(b)]
    const [lost, otherLost] = [kindsLost(one, other), kindsLost(other, one)]
    assert.isAtMost(Math.max(lost, otherLost), Similarity.damerau(a, b))
    const most = mostAlike(a.length, lost, b.length, otherLost)
    assert.isAtMost(Similarity.jaroWinkler(a, b), most)
  })
type Bounds = "kindsLost" | "mostAlike"
const text = fc.string({ minLength: 1, maxLength: 8 })

describe("similarity of texts", () => {
  it("is bounded by the kinds of characters that only one text has", () => {
    holds(kindsTellNoMore(Similarity), 3_000)
    const { kindsLost, mostAlike } = Similarity
    kills(kindsTellNoMore({ kindsLost: (a, b) => kindsLost(a, b) + 1, mostAlike }))
    kills(
      kindsTellNoMore({
        kindsLost,
        mostAlike: (one, lost, other, otherLost) => mostAlike(one, lost + 1, other, otherLost),
      }),
    )
  })

  it("counts edits as the plain definition does", () => {
    holds(damerauIsPlain(Similarity.damerau), 3_000)
    kills(
      damerauIsPlain((a, b, atMost) => Similarity.damerau([...a].toSorted().join(""), b, atMost)),
    )
    kills(damerauIsPlain((a, b) => Similarity.damerau(a, b)))
  })

  it("is Jaro's as the plain definition has it, whichever text is first", () => {
    holds(jaroIsPlain(Similarity.jaro), 3_000)
    kills(jaroIsPlain(Similarity.jaroWinkler))
  })

  it("gives the values of Winkler's paper", () => {
    const rounded = (a: string, b: string) => Similarity.jaroWinkler(a, b).toFixed(3)
    assert.strictEqual(rounded("dwayne", "duane"), "0.840")
    assert.strictEqual(rounded("dixon", "dicksonx"), "0.813")
    assert.strictEqual(rounded("martha", "marhta"), "0.961")
  })
})

const agree = (level: Level.Level, a: string, b: string) => {
  const [one, other] = [Agreement.holds(level, a, b), Agreement.holds(level, b, a)]
  assert.strictEqual(one, other)
  return one
}

describe("levels of agreement", () => {
  it("take a mask for compatible where all that is shown agrees, and for no proof", () => {
    const masked = { _tag: "Masked" } as const
    assert.isTrue(agree(masked, "18312342807", "183****2807"))
    assert.isTrue(agree(masked, "183****2807", "183****2807"))
    assert.isFalse(agree(masked, "18312342808", "183****2807"))
    assert.isFalse(agree(masked, "1831234280", "183****2807"))
  })

  it("know dates with day and month swapped, days apart, and of one year", () => {
    assert.isTrue(agree({ _tag: "DayMonthSwapped" }, "1990-02-11", "19901102"))
    assert.isFalse(agree({ _tag: "DayMonthSwapped" }, "1990-02-11", "1991-11-02"))
    assert.isTrue(agree({ _tag: "DaysApart", atMost: 2 }, "1999-12-31", "2000-01-02"))
    assert.isFalse(agree({ _tag: "DaysApart", atMost: 1 }, "1999-12-31", "2000-01-02"))
    assert.isTrue(agree({ _tag: "SameYear" }, "1990-02-11", "19901102"))
    assert.isFalse(agree({ _tag: "SameYear" }, "soon", "soon"))
  })

  it("know marks, initials, words and e-mail addresses", () => {
    assert.isTrue(agree({ _tag: "Folded" }, "José-María", "jose maria"))
    assert.isTrue(agree({ _tag: "Folded" }, "Nguyễn", "nguyen"))
    assert.isFalse(agree({ _tag: "Folded" }, "राम", "रीमा"))
    assert.isFalse(agree({ _tag: "Folded" }, "かとう", "がどう"))
    assert.isFalse(agree({ _tag: "Folded" }, "-", "+"))
    assert.isTrue(agree({ _tag: "Initial" }, "j", "john"))
    assert.isFalse(agree({ _tag: "Initial" }, "jo", "john"))
    assert.isTrue(agree({ _tag: "Words", atLeast: 1 }, "wang xiaoming", "xiaoming wang"))
    assert.isTrue(agree({ _tag: "Subset" }, "mary", "mary ann"))
    assert.isTrue(agree({ _tag: "LocalPart" }, "ann@a.org", "ann@b.org"))
    assert.isTrue(agree({ _tag: "Domain" }, "ann@a.org", "joe@a.org"))
    assert.isFalse(agree({ _tag: "Domain" }, "ann", "joe"))
    assert.isTrue(agree({ _tag: "NumbersWithin", difference: 1 }, "1999", "2000"))
  })

  it("do not take short texts for alike by edits", () => {
    assert.isFalse(agree({ _tag: "Damerau", atMost: 1 }, "1", "2"))
    assert.isTrue(agree({ _tag: "Damerau", atMost: 1 }, "王小明", "王小名"))
  })
})
